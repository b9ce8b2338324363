"""Four-legged animals."""

import numpy as np

from inference.painter.colours import Colour
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_ROSE = Colour.hex("#e2a09b")
_LAND = (Home.LAND, Home.ROOM)


def _paler(colour: Colour) -> Colour:
    """For bellies and bibs; a white animal gets a slightly darker one."""
    return colour.lighter(0.55) if colour.light < 0.9 else colour.darker(0.07)


def _darker(colour: Colour) -> Colour:
    """For backs and stripes; a black animal gets a lighter one."""
    return colour.darker(0.28) if colour.light > 0.35 else colour.lighter(0.16)


def _cat(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _darker(pad.colour), _paler(pad.colour)
    tail = [(0.2, 0.07), (0.42, 0.05), (0.56, 0.17), (0.55, 0.36), (0.46, 0.5), (0.49, 0.6)]
    pad.line(tail, 0.12, dark, tip=0.7, role=Role.PART)
    pad.blob(
        [(-0.27, 0.02), (-0.29, 0.2), (-0.21, 0.46), (-0.12, 0.66), (0.12, 0.66), (0.24, 0.46)]
        + [(0.34, 0.22), (0.32, 0.02), (0.1, -0.01), (-0.1, -0.01)],
        coat,
        volume=0.55,
    )
    pad.shade(smooth([(0.13, 0.02), (0.14, 0.2), (0.24, 0.28), (0.33, 0.18), (0.31, 0.02)]), 0.2)
    pad.blob([(-0.12, 0.3), (-0.1, 0.54), (0.03, 0.6), (0.13, 0.52), (0.13, 0.32), (0, 0.2)], pale)
    for x in (-0.1, 0.07):
        pad.blob(
            [(x - 0.07, 0), (x - 0.07, 0.22), (x, 0.34), (x + 0.06, 0.22), (x + 0.07, 0)], coat
        )
        pad.disc(x, 0.025, 0.085, 0.045, colour=pale, volume=0.2)
    for side in (-1, 1):
        pad.shape(
            smooth(
                [(side * 0.25, 0.78), (side * 0.26, 1.1), (side * 0.21, 1.1), (side * 0.03, 0.95)]
            ),
            coat,
        )
        pad.detail(smooth([(side * 0.21, 0.88), (side * 0.225, 1.03), (side * 0.09, 0.95)]), _ROSE)
    pad.blob(
        [(-0.3, 0.76), (-0.22, 0.94), (0, 0.99), (0.22, 0.94), (0.3, 0.76), (0.2, 0.61)]
        + [(0, 0.56), (-0.2, 0.61)],
        coat,
        volume=0.5,
    )
    for x in (-0.07, 0.0, 0.07):
        pad.line([(x, 0.955), (x * 0.8, 0.88)], 0.026, dark, tip=0.3)
    pad.blob([(-0.13, 0.64), (-0.08, 0.7), (0, 0.71), (0.08, 0.7), (0.13, 0.64), (0, 0.58)], pale)
    iris = Colour.hex("#c9d65a") if coat.b < 0.1 else Colour.hex("#7fbf7a")
    for side in (-1, 1):
        pad.detail(ellipse(side * 0.12, 0.785, 0.062, 0.052, tilt=side * 14), iris)
        pad.detail(ellipse(side * 0.12, 0.785, 0.024, 0.05), INK)
        pad.dot(side * 0.12 + 0.015, 0.805, 0.012, CREAM)
        for k in (-1, 0, 1):
            tip = (side * 0.4, 0.655 + 0.05 * k)
            pad.line([(side * 0.11, 0.65 + 0.012 * k), tip], 0.009, CREAM, tip=0.4)
    pad.detail([(-0.036, 0.7), (0.036, 0.7), (0, 0.665)], Colour.hex("#c9706f"))
    pad.line([(-0.06, 0.625), (0, 0.655), (0.06, 0.625)], 0.013, INK)


def _dog(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _darker(pad.colour), _paler(pad.colour)
    pad.line([(-0.36, 0.08), (-0.52, 0.16), (-0.6, 0.34)], 0.09, dark, tip=0.45, role=Role.PART)
    pad.blob(
        [(-0.42, 0.03), (-0.42, 0.24), (-0.26, 0.5), (-0.06, 0.74), (0.12, 0.82), (0.26, 0.7)]
        + [(0.29, 0.48), (0.24, 0.26), (0.2, 0.02), (-0.1, 0.0)],
        coat,
        volume=0.6,
    )
    pad.blob([(0.1, 0.3), (0.16, 0.6), (0.27, 0.66), (0.29, 0.46), (0.24, 0.26)], pale)
    pad.blob([(-0.45, 0.06), (-0.38, 0.3), (-0.2, 0.36), (-0.06, 0.22), (-0.08, 0.04)], coat)
    pad.disc(-0.14, 0.03, 0.14, 0.04, colour=pale, volume=0.2)
    pad.blob([(0.1, 0.0), (0.09, 0.26), (0.17, 0.42), (0.25, 0.28), (0.25, 0.0)], coat)
    pad.disc(0.2, 0.03, 0.1, 0.04, colour=pale, volume=0.2)
    pad.blob(
        [(0.0, 0.86), (0.04, 1.04), (0.18, 1.12), (0.32, 1.07), (0.4, 0.97), (0.57, 0.93)]
        + [(0.6, 0.83), (0.5, 0.76), (0.3, 0.73), (0.1, 0.74)],
        coat,
        volume=0.5,
    )
    pad.blob(
        [(0.36, 0.9), (0.48, 0.93), (0.59, 0.9), (0.59, 0.82), (0.5, 0.76), (0.38, 0.79)], pale
    )
    pad.blob(
        [(0.05, 1.05), (0.14, 1.07), (0.17, 0.9), (0.12, 0.7), (0.02, 0.67), (-0.04, 0.82)], dark
    )
    pad.disc(0.585, 0.915, 0.042, 0.034, colour=INK, volume=0.2, role=Role.DETAIL)
    pad.eye(0.31, 0.98, 0.032)
    pad.line([(0.56, 0.84), (0.46, 0.8), (0.38, 0.82)], 0.014, INK)
    band = smooth([(0.04, 0.73), (0.16, 0.68), (0.3, 0.69)], closed=False)
    red = Colour.hex("#c23b36") if coat.a < 0.12 else Colour.hex("#3567a8")
    pad.shape(joined(band, (band - [0, 0.055])[::-1]), red, role=Role.DETAIL)


def _fox(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _darker(pad.colour), CREAM
    if pad.colour.light > 0.9:
        pale = pad.colour.darker(0.08)
    pad.blob(
        [(-0.2, 0.1), (-0.42, 0.02), (-0.66, 0.1), (-0.74, 0.34), (-0.66, 0.58), (-0.58, 0.36)]
        + [(-0.4, 0.26), (-0.22, 0.24)],
        coat,
        volume=0.5,
    )
    pad.blob([(-0.745, 0.34), (-0.66, 0.6), (-0.6, 0.4), (-0.67, 0.35)], pale, volume=0.2)
    pad.blob(
        [(-0.32, 0.02), (-0.33, 0.24), (-0.2, 0.5), (-0.08, 0.72), (0.14, 0.74), (0.22, 0.5)]
        + [(0.2, 0.2), (0.2, 0.0)],
        coat,
        volume=0.55,
    )
    pad.blob([(0.0, 0.3), (0.0, 0.6), (0.12, 0.7), (0.21, 0.56), (0.2, 0.34), (0.1, 0.22)], pale)
    for x in (0.04, 0.16):
        pad.shape(
            smooth([(x - 0.05, 0.0), (x - 0.05, 0.3), (x + 0.05, 0.3), (x + 0.05, 0.0)]), coat
        )
        pad.shape(
            smooth([(x - 0.05, 0.0), (x - 0.045, 0.15), (x + 0.045, 0.15), (x + 0.06, 0.0)]),
            INK.lighter(0.12),
            role=Role.DETAIL,
        )
    for side in (-1, 1):
        x = 0.1 + side * 0.16
        pad.shape([(x - 0.1, 0.9), (x + side * 0.05, 1.2), (x + 0.09, 0.9)], dark)
        pad.detail([(x - 0.05, 0.92), (x + side * 0.04, 1.12), (x + 0.045, 0.92)], _ROSE)
    pad.shape(
        smooth(
            [(-0.2, 0.86), (-0.1, 1.0), (0.1, 1.04), (0.3, 1.0), (0.4, 0.86), (0.26, 0.72)]
            + [(0.1, 0.6), (-0.06, 0.72)]
        ),
        coat,
        volume=0.5,
    )
    for side in (-1, 1):
        cheek = [(0.1 + side * 0.03, 0.62), (0.1 + side * 0.3, 0.85), (0.1 + side * 0.17, 0.72)]
        pad.shape(smooth([*cheek, (0.1 + side * 0.1, 0.8)]), pale, volume=0.1, role=Role.DETAIL)
        pad.detail(ellipse(0.1 + side * 0.12, 0.86, 0.036, 0.042), INK)
        pad.dot(0.115 + side * 0.12, 0.875, 0.012, CREAM)
    pad.dot(0.1, 0.635, 0.042)


def _rabbit(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _darker(pad.colour), _paler(pad.colour)
    pad.disc(-0.42, 0.16, 0.11, colour=CREAM, volume=0.3)
    for x, lean in ((0.1, -0.12), (0.24, 0.02)):
        ear = [(x - 0.05, 0.72), (x + lean - 0.08, 1.04), (x + lean - 0.01, 1.22)]
        pad.blob([*ear, (x + lean + 0.07, 1.05), (x + 0.06, 0.74)], coat if lean else dark)
        pad.detail(
            smooth(
                [(x - 0.01, 0.78), (x + lean - 0.03, 1.04), (x + lean, 1.12)]
                + [(x + lean + 0.03, 1.02), (x + 0.025, 0.8)]
            ),
            _ROSE,
        )
    pad.blob(
        [(-0.42, 0.04), (-0.44, 0.26), (-0.3, 0.46), (-0.06, 0.5), (0.14, 0.5), (0.22, 0.3)]
        + [(0.2, 0.04), (-0.1, 0.0)],
        coat,
        volume=0.6,
    )
    pad.blob([(-0.4, 0.06), (-0.38, 0.28), (-0.2, 0.35), (-0.04, 0.22), (-0.06, 0.05)], coat)
    pad.disc(-0.13, 0.035, 0.2, 0.05, colour=pale, volume=0.2)
    pad.blob([(0.08, 0.0), (0.07, 0.2), (0.15, 0.3), (0.22, 0.2), (0.24, 0.0)], coat)
    pad.blob([(0.08, 0.22), (0.14, 0.44), (0.24, 0.42), (0.23, 0.26)], pale)
    pad.blob(
        [(0.0, 0.62), (0.04, 0.76), (0.2, 0.82), (0.34, 0.75), (0.43, 0.62), (0.4, 0.52)]
        + [(0.22, 0.46), (0.06, 0.5)],
        coat,
        volume=0.5,
    )
    pad.blob([(0.32, 0.6), (0.42, 0.62), (0.43, 0.55), (0.36, 0.5), (0.28, 0.53)], pale, volume=0.1)
    pad.eye(0.255, 0.67, 0.038)
    pad.dot(0.425, 0.61, 0.026, Colour.hex("#c9706f"))
    for k in (-1, 0, 1):
        pad.line([(0.36, 0.555), (0.54, 0.54 + 0.05 * k)], 0.007, dark, tip=0.4)


def _horse(pad: Pad) -> None:
    coat, dark = pad.colour, _darker(pad.colour)
    mane = INK.lighter(0.08) if coat.light > 0.42 else CREAM.darker(0.1)
    hoof = INK.lighter(0.1)
    for x, knee in ((-0.36, -0.04), (0.22, 0.05)):
        leg = [(x - 0.07, 0.56), (x + knee - 0.035, 0.3), (x - 0.035, 0.03), (x + 0.035, 0.03)]
        pad.blob([*leg, (x + knee + 0.04, 0.3), (x + 0.09, 0.56)], dark, volume=0.2)
        pad.box(x - 0.045, 0.0, x + 0.045, 0.05, hoof, volume=0.1, role=Role.DETAIL)
    pad.blob(
        [(-0.5, 0.78), (-0.66, 0.7), (-0.7, 0.46), (-0.62, 0.28), (-0.58, 0.5), (-0.5, 0.64)],
        mane,
    )
    pad.blob(
        [(-0.53, 0.72), (-0.46, 0.84), (-0.28, 0.83), (-0.06, 0.78), (0.14, 0.82), (0.3, 0.98)]
        + [(0.4, 1.16), (0.5, 1.18), (0.53, 1.02), (0.42, 0.76), (0.36, 0.58), (0.22, 0.48)]
        + [(-0.06, 0.46), (-0.26, 0.5), (-0.44, 0.48), (-0.52, 0.58)],
        coat,
        volume=0.6,
    )
    for x, knee in ((-0.45, -0.05), (0.31, 0.03)):
        leg = [(x - 0.1, 0.62), (x + knee - 0.045, 0.3), (x - 0.045, 0.03), (x + 0.035, 0.03)]
        pad.blob([*leg, (x + knee + 0.05, 0.31), (x + 0.12, 0.6)], coat, volume=0.4)
        pad.box(x - 0.055, 0.0, x + 0.045, 0.05, hoof, volume=0.1, role=Role.DETAIL)
    pad.blob(
        [(0.36, 1.16), (0.42, 1.28), (0.52, 1.28), (0.64, 1.12), (0.76, 0.98), (0.76, 0.9)]
        + [(0.68, 0.88), (0.56, 0.96), (0.46, 1.0)],
        coat,
        volume=0.5,
    )
    pad.blob([(0.7, 0.98), (0.77, 0.95), (0.76, 0.89), (0.69, 0.885)], dark, volume=0.1)
    pad.shape([(0.4, 1.25), (0.42, 1.4), (0.49, 1.27)], coat)
    pad.blob(
        [(0.44, 1.34), (0.3, 1.22), (0.16, 0.98), (0.12, 0.82), (0.22, 0.84), (0.3, 0.98)]
        + [(0.38, 1.14), (0.48, 1.24)],
        mane,
    )
    pad.blob([(0.42, 1.33), (0.5, 1.27), (0.55, 1.16), (0.5, 1.2), (0.44, 1.24)], mane, volume=0.1)
    pad.eye(0.545, 1.14, 0.026)
    pad.dot(0.735, 0.945, 0.012)


def _elephant(pad: Pad) -> None:
    coat, dark = pad.colour, _darker(pad.colour)
    for x in (-0.32, 0.16):
        pad.blob([(x - 0.1, 0.4), (x - 0.09, 0.0), (x + 0.09, 0.0), (x + 0.12, 0.4)], dark)
    pad.line([(-0.56, 0.62), (-0.64, 0.46), (-0.62, 0.34)], 0.035, dark)
    pad.blob(
        [(-0.58, 0.56), (-0.52, 0.82), (-0.24, 0.96), (0.1, 0.94), (0.32, 0.82), (0.34, 0.5)]
        + [(0.2, 0.32), (-0.2, 0.28), (-0.48, 0.34)],
        coat,
        volume=0.6,
    )
    for x in (-0.44, 0.05):
        pad.blob([(x - 0.11, 0.44), (x - 0.1, 0.0), (x + 0.1, 0.0), (x + 0.13, 0.44)], coat)
        for k in (-0.06, 0.0, 0.06):
            pad.detail(arc(x + k, 0.0, 0.026, 0.036, 0, 180, 8), CREAM)
    trunk = [(0.5, 0.76), (0.68, 0.6), (0.7, 0.36), (0.66, 0.2), (0.74, 0.1), (0.83, 0.14)]
    pad.line(trunk, 0.23, coat, tip=0.36, role=Role.PART)
    pad.shape(smooth([(0.48, 0.52), (0.62, 0.42), (0.8, 0.46), (0.66, 0.52), (0.54, 0.6)]), CREAM)
    pad.blob(
        [
            (0.22, 0.7),
            (0.26, 0.96),
            (0.42, 1.06),
            (0.6, 1.0),
            (0.68, 0.8),
            (0.62, 0.6),
            (0.42, 0.52),
        ],
        coat,
        volume=0.5,
    )
    pad.blob(
        [
            (0.36, 0.94),
            (0.18, 1.02),
            (0.02, 0.92),
            (0.0, 0.66),
            (0.12, 0.46),
            (0.24, 0.5),
            (0.38, 0.66),
        ],
        dark,
        volume=0.5,
    )
    pad.blob(
        [(0.3, 0.88), (0.18, 0.93), (0.08, 0.84), (0.08, 0.66), (0.16, 0.56), (0.3, 0.68)],
        _ROSE.mixed(coat, 0.5),
        volume=0.2,
        role=Role.DETAIL,
    )
    pad.eye(0.53, 0.84, 0.03)


def _sheep(pad: Pad) -> None:
    wool = pad.colour
    face = INK.lighter(0.12) if wool.light > 0.4 else CREAM.darker(0.12)
    for x in (-0.28, -0.14, 0.1, 0.24):
        pad.box(x - 0.04, 0.0, x + 0.04, 0.36, face, volume=0.2)
    angle = np.linspace(0, 2 * np.pi, 15, endpoint=False)
    reach = 1 + pad.rng.uniform(-0.04, 0.05, 15)
    for x, y in zip(0.36 * reach * np.cos(angle), 0.56 + 0.2 * reach * np.sin(angle), strict=True):
        pad.disc(float(x), float(y), 0.13, 0.125, colour=wool, volume=0.4)
    pad.disc(0.0, 0.56, 0.4, 0.23, colour=wool, volume=0.3, role=Role.DETAIL)
    for x, y in ((-0.2, 0.6), (-0.02, 0.66), (0.16, 0.56), (-0.08, 0.48), (-0.3, 0.5)):
        pad.line(arc(x, y, 0.07, 0.06, 200, 380), 0.015, _darker(wool), tip=0.4, soft_line=False)
    pad.blob(
        [(0.34, 0.84), (0.28, 0.68), (0.36, 0.48), (0.46, 0.46), (0.54, 0.66), (0.5, 0.84)], face
    )
    for side in (-1, 1):
        x = 0.42 + side * 0.12
        pad.blob([(x, 0.78), (x + side * 0.13, 0.76), (x + side * 0.12, 0.68), (x, 0.7)], face)
        pad.dot(0.42 + side * 0.055, 0.68, 0.024, CREAM if face.light < 0.5 else INK)
    for x, y in ((0.33, 0.86), (0.43, 0.9), (0.52, 0.85)):
        pad.disc(x, y, 0.085, 0.075, colour=wool, volume=0.35)


ANIMALS = (
    Subject(
        name="cat", plural="cats", draw=_cat, homes=_LAND, height=1.1, span=0.9, metres=0.5,
        colours=("orange", "grey", "black", "white"), group="animal",
    ),
    Subject(
        name="dog", plural="dogs", draw=_dog, homes=_LAND, height=1.12, span=1.2, metres=0.75,
        colours=("brown", "beige", "white", "black"), group="animal",
    ),
    Subject(
        name="fox", plural="foxes", draw=_fox, homes=(Home.LAND,), height=1.2, span=1.2,
        metres=0.6, colours=("orange",), group="animal",
    ),
    Subject(
        name="rabbit", plural="rabbits", draw=_rabbit, homes=_LAND, height=1.2, span=1.0,
        metres=0.4, colours=("brown", "white", "grey"), group="animal",
    ),
    Subject(
        name="horse", plural="horses", draw=_horse, homes=(Home.LAND,), height=1.4, span=1.5,
        metres=2.0, colours=("brown", "white", "black"), group="animal",
    ),
    Subject(
        name="elephant", plural="elephants", draw=_elephant, homes=(Home.LAND,), height=1.06,
        span=1.45, metres=3.0, colours=("grey",), group="animal",
    ),
    Subject(
        name="sheep", plural="sheep", draw=_sheep, homes=(Home.LAND,), height=0.95, span=1.05,
        metres=0.9, colours=("white",), group="animal",
    ),
)  # fmt: skip
