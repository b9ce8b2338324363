"""Poster: flat crisp colours, few steps of the sky, a fine grain; a travel poster of the 1930s."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, paint_form, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Path

_BANDS = 7


def poster(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it as a poster."""
    canvas = easel.canvas(picture.air.sky[0])
    sky = picture.air.sky
    edges = np.linspace(0, min(picture.horizon, picture.height), _BANDS + 1)[:-1]
    for k, top in enumerate(edges.tolist()):
        at = k / (_BANDS - 1) * (len(sky) - 1)
        low = min(int(at), len(sky) - 2)
        tone = sky[low].mixed(sky[low + 1], at - low)
        band = curves.box(-0.1, top, picture.width + 0.1, picture.height + 0.1)
        canvas.tint(Path(band), tone)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            paint_form(canvas, Path(form.points), _crisp(form))
        yield share, canvas
    grain = easel.grain("grain")
    toned(canvas, lambda values, rows: _printed(values, grain[rows]))
    yield 1.0, canvas


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
