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
    pad.blob(
        [(-0.3, 0.34), (-0.6, 0.6), (-0.66, 0.52), (-0.56, 0.34), (-0.66, 0.16), (-0.6, 0.08)], dark
    )
    pad.blob([(-0.16, 0.56), (-0.02, 0.76), (0.2, 0.76), (0.24, 0.6), (0.0, 0.55)], dark)
    pad.blob([(-0.08, 0.12), (-0.1, -0.04), (0.06, -0.02), (0.16, 0.1)], dark)
    pad.blob(
        [(-0.4, 0.34), (-0.2, 0.52), (0.08, 0.62), (0.34, 0.54), (0.54, 0.36), (0.36, 0.16)]
        + [(0.08, 0.06), (-0.2, 0.16)],
        coat,
        volume=0.6,
    )
    pad.blob(
        [(-0.1, 0.15), (0.12, 0.08), (0.36, 0.17), (0.44, 0.26), (0.2, 0.22), (0.0, 0.22)],
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
    pad.blob([(0.1, 0.34), (0.0, 0.24), (-0.06, 0.2), (-0.02, 0.34), (0.04, 0.4)], dark, volume=0.2)
    pad.line(arc(0.22, 0.34, 0.08, 0.17, -62, 62), 0.016, dark, soft_line=False)
    pad.detail(ellipse(0.36, 0.42, 0.06, 0.06), CREAM)
    pad.eye(0.37, 0.42, 0.038)
    pad.line([(0.53, 0.34), (0.47, 0.3), (0.43, 0.3)], 0.014, dark)


def _whale(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    pad.blob(
        [(-0.62, 0.5), (-0.8, 0.76), (-0.98, 0.82), (-0.86, 0.88), (-0.7, 0.86), (-0.58, 0.92)]
        + [(-0.44, 0.88), (-0.54, 0.72), (-0.5, 0.46)],
        coat,
    )
    pad.blob(
        [(-0.64, 0.56), (-0.5, 0.34), (-0.2, 0.46), (0.14, 0.62), (0.5, 0.6), (0.74, 0.4)]
        + [(0.76, 0.16), (0.56, 0.02), (0.1, -0.02), (-0.36, 0.06), (-0.6, 0.26)],
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
    pad.blob([(0.22, 0.14), (0.02, -0.06), (-0.12, -0.08), (0.0, 0.06), (0.1, 0.16)], dark)
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
        [(0.24, 0.26), (0.34, 0.04), (0.22, -0.1), (0.14, 0.06), (0.1, 0.22)],
        [(-0.3, 0.24), (-0.5, 0.1), (-0.56, 0.0), (-0.4, 0.06), (-0.2, 0.18)],
        [(0.08, 0.22), (0.0, 0.02), (-0.1, -0.04), (-0.06, 0.1), (-0.04, 0.24)],
    ):
        pad.blob(knots, skin)
    pad.blob(
        [(0.34, 0.3), (0.46, 0.46), (0.64, 0.48), (0.7, 0.38), (0.6, 0.28), (0.42, 0.24)], skin
    )
    pad.blob(
        [
            (-0.46, 0.26),
            (-0.36, 0.46),
            (-0.1, 0.6),
            (0.18, 0.56),
            (0.38, 0.4),
            (0.44, 0.26),
            (0.1, 0.2),
            (-0.24, 0.2),
        ],
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
        [
            (-0.26, 0.42),
            (-0.34, 0.66),
            (-0.3, 0.92),
            (0, 1.06),
            (0.3, 0.92),
            (0.34, 0.66),
            (0.26, 0.42),
            (0, 0.34),
        ],
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
        name="fish", plural="fish", draw=_fish, homes=(Home.UNDER,), height=0.8, span=1.2,
        metres=0.5, colours=("orange", "yellow", "blue"), group="sea animal",
    ),
    Subject(
        name="whale", plural="whales", draw=_whale, homes=(Home.WATER, Home.UNDER), height=0.95,
        span=1.75, metres=5.0, colours=("blue", "navy", "grey"), group="sea animal",
    ),
    Subject(
        name="turtle", plural="turtles", draw=_turtle, homes=(Home.UNDER, Home.SHORE, Home.LAND),
        height=0.7, span=1.2, metres=0.5, colours=("green",), group="sea animal",
    ),
    Subject(
        name="octopus", plural="octopuses", draw=_octopus, homes=(Home.UNDER,), height=1.06,
        span=1.4, metres=0.9, colours=("purple", "red", "orange"), group="sea animal",
    ),
)  # fmt: skip
