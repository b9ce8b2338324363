"""Forms without a purpose: a ball, a cube, a pyramid, a spiral."""

import math

from inference.painter.colours import Colour
from inference.painter.curves import arc, ellipse, joined, ribbon, smooth
from inference.painter.drawing import CREAM, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_ANYWHERE = (Home.LAND, Home.ROOM, Home.SPACE)


def _second(colour: Colour) -> Colour:
    return CREAM if colour.light < 0.82 else colour.darker(0.3)


def _ball(pad: Pad) -> None:
    paint = pad.colour
    pad.disc(0, 0.5, 0.5, colour=paint, volume=0.9)
    upper = joined(arc(0, 0.56, 0.497, 0.12, 180, 360, 24), arc(0, 0.44, 0.497, 0.12, 360, 180, 24))
    pad.shape(upper, _second(paint), volume=0.4, role=Role.DETAIL)
    pad.shape(
        smooth("-34,66 -26,82 -12,91 -10,86 -20,77 -28,64"), CREAM, role=Role.DETAIL, volume=0,
        alpha=0.75,
    )  # fmt: skip


def _cube(pad: Pad) -> None:
    paint = pad.colour
    pad.shape("-52,26 0,4 0,62 -52,80", paint, volume=0.15)
    pad.shape("0,4 52,26 52,80 0,62", paint.darker(0.25), volume=0.15)
    pad.shape("-52,80 0,62 52,80 0,98", paint.lighter(0.3), volume=0.1)
    inner = _second(paint)
    pad.shape("-38,32 -14,22 -14,53 -38,61", inner, role=Role.DETAIL, volume=0.1)
    pad.shape("14,22 38,32 38,61 14,53", inner.darker(0.2), role=Role.DETAIL, volume=0.1)
    pad.detail(ellipse(0, 0.8, 0.17, 0.06), inner)


def _pyramid(pad: Pad) -> None:
    paint = pad.colour
    dark = paint.darker(0.3)
    pad.shape("0,100 -66,8 16,-2", paint, volume=0.4)
    pad.shape("0,100 16,-2 66,16", dark, volume=0.2)
    for k in range(1, 7):
        t = k / 7.5
        left, mid, right = (
            (-0.66 * t, 1 - 0.92 * t),
            (0.16 * t, 1 - 1.02 * t),
            (0.66 * t, 1 - 0.84 * t),
        )
        pad.line([left, mid], 0.01, paint.darker(0.16), soft_line=False)
        pad.line([mid, right], 0.01, dark.darker(0.16), soft_line=False)
    pad.shape([(0, 1.0), (-0.132, 0.816), (0.032, 0.796)], paint.lighter(0.35), volume=0.1)
    pad.shape([(0, 1.0), (0.032, 0.796), (0.132, 0.832)], dark.lighter(0.2), volume=0.1)


def _spiral(pad: Pad) -> None:
    paint = pad.colour
    line = []
    turns, steps = 3.1, 100
    for k in range(steps + 1):
        t = k / steps
        angle = 2 * math.pi * turns * t - 0.6
        reach = 0.04 + 0.46 * t
        line.append((reach * math.cos(angle), 0.52 + reach * math.sin(angle)))
    pad.shape(ribbon(line[::-1], 0.105, tip=0.3), paint, volume=0.5)
    pad.shape(
        ribbon([(x - 0.008, y + 0.012) for x, y in line[::-1]], 0.026, tip=0.3),
        paint.lighter(0.5) if paint.light < 0.85 else paint.darker(0.2), role=Role.DETAIL, volume=0,
    )  # fmt: skip
    pad.disc(*line[0], 0.05, colour=_second(paint), volume=0.4, role=Role.DETAIL)


SOLIDS = (
    Subject(
        name="ball", plural="balls", draw=_ball, homes=(Home.LAND, Home.ROOM, Home.SHORE),
        height=1.0, span=1.0, metres=0.3, colours=("red", "blue", "yellow", "green"),
    ),
    Subject(
        name="cube", plural="cubes", draw=_cube, homes=_ANYWHERE, height=0.98, span=1.05,
        metres=0.5, colours=("blue", "red", "yellow", "turquoise"),
    ),
    Subject(
        name="pyramid", plural="pyramids", draw=_pyramid, homes=(Home.LAND, Home.SPACE),
        height=1.0, span=1.32, metres=25.0, colours=("gold", "beige", "orange"),
    ),
    Subject(
        name="spiral", plural="spirals", draw=_spiral, homes=(Home.SPACE, Home.AIR),
        height=1.05, span=1.02, metres=1.0, colours=("purple", "orange", "turquoise", "crimson"),
    ),
)  # fmt: skip
