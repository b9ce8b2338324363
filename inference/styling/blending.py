"""Several pictures of one size into one: mixed band by band, laid in by a mask, kept smooth."""

from collections.abc import Sequence

import torch
from torch import Tensor

from inference.styling.colours import luminance
from inference.styling.pixels import bands, blurred, joined

_BANDS = 5
_MOST_GAIN = 1.6


def mixed(pictures: Sequence[Tensor], shares: Sequence[float]) -> Tensor:
    """The pictures averaged in each band of detail, with as much detail as they have on average.

    A plain average of different strokes is paler than any of them; each band gets back its energy.
    """
    pyramids = [bands(picture, _BANDS) for picture in pictures]
    count = len(pyramids[0][0])
    details = [_joint([pyramid[0][at] for pyramid in pyramids], shares) for at in range(count)]
    below = _average([pyramid[1] for pyramid in pyramids], shares)
    return joined(details, below).clamp(0, 1)


def _joint(layers: Sequence[Tensor], shares: Sequence[float]) -> Tensor:
    together = _average(layers, shares)
    wanted = _average([_energy(layer) for layer in layers], shares)
    return together * (wanted / _energy(together).clamp(min=1e-5)).clamp(1, _MOST_GAIN)


def _energy(layer: Tensor) -> Tensor:
    return layer.square().mean((2, 3), keepdim=True).sqrt()


def _average(values: Sequence[Tensor], shares: Sequence[float]) -> Tensor:
    total = torch.zeros_like(values[0])
    for value, share in zip(values, shares, strict=True):
        total += share * value
    return total


def laid_in(painted: Tensor, content: Tensor, mask: Tensor) -> Tensor:
    """What was painted where the mask (1, 1, H, W) is 1, the content where it is 0."""
    return content.lerp(painted, mask)


def smooth_as(picture: Tensor, content: Tensor, reach: int, ease: float = 1e-4) -> Tensor:
    """The picture without the steps that the content has not: a photograph stays one.

    Source: the guided filter (He, Sun, Tang, 2010), guided by the content's luminance: in every
    window the result is a line through the content, so it has edges only where the content does.
    """
    light = luminance(content)
    side = 2 * reach + 1
    mean, aim = blurred(light, side), blurred(picture, side)
    spread = blurred(light * light, side) - mean * mean
    slope = (blurred(light * picture, side) - mean * aim) / (spread + ease)
    rest = aim - slope * mean
    return (blurred(slope, side) * light + blurred(rest, side)).clamp(0, 1)
