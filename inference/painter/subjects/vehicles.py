"""What people travel in: on land, on water and through the air."""

import math

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, GLASS, INK, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_STEEL = Colour.hex("#9aa3ad")
_FIRE = Colour.hex("#f59a2f")


def _accent(colour: Colour) -> Colour:
    """A second colour that goes with the first and can be told from it."""
    return CREAM if colour.light < 0.8 else COLOURS["red"]


def _wheel(pad: Pad, x: float, r: float) -> None:
    pad.disc(x, r, r, colour=INK.lighter(0.06), volume=0.2)
    pad.disc(x, r, r * 0.58, colour=_STEEL, volume=0.4, role=Role.DETAIL)
    pad.disc(x, r, r * 0.2, colour=INK.lighter(0.1), volume=0.1, role=Role.DETAIL)


def _sailboat(pad: Pad) -> None:
    hull, rng = pad.colour, pad.rng
    belly = float(rng.uniform(0.06, 0.1))
    canvas = CREAM if hull.light < 0.85 else COLOURS["beige"]
    pad.line([(0.015, 0.18), (0.0, 1.34)], 0.03, WOOD, tip=0.7, soft_line=False, role=Role.PART)
    main = joined(
        smooth([(-0.03, 1.28), (-0.24 - belly, 0.8), (-0.44, 0.34)], closed=False),
        smooth([(-0.44, 0.34), (-0.22, 0.31), (-0.03, 0.33)], closed=False),
    )
    pad.shape(main, canvas, volume=0.5)
    panel = joined(
        [(-0.03, 0.66)],
        [(-0.03, 0.52)],
        smooth([(-0.03, 0.52), (-0.2, 0.5), (-0.395, 0.53)], closed=False),
        smooth([(-0.345, 0.64), (-0.18, 0.63), (-0.03, 0.66)], closed=False),
    )
    pad.shape(panel, hull, volume=0.3, role=Role.DETAIL)
    jib = joined(
        smooth([(0.03, 1.22), (0.2 + belly, 0.78), (0.53, 0.27)], closed=False),
        smooth([(0.53, 0.27), (0.26, 0.33), (0.05, 0.3)], closed=False),
        smooth([(0.05, 0.3), (0.075, 0.7), (0.03, 1.22)], closed=False),
    )
    pad.shape(jib, canvas.mixed(hull, 0.42), volume=0.5)
    for y in (0.5, 0.78, 1.02):
        left = -0.03 - (1.28 - y) * 0.42 - belly * 0.5
        pad.line(
            [(-0.035, y), (left * 0.5, y - 0.02), (left * 0.86, y - 0.005)],
            0.007,
            canvas.darker(0.22),
        )
    pad.line([(-0.48, 0.32), (0.02, 0.3)], 0.024, WOOD, soft_line=False)
    pad.shape([(0.0, 1.42), (0.15, 1.38), (0.0, 1.33)], hull, role=Role.DETAIL)
    pad.box(-0.24, 0.18, 0.12, 0.27, CREAM.darker(0.06), volume=0.3)
    for x in (-0.17, -0.06, 0.05):
        pad.pane(ellipse(x, 0.225, 0.024, 0.024, steps=14), Colour.hex("#51657a"))
    sheer = smooth([(-0.52, 0.2), (-0.1, 0.165), (0.3, 0.18), (0.62, 0.245)], closed=False)
    keel = smooth(
        [
            (0.62, 0.245),
            (0.5, 0.1),
            (0.36, 0.0),
            (0, -0.03),
            (-0.34, -0.02),
            (-0.46, 0.04),
            (-0.52, 0.2),
        ],
        closed=False,
    )
    pad.shape(joined(sheer, keel), hull, volume=0.6)
    rail = joined(sheer, (sheer - [0, 0.035])[::-1])
    pad.shape(rail, _accent(hull), role=Role.DETAIL, volume=0)
    pad.shade(
        smooth([(-0.45, 0.05), (0, 0.02), (0.43, 0.06), (0.34, -0.01), (0, -0.03), (-0.34, -0.02)]),
        0.25,
    )


