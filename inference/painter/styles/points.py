"""Pointillism: dots of pure colour and some of its opposite, that mix in the eye."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from inference.painter.brushwork import Sight, finish, sight
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, scaled_picture
from inference.painter.forms import Composition
from inference.painter.raster import Marks, Sprites

# (dots for the whole picture, diameter in units, how picky about detail)
_LAYERS = ((7000, 0.0165, 0.0), (12000, 0.0115, 0.0), (22000, 0.0072, 0.5))
_CANVAS = Colour.hex("#efe6d2")


def points(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Paint it in dots."""
    canvas = easel.canvas(_CANVAS)
    rng = easel.rng("points")
    view = sight(picture, rng)
    dots = _dots(rng)
    below = scaled_picture(view.colours * np.float32(0.8) + np.float32(0.16), easel)
    canvas.replace(below)
    yield 0.08, canvas
    done = 0.08
    for count, size, picky in _LAYERS:
        at = view.scattered(rng, count)
        wanted = np.maximum(view.look(view.busy, at), 0.5 * view.look(view.subject, at))
        if picky:
            at = at[rng.random(len(at)) < wanted / picky]
        marks = Marks(
            at=at,
            lengths=size * rng.uniform(0.8, 1.2, len(at)),
            angles=rng.uniform(0, 6.28, len(at)),
            colours=_divided(view, at, rng, pure=bool(picky)),
        )
        for part, some in marks.pieces(1600):
            canvas.stamp(dots, some, alpha=0.95)
            yield done + 0.28 * part, canvas
        done += 0.28
    finish(canvas, picture, view, below=0.05)
    yield 1.0, canvas


def _divided(
    view: Sight, at: NDArray[np.float64], rng: np.random.Generator, *, pure: bool
) -> NDArray[np.float64]:
    """Each dot purer than what it stands for; one in nine its complement, lightened."""
    seen = view.look(view.colours, at)
    grey = seen.mean(axis=1, keepdims=True)
    vivid = grey + (seen - grey) * np.float32(1.45)
    opposite = grey + 0.12 - (seen - grey) * np.float32(0.9)
    swap = (rng.random((len(at), 1)) < (0.04 if pure else 0.12)).astype(np.float32)
    mixed: Floats = vivid * (1 - swap) + (0.45 * vivid + 0.55 * opposite) * swap
    return np.clip(mixed + rng.normal(0, 0.045, (len(at), 3)), 0, 1)


def _dots(rng: np.random.Generator) -> Sprites:
    """Round dabs, none a perfect circle."""
    x = np.linspace(-1.1, 1.1, 28)
    angle = np.arctan2(x[:, None], x[None, :])
    masks = []
    for _ in range(5):
        phase, wobble = rng.uniform(0, 6.28), rng.uniform(0.04, 0.12)
        rim = 0.92 + wobble * np.sin(2 * angle + phase) + 0.05 * np.sin(3 * angle - phase)
        reach = np.hypot(x[:, None], x[None, :])
        masks.append(np.clip((rim - reach) * 8, 0, 1).astype(np.float32))
    return Sprites(masks)
