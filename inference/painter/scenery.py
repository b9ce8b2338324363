"""The pieces that places are built of: ranges, woods, ripples, grass, streets, coral.

Each draws onto a pad in picture units with y down. They know nothing of places or things.
"""

import math

import numpy as np

from inference.painter import curves
from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import Points, box, ellipse, joined, lumpy, ribbon, smooth
from inference.painter.drawing import CREAM, GLASS, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Form, Role
from inference.painter.scene import Hour

_LEAVES = ("#5d8f4c", "#6fa056", "#4f8250", "#7da65a")


def _mark(pad: Pad, outline: Points, colour: Colour, alpha: float = 1.0) -> None:
    """A touch whose colour is already that of the light."""
    pad.forms.append(Form(points=outline, colour=colour, role=Role.MARK, alpha=alpha, shines=True))


def _uniform(pad: Pad, low: float, high: float) -> float:
    return float(pad.rng.uniform(low, high))


def mountain_range(pad: Pad, *, width: float, y: float, tall: float, peaks: int) -> None:
    """Rock with a light and a dark side and snow on top."""
    rng = pad.rng
    rock = Colour.hex("#75829b")
    count = max(2, round(peaks * max(1.0, width)))
    order = rng.permutation(count)
    sun_left = pad.air.sun[0] < width / 2
    for k in order.tolist():
        x = (k + 0.5) / count * width + float(rng.normal(0, 0.05))
        high, half = tall * _uniform(pad, 0.62, 1.1), tall * _uniform(pad, 0.95, 1.35)
        top = (x, y - high)
        left = curves.crag((x - half, y + 0.01), top, rng, rough=0.11 * tall)
        right = curves.crag(top, (x + half, y + 0.01), rng, rough=0.11 * tall)
        pad.shape(joined(left, right[1:]), rock, role=Role.MASS, volume=0.0)
        spine = curves.crag(top, (x + 0.12 * half, y + 0.01), rng, rough=0.1 * tall)
        spine[:, 0] += np.linspace(0, 1, len(spine)) * rng.normal(0, 0.12) * half
        dark = joined(spine, right[::-1]) if sun_left else joined(spine, left)
        pad.shape(dark, rock.darker(0.24), role=Role.MASS, volume=0.0)
        _snow_cap(pad, left, right, top, high, sun_left=sun_left)


