"""The dense upscaler: residual blocks of dense blocks at the small size, doubled at the end.

The layout and the names of its weights are those of "RRDBNet", in which most of the community's
upscalers are published.
Source: Wang et al., "ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks" (2018;
arXiv:1809.00219), for the blocks; Wang et al., "Real-ESRGAN" (2021; arXiv:2107.10833), for the
pixels folded into channels before the first layer, which make a network of 4 one of 2 or 1.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

_LEAK = 0.2
_RESIDUAL = 0.2  # how much each block adds to what it got
_FOLDS = (1, 2, 4)
_BLOCK = re.compile(r"body\.(\d{1,4})\.")
_DOUBLING = re.compile(r"conv_up\d\.weight\Z")


class DenseUpscaler(nn.Module):
    """Enlarges by 1, 2, 4 or 8.

    Attributes:
        scale: times that each side grows.
        multiple: that sides must be of, in pixels: so many are folded into channels each way.
    """

    def __init__(
        self,
        *,
        features: int = 64,
        growth: int = 32,
        depth: int = 23,
        doublings: int = 2,
        folded: int = 1,
    ) -> None:
        """Take random weights.

        Args:
            features: channels between the blocks.
            growth: channels that each convolution of a dense block adds.
            depth: blocks of three dense blocks.
            doublings: of the sides, at the end.
            folded: pixels each way that go into channels before the first layer: 1, 2 or 4.
        """
        super().__init__()
        self.scale = 2**doublings // folded
        self.multiple = folded
        self.conv_first = _convolution(3 * folded**2, features)
        self.body = nn.Sequential(*(_Block(features, growth) for _ in range(depth)))
        self.conv_body = _convolution(features, features)
        self._doublers = [f"conv_up{number}" for number in range(1, doublings + 1)]
        for name in self._doublers:
            self.add_module(name, _convolution(features, features))
        self.conv_hr = _convolution(features, features)
        self.conv_last = _convolution(features, 3)

    @override
    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] to (B, 3, scale H, scale W), not clamped; sides in `multiple`s."""
        first = self.conv_first(functional.pixel_unshuffle(pictures, self.multiple))
        large = first + self.conv_body(self.body(first))
        for name in self._doublers:
            doubled = functional.interpolate(large, scale_factor=2, mode="nearest")
            large = _leaky(self.get_submodule(name)(doubled))
        pixels: Tensor = self.conv_last(_leaky(self.conv_hr(large)))
        return pixels

    @classmethod
    def sized(cls, weights: Mapping[str, Tensor]) -> Self:
        """The network whose weights these may be: its size is read off their shapes.

        Raises:
            LookupError: what tells the size is missing.
            ValueError: pixels are folded in a way that we do not know.
        """
        first = weights["conv_first.weight"]
        folded = math.isqrt(first.shape[1] // 3)
        if folded not in _FOLDS:
            raise ValueError(f"{folded} pixels each way are folded")
        return cls(
            features=first.shape[0],
            growth=weights["body.0.rdb1.conv1.weight"].shape[0],
            depth=len({match[1] for name in weights if (match := _BLOCK.match(name))}),
            doublings=sum(_DOUBLING.match(name) is not None for name in weights),
            folded=folded,
        )


class _DenseBlock(nn.ModuleDict):
    """Five convolutions, each of which sees what all before it saw and made."""

    def __init__(self, features: int, growth: int) -> None:
        widths = [growth] * 4 + [features]
        super().__init__(
            {
                f"conv{place + 1}": _convolution(features + place * growth, width)
                for place, width in enumerate(widths)
            }
        )

    @override
    def forward(self, x: Tensor) -> Tensor:
        *inner, last = self.values()
        seen = x
        for convolution in inner:
            seen = torch.cat([seen, _leaky(convolution(seen))], dim=1)
        return torch.add(x, last(seen), alpha=_RESIDUAL)


class _Block(nn.Sequential):
    """Three dense blocks, and around them the way past them."""

    def __init__(self, features: int, growth: int) -> None:
        names = ("rdb1", "rdb2", "rdb3")
        super().__init__(OrderedDict((name, _DenseBlock(features, growth)) for name in names))

    @override
    def forward(self, x: Tensor) -> Tensor:
        made = x
        for block in self:
            made = block(made)
        return torch.add(x, made, alpha=_RESIDUAL)


def _convolution(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, 3, padding=1)


def _leaky(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, _LEAK, inplace=True)
