"""Woods: rows of trees, near and far.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

import numpy as np

from inference.painter.colours import Colour
from inference.painter.curves import lumpy, ribbon, smooth
from inference.painter.drawing import Pad
from inference.painter.forms import Role
from inference.painter.scenery.touch import uniform

_LEAVES = ("#5d8f4c", "#6fa056", "#4f8250", "#7da65a")


def pine_row(
    pad: Pad, width: float, y: float, *, tall: float, count: int, snowy: bool = False
) -> None:
    """A row of far firs."""
    for k in range(int(count * max(1.0, width))):
        x, high = uniform(pad, -0.02, width + 0.02), tall * uniform(pad, 0.55, 1.15)
        half, foot = high * 0.2, y + uniform(pad, -0.012, 0.02)
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
        thick = tall * uniform(pad, 0.035, 0.06)
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
            r = tall * uniform(pad, 0.17, 0.28)
            at = (x + float(pad.rng.normal(0, 0.05)), y - tall * uniform(pad, 0.75, 1.15))
            tone = (
                crown.darker(uniform(pad, 0, 0.22))
                if pad.rng.random() < 0.6
                else crown.lighter(0.12)
            )
            pad.shape(
                lumpy(at, r * 1.15, r, pad.rng, lumps=10, rough=0.17),
                tone,
                role=Role.MASS,
                volume=0.5,
            )
