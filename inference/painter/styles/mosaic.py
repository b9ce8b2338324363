"""Mosaic: stones set in rows that follow the forms, mortar between them, gold in the light."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inference.painter.brushwork import Sight, finish, shaken, sight
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.easel import Easel, Floats, Step, toned
from inference.painter.forms import Composition
from inference.painter.raster import Marks, Sprites

_MORTAR = Colour.hex("#6b6259")
_STONE = 0.0148  # units
_FINE = 0.0084


def mosaic(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Set it in stone."""
    canvas, relief = easel.canvas(_MORTAR), easel.canvas(Colour(0.3, 0, 0))
    rng = easel.rng("mosaic")
    view = sight(picture, rng)
    stones = _stones(rng)
    yield 0.1, canvas
    done = 0.1
    for size in (_STONE, _FINE):
        marks = _rows(view, size, rng, fine=size == _FINE)
        for part, some in marks.pieces(900):
            heights = rng.uniform(0.6, 0.9, len(some.at))
            canvas.stamp(stones, some, relief=(relief, heights, 1.0))
            yield done + 0.38 * part, canvas
        done += 0.38
    finish(canvas, picture, view)
    height = relief.pixels[..., 0].astype(np.float32) / np.float32(255)
    slope = np.zeros_like(height)
    slope[1:, 1:] = height[1:, 1:] - height[:-1, :-1]
    slope = ndimage.gaussian_filter(slope, 0.6 * easel.unit_px / 768)

    def lit(values: Floats, rows: slice) -> Floats:
        worked: Floats = (
            values * (1 + np.clip(slope[rows] * np.float32(0.9), -0.25, 0.3))[..., None]
        )
        return worked

    yield from toned(canvas, lit)


def _rows(view: Sight, size: float, rng: np.random.Generator, *, fine: bool) -> Marks:
    """Stones: an even grid, shifted by rows; fine ones on things only."""
    step = size * 1.02
    x, y = np.meshgrid(
        np.arange(0, view.width + step, step), np.arange(0, view.height + step, step)
    )
    x = x + (np.arange(len(x)) % 2)[:, None] * step / 2
    at = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0, 0.06 * size, (x.size, 2))
    detailed = np.maximum(view.look(view.subject, at), view.look(view.busy, at) > 0.55) > 0.5
    at = at[detailed] if fine else at
    turn = view.look(view.along, at).astype(np.float64)
    quarter = (
        np.round(turn / (np.pi / 2)) * np.pi / 2
    )  # a square looks the same after a quarter turn
    tilt = np.clip(turn - quarter, -0.5, 0.5) * 0.5
    return Marks(
        at=at,
        lengths=size * rng.uniform(0.92, 1.04, len(at)),
        angles=tilt + rng.normal(0, 0.06, len(at)),
        colours=_mineral(view, at, rng),
    )


def _mineral(view: Sight, at: Points, rng: np.random.Generator) -> NDArray[np.float64]:
    """Few tones of each colour, and gold where it is brightest."""
    seen = view.look(view.colours, at)
    stepped = np.round(seen * 9) / 9
    grey = stepped.mean(axis=1, keepdims=True)
    vivid = grey + (stepped - grey) * np.float32(1.2)
    gold = np.array([0.93, 0.76, 0.36], np.float32)
    bright = np.clip((grey - 0.8) * 2.2, 0, 0.5) * (rng.random((len(at), 1)) < 0.5)
    return shaken((vivid * (1 - bright) + gold * bright).astype(np.float32), rng, by=0.04)


def _stones(rng: np.random.Generator) -> Sprites:
    """Cut by hand: squares with broken corners."""
    masks = []
    x, y = np.meshgrid(np.linspace(-1, 1, 24), np.linspace(-1, 1, 24))
    for _ in range(7):
        skew = rng.uniform(-0.14, 0.14, 4)
        far = np.maximum.reduce(
            [
                x * (1 + skew[0]) + 0.1 * skew[1] * y,
                -x * (1 + skew[1]),
                y * (1 + skew[2]),
                -y + skew[3] * x,
            ]
        )
        cut = (np.abs(x) + np.abs(y)) * float(rng.uniform(0.58, 0.64))
        masks.append(np.clip((0.97 - np.maximum(far, cut)) * 9, 0, 1).astype(np.float32))
    return Sprites(masks)
