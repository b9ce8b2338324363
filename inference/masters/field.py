"""Lines that follow a current, always as far from each other, and go round what lies in it."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from inference.masters.drawing import Drawing, Pen, Sheet
from inference.masters.master import Task
from inference.painter.colours import Colour
from inference.painter.curves import Points, ellipse, smooth

_PAPER = Colour.hex("#f6f1e6")
_GRID = 96
_LONGEST = 900


def field(task: Task) -> Drawing:
    """Even streamlines of a random current; stones lie in it like in raked gravel.

    Source: Bruno Jobard and Wilfrid Lefer, "Creating Evenly-Spaced Streamlines of Arbitrary
    Density" (1997), with seeds at random instead of beside earlier lines.
    """
    values, sheet, page = task.values, Sheet(task.page), task.page
    gap = 0.019 - 0.0145 * values.share("density")
    stones = _stones(task)
    current = _current(task, stones)
    lines = _Streams(current, task, gap, stones).lines()
    pens = [Pen(name, colour, 0.0016) for name, colour in values.inks()]
    bend = task.rng("inks").normal(0, 1, 2)
    heavy = values.share("weight")
    for line in lines:
        middle = line[len(line) // 2] / (page.width, page.height)
        part = 0.5 + 0.42 * math.sin(3.1 * float(middle @ bend) + 2.0 * float(middle[1]))
        pen = pens[min(len(pens) - 1, int(part * len(pens)))]
        weight = 1 + heavy * 2.4 * min(1.0, len(line) / 120)
        soft = smooth(line, closed=False, steps=2)
        sheet.stroke(soft, pen, press=0.55, weight=weight)
    for x, y, radius in stones:
        rng = task.rng(f"stone {x:.3f}")
        knots = ellipse(x, y, 0.8 * radius, 0.74 * radius, steps=9, tilt=float(rng.uniform(0, 90)))
        rim = smooth(knots + rng.normal(0, 0.03 * radius, knots.shape))
        sheet.stroke(rim, pens[0], closed=True, press=0.5, weight=1.6)
    return sheet.drawing(_PAPER)


def _stones(task: Task) -> list[tuple[float, float, float]]:
    """x, y and radius of each, apart from each other."""
    rng, page = task.rng("stones"), task.page
    stones: list[tuple[float, float, float]] = []
    for _ in range(300):
        if len(stones) == task.values.whole("stones"):
            break
        radius = page.short * rng.uniform(0.035, 0.12)
        x = rng.uniform(0.12, 0.88) * page.width
        y = rng.uniform(0.12, 0.88) * page.height
        if all(math.hypot(x - u, y - v) > 1.5 * (radius + r) for u, v, r in stones):
            stones.append((x, y, radius))
    return stones


@dataclass(frozen=True, slots=True)
class _Current:
    """The direction of the water on a lattice, as cosines and sines."""

    cos: list[list[float]]
    sin: list[list[float]]
    scale_x: float
    scale_y: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Between four corners of the lattice."""
        u, v = x * self.scale_x, y * self.scale_y
        i, j = min(int(u), _GRID - 2), min(int(v), _GRID - 2)
        u, v = u - i, v - j
        a, b = (1 - u) * (1 - v), u * (1 - v)
        c, d = (1 - u) * v, u * v
        cos0, cos1 = self.cos[j], self.cos[j + 1]
        sin0, sin1 = self.sin[j], self.sin[j + 1]
        return (
            a * cos0[i] + b * cos0[i + 1] + c * cos1[i] + d * cos1[i + 1],
            a * sin0[i] + b * sin0[i + 1] + c * sin1[i] + d * sin1[i + 1],
        )


