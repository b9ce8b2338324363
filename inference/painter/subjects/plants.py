"""Trees, flowers, mushrooms."""

import math

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import ellipse, lumpy, scalloped, smooth
from inference.painter.drawing import CREAM, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_LEAF = Colour.hex("#4f8f46")
_HERE = (Home.LAND,)


def _tree(pad: Pad) -> None:
    rng, leaf = pad.rng, pad.colour
    lean = float(rng.uniform(-0.05, 0.05))
    trunk = [(-0.085, 0), (-0.05, 0.1), (-0.045, 0.36), (-0.13, 0.58), (-0.09, 0.6), (0.0, 0.46)]
    pad.blob([*trunk, (0.12, 0.64), (0.16, 0.6), (0.06, 0.38), (0.055, 0.1), (0.1, 0)], WOOD)
    pad.line([(0.0, 0.36), (0.02 + lean, 0.7)], 0.07, WOOD, tip=0.5, role=Role.PART)
    crowns = [(-0.27, 0.66, 0.22), (0.28, 0.68, 0.22), (lean, 0.62, 0.25)]
    crowns += [(-0.19, 0.86, 0.23), (0.2, 0.88, 0.22), (lean, 0.98, 0.24)]
    for k, (x, y, r) in enumerate(crowns):
        tone = leaf.darker(0.2) if k < 3 else leaf.darker(0.05) if k < 5 else leaf.lighter(0.08)
        pad.shape(scalloped((x, y), r, r * 0.86, rng), tone, volume=0.45)
    for _ in range(16):
        angle, reach = rng.uniform(0, 2 * math.pi), rng.uniform(0.05, 0.34)
        x, y = lean + reach * math.cos(angle), 0.84 + 0.8 * reach * math.sin(angle)
        tone = leaf.lighter(0.22) if rng.random() < 0.6 else leaf.darker(0.22)
        pad.detail(ellipse(x, y, 0.03, 0.018, tilt=float(rng.uniform(0, 180)), steps=10), tone)


def _pine(pad: Pad) -> None:
    rng, needle = pad.rng, pad.colour
    pad.box(-0.045, 0, 0.045, 0.24, WOOD.darker(0.15))
    tiers = 5
    for k in range(tiers):
        low, half = 0.14 + 0.2 * k, 0.4 * (1 - k / (tiers + 0.6))
        high = low + 0.36
        fringe = []
        teeth = 7
        for i in range(teeth * 2 + 1):
            x = half * (1 - i / teeth)
            dip = 0.035 if i % 2 else -0.01
            fringe.append((x, low + dip + 0.06 * (x / half) ** 2 + float(rng.uniform(-0.01, 0.01))))
        tone = needle.darker(0.16 * (1 - k / tiers)).lighter(0.02 * k)
        pad.shape([(0, min(high, 1.22)), *fringe], tone, volume=0.5)
        pad.shade([(0.0, high - 0.14), (half * 0.94, low + 0.07), (half * 0.25, low + 0.02)], 0.14)


def _palm(pad: Pad) -> None:
    rng, leaf = pad.rng, pad.colour
    pad.line("0,0 5,30 3,62 -5,90", 0.11, WOOD, tip=0.55, role=Role.PART)
    for k in range(8):
        y = 0.1 + 0.095 * k
        x = 0.05 - 0.1 * max(0.0, y - 0.5) ** 1.2 - 0.01
        pad.line([(x - 0.045, y), (x + 0.045, y + 0.015)], 0.012, WOOD.darker(0.35))
    top = (-0.05, 0.9)
    for k, angle in enumerate((200, 165, 130, 95, 60, 25, -12, -40, 218)):
        turn = math.radians(angle + float(rng.uniform(-7, 7)))
        reach = 0.46
        mid = (top[0] + 0.55 * reach * math.cos(turn), top[1] + 0.1 + 0.5 * reach * math.sin(turn))
        end = (top[0] + 1.1 * reach * math.cos(turn), top[1] - 0.14 + 0.6 * reach * math.sin(turn))
        tone = leaf.darker(0.2) if k % 2 else leaf.lighter(0.05)
        width = 0.06
        pad.blob([top, (mid[0], mid[1] + width), end, (mid[0], mid[1] - width * 0.6)], tone)
        pad.line([top, mid, end], 0.012, leaf.darker(0.35), tip=0.4)
    for x in (-0.1, -0.03, 0.02):
        pad.disc(x, 0.87, 0.045, colour=WOOD.darker(0.1), role=Role.DETAIL)


