"""One whole training run at 32 pixels, made once; every test reads it and none changes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from inference.training.config import Config, read_config
from inference.training.run import train

TINY = """
device = "cpu"

[data]
pictures = 24
near = 16
check = 8
chunk = 8
sizes = [[32, 32], [48, 32]]
phrasings = 2
vocabulary = 60
tokens = 24

[judge]
steps = 4
batch = 8
warmup = 2
report_every = 2
save_every = 2
channels = [8, 16]
side = 32

[encoder]
steps = 2
batch = 8
width = 16
layers = 1
heads = 2
side = 32
patch = 8

[reader]
steps = 2
batch = 8

[autoencoder]
steps = 3
batch = 4
layout = "kl"
channels = [8, 16, 16]
crop = 32
adversarial_from = 2

[core]
steps = 2
batch = 8
channels = [36, 36]
attending = 1
layers = 1
head = 12
groups = 4

[denoiser]
steps = 2
batch = 8

[distillation]
steps = 2
batch = 4

[upscaler]
lanes = 1
steps = 2
batch = 4
features = 8
depth = 1
crop = 32

[styles]
steps = 3
batch = 4
names = ["ink", "oil", "neon"]
carried = 2
painted = 2
chunk = 2
side = 32
crop = 32
features = 8
inner = 8
depth = 1

[translator]
steps = 2
batch = 4
scenes = 3
check = 2
chunk = 2
side = 40
channels = [8, 16]
crop = 32
adversarial_from = 1

[gan]
steps = 3
batch = 4
save_every = 2
latent = 5
channels = [8, 8]
looked_at = 64

[arbitrary]
steps = 2
batch = 2
hidden = 4
crop = 32
style_crop = 32
plates = 0.0
own = 0.0

[writer]
steps = 3
batch = 4
save_every = 2
vocabulary = 60
lessons = 40
tokens = 24
width = 16
inner = 24
layers = 1
heads = 2
"""


@dataclass(frozen=True)
class Trained:
    """What one command made."""

    out: Path
    file: Path
    config: Config
    lines: list[str]


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    """Sums of many threads come out in another order each time; and we are not alone here."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="package")
def trained(tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Trained:
    folder = tmp_path_factory.mktemp("training")
    file = folder / "tiny.toml"
    file.write_text(TINY)
    lines: list[str] = []

    assert train(folder / "out", config=file, tell=lines.append)

    return Trained(folder / "out", file, read_config(file), lines)
