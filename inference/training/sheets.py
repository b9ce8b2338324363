"""Sample sheets: rows of small pictures, for a person to look at."""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import Tensor

_GAP = 4
_PAPER = (250, 248, 243)


def as_image(picture: Tensor) -> Image.Image:
    """(3, H, W) in [-1, 1], anything beyond is cut, to RGB."""
    pixels = ((picture.detach().float().clamp(-1, 1) + 1) * 127.5).round()
    return Image.fromarray(pixels.permute(1, 2, 0).cpu().numpy().astype(np.uint8))


def sheet_of(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """All of them on one page; each row as high as its highest picture."""
    heights = [max(image.height for image in row) for row in rows]
    width = max(sum(image.width + _GAP for image in row) for row in rows) + _GAP
    page = Image.new("RGB", (width, sum(heights) + _GAP * (len(rows) + 1)), _PAPER)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        left = _GAP
        for image in row:
            page.paste(image, (left, top))
            left += image.width + _GAP
        top += height + _GAP
    return page
