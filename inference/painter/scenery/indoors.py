"""A room: a wall with a window, a table with a cloth.

Draws onto a pad in picture units with y down. Knows nothing of places or things.
"""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import box, ellipse, ribbon, smooth
from inference.painter.drawing import CREAM, WOOD, Pad
from inference.painter.forms import Form, Role
from inference.painter.scene import Hour


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
