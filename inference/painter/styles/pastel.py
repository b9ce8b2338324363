"""Pastel: soft chalk on toned paper, which shows through between the strokes."""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from inference.painter.brushwork import Sight, finish, shaken, sight
from inference.painter.easel import Easel, Floats, Step, toned
from inference.painter.forms import Composition
from inference.painter.raster import Marks, Sprites

# (strokes for the whole picture, their length in units, how picky about detail, strength)
_LAYERS = ((2600, 0.11, 0.0, 0.85), (5200, 0.06, 0.0, 0.8), (13000, 0.03, 0.4, 0.95))


def pastel(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it in soft pastel."""
    paper = picture.air.sky[-1].turned(150).at(0.42).duller(0.45)
    canvas = easel.canvas(paper)
    rng = easel.rng("pastel")
    view = sight(picture, rng)
    chalk = _chalk(rng)
    yield 0.08, canvas
    done = 0.08
    for count, length, picky, strength in _LAYERS:
        marks = _rubs(view, rng, count=count, length=length, picky=picky)
        for part, some in marks.pieces(1000):
            canvas.stamp(chalk, some, alpha=strength)
            yield done + 0.27 * part, canvas
        done += 0.27
    finish(canvas, picture, view)
    tooth = easel.grain("tooth", cells=460)
    ground = np.array(paper.rgb(), np.float32)

    def rough(values: Floats, rows: slice) -> Floats:
        """The hollows of the paper keep its own tone."""
        bare = np.clip(-tooth[rows] - np.float32(0.5), 0, 0.6)[..., None]
        worked: Floats = values * (1 - bare) + ground * bare
        return worked

    yield from toned(canvas, rough)


def _rubs(
    view: Sight, rng: np.random.Generator, *, count: int, length: float, picky: float
) -> Marks:
    at = view.scattered(rng, count)
    if picky:
        wanted = np.maximum(view.look(view.busy, at), 0.6 * view.look(view.subject, at))
        at = at[rng.random(len(at)) < wanted / picky]
    seen = view.look(view.colours, at)
    grey = seen.mean(axis=1, keepdims=True)
    return Marks(
        at=at,
        lengths=length * rng.uniform(0.7, 1.2, len(at)),
        angles=view.look(view.along, at) + rng.normal(0, 0.25, len(at)),
        colours=shaken(grey + (seen - grey) * np.float32(1.18), rng, by=0.035),
    )


def _chalk(rng: np.random.Generator) -> Sprites:
    """Broad grainy marks with soft edges."""
    masks = []
    x = np.linspace(-1, 1, 72)[None, :]
    y = np.linspace(-1, 1, 26)[:, None]
    for _ in range(6):
        grain = ndimage.gaussian_filter(rng.standard_normal((26, 72)), 0.9)
        edge = np.clip((0.9 - np.abs(x)) * 5, 0, 1) * np.clip((0.8 - np.abs(y)) * 4, 0, 1)
        masks.append((edge * np.clip(0.62 + 0.42 * grain / grain.std(), 0, 1)).astype(np.float32))
    return Sprites(masks)
