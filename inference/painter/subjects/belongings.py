"""More things of the house: a clock, books, a guitar, a candle."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_TABLE = (Home.ROOM, Home.LAND)
_BRASS = COLOURS["gold"]


def _clock(pad: Pad) -> None:
    case = pad.colour
    trim = _BRASS if abs(case.hue - 80) > 22 or case.chroma < 0.06 else WOOD
    for side in (-1, 1):
        pad.line([(side * 0.22, 0.16), (side * 0.32, 0.0)], 0.07, case.darker(0.2), role=Role.PART)
        pad.line([(side * 0.1, 0.92), (side * 0.2, 1.0)], 0.03, trim, soft_line=False)
        bell = arc(side * 0.24, 0.9, 0.17, 0.16, 28 - side * 34, 208 - side * 34, 16)
        pad.shape(bell, trim, volume=0.6)
    pad.line(arc(0, 0.98, 0.1, 0.1, 0, 180, 12), 0.03, trim, soft_line=False)
    pad.disc(0, 0.5, 0.46, colour=case, volume=0.6)
    pad.disc(0, 0.5, 0.37, colour=CREAM, volume=0.15)
    for k in range(12):
        x, y = arc(0, 0.5, 0.31, 0.31, 30 * k, 30 * k + 1, 2)[0].tolist()
        pad.dot(x, y, 0.026 if k % 3 == 0 else 0.014)
    hour, minute = int(pad.rng.integers(12)), 60
    tip = arc(0, 0.5, 0.18, 0.18, 90 - 30 * hour, 91, 2)[0].tolist()
    pad.line([(0, 0.5), tip], 0.045, INK, tip=0.5, soft_line=False)
    tip = arc(0, 0.5, 0.27, 0.27, minute, minute + 1, 2)[0].tolist()
    pad.line([(0, 0.5), tip], 0.03, INK, tip=0.5, soft_line=False)
    pad.dot(0, 0.5, 0.032, COLOURS["red"])


def _book(pad: Pad) -> None:
    """A pile with an open one on top; the thickest wears the colour."""
    cover = pad.colour
    others = [
        COLOURS[name] for name in ("beige", "navy", "crimson", "turquoise")
        if abs(COLOURS[name].light - cover.light) + abs(COLOURS[name].a - cover.a) > 0.2
    ]  # fmt: skip
    for low, half, high, tone, shift in (
        (0.0, 0.56, 0.17, others[0], 0.02),
        (0.17, 0.5, 0.42, cover, -0.04),
        (0.42, 0.4, 0.55, others[-1], 0.05),
    ):
        left, right = shift - half, shift + half
        pages = CREAM.darker(0.06)
        pad.box(left + 0.04, low + 0.02, right - 0.015, high - 0.02, pages, volume=0.2)
        for k in range(3):
            y = low + (high - low) * (0.3 + 0.2 * k)
            pad.line(
                [(left + 0.1, y), (right - 0.03, y)], 0.008, pages.darker(0.22), soft_line=False
            )
        pad.box(left + 0.03, low, right, low + 0.035, tone, volume=0.3)
        pad.box(left + 0.03, high - 0.035, right, high, tone, volume=0.3)
        middle, half_high = (low + high) / 2, (high - low) / 2
        back = arc(left + 0.08, middle, 0.08, half_high, 90, 270, 12)
        spine = joined(back, [(left + 0.2, low), (left + 0.2, high)])
        pad.shape(spine, tone, volume=0.6)
        pad.line(
            [(left + 0.12, low + 0.02), (left + 0.12, high - 0.02)], 0.018, _BRASS, soft_line=False
        )
    mark = [(0.3, 0.21), (0.36, 0.21), (0.36, 0.06), (0.33, 0.09), (0.3, 0.06)]
    pad.detail(mark, COLOURS["crimson"] if cover.a < 0.1 else COLOURS["blue"])
    pad.shape(
        joined(smooth("5,57 -12,66 -30,64 -44,58 -44,72 -28,80 -10,78 5,70", closed=False)),
        CREAM, volume=0.3,
    )  # fmt: skip
    pad.shape(
        joined(smooth("5,57 22,66 40,64 54,58 54,72 38,80 20,78 5,70", closed=False)),
        CREAM.darker(0.05), volume=0.3,
    )  # fmt: skip
    for y in (0.62, 0.66, 0.7):
        pad.line([(-0.36, y + 0.03), (-0.2, y + 0.055), (-0.04, y + 0.02)], 0.009, INK.lighter(0.4))
        pad.line([(0.46, y + 0.03), (0.3, y + 0.055), (0.14, y + 0.02)], 0.009, INK.lighter(0.4))
    pad.line([(0.05, 0.56), (0.05, 0.71)], 0.016, cover, soft_line=False)


def _guitar(pad: Pad) -> None:
    wood = pad.colour
    dark = WOOD.darker(0.35) if wood.light > 0.35 else WOOD.lighter(0.2)
    pad.box(-0.05, 0.62, 0.05, 1.36, dark, volume=0.3)
    pad.shape("-8,134 -10,156 -5,160 5,160 10,156 8,134", dark.darker(0.1), volume=0.4)
    for y in (1.39, 1.46, 1.53):
        for side in (-1, 1):
            pad.line([(side * 0.08, y), (side * 0.13, y)], 0.03, COLOURS["silver"], soft_line=False)
    pad.blob(
        "0,0 -22,4 -36,20 -34,40 -23,54 -25,68 -19,80 -6,84 6,84 19,80 25,68 23,54 34,40 36,20 "
        "22,4",
        wood, volume=0.5,
    )  # fmt: skip
    pad.box(-0.045, 0.78, 0.045, 0.88, dark, role=Role.DETAIL)
    pad.disc(0, 0.57, 0.125, colour=wood.lighter(0.4), volume=0.1, role=Role.DETAIL)
    pad.disc(0, 0.57, 0.1, colour=INK, volume=0.1, role=Role.DETAIL)
    pad.shape(smooth("12,56 18,48 22,38 14,36 9,46"), wood.darker(0.4), role=Role.DETAIL, volume=0)
    pad.box(-0.14, 0.215, 0.14, 0.265, dark, role=Role.DETAIL)
    for k in range(7):
        y = 0.92 + 0.065 * k
        pad.line([(-0.05, y), (0.05, y)], 0.01, COLOURS["silver"], soft_line=False)
    for x in (-0.033, -0.011, 0.011, 0.033):
        pad.line([(x, 0.24), (x * 0.8, 1.38)], 0.006, CREAM, soft_line=False)
    pad.line([(-0.27, 0.34), (-0.29, 0.22), (-0.2, 0.1)], 0.024, wood.lighter(0.5), tip=0.4)


def _candle(pad: Pad) -> None:
    wax = pad.colour
    pad.glow(0, 1.08, 0.9 if pad.air.lamps else 0.5, LAMPLIGHT, 0.55 if pad.air.lamps else 0.3)
    pad.disc(0, 0.06, 0.4, 0.075, colour=_BRASS.darker(0.12), volume=0.5)
    pad.disc(0, 0.085, 0.32, 0.05, colour=_BRASS.darker(0.3), volume=0.2)
    ring = joined(arc(0.42, 0.12, 0.1, 0.09, 0, 360, 24), arc(0.42, 0.12, 0.06, 0.05, 360, 0, 24))
    pad.shape(ring, _BRASS.darker(0.1), volume=0.4)
    pad.shape(
        joined(arc(0, 0.1, 0.15, 0.03, 180, 360, 12), [(0.14, 0.2), (-0.14, 0.2)]), _BRASS,
        volume=0.6,
    )  # fmt: skip
    pad.shape(
        joined(arc(0, 0.17, 0.12, 0.025, 180, 360, 12), arc(0, 0.86, 0.12, 0.035, 0, 180, 12)),
        wax,
        volume=0.8,
    )
    pad.blob(
        "-12,86 -13,70 -10,62 -8,70 -6,78 0,76 3,64 6,60 8,68 10,78 12,80 12,87 0,90",
        wax.lighter(0.25) if wax.light < 0.88 else wax.darker(0.05),
        volume=0.3,
    )
    pad.line([(0, 0.87), (0.005, 0.95)], 0.018, INK, soft_line=False)
    pad.detail(smooth("0,92 -8,102 -6,114 1,130 7,114 8,102"), Colour.hex("#ffb347"), shines=True)
    pad.detail(smooth("0,94 -4,102 -3,110 1,119 4,110 4,102"), Colour.hex("#fff2b8"), shines=True)
    pad.detail(ellipse(0, 0.955, 0.022, 0.025), Colour.hex("#7fa3d6"), shines=True)
    pad.detail(box(-0.085, 0.6, -0.06, 0.3), wax.lighter(0.5))


BELONGINGS = (
    Subject(
        name="clock", plural="clocks", draw=_clock, homes=_TABLE, height=1.08, span=0.95,
        metres=0.3, colours=("red", "turquoise", "blue", "gold"),
    ),
    Subject(
        name="book", plural="books", draw=_book, homes=_TABLE, height=0.8, span=1.15, metres=0.25,
        colours=("red", "blue", "green", "brown"),
    ),
    Subject(
        name="guitar", plural="guitars", draw=_guitar, homes=_TABLE, height=1.6, span=0.72,
        metres=1.0, colours=("orange", "brown", "red"),
    ),
    Subject(
        name="candle", plural="candles", draw=_candle, homes=_TABLE, height=1.3, span=0.9,
        metres=0.35, colours=("white", "red", "beige"),
    ),
)  # fmt: skip
