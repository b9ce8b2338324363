"""People, and what is built in their likeness."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, box, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_SKINS = ("#f3cfb3", "#e2ac84", "#c08457", "#8d5a3a", "#5f3d2a")
_HAIRS = ("#2b221f", "#5a3a24", "#9a6a34", "#c9a050", "#8a3d22", "#b9b3ab")


def _person(pad: Pad) -> None:
    rng, coat = pad.rng, pad.colour
    skin = Colour.hex(_SKINS[int(rng.integers(len(_SKINS)))])
    hair = Colour.hex(_HAIRS[int(rng.integers(len(_HAIRS)))])
    trousers = (COLOURS["navy"], COLOURS["brown"], COLOURS["grey"].darker(0.3))[
        int(rng.integers(3))
    ]
    dress, waves, hat = rng.random() < 0.45, rng.random() < 0.5, rng.random() < 0.4
    for side in (-1, 1):
        leg = skin if dress else trousers
        pad.line(
            [(side * 0.06, 0.4), (side * 0.075, 0.2), (side * 0.07, 0.03)],
            0.09,
            leg,
            tip=0.75,
            role=Role.PART,
        )
        pad.blob(
            [(side * 0.03, 0.0), (side * 0.04, 0.06), (side * 0.1, 0.06), (side * 0.15, 0.0)],
            INK.lighter(0.12),
            volume=0.2,
        )
    pad.line(
        [(-0.12, 0.72), (-0.19, 0.56), (-0.18, 0.42)],
        0.075,
        coat.darker(0.1),
        tip=0.8,
        role=Role.PART,
    )
    pad.disc(-0.18, 0.4, 0.034, colour=skin, volume=0.2)
    if dress:
        skirt = [
            (-0.1, 0.76),
            (-0.12, 0.56),
            (-0.22, 0.26),
            (0.22, 0.26),
            (0.12, 0.56),
            (0.1, 0.76),
        ]
        pad.shape(
            joined(smooth(skirt[:3], closed=False), smooth(skirt[3:], closed=False)),
            coat,
            volume=0.6,
        )
        for x in (-0.07, 0.06):
            pad.line([(x * 0.8, 0.52), (x * 1.7, 0.28)], 0.012, coat.darker(0.25), tip=0.4)
    else:
        pad.blob(
            "-13,77 -14,58 -13,37 13,37 14,58 13,77 0,79",
            coat,
            volume=0.6,
        )
        pad.line([(0, 0.76), (0, 0.38)], 0.01, coat.darker(0.3), soft_line=False)
    pad.box(-0.035, 0.75, 0.035, 0.82, skin.darker(0.1), volume=0.1, role=Role.DETAIL)
    arm = (
        [(0.12, 0.73), (0.25, 0.8), (0.28, 0.98)]
        if waves
        else [(0.12, 0.73), (0.2, 0.58), (0.15, 0.46)]
    )
    pad.line(arm, 0.075, coat, tip=0.8, role=Role.PART)
    pad.disc(arm[-1][0], arm[-1][1] + (0.02 if waves else -0.02), 0.036, colour=skin, volume=0.2)
    if dress:
        pad.blob(
            "-12,94 -14,78 -10,70 10,70 14,78 12,94 0,102",
            hair,
        )
    pad.disc(0, 0.89, 0.1, 0.112, colour=skin, volume=0.4)
    pad.blob(
        "-11,88 -11,98 0,103 11,98 11,89 6,95 -4,96",
        hair,
        volume=0.3,
    )
    for side in (-1, 1):
        pad.dot(side * 0.04, 0.895, 0.0125)
        pad.dot(side * 0.063, 0.86, 0.018, Colour.hex("#dd8a77").mixed(skin, 0.5))
    pad.line(arc(0, 0.855, 0.03, 0.02, 200, 340, 8), 0.01, Colour.hex("#8e3f38"), soft_line=False)
    if hat:
        straw = COLOURS["beige"] if coat.light < 0.85 else COLOURS["brown"]
        pad.disc(0, 0.965, 0.19, 0.034, colour=straw, volume=0.3)
        pad.shape(joined([(-0.1, 0.97)], arc(0, 0.97, 0.1, 0.11, 180, 0)), straw, volume=0.4)
        pad.shape(box(-0.1, 1.0, 0.1, 0.97), coat, role=Role.DETAIL, volume=0)


def _robot(pad: Pad) -> None:
    metal, dark = pad.colour, pad.colour.darker(0.25)
    steel = Colour.hex("#98a1ab")
    glow = LAMPLIGHT if metal.light < 0.75 else COLOURS["turquoise"]
    for side in (-1, 1):
        pad.box(side * 0.14 - 0.05, 0.06, side * 0.14 + 0.05, 0.32, steel, volume=0.5)
        for y in (0.14, 0.2, 0.26):
            pad.line(
                [(side * 0.14 - 0.05, y), (side * 0.14 + 0.05, y)],
                0.01,
                steel.darker(0.35),
                soft_line=False,
            )
        pad.blob(
            [
                (side * 0.14 - 0.11, 0),
                (side * 0.14 - 0.09, 0.09),
                (side * 0.14 + 0.09, 0.09),
                (side * 0.14 + 0.11, 0),
            ],
            dark,
        )
    for side, hand in ((-1, (-0.42, 0.3)), (1, (0.46, 0.72))):
        pad.line([(side * 0.26, 0.58), (side * 0.4, 0.5), hand], 0.075, steel, role=Role.PART)
        pad.disc(*hand, 0.062, colour=dark, volume=0.4)
        pad.detail(arc(hand[0], hand[1] + 0.02, 0.034, 0.05, 200, 340), CREAM.darker(0.1))
    pad.shape(
        smooth("-27,32 -29,50 -26,66 26,66 29,50 27,32"),
        metal,
        volume=0.6,
    )
    pad.box(-0.15, 0.4, 0.15, 0.58, CREAM.darker(0.08), volume=0.2, role=Role.DETAIL)
    pad.line(
        smooth(
            "-12,48 -6,48 -3,54 2,43 5,49 12,49",
            closed=False,
            steps=3,
        ),
        0.012,
        COLOURS["green"],
    )
    for x, tone in ((-0.09, COLOURS["red"]), (0.0, COLOURS["yellow"]), (0.09, COLOURS["blue"])):
        pad.dot(x, 0.43, 0.018, tone)
    pad.box(-0.06, 0.64, 0.06, 0.72, steel.darker(0.15), volume=0.4)
    pad.shape(
        smooth("-28,72 -29,86 -22,102 0,105 22,102 29,86 28,72 0,70"),
        metal,
        volume=0.6,
    )
    for side in (-1, 1):
        pad.box(side * 0.31 - 0.035, 0.8, side * 0.31 + 0.035, 0.94, steel, volume=0.4)
        pad.disc(side * 0.11, 0.88, 0.09, colour=INK.lighter(0.1), volume=0.2, role=Role.DETAIL)
        pad.detail(ellipse(side * 0.11, 0.88, 0.062, 0.062), glow, shines=pad.air.lamps)
        pad.dot(side * 0.11, 0.88, 0.026)
        pad.dot(side * 0.11 + 0.015, 0.9, 0.012, CREAM)
    pad.box(-0.11, 0.74, 0.11, 0.79, CREAM, role=Role.DETAIL)
    for x in (-0.06, 0, 0.06):
        pad.line([(x, 0.74), (x, 0.79)], 0.01, INK, soft_line=False)
    pad.line([(0, 1.04), (0, 1.16)], 0.02, steel, soft_line=False)
    pad.disc(
        0, 1.18, 0.045, colour=COLOURS["red"] if metal.a < 0.1 else COLOURS["yellow"], volume=0.4
    )
    if pad.air.lamps:
        pad.glow(0, 0.88, 0.5, glow, 0.35)


def _snowman(pad: Pad) -> None:
    snow, wool = Colour.hex("#f2f5fa"), pad.colour
    if wool.light > 0.9:
        wool = COLOURS["blue"]
    for side in (-1, 1):
        hand = (side * 0.5, 0.86)
        pad.line([(side * 0.18, 0.7), (side * 0.36, 0.76), hand], 0.028, WOOD, tip=0.6)
        for tip in ((0.56, 0.95), (0.6, 0.84)):
            pad.line([(side * 0.44, 0.82), (side * tip[0], tip[1])], 0.018, WOOD, tip=0.5)
    pad.disc(0, 0.3, 0.35, 0.31, colour=snow, volume=0.7)
    pad.disc(0, 0.7, 0.25, 0.23, colour=snow, volume=0.7)
    for y in (0.62, 0.71, 0.8):
        pad.dot(0, y, 0.022, INK)
    pad.disc(0, 1.03, 0.18, 0.175, colour=snow, volume=0.7)
    scarf = smooth("-21,90 0,85 21,90 20,96 0,92 -20,96")
    pad.shape(
        smooth("6,90 16,89 24,62 12,58"),
        wool.darker(0.12),
        volume=0.3,
    )
    pad.shape(scarf, wool, volume=0.4)
    for side in (-1, 1):
        pad.dot(side * 0.065, 1.085, 0.02)
    pad.shape([(0.0, 1.06), (0.24, 1.01), (0.0, 1.0)], COLOURS["orange"], volume=0.4)
    for k in range(5):
        pad.dot(-0.07 + 0.035 * k, 0.955 - 0.006 * (2 - abs(k - 2)) + 0.004, 0.011)
    hat = INK.lighter(0.08)
    pad.disc(0, 1.17, 0.23, 0.035, colour=hat, volume=0.2)
    pad.shape("-14,117 -15,142 15,142 14,117", hat, volume=0.4)
    pad.shape(
        "-14.2,123 -14,118 14,118 14.2,123",
        wool,
        role=Role.DETAIL,
        volume=0,
    )


PEOPLE = (
    Subject(
        name="person", plural="people", draw=_person, homes=(Home.LAND, Home.SHORE, Home.ROOM),
        height=1.06, span=0.55, metres=1.7, colours=("red", "blue", "green", "yellow", "purple"),
    ),
    Subject(
        name="robot", plural="robots", draw=_robot, homes=(Home.LAND, Home.ROOM, Home.SPACE),
        height=1.22, span=0.95, metres=1.8, colours=("turquoise", "silver", "orange"),
    ),
    Subject(
        name="snowman", plural="snowmen", draw=_snowman, homes=(Home.LAND,), height=1.42, span=1.2,
        metres=1.6, colours=("red", "blue", "green"),
    ),
)  # fmt: skip
