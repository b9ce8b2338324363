"""Small and tall dwellings: a tower, a tent, an igloo."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, joined, smooth
from inference.painter.drawing import CREAM, INK, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject


def _tower(pad: Pad) -> None:
    wall = pad.colour
    dark = wall.darker(0.22) if wall.light > 0.35 else wall.lighter(0.14)
    roof = COLOURS["crimson"].darker(0.08) if wall.a < 0.09 else COLOURS["navy"]
    pad.shape("-24,0 -20,108 20,108 24,0", wall, volume=0.7)
    for y, x in (
        (0.14, -0.12),
        (0.3, 0.08),
        (0.46, -0.1),
        (0.62, 0.1),
        (0.78, -0.06),
        (0.92, 0.08),
    ):
        pad.detail(box(x - 0.05, y + 0.03, x + 0.05, y), dark)
        pad.detail(box(x + 0.03, y - 0.02, x + 0.11, y - 0.05), wall.lighter(0.22))
    pad.shape("-20,104 -29,116 29,116 20,104", dark, volume=0.3)
    pad.box(-0.29, 1.14, 0.29, 1.3, wall, volume=0.6)
    for k in range(4):
        x = -0.29 + 0.165 * k
        pad.box(x, 1.3, x + 0.085, 1.38, wall, volume=0.4)
    pad.shape("-20,134 0,176 20,134 0,130", roof, volume=0.5)
    pad.line([(0, 1.74), (0, 1.9)], 0.018, WOOD, soft_line=False)
    pad.shape(smooth("0,190 10,192 20,187 20,181 10,184 0,180"), COLOURS["gold"], volume=0.3)
    for y in (0.42, 0.84):
        pane = joined([(-0.055, y)], arc(0, y + 0.11, 0.055, 0.06, 180, 0, 10), [(0.055, y)])
        pad.pane(pane, INK.lighter(0.25))
    for x in (-0.16, 0.0, 0.16):
        pad.pane(box(x - 0.035, 1.27, x + 0.035, 1.17), INK.lighter(0.25))
    door = joined([(-0.1, 0)], arc(0, 0.2, 0.1, 0.11, 180, 0, 12), [(0.1, 0)])
    pad.shape(door, WOOD.darker(0.12), volume=0.2)
    pad.dot(0.055, 0.16, 0.016, COLOURS["gold"])


def _tent(pad: Pad) -> None:
    cloth = pad.colour
    pad.line([(-0.62, 0.04), (-0.32, 0.4)], 0.014, CREAM.darker(0.3), soft_line=False)
    pad.line([(0.86, 0.04), (0.56, 0.5)], 0.014, CREAM.darker(0.3), soft_line=False)
    pad.shape("-12,86 46,80 74,0 42,0", cloth.darker(0.16), volume=0.5)
    pad.shape("-12,86 -58,0 42,0", cloth, volume=0.5)
    pad.shape("-12,70 -28,0 12,0", INK.lighter(0.1).mixed(cloth, 0.25), volume=0.1)
    if pad.air.lamps:
        pad.shape(
            "-12,62 -22,0 6,0", Colour.hex("#ffd46e"), role=Role.DETAIL, volume=0, shines=True
        )
    pad.shape(smooth("-12,70 -16,30 -30,0 -38,0 -22,36"), cloth.lighter(0.28), volume=0.2)
    pad.shape(smooth("-12,70 -6,30 12,0 22,0 2,36"), cloth.lighter(0.28), volume=0.2)
    pad.line([(-0.12, 0.86), (0.46, 0.8)], 0.03, cloth.lighter(0.35), soft_line=False)
    pad.line([(-0.12, 0.84), (-0.12, 0.96)], 0.024, WOOD, soft_line=False)
    pad.shape("-12,97 6,93 -12,89", COLOURS["gold"], volume=0.1)
    for x in (-0.62, 0.88):
        pad.line([(x, -0.01), (x + 0.02, 0.08)], 0.026, WOOD, soft_line=False)


def _igloo(pad: Pad) -> None:
    ice = pad.colour
    line = ice.darker(0.17) if ice.light > 0.4 else ice.lighter(0.25)
    dome = joined([(-0.62, 0)], arc(-0.04, 0.0, 0.58, 0.68, 180, 0, 40))
    pad.shape(dome, ice, volume=0.7)
    for k, y in enumerate((0.17, 0.34, 0.5)):
        half = 0.58 * (1 - (y / 0.68) ** 2) ** 0.5
        pad.line(arc(-0.04, y, half, 0.035, 180, 360, 16), 0.014, line, soft_line=False)
        for j in range(-3, 4):
            x = (j + 0.5 * (k % 2)) * 0.19
            low = y - 0.17
            edge = 0.58 * (1 - (y / 0.68) ** 2) ** 0.5
            if abs(x) < 0.92 * edge:
                pad.line(
                    [(-0.04 + x * 1.04, low - 0.02), (-0.04 + x * 0.97, y - 0.03)], 0.014, line,
                    soft_line=False,
                )  # fmt: skip
    tunnel = joined([(0.16, 0)], arc(0.4, 0.14, 0.24, 0.24, 180, 0, 20), [(0.64, 0)])
    pad.shape(tunnel, ice.lighter(0.2) if ice.light < 0.9 else ice.darker(0.03), volume=0.6)
    hole = joined([(0.27, 0)], arc(0.41, 0.12, 0.14, 0.16, 180, 0, 16), [(0.55, 0)])
    pad.shape(hole, Colour.hex("#2c4a6b"), volume=0.1)
    if pad.air.lamps:
        pad.shape(
            joined([(0.3, 0)], arc(0.41, 0.1, 0.11, 0.11, 180, 0, 16), [(0.52, 0)]),
            Colour.hex("#ffd46e"), role=Role.DETAIL, volume=0, shines=True,
        )  # fmt: skip
    for angle in range(200, 361, 40):
        spoke = arc(0.41, 0.12, 0.19, 0.22, 540 - angle, 0, 2)[0].tolist()
        inner = arc(0.41, 0.12, 0.14, 0.16, 540 - angle, 0, 2)[0].tolist()
        pad.line([inner, spoke], 0.012, line, soft_line=False)


SHELTERS = (
    Subject(
        name="tower", plural="towers", draw=_tower, homes=(Home.LAND,), height=1.92, span=0.62,
        metres=18.0, colours=("grey", "beige", "white"),
    ),
    Subject(
        name="tent", plural="tents", draw=_tent, homes=(Home.LAND, Home.SHORE), height=0.97,
        span=1.7, metres=2.2, colours=("orange", "green", "blue", "red"),
    ),
    Subject(
        name="igloo", plural="igloos", draw=_igloo, homes=(Home.LAND,), height=0.68, span=1.28,
        metres=2.4, colours=("white",),
    ),
)  # fmt: skip
