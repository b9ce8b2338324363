"""Four rules after Vera Molnar, who drew with a plotter from 1968 on: order, and a little disorder.

Each function names the work that it follows; the drawings are ours.
"""

import math

import numpy as np
from scipy import ndimage

from inference.masters.drawing import Drawing, Pen, Sheet
from inference.masters.master import Task
from inference.painter.colours import Colour
from inference.painter.curves import Points, smooth

WHITE = Colour.hex("#f5f2ea")


def interruptions(task: Task) -> Drawing:
    """Equal strokes on a lattice, each turned at random; then silence, where some are taken away.

    Source: Vera Molnar, Interruptions (1968-69). Hers are turned alike everywhere; ours follow a
    drift and get restless near the holes.
    """
    values, sheet = task.values, Sheet(task.page)
    rows = values.whole("rows")
    margin = 0.07 * task.page.short
    cell = (task.page.short - 2 * margin) / rows
    columns = int((task.page.width - 2 * margin) / cell)
    rows = int((task.page.height - 2 * margin) / cell)
    rng = task.rng("lattice")
    kept = _holes(task.rng("holes"), columns, rows, count=values.whole("holes"))
    restless = np.exp(-ndimage.distance_transform_edt(np.pad(kept, 1, constant_values=True)) / 3.5)
    restless = restless[1:-1, 1:-1]
    drift = ndimage.gaussian_filter(rng.normal(0, 1, (rows, columns)), 7, mode="nearest")
    drift *= 0.55 / max(float(drift.std()), 1e-9)
    turned = np.clip(rng.normal(0, 1, (rows, columns)), -2.2, 2.2)
    angle = values.share("disorder") * (turned * (0.85 + 0.5 * restless) + drift)
    angle += math.pi / 2 if values.word("direction") == "upright" else 0.0
    pens = [Pen(name, colour, 0.0013) for name, colour in values.inks()]
    half = 0.5 * cell * values.share("length")
    left = (task.page.width - columns * cell) / 2
    top = (task.page.height - rows * cell) / 2
    for row, column in np.argwhere(kept).tolist():
        centre = np.array([left + (column + 0.5) * cell, top + (row + 0.5) * cell])
        turn = float(angle[row, column])
        reach = half * np.array([math.cos(turn), math.sin(turn)])
        pen = (
            pens[0] if len(pens) == 1 or rng.random() < 0.8 else pens[int(rng.integers(len(pens)))]
        )
        sheet.stroke(np.vstack([centre - reach, centre + reach]), pen)
    return sheet.drawing(WHITE)


def _holes(rng: np.random.Generator, columns: int, rows: int, *, count: int) -> np.ndarray:
    """(rows, columns): False where a walk has erased the strokes it met."""
    kept = np.ones((rows, columns), bool)
    y, x = np.mgrid[0:rows, 0:columns]
    for _ in range(count):
        at = rng.uniform(0.08, 0.92, 2) * (columns, rows)
        facing, reach = rng.uniform(0, 2 * math.pi), rng.uniform(1.2, 0.05 * rows + 1.2)
        for _ in range(int(rng.integers(3, 15))):
            size = reach * rng.uniform(0.6, 1.2)
            kept &= (x - at[0]) ** 2 + (y - at[1]) ** 2 > size**2
            facing += rng.normal(0, 0.6)
            at = at + 0.9 * reach * np.array([math.cos(facing), math.sin(facing)])
    return kept


def disorder(task: Task) -> Drawing:
    """Squares within squares in every cell; some are missing, and none quite holds still.

    Source: Vera Molnar, (Des)Ordres (1974): concentric squares on a lattice, disturbed at random.
    """
    values, sheet = task.values, Sheet(task.page)
    cells, rings = values.whole("cells"), values.whole("rings")
    margin = 0.075 * task.page.short
    cell = (task.page.short - 2 * margin) / cells
    columns, rows = (
        int((side - 2 * margin) / cell + 1e-6) for side in (task.page.width, task.page.height)
    )
    left = (task.page.width - columns * cell) / 2
    top = (task.page.height - rows * cell) / 2
    rng = task.rng("squares")
    pens = [Pen(name, colour, 0.0017) for name, colour in values.inks()]
    loud = ndimage.gaussian_filter(rng.uniform(0, 1, (rows, columns)), 1.3, mode="reflect")
    loud = (loud - loud.min()) / max(float(np.ptp(loud)), 1e-9)
    for row in range(rows):
        for column in range(columns):
            centre = np.array([left + (column + 0.5) * cell, top + (row + 0.5) * cell])
            pen = pens[int(rng.integers(len(pens)))]
            shaken = values.share("disorder") * cell * (0.03 + 0.17 * loud[row, column])
            for ring in range(rings):
                here, jitter = rng.random() < values.share("kept"), rng.uniform(-1, 1, (4, 2))
                if here:
                    half = 0.48 * cell * (rings - ring) / rings
                    corners = centre + half * _CORNERS + shaken * jitter * (0.4 + half / cell)
                    sheet.stroke(corners, pen, closed=True)
    return sheet.drawing(WHITE)


