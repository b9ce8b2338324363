"""Pictures brought to the size that a model paints, and back again. Pure.

Sizes are widths and heights in pixels.
"""

import math

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

MIN_SIDE = 64

WHITE = 128  # of 255: from here on a mask says that something is painted anew
_FADES = 128  # of a picture's shorter side: how wide the new fades out towards what stays

Size = tuple[int, int]


def rounded(side: int, multiple: int) -> int:
    """A side that a model can paint, no shorter than this one."""
    return math.ceil(max(side, MIN_SIDE) / multiple) * multiple


def fitted(picture: Image.Image, size: Size) -> Image.Image:
    """A picture scaled and cut to another shape; masks stay grey, all else is RGB."""
    picture = picture if picture.mode == "L" else picture.convert("RGB")
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def grown(picture: Image.Image, size: Size, painted: Size) -> Image.Image:
    """A picture cut to the ordered size, its edges drawn out to the painted one."""
    pixels = np.asarray(fitted(picture, size))
    left, top = (painted[0] - size[0]) // 2, (painted[1] - size[1]) // 2
    right, bottom = painted[0] - size[0] - left, painted[1] - size[1] - top
    margins = ((top, bottom), (left, right), (0, 0))[: pixels.ndim]
    return Image.fromarray(np.pad(pixels, margins, mode="edge"))


def centre(image: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a picture; the opposite of `grown`."""
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def kept(painted: Image.Image, source: Image.Image, mask: Image.Image) -> Image.Image:
    """A picture with the source's own pixels where the mask is black.

    Autoencoders change what they are not asked to change. Towards what stays, the new fades out
    over some pixels inside the mask, so that no seam is seen.

    Args:
        painted: RGB.
        source: what it was painted from, of any size and shape.
        mask: grey, of the shape of the source.
    """
    hard = fitted(mask, painted.size).point(lambda grey: 255 * (grey >= WHITE))
    soft = hard.filter(ImageFilter.BoxBlur(max(1, min(painted.size) // _FADES)))
    soft = soft.point(lambda grey: max(0, 2 * grey - 255))
    if not soft.getbbox():  # nothing but fine lines
        soft = hard
    return Image.composite(painted, fitted(source, painted.size), ImageChops.darker(soft, hard))
