"""The network that dreams: the judge that comes with Mozart, as far as its features go.

It has learned to tell the painter's things, colours, hours and styles apart.
"""

from pathlib import Path
from typing import Self

from torch import Tensor

from inference.judge import SHIPPED, Judge, read_judge


class Eye:
    """Frozen features of a picture, at four resolutions. Safe to use from several threads."""

    def __init__(self, judge: Judge) -> None:
        """Take a judge for oneself; it learns no more."""
        self._judge = judge.eval().requires_grad_(requires_grad=False)

    @classmethod
    def load(cls, file: Path = SHIPPED) -> Self:
        """The one that comes with Mozart."""
        judge, _ = read_judge(file)
        return cls(judge)

    @property
    def channels(self) -> tuple[int, ...]:
        """How many each layer has."""
        return self._judge.channels

    def features(self, picture: Tensor, layer: int) -> Tensor:
        """(1, 3, H, W) in [0, 1] to (1, C, h, w) after layer 1 to 4; gradients pass."""
        seen = picture * 2 - 1
        for floor in self._judge.floors[:layer]:
            seen = floor(seen)
        return seen
