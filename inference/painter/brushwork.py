"""How brushes follow a picture: directions, detail, and the marks that bristles leave.

Works on small model pictures, so the strokes are the same at every size of the painting.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inference.painter.chance import clouds
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.easel import Floats, model, paint_form
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Canvas, Path, Sprites

_SIDE = 288
_NEIGHBOURS = 4  # forms drawn right after another belong to it: the pupil to the eye


@dataclass(frozen=True, slots=True)
class Sight:
    """What the painter sees when squinting: all fields (h, w) over the whole picture, some coarser.

    Attributes:
        colours: (h, w, 3) sRGB in [0, 1].
        along: directions in radians along which things run.
        busy: where small forms are, in [0, 1].
        subject: where the things are, in [0, 1].
        front: which form is in front, numbered over all layers from 1; 0 is the sky.
    """

    colours: Floats
    along: Floats
    busy: Floats
    subject: Floats
    front: NDArray[np.int64]
    width: float
    height: float

    def look(self, field: Floats, at: Points) -> Floats:
        """The field's values at points given in units."""
        x, y = self._cells(at, field)
        values: Floats = field[y, x]
        return values

    def shows(self, number: int, form: Form) -> bool:
        """Whether the middle of a form, counted as in `front`, is not covered by others."""
        middle = form.points.mean(axis=0, keepdims=True)
        x, y = self._cells(middle, self.front)
        return abs(int(self.front[y[0], x[0]]) - number) <= _NEIGHBOURS

    def _cells(
        self, at: Points, field: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows, columns = field.shape[:2]
        x = np.clip((at[:, 0] / self.width * columns).astype(np.int64), 0, columns - 1)
        y = np.clip((at[:, 1] / self.height * rows).astype(np.int64), 0, rows - 1)
        return x, y

    def scattered(self, rng: np.random.Generator, count: int) -> Points:
        """Even but irregular points over the picture, `count` for one unit of area."""
        columns = max(2, round((count * self.width / self.height) ** 0.5))
        rows = max(2, round(count / columns))
        x, y = np.meshgrid(np.arange(columns), np.arange(rows))
        cells = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(0, 1, (columns * rows, 2))
        at: Points = cells / [columns, rows] * [self.width, self.height]
        return at[rng.permutation(len(at))]


def sight(picture: Composition, rng: np.random.Generator) -> Sight:
    """Look at the picture before painting it."""
    colours = model(picture, side=_SIDE).astype(np.float32) / np.float32(255)
    rows, columns = colours.shape[:2]
    grey = _halved(colours @ np.array([0.3, 0.59, 0.11], np.float32))
    gx, gy = (
        ndimage.gaussian_filter(grey, 0.7, order=(0, 1)),
        ndimage.gaussian_filter(grey, 0.7, order=(1, 0)),
    )
    xx, xy, yy = (ndimage.gaussian_filter(part, 1.75) for part in (gx * gx, gx * gy, gy * gy))
    power = np.clip((xx + yy) * np.float32(225), 0, 1)
    drift = clouds(rng, *grey.shape[::-1], coarse=2.2, octaves=2) * np.float32(1.4)
    # Directions have no sign: they are mixed at twice their angle.
    across, level = 2 * xy, xx - yy
    steep = power / np.maximum(np.hypot(across, level), np.float32(1e-12))
    flat = np.float32(1.02) - power
    along = 0.5 * np.arctan2(
        flat * np.sin(drift) - steep * across, flat * np.cos(drift) - steep * level
    )
    busy = np.clip(ndimage.gaussian_filter(np.hypot(gx, gy), 1.0) * 11, 0, 1)
    return Sight(
        colours=colours,
        along=along.astype(np.float32),
        busy=busy.astype(np.float32),
        subject=_where_things_are(picture, columns, rows),
        front=_in_front(picture, columns, rows),
        width=picture.width,
        height=picture.height,
    )


def _halved(field: Floats) -> Floats:
    """The field at half its size; directions are too soft to need more."""
    rows, columns = field.shape
    small = Image.fromarray(field).resize((columns // 2, rows // 2), Image.Resampling.BOX)
    return np.asarray(small)


def _where_things_are(picture: Composition, columns: int, rows: int) -> Floats:
    black, white = Colour(0, 0, 0), Colour(1, 0, 0)
    canvas = Canvas(columns, rows, black)
    for layer in picture.layers:
        if layer.subject:
            for form in layer.forms:
                if form.role in (Role.PART, Role.DETAIL):
                    canvas.tint(Path(form.points), white)
    return canvas.pixels[..., 0].astype(np.float32) / np.float32(255)


def _in_front(picture: Composition, columns: int, rows: int) -> NDArray[np.int64]:
    canvas = Canvas(columns, rows, Colour(0, 0, 0))
    forms = [form for layer in picture.layers for form in layer.forms]
    for number, form in enumerate(forms, start=1):
        if form.alpha > 0.7 and form.role not in (Role.SHADE, Role.GLOW):
            canvas.label(Path(form.points), number)
    return canvas.labels()


def bristles(
    rng: np.random.Generator, *, kinds: int = 6, long: int = 96, wide: int = 30, dry: float = 0.35
) -> Sprites:
    """Marks of a flat brush, run from left to right, some bent."""
    masks = []
    for _ in range(kinds):
        streaks = ndimage.gaussian_filter1d(rng.standard_normal((wide, 1)), 0.8, axis=0)
        run = ndimage.gaussian_filter(rng.standard_normal((wide, long)), (0.8, 14))
        body = 0.95 + dry * streaks / streaks.std() * 0.5 + dry * run / run.std() * 0.35
        x = np.linspace(-1, 1, long)[None, :]
        bend = float(rng.uniform(-0.22, 0.22)) * (x**2 - 0.4)
        y = np.linspace(-1, 1, wide)[:, None] - bend
        ragged = 0.1 * streaks / streaks.std()
        ends = np.clip((0.93 + ragged - np.abs(x)) * 9, 0, 1)
        sides = np.clip((0.84 - np.abs(y)) * 7, 0, 1)
        masks.append((np.clip(body, 0, 1) * ends * sides).astype(np.float32))
    return Sprites(masks)


def finish(canvas: Canvas, picture: Composition, view: Sight, *, below: float = 0.09) -> None:
    """What is too small or quick for strokes: eyes and panes up to a size, stars, rain, snow."""
    number = 0
    for layer in picture.layers:
        for form in layer.forms:
            number += 1
            small = form.role is Role.DETAIL and form.size < below
            if layer.name == "weather" or (small and view.shows(number, form)):
                paint_form(canvas, Path(form.points), form)


def shaken(colours: Floats, rng: np.random.Generator, *, by: float) -> NDArray[np.float64]:
    """Colours as they come from a palette: none quite like its neighbour."""
    light = rng.normal(0, by, (len(colours), 1))
    hue = rng.normal(0, 0.6 * by, (len(colours), 3))
    return np.clip(colours + light + hue, 0, 1)
