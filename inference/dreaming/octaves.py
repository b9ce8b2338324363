"""The dream of a network: what it sees faintly is made plain, at several sizes.

Source: Mordvintsev, Olah and Tyka, "Inceptionism" (2015): gradient ascent on features, octaves and
jitter. The gradient is normalised on a Laplacian pyramid, as in their later notebook, and what
changes slowly over the picture is taken out again, so that its light stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from inference.dreaming.eye import Eye
from inference.styling.pixels import resized

Show = Callable[[float, Callable[[], Tensor]], None]

_BANDS = 4
_JITTER = 10  # pixels
_SMOOTH = 24
_KEPT_OUT = 0.85  # of what is smoother than that
_STEPS = 14
_RATE = 0.02
_COLOUR = 0.4  # of a change's colour: a network asks for more than eyes like
_LEAST = 48  # pixels of an octave's shorter side


@dataclass(frozen=True, slots=True, kw_only=True)
class Vision:
    """What is looked for.

    Attributes:
        layer: 1 to 4.
        channel: one feature of that layer; None is all of them.
        guide: (1, 3, h, w): only what is also in this picture; None is anything.
        strength: 1 is usual.
    """

    layer: int = 3
    channel: int | None = None
    guide: Tensor | None = None
    strength: float = 1.0


def dreamed(
    picture: Tensor,
    eye: Eye,
    vision: Vision,
    *,
    octaves: Sequence[float] = (0.5, 0.71, 1.0),
    seed: int,
    show: Show,
    steps: int = _STEPS,
) -> Tensor:
    """The picture with what the eye sees in it, the same size. The same seed, the same pixels.

    Args:
        picture: (1, 3, H, W) in [0, 1].
        eye: who looks.
        vision: for what.
        octaves: sizes beside the picture's own, from small to large.
        seed: of the jitter.
        show: hears how far it is, with a look at it; may raise to stop.
        steps: at each size.
    """
    chance = torch.Generator().manual_seed(seed)
    guide = None if vision.guide is None else _directions(eye.features(vision.guide, vision.layer))
    height, width = picture.shape[-2:]
    detail = torch.zeros(1, 3, 8, 8)
    sizes = [size for size in octaves if min(height, width) * size >= _LEAST] or [1.0]
    for place, octave in enumerate(sizes):
        size = max(8, round(height * octave)), max(8, round(width * octave))
        base, detail = resized(picture, *size), _grown(detail, size)
        for step in range(steps):
            seen = (base + detail).clamp(0, 1)
            show((place * steps + step) / (len(sizes) * steps), lambda: seen)  # noqa: B023 - at once
            slope = _slope(seen, eye, vision, guide, chance)
            detail = detail + _RATE * vision.strength * _pale(_even(slope))
            detail = detail - _KEPT_OUT * _smooth(detail)
            detail = (base + detail).clamp(0, 1) - base
    return (picture + _grown(detail, (height, width))).clamp(0, 1)


def _slope(
    seen: Tensor, eye: Eye, vision: Vision, guide: Tensor | None, chance: torch.Generator
) -> Tensor:
    """How to change the picture so that it shows more of it, looked at from a little aside."""
    down, right = torch.randint(-_JITTER, _JITTER + 1, (2,), generator=chance).tolist()
    with torch.enable_grad():
        moved = seen.roll((down, right), (2, 3)).requires_grad_()
        shown = eye.features(moved, vision.layer)
        if vision.channel is not None:
            shown = shown[:, vision.channel : vision.channel + 1]
        elif guide is not None:
            shown = _in_common(shown, guide)
        (slope,) = torch.autograd.grad((shown**2).mean(), moved)
    return slope.roll((-down, -right), (2, 3))


def _directions(features: Tensor) -> Tensor:
    """(N, C): where the features of a picture point."""
    flat = features.flatten(2)[0].T
    return functional.normalize(flat, dim=1)


def _in_common(shown: Tensor, guide: Tensor) -> Tensor:
    """The features, each as strong as it points to what the guide has there most alike."""
    flat = shown.flatten(2)[0].T
    with torch.no_grad():
        nearest = guide[(functional.normalize(flat, dim=1) @ guide.T).argmax(1)]
    return (flat * nearest).sum(1)


def _even(slope: Tensor) -> Tensor:
    """As much change in coarse bands as in fine ones."""
    bands = [slope]
    for _ in range(_BANDS - 1):
        bands.append(functional.avg_pool2d(bands[-1], 2, ceil_mode=True))
    size = slope.shape[-2:]
    evened = [
        functional.interpolate(
            band / (band.std() + 1e-9), size=size, mode="bilinear", align_corners=False
        )
        for band in bands
    ]
    return torch.stack(evened).mean(0)


def _pale(change: Tensor) -> Tensor:
    light = change.mean(1, keepdim=True)
    return light + _COLOUR * (change - light)


def _smooth(detail: Tensor) -> Tensor:
    height, width = detail.shape[-2:]
    small = resized(detail, max(1, height // _SMOOTH), max(1, width // _SMOOTH))
    return functional.interpolate(small, (height, width), mode="bicubic", align_corners=False)


def _grown(detail: Tensor, size: tuple[int, int]) -> Tensor:
    return functional.interpolate(detail, size, mode="bicubic", align_corners=False)