def _current(task: Task, stones: list[tuple[float, float, float]]) -> _Current:
    """Water flows along the level lines of a height: soft hills, and stones that stand out."""
    page, rng = task.page, task.rng("hills")
    y, x = np.mgrid[0:_GRID, 0:_GRID] / (_GRID - 1.0)
    x, y = x * page.width, y * page.height
    rough = rng.normal(0, 1, (_GRID, _GRID))
    scale = {"calm": 22, "rolling": 13, "wild": 7.5}[task.values.word("water")]
    height = ndimage.gaussian_filter(rough, scale, mode="reflect")
    height = height / height.std() * 0.055 * scale / 13
    facing = rng.uniform(0, 2 * math.pi)
    slope = {"calm": 0.75, "rolling": 0.4, "wild": 0.12}[task.values.word("water")]
    height += slope * (x * math.cos(facing) + y * math.sin(facing))
    for u, v, radius in stones:  # level at its rim, so that the water goes round
        away = np.hypot(x - u, y - v)
        level = height[int(v / page.height * (_GRID - 1)), int(u / page.width * (_GRID - 1))]
        hold = np.exp(-((np.maximum(away - radius, 0) / (0.55 * radius)) ** 2))
        height = height * (1 - hold) + (level + 0.25 * (radius - away)) * hold
    down, across = np.gradient(height, page.height / _GRID, page.width / _GRID)
    length = np.maximum(np.hypot(down, across), 1e-9)
    return _Current(
        (down / length).tolist(),
        (-across / length).tolist(),
        (_GRID - 1) / page.width,
        (_GRID - 1) / page.height,
    )


class _Streams:
    """Grows lines one by one, each until it comes too near to another."""

    def __init__(
        self,
        current: _Current,
        task: Task,
        gap: float,
        stones: list[tuple[float, float, float]],
    ) -> None:
        self._current = current
        self._gap = gap
        self._step = 0.5 * gap
        margin = 0.06 * task.page.short
        self._low = margin
        self._high_x = task.page.width - margin
        self._high_y = task.page.height - margin
        self._stones = stones
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        self._seeds = self._shuffled(task.rng("seeds"))

    def lines(self) -> list[Points]:
        """All lines that find room, the first ones longest."""
        found = []
        for x, y in self._seeds:
            if not self._free(x, y, self._gap):
                continue
            ahead, back = self._grown(x, y, 1.0), self._grown(x, y, -1.0)
            line = [*back[::-1], (x, y), *ahead]
            if len(line) > 7:
                for point in line:
                    key = (int(point[0] / self._gap), int(point[1] / self._gap))
                    self._cells.setdefault(key, []).append(point)
                found.append(np.array(line))
        return found

    def _shuffled(self, rng: np.random.Generator) -> list[tuple[float, float]]:
        xs = np.arange(self._low, self._high_x, 1.1 * self._gap)
        ys = np.arange(self._low, self._high_y, 1.1 * self._gap)
        seeds = np.array(list(itertools.product(xs, ys)))
        seeds += rng.uniform(-0.4, 0.4, seeds.shape) * self._gap
        return [(x, y) for x, y in rng.permutation(seeds).tolist()]

    def _grown(self, x: float, y: float, way: float) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        start = (x, y)
        step = self._step * way
        for number in range(_LONGEST):
            cos, sin = self._current.at(x, y)
            cos, sin = self._current.at(x + 0.5 * step * cos, y + 0.5 * step * sin)
            x, y = x + step * cos, y + step * sin
            if not self._free(x, y, 0.62 * self._gap):
                break
            # A line that closes its circle is done.
            if number > 12 and math.hypot(x - start[0], y - start[1]) < self._gap * 0.6:
                break
            line.append((x, y))
        return line

    def _free(self, x: float, y: float, away: float) -> bool:
        """Whether a point is on the page, off the stones, and far enough from all lines."""
        if not (self._low < x < self._high_x and self._low < y < self._high_y):
            return False
        if any(math.hypot(x - u, y - v) < r for u, v, r in self._stones):
            return False
        column, row, cells, limit = int(x / self._gap), int(y / self._gap), self._cells, away * away
        for i in (column, column - 1, column + 1):
            for j in (row, row - 1, row + 1):
                for u, v in cells.get((i, j), ()):
                    if (u - x) * (u - x) + (v - y) * (v - y) < limit:
                        return False
        return True
