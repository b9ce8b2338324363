"""Rules after others who drew with plotters, or wrote down how to draw: Nees, Nake, LeWitt.

Each function names the work that it follows; the drawings are ours.
"""

import itertools
import math
from collections.abc import Callable, Mapping

import numpy as np

from inference.masters.drawing import Drawing, Pen, Sheet
from inference.masters.hand import freehand
from inference.masters.master import Task
from inference.painter.colours import Colour
from inference.painter.curves import Points, ellipse

_PAPER = Colour.hex("#f5f2ea")
_CORNERS = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def schotter(task: Task) -> Drawing:
    """Rows of squares that fall into disorder on their way down.

    Source: Georg Nees, Schotter (Gravel, 1968): twelve by twenty-two squares, whose turn and shift
    grow with the row.
    """
    values, sheet, page = task.values, Sheet(task.page), task.page
    columns, rows = values.whole("columns"), values.whole("rows")
    aside = page.width > page.height  # on a wide page it falls to the right
    wide, tall = (page.height, page.width) if aside else (page.width, page.height)
    cell = min(0.80 * wide / columns, 0.80 * tall / rows)
    left, top = (wide - columns * cell) / 2, (tall - rows * cell) / 2 - 0.02
    rng = task.rng("gravel")
    pens = [Pen(name, colour, 0.0018) for name, colour in values.inks()]
    for row, column in itertools.product(range(rows), range(columns)):
        depth = {
            "down": row / max(1, rows - 1),
            "outside": 1.35 * _off_centre(row, column, rows, columns),
            "inside": 1.15 * (1 - _off_centre(row, column, rows, columns)),
        }[values.word("falls")]
        loose = values.share("disorder") * max(0.0, depth) ** 1.4
        turn, shift = rng.uniform(-1, 1) * loose * math.pi / 2, rng.uniform(-1, 1, 2) * loose
        cos, sin = math.cos(turn), math.sin(turn)
        square = _CORNERS @ np.array([[cos, sin], [-sin, cos]]) + (column + 0.5, row + 0.5)
        placed = (square + 0.75 * shift) * cell + (left, top)
        placed = placed[:, ::-1] if aside else placed
        sheet.stroke(placed, pens[int(min(depth, 0.999) * len(pens))], closed=True)
    return sheet.drawing(_PAPER)


def _off_centre(row: int, column: int, rows: int, columns: int) -> float:
    """How far a cell lies from the middle, 0 to 1 at the corners."""
    x, y = 2 * (column + 0.5) / columns - 1, 2 * (row + 0.5) / rows - 1
    return math.hypot(x, y) / math.sqrt(2)


def nake(task: Task) -> Drawing:
    """Broken lines from left to right make bands; some of their fields get uprights, some zigzags.

    Source: Frieder Nake, Hommage à Paul Klee, 13/9/65 Nr. 2 (1965), after Klee's Hauptweg und
    Nebenwege (1929).
    """
    values, sheet, page = task.values, Sheet(task.page), task.page
    rng = task.rng("bands")
    bands, fields = values.whole("bands"), values.whole("fields")
    left, right = 0.07 * page.short, page.width - 0.07 * page.short
    top, bottom = 0.07 * page.short, page.height - 0.07 * page.short
    levels = top + (bottom - top) * _parted(rng, bands)
    stops = left + (right - left) * _parted(rng, fields)
    wave = values.share("disorder") * 0.42 * (bottom - top) / bands
    lines = []
    for level in levels:
        inner = level not in (levels[0], levels[-1])
        ys = level + rng.uniform(-1, 1, len(stops)) * wave * (1.0 if inner else 0.35)
        lines.append(np.column_stack([stops, ys]))
    pens = [Pen(name, colour, 0.0016) for name, colour in values.inks()]
    for line in lines:
        sheet.stroke(line, pens[0])
    for upper, lower in itertools.pairwise(lines):
        for i in range(len(stops) - 1):
            _nake_field(sheet, upper[i : i + 2], lower[i : i + 2], pens, rng)
    for _ in range(values.whole("circles")):
        radius = page.short * rng.uniform(0.012, 0.11)
        x, y = (
            rng.uniform(left + radius, right - radius),
            rng.uniform(top + radius, bottom - radius),
        )
        sheet.stroke(ellipse(x, y, radius, radius, steps=72), pens[-1], closed=True)
    return sheet.drawing(_PAPER)


