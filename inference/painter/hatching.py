"""Lines that a hand draws: contours that press and lift, hatching that follows the light."""

import math

import numpy as np
from numpy.typing import NDArray

from inference.painter.board import Board
from inference.painter.colours import Colour
from inference.painter.curves import Points, resampled
from inference.painter.forms import Form, Role
from inference.painter.raster import Path


def pen_line(
    board: Board,
    outline: Points,
    rng: np.random.Generator,
    *,
    width: float,
    colour: Colour,
    alpha: float = 0.92,
    wander: float = 0.0011,
) -> None:
    """A contour with pressure: thick and thin along the way, never quite where it should be."""
    even = resampled(outline, 0.009, closed=True)
    count = len(even) + 1
    line = np.empty((count, 2))
    line[:-1], line[-1] = even, even[0]
    knots = max(3, count // 7)
    at, turns = np.linspace(0, knots, count), np.arange(knots + 1)
    press = np.interp(at, turns, rng.uniform(0.45, 1.25, knots + 1))
    for axis in range(2):
        line[:, axis] += np.interp(at, turns, rng.normal(0, wander, knots + 1))
    board.tint(Path(_pressed(line, 0.5 * width * press)), colour, alpha)


def _pressed(line: Points, half: NDArray[np.float64]) -> Points:
    step = np.empty_like(line)
    step[0], step[-1] = line[1] - line[0], line[-1] - line[-2]
    step[1:-1] = (line[2:] - line[:-2]) / 2
    reach = half / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
    aside = np.empty_like(line)
    aside[:, 0], aside[:, 1] = -step[:, 1] * reach, step[:, 0] * reach
    return np.concatenate([line + aside, (line - aside)[::-1]])


def hatched(
    board: Board,
    form: Form,
    rng: np.random.Generator,
    *,
    dark: float,
    colour: Colour,
    width: float = 0.0013,
    alpha: float = 0.75,
) -> None:
    """Parallel strokes on the side away from the light, closer where darker; clip before.

    `dark` is in [0, 1]; below 0.25 nothing is hatched, above 0.66 a second layer crosses.
    """
    if dark < 0.25:
        return
    low, high = form.points.min(axis=0), form.points.max(axis=0)
    flat = form.role is Role.MASS
    angle = 0.03 if flat else math.radians(-58) if form.axis is None else _across(form.axis)
    gap = (0.0042 + 0.011 * (1 - dark)) * (2.2 if flat else 1.0)
    rows = [_strokes(low, high, angle, gap, rng, cover=0.35 + 0.5 * dark, form=form)]
    if dark > 0.66 and not flat:
        rows.append(
            _strokes(low, high, angle + 1.0, gap * 1.2, rng, cover=0.3 + 0.3 * dark, form=form)
        )
    board.lines(np.vstack(rows), width, colour, alpha)


def _across(axis: tuple[float, float, float, float]) -> float:
    """Along the edge of the shadow, tilted as a right hand does."""
    away = math.atan2(axis[3] - axis[1], axis[2] - axis[0])
    return away + math.pi / 2 + 0.35


def _strokes(
    low: Points,
    high: Points,
    angle: float,
    gap: float,
    rng: np.random.Generator,
    *,
    cover: float,
    form: Form,
) -> NDArray[np.float64]:
    """(n, 4) ends of strokes over a box; `cover` of it, counted from the dark side."""
    centre, size = (low + high) / 2, high - low
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]])
    reach, span = float(np.abs(size * along).sum()), float(np.abs(size * across).sum())
    if form.axis is not None:
        away = np.array([form.axis[2] - form.axis[0], form.axis[3] - form.axis[1]])
        if float(away @ across) < 0:
            across = -across
    count = min(max(3, int(span * cover / gap)), 240)
    offsets = span / 2 - span * cover * (np.arange(count) + rng.uniform(0, 0.5, count)) / count
    if form.role is Role.MASS:  # broken strokes, as on water and fields
        starts = rng.uniform(-0.52, 0.3, count) * reach
        ends = starts + rng.uniform(0.1, 0.4, count) * reach
    else:
        starts = rng.uniform(-0.52, -0.4, count) * reach
        ends = rng.uniform(0.3, 0.52, count) * reach
    middle = centre + offsets[:, None] * across
    a = middle + starts[:, None] * along + rng.normal(0, 0.001, (count, 2))
    b = middle + ends[:, None] * along + rng.normal(0, 0.001, (count, 2))
    return np.hstack([a, b])