def _ship(pad: Pad) -> None:
    hull = pad.colour
    for x, top in ((-0.12, 0.82), (0.1, 0.86)):
        pad.shape(
            [(x - 0.06, 0.5), (x - 0.05, top), (x + 0.05, top), (x + 0.06, 0.5)],
            COLOURS["red"] if hull.a < 0.1 else COLOURS["gold"],
            volume=0.7,
        )
        pad.box(
            x - 0.052, top - 0.07, x + 0.052, top, INK.lighter(0.08), volume=0.3, role=Role.DETAIL
        )
        for k in range(4):
            pad.shape(
                ellipse(
                    x - 0.06 - 0.13 * k, top + 0.08 + 0.06 * k, 0.07 + 0.025 * k, 0.05 + 0.015 * k
                ),
                CREAM.darker(0.12),
                role=Role.VEIL,
                alpha=0.55 - 0.1 * k,
                soft=0.015,
                volume=0,
            )
    pad.box(-0.36, 0.24, 0.34, 0.4, CREAM, volume=0.3)
    pad.box(-0.28, 0.38, 0.24, 0.54, CREAM.darker(0.04), volume=0.3)
    for k in range(7):
        pad.pane(ellipse(-0.29 + 0.095 * k, 0.32, 0.026, 0.026, steps=12), Colour.hex("#51657a"))
    for k in range(5):
        pad.pane(box(-0.23 + 0.1 * k, 0.5, -0.17 + 0.1 * k, 0.44), Colour.hex("#51657a"))
    sheer = smooth([(-0.6, 0.26), (-0.1, 0.225), (0.34, 0.25), (0.74, 0.34)], closed=False)
    pad.shape(joined(sheer, [(0.58, 0.0), (-0.5, 0.0)]), hull, volume=0.5)
    pad.shape(
        [(0.61, 0.07), (0.58, 0.0), (-0.5, 0.0), (-0.527, 0.07)],
        COLOURS["red"].darker(0.2) if hull.a < 0.1 else INK.lighter(0.1),
        volume=0.2,
        role=Role.DETAIL,
    )


def _balloon(pad: Pad) -> None:
    skin = pad.colour
    other = skin.lighter(0.55) if skin.light < 0.82 else COLOURS["red"]
    outline = smooth(
        [(-0.08, 0.36), (-0.26, 0.6), (-0.41, 0.9), (-0.38, 1.18), (-0.2, 1.38), (0, 1.43)]
        + [(0.2, 1.38), (0.38, 1.18), (0.41, 0.9), (0.26, 0.6), (0.08, 0.36)]
    )
    pad.shape(outline, skin, volume=0.5)
    for share in (0.76, 0.3):
        edge = outline * [share, 1]
        pad.shape(edge, other if share > 0.5 else skin, volume=0.5, role=Role.PART)
        inner = outline * [share - 0.24 if share > 0.5 else 0.06, 1]
        pad.shape(inner, skin if share > 0.5 else other, volume=0.5, role=Role.PART)
    pad.shade(
        smooth(
            [
                (0.08, 0.37),
                (0.26, 0.6),
                (0.41, 0.9),
                (0.38, 1.18),
                (0.2, 1.38),
                (0.28, 1.1),
                (0.24, 0.8),
            ]
        ),
        0.2,
    )
    pad.shape(
        [(-0.085, 0.38), (0.085, 0.38), (0.06, 0.33), (-0.06, 0.33)],
        skin.darker(0.3),
        role=Role.DETAIL,
    )
    for x in (-0.07, -0.025, 0.025, 0.07):
        pad.line([(x, 0.34), (x * 1.1, 0.16)], 0.01, WOOD, soft_line=False)
    if pad.air.lamps:
        pad.glow(0, 0.46, 0.7, LAMPLIGHT, 0.6)
    pad.shape(
        smooth([(-0.09, 0.16), (-0.085, 0.02), (0, 0.0), (0.085, 0.02), (0.09, 0.16), (0, 0.165)]),
        WOOD.lighter(0.15),
        volume=0.5,
    )
    for y in (0.05, 0.09, 0.13):
        pad.line([(-0.085, y), (0.085, y)], 0.008, WOOD.darker(0.3), soft_line=False)


