"""From one direction to another, along the sphere on which both lie.

Noise of many dimensions has one length, and what lies straight between two noises has not: networks
that learned from noise see a shorter one as fog. Source: Shoemake, "Animating rotation with
quaternion curves" (1985); as for the latents of networks, White, "Sampling generative networks"
(2016; arXiv:1609.04468).
"""

import torch
from torch import Tensor

_PARALLEL = 1e-3  # a sine below it is that of rounding: such vectors are joined straight


def slerp(first: Tensor, second: Tensor, way: float) -> Tensor:
    """What lies so far on the way, for each of the vectors in the last dimension.

    Args:
        first: (..., D), of any floating type.
        second: the same shape.
        way: in [0, 1]; at its ends the given vectors come back as they are.

    Returns:
        The same shape and type. Lengths go evenly from the one to the other.
    """
    if way <= 0 or way >= 1:
        return first if way <= 0 else second
    one, other = first.float(), second.float()  # some devices know nothing longer
    long, long_other = one.norm(dim=-1, keepdim=True), other.norm(dim=-1, keepdim=True)
    units, other_units = one / long.clamp(min=1e-12), other / long_other.clamp(min=1e-12)
    cosine = (units * other_units).sum(-1, keepdim=True).clamp(-1, 1)
    angle = cosine.acos()
    sine = angle.sin()
    curved = (((1 - way) * angle).sin() * units + (way * angle).sin() * other_units) / sine
    curved = curved * long.lerp(long_other, way)
    straight = (sine.abs() < _PARALLEL) | (long.minimum(long_other) < 1e-9)
    return torch.where(straight, one.lerp(other, way), curved).to(first.dtype)


def slerp_whole(first: Tensor, second: Tensor, way: float) -> Tensor:
    """The same, with each tensor as one vector."""
    return slerp(first.flatten(), second.flatten(), way).reshape(first.shape)
