"""Group normalisation that a CPU computes in fewer passes, forward and backward.

The stock kernel (torch 2.13, CPU) turns channels-last pictures around and back. Here the sums are
taken as they lie, and mean, spread, weight and bias become one multiplication and one addition for
each channel. Statistics are fp32; the two factors are rounded to the pictures' type, so in bf16 a
mean far from zero costs digits: errors of 0.2 % where it is zero and 2 % at ten spreads. What it
gains is in docs/training.md.
Source: Wu, He, "Group Normalization" (2018; arXiv:1803.08494).
"""

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional
from typing_extensions import override


class _Kept(Protocol):
    """What autograd hands from the way there to the way back."""

    groups: int
    saved_tensors: tuple[Tensor, Tensor, Tensor, Tensor]

    def save_for_backward(self, *tensors: Tensor) -> None:
        """Keep them."""


class _Normalised(torch.autograd.Function):
    """y = (x - mean of its group) / spread of its group * weight + bias."""

    @override
    @staticmethod
    def forward(
        ctx: _Kept, x: Tensor, weight: Tensor, bias: Tensor, groups: int, eps: float
    ) -> Tensor:
        batch, channels, height, width = x.shape
        rows = _rows(x)
        size = height * width * (channels // groups)
        sums = rows.sum(1, dtype=torch.float32).view(batch, groups, -1).sum(-1)
        squares = torch.linalg.vector_norm(rows, 2, 1, dtype=torch.float32).square()
        mean = sums / size
        spread = squares.view(batch, groups, -1).sum(-1) / size - mean.square()
        inverse = (spread.clamp(min=0) + eps).rsqrt()
        mean, inverse = _each(mean, channels), _each(inverse, channels)
        scale = inverse * weight.float()
        shift = bias.float() - mean * scale
        told = torch.addcmul(shift.to(x.dtype)[:, None], rows, scale.to(x.dtype)[:, None])
        ctx.save_for_backward(x, weight, mean, inverse)
        ctx.groups = groups
        return _pictures(told, height, width)

    @override
    @staticmethod
    @once_differentiable
    def backward(ctx: _Kept, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        (above,) = gradients
        x, weight, mean, inverse = ctx.saved_tensors
        batch, channels, height, width = x.shape
        size = height * width * (channels // ctx.groups)
        rows, told = _rows(x), _rows(above)
        sums = told.sum(1, dtype=torch.float32)
        along = (told * rows).sum(1, dtype=torch.float32)
        normal = (along - mean * sums) * inverse  # of the gradient with the normalised x
        scale = weight.float() * inverse

        def mean_of(values: Tensor) -> Tensor:
            grouped = (values * weight.float()).view(batch, ctx.groups, -1).sum(-1)
            return _each(grouped / size, channels)

        slope = -inverse.square() * mean_of(normal)
        offset = -inverse * mean_of(sums) - slope * mean
        below = torch.addcmul(offset.to(x.dtype)[:, None], rows, slope.to(x.dtype)[:, None])
        below.addcmul_(told, scale.to(x.dtype)[:, None])
        kind = weight.dtype
        below = _pictures(below, height, width)
        return below, normal.sum(0).to(kind), sums.sum(0).to(kind), None, None


_normalised: Callable[..., Tensor] = _Normalised.apply


class FastGroupNorm(nn.GroupNorm):
    """nn.GroupNorm with the same weights; other than (B, C, H, W) goes to the stock kernel."""

    @override
    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W), normalised, in bf16 where autocast says so; others by the stock kernel."""
        if x.dim() != 4 or not self.affine:
            return functional.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.get_autocast_dtype("cpu"))
        return _normalised(
            x.contiguous(memory_format=torch.channels_last),
            self.weight,
            self.bias,
            self.num_groups,
            self.eps,
        )


def hurry(network: nn.Module) -> None:
    """Let every group normalisation of a network compute this way; its weights stay its own."""
    for module in network.modules():
        if type(module) is nn.GroupNorm:
            module.__class__ = FastGroupNorm


def _rows(x: Tensor) -> Tensor:
    """(B, C, H, W) to (B, H * W, C), without a copy where the channels lie together."""
    batch, channels, height, width = x.shape
    turned = x.contiguous(memory_format=torch.channels_last).permute(0, 2, 3, 1)
    return turned.reshape(batch, height * width, channels)


def _pictures(rows: Tensor, height: int, width: int) -> Tensor:
    """The way back."""
    batch, _, channels = rows.shape
    return rows.view(batch, height, width, channels).permute(0, 3, 1, 2)


def _each(values: Tensor, channels: int) -> Tensor:
    """(B, groups) to (B, channels)."""
    return values.repeat_interleave(channels // values.shape[1], 1)
