"""What people travel in on land."""

import math

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_STEEL = Colour.hex("#9aa3ad")


def _wheel(pad: Pad, x: float, r: float) -> None:
    pad.disc(x, r, r, colour=INK.lighter(0.06), volume=0.2)
    pad.disc(x, r, r * 0.58, colour=_STEEL, volume=0.4, role=Role.DETAIL)
    pad.disc(x, r, r * 0.2, colour=INK.lighter(0.1), volume=0.1, role=Role.DETAIL)


def _car(pad: Pad) -> None:
    paint = pad.colour
    cabin = smooth(
        "-36,36 -30,52 -16,62 12,62 28,50 36,36",
        closed=False,
    )
    pad.shape(cabin, paint, volume=0.5)
    for window in (
        "-29,38 -24,50 -13,57 -3,57 -3,38",
        "2,38 2,57 11,57 23,48 28,38",
    ):
        pad.pane(window)
    body = [(-0.58, 0.14), (-0.6, 0.28), (-0.5, 0.38), (-0.3, 0.4), (0.3, 0.4), (0.5, 0.36)]
    pad.shape(smooth([*body, (0.6, 0.26), (0.6, 0.14), (0.4, 0.1), (-0.4, 0.1)]), paint, volume=0.6)
    pad.shade(smooth("-56,15 0,17 58,15 40,10 -40,10"), 0.3)
    pad.line([(-0.55, 0.3), (0, 0.32), (0.55, 0.28)], 0.014, paint.lighter(0.5))
    pad.line([(0, 0.16), (0, 0.39)], 0.01, paint.darker(0.35), soft_line=False)
    pad.line([(0.05, 0.335), (0.11, 0.335)], 0.018, _STEEL, soft_line=False)
    for x in (-0.34, 0.34):
        pad.shape(arc(x, 0.13, 0.17, 0.17, 0, 180), INK.lighter(0.04), role=Role.DETAIL, volume=0)
        _wheel(pad, x, 0.13)
    pad.detail(
        ellipse(0.56, 0.28, 0.04, 0.045),
        LAMPLIGHT if pad.air.lamps else CREAM,
        shines=pad.air.lamps,
    )
    pad.detail(ellipse(-0.575, 0.29, 0.022, 0.04), COLOURS["red"])
    pad.box(0.5, 0.12, 0.63, 0.16, _STEEL, role=Role.DETAIL)
    pad.box(-0.63, 0.12, -0.5, 0.16, _STEEL, role=Role.DETAIL)
    if pad.air.lamps:
        pad.shape(
            "58,30 140,42 140,4 58,25",
            LAMPLIGHT,
            role=Role.GLOW,
            volume=0,
            alpha=0.3,
            soft=0.03,
            shines=True,
        )


def _train(pad: Pad) -> None:
    paint = pad.colour
    dark = INK.lighter(0.08)
    for k in range(4):
        pad.shape(
            ellipse(0.48 - 0.18 * k, 1.0 + 0.09 * k, 0.1 + 0.035 * k, 0.075 + 0.02 * k),
            CREAM.darker(0.06),
            role=Role.VEIL,
            alpha=0.75 - 0.12 * k,
            soft=0.02,
            volume=0,
        )
    pad.box(-1.0, 0.16, -0.36, 0.62, paint.darker(0.14), volume=0.5)
    pad.box(-1.03, 0.6, -0.33, 0.67, dark, volume=0.3)
    for k in range(3):
        pad.pane(box(-0.94 + 0.2 * k, 0.54, -0.8 + 0.2 * k, 0.36))
    pad.line([(-1.0, 0.28), (-0.36, 0.28)], 0.03, COLOURS["gold"], soft_line=False)
    pad.box(-0.38, 0.14, -0.26, 0.18, dark)
    pad.box(-0.26, 0.16, 0.06, 0.78, paint, volume=0.5)
    pad.shape("-31,76 -28,83 8,83 11,76", dark, volume=0.3)
    pad.pane(box(-0.18, 0.7, -0.02, 0.48))
    pad.shape(
        joined([(0.04, 0.18)], [(0.04, 0.58)], arc(0.56, 0.38, 0.1, 0.2, 90, -90)),
        paint,
        volume=0.8,
    )
    for x in (0.14, 0.3, 0.46):
        pad.box(x - 0.014, 0.18, x + 0.014, 0.58, COLOURS["gold"], volume=0.3, role=Role.DETAIL)
    pad.shape("44,57 41,86 57,86 54,57", dark, volume=0.5)
    pad.box(0.39, 0.84, 0.59, 0.89, dark.lighter(0.1))
    pad.shape(
        joined([(0.17, 0.57)], arc(0.23, 0.6, 0.06, 0.08, 180, 0), [(0.29, 0.57)]),
        COLOURS["gold"],
        volume=0.6,
    )
    pad.detail(ellipse(0.65, 0.44, 0.05, 0.05), LAMPLIGHT, shines=True)
    pad.shape(
        [(0.58, 0.16), (0.82, 0.02), (0.56, 0.02)],
        COLOURS["crimson"] if paint.a < 0.1 else dark,
        volume=0.4,
    )
    pad.box(-0.3, 0.12, 0.62, 0.2, dark, volume=0.2)
    for x, r in ((-0.88, 0.09), (-0.5, 0.09), (-0.12, 0.15), (0.2, 0.15), (0.46, 0.1)):
        _wheel(pad, x, r)
    pad.line([(-0.12, 0.13), (0.2, 0.13)], 0.03, _STEEL, soft_line=False)
    pad.line([(-1.15, -0.01), (0.95, -0.01)], 0.03, _STEEL.darker(0.35), soft_line=False)
    for k in range(14):
        pad.line(
            [(-1.1 + 0.15 * k, -0.035), (-1.02 + 0.15 * k, -0.035)],
            0.03,
            WOOD.darker(0.2),
            soft_line=False,
        )


