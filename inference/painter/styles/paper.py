"""Paper cut: sheets of coloured paper, one above the other, each throwing a shadow on the last."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import MULTIPLY, Canvas, Path

_SHADOW = Colour.hex("#1c1626")
_SHEETS = 6


def paper(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Cut and paste it."""
    canvas = easel.canvas(picture.air.sky[0])
    _sky_sheets(canvas, picture, easel.rng("sheets"))
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _paste(canvas, form)
        yield share, canvas
    fibre, tooth = easel.clouds("fibre", coarse=60, octaves=3), easel.grain("tooth")

    def felt(values: Floats, rows: slice) -> Floats:
        weight = 1 + np.float32(0.022) * fibre[rows] + np.float32(0.03) * tooth[rows]
        worked: Floats = values * weight[..., None]
        return worked

    yield from toned(canvas, felt)


def _sky_sheets(canvas: Canvas, picture: Composition, rng: np.random.Generator) -> None:
    sky = picture.air.sky
    bottom = min(picture.horizon, picture.height)
    for k in range(1, _SHEETS):
        at = k / (_SHEETS - 1) * (len(sky) - 1)
        low = min(int(at), len(sky) - 2)
        line = curves.ridge(-0.1, picture.width + 0.1, bottom * k / _SHEETS, rng, rise=0.014)
        sheet = Path(curves.down_to(line, picture.height + 0.1))
        _sheet(canvas, sheet, sky[low].mixed(sky[low + 1], at - low), lift=0.008)


def _paste(canvas: Canvas, form: Form) -> None:
    match form.role:
        case Role.GLOW:
            canvas.fill(Path(form.points), form, alpha=0.6)
        case Role.SHADE:
            if form.soft == 0:
                canvas.fill(Path(form.points), form, alpha=0.5, blend=MULTIPLY)
        case _:
            colour = form.colour if form.fade is None else form.colour.mixed(form.fade, 0.3)
            size = form.size
            lift = 0.0065 if size > 0.12 else 0.0035 if size > 0.035 else 0.0012
            if form.role is Role.MARK and size < 0.012:
                canvas.tint(Path(form.points), colour, form.alpha)
            else:
                _sheet(
                    canvas, Path(form.points), colour, lift=lift, alpha=min(1.0, form.alpha + 0.2)
                )


def _sheet(canvas: Canvas, path: Path, colour: Colour, *, lift: float, alpha: float = 1.0) -> None:
    canvas.tint(path, _SHADOW, 0.42 * alpha, soft=0.55 * lift, move=(0.45 * lift, 0.75 * lift))
    canvas.tint(path, colour, alpha)
    if lift > 0.003:
        canvas.stroke(path, 0.0016, colour.lighter(0.45), 0.55 * alpha)
