"""Watercolour: wet skies that bloom, washes that dry darker at the edge, white paper all round.

Every form is laid down as a transparent wash with a wandering edge; the paper's grain takes the
pigment in at the end, over everything.
"""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.chance import clouds
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import MULTIPLY, SOFT_LIGHT, Canvas, Path, Texture

PAPER = Colour.hex("#fbf8f0")
_BROAD = 0.09  # units: from this size on a form is a wash, below it is a touch


def watercolour(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it as a watercolour."""
    canvas = easel.canvas(PAPER)
    rng = easel.rng("wash")
    blooms = Texture(clouds(rng, 256, 256, coarse=4, octaves=5), strength=0.62)
    _wet_sky(canvas, picture, rng, blooms)
    yield 0.1, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _wash(canvas, form, rng, blooms)
        yield share, canvas
    yield from _dry(canvas, picture, easel)


def _wet_sky(
    canvas: Canvas, picture: Composition, rng: np.random.Generator, blooms: Texture
) -> None:
    count = len(picture.air.sky)
    stops = [(i / (count - 1), _diluted(tone)) for i, tone in enumerate(picture.air.sky)]
    canvas.gradient(stops, 0.0, picture.horizon)
    everything = (-0.02, -0.02, picture.width + 0.02, picture.height + 0.02)
    for cover, alpha in ((1.5, 0.6), (0.7, 0.4)):
        corner = (float(rng.uniform(0, 1)), float(rng.uniform(0, 1)))
        canvas.wash(everything, blooms, cover=cover, corner=corner, alpha=alpha)
    for _ in range(7):  # wet in wet: colour from another part of the sky runs in
        x, y = float(rng.uniform(0, picture.width)), float(rng.uniform(0, picture.horizon))
        tone = _diluted(picture.air.sky[int(rng.integers(count))])
        drop = curves.lumpy(
            (x, y), float(rng.uniform(0.08, 0.24)), float(rng.uniform(0.03, 0.08)), rng
        )
        canvas.tint(Path(drop), tone, 0.3, soft=0.03)


def _wash(canvas: Canvas, form: Form, rng: np.random.Generator, blooms: Texture) -> None:
    if form.role is Role.GLOW:
        canvas.fill(Path(form.points), form, alpha=0.75)
        return
    broad = form.size > _BROAD and form.role in (Role.MASS, Role.PART, Role.VEIL)
    outline = _wandering(form, rng) if form.role is not Role.DETAIL else form.points
    path = Path(outline)
    watery = _watery(form)
    if form.role is Role.SHADE:
        canvas.fill(path, watery, alpha=0.85, blend=MULTIPLY)
        return
    canvas.fill(path, watery, alpha=0.95)
    if form.role in (Role.DETAIL, Role.MARK) or form.soft > 0.002:
        return
    corner = (float(rng.uniform(0, 1)), float(rng.uniform(0, 1)))
    edge = watery.colour.darker(0.3).mixed(watery.fade or watery.colour, 0.4)
    with canvas.clipped(path):
        if broad:
            box = curves.bounds([outline])
            canvas.wash(box, blooms, cover=0.55, corner=corner, alpha=0.8, blend=SOFT_LIGHT)
            canvas.wash(box, blooms, cover=0.17, corner=corner, alpha=0.42, blend=SOFT_LIGHT)
            canvas.stroke(path, 0.02, edge, 0.2, soft=0.005, blend=MULTIPLY)
        canvas.stroke(path, 0.0052, edge, 0.42, soft=0.0012, blend=MULTIPLY)


def _wandering(form: Form, rng: np.random.Generator) -> Points:
    """The edge as a wet brush draws it."""
    amount = 0.0022 if form.size > _BROAD else 0.0009
    count = len(form.points)
    knots = max(3, min(count // 3, 24))
    at = np.linspace(0, knots, count, endpoint=False)
    shifts = rng.normal(0, amount, (knots, 2))
    index = at.astype(int)
    part = (at - index)[:, None]
    wander = shifts[index % knots] * (1 - part) + shifts[(index + 1) % knots] * part
    moved: Points = form.points + wander
    return moved


def _diluted(colour: Colour) -> Colour:
    """Watercolour is paler than what it paints, and clearer."""
    light = colour.light + 0.22 * (1 - colour.light) * (0.4 + colour.light)
    return Colour(light, colour.a * 1.08, colour.b * 1.08)


def _watery(form: Form) -> Form:
    fade = None if form.fade is None else _diluted(form.fade)
    return Form(
        points=form.points, colour=_diluted(form.colour), role=form.role, fade=fade,
        axis=form.axis, alpha=form.alpha, soft=form.soft, shines=form.shines,
    )  # fmt: skip


def _dry(canvas: Canvas, picture: Composition, easel: Easel) -> Iterator[Step]:
    """Pigment settles in the grain; the margin stays white with a wandering edge."""
    flow = easel.clouds("flow", coarse=5, octaves=4)
    yield 0.88, canvas
    tooth = easel.grain("tooth")
    yield 0.91, canvas
    margin = _margin(picture, easel, easel.clouds("margin", coarse=9, octaves=4))
    yield 0.94, canvas
    paper = np.array(PAPER.rgb(), np.float32)

    def settle(values: Floats, rows: slice) -> Floats:
        load = 1 + np.float32(0.13) * flow[rows] + np.float32(0.085) * tooth[rows]
        inside = margin[rows][..., None]
        # Light through pigment: a thicker layer takes the same share of it again (Beer's law).
        stained = paper * np.power(np.maximum(values / paper, 0.004), load[..., None])
        white = paper * (1 + np.float32(0.012) * tooth[rows])[..., None]
        worked: Floats = stained * inside + white * (1 - inside)
        return worked

    yield from toned(canvas, settle)


def _margin(picture: Composition, easel: Easel, wander: Floats) -> Floats:
    """1 where paint may be, 0 on the bare margin; (height, width)."""
    unit = easel.unit_px
    x = (np.arange(easel.width_px, dtype=np.float32) + 0.5) / unit
    y = (np.arange(easel.height_px, dtype=np.float32) + 0.5) / unit
    across = np.minimum(x, np.float32(picture.width) - x)[None, :]
    down = np.minimum(y, np.float32(picture.height) - y)[:, None]
    gap = np.minimum(across, down) - np.float32(0.028) + np.float32(0.0065) * wander
    inside: Floats = np.clip(gap * np.float32(400) + np.float32(0.5), 0, 1)
    return inside
