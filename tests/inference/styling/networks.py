"""A network for any style, so small that a test makes it."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from inference.styling.arbitrary import Arbitrary, Build, told_of

BUILD = Build(channels=8, latents=4, blocks=(0, 1, 1), decoder_blocks=(1, 0, 1), hidden=6)


def tiny_arbitrary() -> Arbitrary:
    """With random weights, in which styles make a difference."""
    torch.manual_seed(3)
    network = Arbitrary(BUILD).eval().requires_grad_(requires_grad=False)
    for weight in network.manner.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    return network


def write_tiny(file: Path) -> Path:
    """Its file, in half precision."""
    weights = {name: it.half().contiguous() for name, it in tiny_arbitrary().state_dict().items()}
    save_file(weights, file, told_of(BUILD))
    return file
