"""Latents of a content told again in the patches of a style's latents.

    latents in the style's mean and spread -> nearest patches, laid over each other
        -> pulled back a little, most at edges -> nearest patches ...

What `transport` does with pixels, on an eighth of the sides, so that a few rounds take no time.
Source: whitening and colouring of Li et al., "Universal Style Transfer via Feature Transforms"
(2017; arXiv:1705.08086); the swap of Chen and Schmidt, "Fast Patch-based Style Transfer of
Arbitrary Style" (2016; arXiv:1612.04337), with the votes and the fairness of our `patches`.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from inference.styling.colours import monge, spread_of
from inference.styling.patches import all_squares, cut, laid, nearest, squares, trust

ROUNDS: tuple[tuple[int, int], ...] = ((5, 2), (5, 2), (3, 1), (3, 1))
"""Side of the patches and pixels from one to the next, in the order in which they are used."""
_FAIRNESS = 0.3
_SHARPNESS = 2.0
_EASE = 1e-3
_MOST = 9000  # patches of a style that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What latents are drawn to besides the style.

    Attributes:
        to: (1, C, h, w).
        weight: (1, 1, h, w), at least 0; 1 is as much as what the patches say.
    """

    to: Tensor
    weight: Tensor


def coloured(latents: Tensor, style: Tensor) -> Tensor:
    """The latents with the mean and the covariance of the style's, moved as little as that takes.

    Args:
        latents: (1, C, H, W).
        style: (1, C, h, w).
    """
    mine, theirs = latents[0].flatten(1), style[0].flatten(1)
    middle, aim = mine.mean(1, keepdim=True), theirs.mean(1, keepdim=True)
    turn = monge(spread_of(mine, _EASE), spread_of(theirs, _EASE))
    return (turn @ (mine - middle) + aim).reshape(latents.shape)


def swapped(start: Tensor, style: Tensor, *pulls: Pull, generator: torch.Generator) -> Tensor:
    """The latents in patches of the style's, of the same size.

    Args:
        start: (1, C, H, W), in the style's mean and spread.
        style: (1, C, h, w).
        pulls: between the rounds.
        generator: for which patches are looked at, where there are many.
    """
    latents = start
    for number, (side, step) in enumerate(ROUNDS):
        if number:
            latents = _pulled(latents, pulls)
        latents = _told(latents, _words(style, side, generator), side=side, step=step)
    return latents


def _pulled(latents: Tensor, pulls: tuple[Pull, ...]) -> Tensor:
    whole = latents + sum((it.weight * it.to for it in pulls), torch.zeros_like(latents))
    return whole / (1 + sum((it.weight for it in pulls), torch.zeros_like(latents[:, :1])))


def _words(style: Tensor, side: int, generator: torch.Generator) -> Tensor:
    """The style's patches, mirrored ones as well."""
    whole = all_squares(style, side, 1).values if min(style.shape[-2:]) < side else None
    words = (
        torch.cat([squares(it, side, 1) for it in (style, style.flip(3))])
        if whole is None
        else whole
    )
    if len(words) <= _MOST:
        return words
    return words[torch.randperm(len(words), generator=generator)[:_MOST]]


def _told(latents: Tensor, words: Tensor, *, side: int, step: int) -> Tensor:
    asked = all_squares(latents, side, step)
    found = words[nearest(asked.values, words, fairness=_FAIRNESS, tick=lambda _: None)]
    votes = trust(found, asked.values, _SHARPNESS)
    whole = laid(found, votes, asked, side=side, step=step)
    height, width = latents.shape[-2:]
    return cut(whole, side, (height, width))