def _rocket(pad: Pad) -> None:
    trim = pad.colour
    body = CREAM if trim.light < 0.85 else _STEEL
    if pad.aloft:
        for reach, tone in ((0.3, _FIRE), (0.19, LAMPLIGHT), (0.1, CREAM)):
            flame = [
                (-0.34 * reach - 0.03, 0.14),
                (-0.3 * reach, 0.02),
                (0, -reach),
                (0.3 * reach, 0.02),
                (0.34 * reach + 0.03, 0.14),
            ]
            pad.shape(smooth(flame), tone, volume=0, shines=True, role=Role.PART)
        pad.glow(0, -0.05, 0.6, _FIRE, 0.5)
    for side in (-1, 1):
        pad.shape(
            smooth(
                [
                    (side * 0.14, 0.46),
                    (side * 0.3, 0.28),
                    (side * 0.36, 0.02),
                    (side * 0.27, 0.06),
                    (side * 0.14, 0.14),
                ]
            ),
            trim.darker(0.12),
            volume=0.4,
        )
    pad.shape(
        smooth(
            [
                (-0.14, 0.1),
                (-0.2, 0.46),
                (-0.19, 0.8),
                (-0.1, 1.08),
                (0, 1.22),
                (0.1, 1.08),
                (0.19, 0.8),
                (0.2, 0.46),
                (0.14, 0.1),
                (0, 0.08),
            ]
        ),
        body,
        volume=0.9,
    )
    nose = joined(
        smooth([(-0.155, 0.92), (-0.1, 1.08), (0, 1.22), (0.1, 1.08), (0.155, 0.92)], closed=False),
        arc(0, 0.92, 0.155, 0.035, 0, -180),
    )
    pad.shape(nose, trim, volume=0.8)
    pad.shape(
        joined(arc(0, 0.3, 0.2, 0.035, 180, 360), arc(0, 0.24, 0.185, 0.035, 360, 180)),
        trim,
        volume=0.7,
        role=Role.DETAIL,
    )
    pad.box(-0.11, 0.05, 0.11, 0.11, _STEEL.darker(0.3), volume=0.5)
    pad.disc(0, 0.7, 0.105, colour=trim, volume=0.3)
    pad.detail(
        ellipse(0, 0.7, 0.075, 0.075), LAMPLIGHT if pad.air.lamps else GLASS, shines=pad.air.lamps
    )
    pad.detail(arc(-0.01, 0.71, 0.05, 0.05, 100, 170), CREAM)
    pad.disc(0, 0.48, 0.06, colour=trim, volume=0.3, role=Role.DETAIL)
    pad.detail(ellipse(0, 0.48, 0.04, 0.04), GLASS)
    pad.shape(
        smooth([(-0.03, 0.3), (-0.025, 0.05), (0, -0.02), (0.025, 0.05), (0.03, 0.3)]),
        trim,
        volume=0.3,
    )


