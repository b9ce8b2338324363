"""Pixel art: a coarse grid, a palette of few colours, dithered skies, dark outlines."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.painter.easel import Easel, Step, paint_form, paint_sky, shares
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Canvas, Path

_CELLS = 120  # along the square root of the area
_COLOURS = 28
_FINE = 4  # the plain picture is drawn so much finer, then the middle of each cell is taken
_BAYER = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47
)


def pixel(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Set it pixel by pixel."""
    canvas = easel.canvas(picture.air.sky[-1])
    columns = max(8, round(_CELLS * picture.width))
    rows = max(8, round(_CELLS * picture.height))
    fine = Canvas(columns * _FINE, rows * _FINE, picture.air.sky[-1])
    paint_sky(fine, picture)
    for share, layer in shares(picture):
        for form in layer.forms:
            _draw(fine, form, outlined=layer.subject)
        yield 0.8 * share, _enlarged(canvas, fine.pixels[::_FINE, ::_FINE], easel)
    grid = _limited(_cells(fine, columns, rows))
    yield 1.0, _enlarged(canvas, grid, easel)


def _draw(fine: Canvas, form: Form, *, outlined: bool) -> None:
    if form.role is Role.MARK and form.size < 0.006:
        return
    path = Path(form.points)
    if outlined and form.role is Role.PART and form.size > 0.03:
        fine.stroke(path, 0.013, form.colour.darker(0.62))
    paint_form(fine, path, form)


def _cells(fine: Canvas, columns: int, rows: int) -> NDArray[np.uint8]:
    """The darkened median of each cell, so that thin lines stay."""
    blocks = fine.pixels.reshape(rows, _FINE, columns, _FINE, 3).transpose(0, 2, 1, 3, 4)
    flat = blocks.reshape(rows, columns, _FINE * _FINE, 3)
    middle: NDArray[np.uint8] = np.median(flat, axis=2).astype(np.uint8)
    return middle


def _limited(cells: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """In the palette's colours, dithered where two of them are near."""
    image = Image.fromarray(cells)
    counted = image.quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE
    )
    palette = np.array((counted.getpalette() or [])[: 3 * _COLOURS], np.float32).reshape(-1, 3)
    rows, columns = cells.shape[:2]
    pattern = np.tile(_BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]
    wanted = cells.astype(np.float32) + pattern[..., None] * np.float32(16)
    nearest = np.empty((rows, columns), np.int64)
    for row in range(rows):
        away = ((wanted[row][:, None, :] - palette[None]) ** 2).sum(axis=2)
        nearest[row] = away.argmin(axis=1)
    return palette[nearest].astype(np.uint8)


def _enlarged(canvas: Canvas, cells: NDArray[np.uint8], easel: Easel) -> Canvas:
    """Every cell as a square; the cells' edges fall on whole pixels."""
    rows = np.arange(easel.height_px) * cells.shape[0] // easel.height_px
    columns = np.arange(easel.width_px) * cells.shape[1] // easel.width_px
    canvas.replace(cells[rows[:, None], columns[None, :]])
    return canvas
