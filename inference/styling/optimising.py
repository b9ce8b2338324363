"""A picture changed step by step until a network sees the style's texture in it.

Knows no networks: whatever gives features will do, though only perceptual ones do well.
Source: Gatys, Ecker and Bethge (2016), with each layer's loss divided by what it is at the style
itself; and in place of Gram matrices, sliced Wasserstein distances as in Heitz et al., "A Sliced
Wasserstein Loss for Neural Texture Synthesis" (2021).
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.features import Features
from inference.styling.pixels import at_side
from inference.styling.transport import Show, root_area

_RATE = 0.02
_OUTSIDE = 10.0


class Loss(StrEnum):
    """What of the features is to agree."""

    GRAM = "gram"
    WASSERSTEIN = "wasserstein"


Texture = Callable[[Tensor], Tensor]
"""How far a layer's activations are from the style's."""


def optimised(
    content: Tensor,
    style: Tensor,
    *,
    start: Tensor,
    features: Features,
    loss: Loss,
    steps: int,
    hold: float,
    seed: int,
    show: Show,
) -> Tensor:
    """The content with the style's texture, (1, 3, H, W); the same call gives the same pixels.

    Args:
        content: (1, 3, H, W).
        style: (1, 3, h, w), any size.
        start: what to begin with, of the content's size.
        features: what sees.
        loss: what of it is to agree.
        steps: of the optimiser.
        hold: how much the content's own coarse features count; 0 leaves it to the start.
        seed: of the directions of the slices.
        show: hears how far it is.
    """
    with torch.inference_mode(mode=False), torch.enable_grad():
        generator = torch.Generator().manual_seed(seed)
        aims = [it.detach() for it in features(at_side(style.clone(), root_area(content)))]
        forms = features(content.clone())[-2].detach()
        textures = [_texture(aim, loss, generator) for aim in aims]
        picture = start.clone().requires_grad_()
        optimiser = torch.optim.Adam([picture], lr=_RATE)
        for step in range(steps):
            show(step / steps, lambda: picture.detach().clamp(0, 1))
            optimiser.zero_grad()
            _distance(picture, features, textures, forms, hold).backward()  # type: ignore[no-untyped-call]  # torch has no types here
            optimiser.step()
        result = picture.detach().clamp(0, 1)
    show(1.0, lambda: result)
    return result


def _distance(
    picture: Tensor, features: Features, textures: Sequence[Texture], forms: Tensor, hold: float
) -> Tensor:
    seen = features(picture)
    total = _OUTSIDE * (picture - picture.clamp(0, 1)).square().mean()
    for texture, layer in zip(textures, seen, strict=False):
        total = total + texture(layer) / len(textures)
    gap = (seen[-2] - forms).square().mean() / forms.square().mean().clamp(min=1e-8)
    return total + hold * gap


def _texture(aim: Tensor, loss: Loss, generator: torch.Generator) -> Texture:
    if loss is Loss.GRAM:
        wanted = gram(aim)
        size = wanted.square().sum().clamp(min=1e-8)
        return lambda layer: (gram(layer) - wanted).square().sum() / size
    scale = aim.std().clamp(min=1e-6)
    return lambda layer: _sliced(layer, aim, generator) / scale


def gram(features: Tensor) -> Tensor:
    """Which channels fire together, wherever they fire: (B, C, C), a mean over the places."""
    flat = features.flatten(2)
    return flat @ flat.mT / flat.shape[-1]


def _sliced(layer: Tensor, aim: Tensor, generator: torch.Generator) -> Tensor:
    """The mean distance of the sorted values along as many directions as there are channels."""
    channels = layer.shape[1]
    slices = functional.normalize(torch.randn(channels, channels, generator=generator), dim=1)
    mine = (slices @ layer[0].flatten(1)).sort(1).values
    theirs = (slices @ aim[0].flatten(1)).sort(1).values
    if mine.shape[1] != theirs.shape[1]:
        theirs = functional.interpolate(
            theirs[None], size=mine.shape[1], mode="linear", align_corners=True
        )[0]
    return (mine - theirs).abs().mean()
