"""What every style works with: the size, its own accidents, paper, and the plain rendering.

A hand is a generator: it yields after each piece of work with what is done so far, so that the
caller may show it or stop. Knows no style and no words.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.painter.chance import Field, clouds, stream
from inference.painter.colours import Colour
from inference.painter.forms import Composition, Form, Layer, Role
from inference.painter.raster import MULTIPLY, SCREEN, Canvas, Path

Floats = NDArray[np.float32]
Step = tuple[float, Canvas]
"""How much of the work is done, in [0, 1], and the canvas as it stands."""


@dataclass(frozen=True, slots=True)
class Easel:
    """The size in pixels and the seed of the hand."""

    width_px: int
    height_px: int
    seed: int

    @property
    def unit_px(self) -> float:
        """Pixels in one unit of the picture."""
        return math.sqrt(self.width_px * self.height_px)

    def rng(self, purpose: str) -> np.random.Generator:
        """This hand's accidents for one purpose."""
        return stream(self.seed, purpose)

    def canvas(self, paper: Colour) -> Canvas:
        """A fresh canvas."""
        return Canvas(self.width_px, self.height_px, paper)

    def clouds(self, purpose: str, *, coarse: float, octaves: int) -> Field:
        """Soft noise of the picture's size."""
        return clouds(
            self.rng(purpose), self.width_px, self.height_px, coarse=coarse, octaves=octaves
        )

    def grain(self, purpose: str, *, cells: int = 640) -> Field:
        """The tooth of paper: fine noise that stays as coarse as the picture, whatever its size."""
        return self.clouds(purpose, coarse=cells, octaves=1)


Hand = Callable[[Composition, Easel], Iterator[Step]]
"""Paints a composition in one style; the last canvas it yields is the picture."""


def sky_stops(picture: Composition) -> list[tuple[float, Colour]]:
    """The sky's colours from the top of the picture (0) to the horizon (1)."""
    count = len(picture.air.sky)
    return [(i / (count - 1), colour) for i, colour in enumerate(picture.air.sky)]


def paint_sky(canvas: Canvas, picture: Composition) -> None:
    """The bare sky over everything."""
    canvas.gradient(sky_stops(picture), 0.0, picture.horizon)


def paint_form(canvas: Canvas, path: Path, form: Form) -> None:
    """A form as it is, with no hand in it."""
    match form.role:
        case Role.SHADE:
            canvas.fill(path, form, blend=MULTIPLY)
        case Role.GLOW:
            canvas.fill(path, form, blend=SCREEN)
        case _:
            canvas.fill(path, form)


def plain(picture: Composition, easel: Easel) -> Iterator[Step]:
    """The picture without any hand: smooth colours under the light."""
    canvas = easel.canvas(picture.air.sky[-1])
    paint_sky(canvas, picture)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            paint_form(canvas, Path(form.points), form)
        yield share, canvas


def model(picture: Composition, *, side: int) -> NDArray[np.uint8]:
    """The plain picture, small: (h, w, 3) of about side * side pixels: what hands look at."""
    width = max(8, round(side * picture.width))
    height = max(8, round(side * picture.height))
    canvas = Canvas(width, height, picture.air.sky[-1])
    for _, last in plain(picture, Easel(width, height, 0)):
        canvas = last
    return np.ascontiguousarray(canvas.pixels)


def shares(picture: Composition) -> Iterator[tuple[float, Layer]]:
    """The layers, each with how much of the work is done after it; bigger layers take longer."""
    total = sum(len(layer.forms) + 4 for layer in picture.layers)
    done = 0
    for layer in picture.layers:
        done += len(layer.forms) + 4
        yield 0.1 + 0.75 * done / total, layer


def scaled_picture(colours: Floats, easel: Easel) -> NDArray[np.uint8]:
    """A small picture (h, w, 3) in [0, 1] at the easel's size, softly."""
    small = Image.fromarray((np.clip(colours, 0, 1) * 255).astype(np.uint8))
    large = small.resize((easel.width_px, easel.height_px), Image.Resampling.BICUBIC)
    return np.asarray(large)


def toned(
    canvas: Canvas, change: Callable[[Floats, slice], Floats], *, start: float = 0.9
) -> Iterator[Step]:
    """Rework the pixels as floats in [0, 1], a band of rows at a time: the last of the work."""
    pixels = canvas.pixels
    height = pixels.shape[0]
    band = max(16, 120_000 // pixels.shape[1])
    for top in range(0, height, band):
        rows = slice(top, min(top + band, height))
        values = pixels[rows].astype(np.float32) / np.float32(255)
        worked = np.clip(change(values, rows), 0, 1)
        pixels[rows] = (worked * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        yield start + (1 - start) * rows.stop / height, canvas
