"""Birds and butterflies: whatever has wings of its own."""

from inference.painter.colours import Colour
from inference.painter.curves import arc, ellipse, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_BEAK = Colour.hex("#eda236")
_FEET = Colour.hex("#c47f31")


def _dark(colour: Colour) -> Colour:
    return colour.darker(0.26) if colour.light > 0.35 else colour.lighter(0.15)


def _pale(colour: Colour) -> Colour:
    return colour.lighter(0.6) if colour.light < 0.9 else colour.darker(0.08)


def _bird(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    for x in (0.0, 0.12):
        pad.line([(x, 0.26), (x + 0.02, 0.03)], 0.028, _FEET)
        pad.line([(x - 0.06, 0.01), (x + 0.02, 0.03), (x + 0.11, 0.01)], 0.022, _FEET)
    pad.shape(
        smooth("-30,50 -66,36 -78,36 -74,28 -56,26 -26,34"),
        dark,
    )
    pad.blob(
        "-40,42 -24,25 4,19 27,28 38,50 40,70 30,84 14,84 3,74 -16,60",
        coat,
        volume=0.6,
    )
    pad.blob("0,22 22,27 35,48 36,60 22,58 8,40", pale)
    pad.blob(
        "-62,34 -36,30 -8,34 10,48 6,62 -14,60 -36,46",
        dark,
        volume=0.4,
    )
    for k in range(3):
        y = 0.36 + 0.07 * k
        pad.line(
            [(-0.44 + 0.1 * k, y), (-0.2 + 0.08 * k, y + 0.02), (0.0, y + 0.07)],
            0.016,
            pale,
            tip=0.4,
        )
    pad.shape([(0.37, 0.76), (0.56, 0.69), (0.38, 0.64)], _BEAK)
    pad.eye(0.27, 0.72, 0.034)


def _flying(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    far = [(0.04, 0.4), (0.12, 0.7), (0.02, 0.98), (-0.08, 1.02), (-0.12, 0.8), (-0.12, 0.5)]
    pad.blob(far, dark.mixed(coat, 0.3))
    pad.shape(smooth("-34,36 -62,42 -74,36 -62,30 -34,28"), dark)
    pad.blob(
        "-42,34 -20,23 12,22 36,30 48,42 42,52 26,52 0,46 -22,42",
        coat,
        volume=0.5,
    )
    pad.blob("-14,25 12,23 34,31 20,34 0,32", pale, volume=0.2)
    pad.blob(
        "16,44 2,72 -26,98 -46,106 -42,86 -30,58 -12,40",
        coat,
        volume=0.5,
    )
    for k in range(4):
        x = -0.4 + 0.1 * k
        pad.line([(x, 0.94 - 0.13 * k), (x + 0.14, 0.68 - 0.08 * k)], 0.02, dark, tip=0.4)
    pad.shape([(0.45, 0.46), (0.62, 0.4), (0.46, 0.38)], _BEAK)
    pad.eye(0.38, 0.445, 0.028)


def _bird_anywhere(pad: Pad) -> None:
    if pad.aloft:
        _flying(pad)
    else:
        _bird(pad)


def _owl(pad: Pad) -> None:
    coat, dark, pale = pad.colour, _dark(pad.colour), _pale(pad.colour)
    for side in (-1, 1):
        for k in (-1, 0, 1):
            x = side * 0.13 + 0.05 * k
            pad.line([(x, 0.07), (x + 0.01 * k, 0.0)], 0.035, _FEET)
    pad.blob(
        "-30,6 -38,34 -36,66 -34,92 -20,99 0,100 20,99 34,92 36,66 38,34 30,6 0,3",
        coat,
        volume=0.55,
    )
    for side in (-1, 1):
        pad.shape(smooth([(side * 0.1, 0.97), (side * 0.36, 1.16), (side * 0.34, 0.86)]), coat)
    pad.blob(
        "-20,12 -22,40 -12,58 12,58 22,40 20,12 0,6",
        pale,
    )
    for row in range(4):
        for k in range(4 - row % 2):
            x = (k - (3 - row % 2) / 2) * 0.1
            pad.line(
                arc(x, 0.5 - 0.1 * row, 0.038, 0.04, 180, 360, 8), 0.018, dark, soft_line=False
            )
    for side in (-1, 1):
        pad.blob(
            [
                (side * 0.3, 0.66),
                (side * 0.44, 0.44),
                (side * 0.38, 0.12),
                (side * 0.27, 0.1),
                (side * 0.24, 0.4),
            ],
            dark,
        )
        pad.disc(side * 0.155, 0.77, 0.165, 0.17, colour=pale, volume=0.15)
        pad.detail(ellipse(side * 0.15, 0.77, 0.105, 0.105), Colour.hex("#f3b93c"))
        pad.eye(side * 0.145, 0.77, 0.062)
    pad.shape([(-0.05, 0.72), (0.05, 0.72), (0, 0.6)], _BEAK)


def _penguin(pad: Pad) -> None:
    coat = pad.colour
    for side in (-1, 1):
        pad.disc(side * 0.13, 0.03, 0.13, 0.04, colour=_BEAK, volume=0.2)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.26, 0.68), (side * 0.42, 0.48), (side * 0.44, 0.28), (side * 0.3, 0.36)],
            _dark(coat),
        )
    pad.blob(
        "-26,5 -35,32 -28,64 -22,90 0,104 22,90 28,64 35,32 26,5",
        coat,
        volume=0.55,
    )
    white = CREAM if coat.light < 0.85 else coat.darker(0.1)
    pad.blob(
        "-20,8 -26,34 -18,60 0,66 18,60 26,34 20,8",
        white,
    )
    for side in (-1, 1):
        pad.disc(side * 0.09, 0.81, 0.1, 0.105, colour=white, volume=0.1, role=Role.DETAIL)
        pad.eye(side * 0.085, 0.83, 0.034)
    pad.shape([(-0.06, 0.78), (0.06, 0.78), (0, 0.69)], _BEAK)


