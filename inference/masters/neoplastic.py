"""Black bars, primary colours and much white, after Piet Mondrian; he used a ruler, too."""

import math
from dataclasses import dataclass

import numpy as np

from inference.masters.drawing import Drawing, Hatch, Pen, Sheet
from inference.masters.master import Task
from inference.painter.colours import Colour

_PAPER = Colour.hex("#efe9dc")
_BLACK = Pen("black", Colour.hex("#1c1b1e"), 0.0022)
_COLOURS = (
    Pen("red", Colour.hex("#c8281f"), 0.0022),
    Pen("blue", Colour.hex("#1f4796"), 0.0022),
    Pen("yellow", Colour.hex("#ecc129"), 0.0022),
)
_WHITES = tuple(Colour.hex(code) for code in ("#f3eee2", "#efeadd", "#eae6de", "#f5f1e8"))
_GREYS = (Pen("grey", Colour.hex("#cfccc6"), 0.0022),)


@dataclass(frozen=True, slots=True)
class _Field:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def outline(self) -> list[tuple[float, float]]:
        return [
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        ]


def mondrian(task: Task) -> Drawing:
    """A field parted again and again, never in the middle; a few parts get a colour.

    Source: Piet Mondrian's compositions of 1921-32, and Broadway Boogie Woogie (1942-43) for bars
    that are rows of small squares.
    """
    sheet = Sheet(task.page)
    if task.values.word("period") == "boogie":
        _boogie(task, sheet)
    else:
        _composition(task, sheet)
    return sheet.drawing(_PAPER, grain=0.8)


def _composition(task: Task, sheet: Sheet) -> None:
    rng, page = task.rng("bars"), task.page
    whole = _Field(0, 0, page.width, page.height)
    fields, bars = [whole], []
    for _ in range(task.values.whole("bars")):
        field = max(fields, key=lambda it: it.size * float(rng.uniform(0.35, 1)))
        fields.remove(field)
        parts, bar = _parted(field, rng)
        fields += parts
        bars.append(bar)
    tints = _tints(fields, task)
    for number, field in enumerate(fields):
        pen = tints.get(number)
        if pen is None:
            white = _WHITES[int(task.rng(f"white {number}").integers(len(_WHITES)))]
            sheet.area(field.outline(), white, bristle=0.1)
        else:
            angle = math.pi / 2 if number % 2 else 0.0
            hatch = Hatch(pen=pen, angle=angle, gap=0.0048)
            sheet.area(field.outline(), pen.colour, hatch=hatch, bristle=0.3)
    for bar in bars:
        wide = task.values.share("weight") * page.short * float(rng.choice([0.012, 0.016, 0.022]))
        _bar(sheet, bar, wide)


def _parted(field: _Field, rng: np.random.Generator) -> tuple[list[_Field], _Field]:
    """Two parts of a field, and the line between them."""
    wide, tall = field.right - field.left, field.bottom - field.top
    share = float(rng.choice([0.18, 0.24, 0.3, 0.36, 0.42]) + rng.uniform(-0.03, 0.03))
    share = share if rng.random() < 0.5 else 1 - share
    if rng.random() < wide / (wide + tall):
        x = field.left + share * wide
        parts = [
            _Field(field.left, field.top, x, field.bottom),
            _Field(x, field.top, field.right, field.bottom),
        ]
        return parts, _Field(x, field.top, x, field.bottom)
    y = field.top + share * tall
    parts = [
        _Field(field.left, field.top, field.right, y),
        _Field(field.left, y, field.right, field.bottom),
    ]
    return parts, _Field(field.left, y, field.right, y)


def _tints(fields: list[_Field], task: Task) -> dict[int, Pen]:
    """Which fields are not white: one large, some small, no two alike in a row."""
    rng = task.rng("colours")
    count = max(1, round(task.values.share("colour") * 0.75 * len(fields)))
    order = sorted(range(len(fields)), key=lambda i: -fields[i].size)
    first = order[int(rng.integers(0, max(1, min(3, len(order)))))]
    others = [i for i in rng.permutation(len(fields)).tolist() if i != first]
    start = int(rng.integers(3))
    pens = [*(_COLOURS[(start + i) % 3] for i in range(3)), _BLACK, *_GREYS]
    chosen = [first, *others[: count - 1]]
    return {
        i: pens[k % 3] if k < 4 or rng.random() < 0.8 else pens[3 + k % 2]
        for k, i in enumerate(chosen)
    }