def _car(pad: Pad) -> None:
    paint = pad.colour
    cabin = smooth(
        [(-0.36, 0.36), (-0.3, 0.52), (-0.16, 0.62), (0.12, 0.62), (0.28, 0.5), (0.36, 0.36)],
        closed=False,
    )
    pad.shape(cabin, paint, volume=0.5)
    for window in (
        [(-0.29, 0.38), (-0.24, 0.5), (-0.13, 0.57), (-0.03, 0.57), (-0.03, 0.38)],
        [(0.02, 0.38), (0.02, 0.57), (0.11, 0.57), (0.23, 0.48), (0.28, 0.38)],
    ):
        pad.pane(window)
    body = [(-0.58, 0.14), (-0.6, 0.28), (-0.5, 0.38), (-0.3, 0.4), (0.3, 0.4), (0.5, 0.36)]
    pad.shape(smooth([*body, (0.6, 0.26), (0.6, 0.14), (0.4, 0.1), (-0.4, 0.1)]), paint, volume=0.6)
    pad.shade(smooth([(-0.56, 0.15), (0, 0.17), (0.58, 0.15), (0.4, 0.1), (-0.4, 0.1)]), 0.3)
    pad.line([(-0.55, 0.3), (0, 0.32), (0.55, 0.28)], 0.014, paint.lighter(0.5))
    pad.line([(0, 0.16), (0, 0.39)], 0.01, paint.darker(0.35), soft_line=False)
    pad.line([(0.05, 0.335), (0.11, 0.335)], 0.018, _STEEL, soft_line=False)
    for x in (-0.34, 0.34):
        pad.shape(arc(x, 0.13, 0.17, 0.17, 0, 180), INK.lighter(0.04), role=Role.DETAIL, volume=0)
        _wheel(pad, x, 0.13)
    pad.detail(
        ellipse(0.56, 0.28, 0.04, 0.045),
        LAMPLIGHT if pad.air.lamps else CREAM,
        shines=pad.air.lamps,
    )
    pad.detail(ellipse(-0.575, 0.29, 0.022, 0.04), COLOURS["red"])
    pad.box(0.5, 0.12, 0.63, 0.16, _STEEL, role=Role.DETAIL)
    pad.box(-0.63, 0.12, -0.5, 0.16, _STEEL, role=Role.DETAIL)
    if pad.air.lamps:
        pad.shape(
            [(0.58, 0.3), (1.4, 0.42), (1.4, 0.04), (0.58, 0.25)],
            LAMPLIGHT,
            role=Role.GLOW,
            volume=0,
            alpha=0.3,
            soft=0.03,
            shines=True,
        )


def _train(pad: Pad) -> None:
    paint = pad.colour
    dark = INK.lighter(0.08)
    for k in range(4):
        pad.shape(
            ellipse(0.48 - 0.18 * k, 1.0 + 0.09 * k, 0.1 + 0.035 * k, 0.075 + 0.02 * k),
            CREAM.darker(0.06),
            role=Role.VEIL,
            alpha=0.75 - 0.12 * k,
            soft=0.02,
            volume=0,
        )
    pad.box(-1.0, 0.16, -0.36, 0.62, paint.darker(0.14), volume=0.5)
    pad.box(-1.03, 0.6, -0.33, 0.67, dark, volume=0.3)
    for k in range(3):
        pad.pane(box(-0.94 + 0.2 * k, 0.54, -0.8 + 0.2 * k, 0.36))
    pad.line([(-1.0, 0.28), (-0.36, 0.28)], 0.03, COLOURS["gold"], soft_line=False)
    pad.box(-0.38, 0.14, -0.26, 0.18, dark)
    pad.box(-0.26, 0.16, 0.06, 0.78, paint, volume=0.5)
    pad.shape([(-0.31, 0.76), (-0.28, 0.83), (0.08, 0.83), (0.11, 0.76)], dark, volume=0.3)
    pad.pane(box(-0.18, 0.7, -0.02, 0.48))
    pad.shape(
        joined([(0.04, 0.18)], [(0.04, 0.58)], arc(0.56, 0.38, 0.1, 0.2, 90, -90)),
        paint,
        volume=0.8,
    )
    for x in (0.14, 0.3, 0.46):
        pad.box(x - 0.014, 0.18, x + 0.014, 0.58, COLOURS["gold"], volume=0.3, role=Role.DETAIL)
    pad.shape([(0.44, 0.57), (0.41, 0.86), (0.57, 0.86), (0.54, 0.57)], dark, volume=0.5)
    pad.box(0.39, 0.84, 0.59, 0.89, dark.lighter(0.1))
    pad.shape(
        joined([(0.17, 0.57)], arc(0.23, 0.6, 0.06, 0.08, 180, 0), [(0.29, 0.57)]),
        COLOURS["gold"],
        volume=0.6,
    )
    pad.detail(ellipse(0.65, 0.44, 0.05, 0.05), LAMPLIGHT, shines=True)
    pad.shape(
        [(0.58, 0.16), (0.82, 0.02), (0.56, 0.02)],
        COLOURS["crimson"] if paint.a < 0.1 else dark,
        volume=0.4,
    )
    pad.box(-0.3, 0.12, 0.62, 0.2, dark, volume=0.2)
    for x, r in ((-0.88, 0.09), (-0.5, 0.09), (-0.12, 0.15), (0.2, 0.15), (0.46, 0.1)):
        _wheel(pad, x, r)
    pad.line([(-0.12, 0.13), (0.2, 0.13)], 0.03, _STEEL, soft_line=False)
    pad.line([(-1.15, -0.01), (0.95, -0.01)], 0.03, _STEEL.darker(0.35), soft_line=False)
    for k in range(14):
        pad.line(
            [(-1.1 + 0.15 * k, -0.035), (-1.02 + 0.15 * k, -0.035)],
            0.03,
            WOOD.darker(0.2),
            soft_line=False,
        )