def _cactus(pad: Pad) -> None:
    skin = pad.colour
    arms = (
        "8,42 30,44 34,62 33,78",
        "-8,34 -28,35 -33,50 -33,64",
    )
    for arm in arms:
        pad.line(arm, 0.15, skin.darker(0.1), role=Role.PART)
    pad.line([(0, 0), (0, 0.5), (0, 0.95)], 0.25, skin, role=Role.PART)
    for x in (-0.06, 0.0, 0.06):
        pad.line([(x, 0.03), (x, 0.5), (x * 0.9, 0.98)], 0.012, skin.darker(0.3))
    for x, y in ((-0.09, 0.3), (0.09, 0.5), (-0.09, 0.7), (0.1, 0.82), (-0.03, 0.6), (0.03, 0.2)):
        pad.line([(x - 0.02, y), (x + 0.02, y + 0.012)], 0.01, CREAM)
    for x, y in ((0.0, 1.06), (0.33, 0.87)):
        for k in range(5):
            angle = math.radians(90 + 36 * (k - 2))
            pad.detail(
                ellipse(x + 0.045 * math.cos(angle), y + 0.03 * math.sin(angle), 0.035, 0.026),
                COLOURS["pink"],
            )


def _stem(pad: Pad, top: float) -> None:
    pad.line([(0.02, 0), (-0.02, top * 0.5), (0, top)], 0.045, _LEAF, tip=0.7, role=Role.PART)
    pad.blob("0,12 16,20 30,40 30,46 14,38 2,24", _LEAF)
    pad.blob(
        "0,20 -16,30 -26,48 -26,53 -12,44 0,32",
        _LEAF.darker(0.12),
    )


def _flower(pad: Pad) -> None:
    rng, petal = pad.rng, pad.colour
    y = 0.84
    _stem(pad, y)
    count = int(rng.integers(7, 11))
    turn = float(rng.uniform(0, 360))
    for ring, reach, wide in ((0, 0.31, 0.11), (1, 0.23, 0.085)):
        for k in range(count):
            angle = math.radians(turn + 360 * (k + ring / 2) / count)
            cos, sin = math.cos(angle), math.sin(angle)
            knots = [(0.05, 0), (0.55 * reach, wide), (0.95 * reach, 0.55 * wide)]
            knots += [(reach, 0), (0.95 * reach, -0.55 * wide), (0.55 * reach, -wide)]
            tone = petal.darker(0.1) if ring == 0 and k % 2 else petal.lighter(0.14 * ring)
            outline = smooth([(u * cos - v * sin, y + u * sin + v * cos) for u, v in knots])
            pad.shape(outline, tone, volume=0.3)
    heart = COLOURS["gold"] if abs(petal.hue - 90) > 30 or petal.light < 0.6 else WOOD
    pad.disc(0, y, 0.1, colour=heart)
    for _ in range(7):
        a, r = rng.uniform(0, 2 * math.pi), rng.uniform(0.02, 0.075)
        pad.dot(r * math.cos(a), y + r * math.sin(a), 0.012, heart.darker(0.35))


def _tulip(pad: Pad) -> None:
    petal = pad.colour
    _stem(pad, 0.72)
    pad.blob(
        "-10,70 -22,82 -22,104 -10,98 0,108 10,98 22,104 22,82 10,70",
        petal.darker(0.16),
    )
    for side in (-1, 1):
        pad.blob(
            [
                (0, 0.68),
                (side * 0.18, 0.74),
                (side * 0.25, 0.92),
                (side * 0.22, 1.08),
                (side * 0.06, 0.92),
            ],
            petal,
        )
    pad.blob(
        "0,67 12,78 11,95 0,104 -11,95 -12,78",
        petal.lighter(0.12),
    )


