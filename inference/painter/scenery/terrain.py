"""Ground, trees and rock: what landscapes are built of.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

import numpy as np

from inference.painter import curves
from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import Points, ellipse, joined, lumpy, ribbon, smooth
from inference.painter.drawing import Pad
from inference.painter.forms import Role
from inference.painter.scenery.touch import lens, mark, uniform

_LEAVES = ("#5d8f4c", "#6fa056", "#4f8250", "#7da65a")


def mountain_range(pad: Pad, *, width: float, y: float, tall: float, peaks: int) -> None:
    """Rock with a light and a dark side and snow on top."""
    rng = pad.rng
    rock = Colour.hex("#75829b")
    count = max(2, round(peaks * max(1.0, width)))
    order = rng.permutation(count)
    sun_left = pad.air.sun[0] < width / 2
    for k in order.tolist():
        x = (k + 0.5) / count * width + float(rng.normal(0, 0.05))
        high, half = tall * uniform(pad, 0.62, 1.1), tall * uniform(pad, 0.95, 1.35)
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
    long = uniform(pad, 0.35, 0.6) * width
    tall = uniform(pad, 0.035, 0.08)
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


def copse(pad: Pad, line: Points, *, tall: float, count: int) -> None:
    """Small far trees along a line."""
    for _ in range(count):
        at = line[int(pad.rng.integers(len(line)))]
        leaf = Colour.hex(_LEAVES[int(pad.rng.integers(len(_LEAVES)))])
        for _ in range(int(pad.rng.integers(1, 4))):
            x = float(at[0]) + float(pad.rng.normal(0, tall * 0.7))
            r = tall * uniform(pad, 0.3, 0.5)
            pad.shape(
                lumpy((x, float(at[1]) - r * 0.75), r, r * 1.05, pad.rng),
                leaf,
                volume=0.6,
                role=Role.MASS,
            )


def tufts(pad: Pad, width: float, band: tuple[float, float], tone: Colour, *, count: int) -> None:
    """Short strokes that make a field a field."""
    for k in range(int(count * max(1.0, width))):
        x, y = uniform(pad, 0, width), uniform(pad, *band)
        long = uniform(pad, 0.012, 0.045)
        shade = tone.darker(0.16) if k % 2 else tone.lighter(0.18)
        mark(pad, lens(x, y, long, 0.0045), pad.air.lit(shade, pad.depth), 0.5)


def grass(pad: Pad, width: float, band: tuple[float, float], tone: Colour, *, blades: int) -> None:
    """Blades in the foreground."""
    for k in range(int(blades * max(0.8, width))):
        x, y = uniform(pad, -0.02, width + 0.02), uniform(pad, *band)
        high, lean = uniform(pad, 0.025, 0.07), uniform(pad, -0.02, 0.02)
        spine = smooth(
            [(x, y), (x + lean * 0.4, y - high * 0.6), (x + lean, y - high)], closed=False, steps=4
        )
        shade = tone.darker(0.25) if k % 3 else tone.lighter(0.15)
        mark(pad, ribbon(spine, 0.0065, tip=0.12), pad.air.lit(shade))


def wildflowers(pad: Pad, width: float, band: tuple[float, float], *, count: int) -> None:
    """Dots of colour in the grass."""
    tones = [COLOURS[name] for name in ("white", "yellow", "pink", "red", "purple")]
    chosen = [tones[int(k)] for k in pad.rng.permutation(5)[:2]]
    for k in range(int(count * max(0.8, width))):
        y = uniform(pad, *band)
        t = (y - band[0]) / (band[1] - band[0])
        r = 0.0025 + 0.0055 * t
        x = uniform(pad, 0, width)
        mark(pad, ellipse(x, y, r, r * 0.8, steps=8), pad.air.lit(chosen[k % 2]))


def mesas(pad: Pad, width: float, y: float) -> None:
    """Table mountains at the edge of a desert."""
    for _ in range(max(2, round(2.4 * width))):
        x, half, tall = (
            uniform(pad, 0, width),
            uniform(pad, 0.06, 0.16),
            uniform(pad, 0.04, 0.13),
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
        piece = line[start : start + 13] + np.array([0, 0.012 + 0.017 * (k % 6)])
        mark(
            pad,
            ribbon(piece, 0.004, belly=0.9, round_ends=False),
            pad.air.lit(tone.darker(0.16), pad.depth),
            0.5,
        )


def pebbles(pad: Pad, width: float, band: tuple[float, float], tone: Colour) -> None:
    """Stones and shells on the ground."""
    for _ in range(26):
        y = uniform(pad, *band)
        size = 0.003 + 0.008 * (y - band[0]) / (band[1] - band[0])
        shade = tone.darker(uniform(pad, 0.08, 0.3))
        pad.detail(ellipse(uniform(pad, 0, width), y, size * 1.4, size * 0.7, steps=12), shade)
