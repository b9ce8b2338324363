"""A tiny generator with weights of its own."""

from pathlib import Path

import pytest
import torch

from inference.gan.file import write_generator
from inference.gan.network import Generator


@pytest.fixture
def generator() -> Generator:
    torch.manual_seed(1)
    made = Generator(latent_size=6, channels=(12, 8))
    made(torch.randn(32, 6))  # normalising learns what is usual
    return made.eval()


@pytest.fixture
def file(generator: Generator, tmp_path: Path) -> Path:
    write_generator(generator, tmp_path / "gan.safetensors")
    return tmp_path / "gan.safetensors"
