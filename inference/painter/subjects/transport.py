"""More that carries people or hangs in the wind: a bus, a tractor, a helicopter, a kite."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, LAMPLIGHT, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_STEEL = Colour.hex("#9aa3ad")


def _trim(colour: Colour) -> Colour:
    """A second colour that can be told from the first."""
    return CREAM if colour.light < 0.8 else COLOURS["red"]


def _tyre(pad: Pad, x: float, r: float, *, hub: Colour = _STEEL) -> None:
    pad.disc(x, r, r, colour=INK.lighter(0.06), volume=0.2)
    pad.disc(x, r, r * 0.56, colour=hub, volume=0.4, role=Role.DETAIL)
    pad.disc(x, r, r * 0.18, colour=INK.lighter(0.1), volume=0.1, role=Role.DETAIL)


def _bus(pad: Pad) -> None:
    paint = pad.colour
    body = joined(
        [(-0.8, 0.14)], arc(-0.72, 0.88, 0.08, 0.08, 180, 90, 6),
        arc(0.64, 0.82, 0.16, 0.14, 90, 0, 10), [(0.82, 0.14)],
    )  # fmt: skip
    pad.shape(body, paint, volume=0.5)
    pad.shape(
        joined(arc(-0.72, 0.88, 0.08, 0.08, 180, 90, 6), arc(0.64, 0.82, 0.16, 0.14, 90, 20, 8)),
        _trim(paint), volume=0.3,
    )  # fmt: skip
    for k in range(5):
        x = -0.73 + 0.235 * k
        pad.pane(box(x, 0.76, x + 0.19, 0.5))
    pad.pane([(0.5, 0.76), (0.74, 0.76), (0.79, 0.5), (0.5, 0.5)])
    pad.shape(box(0.5, 0.46, 0.68, 0.16), paint.darker(0.14), role=Role.DETAIL, volume=0.2)
    pad.line([(0.59, 0.46), (0.59, 0.16)], 0.014, paint.darker(0.4), soft_line=False)
    pad.line([(-0.8, 0.42), (0.48, 0.42)], 0.035, _trim(paint), soft_line=False)
    pad.box(-0.81, 0.12, 0.84, 0.18, INK.lighter(0.12), volume=0.2)
    pad.detail(
        ellipse(0.8, 0.27, 0.03, 0.05), LAMPLIGHT if pad.air.lamps else CREAM,
        shines=pad.air.lamps,
    )  # fmt: skip
    pad.detail(ellipse(-0.79, 0.27, 0.016, 0.05), COLOURS["red"])
    for x in (-0.5, 0.36):
        pad.shape(arc(x, 0.14, 0.18, 0.18, 0, 180), INK.lighter(0.04), role=Role.DETAIL, volume=0)
        _tyre(pad, x, 0.14)


def _tractor(pad: Pad) -> None:
    paint = pad.colour
    dark = paint.darker(0.2) if paint.light > 0.35 else paint.lighter(0.14)
    pad.line([(0.36, 0.6), (0.36, 0.98)], 0.045, INK.lighter(0.15), soft_line=False)
    pad.shape(
        ellipse(0.33, 1.06, 0.06, 0.05), CREAM.darker(0.1), role=Role.VEIL, alpha=0.6, soft=0.015,
        volume=0,
    )  # fmt: skip
    pad.pane("-34,62 -28,100 8,100 14,62")
    for start, end in (((-0.36, 0.56), (-0.29, 1.02)), ((0.15, 0.56), (0.09, 1.02))):
        pad.line([start, end], 0.045, dark, soft_line=False, role=Role.PART)
    pad.shape("-37,100 -34,108 14,108 17,100", paint, volume=0.5)
    pad.blob("-42,26 -44,52 -36,64 18,62 46,62 62,56 64,30 50,24", paint, volume=0.6)
    for k in range(4):
        pad.line([(0.36 + 0.065 * k, 0.34), (0.36 + 0.065 * k, 0.5)], 0.018, dark, soft_line=False)
    pad.line([(-0.05, 0.57), (0.6, 0.55)], 0.02, paint.lighter(0.45))
    pad.detail(ellipse(0.62, 0.46, 0.035, 0.04), LAMPLIGHT, shines=pad.air.lamps)
    hub = COLOURS["gold"] if abs(paint.hue - 80) > 25 or paint.chroma < 0.05 else COLOURS["red"]
    pad.shape(arc(-0.3, 0.32, 0.38, 0.38, -5, 185, 24), dark, volume=0.3)
    for k in range(16):
        tread = arc(-0.3, 0.32, 0.335, 0.335, 22.5 * k, 22.5 * k + 11, 3)
        pad.line(tread, 0.06, INK, soft_line=False)
    _tyre(pad, -0.3, 0.32, hub=hub)
    _tyre(pad, 0.46, 0.19, hub=hub)


def _helicopter(pad: Pad) -> None:
    paint = pad.colour
    trim = _trim(paint)
    pad.shape(smooth("-20,44 -60,52 -96,62 -96,68 -58,64 -16,64"), paint, volume=0.5)
    pad.shape("-92,62 -108,88 -98,90 -82,66", trim, volume=0.3)
    pad.disc(-0.98, 0.68, 0.14, colour=_STEEL.lighter(0.3), volume=0, role=Role.VEIL)
    pad.line([(-1.08, 0.58), (-0.88, 0.78)], 0.024, INK, soft_line=False)
    pad.line([(-1.08, 0.78), (-0.88, 0.58)], 0.024, INK, soft_line=False)
    for x in (-0.12, 0.26):
        pad.line([(x, 0.3), (x + 0.02, 0.06)], 0.026, _STEEL.darker(0.3), soft_line=False)
    pad.line("-38,6 -30,4 40,4 52,8 58,14", 0.034, _STEEL.darker(0.35))
    pad.blob("-34,44 -28,66 -4,78 26,76 50,60 60,40 46,26 10,21 -22,27", paint, volume=0.7)
    pad.shape(
        smooth("-30,36 0,30 40,30 56,36 46,26 10,22 -20,27"), trim, role=Role.DETAIL, volume=0.3
    )
    pad.pane(smooth("20,74 38,68 52,54 57,42 24,42 18,56"))
    pad.pane(smooth("-10,70 8,72 10,50 8,44 -12,45 -14,58"))
    pad.box(-0.05, 0.76, 0.11, 0.84, paint.darker(0.2), volume=0.4)
    pad.line([(0.03, 0.82), (0.03, 0.93)], 0.035, INK.lighter(0.15), soft_line=False)
    pad.shape(
        ellipse(0.03, 0.945, 0.86, 0.028), _STEEL.lighter(0.35), role=Role.VEIL, volume=0, alpha=0.5
    )
    pad.line([(-0.8, 0.93), (0.86, 0.96)], 0.026, INK.lighter(0.1), soft_line=False)


def _kite(pad: Pad) -> None:
    cloth = pad.colour
    other = cloth.lighter(0.4) if cloth.light < 0.75 else COLOURS["red"]
    pad.line("6,36 14,26 2,16 10,6 -2,-4", 0.012, INK.lighter(0.3))
    for (x, y), tone in zip(
        ((0.13, 0.26), (0.04, 0.16), (0.1, 0.06)), (other, cloth, COLOURS["gold"]), strict=True
    ):
        pad.shape([(x - 0.07, y + 0.04), (x, y), (x - 0.07, y - 0.04)], tone, volume=0.1)
        pad.shape([(x + 0.07, y + 0.04), (x, y), (x + 0.07, y - 0.04)], tone, volume=0.1)
    top, left, right, foot, middle = (
        (-0.06, 1.06),
        (-0.4, 0.74),
        (0.36, 0.8),
        (0.06, 0.34),
        (-0.02, 0.77),
    )
    pad.shape([top, left, middle], cloth, volume=0.4)
    pad.shape([top, right, middle], other, volume=0.4)
    pad.shape([left, foot, middle], other.darker(0.1), volume=0.4)
    pad.shape([right, foot, middle], cloth.darker(0.1), volume=0.4)
    pad.line([top, foot], 0.016, CREAM.darker(0.3), soft_line=False)
    pad.line([left, right], 0.016, CREAM.darker(0.3), soft_line=False)


TRANSPORT = (
    Subject(
        name="bus", plural="buses", draw=_bus, homes=(Home.LAND,), height=0.97, span=1.65,
        metres=3.2, colours=("red", "yellow", "blue"),
    ),
    Subject(
        name="tractor", plural="tractors", draw=_tractor, homes=(Home.LAND,), height=1.1,
        span=1.3, metres=2.8, colours=("red", "green", "blue"),
    ),
    Subject(
        name="helicopter", plural="helicopters", draw=_helicopter, homes=(Home.AIR,), height=0.98,
        span=2.1, metres=3.5, colours=("red", "yellow", "navy"),
    ),
    Subject(
        name="kite", plural="kites", draw=_kite, homes=(Home.AIR,), height=1.06, span=0.8,
        metres=1.4, colours=("red", "purple", "turquoise", "orange"),
    ),
)  # fmt: skip
