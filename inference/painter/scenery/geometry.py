"""Pictures of nothing but order and its disturbance: grids, interruptions, squares, whirls.

Draws onto a pad in picture units with y down. Knows nothing of places or things. Source: after
Piet Mondrian's grids, Vera Molnar's "Interruptions" (1968) and "(Des)Ordres" (1974).
"""

import math

import numpy as np

from inference.painter.chance import clouds
from inference.painter.colours import Colour
from inference.painter.curves import box, points
from inference.painter.drawing import CREAM, INK, Pad
from inference.painter.forms import Form, Role
from inference.painter.scenery.touch import uniform

_PRIMARIES = ("#cf2a22", "#f2c416", "#1f4fa3")
_Box = tuple[float, float, float, float]


def _flat(pad: Pad, outline: np.ndarray, colour: Colour, role: Role = Role.PART) -> None:
    pad.forms.append(Form(points=outline, colour=colour, role=role, shines=role is not Role.PART))


def _harmony(pad: Pad, count: int) -> list[Colour]:
    """Tones that go together, the last a darker opposite."""
    root = uniform(pad, 0, 360)
    turns = (0, 32, -30, 62, 178, 205)
    return [
        Colour.of(uniform(pad, 0.5, 0.8), uniform(pad, 0.09, 0.16), root + turns[k % 6])
        for k in range(count)
    ]


def grid(pad: Pad, width: float, height: float) -> None:
    """Upright and level bars; a few of the fields between them in pure colours."""
    cells = _split(pad, (0.0, 0.0, width, height), 0)
    order = pad.rng.permutation(len(cells)).tolist()
    coloured = dict.fromkeys(order[: max(3, len(cells) // 3)])
    for k, cell in enumerate(cells):
        tone = Colour.hex(_PRIMARIES[k % 3]) if k in coloured else CREAM.lighter(0.3)
        if k not in coloured and k % 5 == 2:
            tone = Colour.hex("#d4d6d8")
        _flat(pad, box(*cell), tone, Role.MASS)
    for left, top, right, bottom in cells:
        bar = 0.009
        for edge in (
            (right - bar, top, right + bar, bottom),
            (left, bottom - bar, right, bottom + bar),
        ):
            _flat(pad, box(*edge), INK, Role.DETAIL)


def _split(pad: Pad, cell: _Box, depth: int) -> list[_Box]:
    left, top, right, bottom = cell
    wide, tall = right - left, bottom - top
    if depth > 5 or max(wide, tall) < 0.2 or (depth > 2 and pad.rng.random() < 0.28):
        return [cell]
    share = uniform(pad, 0.28, 0.72)
    if wide * uniform(pad, 0.7, 1.4) > tall:
        at = left + share * wide
        halves = ((left, top, at, bottom), (at, top, right, bottom))
    else:
        at = top + share * tall
        halves = ((left, top, right, at), (left, at, right, bottom))
    return [piece for half in halves for piece in _split(pad, half, depth + 1)]


def interruptions(pad: Pad, width: float, height: float) -> None:
    """A field of short strokes, each a little turned, with holes torn into it."""
    step = 0.03
    columns, rows = round(width / step), round(height / step)
    holes = clouds(pad.rng, columns, rows, coarse=5, octaves=2)
    tones = [tone.darker(0.45) for tone in _harmony(pad, 2)]
    base = uniform(pad, 0.9, 1.7)
    for row in range(rows):
        for column in range(columns):
            if holes[row, column] > 0.62:
                continue
            x, y = (column + 0.5) / columns * width, (row + 0.5) / rows * height
            angle = base + float(pad.rng.normal(0, 0.42))
            dx, dy = 0.62 * step * math.cos(angle), 0.62 * step * math.sin(angle)
            nx, ny = -0.0028 * math.sin(angle), 0.0028 * math.cos(angle)
            corners = [(x - dx - nx, y - dy - ny), (x + dx - nx, y + dy - ny)]
            corners += [(x + dx + nx, y + dy + ny), (x - dx + nx, y - dy + ny)]
            tone = tones[int(holes[row, column] < -0.7)]
            _flat(pad, points(corners), tone, Role.MARK)


def squares(pad: Pad, width: float, height: float) -> None:
    """Squares within squares in rows, each a little out of order."""
    side = 0.2
    columns, rows = max(2, round(width / side)), max(2, round(height / side))
    tones = _harmony(pad, 6)
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) / columns * width, (row + 0.5) / rows * height
            start, kinds = int(pad.rng.integers(6)), int(pad.rng.integers(3, 6))
            for k in range(kinds):
                half = 0.47 * (1 - k / kinds)
                corners = points([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
                corners += pad.rng.normal(0, 0.028, (4, 2))
                corners *= [width / columns, height / rows]
                tone = tones[(start + k) % 6]
                _flat(pad, corners + np.array([x, y]), tone.darker(0.12 * (k % 2)))


def whirl(pad: Pad, width: float, height: float) -> None:
    """Bands that wind into one point."""
    x, y = uniform(pad, 0.34, 0.66) * width, uniform(pad, 0.34, 0.66) * height
    tones = _harmony(pad, 6)
    arms, turn = 12, uniform(pad, 0, 6.28)
    hand = 1.0 if pad.rng.random() < 0.5 else -1.0
    far = 1.25 * math.hypot(width, height)
    reach = np.geomspace(0.012, far, 70)
    for k in range(arms):
        edges = []
        for side in (k, k + 1.02):
            angle = turn + hand * (2 * math.pi * side / arms + 1.15 * np.log(reach))
            edges.append(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))
        tone = tones[k % 6].lighter(0.12) if k % 2 else tones[k % 6].darker(0.16)
        _flat(pad, np.vstack([edges[0], edges[1][::-1]]), tone, Role.MASS)
    for k in range(5):
        r = 0.05 * (1 - 0.19 * k)
        outline = points([(x + r * c, y + r * s) for c, s in _ROUND])
        _flat(pad, outline, tones[k % 6].lighter(0.1 * k))


_ROUND = [(math.cos(k * math.pi / 20), math.sin(k * math.pi / 20)) for k in range(40)]
