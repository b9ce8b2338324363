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
        "-27,2 -29,20 -21,46 -12,66 12,66 24,46 34,22 32,2 10,-1 -10,-1",
        coat,
        volume=0.55,
    )
    pad.shade(smooth("13,2 14,20 24,28 33,18 31,2"), 0.2)
    pad.blob("-12,30 -10,54 3,60 13,52 13,32 0,20", pale)
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
        "-30,76 -22,94 0,99 22,94 30,76 20,61 0,56 -20,61",
        coat,
        volume=0.5,
    )
    for x in (-0.07, 0.0, 0.07):
        pad.line([(x, 0.955), (x * 0.8, 0.88)], 0.026, dark, tip=0.3)
    pad.blob("-13,64 -8,70 0,71 8,70 13,64 0,58", pale)
    iris = Colour.hex("#c9d65a") if coat.b < 0.1 else Colour.hex("#7fbf7a")
    for side in (-1, 1):
        pad.detail(ellipse(side * 0.12, 0.785, 0.062, 0.052, tilt=side * 14), iris)
        pad.detail(ellipse(side * 0.12, 0.785, 0.024, 0.05), INK)
        pad.dot(side * 0.12 + 0.015, 0.805, 0.012, CREAM)
        for k in (-1, 0, 1):
            tip = (side * 0.4, 0.655 + 0.05 * k)
            pad.line([(side * 0.11, 0.65 + 0.012 * k), tip], 0.009, CREAM, tip=0.4)
    pad.detail([(-0.036, 0.7), (0.036, 0.7), (0, 0.665)], Colour.hex("#c9706f"))
    pad.line("-7.5,64 -4,61.2 0,64.5 4,61.2 7.5,64", 0.013, INK)


def _dog(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _darker(pad.colour), _paler(pad.colour)
    pad.line([(-0.36, 0.08), (-0.52, 0.16), (-0.6, 0.34)], 0.09, dark, tip=0.45, role=Role.PART)
    pad.blob(
        "-42,3 -42,24 -26,50 -6,74 12,82 26,70 29,48 24,26 20,2 -10,0",
        coat,
        volume=0.6,
    )
    pad.blob("10,30 16,60 27,66 29,46 24,26", pale)
    pad.blob("-45,6 -38,30 -20,36 -6,22 -8,4", coat)
    pad.disc(-0.14, 0.03, 0.14, 0.04, colour=pale, volume=0.2)
    pad.blob("10,0 9,26 17,42 25,28 25,0", coat)
    pad.disc(0.2, 0.03, 0.1, 0.04, colour=pale, volume=0.2)
    pad.blob(
        "0,86 4,104 18,112 32,107 40,97 57,93 60,83 50,76 30,73 10,74",
        coat,
        volume=0.5,
    )
    pad.blob("36,90 48,93 59,90 59,82 50,76 38,79", pale)
    pad.blob("5,105 14,107 17,90 12,70 2,67 -4,82", dark)
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
        "-20,10 -42,2 -66,10 -74,34 -66,58 -58,36 -40,26 -22,24",
        coat,
        volume=0.5,
    )
    pad.blob("-74.5,34 -66,60 -60,40 -67,35", pale, volume=0.2)
    pad.blob(
        "-32,2 -33,24 -20,50 -8,72 14,74 22,50 20,20 20,0",
        coat,
        volume=0.55,
    )
    pad.blob("0,30 0,60 12,70 21,56 20,34 10,22", pale)
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
        smooth("-20,86 -10,100 10,104 30,100 40,86 26,72 10,60 -6,72"),
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
                [
                    (x - 0.01, 0.78),
                    (x + lean - 0.03, 1.04),
                    (x + lean, 1.12),
                    (x + lean + 0.03, 1.02),
                    (x + 0.025, 0.8),
                ]
            ),
            _ROSE,
        )
    pad.blob(
        "-42,4 -44,26 -30,46 -6,50 14,50 22,30 20,4 -10,0",
        coat,
        volume=0.6,
    )
    pad.blob("-40,6 -38,28 -20,35 -4,22 -6,5", coat)
    pad.disc(-0.13, 0.035, 0.2, 0.05, colour=pale, volume=0.2)
    pad.blob("8,0 7,20 15,30 22,20 24,0", coat)
    pad.blob("8,22 14,44 24,42 23,26", pale)
    pad.blob(
        "0,62 4,76 20,82 34,75 43,62 40,52 22,46 6,50",
        coat,
        volume=0.5,
    )
    pad.blob("32,60 42,62 43,55 36,50 28,53", pale, volume=0.1)
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
        "-50,78 -66,70 -70,46 -62,28 -58,50 -50,64",
        mane,
    )
    pad.blob(
        "-53,72 -46,84 -28,83 -6,78 14,82 30,98 40,116 50,118 53,102 42,76 36,58 22,48 "
        "-6,46 -26,50 -44,48 -52,58",
        coat,
        volume=0.6,
    )
    for x, knee in ((-0.45, -0.05), (0.31, 0.03)):
        leg = [(x - 0.1, 0.62), (x + knee - 0.045, 0.3), (x - 0.045, 0.03), (x + 0.035, 0.03)]
        pad.blob([*leg, (x + knee + 0.05, 0.31), (x + 0.12, 0.6)], coat, volume=0.4)
        pad.box(x - 0.055, 0.0, x + 0.045, 0.05, hoof, volume=0.1, role=Role.DETAIL)
    pad.blob(
        "36,116 42,128 52,128 64,112 76,98 76,90 68,88 56,96 46,100",
        coat,
        volume=0.5,
    )
    pad.blob("70,98 77,95 76,89 69,88.5", dark, volume=0.1)
    pad.shape([(0.4, 1.25), (0.42, 1.4), (0.49, 1.27)], coat)
    pad.blob(
        "44,134 30,122 16,98 12,82 22,84 30,98 38,114 48,124",
        mane,
    )
    pad.blob("42,133 50,127 55,116 50,120 44,124", mane, volume=0.1)
    pad.eye(0.545, 1.14, 0.026)
    pad.dot(0.735, 0.945, 0.012)


