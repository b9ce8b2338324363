"""What lives in the sea."""

from inference.painter.colours import Colour
from inference.painter.curves import arc, ellipse, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject


def _dark(colour: Colour) -> Colour:
    return colour.darker(0.26) if colour.light > 0.35 else colour.lighter(0.15)


def _pale(colour: Colour) -> Colour:
    return colour.lighter(0.6) if colour.light < 0.9 else colour.darker(0.08)


def _fish(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    pad.blob("-30,34 -60,60 -66,52 -56,34 -66,16 -60,8", dark)
    pad.blob("-16,56 -2,76 20,76 24,60 0,55", dark)
    pad.blob("-8,12 -10,-4 6,-2 16,10", dark)
    pad.blob(
        "-40,34 -20,52 8,62 34,54 54,36 36,16 8,6 -20,16",
        coat,
        volume=0.6,
    )
    pad.blob(
        "-10,15 12,8 36,17 44,26 20,22 0,22",
        pale,
        volume=0.2,
    )
    for x, half in ((-0.16, 0.17), (0.04, 0.24)):
        band = [
            (x, 0.34 + half),
            (x + 0.07, 0.36),
            (x + 0.02, 0.34 - half),
            (x - 0.05, 0.34 - half + 0.03),
        ]
        pad.blob([*band, (x - 0.01, 0.36), (x - 0.06, 0.34 + half - 0.03)], pale, role=Role.DETAIL)
    pad.blob("10,34 0,24 -6,20 -2,34 4,40", dark, volume=0.2)
    pad.line(arc(0.22, 0.34, 0.08, 0.17, -62, 62), 0.016, dark, soft_line=False)
    pad.detail(ellipse(0.36, 0.42, 0.06, 0.06), CREAM)
    pad.eye(0.37, 0.42, 0.038)
    pad.line([(0.53, 0.34), (0.47, 0.3), (0.43, 0.3)], 0.014, dark)


def _whale(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    pad.blob(
        "-62,50 -80,76 -98,82 -86,88 -70,86 -58,92 -44,88 -54,72 -50,46",
        coat,
    )
    pad.blob(
        "-64,56 -50,34 -20,46 14,62 50,60 74,40 76,16 56,2 10,-2 -36,6 -60,26",
        coat,
        volume=0.6,
    )
    belly = [
        (0.76, 0.2),
        (0.6, 0.03),
        (0.1, -0.01),
        (-0.28, 0.05),
        (0.06, 0.12),
        (0.4, 0.14),
        (0.62, 0.2),
    ]
    pad.blob(belly, pale, volume=0.3)
    for k in range(4):
        x = 0.62 - 0.13 * k
        pad.line(
            [(x, 0.15 - 0.012 * k), (x - 0.16, 0.06 - 0.008 * k), (x - 0.34, 0.035)],
            0.011,
            coat,
            tip=0.4,
        )
    pad.blob("22,14 2,-6 -12,-8 0,6 10,16", dark)
    pad.eye(0.54, 0.28, 0.028)
    pad.line([(0.74, 0.25), (0.62, 0.2), (0.5, 0.22)], 0.014, dark)
    foam = Colour.hex("#dff0f6")
    for side in (-1, 1):
        pad.line(
            [
                (0.3, 0.62),
                (0.3 + side * 0.03, 0.84),
                (0.3 + side * 0.18, 0.93),
                (0.3 + side * 0.26, 0.84),
            ],
            0.05,
            foam,
            tip=0.35,
        )
        pad.dot(0.3 + side * 0.28, 0.76, 0.02, foam)


def _turtle(pad: Pad) -> None:
    coat, dark = pad.colour, _dark(pad.colour)
    skin = coat.lighter(0.35).duller(0.2)
    for knots in (
        "24,26 34,4 22,-10 14,6 10,22",
        "-30,24 -50,10 -56,0 -40,6 -20,18",
        "8,22 0,2 -10,-4 -6,10 -4,24",
    ):
        pad.blob(knots, skin)
    pad.blob("34,30 46,46 64,48 70,38 60,28 42,24", skin)
    pad.blob(
        "-46,26 -36,46 -10,60 18,56 38,40 44,26 10,20 -24,20",
        coat,
        volume=0.6,
    )
    for x, y, r in (
        (-0.22, 0.38, 0.09),
        (-0.02, 0.44, 0.1),
        (0.18, 0.4, 0.085),
        (-0.1, 0.29, 0.06),
        (0.1, 0.29, 0.06),
    ):
        pad.detail(ellipse(x, y, r, r * 0.8, steps=6, tilt=20), dark)
    pad.eye(0.6, 0.41, 0.028)
    pad.line([(0.69, 0.35), (0.6, 0.33)], 0.012, INK)


def _octopus(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    legs = (
        (-0.2, -0.62, 0.2),
        (-0.12, -0.34, 0.02),
        (-0.04, -0.1, 0.0),
        (0.04, 0.12, -0.01),
        (0.12, 0.36, 0.03),
        (0.2, 0.62, 0.22),
    )
    for k, (root, foot, lift) in enumerate(legs):
        middle = (root + foot) / 2
        curl = 0.08 if foot > 0 else -0.08
        path = [
            (root, 0.46),
            (middle * 1.25, 0.26),
            (foot, 0.06 + lift),
            (foot + curl, 0.1 + lift),
            (foot + curl * 0.9, 0.17 + lift),
        ]
        pad.line(path, 0.15, coat if k % 2 else dark, tip=0.3, role=Role.PART)
    pad.blob(
        "-26,42 -34,66 -30,92 0,106 30,92 34,66 26,42 0,34",
        coat,
        volume=0.6,
    )
    for x, y, r in ((-0.16, 0.9, 0.04), (-0.02, 0.96, 0.03), (0.14, 0.9, 0.035), (0.2, 0.8, 0.025)):
        pad.dot(x, y, r, pale)
    for side in (-1, 1):
        pad.detail(ellipse(side * 0.13, 0.58, 0.085, 0.095), CREAM)
        pad.eye(side * 0.12, 0.57, 0.052)
    pad.line(smooth([(-0.07, 0.45), (0, 0.42), (0.07, 0.45)], closed=False), 0.016, INK)


SEA_LIFE = (
    Subject(
        name="fish", plural="fish", draw=_fish, homes=(Home.UNDER,), height=0.8, span=1.3,
        metres=0.5, colours=("orange", "yellow", "blue"),
    ),
    Subject(
        name="whale", plural="whales", draw=_whale, homes=(Home.WATER, Home.UNDER), height=0.95,
        span=1.94, metres=5.0, colours=("blue", "navy", "grey"),
    ),
    Subject(
        name="turtle", plural="turtles", draw=_turtle, homes=(Home.UNDER, Home.SHORE, Home.LAND),
        height=0.62, span=1.38, metres=0.5, colours=("green",),
    ),
    Subject(
        name="octopus", plural="octopuses", draw=_octopus, homes=(Home.UNDER,), height=1.06,
        span=1.4, metres=0.9, colours=("purple", "red", "orange"),
    ),
)  # fmt: skip
