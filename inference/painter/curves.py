"""Outlines: pure geometry on (n, 2) arrays of points. Knows nothing of colour or pixels."""

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
TAU = 2 * math.pi
_LEFT = np.array([-1.0, 1.0])
_HALF_TURN = np.array(
    [
        (math.cos(angle), math.sin(angle))
        for angle in np.linspace(math.pi / 2, -math.pi / 2, 7)[1:-1]
    ]
)


def points(values: ArrayLike) -> Points:
    """Pairs as an array (n, 2); a text holds pairs of hundredths, as in "0,0 50,100"."""
    if isinstance(values, str):
        return _parsed(values)
    return np.asarray(values, dtype=np.float64).reshape(-1, 2)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Points:
    pairs = [[float(part) for part in pair.split(",")] for pair in text.split()]
    outline = np.array(pairs) / 100
    outline.flags.writeable = False
    return outline


def smooth(through: ArrayLike, *, closed: bool = True, steps: int = 7) -> Points:
    """A soft line through the given points (Catmull and Rom's spline)."""
    knots = points(through)
    if len(knots) < 3:
        return knots
    count = len(knots)
    padded = np.empty((count + 3, 2) if closed else (count + 2, 2))
    padded[1 : count + 1] = knots
    if closed:
        padded[0], padded[-2:] = knots[-1], knots[:2]
    else:
        padded[0], padded[-1] = 2 * knots[0] - knots[1], 2 * knots[-1] - knots[-2]
    line: Points = _spline(steps) @ padded[_fours(len(padded))]
    flat = line.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, knots[-1:]])


@lru_cache(maxsize=256)
def _fours(count: int) -> NDArray[np.int64]:
    """(count - 3, 4): the numbers of each four points in a row."""
    return np.arange(count - 3)[:, None] + np.arange(4)


@lru_cache(maxsize=64)
def _spline(steps: int) -> NDArray[np.float64]:
    """(steps, 4): how much each of four knots counts along the piece between the middle two."""
    t = np.linspace(0, 1, steps, endpoint=False)
    before, start = -t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3
    end, after = t + 4 * t**2 - 3 * t**3, -(t**2) + t**3
    return 0.5 * np.column_stack([before, start, end, after])


@lru_cache(maxsize=512)
def _turn(start: float, end: float, steps: int, *, endpoint: bool) -> Points:
    """(2, steps) cosines and sines of even angles, in radians."""
    angle = np.linspace(start, end, steps, endpoint=endpoint)
    return np.stack([np.cos(angle), np.sin(angle)])


def joined(*parts: ArrayLike) -> Points:
    """One outline out of several open pieces, in order."""
    return np.vstack([points(part) for part in parts])


def ellipse(
    x: float, y: float, rx: float, ry: float, *, tilt: float = 0.0, steps: int = 36
) -> Points:
    """An ellipse round (x, y); `tilt` in degrees."""
    along, across = _turn(0.0, TAU, steps, endpoint=False) * [[rx], [ry]]
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    outline = np.empty((steps, 2))
    outline[:, 0] = x + along * cos - across * sin
    outline[:, 1] = y + along * sin + across * cos
    return outline


def arc(  # noqa: PLR0917 - an ellipse's four numbers and two angles, as in every drawing library
    x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 18
) -> Points:
    """An open piece of an ellipse, between two angles in degrees."""
    along, across = _turn(math.radians(start), math.radians(end), steps, endpoint=True)
    line = np.empty((steps, 2))
    line[:, 0], line[:, 1] = x + rx * along, y + ry * across
    return line


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """A rectangle."""
    return points([(left, top), (right, top), (right, bottom), (left, bottom)])


def ribbon(
    line: ArrayLike, width: float, *, tip: float = 1.0, belly: float = 0.0, round_ends: bool = True
) -> Points:
    """The outline of a stroke along `line`.

    Args:
        line: at least two points.
        width: at its start.
        tip: its width at the end, as a part of `width`.
        belly: how much it swells in the middle; 1 lets both ends run out to nothing.
        round_ends: whether it ends in half circles.
    """
    spine = points(line)
    step = spine[1:] - spine[:-1]
    direction = np.empty_like(spine)
    direction[0], direction[-1] = step[0], step[-1]
    direction[1:-1] = (step[:-1] + step[1:]) / 2
    length = np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-9)[:, None]
    normal = direction[:, ::-1] * _LEFT / length
    t, swell = _along(len(spine))
    half = 0.5 * width * (1 + (tip - 1) * t)
    half = half * (1 - belly + belly * swell)
    left, right = spine + normal * half[:, None], spine - normal * half[:, None]
    if not round_ends:
        return np.concatenate([left, right[::-1]])
    heads = direction / length
    end = _cap(spine[-1], heads[-1], float(half[-1]))
    start = _cap(spine[0], -heads[0], float(half[0]))
    return np.concatenate([left, end, right[::-1], start])


