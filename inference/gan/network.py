"""The generator that dreams up places, and the critic that it learned against.

Both are in the layout of DCGAN: convolutions with strides and nothing fully connected between them,
batches normalised, ReLU in the generator and LeakyReLU in the critic.

How others use it:

    generator = read_generator(file)            # frozen, on the CPU, in fp32
    latent = draw_latent(7, 0.7)                # (100,) float32: the same seed, the same place
    pixels = pictures(generator, latent[None])  # (1, 64, 64, 3) uint8, RGB

A latent is `generator.latent_size` numbers, drawn from a normal distribution while it learned. Any
others will do, too: between two of them lies a way from picture to picture, and sums of them show
what both show (see words).

Source: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional
Generative Adversarial Networks" (2015; arXiv:1511.06434).
"""

import itertools
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from inference.memory import memory_errors

LATENT_SIZE = 100
MAX_TRUNCATION = 2.0
_SMALLEST = 4  # the side in pixels that the generator starts from, and the critic ends with
_LEAK = 0.2
_SPREAD = 0.02  # of the first weights, as DCGAN's authors set it


class Generator(nn.Module):
    """Numbers to pictures: each floor of it doubles the sides.

    Attributes:
        latent_size: how many numbers a picture is made of.
        channels: of each floor but the last, the coarsest first.
        side: of its pictures, in pixels.
    """

    def __init__(self, *, latent_size: int = LATENT_SIZE, channels: Sequence[int]) -> None:
        """Take random weights."""
        super().__init__()
        self.latent_size = latent_size
        self.channels = tuple(channels)
        self.side = _SMALLEST * 2 ** len(channels)
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(latent_size, channels[0], _SMALLEST, bias=False),
            nn.BatchNorm2d(channels[0]),
            nn.ReLU(),
        ]
        for before, after in itertools.pairwise(channels):
            doubling = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=False)
            layers += [doubling, nn.BatchNorm2d(after), nn.ReLU()]
        last = nn.ConvTranspose2d(channels[-1], 3, 4, stride=2, padding=1)
        self.body = nn.Sequential(*layers, last, nn.Tanh())
        self.apply(_begin)

    @override
    def forward(self, latents: Tensor) -> Tensor:
        """(B, latent_size) to (B, 3, side, side) in [-1, 1]."""
        made: Tensor = self.body(latents[:, :, None, None])
        return made


class Critic(nn.Module):
    """Tells painted pictures from generated ones."""

    def __init__(self, channels: Sequence[int]) -> None:
        """Take random weights; `channels` of each floor, the finest first."""
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(3, channels[0], 4, stride=2, padding=1),
            nn.LeakyReLU(_LEAK),
        ]
        for before, after in itertools.pairwise(channels):
            halving = nn.Conv2d(before, after, 4, stride=2, padding=1, bias=False)
            layers += [halving, nn.BatchNorm2d(after), nn.LeakyReLU(_LEAK)]
        self.body = nn.Sequential(*layers, nn.Conv2d(channels[-1], 1, _SMALLEST))
        self.apply(_begin)

    @override
    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, side, side) in [-1, 1] to (B,), high where it believes them painted."""
        told: Tensor = self.body(pictures).flatten()
        return told


def _begin(layer: nn.Module) -> None:
    match layer:
        case nn.ConvTranspose2d() | nn.Conv2d():
            nn.init.normal_(layer.weight, std=_SPREAD)
        case nn.BatchNorm2d():
            nn.init.normal_(layer.weight, mean=1.0, std=_SPREAD)
            nn.init.zeros_(layer.bias)
        case _:
            pass


def draw_latent(seed: int, truncation: float, *, size: int = LATENT_SIZE) -> NDArray[np.float32]:
    """The place of a seed among all places: (size,) float32.

    Args:
        seed: the same seed lies in the same direction at every truncation.
        truncation: how far from the middle of all pictures, where the most typical one is; 1 is as
            far as what it learned with, more is wilder, 0 the middle itself.
        size: the generator's `latent_size`.

    Source: Brock, Donahue, Simonyan, "Large Scale GAN Training for High Fidelity Natural Image
    Synthesis" (2018; arXiv:1809.11096), for trading variety for truth; as in Karras et al., "A
    Style-Based Generator Architecture" (2018; arXiv:1812.04948), the numbers shrink rather than
    being drawn anew, so that a picture changes gradually.
    """
    numbers = np.random.Generator(np.random.PCG64(seed)).standard_normal(size, np.float32)
    return numbers * np.float32(truncation)


def pictures(generator: Generator, latents: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(N, latent_size) float32 to (N, side, side, 3) uint8, RGB, each row by itself.

    What changes from pixel to pixel and back is smoothed away: the last floor leaves such a grid,
    because its windows overlap (Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts",
    2016; doi:10.23915/distill.00003).

    Raises:
        OutOfMemory: the device cannot hold it.
    """
    pixels = np.empty((len(latents), generator.side, generator.side, 3), np.uint8)
    place = next(generator.parameters()).device
    with memory_errors(), torch.inference_mode():
        for number, latent in enumerate(torch.from_numpy(latents.copy())):
            # One at a time: kernels for several round differently, and a seed shall be a picture.
            made = (_smooth(generator(latent[None].to(place)))[0] + 1) * 127.5
            pixels[number] = made.round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()
    return pixels


def _smooth(made: Tensor) -> Tensor:
    """Each pixel with half its weight on its neighbours to each side; edges are repeated."""
    line = made.new_tensor([0.25, 0.5, 0.25])
    kernel = torch.outer(line, line).expand(3, 1, 3, 3)
    return functional.conv2d(functional.pad(made, (1, 1, 1, 1), "replicate"), kernel, groups=3)
