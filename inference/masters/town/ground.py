"""Where things stand and how they are seen: the hill under the town, and the eye above it.

World coordinates: x to the right, d away from the eye, z up; the town is about 1.2 wide.
"""

import math
from dataclasses import dataclass

Spot = tuple[float, float, float]
_PERSPECTIVE = 0.28


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An eye above the plain that looks down by `pitch` radians."""

    x: float
    y: float
    scale: float
    pitch: float

    def at(self, x: float, d: float, z: float) -> tuple[float, float]:
        """A spot of the world on the page."""
        scale = self.scale / (1 + _PERSPECTIVE * d)
        up = d * math.sin(self.pitch) + z * math.cos(self.pitch)
        return self.x + scale * x, self.y - scale * up

    def all(self, spots: list[Spot]) -> list[tuple[float, float]]:
        """Several spots on the page."""
        return [self.at(*spot) for spot in spots]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hill:
    """An oval hill with a flat top; `wide` and `deep` are its halves as far as the town goes."""

    wide: float
    deep: float
    high: float

    def out(self, x: float, d: float) -> float:
        """How far out a spot lies: 0 in the middle, 1 at the town's edge."""
        return math.hypot(x / self.wide, d / self.deep)

    def height(self, x: float, d: float) -> float:
        """Of the ground."""
        return self.level(self.out(x, d))

    def level(self, out: float) -> float:
        """Of the ground so far out."""
        slope = max(0.0, out - 0.34)
        return self.high * math.exp(-1.75 * slope * slope)

    def spot(self, out: float, angle: float) -> tuple[float, float]:
        """X and d so far out; angle 0 is right, a quarter turn less is towards the eye."""
        return self.wide * out * math.cos(angle), self.deep * out * math.sin(angle)