def _elephant(pad: Pad) -> None:
    coat, dark = pad.colour, _darker(pad.colour)
    for x in (-0.32, 0.16):
        pad.blob([(x - 0.1, 0.4), (x - 0.09, 0.0), (x + 0.09, 0.0), (x + 0.12, 0.4)], dark)
    pad.line([(-0.56, 0.62), (-0.64, 0.46), (-0.62, 0.34)], 0.035, dark)
    pad.blob(
        "-58,56 -52,82 -24,96 10,94 32,82 34,50 20,32 -20,28 -48,34",
        coat,
        volume=0.6,
    )
    for x in (-0.44, 0.05):
        pad.blob([(x - 0.11, 0.44), (x - 0.1, 0.0), (x + 0.1, 0.0), (x + 0.13, 0.44)], coat)
        for k in (-0.06, 0.0, 0.06):
            pad.detail(arc(x + k, 0.0, 0.026, 0.036, 0, 180, 8), CREAM)
    trunk = [(0.5, 0.76), (0.68, 0.6), (0.7, 0.36), (0.66, 0.2), (0.74, 0.1), (0.83, 0.14)]
    pad.line(trunk, 0.23, coat, tip=0.36, role=Role.PART)
    pad.shape(smooth("48,52 62,42 80,46 66,52 54,60"), CREAM)
    pad.blob(
        "22,70 26,96 42,106 60,100 68,80 62,60 42,52",
        coat,
        volume=0.5,
    )
    pad.blob(
        "36,94 18,102 2,92 0,66 12,46 24,50 38,66",
        dark,
        volume=0.5,
    )
    pad.blob(
        "30,88 18,93 8,84 8,66 16,56 30,68",
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
    pad.blob("34,84 28,68 36,48 46,46 54,66 50,84", face)
    for side in (-1, 1):
        x = 0.42 + side * 0.12
        pad.blob([(x, 0.78), (x + side * 0.13, 0.76), (x + side * 0.12, 0.68), (x, 0.7)], face)
        pad.dot(0.42 + side * 0.055, 0.68, 0.024, CREAM if face.light < 0.5 else INK)
    for x, y in ((0.33, 0.86), (0.43, 0.9), (0.52, 0.85)):
        pad.disc(x, y, 0.085, 0.075, colour=wool, volume=0.35)


ANIMALS = (
    Subject(
        name="cat", plural="cats", draw=_cat, homes=_LAND, height=1.12, span=1.2, metres=0.5,
        colours=("orange", "grey", "black", "white"),
    ),
    Subject(
        name="dog", plural="dogs", draw=_dog, homes=_LAND, height=1.12, span=1.2, metres=0.75,
        colours=("brown", "beige", "white", "black"),
    ),
    Subject(
        name="fox", plural="foxes", draw=_fox, homes=(Home.LAND,), height=1.2, span=1.48,
        metres=0.6, colours=("orange",),
    ),
    Subject(
        name="rabbit", plural="rabbits", draw=_rabbit, homes=_LAND, height=1.2, span=1.0,
        metres=0.4, colours=("brown", "white", "grey"),
    ),
    Subject(
        name="horse", plural="horses", draw=_horse, homes=(Home.LAND,), height=1.4, span=1.5,
        metres=2.0, colours=("brown", "white", "black"),
    ),
    Subject(
        name="elephant", plural="elephants", draw=_elephant, homes=(Home.LAND,), height=1.06,
        span=1.72, metres=3.0, colours=("grey",),
    ),
    Subject(
        name="sheep", plural="sheep", draw=_sheep, homes=(Home.LAND,), height=0.95, span=1.32,
        metres=0.9, colours=("white",),
    ),
)  # fmt: skip
