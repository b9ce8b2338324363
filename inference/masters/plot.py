"""What a plotter draws of a drawing: single lines, without what is hidden, pen by pen.

Areas have no outline of their own; they hide the strokes below them, and are hatched where the
drawing says so.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from inference.masters.drawing import Area, Drawing, Hatch, Page, Pen, Stroke
from inference.painter.curves import Points

_Shape = Any  # shapely's geometries are read by their own functions
_SHORTEST = 0.0015
_AT_ONCE = 1500
Show = Callable[[float], None]
"""Called with how much is done, in [0, 1]; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One way of a pen from where it goes down to where it is lifted: (n, 2) points."""

    pen: Pen
    line: Points


def traces(drawing: Drawing, show: Show = lambda _: None) -> list[Trace]:
    """Every line that is seen, in the order of the drawing."""
    pens, lines, order = _lines(drawing)
    if not lines:
        return []
    covers = [
        (i, _polygon(mark.points))
        for i, mark in enumerate(drawing.marks)
        if isinstance(mark, Area) and mark.hides
    ]
    page = shapely.box(0, 0, drawing.page.width, drawing.page.height)
    kept: list[Trace] = []
    for start in range(0, len(lines), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        seen = _seen(lines[some], order[some], covers, page)
        for pen, whole, shape in zip(pens[some], lines[some], seen, strict=True):
            kept += [Trace(pen, line) for line in _parts(shape, uncut=shape is whole)]
        show(min(1.0, (start + _AT_ONCE) / len(lines)))
    return kept


def by_pen(all_traces: Sequence[Trace]) -> dict[Pen, list[Points]]:
    """The lines of each pen, in an order that keeps its ways through the air short."""
    layers: dict[Pen, list[Points]] = {}
    for trace in all_traces:
        layers.setdefault(trace.pen, []).append(trace.line)
    return {pen: _toured(lines) for pen, lines in layers.items()}


def hatching(area: Points, hatch: Hatch) -> list[Points]:
    """Parallel lines inside an outline, each the other way round than the one before."""
    cos, sin = np.cos(hatch.angle), np.sin(hatch.angle)
    along, across = area @ (cos, sin), area @ (-sin, cos)
    levels = np.arange(across.min() + hatch.gap / 2, across.max(), hatch.gap)
    ends = np.array([along.min() - hatch.gap, along.max() + hatch.gap])
    rows = np.empty((len(levels), 2, 2))
    rows[..., 0] = ends * cos - levels[:, None] * sin
    rows[..., 1] = ends * sin + levels[:, None] * cos
    rows[1::2] = rows[1::2, ::-1]
    cut = shapely.intersection(shapely.linestrings(rows), _polygon(area))
    return [line for shape in cut for line in _parts(shape, uncut=False)]


def _lines(drawing: Drawing) -> tuple[list[Pen], list[_Shape], list[int]]:
    """The strokes and hatchings: pens, geometries, and the number of the mark of each."""
    pens: list[Pen] = []
    lines: list[_Shape] = []
    order: list[int] = []
    for i, mark in enumerate(drawing.marks):
        if isinstance(mark, Stroke):
            found = list(_stroke_shapes(mark))
            pen = mark.pen
        elif mark.hatch is not None:
            found = [shapely.LineString(line) for line in hatching(mark.points, mark.hatch)]
            pen = mark.hatch.pen
        else:
            continue
        pens += [pen] * len(found)
        lines += found
        order += [i] * len(found)
    return pens, lines, order


def _stroke_shapes(stroke: Stroke) -> Iterator[_Shape]:
    points = stroke.points
    line = shapely.LineString(np.vstack([points, points[:1]]) if stroke.closed else points)
    if stroke.within is None:
        yield line
        return
    for part in shapely.get_parts(shapely.intersection(line, _polygon(stroke.within))):
        if part.geom_type == "LineString":
            yield part


def _seen(
    lines: Sequence[_Shape],
    order: Sequence[int],
    covers: Sequence[tuple[int, _Shape]],
    page: _Shape,
) -> NDArray[np.object_]:
    """Each line without what later areas cover and what is off the page."""
    left = np.array(lines, dtype=object)
    outside = ~shapely.covered_by(left, page)
    left[outside] = shapely.intersection(left[outside], page)
    if not covers:
        return left
    shapes = np.array([shape for _, shape in covers], dtype=object)
    shapely.prepare(shapes)
    # The tree would prepare each short line instead of the few large areas, so it only guesses.
    line_of, cover_of = shapely.STRtree(shapes).query(left)
    later = np.array([number for number, _ in covers])[cover_of] > np.asarray(order)[line_of]
    line_of, cover_of = line_of[later], cover_of[later]
    met = shapely.intersects(shapes[cover_of], left[line_of])
    line_of, cover_of = line_of[met], cover_of[met]
    gone = np.unique(line_of[shapely.covers(shapes[cover_of], left[line_of])])
    left[gone] = shapely.LineString()
    partly = ~np.isin(line_of, gone)
    line_of, cover_of = line_of[partly], cover_of[partly]
    while len(line_of):  # the first that hides each line, then the second of each, and so on
        lines_now, first = np.unique(line_of, return_index=True)
        left[lines_now] = shapely.difference(left[lines_now], shapes[cover_of[first]])
        line_of, cover_of = np.delete(line_of, first), np.delete(cover_of, first)
        some = ~shapely.is_empty(left[line_of])
        line_of, cover_of = line_of[some], cover_of[some]
    return left


def _parts(shape: _Shape, *, uncut: bool) -> list[Points]:
    """The lines in a geometry; of those that were cut not the crumbs."""
    return [
        shapely.get_coordinates(part)
        for part in shapely.get_parts(shape)
        if part.geom_type == "LineString" and (uncut or part.length > _SHORTEST)
    ]


def _polygon(points: Points) -> _Shape:
    polygon = shapely.Polygon(points)
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


_End = tuple[int, bool, float, float]
"""A line's number, whether it is the line's last point, and where it lies."""


def _toured(lines: list[Points]) -> list[Points]:
    """The lines one after the other, always on to one that begins or ends nearby.

    Looks only at the cells round the pen, so that ten thousand lines take a moment; where nothing
    is near it goes on with the first that is left.
    """
    cell = 1.2 / math.sqrt(len(lines))
    cells: dict[tuple[int, int], list[_End]] = {}
    for number, line in enumerate(lines):
        for last in (False, True):
            x, y = line[-1 if last else 0].tolist()
            cells.setdefault((int(x / cell), int(y / cell)), []).append((number, last, x, y))
    waiting = dict.fromkeys(range(len(lines)))
    toured: list[Points] = []
    x = y = 0.0
    while waiting:
        number, last = _nearest(waiting, cells, cell, x, y)
        del waiting[number]
        toured.append(lines[number][::-1] if last else lines[number])
        x, y = toured[-1][-1].tolist()
    return toured


def _nearest(
    waiting: dict[int, None],
    cells: dict[tuple[int, int], list[_End]],
    cell: float,
    x: float,
    y: float,
) -> tuple[int, bool]:
    column, row = int(x / cell), int(y / cell)
    best, nearest = (next(iter(waiting)), False), math.inf
    for i in (column, column - 1, column + 1):
        for j in (row, row - 1, row + 1):
            ends = cells.get((i, j))
            if not ends:
                continue
            cells[i, j] = ends = [end for end in ends if end[0] in waiting]
            for number, last, end_x, end_y in ends:
                away = (end_x - x) ** 2 + (end_y - y) ** 2
                if away < nearest:
                    best, nearest = (number, last), away
    return best


def placed_mm(page: Page) -> tuple[float, float, float, float, float]:
    """A4 under a drawing: width and height, the drawing's left and top, and its scale, in mm."""
    sheet = (210.0, 297.0) if page.height >= page.width else (297.0, 210.0)
    margin = 12.0
    scale = min((sheet[0] - 2 * margin) / page.width, (sheet[1] - 2 * margin) / page.height)
    left, top = (sheet[0] - scale * page.width) / 2, (sheet[1] - scale * page.height) / 2
    return sheet[0], sheet[1], left, top, scale
