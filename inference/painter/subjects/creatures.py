"""More animals of the land, from a mouse to a giraffe."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, ellipse, joined, ribbon, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_ROSE = Colour.hex("#e2a09b")
_LAND = (Home.LAND, Home.ROOM)


def _bear(pad: Pad) -> None:
    coat = pad.colour
    dark = coat.darker(0.22) if coat.light > 0.35 else coat.lighter(0.14)
    pale = coat.lighter(0.42) if coat.light < 0.9 else coat.darker(0.08)
    for side in (-1, 1):
        pad.disc(side * 0.29, 0.12, 0.19, 0.13, colour=dark, volume=0.4)
    pad.blob("-34,6 -40,32 -32,60 -16,74 16,74 32,60 40,32 34,6 0,0", coat, volume=0.6)
    pad.blob("-20,10 -25,34 -14,56 14,56 25,34 20,10 0,5", pale, volume=0.4)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.3, 0.66), (side * 0.45, 0.5), (side * 0.43, 0.3), (side * 0.31, 0.3),
             (side * 0.27, 0.5)],
            coat, volume=0.5,
        )  # fmt: skip
        pad.disc(side * 0.31, 0.09, 0.15, 0.1, colour=coat, volume=0.5)
        pad.detail(ellipse(side * 0.31, 0.08, 0.075, 0.055), pale)
        for k in (-1, 0, 1):
            pad.dot(side * 0.31 + 0.065 * k, 0.155 - 0.012 * abs(k), 0.021, pale)
    for side in (-1, 1):
        pad.disc(side * 0.24, 1.08, 0.105, colour=coat, volume=0.4)
        pad.disc(side * 0.24, 1.075, 0.06, colour=_ROSE.mixed(dark, 0.35), role=Role.DETAIL)
    pad.blob("-34,86 -28,104 -12,112 12,112 28,104 34,86 24,70 0,63 -24,70", coat, volume=0.55)
    pad.disc(0, 0.79, 0.165, 0.125, colour=pale, volume=0.4)
    pad.detail(smooth("-8,86 0,89 8,86 4,79 0,77 -4,79"), INK)
    pad.line("-8,73 -3,70.5 0,74 3,70.5 8,73", 0.016, INK)
    pad.line([(0, 0.78), (0, 0.735)], 0.014, INK, soft_line=False)
    for side in (-1, 1):
        pad.eye(side * 0.145, 0.925, 0.036)


def _frog(pad: Pad) -> None:
    skin = pad.colour
    dark = skin.darker(0.2) if skin.light > 0.35 else skin.lighter(0.16)
    pale = skin.lighter(0.55) if skin.light < 0.9 else skin.darker(0.08)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.2, 0.14), (side * 0.42, 0.42), (side * 0.58, 0.38), (side * 0.57, 0.14),
             (side * 0.42, 0.05)],
            dark, volume=0.5,
        )  # fmt: skip
        foot = [(side * 0.3, 0.05), (side * 0.62, 0.06), (side * 0.66, 0.0), (side * 0.3, -0.02)]
        pad.blob(foot, dark, volume=0.3)
    pad.blob("-36,10 -40,34 -28,54 28,54 40,34 36,10 0,2", skin, volume=0.6)
    pad.blob("-22,8 -26,28 -16,44 16,44 26,28 22,8 0,4", pale, volume=0.4)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.14, 0.3), (side * 0.24, 0.28), (side * 0.22, 0.06), (side * 0.26, 0.0),
             (side * 0.08, 0.0), (side * 0.12, 0.08)],
            skin, volume=0.4,
        )  # fmt: skip
    for side in (-1, 1):
        pad.disc(side * 0.21, 0.78, 0.125, colour=skin, volume=0.5)
    pad.blob("-42,60 -32,76 -10,80 10,80 32,76 42,60 28,46 0,42 -28,46", skin, volume=0.55)
    pad.blob("-36,55 -20,50 0,48 20,50 36,55 22,45 0,41 -22,45", pale, volume=0.2)
    pad.line("-36,58 -18,52.5 0,51 18,52.5 36,58", 0.018, INK.mixed(dark, 0.3))
    for side in (-1, 1):
        pad.disc(side * 0.21, 0.795, 0.083, colour=CREAM, volume=0.2, role=Role.DETAIL)
        pad.detail(ellipse(side * 0.2, 0.79, 0.055, 0.043), INK)
        pad.dot(side * 0.2 + 0.02, 0.815, 0.015, CREAM)
        pad.dot(side * 0.05, 0.655, 0.012, dark.darker(0.3))
        pad.detail(ellipse(side * 0.31, 0.615, 0.045, 0.03), _ROSE)


def _snail(pad: Pad) -> None:
    shell = pad.colour
    flesh = Colour.hex("#c9b08a") if shell.light < 0.7 or shell.chroma > 0.09 else COLOURS["brown"]
    for x, lean in ((0.47, 0.06), (0.54, 0.16)):
        pad.line([(x, 0.34), (x + 0.5 * lean, 0.5), (x + lean, 0.62)], 0.03, flesh, tip=0.7)
        pad.dot(x + lean, 0.64, 0.032, INK)
    pad.blob(
        "-66,1 -44,10 -10,14 22,12 36,22 42,38 54,44 62,38 62,20 52,4 30,-1 -20,-2",
        flesh, volume=0.45,
    )  # fmt: skip
    pad.line("50,20 55,17 60,20", 0.012, INK)
    pad.disc(-0.08, 0.46, 0.4, 0.375, colour=shell, volume=0.8)
    turns = [
        (-0.08 + 0.36 * (1 - t) * c, 0.46 + 0.335 * (1 - t) * s)
        for t, (c, s) in (
            (k / 44, arc(0, 0, 1, 1, -50 + 21 * k, 0, 2)[0].tolist()) for k in range(43)
        )
    ]
    trim = shell.darker(0.34) if shell.light > 0.35 else shell.lighter(0.3)
    pad.line(turns, 0.05, trim, tip=0.35)
    pad.detail(
        ribbon(arc(-0.08, 0.46, 0.325, 0.3, 105, 150, 9), 0.035, belly=0.8),
        shell.lighter(0.55),
    )


def _giraffe(pad: Pad) -> None:
    coat = pad.colour
    spot = Colour.hex("#8f5a2c") if coat.light > 0.5 else coat.lighter(0.4)
    if abs(coat.hue - spot.hue) < 25 and abs(coat.light - spot.light) < 0.2:
        spot = coat.darker(0.45)
    dark, hoof = coat.darker(0.16), INK.lighter(0.14)
    pad.line([(-0.34, 0.82), (-0.42, 0.66), (-0.4, 0.5)], 0.028, dark)
    pad.blob("-41,54 -44,46 -40,42 -36,46", hoof, volume=0.1)
    for x in (-0.22, 0.16):
        pad.blob([(x - 0.05, 0.6), (x - 0.025, 0.04), (x + 0.03, 0.04), (x + 0.06, 0.6)], dark)
        pad.box(x - 0.035, 0.0, x + 0.04, 0.05, hoof, role=Role.DETAIL)
    pad.blob(
        "-36,84 -22,90 0,94 14,112 22,146 24,172 33,176 38,168 36,136 32,100 28,74 12,58 -16,56 "
        "-34,62",
        coat, volume=0.55,
    )  # fmt: skip
    for x in (-0.3, 0.22):
        pad.blob([(x - 0.06, 0.68), (x - 0.03, 0.04), (x + 0.03, 0.04), (x + 0.08, 0.66)], coat)
        pad.box(x - 0.04, 0.0, x + 0.04, 0.05, hoof, role=Role.DETAIL)
    pad.line("21,172 15,146 8,116 0,98", 0.035, spot.darker(0.15), tip=0.6)
    for x, y, r in (
        (-0.26, 0.77, 0.06), (-0.1, 0.82, 0.065), (-0.17, 0.67, 0.05), (0.02, 0.69, 0.06),
        (0.07, 0.85, 0.058), (0.18, 0.74, 0.058), (0.2, 0.94, 0.052), (0.13, 1.03, 0.038),
        (0.24, 1.1, 0.046), (0.27, 1.26, 0.043), (0.2, 1.2, 0.03), (0.3, 1.42, 0.038),
        (0.245, 1.36, 0.026), (0.29, 1.56, 0.03), (-0.29, 0.53, 0.03), (0.225, 0.5, 0.03),
        (-0.28, 0.4, 0.022), (0.23, 0.36, 0.022),
    ):  # fmt: skip
        turn = 40 * pad.rng.random()
        hexagon = ellipse(x, y, r * 0.95, r, tilt=turn, steps=6)
        pad.detail(hexagon, spot)
    for x in (0.24, 0.31):
        pad.line([(x, 1.82), (x - 0.015, 1.95)], 0.03, coat, soft_line=False)
        pad.dot(x - 0.015, 1.965, 0.028, spot.darker(0.2))
    pad.blob("23,186 10,192 4,186 14,179 24,180", dark, volume=0.2)
    pad.blob("20,182 26,192 38,190 54,176 58,168 52,162 40,166 26,168", coat, volume=0.5)
    pad.blob("50,175 58,169 53,162 46,164", CREAM.mixed(coat, 0.4), volume=0.2)
    pad.eye(0.345, 1.82, 0.03)
    pad.dot(0.535, 1.69, 0.01)


def _mouse(pad: Pad) -> None:
    coat = pad.colour
    pale = coat.lighter(0.5) if coat.light < 0.9 else coat.darker(0.07)
    pad.line("-34,8 -58,4 -70,16 -60,30 -68,42", 0.034, _ROSE, tip=0.4)
    pad.blob("-44,6 -46,30 -26,54 4,52 26,34 28,8 0,0", coat, volume=0.6)
    pad.blob("-42,6 -40,28 -22,36 -6,24 -8,4", coat, volume=0.4)
    pad.blob("2,4 8,28 24,28 28,8 14,1", pale, volume=0.3)
    for x in (-0.14, 0.16):
        pad.disc(x, 0.02, 0.085, 0.032, colour=_ROSE, volume=0.2)
    pad.disc(0.3, 0.72, 0.165, 0.17, colour=coat.darker(0.12), volume=0.4)
    pad.detail(ellipse(0.305, 0.715, 0.11, 0.115), _ROSE.darker(0.1))
    pad.blob("0,46 6,60 22,66 40,60 58,46 64,37 56,30 36,26 14,28", coat, volume=0.55)
    pad.disc(0.08, 0.69, 0.18, 0.19, colour=coat, volume=0.5)
    pad.detail(ellipse(0.085, 0.685, 0.125, 0.135), _ROSE)
    pad.blob("34,30 48,34 61,36 56,30 44,27", pale, volume=0.1)
    pad.disc(0.635, 0.385, 0.038, 0.034, colour=_ROSE.darker(0.15), role=Role.DETAIL)
    pad.eye(0.38, 0.48, 0.04)
    for k in (-1, 0, 1):
        pad.line([(0.52, 0.36), (0.7, 0.33 + 0.07 * k)], 0.008, INK.lighter(0.25), tip=0.4)
    mouth = joined(arc(0.55, 0.335, 0.03, 0.02, 180, 360, 6))
    pad.line(mouth, 0.01, INK, soft_line=False)


CREATURES = (
    Subject(
        name="bear", plural="bears", draw=_bear, homes=_LAND, height=1.16, span=0.95, metres=1.8,
        colours=("brown", "black", "beige"),
    ),
    Subject(
        name="frog", plural="frogs", draw=_frog, homes=(Home.LAND,), height=0.9, span=1.3,
        metres=0.25, colours=("green", "lime"),
    ),
    Subject(
        name="snail", plural="snails", draw=_snail, homes=(Home.LAND,), height=0.85, span=1.4,
        metres=0.2, colours=("brown", "orange", "gold"),
    ),
    Subject(
        name="giraffe", plural="giraffes", draw=_giraffe, homes=(Home.LAND,), height=2.0,
        span=1.15, metres=5.0, colours=("gold", "yellow"),
    ),
    Subject(
        name="mouse", plural="mice", draw=_mouse, homes=_LAND, height=0.9, span=1.4, metres=0.2,
        colours=("grey", "brown", "white"),
    ),
)  # fmt: skip
