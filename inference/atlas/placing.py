"""Points on a grid, each in a cell of its own near where it was. Pure."""

import math
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

_SPARE = 1.12  # cells to points: the empty ones part the regions
_FULL_BELOW = 40  # a small map has no room to spare


def on_a_grid(
    points: NDArray[np.float32], *, aspect: float
) -> tuple[int, int, list[tuple[int, int]]]:
    """Cells for points, so that the whole way they move is as short as can be.

    Args:
        points: (N, 2), N > 0.
        aspect: the grid's width to its height.

    Returns:
        Columns, rows, and for each point (column, row).

    Source: assigning t-SNE points to a grid by the Hungarian method is common practice; Jonker and
    Volgenant's algorithm does it here.
    """
    count = len(points)
    wanted = count if count < _FULL_BELOW else count * _SPARE
    columns = max(1, round(math.sqrt(wanted * aspect)))
    rows = math.ceil(wanted / columns)
    while columns * rows < count:
        rows += 1
    low, high = points.min(0), points.max(0)
    unit = (points - low) / np.where(high > low, high - low, 1)
    across, down = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    cells = np.stack([across.ravel(), down.ravel()], axis=1)
    costs = ((unit[:, None] - cells[None]) ** 2).sum(-1)
    optimize = import_module("scipy.optimize")  # slow to import, and a bot starts without it
    _, taken = optimize.linear_sum_assignment(costs)
    return columns, rows, [(int(cell % columns), int(cell // columns)) for cell in taken]
