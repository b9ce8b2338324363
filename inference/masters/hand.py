"""The line of a hand, and what bodies are made of: geometry that several masters share.

Pure; knows no pens and no pages.
"""

import math

import numpy as np
import shapely

from inference.painter.curves import TAU, Points, points, resampled


def freehand(
    wanted: Points,
    rng: np.random.Generator,
    *,
    step: float = 0.0028,
    closed: bool = False,
    wander: float = 0.035,
) -> Points:
    """A line that is on its way along another one, and corrects itself all the time.

    The pen knows only where it is, where it heads and where it wants to get: a little ahead of
    where it is. It errs, sees that it has erred, and turns back, never faster than a wrist can.

    Args:
        wanted: (n, 2), where the line should go.
        rng: the hand's errors.
        step: between two looks at the paper, in the units of the points.
        closed: whether it has to come back to where it began.
        wander: how much its heading errs at each look, in radians.

    Source: Harold Cohen, "How to Draw Three People in a Botanical Garden" (AAAI, 1988), which says
    that AARON's lines are feedback; the controller is ours.
    """
    goals = resampled(wanted, step, closed=closed)
    count = len(goals)
    if count < 4:
        return goals
    if closed:
        goals = goals[:-1] if np.allclose(goals[0], goals[-1]) else goals
    xs, ys = goals[:, 0].tolist(), goals[:, 1].tolist()
    ahead = min(6, max(2, count // 5))
    if closed:
        xs, ys = xs + xs[: ahead + 1], ys + ys[: ahead + 1]
    errors = rng.normal(0, wander, 2 * count + 20).tolist()
    stop = len(xs) - 1 - (ahead if closed else 1)
    line = np.array(_steered(xs, ys, errors, step=step, ahead=ahead, stop=stop))
    if not closed:
        return np.vstack([line, goals[-1:]])
    # The last stretch is drawn with an eye on where the line has to arrive.
    last = max(2, len(line) // 6)
    line[-last:] += (line[0] - line[-1]) * np.linspace(0, 1, last)[:, None] ** 1.5
    return line[:-1]


def _steered(
    xs: list[float],
    ys: list[float],
    errors: list[float],
    *,
    step: float,
    ahead: int,
    stop: int,
) -> list[tuple[float, float]]:
    x, y, at, last, drift = xs[0], ys[0], 0, len(xs) - 1, 0.0
    heading = math.atan2(ys[2] - y, xs[2] - x)
    line = [(x, y)]
    waited = 0
    for error in errors:
        before, near = at, math.inf
        for i in range(at, min(at + ahead, last) + 1):
            away = (xs[i] - x) ** 2 + (ys[i] - y) ** 2
            if away < near:
                at, near = i, away
        waited = 0 if at > before else waited + 1
        if waited > 2:  # round a sharp corner: look on
            at, waited = min(at + 2, last), 0
        if at >= stop:
            break
        goal = min(at + min(ahead, 3), last)
        off = (math.atan2(ys[goal] - y, xs[goal] - x) - heading + math.pi) % TAU - math.pi
        drift = 0.86 * drift + error
        heading += max(-0.9, min(0.9, 0.6 * off)) + drift
        x, y = x + step * math.cos(heading), y + step * math.sin(heading)
        line.append((x, y))
    line += [(xs[i], ys[i]) for i in range(at + 1, stop + 1)]
    return line


def moved(point: Points, x: float, y: float) -> Points:
    """A point, or several, moved by so much."""
    there: Points = point + np.array([x, y])
    return there


def heading(angle: float, length: float = 1.0) -> Points:
    """(2,) a vector at an angle in radians, y down."""
    return np.array([math.cos(angle) * length, math.sin(angle) * length])


def bent(start: Points, angle: float, length: float, bend: float, *, steps: int = 12) -> Points:
    """A line of that length that begins at an angle and turns by `bend` on its way, in radians."""
    angles = angle + bend * np.arange(1, steps) / steps
    moves = np.column_stack([np.cos(angles), np.sin(angles)]) * length / (steps - 1)
    return np.vstack([start, start + np.cumsum(moves, axis=0)])


def limb(joints: Points, radii: list[float]) -> Points:
    """The outline round a chain of joints, as thick at each as its radius.

    Source: the closed forms that Harold Cohen's AARON drew round its core figures.
    """
    return outline(limb_form(joints, radii))


def limb_form(joints: Points, radii: list[float]) -> shapely.Geometry:
    """The same as a form that can be joined with others."""
    discs = [
        shapely.Point(*joint).buffer(radius, quad_segs=6)
        for joint, radius in zip(joints.tolist(), radii, strict=True)
    ]
    pairs = [shapely.union(discs[i], discs[i + 1]).convex_hull for i in range(len(discs) - 1)]
    return shapely.union_all(pairs)


def outline(form: shapely.Geometry) -> Points:
    """(n, 2): round the largest part of a form, without its holes."""
    parts = [part for part in shapely.get_parts(form) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: float(part.area))
    return points(shapely.get_coordinates(largest.exterior)[:-1])


def rotated(line: Points, angle: float, about: Points) -> Points:
    """Turned round a point, by radians."""
    cos, sin = math.cos(angle), math.sin(angle)
    turned: Points = (line - about) @ np.array([[cos, sin], [-sin, cos]]) + about
    return turned