def _bar(sheet: Sheet, bar: _Field, wide: float) -> None:
    """A black line as wide as a brush; a plotter fills it lengthwise."""
    upright = bar.left == bar.right
    field = _Field(
        bar.left - wide / 2 * upright,
        bar.top - wide / 2 * (not upright),
        bar.right + wide / 2 * upright,
        bar.bottom + wide / 2 * (not upright),
    )
    hatch = Hatch(pen=_BLACK, angle=math.pi / 2 if upright else 0.0, gap=0.0024)
    sheet.area(field.outline(), _BLACK.colour, hatch=hatch, bristle=0.2)


def _boogie(task: Task, sheet: Sheet) -> None:
    """Yellow streets of small squares, blocks between them, and blocks within blocks."""
    rng, page = task.rng("streets"), task.page
    wide = page.short * 0.021 * (0.6 + 0.4 * task.values.share("weight"))
    count = task.values.whole("bars")
    xs = _streets(rng, page.width, wide, max(2, count // 2 + int(rng.integers(0, 2))))
    ys = _streets(rng, page.height, wide, max(2, count // 2))
    sheet.area(
        [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)],
        _WHITES[0],
        bristle=0.12,
    )
    _blocks(task, sheet, xs, ys, wide)
    for x in xs:
        _street(sheet, rng, start=(x, 0), along=(0, 1), length=page.height, wide=wide)
    for y in ys:
        _street(sheet, rng, start=(0, y), along=(1, 0), length=page.width, wide=wide)
    for x in xs:
        for y in ys:
            pen = (_COLOURS[0], _COLOURS[1], _GREYS[0])[int(rng.integers(3))]
            _square(sheet, (x, y), (wide, wide), pen)


def _streets(rng: np.random.Generator, length: float, wide: float, count: int) -> list[float]:
    """Where streets begin: in whole steps of their width, in pairs now and then."""
    steps = int(length / wide) - 2
    free = list(range(2, steps))
    found: list[int] = []
    while free and len(found) < count:
        at = free[int(rng.integers(len(free)))]
        found.append(at)
        free = [it for it in free if abs(it - at) >= 2]
    return [at * wide for at in sorted(found)]


def _street(
    sheet: Sheet,
    rng: np.random.Generator,
    *,
    start: tuple[float, float],
    along: tuple[float, float],
    length: float,
    wide: float,
) -> None:
    at = 0.0
    pens = (_COLOURS[2], _COLOURS[2], _COLOURS[0], _COLOURS[1], _GREYS[0])
    last = None
    while at < length:
        yellow = last is not _COLOURS[2]
        pen = _COLOURS[2] if yellow else pens[int(rng.integers(2, 5))]
        step = min(wide * (float(rng.integers(1, 5)) if yellow else 1.0), length - at)
        x, y = start[0] + along[0] * at, start[1] + along[1] * at
        size = (step if along[0] else wide, step if along[1] else wide)
        _square(sheet, (x, y), size, pen)
        at, last = at + step, pen


def _blocks(task: Task, sheet: Sheet, xs: list[float], ys: list[float], wide: float) -> None:
    rng = task.rng("blocks")
    for _ in range(round(4 + 26 * task.values.share("colour"))):
        x, y = (at[int(rng.integers(len(at)))] + wide for at in (xs, ys))
        right = min([it for it in xs if it > x + wide], default=task.page.width) - x
        below = min([it for it in ys if it > y + wide], default=task.page.height) - y
        across, down = (float(rng.choice([0.35, 0.6, 1.0])) * side for side in (right, below))
        pen = (*_COLOURS, _GREYS[0])[int(rng.integers(4))]
        _square(sheet, (x, y), (across, down), pen)
        if min(across, down) > 2.5 * wide:
            inner = [it for it in (*_COLOURS, _GREYS[0]) if it is not pen][int(rng.integers(3))]
            share = float(rng.choice([0.3, 0.45, 0.6]))
            corner = (x + across * (1 - share) / 2, y + down * (1 - share) / 2)
            _square(sheet, corner, (across * share, down * share), inner)


def _square(sheet: Sheet, corner: tuple[float, float], size: tuple[float, float], pen: Pen) -> None:
    (x, y), (wide, tall) = corner, size
    field = _Field(x, y, x + wide, y + tall)
    angle = 0.0 if wide > tall else math.pi / 2
    hatch = Hatch(pen=pen, angle=angle, gap=0.0048)
    sheet.area(field.outline(), pen.colour, hatch=hatch, bristle=0.22)