def _sunflower(pad: Pad) -> None:
    petal, y = pad.colour, 0.86
    _stem(pad, y)
    for ring, reach in ((0, 0.34), (1, 0.29)):
        for k in range(15):
            angle = math.radians(24 * (k + ring / 2))
            cos, sin = math.cos(angle), math.sin(angle)
            knots = ((0.1, 0.03), (0.2, 0.055), (reach, 0), (0.2, -0.055), (0.1, -0.03))
            outline = smooth([(u * cos - v * sin, y + u * sin + v * cos) for u, v in knots])
            pad.shape(outline, petal.darker(0.14) if ring == 0 else petal, volume=0.3)
    pad.disc(0, y, 0.17, colour=WOOD.darker(0.25))
    for k in range(34):
        angle, reach = k * 2.39996, 0.155 * math.sqrt((k + 0.5) / 34)
        pad.dot(reach * math.cos(angle), y + reach * math.sin(angle), 0.012, WOOD.lighter(0.25))


def _mushroom(pad: Pad) -> None:
    cap = pad.colour
    stem = CREAM if cap.light < 0.88 else COLOURS["beige"]
    pad.blob("-15,0 -11,24 -12,48 12,48 11,24 16,0", stem)
    pad.blob("-34,44 -10,38 10,38 34,44 0,50", stem.darker(0.2))
    for k in range(-3, 4):
        pad.line([(k * 0.04, 0.44), (k * 0.09, 0.42)], 0.01, stem.darker(0.4))
    pad.blob(
        "-14,30 -16,24 0,20 16,24 14,30 0,28",
        stem.darker(0.06),
    )
    pad.shape(
        smooth("-52,46 -46,68 -26,88 0,95 26,88 46,68 52,46 30,44 0,46 -30,44"),
        cap,
        volume=0.6,
    )
    spot = CREAM if cap.light < 0.88 else COLOURS["red"]
    for x, y, r in (
        (-0.24, 0.66, 0.075),
        (0.04, 0.8, 0.08),
        (0.28, 0.62, 0.065),
        (-0.04, 0.58, 0.05),
        (-0.38, 0.53, 0.04),
        (0.42, 0.52, 0.035),
        (-0.2, 0.83, 0.04),
    ):
        pad.detail(ellipse(x, y, r, r * 0.78), spot)
    for side in (-1, 1):
        pad.line([(side * 0.18, 0), (side * 0.24, 0.1), (side * 0.3, 0.14)], 0.025, _LEAF, tip=0.2)


def _bush(pad: Pad) -> None:
    for k, (x, y, r) in enumerate(((-0.3, 0.22, 0.24), (0.3, 0.22, 0.24), (0, 0.32, 0.3))):
        tone = pad.colour.darker(0.12) if k < 2 else pad.colour
        pad.shape(lumpy((x, y), r, r * 0.85, pad.rng), tone, volume=0.5)


PLANTS = (
    Subject(
        name="tree", plural="trees", draw=_tree, homes=_HERE, height=1.22, span=1.0, metres=9.0,
        colours=("green",),
    ),
    Subject(
        name="pine", plural="pines", draw=_pine, homes=_HERE, height=1.25, span=0.8, metres=11.0,
        colours=("green",),
    ),
    Subject(
        name="palm", plural="palms", draw=_palm, homes=(Home.SHORE, Home.LAND), height=1.25,
        span=1.0, metres=9.0, colours=("green",),
    ),
    Subject(
        name="cactus", plural="cacti", draw=_cactus, homes=_HERE, height=1.1, span=0.8, metres=3.0,
        colours=("green",),
    ),
    Subject(
        name="bush", plural="bushes", draw=_bush, homes=_HERE, height=0.62, span=1.1, metres=1.5,
        colours=("green",),
    ),
    Subject(
        name="flower", plural="flowers", draw=_flower, homes=_HERE, height=1.15, span=0.65,
        metres=0.5, colours=("pink", "purple", "yellow", "red", "blue"),
    ),
    Subject(
        name="tulip", plural="tulips", draw=_tulip, homes=_HERE, height=1.1, span=0.55, metres=0.5,
        colours=("red", "yellow", "pink", "purple"),
    ),
    Subject(
        name="sunflower", plural="sunflowers", draw=_sunflower, homes=_HERE, height=1.2, span=0.7,
        metres=1.4, colours=("yellow",),
    ),
    Subject(
        name="mushroom", plural="mushrooms", draw=_mushroom, homes=_HERE, height=0.96, span=1.05,
        metres=0.35, colours=("red", "brown"),
    ),
)  # fmt: skip
