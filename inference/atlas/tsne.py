"""Exact t-SNE in numpy, for up to some thousand rows. Pure.

Source: van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008). As in later
practice: it starts from the first two principal axes instead of from noise, so that the same rows
give the same map, and the learning rate grows with the number of rows (Belkina et al., 2019).
"""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

_STEPS = 400
_EARLY = 100  # steps with exaggerated attraction and little momentum
_EXAGGERATION = 12.0
_BISECTIONS = 40


def tsne(rows: Rows, perplexity: float = 20.0) -> Rows:
    """Points in the plane for rows of any width, near each other where the rows are.

    Args:
        rows: (N, D) float32.
        perplexity: how many neighbours count; less where there are few rows.

    Returns:
        (N, 2) float32, centred; the same for the same rows on the same machine.
    """
    count = len(rows)
    if count < 4:
        return _few(count)
    attraction = _affinities(rows, min(perplexity, (count - 1) / 3))
    points = _principal(rows)
    speed, gain = np.zeros_like(points), np.ones_like(points)
    rate = np.float32(max(count / _EXAGGERATION / 4, 50))
    for step in range(_STEPS):
        early = step < _EARLY
        pull = attraction * np.float32(_EXAGGERATION if early else 1)
        slope = _slope(points, pull)
        same = np.sign(slope) == np.sign(speed)
        gain = np.maximum(np.where(same, gain * 0.8, gain + 0.2), 0.01).astype(np.float32)
        speed = np.float32(0.5 if early else 0.8) * speed - rate * gain * slope
        points = points + speed
        points -= points.mean(0)
    return points


def _few(count: int) -> Rows:
    """Up to three points, which no gradient needs to part."""
    return np.array([[0, 0], [1, 0], [0, 1]], np.float32)[:count]


def _slope(points: Rows, pull: Rows) -> Rows:
    """The gradient of the divergence; (N, 2)."""
    near = _squared_distances(points)
    near += 1
    np.reciprocal(near, out=near)
    np.fill_diagonal(near, 0)
    force = pull - near / near.sum()
    force *= near
    slope: Rows = 4 * (force.sum(1, keepdims=True) * points - force @ points)
    return slope


def _squared_distances(rows: Rows) -> Rows:
    squares = (rows * rows).sum(1)
    found: Rows = squares[:, None] + squares[None, :] - 2 * (rows @ rows.T)
    return np.maximum(found, 0, out=found)


def _affinities(rows: Rows, perplexity: float) -> Rows:
    """Symmetric (N, N) probabilities; each row's width is found so that it has the perplexity."""
    distances = _squared_distances(rows).astype(np.float64)
    np.fill_diagonal(distances, np.inf)
    distances -= distances.min(1, keepdims=True)
    scale = np.mean(distances[np.isfinite(distances)]) or 1.0
    distances /= scale
    count = len(rows)
    sharp, low, high = np.ones((count, 1)), np.zeros((count, 1)), np.full((count, 1), np.inf)
    wanted = np.log(perplexity)
    finite = np.where(np.isfinite(distances), distances, 0)
    for _ in range(_BISECTIONS):
        shares = np.exp(-distances * sharp)
        total = shares.sum(1, keepdims=True)
        entropy = np.log(total) + sharp * (finite * shares).sum(1, keepdims=True) / total
        too_wide = entropy > wanted
        low, high = np.where(too_wide, sharp, low), np.where(too_wide, high, sharp)
        sharp = np.where(np.isinf(high), sharp * 2, (low + high) / 2)
    shares = np.exp(-distances * sharp)
    shares /= shares.sum(1, keepdims=True)
    found: Rows = np.maximum((shares + shares.T) / (2 * count), 1e-12).astype(np.float32)
    return found


def _principal(rows: Rows) -> Rows:
    """The first two principal axes, small; each points so that its largest value is positive."""
    centred = rows - rows.mean(0)
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    points = np.zeros((len(rows), 2), np.float32)
    axes = (left * strengths)[:, :2]
    points[:, : axes.shape[1]] = axes
    signs = np.sign(points[np.abs(points).argmax(0), [0, 1]])
    points *= np.where(signs == 0, 1, signs)
    spread = points.std() or 1.0
    small: Rows = (points / spread * 1e-4).astype(np.float32)
    return small