def _bicycle(pad: Pad) -> None:
    frame, r = pad.colour, 0.27
    for x in (-0.4, 0.4):
        for k in range(9):
            angle = math.pi * k / 9
            dx, dy = 0.25 * math.cos(angle), 0.25 * math.sin(angle)
            pad.line([(x - dx, r - dy), (x + dx, r + dy)], 0.006, _STEEL, soft_line=False)
        ring = joined(arc(x, r, 0.27, 0.27, 0, 360, 40), arc(x, r, 0.232, 0.232, 360, 0, 40))
        pad.shape(ring, INK.lighter(0.05), role=Role.MARK, volume=0)
        pad.disc(x, r, 0.03, colour=_STEEL, role=Role.DETAIL)
    seat, crank, head = (-0.14, 0.66), (-0.04, 0.28), (0.28, 0.7)
    for start, end in (
        (seat, crank),
        (crank, head),
        ((-0.12, 0.6), (0.27, 0.63)),
        ((-0.4, r), crank),
        ((-0.4, r), (-0.12, 0.6)),
        ((0.4, r), (0.26, 0.76)),
    ):
        pad.line([start, end], 0.042, frame, soft_line=False, role=Role.PART)
    pad.line([(0.26, 0.76), (0.25, 0.84), (0.34, 0.86), (0.42, 0.82)], 0.03, _STEEL)
    pad.line([(0.38, 0.845), (0.43, 0.815)], 0.045, INK)
    pad.line([(-0.14, 0.66), (-0.15, 0.72)], 0.03, _STEEL, soft_line=False)
    pad.blob(
        [(-0.27, 0.75), (-0.2, 0.77), (-0.03, 0.74), (-0.06, 0.71), (-0.22, 0.7)], WOOD.darker(0.2)
    )
    pad.disc(*crank, 0.065, colour=_STEEL.darker(0.2), role=Role.DETAIL)
    pad.line([(-0.1, 0.2), (0.02, 0.36)], 0.022, INK, soft_line=False)
    for x, y in ((-0.12, 0.18), (0.04, 0.38)):
        pad.line([(x - 0.045, y), (x + 0.045, y)], 0.03, INK, soft_line=False)
    pad.shape(
        [(0.3, 0.58), (0.32, 0.74), (0.54, 0.74), (0.51, 0.58)], WOOD.lighter(0.25), volume=0.4
    )
    for k, tone in enumerate((COLOURS["pink"], COLOURS["yellow"], CREAM, COLOURS["pink"])):
        pad.disc(
            0.35 + 0.055 * k,
            0.765 + 0.015 * (k % 2),
            0.04,
            colour=tone,
            volume=0.2,
            role=Role.DETAIL,
        )