def _duck(pad: Pad) -> None:
    coat, dark = pad.colour, _dark(pad.colour)
    pad.blob(
        "-56,44 -50,20 -34,5 0,0 28,6 42,26 30,42 6,36 -16,40 -38,34",
        coat,
        volume=0.55,
    )
    pad.blob("-36,28 -12,12 14,16 20,30 2,34 -16,33", dark)
    pad.line([(-0.24, 0.23), (-0.04, 0.18), (0.1, 0.2)], 0.02, _pale(coat), tip=0.4)
    pad.blob(
        "14,62 20,78 36,82 48,74 48,58 42,42 42,26 24,24 22,44",
        coat,
        volume=0.5,
    )
    pad.blob("45,68 60,62 68,58 60,54 44,56", _BEAK)
    pad.eye(0.38, 0.69, 0.03)


def _butterfly(pad: Pad) -> None:
    coat, dark = pad.colour, _dark(pad.colour)
    spot = _pale(coat)
    for side in (-1, 1):
        lower = [
            (0, 0.46),
            (0.2, 0.48),
            (0.42, 0.4),
            (0.44, 0.2),
            (0.32, 0.04),
            (0.18, 0.08),
            (0.06, 0.3),
        ]
        upper = [
            (0, 0.52),
            (0.1, 0.78),
            (0.34, 1.0),
            (0.56, 0.98),
            (0.6, 0.78),
            (0.46, 0.54),
            (0.2, 0.46),
        ]
        for wing, rim in ((lower, 0.8), (upper, 0.82)):
            outer = smooth([(side * x, y) for x, y in wing])
            pad.shape(outer, INK.mixed(dark, 0.35), volume=0.1)
            middle = outer.mean(axis=0)
            pad.shape(middle + (outer - middle) * rim + [-side * 0.012, 0], coat, volume=0.5)
        pad.disc(side * 0.36, 0.8, 0.08, 0.09, colour=spot, volume=0.1, role=Role.DETAIL)
        pad.disc(side * 0.3, 0.24, 0.065, 0.07, colour=spot, volume=0.1, role=Role.DETAIL)
        pad.dot(side * 0.3, 0.24, 0.025, dark)
        for x, y in ((0.5, 0.93), (0.555, 0.84), (0.42, 0.94)):
            pad.dot(side * x, y, 0.018, CREAM)
        pad.line([(side * 0.02, 0.76), (side * 0.08, 0.94), (side * 0.18, 1.02)], 0.018, INK)
        pad.dot(side * 0.185, 1.025, 0.022)
    pad.blob("0,80 4.5,70 4,40 0,12 -4,40 -4.5,70", INK)


BIRDS = (
    Subject(
        name="bird", plural="birds", draw=_bird_anywhere, homes=(Home.LAND, Home.AIR), height=0.88,
        span=1.5, metres=0.3, colours=("blue", "red", "yellow"),
    ),
    Subject(
        name="owl", plural="owls", draw=_owl, homes=(Home.LAND,), height=1.1, span=0.85,
        metres=0.45, colours=("brown", "grey", "white"),
    ),
    Subject(
        name="penguin", plural="penguins", draw=_penguin, homes=(Home.LAND, Home.SHORE),
        height=1.04, span=0.85, metres=0.8, colours=("navy", "black"),
    ),
    Subject(
        name="duck", plural="ducks", draw=_duck, homes=(Home.WATER, Home.LAND), height=0.82,
        span=1.34, metres=0.4, colours=("yellow", "white", "brown"),
    ),
    Subject(
        name="butterfly", plural="butterflies", draw=_butterfly, homes=(Home.AIR,), height=1.03,
        span=1.2, metres=0.25, colours=("orange", "blue", "purple", "yellow"),
    ),
)  # fmt: skip