def _bicycle(pad: Pad) -> None:
    frame, r = pad.colour, 0.27
    for x in (-0.4, 0.4):
        for k in range(9):
            angle = math.pi * k / 9
            dx, dy = 0.25 * math.cos(angle), 0.25 * math.sin(angle)
            pad.line([(x - dx, r - dy), (x + dx, r + dy)], 0.006, _STEEL, soft_line=False)
        ring = joined(arc(x, r, 0.27, 0.27, 0, 360, 40), arc(x, r, 0.232, 0.232, 360, 0, 40))
        pad.shape(ring, INK.lighter(0.05), role=Role.MARK, volume=0)
        pad.disc(x, r, 0.03, colour=_STEEL, role=Role.DETAIL)
    seat, crank, head = (-0.14, 0.66), (-0.04, 0.28), (0.28, 0.7)
    for start, end in (
        (seat, crank),
        (crank, head),
        ((-0.12, 0.6), (0.27, 0.63)),
        ((-0.4, r), crank),
        ((-0.4, r), (-0.12, 0.6)),
        ((0.4, r), (0.26, 0.76)),
    ):
        pad.line([start, end], 0.042, frame, soft_line=False, role=Role.PART)
    pad.line("26,76 25,84 34,86 42,82", 0.03, _STEEL)
    pad.line([(0.38, 0.845), (0.43, 0.815)], 0.045, INK)
    pad.line([(-0.14, 0.66), (-0.15, 0.72)], 0.03, _STEEL, soft_line=False)
    pad.blob("-27,75 -20,77 -3,74 -6,71 -22,70", WOOD.darker(0.2))
    pad.disc(*crank, 0.065, colour=_STEEL.darker(0.2), role=Role.DETAIL)
    pad.line([(-0.1, 0.2), (0.02, 0.36)], 0.022, INK, soft_line=False)
    for x, y in ((-0.12, 0.18), (0.04, 0.38)):
        pad.line([(x - 0.045, y), (x + 0.045, y)], 0.03, INK, soft_line=False)
    pad.shape("30,58 32,74 54,74 51,58", WOOD.lighter(0.25), volume=0.4)
    for k, tone in enumerate((COLOURS["pink"], COLOURS["yellow"], CREAM, COLOURS["pink"])):
        pad.disc(
            0.35 + 0.055 * k,
            0.765 + 0.015 * (k % 2),
            0.04,
            colour=tone,
            volume=0.2,
            role=Role.DETAIL,
        )


VEHICLES = (
    Subject(
        name="car", plural="cars", draw=_car, homes=(Home.LAND,), height=0.64, span=1.25,
        metres=1.6, colours=("red", "blue", "yellow", "green"),
    ),
    Subject(
        name="train", plural="trains", draw=_train, homes=(Home.LAND,), height=0.9, span=2.3,
        metres=4.5, colours=("green", "red", "blue", "black"),
    ),
    Subject(
        name="bicycle", plural="bicycles", draw=_bicycle, homes=(Home.LAND,), height=0.88,
        span=1.35, metres=1.2, colours=("red", "green", "blue", "yellow"),
    ),
)  # fmt: skip
