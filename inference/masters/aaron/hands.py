"""Hands: a palm, four fingers and a thumb, each bent at its joints, as one closed form."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from inference.masters.aaron.draughtsman import Draughtsman
from inference.masters.hand import limb_form, outline
from inference.painter.colours import Colour
from inference.painter.curves import Points


@dataclass(frozen=True, slots=True)
class _Grip:
    """Where fingers go: their spread and bends in radians, and how long they look."""

    spread: float
    bends: tuple[float, float]
    length: float
    thumb: float


_GRIPS: Mapping[str, _Grip] = {
    "open": _Grip(0.22, (0.03, 0.05), 1.0, 0.85),
    "rest": _Grip(0.055, (0.22, 0.28), 0.92, 0.38),
    "hold": _Grip(0.07, (0.55, 0.75), 0.85, 0.75),
    "fist": _Grip(0.04, (1.2, 1.5), 0.66, 0.35),
    "point": _Grip(0.05, (1.1, 1.4), 0.7, 0.5),
}
_FINGERS = ((-0.165, 0.86), (-0.055, 1.0), (0.055, 0.96), (0.155, 0.78))
"""Of each finger: where it begins across the palm, and its length."""


def draw_hand(
    artist: Draughtsman,
    wrist: Points,
    angle: float,
    size: float,
    *,
    grip: str,
    side: int,
    skin: Colour,
) -> None:
    """A hand that goes on from a wrist.

    Args:
        artist: who draws.
        wrist: (2,) on the page.
        angle: of the forearm, in radians.
        size: its length when open.
        grip: one of open, rest, hold, fist and point.
        side: -1 or 1: which way the thumb lies.
        skin: its colour.
    """
    held = _GRIPS[grip]
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]]) * side

    def at(x: float, y: float) -> Points:
        spot: Points = wrist + size * (x * along + y * across)
        return spot

    palm = shapely.Polygon(
        [at(-0.06, -0.13), at(0.2, -0.215), at(0.5, -0.225), at(0.52, 0.2), at(0.2, 0.17),
         at(-0.06, 0.13)]
    ).buffer(0.03 * size)  # fmt: skip
    forms, creases, last = [palm], [], None
    for number, (start, length) in enumerate(_FINGERS):
        straight = grip == "point" and number == 0
        seen = 1.0 if straight else held.length
        way = _finger(at(0.46, start * 1.05), angle, size * length * seen,
                      turn=held.spread * (number - 1.5) * side,
                      bends=(0.0, 0.05) if straight else held.bends, side=side)  # fmt: skip
        forms.append(limb_form(way, [0.066 * size, 0.06 * size, 0.054 * size, 0.043 * size]))
        if last is not None and held.spread < 0.15:
            creases.append((0.5 * (way + last))[:-1] * 0.96 + 0.04 * way[:-1])
        last = way
    thumb = _finger(at(0.1, -0.19), angle - held.thumb * side, 0.62 * size,
                    turn=0.0, bends=(-0.25, -0.2), side=-side)  # fmt: skip
    forms.append(limb_form(thumb[:-1], [0.085 * size, 0.07 * size, 0.052 * size]))
    edge = outline(shapely.union_all(forms).buffer(0.012 * size).buffer(-0.012 * size))
    artist.form(edge, skin, creases, weight=0.8, wander=0.008)


def _finger(
    start: Points,
    angle: float,
    length: float,
    *,
    turn: float,
    bends: tuple[float, float],
    side: int,
) -> Points:
    """(4, 2): knuckle, two joints and tip; each bends further towards the palm."""
    way = [start]
    heading = angle + turn
    for share, bend in ((0.24, 0.0), (0.16, bends[0]), (0.13, bends[1])):
        heading += 0.55 * bend * side
        seen = share * math.cos(0.55 * bend)  # what bends away from us gets shorter
        way.append(way[-1] + length * seen * np.array([math.cos(heading), math.sin(heading)]))
    return np.array(way)
