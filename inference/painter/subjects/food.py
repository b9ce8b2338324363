"""What people eat: fruit, cake and ice cream."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_TABLE = (Home.ROOM, Home.LAND)
_LEAF = Colour.hex("#5c9a45")
_SPONGE = Colour.hex("#e3bd7e")


def _gloss(pad: Pad, outline: str) -> None:
    pad.shape(smooth(outline), CREAM, role=Role.DETAIL, volume=0, alpha=0.55)


def _pear(pad: Pad) -> None:
    skin = pad.colour
    pad.blob(
        "0,1 -20,2 -38,18 -41,38 -30,56 -18,68 -15,86 -8,97 0,99 8,97 15,86 18,68 30,56 41,38 "
        "38,18 20,2",
        skin, volume=0.9,
    )  # fmt: skip
    pad.line("0,97 1,107 7,115", 0.042, WOOD, tip=1.2)
    pad.blob("4,104 18,118 38,118 28,105 14,101", _LEAF)
    pad.line("6,105 20,110 36,117", 0.01, _LEAF.darker(0.3))
    _gloss(pad, "-30,34 -27,48 -17,60 -16,48 -23,34")
    for x, y in ((0.1, 0.3), (0.2, 0.42), (0.04, 0.2), (0.24, 0.24), (0.13, 0.55), (0.02, 0.44)):
        pad.dot(x, y, 0.012, skin.darker(0.28))


def _banana(pad: Pad) -> None:
    skin = pad.colour
    tip = WOOD.darker(0.2)
    for lift, tone in ((0.1, skin.darker(0.14)), (0.0, skin)):
        outer = smooth(
            [(-0.6, 0.55 + lift), (-0.52, 0.3 + lift), (-0.26, 0.06 + lift), (0.1, 0.0 + lift),
             (0.42, 0.13 + lift), (0.6, 0.38 + lift)],
            closed=False,
        )  # fmt: skip
        inner = smooth(
            [(0.56, 0.43 + lift), (0.38, 0.29 + lift), (0.08, 0.22 + lift), (-0.2, 0.27 + lift),
             (-0.4, 0.42 + lift), (-0.52, 0.58 + lift)],
            closed=False,
        )  # fmt: skip
        pad.shape(joined(outer, inner), tone, volume=0.6)
        ridge = [(-0.5, 0.46 + lift), (-0.22, 0.17 + lift), (0.1, 0.11 + lift), (0.5, 0.36 + lift)]
        pad.line(ridge, 0.018, tone.darker(0.18))
        pad.line([(-0.555, 0.56 + lift), (-0.58, 0.67 + lift)], 0.085, tone.darker(0.2), tip=0.8)
        pad.blob(
            [(0.55, 0.42 + lift), (0.6, 0.37 + lift), (0.645, 0.42 + lift), (0.6, 0.46 + lift)], tip
        )
    pad.box(-0.64, 0.72, -0.53, 0.8, tip, role=Role.DETAIL)
    for x, y in ((-0.3, 0.24), (0.2, 0.08), (0.34, 0.2), (-0.1, 0.1)):
        pad.detail(ellipse(x, y, 0.024, 0.01, tilt=30), WOOD)


def _cake(pad: Pad) -> None:
    icing = pad.colour
    trim = CREAM if icing.light < 0.85 else COLOURS["pink"]
    pad.disc(0, 0.03, 0.62, 0.06, colour=COLOURS["silver"].lighter(0.3), volume=0.4)
    tiers = ((0.5, 0.04, 0.4), (0.34, 0.4, 0.7))
    for half, low, high in tiers:
        body = joined(
            arc(0, low + 0.04, half, 0.055, 180, 360, 20), arc(0, high, half, 0.055, 0, 180, 20)
        )
        pad.shape(body, _SPONGE, volume=0.5)
        pad.shape(
            joined(
                [(-half, low + 0.16)], arc(0, low + 0.16, half, 0.05, 180, 360, 16),
                arc(0, low + 0.1, half, 0.05, 360, 180, 16),
            ),
            COLOURS["crimson"], role=Role.DETAIL, volume=0.2,
        )  # fmt: skip
        drips = [(half, high)]
        for k in range(9):
            x = half * (1 - (k + 0.5) / 4.5)
            drop = 0.13 if k % 2 else 0.05
            edge = 0.05 * (1 - (x / half) ** 2) ** 0.5
            drips.append((x, high - edge - drop))
        top = arc(0, high, half * 1.02, 0.06, 0, 180, 20)
        pad.shape(
            joined(top, smooth([(-half, high), *drips[:0:-1], (half, high)], closed=False)),
            icing,
            volume=0.5,
        )
        pad.disc(0, high, half * 0.97, 0.05, colour=icing.lighter(0.22), volume=0.1)
    for k in range(7):
        x = -0.42 + 0.14 * k
        pad.disc(x, 0.435 - 0.05 * (1 - (x / 0.5) ** 2) ** 0.5, 0.045, 0.042, colour=trim)
    for x, tone in ((-0.18, "blue"), (0.0, "red"), (0.18, "gold")):
        pad.box(x - 0.018, 0.7, x + 0.018, 0.9, COLOURS[tone], role=Role.DETAIL)
        pad.detail(
            smooth([(x - 0.022, 0.92), (x, 1.0), (x + 0.022, 0.92), (x, 0.89)]),
            LAMPLIGHT,
            shines=True,
        )
    if pad.air.lamps:
        pad.glow(0, 0.94, 0.5, LAMPLIGHT, 0.45)


def _ice_cream(pad: Pad) -> None:
    scoop = pad.colour
    wafer = Colour.hex("#d9a05b")
    pad.shape("-24,58 24,58 2,0 -2,0", wafer, volume=0.5)
    for k in range(1, 5):
        y, half = 0.58 - 0.12 * k, 0.24 * (0.58 - 0.12 * k) / 0.58
        pad.line([(-half, y), (half * 0.5, y + 0.12)], 0.014, wafer.darker(0.25), soft_line=False)
        pad.line([(half, y), (-half * 0.5, y + 0.12)], 0.014, wafer.darker(0.25), soft_line=False)
    tones = (scoop.darker(0.1), scoop, scoop.lighter(0.16))
    for tone, (x, y, r) in zip(
        tones, ((-0.14, 0.7, 0.21), (0.15, 0.72, 0.21), (0.0, 0.93, 0.22)), strict=True
    ):
        skirt = [(x - r, y), (x - 0.9 * r, y - 0.6 * r), (x - 0.45 * r, y - 0.5 * r),
                 (x, y - 0.72 * r), (x + 0.45 * r, y - 0.5 * r), (x + 0.9 * r, y - 0.62 * r),
                 (x + r, y)]  # fmt: skip
        pad.shape(
            joined(arc(x, y, r, r, 0, 180, 20), smooth(skirt, closed=False)), tone, volume=0.7
        )
        pad.detail(ellipse(x - 0.4 * r, y + 0.5 * r, 0.2 * r, 0.12 * r, tilt=40), tone.lighter(0.6))
    cherry = COLOURS["crimson"] if scoop.a < 0.12 or scoop.light > 0.65 else CREAM
    pad.line("1,118 5,128 14,133", 0.018, WOOD)
    pad.disc(0.01, 1.17, 0.068, colour=cherry, volume=0.6)


FOOD = (
    Subject(
        name="pear", plural="pears", draw=_pear, homes=_TABLE, height=1.16, span=0.85, metres=0.24,
        colours=("lime", "yellow", "green"),
    ),
    Subject(
        name="banana", plural="bananas", draw=_banana, homes=_TABLE, height=0.8, span=1.3,
        metres=0.2, colours=("yellow",),
    ),
    Subject(
        name="cake", plural="cakes", draw=_cake, homes=_TABLE, height=1.0, span=1.25, metres=0.35,
        colours=("pink", "white", "brown", "turquoise"),
    ),
    Subject(
        name="ice cream", plural="ice creams", draw=_ice_cream, homes=(*_TABLE, Home.SHORE),
        height=1.3, span=0.8, metres=0.3, colours=("pink", "beige", "turquoise"),
    ),
)  # fmt: skip
