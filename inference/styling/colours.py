"""Colours of one picture given to another. Knows nothing of strokes, files and jobs.

Pictures are tensors (1, 3, H, W), float32, sRGB in [0, 1], here and in all of this package.
"""

import torch
from torch import Tensor
from torch.nn import functional

_YUV = torch.tensor(
    [[0.299, 0.587, 0.114], [-0.14713, -0.28886, 0.436], [0.615, -0.51499, -0.10001]]
)
_RGB = torch.linalg.inv(_YUV)
_TURNS = 12
_SAMPLE = 65_536
"""Pixels of a picture that stand for all: more change a palette's quantiles by less than 1/255."""


def yuv(picture: Tensor) -> Tensor:
    """Luminance in [0, 1] and two channels of colour around 0."""
    return torch.einsum("ij,bjhw->bihw", _YUV.to(picture.device), picture)


def rgb(picture: Tensor) -> Tensor:
    """What `yuv` took apart, put together again and cut to [0, 1]."""
    return torch.einsum("ij,bjhw->bihw", _RGB, picture).clamp(0, 1)


def luminance(picture: Tensor) -> Tensor:
    """(1, 1, H, W), in [0, 1]."""
    return yuv(picture)[:, :1]


def with_colours_of(painted: Tensor, content: Tensor) -> Tensor:
    """The light and dark of one picture in the colours of another of the same size."""
    return rgb(torch.cat([luminance(painted), yuv(content)[:, 1:]], 1))


def matched(picture: Tensor, palette: Tensor, *, generator: torch.Generator) -> Tensor:
    """The picture in exactly the colours of another one, each as often as there.

    Source: iterative distribution transfer (Pitie, Kokaram, Dahyot, 2007): turn the colour space,
    match the quantiles of each axis, turn back, a few times over. Ours learns the quantiles from
    a sample of the pixels.
    """
    colours = picture.reshape(3, -1).clone()
    aim = _sampled(palette.reshape(3, -1), generator)
    for _ in range(_TURNS):
        turn, _ = torch.linalg.qr(torch.randn(3, 3, generator=generator))
        turned, aimed = turn @ colours, (turn @ aim).sort(1).values
        known = _sampled(turned, generator).sort(1).values
        moved = torch.stack([_mapped(*axis) for axis in zip(turned, known, aimed, strict=True)])
        colours += turn.T @ (moved - turned)
    return colours.reshape(picture.shape).clamp(0, 1)


def _sampled(colours: Tensor, generator: torch.Generator) -> Tensor:
    count = colours.shape[1]
    if count <= _SAMPLE:
        return colours
    return colours[:, torch.randint(count, (_SAMPLE,), generator=generator)]


def _mapped(values: Tensor, known: Tensor, aimed: Tensor) -> Tensor:
    """Each value at the place in `aimed` that it has among the `known` ones, both sorted."""
    quantiles = 256
    here = _stretched(known, quantiles)
    there = _stretched(aimed, quantiles)
    above = torch.searchsorted(here, values.contiguous()).clamp(1, quantiles - 1)
    low, high = here[above - 1], here[above]
    part = ((values - low) / (high - low).clamp(min=1e-6)).clamp(0, 1)
    return there[above - 1].lerp(there[above], part)


def _stretched(values: Tensor, count: int) -> Tensor:
    return functional.interpolate(
        values[None, None], size=count, mode="linear", align_corners=True
    )[0, 0]


def shifted(picture: Tensor, palette: Tensor) -> Tensor:
    """The picture with mean and spread of another one's colours: calmer than `matched`.

    Source: the linear Monge-Kantorovitch solution (Pitie, Kokaram, 2007).
    """
    here, there = picture.reshape(3, -1), palette.reshape(3, -1)
    mean, aim = here.mean(1, keepdim=True), there.mean(1, keepdim=True)
    turned = monge(spread_of(here), spread_of(there)) @ (here - mean) + aim
    return turned.reshape(picture.shape).clamp(0, 1)


def spread_of(samples: Tensor, ease: float = 1e-5) -> Tensor:
    """The covariance (D, D) of samples (D, N), eased so that it can be inverted."""
    if samples.shape[1] < 2:
        return ease * torch.eye(samples.shape[0])
    return torch.cov(samples) + ease * torch.eye(samples.shape[0])


def monge(here: Tensor, there: Tensor) -> Tensor:
    """The symmetric map (D, D) that takes one covariance to another and moves least."""
    root, inverse = _powered(here, 0.5), _powered(here, -0.5)
    return inverse @ _powered(root @ there @ root, 0.5) @ inverse


def _powered(matrix: Tensor, power: float) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    raised: Tensor = (vectors * values.clamp(min=1e-8).pow(power)) @ vectors.T
    return raised
