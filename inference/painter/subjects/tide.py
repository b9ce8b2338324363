"""What the tide leaves on the beach or carries along: a crab, a jellyfish, a starfish."""

import math

from inference.painter.colours import COLOURS
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_TIDE = (Home.SHORE, Home.UNDER)


def _crab(pad: Pad) -> None:
    shell = pad.colour
    dark = shell.darker(0.2) if shell.light > 0.35 else shell.lighter(0.16)
    for side in (-1, 1):
        for k in range(3):
            knee = (side * (0.58 + 0.05 * k), 0.34 - 0.1 * k)
            tip = (side * (0.64 - 0.03 * k), 0.0)
            pad.line(
                [(side * 0.3, 0.28 - 0.04 * k), knee, tip], 0.065, dark, tip=0.35, role=Role.PART
            )
        pad.line(
            [(side * 0.34, 0.38), (side * 0.58, 0.46), (side * 0.56, 0.62)], 0.1, shell,
            tip=0.8, role=Role.PART,
        )  # fmt: skip
        x = side * 0.55
        claw = smooth(
            [(x - 0.13, 0.72), (x - 0.08, 0.62), (x + 0.08, 0.62), (x + 0.14, 0.74),
             (x + 0.1, 0.9), (x + 0.04, 0.76), (x, 0.74), (x - 0.05, 0.77), (x - 0.09, 0.9)]
        )  # fmt: skip
        pad.shape(claw, shell, volume=0.5)
    for side in (-1, 1):
        pad.line([(side * 0.12, 0.5), (side * 0.13, 0.66)], 0.035, dark, soft_line=False)
    pad.blob("-44,30 -34,50 -12,58 12,58 34,50 44,30 28,12 0,6 -28,12", shell, volume=0.7)
    pad.blob("-30,20 -14,14 0,12 14,14 30,20 16,10 0,7 -16,10", dark, volume=0.2)
    for x, y, r in (
        (-0.2, 0.44, 0.03),
        (0.18, 0.46, 0.026),
        (0.02, 0.5, 0.022),
        (-0.07, 0.46, 0.016),
    ):
        pad.detail(ellipse(x, y, r, 0.7 * r), shell.lighter(0.35))
    for side in (-1, 1):
        pad.disc(side * 0.13, 0.68, 0.062, colour=CREAM, volume=0.2, role=Role.DETAIL)
        pad.dot(side * 0.12, 0.68, 0.034)
    pad.line(arc(0, 0.33, 0.1, 0.07, 205, 335, 9), 0.018, INK, soft_line=False)


def _jellyfish(pad: Pad) -> None:
    bell, rng = pad.colour, pad.rng
    pale = bell.lighter(0.4)
    for k in range(7):
        x = -0.27 + 0.09 * k
        sway = 0.05 * math.sin(2.1 * k) + float(rng.normal(0, 0.012))
        long = 0.06 + 0.16 * (k % 2) + 0.05 * (k % 3)
        spine = [(x, 0.64), (x + sway, 0.46), (x - sway, 0.28), (x + 0.8 * sway, long - 0.06)]
        pad.line(spine, 0.03, bell.lighter(0.18), tip=0.3)
    for k, x in enumerate((-0.14, 0.0, 0.14)):
        lean = 0.06 * (1 - k)
        frill = [(x, 0.66), (x + 0.05 + lean, 0.52), (x - 0.05 + lean, 0.4), (x + 0.04, 0.28)]
        pad.line(frill, 0.085, pale, tip=0.3, role=Role.PART)
    rim = [
        smooth([(a, 0.62), (a - 0.068, 0.575), (a - 0.137, 0.62)], closed=False, steps=5)
        for a in (0.41, 0.273, 0.137, 0.0, -0.137, -0.273)
    ]
    pad.shape(joined(arc(0, 0.62, 0.41, 0.46, 180, 0, 30), *rim), bell, volume=0.8)
    pad.shape(
        joined(arc(0, 0.66, 0.3, 0.3, 180, 0, 20), arc(0, 0.66, 0.3, 0.06, 360, 180, 14)),
        pale, role=Role.DETAIL, volume=0.2, alpha=0.55,
    )  # fmt: skip
    for x, y, r in (
        (-0.16, 0.92, 0.035),
        (0.03, 1.0, 0.028),
        (0.2, 0.88, 0.032),
        (0.0, 0.84, 0.02),
    ):
        pad.detail(ellipse(x, y, r, 0.8 * r), bell.lighter(0.6))
    for side in (-1, 1):
        pad.dot(side * 0.1, 0.71, 0.03)
        pad.dot(side * 0.1 + 0.01, 0.722, 0.01, CREAM)
    pad.line(arc(0, 0.69, 0.035, 0.025, 200, 340, 7), 0.012, INK, soft_line=False)


def _starfish(pad: Pad) -> None:
    skin = pad.colour
    centre = (0.0, 0.5)
    knots = []
    for k in range(5):
        for reach, turn in ((0.2, -36), (0.38, -10), (0.53, 0), (0.38, 10)):
            angle = math.radians(90 + 72 * k + turn)
            knots.append((centre[0] + reach * math.cos(angle), 0.5 + reach * math.sin(angle)))
    pad.blob(knots, skin, volume=0.7)
    bump = skin.lighter(0.45) if skin.light < 0.85 else COLOURS["beige"]
    for k in range(5):
        angle = math.radians(90 + 72 * k)
        for step in range(1, 6):
            reach, r = 0.08 * step, 0.032 - 0.004 * step
            pad.dot(reach * math.cos(angle), 0.5 + reach * math.sin(angle), r, bump)
        for side in (-0.32, 0.32):
            pad.dot(0.24 * math.cos(angle + side), 0.5 + 0.24 * math.sin(angle + side), 0.016, bump)
    pad.dot(0, 0.5, 0.034, bump)


TIDE = (
    Subject(
        name="crab", plural="crabs", draw=_crab, homes=_TIDE, height=0.9, span=1.35, metres=0.25,
        colours=("red", "orange"),
    ),
    Subject(
        name="jellyfish", plural="jellyfish", draw=_jellyfish, homes=(Home.UNDER,), height=1.08,
        span=0.85, metres=0.5, colours=("pink", "purple", "turquoise", "blue"),
    ),
    Subject(
        name="starfish", plural="starfish", draw=_starfish, homes=_TIDE, height=1.03, span=1.02,
        metres=0.2, colours=("orange", "red", "purple"),
    ),
)  # fmt: skip
