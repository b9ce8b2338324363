"""Streets: houses side by side, cobbles, a skyline.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

from inference.painter.colours import Colour
from inference.painter.curves import box, ellipse
from inference.painter.drawing import GLASS, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.scenery.touch import mark, uniform


def skyline(pad: Pad, width: float, y: float, *, tall: float) -> None:
    """Far roofs and a tower or two."""
    x = -0.05
    while x < width:
        wide = uniform(pad, 0.06, 0.11)
        high = tall * uniform(pad, 0.75, 1.15)
        wall = Colour.hex(("#b99f8c", "#a9a29c", "#c2ab90")[int(pad.rng.integers(3))])
        pad.shape(box(x, y - high, x + wide, y), wall, role=Role.MASS, volume=0.4)
        roof = wide * uniform(pad, 0.5, 1.4)
        pad.shape(
            [(x - 0.006, y - high), (x + wide / 2, y - high - roof), (x + wide + 0.006, y - high)],
            Colour.hex("#8c5748"),
            role=Role.MASS,
            volume=0.4,
        )
        x += wide * uniform(pad, 0.9, 1.25)


def street(pad: Pad, width: float, y: float, *, tall: float) -> None:
    """A row of narrow houses, each with its own colour and windows."""
    walls = ("#e3c08f", "#c98f6f", "#d9d2bd", "#9fb3a5", "#b7a6b8", "#e0a98a", "#a8b6c4")
    x, k = -0.04, int(pad.rng.integers(7))
    while x < width + 0.02:
        wide, high = uniform(pad, 0.11, 0.165), tall * uniform(pad, 0.72, 1.08)
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
        outline = ellipse(uniform(pad, 0, width), y, long, thick, steps=12)
        mark(pad, outline, pad.air.lit(tone, 0.3 * (1 - t)), 0.6)
