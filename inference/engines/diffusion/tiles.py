"""A large picture in overlapping squares, and the squares back into one without seams. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Box = tuple[int, int, int, int]


def boxes(width: int, height: int, side: int, overlap: int) -> list[Box]:
    """Left, top, right and bottom of tiles that cover a picture, row by row.

    Args:
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        side: the largest side of a tile.
        overlap: the least number of pixels that neighbours share; less than `side`.
    """
    columns, rows = _starts(width, side, overlap), _starts(height, side, overlap)
    return [
        (left, top, min(left + side, width), min(top + side, height))
        for top in rows
        for left in columns
    ]


def _starts(length: int, side: int, overlap: int) -> list[int]:
    if length <= side:
        return [0]
    count = math.ceil((length - overlap) / (side - overlap))
    return [round(index * (length - side) / (count - 1)) for index in range(count)]


@dataclass(slots=True)
class Mosaic:
    """Collects refined tiles over the picture they were cut from.

    Each tile fades out linearly over `overlap` pixels towards sides that have a neighbour, so that
    where tiles meet the picture passes from one to the other.
    """

    base: Image.Image
    overlap: int
    _sum: Pixels = field(init=False)
    _weight: Pixels = field(init=False)

    def __post_init__(self) -> None:
        width, height = self.base.size
        self._sum = np.zeros((height, width, 3), np.float32)
        self._weight = np.zeros((height, width, 1), np.float32)

    def put(self, tile: Image.Image, box: Box) -> None:
        """Lay a tile of the box's size in its place."""
        left, top, right, bottom = box
        width, height = self.base.size
        across = _ramp(right - left, self.overlap, first=left == 0, last=right == width)
        down = _ramp(bottom - top, self.overlap, first=top == 0, last=bottom == height)
        weight = (down[:, None] * across[None, :])[..., None]
        self._sum[top:bottom, left:right] += np.asarray(tile, np.float32) * weight
        self._weight[top:bottom, left:right] += weight

    def picture(self, every: int = 1) -> Image.Image:
        """The whole, or every so many pixels of it: tiles where there are any, else the base."""
        base = np.asarray(self.base)[::every, ::every].astype(np.float32)
        weight = self._weight[::every, ::every]
        mixed = self._sum[::every, ::every] / np.maximum(weight, 1e-6)
        whole = np.where(weight > 0, mixed, base)
        return Image.fromarray(np.rint(whole).clip(0, 255).astype(np.uint8))


def _ramp(length: int, overlap: int, *, first: bool, last: bool) -> Pixels:
    weights = np.ones(length, np.float32)
    slope = np.arange(1, overlap + 1, dtype=np.float32) / (overlap + 1)
    if not first:
        weights[:overlap] = slope
    if not last:
        weights[-overlap:] *= slope[::-1]
    return weights


def shares(count: int) -> Iterator[tuple[float, float]]:
    """Begin and end of each of `count` equal parts of [0, 1]."""
    for index in range(count):
        yield index / count, (index + 1) / count
