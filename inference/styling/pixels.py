"""Pictures as tensors, at the sizes and in the bands that styling works at."""

import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

SLIMMEST = 3.0
"""The longer side of a style picture over the shorter one; of a slimmer one the middle is used."""


def tensor_of(image: Image.Image) -> Tensor:
    """An RGB picture as (1, 3, H, W), float32 in [0, 1]."""
    levels = torch.from_numpy(np.array(image.convert("RGB")))
    return levels.movedim(-1, 0)[None].float() / 255


def image_of(picture: Tensor) -> Image.Image:
    """A tensor of this package as a picture, rounded to 8 bits."""
    levels = (picture[0].detach().clamp(0, 1) * 255).round().to(torch.uint8)
    return Image.fromarray(levels.movedim(0, -1).cpu().numpy())


def resized(picture: Tensor, height: int, width: int) -> Tensor:
    """The picture at another size, without aliasing; itself where it has that size."""
    if picture.shape[-2:] == (height, width):
        return picture
    return functional.interpolate(
        picture, size=(height, width), mode="bicubic", antialias=True, align_corners=False
    ).clamp(0, 1)


def size_at(side: int, height: int, width: int) -> tuple[int, int]:
    """Height and width of the same shape that have the area of a square of that side."""
    scale = side / math.sqrt(height * width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def at_side(picture: Tensor, side: int) -> Tensor:
    """The picture at the area of a square of that side; its middle where it is too slim."""
    height, width = picture.shape[-2:]
    tall, broad = min(height, round(SLIMMEST * width)), min(width, round(SLIMMEST * height))
    top, left = (height - tall) // 2, (width - broad) // 2
    middle = picture[..., top : top + tall, left : left + broad]
    return resized(middle, *size_at(side, tall, broad))


def bands(picture: Tensor, count: int) -> tuple[list[Tensor], Tensor]:
    """A Laplacian pyramid: details from fine to coarse, and what is left below them."""
    details = []
    for _ in range(count):
        if min(picture.shape[-2:]) < 2:
            break
        below = functional.avg_pool2d(picture, 2, ceil_mode=True)
        details.append(picture - _grown(below, picture))
        picture = below
    return details, picture


def joined(details: list[Tensor], below: Tensor) -> Tensor:
    """The picture that `bands` took apart; not cut to any range."""
    for detail in reversed(details):
        below = _grown(below, detail) + detail
    return below


def _grown(small: Tensor, like: Tensor) -> Tensor:
    return functional.interpolate(small, size=like.shape[-2:], mode="bilinear", align_corners=False)


def blurred(picture: Tensor, side: int) -> Tensor:
    """The mean over squares of that odd side, mirrored at the border."""
    reach = min(side // 2, min(picture.shape[-2:]) - 1)
    if reach < 1:
        return picture
    padded = functional.pad(picture, (reach,) * 4, mode="reflect")
    return functional.avg_pool2d(padded, 2 * reach + 1, stride=1)


def sharpened_like(picture: Tensor, style: Tensor, *, most: float = 2.2) -> Tensor:
    """The picture with its fine details as strong as those of the style, so that strokes read."""
    mine, below = bands(picture, 2)
    theirs, _ = bands(at_side(style, round(math.sqrt(picture[0, 0].numel()))), 2)
    for place, (own, other) in enumerate(zip(mine, theirs, strict=False)):
        gain = _strength(other) / (_strength(own) + 1e-5)
        mine[place] = own * gain.clamp(1, most)
    return joined(mine, below).clamp(0, 1)


def _strength(detail: Tensor) -> Tensor:
    return detail.square().mean((2, 3), keepdim=True).sqrt()
