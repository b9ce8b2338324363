"""A closed way from latent to latent, and when to look along it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from torch import Tensor

from inference.judge import Judge
from inference.morphing.sphere import slerp
from inference.morphing.timing import evenly

_LOOKS_A_LEG = 10


@dataclass(frozen=True, slots=True)
class Path:
    """From stop to stop on the sphere, and from the last one to the first: (stops, D) latents."""

    stops: Tensor

    def at(self, way: float) -> Tensor:
        """(D,): the latent after so much of the whole round, in [0, 1]."""
        gone = way * len(self.stops)
        leg = floor(gone)
        one, other = (self.stops[place % len(self.stops)] for place in (leg, leg + 1))
        return slerp(one, other, gone - leg)

    def ways(self, look: Callable[[float], Tensor], judge: Judge, frames: int) -> list[float]:
        """How far to be in each frame, so that as much is seen to change to each next one.

        Args:
            look: what is seen after so much of the round: (1, 3, H, W) in [0, 1], small.
            judge: tells how much changes.
            frames: of the round; after the last comes the first.
        """
        looks = _LOOKS_A_LEG * len(self.stops) + 1
        return evenly(look, judge, frames + 1, looks=looks)[:-1]