def _plane(pad: Pad) -> None:
    paint = pad.colour
    trim = _accent(paint)
    pad.shape([(-0.52, 0.44), (-0.68, 0.74), (-0.54, 0.74), (-0.36, 0.46)], trim, volume=0.3)
    pad.shape(
        [(0.12, 0.44), (-0.08, 0.66), (-0.18, 0.66), (-0.08, 0.42)], paint.darker(0.25), volume=0.3
    )
    pad.blob(
        [
            (-0.64, 0.46),
            (-0.5, 0.34),
            (-0.1, 0.26),
            (0.36, 0.26),
            (0.58, 0.36),
            (0.6, 0.42),
            (0.46, 0.5),
            (0.1, 0.54),
            (-0.3, 0.5),
        ],
        paint,
        volume=0.7,
    )
    pad.shape(
        smooth([(-0.58, 0.42), (0, 0.36), (0.58, 0.38), (0.5, 0.33), (0, 0.31), (-0.5, 0.37)]),
        trim,
        volume=0.2,
        role=Role.DETAIL,
    )
    pad.pane(smooth([(0.4, 0.42), (0.54, 0.41), (0.46, 0.49), (0.38, 0.5)]))
    for k in range(5):
        pad.pane(ellipse(-0.22 + 0.12 * k, 0.44, 0.026, 0.03, steps=12))
    pad.shape([(0.14, 0.36), (-0.22, 0.04), (-0.36, 0.04), (-0.12, 0.36)], paint, volume=0.5)
    pad.shape(
        [(-0.48, 0.42), (-0.66, 0.32), (-0.74, 0.32), (-0.6, 0.44)], paint.darker(0.1), volume=0.3
    )
    pad.line([(0.61, 0.22), (0.61, 0.58)], 0.02, WOOD, soft_line=False)
    pad.disc(0.61, 0.4, 0.035, colour=_STEEL, role=Role.DETAIL)


VEHICLES = (
    Subject(
        name="sailboat", plural="sailboats", draw=_sailboat, homes=(Home.WATER,), height=1.42,
        span=1.15, metres=9.0, colours=("red", "blue", "white", "yellow"), group="boat",
    ),
    Subject(
        name="ship", plural="ships", draw=_ship, homes=(Home.WATER,), height=0.95, span=1.35,
        metres=14.0, colours=("navy", "black", "red"), group="boat",
    ),
    Subject(
        name="balloon", plural="balloons", draw=_balloon, homes=(Home.AIR,), height=1.43,
        span=0.85, metres=18.0, colours=("red", "orange", "yellow", "blue"), group="aircraft",
    ),
    Subject(
        name="rocket", plural="rockets", draw=_rocket, homes=(Home.SPACE, Home.AIR, Home.LAND),
        height=1.25, span=0.75, metres=18.0, colours=("red", "orange", "blue"), group="aircraft",
    ),
    Subject(
        name="plane", plural="planes", draw=_plane, homes=(Home.AIR,), height=0.75, span=1.4,
        metres=5.0, colours=("red", "white", "yellow"), group="aircraft",
    ),
    Subject(
        name="car", plural="cars", draw=_car, homes=(Home.LAND,), height=0.64, span=1.25,
        metres=1.6, colours=("red", "blue", "yellow", "green"), group="vehicle",
    ),
    Subject(
        name="train", plural="trains", draw=_train, homes=(Home.LAND,), height=1.0, span=2.0,
        metres=4.5, colours=("green", "red", "blue", "black"), group="vehicle",
    ),
    Subject(
        name="bicycle", plural="bicycles", draw=_bicycle, homes=(Home.LAND,), height=0.88,
        span=1.35, metres=1.2, colours=("red", "green", "blue", "yellow"), group="vehicle",
    ),
)  # fmt: skip
