"""Where every accident of a picture comes from: streams of numbers named by their purpose.

A stream depends on its seed and its name alone, so the sky stays when the style changes, and two
threads never share one. The global generators are never touched.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]
_FINER = 1.5  # cells to a pixel


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The numbers for one purpose under one seed, the same in every process."""
    return np.random.Generator(np.random.PCG64([seed, crc32(purpose.encode())]))


def clouds(
    rng: np.random.Generator, width: int, height: int, *, coarse: float, octaves: int
) -> Field:
    """A (height, width) field of soft noise, zero on average, most of it within [-1, 1].

    The same numbers at another size give the same field at that size: the lattice belongs to the
    picture, not to its pixels.

    Args:
        rng: drawn from in a fixed order, whatever the size.
        width: in pixels.
        height: in pixels.
        coarse: cells of the coarsest octave along the square root of the area.
        octaves: each twice as fine and half as strong as the one before.
    """
    unit = (width * height) ** 0.5
    total = np.zeros((height, width), np.float32)
    power = 0.0
    for octave in range(octaves):
        cells = coarse * 2**octave
        columns = max(2, round(cells * width / unit)) + 1
        rows = max(2, round(cells * height / unit)) + 1
        if cells > _FINER * unit:  # averaged over each pixel it is noise without neighbours
            layer = rng.standard_normal((height, width), np.float32)
            layer *= np.float32(unit / cells)
        else:
            lattice = Image.fromarray(rng.standard_normal((rows, columns)).astype(np.float32))
            layer = np.asarray(lattice.resize((width, height), Image.Resampling.BICUBIC))
        total += layer * np.float32(0.5**octave)
        power += 0.25**octave
    return total * np.float32(0.72 / power**0.5)
