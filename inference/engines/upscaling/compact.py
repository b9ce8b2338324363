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

from inference.errors import RequestRefused

_WRAPPINGS = ("params_ema", "params", "state_dict")
_WEIGHT = re.compile(r"(?:module\.)?(body\.\d+\.(?:weight|bias))\Z")


class CompactUpscaler(nn.Module):
    """Enlarges by 1, 2, 3, 4 or more; what it adds goes on top of the nearest pixels."""

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
    def of_weights(cls, weights: Mapping[str, object]) -> Self:
        """The upscaler that a file holds; its size is read off the shapes.

        Args:
            weights: tensors by name, bare or under "params_ema", "params" or "state_dict", with or
                without "module." before each name.

        Raises:
            RequestRefused: it is of another layout.
        """
        found = _unwrapped(weights)
        convolutions = sorted(
            (int(name.split(".")[1]), tensor)
            for name, tensor in found.items()
            if name.endswith("weight") and tensor.ndim == 4
        )
        if len(convolutions) < 2 or convolutions[0][1].shape[1] != 3:
            raise RequestRefused("This file is no upscaler of the compact layout.")
        scale = math.isqrt(convolutions[-1][1].shape[0] // 3)
        features = convolutions[0][1].shape[0]
        upscaler = cls(features=features, depth=len(convolutions) - 2, scale=scale)
        try:
            upscaler.load_state_dict(found)
        except RuntimeError as error:
            raise RequestRefused("This file is no upscaler of the compact layout.") from error
        return upscaler.eval()


def _unwrapped(weights: Mapping[str, object]) -> dict[str, Tensor]:
    """The tensors by the names that the module gives them."""
    for name in _WRAPPINGS:
        inner = weights.get(name)
        if isinstance(inner, Mapping):
            return _unwrapped(inner)
    found: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        match = _WEIGHT.match(name)
        if match is None or not isinstance(tensor, Tensor):
            raise RequestRefused("This file is no upscaler of the compact layout.")
        found[match[1]] = tensor.float()
    return found
