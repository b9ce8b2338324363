"""Oil: five layers of bristle strokes, broad to fine, along the forms; ridges catch the light."""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from inference.painter.brushwork import Sight, bristles, finish, shaken, sight
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, toned
from inference.painter.forms import Composition
from inference.painter.raster import Canvas, Marks

# (strokes for the whole picture, their length in units, how picky about detail, share of the work)
_LAYERS = (
    (420, 0.2, 0.0, 0.2),
    (1500, 0.105, 0.0, 0.35),
    (5200, 0.055, 0.25, 0.55),
    (11000, 0.028, 0.55, 0.72),
    (20000, 0.016, 0.95, 0.87),
)
_GROUND = Colour.hex("#7d6a58")


def oil(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it in oil."""
    canvas, relief = easel.canvas(_GROUND), easel.canvas(Colour(0.6, 0, 0))
    rng = easel.rng("oil")
    view = sight(picture, rng)
    brush = bristles(rng)
    yield 0.08, canvas
    start = 0.08
    for count, length, picky, end in _LAYERS:
        marks = _strokes(view, rng, count=count, length=length, picky=picky)
        for part, some in marks.pieces(800):
            heights = rng.uniform(0.35, 0.85, len(some.at))
            canvas.stamp(brush, some, alpha=0.94, relief=(relief, heights, 0.8))
            yield start + (end - start) * part, canvas
        start = end
    finish(canvas, picture, view)
    yield 0.88, canvas
    yield from _lit(canvas, relief, easel)


def _strokes(
    view: Sight, rng: np.random.Generator, *, count: int, length: float, picky: float
) -> Marks:
    at = view.scattered(rng, count)
    wanted = np.maximum(view.look(view.busy, at), 0.45 * view.look(view.subject, at))
    at = at[rng.random(len(at)) + 0.02 < wanted / picky] if picky else at
    lengths = length * rng.uniform(0.75, 1.25, len(at))
    return Marks(
        at=at,
        lengths=lengths * (1 - 0.35 * view.look(view.busy, at)),
        angles=view.look(view.along, at) + rng.normal(0, 0.16, len(at)),
        colours=shaken(view.look(view.colours, at), rng, by=0.03),
    )


def _lit(canvas: Canvas, relief: Canvas, easel: Easel) -> Iterator[Step]:
    """Light from the upper left over the ridges of the paint."""
    height = relief.pixels[..., 0].astype(np.float32) / np.float32(255)
    yield 0.89, canvas
    height = ndimage.gaussian_filter(height, 0.9 * easel.unit_px / 768)
    slope = np.zeros_like(height)
    slope[1:, 1:] = height[1:, 1:] - height[:-1, :-1]
    slope *= np.float32(1.7 * easel.unit_px / 768)
    yield 0.9, canvas
    weave = easel.grain("weave", cells=420)

    def shine(values: Floats, rows: slice) -> Floats:
        light = np.clip(slope[rows], -0.16, 0.2) + np.float32(0.008) * weave[rows]
        lively = values + (values - values.mean(axis=2, keepdims=True)) * np.float32(0.12)
        worked: Floats = lively * (1 + light[..., None])
        return worked

    yield from toned(canvas, shine)