def _snow_cap(
    pad: Pad, left: Points, right: Points, top: tuple[float, float], high: float, *, sun_left: bool
) -> None:
    level = top[1] + 0.34 * high
    a, b = left[left[:, 1] < level], right[right[:, 1] < level]
    if len(a) < 2 or len(b) < 2:
        return
    teeth = 7
    xs = np.linspace(b[-1, 0], a[0, 0], teeth)
    ys = level + np.where(np.arange(teeth) % 2, -0.1, 0.06) * high * pad.rng.uniform(
        0.5, 1.2, teeth
    )
    ys[0], ys[-1] = b[-1, 1], a[0, 1]
    snow = Colour.hex("#f4f7fb")
    pad.shape(joined(a, b[1:], np.column_stack([xs, ys])[1:-1]), snow, role=Role.DETAIL, volume=0)
    middle = xs[teeth // 2]
    side = b if sun_left else a[::-1]
    shadow = joined([top], side, [(middle, ys[teeth // 2])])
    pad.shape(shadow, snow.mixed(Colour.hex("#7f93bd"), 0.42), role=Role.DETAIL, volume=0)


def headland(pad: Pad, width: float, y: float, *, left: bool) -> None:
    """A far cape that runs out into the sea."""
    long = _uniform(pad, 0.35, 0.6) * width
    tall = _uniform(pad, 0.035, 0.08)
    t = np.linspace(0, 1, 9)
    rise = tall * (1 - t) ** 0.8 * (1 + pad.rng.normal(0, 0.16, 9))
    xs = t * long if left else width - t * long
    line = np.column_stack([xs, y - rise])
    line[-1, 1] = y
    edge = -0.06 if left else width + 0.06
    outline = joined([(edge, y + 0.004), (edge, y - rise[0])], smooth(line, closed=False))
    pad.shape(outline, Colour.hex("#6f8f7c"), role=Role.MASS, volume=0.4)


def treeline(pad: Pad, width: float, y: float, *, tall: float) -> None:
    """A far wooded shore."""
    count = max(8, round(26 * width))
    xs = np.linspace(-0.06, width + 0.06, count)
    ys = y - tall * (0.45 + 0.55 * pad.rng.random(count))
    line = smooth(np.column_stack([xs, ys]), closed=False, steps=4)
    pad.shape(curves.down_to(line, y), Colour.hex("#567f5c"), role=Role.MASS, volume=0.2)


def glitter(pad: Pad, x: float, band: tuple[float, float], *, night: bool, strong: bool) -> None:
    """The path of light below the sun or the moon."""
    top, bottom = band
    light = Colour.hex("#dfe6f4") if night else pad.air.sky[-1].mixed(CREAM, 0.35)
    if strong:
        light = light if night else pad.air.sky[-1].lighter(0.25)
    rows = 34
    for k in range(rows):
        t = (k + 0.5) / rows
        y = top + (bottom - top) * t**1.5
        spread = 0.016 + 0.085 * t
        for _ in range(2 if strong else 1):
            cx = x + float(pad.rng.normal(0, 0.55)) * spread
            long = _uniform(pad, 0.25, 1.0) * spread
            thick = 0.0022 + 0.0075 * t
            _mark(pad, _lens(cx, y, long, thick), light, (0.85 if strong else 0.4) * (1 - 0.45 * t))


def _lens(x: float, y: float, long: float, thick: float) -> Points:
    """A flat touch, pointed at both ends."""
    return smooth([(x - long, y), (x, y - thick / 2), (x + long, y), (x, y + thick / 2)], steps=4)


def ripples(pad: Pad, width: float, band: tuple[float, float], far: Colour, near: Colour) -> None:
    """Light and dark touches on the water, longer and wider towards us."""
    top, bottom = band
    for k in range(int(70 * max(1.0, width))):
        t = float(pad.rng.random()) ** 0.8
        y = top + 0.01 + (bottom - top) * t
        long, thick = (0.012 + 0.07 * t) * _uniform(pad, 0.5, 1.3), 0.0016 + 0.006 * t
        base = far.mixed(near, t)
        tone = base.lighter(0.28) if k % 2 else base.darker(0.16).mixed(pad.air.sky[0], 0.2)
        _mark(pad, _lens(_uniform(pad, 0, width), y, long, thick), tone, 0.55)


def foam(pad: Pad, line: Points) -> None:
    """Where the sea ends on the sand."""
    wave = line.copy()
    wave[:, 1] += 0.004 * np.sin(np.arange(len(wave)) * 1.3)
    white = pad.air.lit(CREAM.lighter(0.6))
    _mark(pad, ribbon(wave, 0.011, round_ends=False), white, 0.9)
    _mark(pad, ribbon(wave - [0, 0.022], 0.005, round_ends=False), white, 0.5)
    _mark(pad, ribbon(wave - [0, 0.045], 0.003, round_ends=False), white, 0.35)


def pebbles(pad: Pad, width: float, band: tuple[float, float], tone: Colour) -> None:
    """Stones and shells on the ground."""
    for _ in range(26):
        y = _uniform(pad, *band)
        size = 0.003 + 0.008 * (y - band[0]) / (band[1] - band[0])
        shade = tone.darker(_uniform(pad, 0.08, 0.3))
        pad.detail(ellipse(_uniform(pad, 0, width), y, size * 1.4, size * 0.7, steps=12), shade)


def copse(pad: Pad, line: Points, *, tall: float, count: int) -> None:
    """Small far trees along a line."""
    for _ in range(count):
        at = line[int(pad.rng.integers(len(line)))]
        leaf = Colour.hex(_LEAVES[int(pad.rng.integers(len(_LEAVES)))])
        for _ in range(int(pad.rng.integers(1, 4))):
            x = float(at[0]) + float(pad.rng.normal(0, tall * 0.7))
            r = tall * _uniform(pad, 0.3, 0.5)
            pad.shape(
                lumpy((x, float(at[1]) - r * 0.75), r, r * 1.05, pad.rng),
                leaf,
                volume=0.6,
                role=Role.MASS,
            )


def tufts(pad: Pad, width: float, band: tuple[float, float], tone: Colour, *, count: int) -> None:
    """Short strokes that make a field a field."""
    for k in range(int(count * max(1.0, width))):
        x, y = _uniform(pad, 0, width), _uniform(pad, *band)
        long = _uniform(pad, 0.012, 0.045)
        shade = tone.darker(0.16) if k % 2 else tone.lighter(0.18)
        _mark(pad, _lens(x, y, long, 0.0045), pad.air.lit(shade, pad.depth), 0.5)


def grass(pad: Pad, width: float, band: tuple[float, float], tone: Colour, *, blades: int) -> None:
    """Blades in the foreground."""
    for k in range(int(blades * max(0.8, width))):
        x, y = _uniform(pad, -0.02, width + 0.02), _uniform(pad, *band)
        high, lean = _uniform(pad, 0.025, 0.07), _uniform(pad, -0.02, 0.02)
        spine = smooth(
            [(x, y), (x + lean * 0.4, y - high * 0.6), (x + lean, y - high)], closed=False, steps=4
        )
        shade = tone.darker(0.25) if k % 3 else tone.lighter(0.15)
        _mark(pad, ribbon(spine, 0.0065, tip=0.12), pad.air.lit(shade))


def wildflowers(pad: Pad, width: float, band: tuple[float, float], *, count: int) -> None:
    """Dots of colour in the grass."""
    tones = [COLOURS[name] for name in ("white", "yellow", "pink", "red", "purple")]
    chosen = [tones[int(k)] for k in pad.rng.permutation(5)[:2]]
    for k in range(int(count * max(0.8, width))):
        y = _uniform(pad, *band)
        t = (y - band[0]) / (band[1] - band[0])
        r = 0.0025 + 0.0055 * t
        x = _uniform(pad, 0, width)
        _mark(pad, ellipse(x, y, r, r * 0.8, steps=8), pad.air.lit(chosen[k % 2]))


def reeds(pad: Pad, x: float, y: float, *, spread: float) -> None:
    """Bulrushes at the edge of a lake."""
    for k in range(18):
        root = x + float(pad.rng.normal(0, 0.5)) * spread
        high, lean = _uniform(pad, 0.1, 0.26), float(pad.rng.normal(0, 0.025))
        spine = smooth(
            [(root, y + 0.02), (root + lean * 0.3, y - high * 0.6), (root + lean, y - high)],
            closed=False,
            steps=5,
        )
        pad.shape(
            ribbon(spine, 0.008, tip=0.25), Colour.hex(_LEAVES[k % 4]), role=Role.MARK, volume=0
        )
        if k % 3 == 0:
            pad.shape(ribbon(spine[-4:], 0.013), WOOD, role=Role.MARK, volume=0)


def pine_row(
    pad: Pad, width: float, y: float, *, tall: float, count: int, snowy: bool = False
) -> None:
    """A row of far firs."""
    for k in range(int(count * max(1.0, width))):
        x, high = _uniform(pad, -0.02, width + 0.02), tall * _uniform(pad, 0.55, 1.15)
        half, foot = high * 0.2, y + _uniform(pad, -0.012, 0.02)
        teeth = [
            (half * (1 - t) * (1.0 if i % 2 else 0.62), -high * t)
            for i, t in enumerate(np.linspace(0, 0.92, 8))
        ]
        right = [(x + dx, foot + dy) for dx, dy in teeth]
        left = [(x - dx, foot + dy) for dx, dy in reversed(teeth)]
        needle = Colour.hex(("#3f6b54", "#4a7659", "#365f4d")[k % 3])
        pad.shape([*right, (x, foot - high), *left], needle, role=Role.MASS, volume=0.35)
        if snowy:
            cap = [
                (x, foot - high),
                (x + half * 0.4, foot - high * 0.55),
                (x, foot - high * 0.64),
                (x - half * 0.42, foot - high * 0.52),
            ]
            pad.shape(cap, Colour.hex("#eef4fa"), role=Role.DETAIL, volume=0)


def wood(pad: Pad, width: float, y: float, *, tall: float, count: int, gap: bool) -> None:
    """A row of trunks under a roof of leaves; a gap in the middle lets the eye in."""
    bark = Colour.hex("#6b503a")
    crown = Colour.hex(_LEAVES[int(pad.rng.integers(4))])
    trees = []
    for k in range(int(count * max(0.8, width))):
        x = (k + 0.5) / (count * max(0.8, width)) * width + float(pad.rng.normal(0, 0.025))
        if gap and 0.2 * width < x < 0.8 * width:
            continue
        trees.append(x)
        thick = tall * _uniform(pad, 0.035, 0.06)
        spine = [
            (x, y + 0.015),
            (x + float(pad.rng.normal(0, 0.004)), y - tall * 0.5),
            (x + float(pad.rng.normal(0, 0.012)), y - tall),
        ]
        pad.shape(
            ribbon(smooth(spine, closed=False), thick, tip=0.6), bark, role=Role.PART, volume=0.5
        )
    for x in trees:
        for _ in range(3):
            r = tall * _uniform(pad, 0.17, 0.28)
            at = (x + float(pad.rng.normal(0, 0.05)), y - tall * _uniform(pad, 0.75, 1.15))
            tone = (
                crown.darker(_uniform(pad, 0, 0.22))
                if pad.rng.random() < 0.6
                else crown.lighter(0.12)
            )
            pad.shape(
                lumpy(at, r * 1.15, r, pad.rng, lumps=10, rough=0.17),
                tone,
                role=Role.MASS,
                volume=0.5,
            )


def mesas(pad: Pad, width: float, y: float) -> None:
    """Table mountains at the edge of a desert."""
    for _ in range(max(2, round(2.4 * width))):
        x, half, tall = (
            _uniform(pad, 0, width),
            _uniform(pad, 0.06, 0.16),
            _uniform(pad, 0.04, 0.13),
        )
        rock = Colour.hex("#b5714f")
        outline = [
            (x - half * 1.35, y),
            (x - half, y - tall * 0.55),
            (x - half * 0.82, y - tall),
            (x + half * 0.8, y - tall * 0.96),
            (x + half * 0.95, y - tall * 0.5),
            (x + half * 1.4, y),
        ]
        pad.shape(outline, rock, role=Role.MASS, volume=0.7)
        for t in (0.35, 0.6, 0.8):
            w = half * (1.15 - 0.4 * t)
            pad.shape(
                ribbon([(x - w, y - tall * t), (x + w, y - tall * t)], 0.003),
                rock.darker(0.25),
                role=Role.MARK,
                volume=0,
            )


def wind_lines(pad: Pad, width: float, line: Points, tone: Colour) -> None:
    """What the wind draws on a dune."""
    for k in range(int(12 * max(1.0, width))):
        start = int(pad.rng.integers(0, max(1, len(line) - 14)))
        piece = line[start : start + 13] + [0, 0.012 + 0.017 * (k % 6)]
        _mark(
            pad,
            ribbon(piece, 0.004, belly=0.9, round_ends=False),
            pad.air.lit(tone.darker(0.16), pad.depth),
            0.5,
        )


def skyline(pad: Pad, width: float, y: float, *, tall: float) -> None:
    """Far roofs and a tower or two."""
    x = -0.05
    while x < width:
        wide = _uniform(pad, 0.06, 0.11)
        high = tall * _uniform(pad, 0.75, 1.15)
        wall = Colour.hex(("#b99f8c", "#a9a29c", "#c2ab90")[int(pad.rng.integers(3))])
        pad.shape(box(x, y - high, x + wide, y), wall, role=Role.MASS, volume=0.4)
        roof = wide * _uniform(pad, 0.5, 1.4)
        pad.shape(
            [(x - 0.006, y - high), (x + wide / 2, y - high - roof), (x + wide + 0.006, y - high)],
            Colour.hex("#8c5748"),
            role=Role.MASS,
            volume=0.4,
        )
        x += wide * _uniform(pad, 0.9, 1.25)


def street(pad: Pad, width: float, y: float, *, tall: float) -> None:
    """A row of narrow houses, each with its own colour and windows."""
    walls = ("#e3c08f", "#c98f6f", "#d9d2bd", "#9fb3a5", "#b7a6b8", "#e0a98a", "#a8b6c4")
    x, k = -0.04, int(pad.rng.integers(7))
    while x < width + 0.02:
        wide, high = _uniform(pad, 0.11, 0.165), tall * _uniform(pad, 0.72, 1.08)
        wall = Colour.hex(walls[k % 7])
        roof = Colour.hex(("#8f4b3a", "#6a5560", "#9c6a48")[k % 3])
        pad.shape(box(x, y - high, x + wide, y), wall, volume=0.4)
        peak = y - high - wide * (0.62 if k % 2 else 0.42)
        pad.shape(
            [
                (x - 0.007, y - high + 0.002),
                (x + wide / 2, peak),
                (x + wide + 0.007, y - high + 0.002),
            ],
            roof,
            volume=0.5,
        )
        pad.shape(
            box(x + wide * 0.72, peak + 0.01, x + wide * 0.82, y - high - 0.01),
            roof.darker(0.3),
            volume=0.2,
        )
        floors = max(2, int(high / 0.082))
        for floor in range(floors):
            wy = y - high + 0.024 + floor * (high - 0.02) / floors
            for column in (0.2, 0.5, 0.8):
                ground = floor == floors - 1
                if ground and column == 0.5:
                    door = box(x + wide * 0.4, y - 0.062, x + wide * 0.6, y)
                    pad.shape(door, WOOD.darker(0.1), volume=0.2)
                    continue
                cx = x + wide * column
                pane = box(cx - 0.011, wy, cx + 0.011, wy + 0.034)
                if pad.air.lamps and pad.rng.random() < 0.6:
                    pad.detail(pane, LAMPLIGHT, shines=True)
                else:
                    pad.detail(pane, GLASS.darker(0.3))
        x, k = x + wide, k + 1


def paving(pad: Pad, width: float, band: tuple[float, float], stone: Colour) -> None:
    """Cobbles, flatter with distance."""
    top, bottom = band
    for k in range(int(80 * max(1.0, width))):
        t = float(pad.rng.random())
        y = top + 0.012 + (bottom - top) * t**1.3
        long, thick = 0.008 + 0.03 * t, 0.003 + 0.012 * t
        tone = stone.darker(0.14) if k % 2 else stone.lighter(0.16)
        outline = ellipse(_uniform(pad, 0, width), y, long, thick, steps=12)
        _mark(pad, outline, pad.air.lit(tone, 0.3 * (1 - t)), 0.6)


def sun_rays(pad: Pad, width: float, height: float) -> None:
    """Light that falls into the sea."""
    for _ in range(int(7 * max(0.8, width))):
        x, wide, lean = (
            _uniform(pad, -0.1, width),
            _uniform(pad, 0.02, 0.08),
            _uniform(pad, -0.05, 0.2),
        )
        ray = [
            (x, -0.02),
            (x + wide, -0.02),
            (x + wide * 2.6 + lean, 0.86 * height),
            (x - wide * 0.8 + lean, 0.86 * height),
        ]
        pad.shape(
            ray,
            pad.air.sky[-1].lighter(0.5),
            role=Role.GLOW,
            volume=0,
            alpha=0.16,
            soft=0.012,
            shines=True,
        )


def coral(pad: Pad, width: float, band: tuple[float, float]) -> None:
    """Coral, stones and a starfish on the sea floor."""
    top, bottom = band
    tones = [COLOURS[name] for name in ("pink", "orange", "purple", "crimson", "gold")]
    for k in range(int(8 * max(0.8, width))):
        x, y = _uniform(pad, 0, width), top + _uniform(pad, 0.01, 0.8 * (bottom - top))
        tone = tones[k % 5].duller(0.15)
        if k % 3 == 0:
            pad.shape(
                lumpy((x, y), _uniform(pad, 0.02, 0.05), 0.022, pad.rng),
                Colour.hex("#6f7f88"),
                volume=0.7,
            )
            continue
        for branch in range(6):
            angle = math.radians(-90 + (branch - 2.5) * 24 + float(pad.rng.normal(0, 6)))
            long = _uniform(pad, 0.03, 0.065)
            tip = (x + long * math.cos(angle), y + long * math.sin(angle))
            bend = (x + 0.55 * long * math.cos(angle * 1.05), y + 0.6 * long * math.sin(angle))
            pad.shape(
                ribbon(smooth([(x, y), bend, tip], closed=False), 0.013, tip=0.6),
                tone,
                role=Role.PART,
                volume=0.3,
            )


def bubbles(pad: Pad, width: float, height: float) -> None:
    """Rising in chains."""
    for _ in range(int(5 * max(0.8, width))):
        x, y = _uniform(pad, 0, width), _uniform(pad, 0.3, 0.8) * height
        for k in range(int(pad.rng.integers(3, 7))):
            r = _uniform(pad, 0.003, 0.009)
            cx, cy = x + float(pad.rng.normal(0, 0.008)), y - 0.034 * k
            foam_white = Colour.hex("#d8f1f4")
            _mark(pad, ellipse(cx, cy, r, r, steps=16), foam_white, 0.4)
            _mark(
                pad,
                ellipse(cx - r * 0.3, cy - r * 0.3, r * 0.3, r * 0.3, steps=8),
                foam_white.lighter(0.5),
                0.9,
            )


def seaweed(pad: Pad, width: float, height: float) -> None:
    """Waving from below, at the sides of the picture."""
    for k in range(int(12 * max(0.8, width))):
        side = float(pad.rng.random()) ** 1.8 * 0.3
        x = width * (side if k % 2 else 1 - side)
        tall, phase = _uniform(pad, 0.12, 0.36) * height, _uniform(pad, 0, 6)
        t = np.linspace(0, 1, 10)
        spine = np.column_stack([x + 0.018 * np.sin(6 * t + phase), height + 0.02 - tall * t])
        tone = Colour.hex(("#3f8a5c", "#2f7a6a", "#6a8f3f", "#7f5a86")[k % 4])
        pad.shape(
            ribbon(smooth(spine, closed=False, steps=4), 0.02, tip=0.1),
            tone,
            role=Role.PART,
            volume=0.3,
        )


def galaxy(pad: Pad, width: float, height: float) -> None:
    """A band of light, and stars of three sizes."""
    hues = (300.0, 250.0, 340.0, 200.0)
    for k in range(9):
        t = k / 8
        x, y = width * t, height * (0.75 - 0.5 * t) + float(pad.rng.normal(0, 0.06))
        tone = Colour.of(0.52, 0.12, hues[int(pad.rng.integers(4))])
        pad.glow(x, y, _uniform(pad, 0.3, 0.55), tone, 0.3)
    for _ in range(int(150 * max(1.0, width))):
        x, y = _uniform(pad, 0, width), _uniform(pad, 0, height)
        r = 0.001 + 0.0038 * float(pad.rng.random()) ** 4
        tone = (CREAM, Colour.hex("#bcd3ff"), Colour.hex("#ffdcae"))[int(pad.rng.integers(3))]
        pad.detail(ellipse(x, y, r, r, steps=8), tone, shines=True)


def planets(pad: Pad, width: float, height: float) -> None:
    """Two or three worlds, one with a ring."""
    side = min(width, height)
    places = ((0.2, 0.22, 0.12), (0.82, 0.32, 0.075), (0.68, 0.12, 0.035))
    turn = int(pad.rng.integers(5))
    for k, (x, y, r) in enumerate(places):
        tone = Colour.of(0.62, 0.12, (35.0, 75.0, 200.0, 285.0, 150.0)[(k + turn) % 5])
        cx, cy, size = x * width, y * height, r * side
        tilt = _uniform(pad, -24, 24)
        if k == 1:
            outer = ellipse(cx, cy, size * 2.0, size * 0.52, tilt=tilt)
            pad.shape(outer, tone.lighter(0.4), volume=0, role=Role.PART)
            pad.shape(
                ellipse(cx, cy, size * 1.55, size * 0.36, tilt=tilt),
                pad.air.sky[0],
                volume=0,
                role=Role.DETAIL,
                shines=True,
            )
        pad.shape(ellipse(cx, cy, size, size, steps=48), tone, volume=1.0)
        for band in (-0.45, -0.1, 0.3):
            half = size * math.sqrt(1 - band * band) * 0.97
            stripe = [
                (cx - half, cy + band * size),
                (cx, cy + band * size + 0.1 * size),
                (cx + half, cy + band * size),
            ]
            pad.shape(
                ribbon(smooth(stripe, closed=False), 0.14 * size, belly=0.7, round_ends=False),
                tone.darker(0.16),
                role=Role.DETAIL,
                volume=0,
                alpha=0.7,
            )
        if k == 1:
            front = curves.arc(0, 0, size * 1.78, size * 0.44, 5, 175, 24)
            cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
            pad.shape(
                ribbon(
                    front @ [[cos, sin], [-sin, cos]] + [cx, cy],
                    0.16 * size,
                    belly=0.3,
                    round_ends=False,
                ),
                tone.lighter(0.4),
                volume=0,
                role=Role.DETAIL,
            )


def craters(pad: Pad, width: float, band: tuple[float, float], tone: Colour) -> None:
    """Holes in the ground of a moon."""
    for _ in range(int(12 * max(0.8, width))):
        x, y, r = (
            _uniform(pad, 0, width),
            _uniform(pad, band[0] + 0.02, band[1]),
            _uniform(pad, 0.012, 0.045),
        )
        pad.detail(ellipse(x, y, r, r * 0.3), tone.darker(0.32))
        pad.detail(ellipse(x + r * 0.06, y + r * 0.09, r * 0.88, r * 0.22), tone.lighter(0.12))


def wall(pad: Pad, width: float, edge: float, hour: Hour) -> None:
    """Wallpaper, and a window with the hour in it."""
    paper = Colour.hex(("#d9c3a5", "#a9bfb4", "#c9b0b4", "#b4bccb")[int(pad.rng.integers(4))])
    pad.shape(box(-0.06, -0.06, width + 0.06, edge + 0.02), paper, role=Role.MASS, volume=0.4)
    stripes = max(6, round(11 * width))
    for k in range(stripes):
        x = width * (k + 0.5) / stripes
        pad.shape(
            box(x - 0.008, -0.06, x + 0.008, edge + 0.02),
            paper.lighter(0.14),
            role=Role.MARK,
            volume=0,
            alpha=0.5,
        )
    cx = width * (0.27 if pad.rng.random() < 0.5 else 0.73)
    half, top, bottom = min(0.17, 0.21 * width), 0.08, 0.08 + min(0.34, 0.45 * edge)
    frame = CREAM.darker(0.04)
    pad.shape(box(cx - half - 0.02, top - 0.02, cx + half + 0.02, bottom + 0.02), frame, volume=0.3)
    sky = pad.air.sky
    view = box(cx - half, top, cx + half, bottom)
    pad.forms.append(
        Form(
            points=view,
            colour=sky[0],
            fade=sky[-1],
            axis=(cx, top, cx, bottom),
            role=Role.MASS,
            shines=True,
        )
    )
    hill = [
        (cx - half, bottom),
        (cx - half, bottom - 0.06),
        (cx, bottom - 0.1),
        (cx + half, bottom - 0.05),
        (cx + half, bottom),
    ]
    pad.shape(hill, Colour.hex("#7fa36b").mixed(pad.air.haze, 0.35), role=Role.DETAIL, volume=0)
    if hour is Hour.NIGHT:
        pad.detail(ellipse(cx + half * 0.4, top + 0.07, 0.022, 0.022), CREAM, shines=True)
    pad.detail(box(cx - 0.007, top, cx + 0.007, bottom), frame)
    middle = (top + bottom) / 2
    pad.detail(box(cx - half, middle - 0.006, cx + half, middle + 0.006), frame)
    pad.shape(
        box(cx - half - 0.04, bottom + 0.015, cx + half + 0.04, bottom + 0.04), frame, volume=0.2
    )
    cloth = Colour.hex("#b5534b") if paper.a < 0.02 else Colour.hex("#4f7a86")
    for side in (-1, 1):
        edge_x = cx + side * (half + 0.05)
        drape = [
            (edge_x, top - 0.04),
            (cx + side * half * 0.35, top - 0.04),
            (cx + side * half * 0.62, middle),
            (cx + side * half * 0.9, bottom + 0.03),
            (edge_x, bottom + 0.05),
        ]
        pad.shape(smooth(drape, closed=True, steps=5), cloth, volume=0.6)
    pad.shape(box(cx - half - 0.07, top - 0.055, cx + half + 0.07, top - 0.035), WOOD, volume=0.3)


def table(pad: Pad, width: float, band: tuple[float, float]) -> None:
    """A table with a checked cloth, seen from above its edge."""
    top, bottom = band
    wood = Colour.hex("#8e6240")
    pad.shape(box(-0.06, top, width + 0.06, bottom + 0.06), wood, role=Role.MASS, volume=0.5)
    for k in range(5):
        y = top + (bottom - top) * ((k + 1) / 5.5) ** 1.4
        pad.shape(
            ribbon([(-0.06, y), (width + 0.06, y)], 0.003),
            wood.darker(0.3),
            role=Role.MARK,
            volume=0,
        )
    cloth = CREAM.darker(0.03)
    left, right = 0.1 * width, 0.9 * width
    low = bottom - 0.1 * (bottom - top)
    pad.shape(
        [
            (left + 0.07, top + 0.02),
            (right - 0.07, top + 0.02),
            (right + 0.03, low),
            (left - 0.03, low),
        ],
        cloth,
        role=Role.MASS,
        volume=0.3,
    )
    tone = COLOURS[("blue", "red", "green")[int(pad.rng.integers(3))]].lighter(0.25)
    for k in range(8):
        t = (k + 0.5) / 8
        upper, lower = (
            left + 0.07 + (right - left - 0.14) * t,
            left - 0.03 + (right - left + 0.06) * t,
        )
        pad.shape(
            [
                (upper - 0.009, top + 0.02),
                (upper + 0.009, top + 0.02),
                (lower + 0.014, low),
                (lower - 0.014, low),
            ],
            tone,
            role=Role.MARK,
            volume=0,
            alpha=0.4,
        )
    for k in range(4):
        t = ((k + 0.6) / 4) ** 1.25
        y = top + 0.02 + (low - top - 0.02) * t
        x = 0.07 - 0.1 * t
        pad.shape(
            ribbon([(left + x, y), (right - x, y)], 0.008 + 0.012 * t, round_ends=False),
            tone,
            role=Role.MARK,
            volume=0,
            alpha=0.4,
        )


def abstract(pad: Pad, width: float, height: float) -> None:
    """Circles, arcs and bars in one harmony, for words that name no thing."""
    rng = pad.rng
    root = _uniform(pad, 0, 360)
    tones = [
        Colour.of(_uniform(pad, 0.45, 0.82), _uniform(pad, 0.08, 0.16), root + turn)
        for turn in (0, 28, -32, 180, 150)
    ]
    for k in range(5):
        angle, r = _uniform(pad, 0, 6.28), _uniform(pad, 0.12, 0.3)
        x, y = _uniform(pad, 0.1, 0.9) * width, _uniform(pad, 0.1, 0.9) * height
        wedge = joined(
            [(x, y)],
            curves.arc(x, y, r * 2, r * 2, math.degrees(angle), math.degrees(angle) + 40, 12),
        )
        pad.shape(wedge, tones[k % 5], role=Role.PART, volume=0.3, alpha=0.75)
    for k in range(11):
        r = 0.02 + 0.14 * float(rng.random()) ** 2
        x, y = _uniform(pad, 0.05, 0.95) * width, _uniform(pad, 0.05, 0.95) * height
        pad.shape(ellipse(x, y, r, r), tones[k % 5], role=Role.PART, volume=0.5, alpha=0.9)
        if k % 3 == 0:
            pad.shape(
                ellipse(x, y, r * 0.6, r * 0.6), tones[(k + 2) % 5], role=Role.PART, volume=0.4
            )
            pad.shape(
                ellipse(x, y, r * 0.25, r * 0.25), tones[(k + 4) % 5], role=Role.PART, volume=0.3
            )
    for k in range(9):
        x, y, long = _uniform(pad, 0, width), _uniform(pad, 0, height), _uniform(pad, 0.1, 0.5)
        angle = (0.5, -0.9, 1.57)[k % 3] + float(rng.normal(0, 0.08))
        end = (x + long * math.cos(angle), y + long * math.sin(angle))
        pad.shape(
            ribbon([(x, y), end], _uniform(pad, 0.004, 0.016), round_ends=False),
            tones[k % 5].darker(0.3),
            role=Role.PART,
            volume=0,
        )
    for k in range(3):
        x, y, r = (
            _uniform(pad, 0.2, 0.8) * width,
            _uniform(pad, 0.2, 0.8) * height,
            _uniform(pad, 0.1, 0.24),
        )
        start = _uniform(pad, 0, 360)
        for ring in range(3):
            bow = curves.arc(x, y, r - 0.022 * ring, r - 0.022 * ring, start, start + 150, 30)
            pad.shape(
                ribbon(bow, 0.008), tones[(k + ring) % 5].darker(0.2), role=Role.PART, volume=0
            )
