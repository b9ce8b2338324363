"""Tiles that meet at random: from Truchet's of 1704 to one line of BASIC."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inference.masters.drawing import Drawing, Hatch, Pen, Sheet
from inference.masters.master import Task
from inference.painter.colours import Colour
from inference.painter.curves import Points, arc

_PAPER = Colour.hex("#f3efe4")
_QUARTERS = ((0.0, 0.0, 0, 90), (1.0, 1.0, 180, 270)), ((1.0, 0.0, 90, 180), (0.0, 1.0, 270, 360))
"""Two quarter circles for each way to lay a tile: centre x, y, start and end in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Floor:
    """What is to be laid: a coin and a pen for each cell, (rows, columns), from a corner on."""

    coins: NDArray[np.int64]
    inks: NDArray[np.int64]
    pens: list[Pen]
    origin: Points
    cell: float

    def corner(self, row: int, column: int) -> Points:
        corner: Points = self.origin + np.array([column, row]) * self.cell
        return corner

    def pen(self, row: int, column: int) -> Pen:
        return self.pens[int(self.inks[row, column])]


def maze(task: Task) -> Drawing:
    """One of two tiles in every cell, by the toss of a coin that may be loaded here and there.

    Source: Sébastien Truchet, Mémoire sur les combinaisons (1704), for the triangles; Cyril Stanley
    Smith (1987) for the arcs; the one-line program of the Commodore 64's manual (1982),
    10 PRINT CHR$(205.5+RND(1)); : GOTO 10, for the slashes.
    """
    values, sheet = task.values, Sheet(task.page)
    cells = values.whole("cells")
    cell = 0.88 * task.page.short / cells
    columns = max(1, int(0.88 * task.page.width / cell + 1e-6))
    rows = max(1, int(0.88 * task.page.height / cell + 1e-6))
    origin = np.array([task.page.width - columns * cell, task.page.height - rows * cell]) / 2
    pens = [Pen(name, colour, 0.0022) for name, colour in values.inks()]
    floor = _Floor(
        coins=_coins(task, rows, columns),
        inks=_currents(task, rows, columns, len(pens)),
        pens=pens,
        origin=origin,
        cell=cell,
    )
    draw = {"slashes": _slashes, "arcs": _arcs, "ribbons": _ribbons, "triangles": _triangles}
    draw[values.word("tile")](sheet, floor)
    return sheet.drawing(_PAPER)


def _coins(task: Task, rows: int, columns: int) -> NDArray[np.int64]:
    """(rows, columns) of 0 and 1; `order` bends chance into large regions."""
    order = task.values.share("order")
    rough = task.rng("order").normal(0, 1, (rows, columns))
    field = ndimage.gaussian_filter(rough, max(rows, columns) / 9, mode="reflect")
    field = field / max(float(field.std()), 1e-9)
    loaded = 0.5 + 0.5 * np.tanh(1.6 * field) * order
    coins: NDArray[np.int64] = (task.rng("coins").random((rows, columns)) < loaded).astype(np.int64)
    return coins


def _currents(task: Task, rows: int, columns: int, inks: int) -> NDArray[np.int64]:
    """(rows, columns): the pen of each cell, in large soft-edged regions."""
    rough = task.rng("currents").normal(0, 1, (rows, columns))
    field = ndimage.gaussian_filter(rough, max(rows, columns) / 7, mode="reflect")
    field = field / max(float(field.std()), 1e-9)
    field += task.rng("edges").normal(0, 0.12, (rows, columns))
    ranks = field.ravel().argsort().argsort().reshape(rows, columns)  # each pen its share
    pens: NDArray[np.int64] = ranks * inks // ranks.size
    return pens


def _slashes(sheet: Sheet, floor: _Floor) -> None:
    """Diagonals; those in a row are one stroke."""
    coins, colours = floor.coins, floor.inks
    rows, columns = coins.shape
    for coin, step in ((0, (1, 1)), (1, (1, -1))):
        done = np.zeros(coins.shape, bool)
        for row, column in itertools.product(range(rows), range(columns)):
            if coins[row, column] != coin or done[row, column]:
                continue
            pen, length = int(colours[row, column]), 0
            r, c = row, column
            while (
                0 <= r < rows
                and 0 <= c < columns
                and coins[r, c] == coin
                and colours[r, c] == pen
                and not done[r, c]
            ):
                done[r, c] = True
                r, c, length = r + step[0], c + step[1], length + 1
            x = column if coin == 0 else column + 1
            ends = np.array([(x, row), (x + step[1] * length, row + length)], float)
            line = floor.origin + ends * floor.cell
            sheet.stroke(line, floor.pens[pen], weight=1.0 + floor.cell * 20)


def _arcs(sheet: Sheet, floor: _Floor) -> None:
    """Quarter circles that join the middles of sides."""
    for row, column in np.ndindex(floor.coins.shape):
        corner, cell, pen = floor.corner(row, column), floor.cell, floor.pen(row, column)
        for x, y, start, end in _QUARTERS[int(floor.coins[row, column])]:
            line = corner + arc(x, y, 0.5, 0.5, start, end, steps=14) * cell
            sheet.stroke(line, pen, weight=1.0 + cell * 30)


def _ribbons(sheet: Sheet, floor: _Floor) -> None:
    """The same as flat bands of several lines."""
    radii = (0.28, 0.39, 0.5, 0.61, 0.72)
    for row, column in np.ndindex(floor.coins.shape):
        corner, cell, pen = floor.corner(row, column), floor.cell, floor.pen(row, column)
        for number, (x, y, start, end) in enumerate(_QUARTERS[int(floor.coins[row, column])]):
            if number:  # the second band lies over the first where they meet
                outer = arc(x, y, 0.72, 0.72, start, end, steps=14)
                inner = arc(x, y, 0.28, 0.28, start, end, steps=14)
                sheet.area(corner + np.vstack([outer, inner[::-1]]) * cell, _PAPER)
            for radius in radii:
                line = corner + arc(x, y, radius, radius, start, end, steps=14) * cell
                sheet.stroke(line, pen)


def _triangles(sheet: Sheet, floor: _Floor) -> None:
    """Tiles halved along a diagonal, one half dark; four ways to lie, of which two are tossed."""
    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    for row, column in np.ndindex(floor.coins.shape):
        corner, cell, pen = floor.corner(row, column), floor.cell, floor.pen(row, column)
        left_out = (int(floor.coins[row, column]) + 2 * ((row + column) % 2)) % 4
        half = corner + np.delete(square, left_out, axis=0) * cell
        hatch = Hatch(pen=pen, angle=math.pi / 4 * (1 + 2 * (left_out % 2)), gap=0.0042)
        sheet.area(half, pen.colour, hatch=hatch, bristle=0.35)
        sheet.stroke(half, pen, closed=True, weight=0.6)