def _parted(rng: np.random.Generator, count: int) -> Points:
    """(count + 1,) from 0 to 1 in uneven steps."""
    steps = rng.uniform(0.5, 1.6, count)
    parts: Points = np.concatenate([[0.0], np.cumsum(steps) / steps.sum()])
    return parts


def _nake_field(
    sheet: Sheet, upper: Points, lower: Points, pens: list[Pen], rng: np.random.Generator
) -> None:
    """One field between two lines: empty, full of uprights, or of a zigzag."""
    kind = rng.choice(["empty", "uprights", "zigzag"], p=[0.5, 0.3, 0.2])
    width = float(upper[1, 0] - upper[0, 0])
    count = int(rng.integers(3, 5 + max(1, int(width / 0.012))))
    if kind == "empty":
        return
    pen = pens[int(rng.integers(len(pens)))]
    at = np.sort(rng.uniform(0, 1, count)) if rng.random() < 0.7 else np.linspace(0, 1, count)
    ups = upper[0] + (upper[1] - upper[0]) * at[:, None]
    downs = lower[0] + (lower[1] - lower[0]) * at[:, None]
    if kind == "uprights":
        for up, down in zip(ups, downs, strict=True):
            sheet.stroke(np.vstack([up, down]), pen)
    else:
        zigzag = np.empty((count, 2))
        zigzag[0::2], zigzag[1::2] = ups[0::2], downs[1::2]
        sheet.stroke(zigzag, pen)


# ---- LeWitt: somebody else draws what the sentence says


def lewitt(task: Task) -> Drawing:
    """One of Sol LeWitt's wall drawings, carried out on paper.

    Source: Sol LeWitt, Wall Drawings, whose owners get a sentence and have it drawn: 46 (1970),
    47 (1970), 118 (1971) and 130 (1972), as listed by the catalogue raisonné of wall drawings.
    """
    sheet = Sheet(task.page)
    _INSTRUCTIONS[task.values.word("instruction")](task, sheet, _pencils(task))
    return sheet.drawing(_PAPER)


def _pencils(task: Task) -> list[Pen]:
    return [Pen(name, colour, 0.0011) for name, colour in task.values.inks()]


def _not_straight(task: Task, sheet: Sheet, pens: list[Pen]) -> None:
    """46: upright lines that are not straight, do not touch, and cover the wall evenly."""
    page, rng = task.page, task.rng("lines")
    count = 18 + int(task.values.share("density") * 130)
    left, right = 0.06 * page.short, page.width - 0.06 * page.short
    top, bottom = 0.06 * page.short, page.height - 0.06 * page.short
    gap = (right - left) / count
    ys = np.linspace(top, bottom, 90)
    shape = last = np.zeros(90)
    for i in range(count + 1):
        # Each line leans on the one before, so that they never touch, and forgets it slowly.
        own = np.convolve(rng.normal(0, 1, 110), np.hanning(21), mode="valid")
        shape = 0.90 * shape + 0.10 * own * gap * 1.6
        if i:
            shape = np.maximum(shape, last - 0.7 * gap)
        line = np.column_stack([left + i * gap + shape - shape.mean(), ys])
        shape = last = shape - shape.mean()
        line[:, 0] = np.clip(line[:, 0], 0.02, page.width - 0.02)
        sheet.stroke(line, pens[i % len(pens)], press=0.3)


