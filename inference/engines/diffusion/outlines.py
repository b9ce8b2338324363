"""The outlines of a picture, white on black, as ControlNets of the kind “canny” were trained on.

Source: Canny, 1986, “A Computational Approach to Edge Detection”; thresholds relative to the
picture's own steepest slopes are ours, since members send photographs of every contrast.
"""

from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

_BLUR = 1.4  # pixels
_STEEPEST = 95.0  # percentile of slopes that counts as the steepest
_STRONG, _WEAK = 0.3, 0.12  # of the steepest
_LEAST = 14.0  # of 255 a pixel: flatter than that is noise, however flat the rest is
_FEW_GREYS = 0.02  # of the pixels may be grey in what was drawn in two colours
_MOST_LINES = 0.5

Pixels = np.ndarray[Any, np.dtype[np.float32]]


def outlines(picture: Image.Image) -> Image.Image:
    """The outlines of a picture of any kind, RGB; what is drawn in outlines already stays."""
    grey = np.asarray(picture.convert("L"), np.float32)
    if _is_drawn(grey):
        return picture.convert("RGB")
    smooth = ndimage.gaussian_filter(grey, _BLUR)
    down, across = ndimage.sobel(smooth, 0) / 4, ndimage.sobel(smooth, 1) / 4
    slope = np.hypot(down, across)
    ridges = np.where(_is_ridge(slope, down, across), slope, 0)
    steepest = max(
        _LEAST, float(np.percentile(ridges[ridges > 0], _STEEPEST)) if ridges.any() else 0
    )
    regions, _ = ndimage.label(ridges > _WEAK * steepest, np.ones((3, 3)))
    strong = np.unique(regions[ridges > _STRONG * steepest])
    lines = np.isin(regions, strong[strong > 0])
    return Image.fromarray((255 * lines).astype(np.uint8)).convert("RGB")


def _is_drawn(grey: Pixels) -> bool:
    """Whether it is white lines on black, such as somebody prepared."""
    between = float(((grey > 32) & (grey < 223)).mean())
    return between <= _FEW_GREYS and 0 < float((grey > 127).mean()) < _MOST_LINES


def _is_ridge(slope: Pixels, down: Pixels, across: Pixels) -> Any:  # noqa: ANN401 - of booleans
    """Where the slope is no less than before and behind it, in the direction in which it rises."""
    turn = np.round(np.arctan2(down, across) / (np.pi / 4)).astype(int) % 4
    padded = np.pad(slope, 1)
    height, width = slope.shape

    def moved(rows: int, columns: int) -> Pixels:
        found: Pixels = padded[1 + rows : 1 + rows + height, 1 + columns : 1 + columns + width]
        return found

    ways = ((0, 1), (1, 1), (1, 0), (1, -1))
    return np.select(
        [turn == number for number in range(4)],
        [(slope >= moved(*it)) & (slope > moved(-it[0], -it[1])) for it in ways],
    ).astype(bool)
