"""A drawing as pixels, a few marks at a time."""

from collections.abc import Iterator

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from inference.masters.drawing import Drawing, Stroke
from inference.masters.inking import ink
from inference.painter.chance import clouds, stream
from inference.painter.raster import argb

_MARKS_A_STEP = 400
_BAND_PIXELS = 400_000
_THINNEST_PX = 0.65


def painted(
    drawing: Drawing, width_px: int, height_px: int
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """How much is done, in [0, 1], and the pixels as they stand: (height, width, 3), a view."""
    pixels = np.empty((height_px, width_px, 4), np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    canvas.clear(argb(drawing.paper))
    unit_px = (width_px * height_px) ** 0.5
    canvas.scale(unit_px, unit_px)
    only_lines = all(isinstance(mark, Stroke) for mark in drawing.marks)
    least = _THINNEST_PX / unit_px if only_lines else 0.0  # or small pictures of lines would fade
    for start in range(0, len(drawing.marks), _MARKS_A_STEP):
        for mark in drawing.marks[start : start + _MARKS_A_STEP]:
            ink(canvas, mark, least=least)
        share = (start + _MARKS_A_STEP) / len(drawing.marks)
        yield 0.9 * min(1.0, share), pixels[..., :3]
    for share in _grained(pixels, drawing.grain):
        yield 0.9 + 0.1 * share, pixels[..., :3]


def picture(drawing: Drawing, width_px: int, height_px: int) -> Image.Image:
    """The whole drawing at once."""
    *_, (_, pixels) = painted(drawing, width_px, height_px)
    return Image.fromarray(np.ascontiguousarray(pixels))


def _grained(pixels: NDArray[np.uint8], grain: float) -> Iterator[float]:
    """Let the tooth of the paper show through all that lies on it, a band of rows at a time."""
    height, width = pixels.shape[:2]
    if grain <= 0:
        yield 1.0
        return
    coarse = clouds(stream(1, "paper"), width, height, coarse=9, octaves=3)
    fine = clouds(stream(2, "paper"), width, height, coarse=520, octaves=1)
    tooth = 1 - grain * (0.030 * np.abs(fine) + 0.016 * coarse)
    band = max(16, _BAND_PIXELS // width)
    for top in range(0, height, band):
        rows = slice(top, top + band)
        values = pixels[rows, :, :3] * tooth[rows, :, None] + np.float32(0.5)
        pixels[rows, :, :3] = np.clip(values, 0, 255).astype(np.uint8)
        yield min(1.0, (top + band) / height)
