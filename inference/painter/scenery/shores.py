"""Water: what lies on it and in it.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

import math

import numpy as np

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import Points, ellipse, lumpy, ribbon, smooth
from inference.painter.drawing import CREAM, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.scenery.touch import lens, mark, uniform

_LEAVES = ("#5d8f4c", "#6fa056", "#4f8250", "#7da65a")


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
            long = uniform(pad, 0.25, 1.0) * spread
            thick = 0.0022 + 0.0075 * t
            mark(pad, lens(cx, y, long, thick), light, (0.85 if strong else 0.4) * (1 - 0.45 * t))


def ripples(pad: Pad, width: float, band: tuple[float, float], far: Colour, near: Colour) -> None:
    """Light and dark touches on the water, longer and wider towards us."""
    top, bottom = band
    for k in range(int(70 * max(1.0, width))):
        t = float(pad.rng.random()) ** 0.8
        y = top + 0.01 + (bottom - top) * t
        long, thick = (0.012 + 0.07 * t) * uniform(pad, 0.5, 1.3), 0.0016 + 0.006 * t
        base = far.mixed(near, t)
        tone = base.lighter(0.28) if k % 2 else base.darker(0.16).mixed(pad.air.sky[0], 0.2)
        mark(pad, lens(uniform(pad, 0, width), y, long, thick), tone, 0.55)


def foam(pad: Pad, line: Points) -> None:
    """Where the sea ends on the sand."""
    wave = line.copy()
    wave[:, 1] += 0.004 * np.sin(np.arange(len(wave)) * 1.3)
    white = pad.air.lit(CREAM.lighter(0.6))
    mark(pad, ribbon(wave, 0.011, round_ends=False), white, 0.9)
    mark(pad, ribbon(wave - [0, 0.022], 0.005, round_ends=False), white, 0.5)
    mark(pad, ribbon(wave - [0, 0.045], 0.003, round_ends=False), white, 0.35)


def reeds(pad: Pad, x: float, y: float, *, spread: float) -> None:
    """Bulrushes at the edge of a lake."""
    for k in range(18):
        root = x + float(pad.rng.normal(0, 0.5)) * spread
        high, lean = uniform(pad, 0.1, 0.26), float(pad.rng.normal(0, 0.025))
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


def sun_rays(pad: Pad, width: float, height: float) -> None:
    """Light that falls into the sea."""
    for _ in range(int(7 * max(0.8, width))):
        x, wide, lean = (
            uniform(pad, -0.1, width),
            uniform(pad, 0.02, 0.08),
            uniform(pad, -0.05, 0.2),
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
        x, y = uniform(pad, 0, width), top + uniform(pad, 0.01, 0.8 * (bottom - top))
        tone = tones[k % 5].duller(0.15)
        if k % 3 == 0:
            pad.shape(
                lumpy((x, y), uniform(pad, 0.02, 0.05), 0.022, pad.rng),
                Colour.hex("#6f7f88"),
                volume=0.7,
            )
            continue
        for branch in range(6):
            angle = math.radians(-90 + (branch - 2.5) * 24 + float(pad.rng.normal(0, 6)))
            long = uniform(pad, 0.03, 0.065)
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
        x, y = uniform(pad, 0, width), uniform(pad, 0.3, 0.8) * height
        for k in range(int(pad.rng.integers(3, 7))):
            r = uniform(pad, 0.003, 0.009)
            cx, cy = x + float(pad.rng.normal(0, 0.008)), y - 0.034 * k
            foam_white = Colour.hex("#d8f1f4")
            mark(pad, ellipse(cx, cy, r, r, steps=16), foam_white, 0.4)
            mark(
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
        tall, phase = uniform(pad, 0.12, 0.36) * height, uniform(pad, 0, 6)
        t = np.linspace(0, 1, 10)
        spine = np.column_stack([x + 0.018 * np.sin(6 * t + phase), height + 0.02 - tall * t])
        tone = Colour.hex(("#3f8a5c", "#2f7a6a", "#6a8f3f", "#7f5a86")[k % 4])
        pad.shape(
            ribbon(smooth(spine, closed=False, steps=4), 0.02, tip=0.1),
            tone,
            role=Role.PART,
            volume=0.3,
        )
