"""Neon: bent tubes of light on a dark wall; what is near burns brightest."""

from collections.abc import Iterator

import numpy as np
from PIL import Image
from scipy import ndimage

from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Canvas, Path

_WALL = Colour.hex("#0d0b16")
_BLOOM_SIDE = 160  # the glow is soft: it is worked out small
_WHITE = Colour.hex("#fffdf6")


def neon(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Bend and light it."""
    canvas = easel.canvas(_WALL)
    _wall(canvas, picture)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _bent(canvas, form, thing=layer.subject)
        yield share, canvas
    yield 0.86, canvas
    glow = _bloom(canvas, easel)

    def lit(values: Floats, rows: slice) -> Floats:
        """Light adds to light and never takes away."""
        worked: Floats = 1 - (1 - values) * (1 - glow[rows])
        return worked

    yield from toned(canvas, lit)


def _wall(canvas: Canvas, picture: Composition) -> None:
    """Bricks in the hour's colour, hardly seen."""
    sky = picture.air.sky
    tops = [(0.0, sky[0]), (0.55, sky[len(sky) // 2]), (1.0, sky[-1])]
    stops = [(at, _night(colour)) for at, colour in tops]
    canvas.gradient(stops, 0.0, picture.height)
    tall, wide = 0.032, 0.088
    joints = []
    for k in range(int(picture.height / tall) + 1):
        y, shift = k * tall, 0.5 * wide * (k % 2)
        joints.append((0.0, y, picture.width, y))
        xs = np.arange(shift, picture.width, wide).tolist()
        joints += [(x, y, x, y + tall) for x in xs]
    canvas.lines(np.array(joints), 0.0022, Colour(0.05, 0.0, -0.01), 0.55)


def _night(colour: Colour) -> Colour:
    return Colour(0.1 + 0.13 * colour.light, 0.55 * colour.a, 0.55 * colour.b)


def _bent(canvas: Canvas, form: Form, *, thing: bool) -> None:
    path = Path(form.points)
    tone = _gas(form.colour if form.fade is None else form.colour.mixed(form.fade, 0.3))
    match form.role:
        case Role.SHADE:
            return
        case Role.GLOW:
            canvas.tint(path, form.colour, 0.25 * form.alpha, soft=form.soft)
        case Role.MARK:
            canvas.tint(path, tone, 0.85 if thing else 0.4)
        case Role.DETAIL:
            _detail(canvas, form, path, tone, thing=thing)
        case Role.VEIL:
            canvas.stroke(path, 0.003, tone, 0.4 * form.alpha)
        case Role.MASS:
            canvas.tint(path, _night(form.colour), 0.9)
            _tube(canvas, path, tone, width=0.0042, alpha=0.6)
        case _:
            canvas.tint(path, _night(form.colour).mixed(tone, 0.2 if thing else 0.03), 0.96)
            if thing:
                _tube(canvas, path, tone, width=0.0078 if form.size > 0.06 else 0.0052)
            else:
                _tube(canvas, path, tone, width=0.0034, alpha=0.6)


def _detail(canvas: Canvas, form: Form, path: Path, tone: Colour, *, thing: bool) -> None:
    """Dark details stay dark within their ring of light."""
    dark = form.colour.light < 0.35
    alpha = 0.95 if thing else 0.55
    if form.size < 0.03 or form.shines:
        canvas.tint(path, _WALL if dark and thing else tone, alpha)
        if dark and thing and form.size > 0.012:
            canvas.stroke(path, 0.002, _WHITE, 0.8)
    else:
        canvas.tint(path, _night(form.colour).mixed(tone, 0.3), alpha)
        canvas.stroke(path, 0.0028, tone, alpha)


def _tube(canvas: Canvas, path: Path, tone: Colour, *, width: float, alpha: float = 1.0) -> None:
    """Glass full of light: its colour at the rim, nearly white within."""
    canvas.stroke(path, width, tone, alpha)
    canvas.stroke(path, 0.38 * width, tone.mixed(_WHITE, 0.62), alpha)


def _gas(colour: Colour) -> Colour:
    """The gas that burns nearest to a colour; black becomes a cold grey tube."""
    if colour.chroma < 0.03:
        return Colour(max(0.5, colour.light), colour.a, colour.b - 0.012)
    light = min(0.86, max(0.58, 0.42 + 0.5 * colour.light))
    return Colour.of(light, min(0.26, 0.1 + 1.15 * colour.chroma), colour.hue)


def _bloom(canvas: Canvas, easel: Easel) -> Floats:
    """The light that the tubes throw on the wall: (height, width, 3) in [0, 1]."""
    columns = max(8, round(_BLOOM_SIDE * easel.width_px / easel.unit_px))
    rows = max(8, round(_BLOOM_SIDE * easel.height_px / easel.unit_px))
    small = canvas.image().resize((columns, rows), Image.Resampling.BOX)
    light = np.asarray(small, np.float32) / np.float32(255)
    light = np.clip(light - np.float32(0.16), 0, 1) ** np.float32(1.2)
    near = ndimage.gaussian_filter(light, (1.6, 1.6, 0))
    far = ndimage.gaussian_filter(light, (7, 7, 0))
    glow = np.clip(near * np.float32(0.75) + far * np.float32(0.55), 0, 1)
    large = Image.fromarray((glow * 255).astype(np.uint8)).resize(
        (easel.width_px, easel.height_px), Image.Resampling.BICUBIC
    )
    return np.asarray(large, np.float32) / np.float32(255)
