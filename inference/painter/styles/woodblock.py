"""Woodblock: flat inks in few tones, deep blue above, dark contours, the grain of wood."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.hatching import pen_line
from inference.painter.raster import MULTIPLY, Canvas, Path

_PAPER = Colour.hex("#efe3c6")
_KEY = Colour.hex("#1f2a44")
_BLUE = Colour.hex("#27497d")


def woodblock(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Print it."""
    canvas = easel.canvas(_PAPER)
    rng = easel.rng("woodblock")
    _sky(canvas, picture)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _printed(canvas, form, rng)
        yield share, canvas
    edge = Path(curves.box(0, 0, picture.width, picture.height))
    canvas.stroke(edge, 0.035, _PAPER)
    inner = curves.box(0.0175, 0.0175, picture.width - 0.0175, picture.height - 0.0175)
    canvas.stroke(Path(inner), 0.0028, _KEY, 0.9)
    yield 0.9, canvas
    grain = _grain(easel)
    fibre = easel.grain("fibre", cells=480)
    paper = np.array(_PAPER.rgb(), np.float32)

    def rubbed(values: Floats, rows: slice) -> Floats:
        """The block leaves its grain where the ink lies; no ink is whiter than the paper."""
        pale = np.float32(0.04) * np.clip(grain[rows], -1, 1) + np.float32(0.02) * fibre[rows]
        ink = values * np.float32(0.94) + paper * np.float32(0.06)
        worked: Floats = np.minimum(ink, paper) * (1 + pale[..., None]) - np.float32(0.01)
        return worked

    yield from toned(canvas, rubbed)


def _sky(canvas: Canvas, picture: Composition) -> None:
    """Wiped inks: deep blue at the upper edge, the hour's colour above the horizon."""
    sky = picture.air.sky
    top = _BLUE.mixed(sky[0], 0.45)
    middle = _PAPER.mixed(sky[len(sky) // 2], 0.62)
    low = _inked(sky[-1])
    canvas.gradient(
        [(0.0, top), (0.16, top.mixed(middle, 0.55)), (0.34, middle), (0.72, middle), (1.0, low)],
        0.0,
        picture.horizon,
    )


def _printed(canvas: Canvas, form: Form, rng: np.random.Generator) -> None:
    path = Path(form.points)
    match form.role:
        case Role.GLOW:
            canvas.tint(path, _inked(form.colour), 0.3 * form.alpha, soft=0.3 * form.soft)
        case Role.SHADE:
            canvas.tint(path, _BLUE, 0.6 * form.alpha, blend=MULTIPLY)
        case Role.DETAIL | Role.MARK:
            canvas.tint(path, _inked(form.colour), form.alpha)
        case _:
            flat = Form(
                points=form.points, colour=_inked(form.colour), role=form.role, axis=form.axis,
                fade=None if form.fade is None else _inked(form.colour.mixed(form.fade, 0.6)),
                alpha=min(1.0, form.alpha + 0.1),
            )  # fmt: skip
            canvas.fill(path, flat)
            if form.alpha > 0.85:
                wide = 0.0034 if form.size > 0.12 else 0.0022
                pen_line(canvas, form.points, rng, width=wide, colour=_KEY, wander=0.0004)


def _inked(colour: Colour) -> Colour:
    """Vegetable inks: a little duller and yellower, in steps of lightness."""
    light = round(colour.light * 11) / 11
    aged = Colour(light, colour.a * 0.88, colour.b * 0.88).mixed(_PAPER, 0.07)
    return aged.at(min(aged.light, _PAPER.light))


def _grain(easel: Easel) -> Floats:
    """Lines of wood, running across."""
    slow = easel.clouds("rings", coarse=1.5, octaves=2)
    rows = np.linspace(0, 1, easel.height_px, dtype=np.float32)[:, None]
    scale = np.float32(120 * easel.height_px / easel.unit_px)
    lines = np.sin((rows * scale + slow * np.float32(7)) * np.float32(2.4))
    strength = np.float32(0.45) + np.float32(0.4) * np.tanh(slow)
    wood: Floats = (lines * strength).astype(np.float32)
    return wood
