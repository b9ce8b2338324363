"""The compact upscaler: convolutions at the small size, pixels shuffled into place at the end.

The layout and the names of its weights are those of "SRVGGNetCompact", in which the community
publishes fast upscalers, so that their files load here and ours load elsewhere.
Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
Convolutional Neural Network" (2016; arXiv:1609.05158), for the shuffle; the layout is that of Wang
et al., "Real-ESRGAN" (2021; arXiv:2107.10833), in its compact form.
"""

import math
import re
from collections.abc import Mapping
from typing import Self

from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

_KERNEL = re.compile(r"body\.(\d{1,4})\.weight\Z")


class CompactUpscaler(nn.Module):
    """Enlarges by 1, 2, 3, 4 or more; what it adds goes on top of the nearest pixels.

    Attributes:
        scale: times that each side grows.
        multiple: that sides must be of, in pixels.
    """

    multiple = 1

    def __init__(self, *, features: int = 64, depth: int = 16, scale: int = 4) -> None:
        """Take random weights.

        Args:
            features: channels of the hidden layers.
            depth: hidden convolutions between the first and the last.
            scale: times that each side grows.
        """
        super().__init__()
        self.scale = scale
        layers: list[nn.Module] = [nn.Conv2d(3, features, 3, padding=1), nn.PReLU(features)]
        for _ in range(depth):
            layers += [nn.Conv2d(features, features, 3, padding=1), nn.PReLU(features)]
        self.body = nn.Sequential(*layers, nn.Conv2d(features, 3 * scale**2, 3, padding=1))

    @override
    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] to (B, 3, scale H, scale W), not clamped."""
        nearest = functional.interpolate(pictures, scale_factor=self.scale, mode="nearest")
        return functional.pixel_shuffle(self.body(pictures), self.scale) + nearest

    @classmethod
    def sized(cls, weights: Mapping[str, Tensor]) -> Self:
        """The network whose weights these may be: its size is read off their shapes.

        Raises:
            ValueError: what tells the size is missing.
        """
        kernels = {
            int(match[1]): tensor
            for name, tensor in weights.items()
            if (match := _KERNEL.match(name)) and tensor.ndim == 4
        }
        return cls(
            features=kernels[min(kernels)].shape[0],
            depth=len(kernels) - 2,
            scale=max(1, math.isqrt(kernels[max(kernels)].shape[0] // 3)),
        )
