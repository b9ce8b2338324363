"""Poster: flat crisp colours, rings of sky round the sun, a fine grain; as in the 1930s."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, paint_form, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Canvas, Path

_BANDS = 7


def poster(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it as a poster."""
    canvas = easel.canvas(picture.air.sky[0])
    _rings(canvas, picture)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            paint_form(canvas, Path(form.points), _crisp(form))
        yield share, canvas
    grain = easel.grain("grain")
    yield from toned(canvas, lambda values, rows: _printed(values, grain[rows]))


def _rings(canvas: Canvas, picture: Composition) -> None:
    """The sky as rings of colour round the sun, the lightest inside."""
    sky, (x, y) = picture.air.sky, picture.air.sun
    far = max(np.hypot(x - cx, y - cy) for cx in (0, picture.width) for cy in (0, picture.horizon))
    for k in range(_BANDS):
        at = k / (_BANDS - 1) * (len(sky) - 1)
        low = min(int(at), len(sky) - 2)
        reach = far * (1 - (k / _BANDS) ** 0.8) * 1.02
        ring = curves.ellipse(x, y, reach, reach, steps=90)
        canvas.tint(Path(ring), sky[low].mixed(sky[low + 1], at - low))


def _crisp(form: Form) -> Form:
    """Clouds and shadows with sharp edges; gradients at half their strength, colours clearer."""
    if form.role is Role.GLOW:
        return form
    fade = None if form.fade is None else _clear(form.fade.mixed(form.colour, 0.35))
    return Form(
        points=form.points, colour=_clear(form.colour), role=form.role, fade=fade, axis=form.axis,
        alpha=form.alpha, soft=0.0, shines=form.shines,
    )  # fmt: skip


def _clear(colour: Colour) -> Colour:
    return Colour(colour.light, colour.a * 1.12, colour.b * 1.12)


def _printed(values: Floats, grain: Floats) -> Floats:
    return values * (1 + np.float32(0.03) * grain[..., None]) * np.float32(0.985) + np.float32(
        0.012
    )
