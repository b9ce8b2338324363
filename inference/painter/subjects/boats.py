"""What sails."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject


def _accent(colour: Colour) -> Colour:
    """A second colour that goes with the first and can be told from it."""
    return CREAM if colour.light < 0.8 else COLOURS["red"]


def _sailboat(pad: Pad) -> None:
    hull, rng = pad.colour, pad.rng
    belly = float(rng.uniform(0.06, 0.1))
    canvas = CREAM if hull.light < 0.85 else COLOURS["beige"]
    pad.line([(0.015, 0.18), (0.0, 1.34)], 0.03, WOOD, tip=0.7, soft_line=False, role=Role.PART)
    main = joined(
        smooth([(-0.03, 1.28), (-0.24 - belly, 0.8), (-0.44, 0.34)], closed=False),
        smooth([(-0.44, 0.34), (-0.22, 0.31), (-0.03, 0.33)], closed=False),
    )
    pad.shape(main, canvas, volume=0.3)
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
    pad.shape(jib, hull.lighter(0.1), volume=0.45)
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
    sheer = smooth("-52,20 -10,16.5 30,18 62,24.5", closed=False)
    keel = smooth(
        "62,24.5 50,10 36,0 0,-3 -34,-2 -46,4 -52,20",
        closed=False,
    )
    pad.shape(joined(sheer, keel), hull, volume=0.6)
    rail = joined(sheer, (sheer - [0, 0.035])[::-1])
    pad.shape(rail, _accent(hull), role=Role.DETAIL, volume=0)
    pad.shade(
        smooth("-45,5 0,2 43,6 34,-1 0,-3 -34,-2"),
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
    sheer = smooth("-60,26 -10,22.5 34,25 74,34", closed=False)
    pad.shape(joined(sheer, [(0.58, 0.0), (-0.5, 0.0)]), hull, volume=0.5)
    pad.shape(
        "61,7 58,0 -50,0 -52.7,7",
        COLOURS["red"].darker(0.2) if hull.a < 0.1 else INK.lighter(0.1),
        volume=0.2,
        role=Role.DETAIL,
    )


BOATS = (
    Subject(
        name="sailboat", plural="sailboats", draw=_sailboat, homes=(Home.WATER,), height=1.42,
        span=1.15, metres=9.0, colours=("red", "blue", "white", "yellow"),
    ),
    Subject(
        name="ship", plural="ships", draw=_ship, homes=(Home.WATER,), height=0.86, span=1.46,
        metres=14.0, colours=("navy", "black", "red"),
    ),
)  # fmt: skip
