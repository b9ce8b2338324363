"""Pencil: contours drawn twice on white paper, then coloured strokes in one direction."""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from inference.painter.brushwork import Sight, finish, sight
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.hatching import pen_line
from inference.painter.raster import Canvas, Marks, Path, Sprites

_PAPER = Colour.hex("#fbf9f3")
_LEAD = Colour.hex("#3a3940")
# (strokes for the whole picture, their length in units, their slant in radians, strength,
# whether on the things alone)
_LAYERS = (
    (5200, 0.072, -0.75, 0.7, False),
    (5200, 0.055, -0.95, 0.6, False),
    (9000, 0.03, -0.6, 0.75, False),
    (16000, 0.02, -0.8, 0.9, True),
)


def pencil(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Draw it in coloured pencil."""
    canvas = easel.canvas(_PAPER)
    rng = easel.rng("pencil")
    view = sight(picture, rng)
    lead = _lead(rng)
    yield 0.06, canvas
    for share, layer in shares(picture):
        for form in layer.forms:
            _outlined(canvas, form, rng)
        yield 0.06 + 0.3 * share, canvas
    done = 0.36
    for count, length, slant, strength, things in _LAYERS:
        marks = _strokes(view, rng, count=count, length=length, slant=slant, things=things)
        for part, some in marks.pieces(1200):
            canvas.stamp(lead, some, alpha=strength)
            yield done + 0.13 * part, canvas
        done += 0.13
    finish(canvas, picture, view)
    tooth = easel.grain("tooth", cells=520)

    def sink(values: Floats, rows: slice) -> Floats:
        """The paper's hollows stay white where the pencil is light."""
        hollow = np.clip(tooth[rows] - np.float32(0.25), 0, 1)[..., None]
        worked: Floats = values + (1 - values) * hollow * np.float32(0.55)
        return worked

    yield from toned(canvas, sink)


def _strokes(
    view: Sight, rng: np.random.Generator, *, count: int, length: float, slant: float, things: bool
) -> Marks:
    """More of them where it is dark; they bend a little towards the forms."""
    at = view.scattered(rng, count)
    at = at[view.look(view.subject, at) > 0.5] if things else at
    dark = 1 - view.look(view.colours, at).mean(axis=1)
    at = at[rng.random(len(at)) < 0.25 + 1.1 * dark]
    seen = view.look(view.colours, at)
    grey = seen.mean(axis=1, keepdims=True)
    colours = grey + (seen - grey) * 1.35 + rng.normal(0, 0.035, seen.shape)
    follow = 0.35 * view.look(view.busy, at) * np.sin(view.look(view.along, at) - slant)
    return Marks(
        at=at,
        lengths=length * rng.uniform(0.7, 1.3, len(at)),
        angles=slant + follow + rng.normal(0, 0.1, len(at)),
        colours=np.clip(colours, 0, 1),
    )


def _outlined(canvas: Canvas, form: Form, rng: np.random.Generator) -> None:
    """The contour, with the lines behind it rubbed out."""
    if form.role in (Role.GLOW, Role.SHADE) or (form.role is Role.VEIL and form.alpha < 0.85):
        return
    path = Path(form.points)
    if form.role in (Role.MARK, Role.DETAIL):
        canvas.tint(path, form.colour.darker(0.1), 0.6 * form.alpha)
        return
    canvas.tint(path, _PAPER, 0.93)
    tone = form.colour.darker(0.55).mixed(_LEAD, 0.5)
    broad = form.role is Role.MASS
    for _ in range(1 if broad or form.size < 0.04 else 2):
        pen_line(
            canvas, form.points, rng, width=0.0024, colour=tone, wander=0.0016,
            alpha=0.45 if broad else 0.75,
        )  # fmt: skip


def _lead(rng: np.random.Generator) -> Sprites:
    """Thin grainy marks that fade at both ends."""
    masks = []
    x = np.linspace(-1, 1, 128)[None, :]
    y = np.linspace(-1, 1, 12)[:, None]
    for _ in range(6):
        grain = ndimage.gaussian_filter(rng.standard_normal((12, 128)), 0.7)
        bow = y - float(rng.uniform(-0.35, 0.35)) * (x**2 - 0.4)
        body = np.clip((0.55 - np.abs(bow)) * 4, 0, 1) * np.clip((1 - np.abs(x)) * 3, 0, 1)
        masks.append((body * np.clip(0.72 + 0.5 * grain / grain.std(), 0, 1)).astype(np.float32))
    return Sprites(masks)
