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
        [(-0.32, 0.62), (-0.56, 0.64), (-0.6, 0.42), (-0.36, 0.24)],
        0.075,
        clay.darker(0.08),
        role=Role.PART,
    )
    pad.shape(
        smooth(
            [
                (0.28, 0.2),
                (0.42, 0.3),
                (0.5, 0.52),
                (0.66, 0.66),
                (0.6, 0.7),
                (0.42, 0.62),
                (0.3, 0.5),
            ]
        ),
        clay,
        volume=0.5,
    )
    pad.blob(
        [
            (-0.24, 0.03),
            (-0.42, 0.26),
            (-0.4, 0.5),
            (-0.22, 0.68),
            (0.22, 0.68),
            (0.4, 0.5),
            (0.42, 0.26),
            (0.24, 0.03),
        ],
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
        smooth([(-0.3, 0.34), (-0.3, 0.52), (-0.2, 0.62), (-0.22, 0.5), (-0.26, 0.38)]),
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
        [(-0.34, 0.58), (-0.31, 0.3), (-0.18, 0.06), (0.18, 0.06), (0.31, 0.3), (0.34, 0.58)],
        clay,
        volume=0.8,
    )
    pad.disc(0, 0.585, 0.34, 0.065, colour=clay.lighter(0.2), volume=0.1)
    pad.disc(0, 0.58, 0.29, 0.048, colour=WOOD.darker(0.25), volume=0.2, role=Role.DETAIL)


def _apple(pad: Pad) -> None:
    skin = pad.colour
    pad.blob(
        [
            (0, 0.02),
            (-0.16, 0.0),
            (-0.36, 0.16),
            (-0.43, 0.46),
            (-0.32, 0.74),
            (-0.12, 0.8),
            (0, 0.73),
        ]
        + [(0.12, 0.8), (0.32, 0.74), (0.43, 0.46), (0.36, 0.16), (0.16, 0.0)],
        skin,
        volume=0.9,
    )
    pad.shade(smooth([(0.0, 0.73), (0.12, 0.77), (0.05, 0.68), (-0.05, 0.68), (-0.12, 0.77)]), 0.4)
    pad.line([(0, 0.7), (0.02, 0.84), (0.07, 0.94)], 0.04, WOOD, tip=1.2)
    pad.blob(
        [(0.04, 0.82), (0.16, 0.95), (0.36, 0.97), (0.27, 0.83), (0.13, 0.79)],
        Colour.hex("#5c9a45"),
    )
    pad.line([(0.06, 0.83), (0.2, 0.89), (0.33, 0.95)], 0.01, Colour.hex("#3d7031"))
    pad.shape(
        smooth([(-0.33, 0.46), (-0.29, 0.62), (-0.18, 0.7), (-0.2, 0.6), (-0.27, 0.46)]),
        CREAM,
        role=Role.DETAIL,
        volume=0,
        alpha=0.6,
    )


def _umbrella(pad: Pad) -> None:
    cloth = pad.colour
    pad.line([(0, 0.9), (0, 0.5), (0, 0.12), (0.05, 0.03), (0.13, 0.04), (0.15, 0.11)], 0.03, WOOD)
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
    pad.blob([(-0.12, 0), (-0.09, 0.06), (-0.03, 0.1), (0.03, 0.1), (0.09, 0.06), (0.12, 0)], iron)
    pad.line([(0, 0.08), (0, 0.86)], 0.04, iron, soft_line=False, role=Role.PART)
    pad.line([(-0.12, 0.82), (0.12, 0.82)], 0.024, iron, soft_line=False)
    pad.shape(
        [(-0.06, 0.88), (-0.11, 1.1), (0.11, 1.1), (0.06, 0.88)],
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
        [
            (-0.16, 0.6),
            (-0.11, 0.5),
            (-0.25, 0.3),
            (-0.15, 0.02),
            (0.15, 0.02),
            (0.25, 0.3),
            (0.11, 0.5),
            (0.16, 0.6),
            (0, 0.58),
        ],
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
        metres=0.3, colours=("blue", "turquoise", "red", "white"), group="thing",
    ),
    Subject(
        name="cup", plural="cups", draw=_cup, homes=_TABLE, height=1.05, span=0.95, metres=0.28,
        colours=("white", "turquoise", "yellow"), group="thing",
    ),
    Subject(
        name="apple", plural="apples", draw=_apple, homes=_TABLE, height=0.97, span=0.88,
        metres=0.22, colours=("red", "green", "yellow"), group="thing",
    ),
    Subject(
        name="vase", plural="vases", draw=_vase, homes=_TABLE, height=1.25, span=0.95, metres=0.6,
        colours=("blue", "white", "turquoise"), group="thing",
    ),
    Subject(
        name="umbrella", plural="umbrellas", draw=_umbrella, homes=(Home.LAND, Home.SHORE, Home.ROOM),
        height=1.13, span=1.15, metres=1.1, colours=("red", "yellow", "blue", "purple"),
        group="thing",
    ),
    Subject(
        name="lamp", plural="lamps", draw=_lamp, homes=(Home.LAND,), height=1.22, span=0.4,
        metres=3.5, colours=("black", "green"), group="thing",
    ),
)  # fmt: skip