def _fifteen(task: Task, sheet: Sheet, pens: list[Pen]) -> None:
    """47: fifteen equal parts, one for each way to lay four directions over each other."""
    page = task.page
    columns = 5 if page.width >= page.height else 3
    rows = 15 // columns
    margin = 0.06 * page.short
    wide, tall = (page.width - 2 * margin) / columns, (page.height - 2 * margin) / rows
    gap = 0.016 - 0.012 * task.values.share("density")
    rng = task.rng("order")
    kinds = [kind for size in (1, 2, 3, 4) for kind in itertools.combinations(range(4), size)]
    for part, kind in enumerate(kinds):
        row, column = divmod(part, columns)
        low = np.array([margin + column * wide, margin + row * tall])
        for direction in kind:
            for ends in _parallels(direction, low, np.array([wide, tall]), gap):
                shaky = freehand(ends, rng, step=0.006, wander=0.006)
                sheet.stroke(
                    np.clip(shaky, low, low + np.array([wide, tall])), pens[direction % len(pens)]
                )
        frame = low + np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)])
        sheet.stroke(frame, pens[0], closed=True)


def _parallels(direction: int, low: Points, size: Points, gap: float) -> list[Points]:
    """Lines in a box: upright, level, or on one of its two slants."""
    wide, tall = size.tolist()
    lines = []
    if direction < 2:
        for at in np.arange(gap, (tall if direction else wide) - gap / 2, gap).tolist():
            ends = [(0.0, at), (wide, at)] if direction else [(at, 0.0), (at, tall)]
            lines.append(low + np.array(ends))
        return lines
    for at in np.arange(gap * 1.4, wide + tall, gap * 1.4).tolist():
        start, end = (min(at, wide), max(0.0, at - wide)), (max(0.0, at - tall), min(at, tall))
        slant = np.array([start, end])
        if direction == 3:
            slant[:, 0] = wide - slant[:, 0]
        if np.hypot(*(slant[1] - slant[0])) > 0.004:
            lines.append(low + slant)
    return lines


def _points(task: Task, sheet: Sheet, pens: list[Pen]) -> None:
    """118: points at random, evenly spread, each joined to each other by a straight line."""
    page, rng = task.page, task.rng("points")
    count = 6 + round(task.values.share("density") * 64)
    points: list[Points] = []
    while len(points) < count:  # of some candidates the one that is loneliest
        candidates = rng.uniform(0.05, 0.95, (12, 2)) * (page.width, page.height)
        lonely = [
            min((float(np.hypot(*(one - other))) for other in points), default=1.0)
            for one in candidates
        ]
        points.append(candidates[int(np.argmax(lonely))])
    for one, other in itertools.combinations(points, 2):
        pen = pens[int(rng.integers(len(pens)))]
        sheet.stroke(np.vstack([one, other]), pen, weight=0.72, alpha=0.85)


def _arcs(task: Task, sheet: Sheet, pens: list[Pen]) -> None:
    """130: a grid, and arcs from the four corners and from the middles of the four sides."""
    page, rng = task.page, task.rng("arcs")
    gap = 0.075 - 0.055 * task.values.share("density")
    margin = 0.05 * page.short
    low = np.array([margin, margin])
    high = np.array([page.width, page.height]) - margin
    frame = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    for direction in (0, 1):
        for ends in _parallels(direction, low, high - low, gap):
            sheet.stroke(ends, pens[0])
    sheet.stroke(frame, pens[0], closed=True)
    middles = (frame + np.roll(frame, -1, axis=0)) / 2
    order = rng.permutation(8)
    for number in order.tolist()[: int(rng.integers(5, 9))]:
        centre = np.vstack([frame, middles])[number]
        pen = pens[1 + number % max(1, len(pens) - 1)] if len(pens) > 1 else pens[0]
        reach = 0.5 * float(np.hypot(*(high - low)))
        for radius in np.arange(gap, reach, gap).tolist():
            circle = ellipse(centre[0], centre[1], radius, radius, steps=180)
            sheet.stroke(np.vstack([circle, circle[:1]]), pen, within=frame)


_INSTRUCTIONS: Mapping[str, Callable[[Task, Sheet, list[Pen]], None]] = {
    "lines": _not_straight,
    "fifteen": _fifteen,
    "points": _points,
    "arcs": _arcs,
}
