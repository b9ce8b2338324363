"""Faces by one network, laid into what another one enlarged, with edges that nobody sees.

    picture + where faces are --patches--> each enlarged with some of what is around it
        --blurred edges--> over the large picture

Knows no networks and no files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""
Enlarge = Callable[[Image.Image, tuple[int, int]], Image.Image]
"""A picture and a size to the picture at that size."""

MOST = 20
_GROWN = 0.2  # of a face's sides, on each, for hair, ears and chin
_SOFT = 0.08  # of a patch's shorter side: how far its edge reaches
_WHITE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A part of a picture, and how much of it is laid over: (mode L, as large as the box)."""

    box: Box
    weight: Image.Image


def around(boxes: Sequence[Box], size: tuple[int, int]) -> Image.Image:
    """What is white where these faces are, in ovals that are somewhat larger than the boxes.

    Args:
        boxes: of faces.
        size: (width, height) of the picture.
    """
    where = Image.new("L", size)
    pen = ImageDraw.Draw(where)
    for left, top, right, bottom in boxes:
        across, down = _GROWN * (right - left), _GROWN * (bottom - top)
        pen.ellipse((left - across, top - down, right + across, bottom + down), fill=255)
    return where


def patches(where: Image.Image) -> list[Patch]:
    """The parts that hang together, the largest first, at most MOST; none where all is black.

    Args:
        where: white where faces are, as large as the picture.
    """
    white = np.asarray(where.convert("L")) >= _WHITE
    places, _ = ndimage.label(white, np.ones((3, 3)))
    found = ndimage.find_objects(places)
    sizes = ndimage.sum_labels(white, places, range(1, len(found) + 1))
    order = np.argsort(-np.asarray(sizes), kind="stable")[:MOST]
    return [_patch(places == 1 + place, found[place]) for place in order]


def _patch(
    area: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", cut: tuple[slice, ...]
) -> Patch:
    down, across = cut
    soft = max(1.0, _SOFT * min(down.stop - down.start, across.stop - across.start))
    room = round(3 * soft)  # where the blur has come to nothing
    height, width = area.shape
    box = (
        max(0, across.start - room),
        max(0, down.start - room),
        min(width, across.stop + room),
        min(height, down.stop + room),
    )
    hard = Image.fromarray(np.uint8(255) * area.astype(np.uint8)).crop(box)
    return Patch(box=box, weight=hard.filter(ImageFilter.GaussianBlur(soft)))


def laid_in(
    large: Image.Image, picture: Image.Image, parts: Sequence[Patch], enlarge: Enlarge
) -> Image.Image:
    """The large picture with each part of the small one in its place, enlarged by `enlarge`.

    Args:
        large: RGB, `picture` enlarged.
        picture: RGB.
        parts: of the picture.
        enlarge: who does it.
    """
    result = large.copy()
    across, down = large.width / picture.width, large.height / picture.height
    for part in parts:
        left, top, right, bottom = part.box
        corner = round(across * left), round(down * top)
        size = round(across * right) - corner[0], round(down * bottom) - corner[1]
        piece = enlarge(picture.crop(part.box), size)
        result.paste(piece, corner, part.weight.resize(size, Image.Resampling.BICUBIC))
    return result
