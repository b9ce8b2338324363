"""The accidents of one training step: they depend on the seed, the stage and the step alone.

So a run that was killed and goes on draws what it would have drawn, and needs to remember nothing.
Numbers are drawn on the CPU and moved, which makes them the same on every device.
"""

from zlib import crc32

import numpy as np
import torch
from torch import Tensor


class Dice:
    """Thrown in a fixed order within one step.

    Attributes:
        step: which one it is.
        numpy: for choices.
        torch: for noise, on the CPU.
        place: where tensors go.
    """

    def __init__(self, seed: int, purpose: str, step: int, *, place: str = "cpu") -> None:
        self.step = step
        self.place = place
        self.numpy = np.random.Generator(np.random.PCG64([seed, crc32(purpose.encode()), step]))
        self.torch = torch.Generator().manual_seed(int(self.numpy.integers(2**62)))

    def normal(self, *shape: int) -> Tensor:
        """Standard normal numbers, fp32."""
        return torch.randn(shape, generator=self.torch).to(self.place)

    def whole(self, below: int, count: int) -> Tensor:
        """`count` whole numbers in [0, below), int64."""
        return torch.randint(below, (count,), generator=self.torch).to(self.place)

    def uniform(self, least: float, greatest: float, count: int) -> Tensor:
        """`count` numbers in [least, greatest), fp32."""
        numbers = torch.rand(count, generator=self.torch) * (greatest - least) + least
        return numbers.to(self.place)

    def crop(self, pictures: Tensor, side: int) -> Tensor:
        """(B, C, H, W) to (B, C, side, side), cut from the same random place of all."""
        top = int(self.numpy.integers(pictures.shape[-2] - side + 1))
        left = int(self.numpy.integers(pictures.shape[-1] - side + 1))
        return pictures[..., top : top + side, left : left + side]
