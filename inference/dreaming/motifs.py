"""What a dream is made of: a sheet crowded with things of the painter's, each many times.

Pure but for the painter's canvas.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.drawing import Pad
from inference.painter.easel import paint_form
from inference.painter.raster import Canvas, Path
from inference.painter.scene import Hour
from inference.painter.skies import air_of
from inference.painter.subjects.catalogue import SUBJECTS

_SIZES = (0.10, 0.24)  # of the sheet's side
_CROWD = 330
_GROUND = COLOURS["purple"]


def sheet(names: Sequence[str], *, side_px: int, seed: int) -> Image.Image:
    """The things of these names all over a square, RGB; the same for the same arguments.

    Args:
        names: of SUBJECTS.
        side_px: of the square.
        seed: where and how large they are, and in which colours.
    """
    chance = np.random.default_rng(seed)
    air = air_of(Hour.DAY, frozenset(), seed % 3, sun=(0.7, 0.2))
    canvas = Canvas(side_px, side_px, _GROUND.at(0.35))
    colours = list(COLOURS.values())
    for number in range(_CROWD):
        subject = SUBJECTS[names[int(chance.integers(len(names)))]]
        size = float(chance.uniform(*_SIZES)) / max(subject.height, subject.span)
        flip = 1.0 if chance.random() < 0.5 else -1.0
        pad = Pad(
            air,
            stream(seed, f"motif {number}"),
            origin=(float(chance.uniform(-0.05, 1.05)), float(chance.uniform(-0.05, 1.15))),
            scale=(flip * size, -size),
            tilt=float(chance.normal(0, 12)),
            colour=colours[int(chance.integers(len(colours)))],
        )
        subject.draw(pad)
        for form in pad.forms:
            paint_form(canvas, Path(form.points), form)
    return canvas.image()
