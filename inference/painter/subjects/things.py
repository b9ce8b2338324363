"""Things of the house: for still lifes."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_TABLE = (Home.ROOM, Home.LAND)


def _teapot(pad: Pad) -> None:
    clay = pad.colour
    trim = clay.lighter(0.5) if clay.light < 0.8 else COLOURS["blue"]
    pad.line(
        "-32,62 -56,64 -60,42 -36,24",
        0.075,
        clay.darker(0.08),
        role=Role.PART,
    )
    pad.shape(
        smooth("28,20 42,30 50,52 66,66 60,70 42,62 30,50"),
        clay,
        volume=0.5,
    )
    pad.blob(
        "-24,3 -42,26 -40,50 -22,68 22,68 40,50 42,26 24,3",
        clay,
        volume=0.8,
    )
    pad.shape(
        joined(arc(0, 0.42, 0.41, 0.05, 180, 360), arc(0, 0.36, 0.42, 0.05, 360, 180)),
        trim,
        volume=0.4,
        role=Role.DETAIL,
    )
    for x in (-0.26, -0.13, 0, 0.13, 0.26):
        pad.dot(x, 0.26 - 0.12 * (0.09 - x * x), 0.03, trim)
        pad.dot(x, 0.26 - 0.12 * (0.09 - x * x), 0.012, clay.darker(0.2))
    pad.shape(
        joined(arc(0, 0.67, 0.22, 0.12, 0, 180), arc(0, 0.67, 0.22, 0.03, 180, 360)),
        clay.lighter(0.06),
        volume=0.6,
    )
    pad.disc(0, 0.81, 0.05, colour=trim, volume=0.5)
    pad.disc(0, 0.025, 0.24, 0.035, colour=clay.darker(0.2), volume=0.3)
    pad.shape(
        smooth("-30,34 -30,52 -20,62 -22,50 -26,38"),
        CREAM,
        role=Role.DETAIL,
        volume=0,
        alpha=0.55,
    )


def _cup(pad: Pad) -> None:
    clay = pad.colour
    for k, x in enumerate((-0.1, 0.06)):
        pad.shape(
            smooth(
                [
                    (x, 0.64),
                    (x + 0.07, 0.78),
                    (x - 0.02, 0.92),
                    (x + 0.05, 1.06),
                    (x + 0.08, 1.06),
                    (x + 0.02, 0.92),
                    (x + 0.11, 0.78),
                    (x + 0.03, 0.64),
                ]
            ),
            CREAM,
            role=Role.VEIL,
            volume=0,
            alpha=0.45 - 0.1 * k,
            soft=0.015,
        )
    pad.disc(0, 0.04, 0.46, 0.055, colour=clay.darker(0.08), volume=0.4)
    ring = joined(
        arc(0.34, 0.36, 0.16, 0.16, -110, 110, 20), arc(0.34, 0.36, 0.1, 0.1, 110, -110, 20)
    )
    pad.shape(ring, clay.darker(0.08))
    pad.blob(
        "-34,58 -31,30 -18,6 18,6 31,30 34,58",
        clay,
        volume=0.8,
    )
    pad.disc(0, 0.585, 0.34, 0.065, colour=clay.lighter(0.2), volume=0.1)
    pad.disc(0, 0.58, 0.29, 0.048, colour=WOOD.darker(0.25), volume=0.2, role=Role.DETAIL)


def _apple(pad: Pad) -> None:
    skin = pad.colour
    pad.blob(
        "0,2 -16,0 -36,16 -43,46 -32,74 -12,80 0,73 12,80 32,74 43,46 36,16 16,0",
        skin,
        volume=0.9,
    )
    pad.shade(smooth("0,73 12,77 5,68 -5,68 -12,77"), 0.4)
    pad.line([(0, 0.7), (0.02, 0.84), (0.07, 0.94)], 0.04, WOOD, tip=1.2)
    pad.blob(
        "4,82 16,95 36,97 27,83 13,79",
        Colour.hex("#5c9a45"),
    )
    pad.line([(0.06, 0.83), (0.2, 0.89), (0.33, 0.95)], 0.01, Colour.hex("#3d7031"))
    pad.shape(
        smooth("-33,46 -29,62 -18,70 -20,60 -27,46"),
        CREAM,
        role=Role.DETAIL,
        volume=0,
        alpha=0.6,
    )


def _umbrella(pad: Pad) -> None:
    cloth = pad.colour
    pad.line("0,90 0,50 0,12 5,3 13,4 15,11", 0.03, WOOD)
    rim = [
        (0.56, 0.6),
        (0.37, 0.65),
        (0.19, 0.6),
        (0, 0.65),
        (-0.19, 0.6),
        (-0.37, 0.65),
        (-0.56, 0.6),
    ]
    dome = arc(0, 0.6, 0.56, 0.46, 180, 0, 30)
    scallops = [
        smooth([a, ((a[0] + b[0]) / 2, 0.655), b], closed=False)
        for a, b in ((rim[0], rim[2]), (rim[2], rim[4]), (rim[4], rim[6]))
    ]
    pad.shape(joined(dome, *scallops), cloth, volume=0.6)
    for left, right, tone in (
        (0.19, 0.56, cloth.darker(0.16)),
        (-0.56, -0.19, cloth.lighter(0.14)),
    ):
        panel = joined(
            smooth([(left, 0.6), (left * 0.9, 0.86), (0, 1.06)], closed=False),
            smooth([(0, 1.06), (right * 0.82, 0.92), (right, 0.6)], closed=False),
            smooth([(right, 0.6), ((left + right) / 2, 0.655), (left, 0.6)], closed=False),
        )
        pad.shape(panel, tone, volume=0.3)
    pad.line([(0, 1.04), (0, 1.13)], 0.022, WOOD, soft_line=False)


def _lamp(pad: Pad) -> None:
    iron = pad.colour
    pad.blob("-12,0 -9,6 -3,10 3,10 9,6 12,0", iron)
    pad.line([(0, 0.08), (0, 0.86)], 0.04, iron, soft_line=False, role=Role.PART)
    pad.line([(-0.12, 0.82), (0.12, 0.82)], 0.024, iron, soft_line=False)
    pad.shape(
        "-6,88 -11,110 11,110 6,88",
        LAMPLIGHT,
        volume=0,
        shines=pad.air.lamps,
    )
    for x in (-1, 0, 1):
        pad.line([(x * 0.06, 0.88), (x * 0.11, 1.1)], 0.016, iron, soft_line=False)
    pad.shape([(-0.14, 1.09), (0, 1.22), (0.14, 1.09)], iron, volume=0.3)
    if pad.air.lamps:
        pad.glow(0, 1.0, 0.9, LAMPLIGHT, 0.6)


def _vase(pad: Pad) -> None:
    clay, rng = pad.colour, pad.rng
    tones = [COLOURS[name] for name in ("pink", "yellow", "purple", "white", "orange", "red")]
    stalks = (
        (-0.3, 0.98),
        (-0.12, 1.14),
        (0.08, 1.2),
        (0.27, 1.06),
        (0.36, 0.88),
        (-0.38, 0.8),
        (0.0, 0.94),
    )
    for k, (x, y) in enumerate(stalks):
        pad.line([(0, 0.5), (x * 0.5, y * 0.72), (x, y)], 0.022, Colour.hex("#4f8f46"))
        pad.blob(
            [
                (x * 0.4, y * 0.7),
                (x * 0.4 + 0.1, y * 0.78),
                (x * 0.4 + 0.16, y * 0.9),
                (x * 0.4 + 0.05, y * 0.8),
            ],
            Colour.hex("#5c9a45"),
            volume=0.2,
        )
        tone = tones[(k + int(rng.integers(6))) % 6]
        for turn in range(0, 360, 60):
            petal = ellipse(0.075, 0, 0.06, 0.042)
            c, s = ellipse(0, 0, 1, 1, steps=360)[turn]
            pad.shape(petal @ [[c, s], [-s, c]] + [x, y], tone, volume=0.25)
        pad.dot(x, y, 0.038, COLOURS["gold"] if abs(tone.hue - 90) > 25 else WOOD)
    pad.blob(
        "-16,60 -11,50 -25,30 -15,2 15,2 25,30 11,50 16,60 0,58",
        clay,
        volume=0.8,
    )
    band = clay.lighter(0.5) if clay.light < 0.8 else COLOURS["blue"]
    for y, half in ((0.22, 0.235), (0.34, 0.235)):
        pad.line([(-half, y), (0, y - 0.02), (half, y)], 0.022, band)
    pad.line([(-0.1, 0.4), (-0.17, 0.28), (-0.14, 0.16)], 0.03, CREAM, tip=0.5)
    pad.dot(0.0, 0.275, 0.03, band)
    pad.dot(0.1, 0.28, 0.022, INK.mixed(band, 0.5))
    pad.dot(-0.1, 0.28, 0.022, INK.mixed(band, 0.5))


THINGS = (
    Subject(
        name="teapot", plural="teapots", draw=_teapot, homes=_TABLE, height=0.86, span=1.3,
        metres=0.3, colours=("blue", "turquoise", "red", "white"),
    ),
    Subject(
        name="cup", plural="cups", draw=_cup, homes=_TABLE, height=0.66, span=1.0, metres=0.28,
        colours=("white", "turquoise", "yellow"),
    ),
    Subject(
        name="apple", plural="apples", draw=_apple, homes=_TABLE, height=0.97, span=0.88,
        metres=0.22, colours=("red", "green", "yellow"),
    ),
    Subject(
        name="vase", plural="vases", draw=_vase, homes=_TABLE, height=1.3, span=1.02, metres=0.6,
        colours=("blue", "white", "turquoise"),
    ),
    Subject(
        name="umbrella", plural="umbrellas", draw=_umbrella,
        homes=(Home.LAND, Home.SHORE, Home.ROOM), height=1.13, span=1.15, metres=1.1,
        colours=("red", "yellow", "blue", "purple"),
    ),
    Subject(
        name="lamp", plural="lamps", draw=_lamp, homes=(Home.LAND,), height=1.22, span=0.3,
        metres=3.5, colours=("black", "green"),
    ),
)  # fmt: skip
