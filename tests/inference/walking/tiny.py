"""A tiny generator whose pictures differ from latent to latent, and which knows one word."""

from pathlib import Path

import numpy as np
import torch

from inference.gan.arithmetic import Words
from inference.gan.file import write_generator
from inference.gan.network import Generator


def tiny_generator(folder: Path) -> Path:
    """Its file; the same each time."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        made = Generator(latent_size=8, channels=(12, 8))
        for weight in made.parameters():
            torch.nn.init.normal_(weight, std=0.4)
        made(torch.randn(32, 8))  # normalising learns what is usual
    file = folder / "gan.safetensors"
    night = Words.of_means(("hour: night",), np.eye(1, 8, dtype=np.float32) * 2)
    write_generator(made.eval(), file, night)
    return file