_CORNERS = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def hypertransformations(task: Task) -> Drawing:
    """Squares within a square, whose sides wander the more the further they lie inside.

    Source: Vera Molnar, Hypertransformations (1973-76).
    """
    values, sheet = task.values, Sheet(task.page)
    count, knots = values.whole("squares"), values.whole("knots")
    rng = task.rng("sides")
    pens = [Pen(name, colour, 0.0015) for name, colour in values.inks()]
    centre = np.array([task.page.width, task.page.height]) / 2
    size = 0.43 * np.array([task.page.width, task.page.height])
    # All squares share one fate, so that neighbours are alike; each has a little of its own.
    fate = rng.normal(0, 1, (4, knots, 2))
    turn = rng.normal(0, 0.5, (4, knots, 2))
    for number in range(count):
        part = number / max(1, count - 1)
        keep = 1 - 0.93 * part
        wild = values.share("disorder") * 0.20 * math.sin(math.pi * min(1, 0.12 + 0.8 * part))
        own = rng.normal(0, 0.22, (4, knots, 2))
        errors = (fate * math.cos(2.4 * part) + turn * math.sin(5 * part) + own) * wild
        outline = _wandering_sides(errors) * size * keep * (1 - 0.12 * part) + centre
        if values.word("corners") == "round":
            outline = smooth(outline, steps=8)
        sheet.stroke(_on_page(outline, task), pens[number * len(pens) // count], closed=True)
    return sheet.drawing(WHITE)


def _wandering_sides(errors: Points) -> Points:
    """(4 * knots, 2): a square of side 2 whose sides have knots that went astray."""
    knots = errors.shape[1]
    t = np.linspace(0, 1, knots, endpoint=False)[:, None]
    sides = [
        _CORNERS[i] * (1 - t) + _CORNERS[(i + 1) % 4] * t + errors[i] * np.sqrt(knots) / 2.2
        for i in range(4)
    ]
    return np.vstack(sides)


def _on_page(line: Points, task: Task) -> Points:
    edge = 0.02
    return np.clip(line, edge, np.array([task.page.width, task.page.height]) - edge)


def letters(task: Task) -> Drawing:
    """Lines of a handwriting that nobody can read: strict at their beginning, upset at their end.

    Source: Vera Molnar, Lettres de ma mère (My Mother's Letters, 1981-90), which simulate letters
    of her mother's: each line begins regular and grows nervous, and so did the letters over the
    years, while their ink went from light blue to black.
    """
    values, sheet = task.values, Sheet(task.page)
    lines = values.whole("lines")
    margin = 0.11 * task.page.short
    gap = (task.page.height - 2 * margin) / lines
    rng = task.rng("writing")
    inks = values.inks()
    top = margin
    line = 0
    while line < lines:
        paragraph = int(rng.integers(4, 9))
        for i in range(min(paragraph, lines - line)):
            last = i == paragraph - 1
            age = line / max(1, lines - 1)
            left = margin + (0.06 * task.page.short if i == 0 else 0.0)
            right = task.page.width - margin - (rng.uniform(0.15, 0.5) * task.page.width) * last
            pen = Pen(*inks[min(len(inks) - 1, int(age * len(inks)))], 0.0014)
            baseline = top + (line + 0.72) * gap
            where = (left, right, baseline)
            hysteria = values.share("hysteria")
            _written(sheet, pen, rng, where=where, gap=gap, hysteria=hysteria, age=age)
            line += 1
        line += 1
    return sheet.drawing(WHITE)


def _written(
    sheet: Sheet,
    pen: Pen,
    rng: np.random.Generator,
    *,
    where: tuple[float, float, float],
    gap: float,
    hysteria: float,
    age: float,
) -> None:
    """One line of words, each a single zigzag of gothic minims that gives way to loops."""
    left, right, baseline = where
    x, width = left, 0.19 * gap
    while x < right - 6 * width:
        strokes = int(rng.integers(5, 24))
        knots: list[tuple[float, float]] = []
        for _ in range(strokes):
            part = (x - left) / max(right - left, 1e-9)
            upset = hysteria * min(1.0, part**1.4 * (0.75 + 0.5 * age) + 0.12 * age)
            height = 0.36 * gap * (1 + 0.25 * rng.normal())
            if rng.random() < 0.13:
                height *= 1.9
            drop = 0.30 * gap if rng.random() < 0.1 else 0.0
            shake = rng.normal(0, 0.62, (2, 2)) * upset * (1.5 * width, 0.42 * gap)
            knots.append((x + shake[0, 0], baseline + drop + shake[0, 1]))
            knots.append((x + 0.55 * width + shake[1, 0], baseline - height + shake[1, 1]))
            x += width * (1 + 0.12 * rng.normal())
            if x > right:
                break
        word = np.array(knots)
        upset = hysteria * ((x - left) / max(right - left, 1e-9)) ** 1.4
        sheet.stroke(word if upset < 0.12 else smooth(word, closed=False, steps=5), pen)
        x += 2.1 * width
