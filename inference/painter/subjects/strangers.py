"""People and the like from elsewhere: an astronaut, a ghost."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject


def _astronaut(pad: Pad) -> None:
    suit = pad.colour
    dark = suit.darker(0.2) if suit.light > 0.35 else suit.lighter(0.2)
    trim = COLOURS["orange"] if abs(suit.hue - 60) > 30 or suit.chroma < 0.05 else COLOURS["blue"]
    pad.shape(smooth("-26,44 -28,78 -20,86 20,86 28,78 26,44"), dark.darker(0.15), volume=0.4)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.03, 0.4), (side * 0.2, 0.42), (side * 0.23, 0.14), (side * 0.21, 0.06),
             (side * 0.06, 0.06)],
            suit, volume=0.5,
        )  # fmt: skip
        boot = [(side * 0.04, 0.0), (side * 0.05, 0.1), (side * 0.2, 0.12), (side * 0.27, 0.0)]
        pad.blob(boot, dark, volume=0.3)
        pad.line([(side * 0.07, 0.2), (side * 0.22, 0.21)], 0.03, trim, soft_line=False)
    pad.line("-17,72 -33,62 -36,46", 0.13, suit, role=Role.PART)
    pad.disc(-0.36, 0.42, 0.065, colour=dark, volume=0.3)
    pad.line("17,72 34,72 42,90", 0.13, suit, role=Role.PART)
    pad.disc(0.43, 0.94, 0.065, colour=dark, volume=0.3)
    pad.blob("-20,36 -24,60 -18,80 18,80 24,60 20,36 0,32", suit, volume=0.6)
    pad.box(-0.12, 0.5, 0.12, 0.66, dark, volume=0.2, role=Role.DETAIL)
    for x, name in ((-0.06, "red"), (0.0, "yellow"), (0.06, "turquoise")):
        pad.dot(x, 0.61, 0.02, COLOURS[name])
    pad.line([(-0.07, 0.545), (0.07, 0.545)], 0.022, INK.lighter(0.3), soft_line=False)
    pad.line([(-0.2, 0.42), (0.2, 0.42)], 0.04, trim, soft_line=False)
    pad.disc(0, 0.97, 0.25, 0.235, colour=suit.lighter(0.12), volume=0.5)
    visor = Colour.hex("#20365c")
    pad.disc(0.02, 0.96, 0.19, 0.155, colour=visor, volume=0.7)
    pad.line([*arc(0.02, 0.96, 0.195, 0.16, 0, 350, 30).tolist()], 0.022, trim, soft_line=False)
    pad.shape(
        smooth("-11,98 -8,105 0,109 2,106 -5,102"), CREAM, role=Role.DETAIL, volume=0, alpha=0.8
    )
    pad.disc(-0.24, 0.96, 0.05, 0.08, colour=dark, volume=0.3)


def _ghost(pad: Pad) -> None:
    sheet = pad.colour
    face = INK if sheet.light > 0.4 else CREAM
    hem = []
    for k in range(6):
        x = 0.42 - 0.168 * k
        hem += [(x, 0.05 + 0.04 * (k % 2)), (x - 0.084, 0.16)]
    outline = joined(
        arc(0, 0.72, 0.36, 0.4, 180, 0, 26), [(0.4, 0.34), (0.44, 0.1)],
        smooth(hem, closed=False), [(-0.46, 0.1), (-0.4, 0.34)],
    )  # fmt: skip
    pad.shape(outline, sheet, volume=0.5)
    for side in (-1, 1):
        pad.blob(
            [(side * 0.3, 0.62), (side * 0.44, 0.66), (side * 0.52, 0.6), (side * 0.46, 0.5),
             (side * 0.32, 0.5)],
            sheet, volume=0.4,
        )  # fmt: skip
        pad.detail(ellipse(side * 0.13, 0.82, 0.055, 0.085), face)
        pad.dot(side * 0.13 + 0.018, 0.855, 0.018, sheet.lighter(0.5))
        pad.detail(ellipse(side * 0.22, 0.7, 0.05, 0.028), Colour.hex("#e9a7ad"))
        pad.line([(side * 0.2, 0.42), (side * 0.23, 0.22)], 0.022, sheet.darker(0.16), tip=0.3)
    pad.detail(ellipse(0, 0.66, 0.045, 0.055), face)
    pad.shape(
        smooth("-28,84 -24,98 -14,106 -18,96 -23,84"), CREAM, role=Role.DETAIL, volume=0, alpha=0.5
    )


STRANGERS = (
    Subject(
        name="astronaut", plural="astronauts", draw=_astronaut, homes=(Home.SPACE, Home.LAND),
        height=1.21, span=0.9, metres=1.9, colours=("white",),
    ),
    Subject(
        name="ghost", plural="ghosts", draw=_ghost, homes=(Home.LAND, Home.AIR), height=1.12,
        span=1.05, metres=1.6, colours=("white",),
    ),
)  # fmt: skip