@lru_cache(maxsize=256)
def _along(count: int) -> Points:
    """(2, count): the way from 0 to 1, and how far a stroke has swollen there."""
    t = np.linspace(0, 1, count)
    return np.stack([t, np.sin(np.pi * np.clip(t, 0.02, 0.98))])


def _cap(centre: Points, heading: Points, radius: float) -> Points:
    facing = math.atan2(heading[1], heading[0])
    cos, sin = radius * math.cos(facing), radius * math.sin(facing)
    rim: Points = centre + _HALF_TURN @ np.array([[cos, sin], [-sin, cos]])
    return rim


def resampled(line: ArrayLike, step: float, *, closed: bool = False) -> Points:
    """The same line with points every `step` (at least two)."""
    path = points(line)
    if closed:
        path = np.concatenate([path, path[:1]])
    steps = path[1:] - path[:-1]
    along = np.zeros(len(path))
    np.cumsum(np.hypot(steps[:, 0], steps[:, 1]), out=along[1:])
    count = max(2, int(along[-1] / step) + 1)
    at = np.linspace(0, along[-1], count)
    even = np.empty((count, 2))
    even[:, 0] = np.interp(at, along, path[:, 0])
    even[:, 1] = np.interp(at, along, path[:, 1])
    return even[:-1] if closed and len(even) > 3 else even


def lumpy(
    centre: tuple[float, float],
    rx: float,
    ry: float,
    rng: np.random.Generator,
    *,
    lumps: int = 9,
    rough: float = 0.14,
) -> Points:
    """A cloud-like or leafy round thing."""
    angle = np.linspace(0, TAU, lumps, endpoint=False) + rng.uniform(0, TAU)
    reach = rng.uniform(1 - rough, 1 + rough, lumps)
    knots = np.column_stack(
        [centre[0] + rx * reach * np.cos(angle), centre[1] + ry * reach * np.sin(angle)]
    )
    return smooth(knots, steps=6)


def scalloped(
    centre: tuple[float, float], rx: float, ry: float, rng: np.random.Generator, *, bumps: int = 11
) -> Points:
    """A round thing with a scalloped rim, like a crown of leaves drawn with a brush."""
    edges = np.linspace(0, TAU, bumps, endpoint=False) + rng.uniform(-0.12, 0.12, bumps)
    edges = np.sort(edges)
    spans = np.append(edges, edges[0] + TAU)
    pieces = []
    for start, end in itertools.pairwise(spans):
        t = np.linspace(0, 1, 7, endpoint=False)
        angle = start + (end - start) * t
        reach = 0.9 + rng.uniform(0.1, 0.24) * np.sin(np.pi * t)
        pieces.append(
            np.column_stack(
                [centre[0] + rx * reach * np.cos(angle), centre[1] + ry * reach * np.sin(angle)]
            )
        )
    return np.vstack(pieces)


def ridge(
    left: float,
    right: float,
    y: float,
    rng: np.random.Generator,
    *,
    rise: float,
    knots: int = 8,
    steps: int = 9,
) -> Points:
    """A soft horizon line from left to right, wandering `rise` up and down."""
    xs = np.linspace(left, right, knots)
    return smooth(np.column_stack([xs, y + rng.normal(0, rise, knots)]), closed=False, steps=steps)


def crag(
    start: tuple[float, float],
    end: tuple[float, float],
    rng: np.random.Generator,
    *,
    rough: float,
    depth: int = 5,
) -> Points:
    """A broken line between two points by midpoint displacement; mountains and cliffs."""
    line = points([start, end])
    for level in range(depth):
        middle = (line[:-1] + line[1:]) / 2
        middle[:, 1] += rng.normal(0, rough * 0.56**level, len(middle))
        merged = np.empty((len(line) + len(middle), 2))
        merged[0::2], merged[1::2] = line, middle
        line = merged
    return line


def down_to(line: Points, bottom: float) -> Points:
    """The area between a line and a level below it."""
    return np.vstack([line, [(line[-1, 0], bottom), (line[0, 0], bottom)]])


def bounds(outlines: Sequence[Points]) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) round all of them."""
    every = np.vstack(outlines)
    left, top = every.min(axis=0).tolist()
    right, bottom = every.max(axis=0).tolist()
    return left, top, right, bottom
