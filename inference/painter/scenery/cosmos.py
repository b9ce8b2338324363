"""Space: stars, worlds, the ground of a moon; and pictures of nothing but forms.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

import math

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.curves import ellipse, joined, ribbon, smooth
from inference.painter.drawing import CREAM, Pad
from inference.painter.forms import Role
from inference.painter.scenery.touch import uniform


def galaxy(pad: Pad, width: float, height: float) -> None:
    """A band of light, and stars of three sizes."""
    hues = (300.0, 250.0, 340.0, 200.0)
    for k in range(9):
        t = k / 8
        x, y = width * t, height * (0.75 - 0.5 * t) + float(pad.rng.normal(0, 0.06))
        tone = Colour.of(0.52, 0.12, hues[int(pad.rng.integers(4))])
        pad.glow(x, y, uniform(pad, 0.3, 0.55), tone, 0.3)
    for _ in range(int(150 * max(1.0, width))):
        x, y = uniform(pad, 0, width), uniform(pad, 0, height)
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
        tilt = uniform(pad, -24, 24)
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
            uniform(pad, 0, width),
            uniform(pad, band[0] + 0.02, band[1]),
            uniform(pad, 0.012, 0.045),
        )
        pad.detail(ellipse(x, y, r, r * 0.3), tone.darker(0.32))
        pad.detail(ellipse(x + r * 0.06, y + r * 0.09, r * 0.88, r * 0.22), tone.lighter(0.12))


def abstract(pad: Pad, width: float, height: float) -> None:
    """Circles, arcs and bars in one harmony, for words that name no thing."""
    rng = pad.rng
    root = uniform(pad, 0, 360)
    tones = [
        Colour.of(uniform(pad, 0.45, 0.82), uniform(pad, 0.08, 0.16), root + turn)
        for turn in (0, 28, -32, 180, 150)
    ]
    for k in range(5):
        angle, r = uniform(pad, 0, 6.28), uniform(pad, 0.12, 0.3)
        x, y = uniform(pad, 0.1, 0.9) * width, uniform(pad, 0.1, 0.9) * height
        wedge = joined(
            [(x, y)],
            curves.arc(x, y, r * 2, r * 2, math.degrees(angle), math.degrees(angle) + 40, 12),
        )
        pad.shape(wedge, tones[k % 5], role=Role.PART, volume=0.3, alpha=0.75)
    for k in range(11):
        r = 0.02 + 0.14 * float(rng.random()) ** 2
        x, y = uniform(pad, 0.05, 0.95) * width, uniform(pad, 0.05, 0.95) * height
        pad.shape(ellipse(x, y, r, r), tones[k % 5], role=Role.PART, volume=0.5, alpha=0.9)
        if k % 3 == 0:
            pad.shape(
                ellipse(x, y, r * 0.6, r * 0.6), tones[(k + 2) % 5], role=Role.PART, volume=0.4
            )
            pad.shape(
                ellipse(x, y, r * 0.25, r * 0.25), tones[(k + 4) % 5], role=Role.PART, volume=0.3
            )
    for k in range(9):
        x, y, long = uniform(pad, 0, width), uniform(pad, 0, height), uniform(pad, 0.1, 0.5)
        angle = (0.5, -0.9, 1.57)[k % 3] + float(rng.normal(0, 0.08))
        end = (x + long * math.cos(angle), y + long * math.sin(angle))
        pad.shape(
            ribbon([(x, y), end], uniform(pad, 0.004, 0.016), round_ends=False),
            tones[k % 5].darker(0.3),
            role=Role.PART,
            volume=0,
        )
    for k in range(3):
        x, y, r = (
            uniform(pad, 0.2, 0.8) * width,
            uniform(pad, 0.2, 0.8) * height,
            uniform(pad, 0.1, 0.24),
        )
        start = uniform(pad, 0, 360)
        for ring in range(3):
            bow = curves.arc(x, y, r - 0.022 * ring, r - 0.022 * ring, start, start + 150, 30)
            pad.shape(
                ribbon(bow, 0.008), tones[(k + ring) % 5].darker(0.2), role=Role.PART, volume=0
            )
