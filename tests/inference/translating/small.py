"""A translator of a few random weights in a file, for tests that need one to be there."""

from collections.abc import Sequence
from pathlib import Path

import torch

from inference.translating.network import TranslatorNetwork
from inference.translating.tasks import Task
from inference.translating.translator import Translator, write_translator


def small_translator(folder: Path, tasks: Sequence[Task] = tuple(Task)) -> Path:
    """A file whose network changes pictures somehow, differently for each task."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        network = TranslatorNetwork(channels=(8, 16), tasks=len(tasks))
        for name, weight in network.named_parameters():
            if name == "answer.weight" or name.endswith("second.weight"):
                torch.nn.init.normal_(weight, std=0.1)
    file = folder / "translator.safetensors"
    write_translator(Translator(network=network.eval(), tasks=tuple(tasks)), file)
    return file
