"""What masons build with: pens and colours, walls, and the geometry of plans."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inference.masters.drawing import Mark, Pen
from inference.masters.town.ground import Spot
from inference.painter.colours import Colour

Corner = tuple[float, float]
SUN = (-0.83, -0.55)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuff:
    """What a town is made of: pens and colours.

    Attributes:
        ink, tile, shade, leaf: pens.
        stones, roofs, shutters, greens, fields: colours to pick from.
        marble, dark, grass, street: single ones.
        sky: at the top, and at the horizon.
        bare: whether nothing is coloured.
    """

    ink: Pen
    tile: Pen
    shade: Pen
    leaf: Pen
    stones: Sequence[Colour]
    roofs: Sequence[Colour]
    shutters: Sequence[Colour]
    greens: Sequence[Colour]
    fields: Sequence[Colour]
    marble: Colour
    dark: Colour
    grass: Colour
    street: Colour
    sky: tuple[Colour, Colour]
    bare: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the town, with how far away its nearest corner is."""

    depth: float
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Wall:
    """One face of a box: from its left foot to its right, as seen from outside."""

    left: Corner
    right: Corner
    foot: float
    head: float

    @property
    def length(self) -> float:
        return math.hypot(self.right[0] - self.left[0], self.right[1] - self.left[1])

    @property
    def light(self) -> float:
        """How much it faces the sun, -1 to 1."""
        x, d = self.right[0] - self.left[0], self.right[1] - self.left[1]
        return (d * SUN[0] - x * SUN[1]) / max(self.length, 1e-9)

    @property
    def seen(self) -> bool:
        """Whether it faces the eye."""
        return self.right[0] - self.left[0] > 1e-9

    def at(self, along: float, up: float) -> Spot:
        """A spot on it: along in [0, 1], up from its foot."""
        x = self.left[0] + (self.right[0] - self.left[0]) * along
        d = self.left[1] + (self.right[1] - self.left[1]) * along
        return x, d, self.foot + up


def grown(corners: list[Corner], by: float) -> list[Corner]:
    """A plan that is wider by so much on each side."""
    x = sum(corner[0] for corner in corners) / len(corners)
    d = sum(corner[1] for corner in corners) / len(corners)
    a, b, c, _ = corners
    wide, deep = apart(a, b), apart(b, c)
    along = ((b[0] - a[0]) / wide, (b[1] - a[1]) / wide)
    across = ((c[0] - b[0]) / deep, (c[1] - b[1]) / deep)
    u, v = wide / 2 + by, deep / 2 + by
    return [
        (x + s * u * along[0] + t * v * across[0], d + s * u * along[1] + t * v * across[1])
        for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]


def apart(one: Corner, other: Corner) -> float:
    """The distance of two corners."""
    return math.hypot(one[0] - other[0], one[1] - other[1])


def between(one: Corner, other: Corner, part: float = 0.5) -> Corner:
    """A corner so far on the way from one to the other."""
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def mixed(one: Spot, other: Spot, part: float) -> Spot:
    """A spot so far on the way from one to the other."""
    return (
        one[0] + (other[0] - one[0]) * part,
        one[1] + (other[1] - one[1]) * part,
        one[2] + (other[2] - one[2]) * part,
    )


def turns_away(points: list[tuple[float, float]]) -> bool:
    """Whether an outline that is counter-clockwise from above is seen from below."""
    total = 0.0
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        total += x0 * y1 - x1 * y0
    return total > -1e-9
