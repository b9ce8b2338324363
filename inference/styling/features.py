"""What a network sees in a picture, layer by layer: the source of the optimising way to style.

Plain torch and files of the operator's; nothing is downloaded. The layout of VGG is that of the
published weights (`features.0.weight` and so on), so that files from the hub load here.
Source: Simonyan and Zisserman, "Very Deep Convolutional Networks" (2014; arXiv:1409.1556); which
layers: Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks" (2016).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from inference.errors import ModelNotFound

_DEPTHS: Mapping[int, tuple[int, ...]] = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
_WIDTHS = (64, 128, 256, 512, 512)
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_KEY = re.compile(r"(?:[\w.]+\.)?features\.(\d+)\.(weight|bias)\Z")


class Features(Protocol):
    """Sees pictures."""

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """Activations (1, C, h, w) of (1, 3, H, W) in [0, 1], from fine to coarse."""


class Vgg:
    """The first convolution of each floor of VGG-16 or VGG-19, as Gatys took them."""

    def __init__(self, depth: int, weights: Mapping[str, Tensor]) -> None:
        """Take weights as published.

        Args:
            depth: 16 or 19.
            weights: "N.weight" and "N.bias" of the convolutions.

        Raises:
            ModelNotFound: some are missing, or of another shape.
        """
        self._layers, self._heard = _layers(depth)
        named = dict(weights)
        try:
            self._layers.load_state_dict({key: named[key] for key in self._layers.state_dict()})
        except (KeyError, RuntimeError) as error:
            raise ModelNotFound(f"These are not the weights of a VGG-{depth}.") from error
        self._layers.requires_grad_(requires_grad=False).eval()
        self._mean = torch.tensor(_MEAN).reshape(1, 3, 1, 1)
        self._spread = torch.tensor(_SPREAD).reshape(1, 3, 1, 1)

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """See `Features`; five layers, or as many as the picture is large enough for."""
        seen = (picture - self._mean) / self._spread
        found: list[Tensor] = []
        for place, layer in enumerate(self._layers):
            if isinstance(layer, nn.AvgPool2d) and min(seen.shape[-2:]) < 2:
                break
            seen = layer(seen)
            if place in self._heard:
                found.append(seen)
        return found


def _layers(depth: int) -> tuple[nn.Sequential, frozenset[int]]:
    """Numbered as published, up to the last layer heard; averages in place of maxima."""
    layers: list[nn.Module] = []
    heard: set[int] = set()
    before = 3
    for count, width in zip(_DEPTHS[depth], _WIDTHS, strict=True):
        for turn in range(count):
            layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
            before = width
            if turn == 0:
                heard.add(len(layers) - 1)
        layers.append(nn.AvgPool2d(2))
    last = max(heard)
    return nn.Sequential(*layers[: last + 1]), frozenset(heard)


def read_vgg(file: Path) -> Vgg:
    """A VGG of the operator's, from a file of safetensors.

    Raises:
        ModelNotFound: there is no such file, or it is no VGG-16 or VGG-19 without batch norm.
    """
    try:
        tensors = load_file(file)
    except (OSError, SafetensorError) as error:
        raise ModelNotFound(f"{file} cannot be read; name a safetensors file.") from error
    found = {f"{m[1]}.{m[2]}": it.float() for key, it in tensors.items() if (m := _KEY.match(key))}
    shapes = {key: tuple(it.shape) for key, it in found.items()}
    for depth in _DEPTHS:
        wanted = {key: tuple(it.shape) for key, it in _layers(depth)[0].state_dict().items()}
        if wanted.items() <= shapes.items():
            return Vgg(depth, found)
    raise ModelNotFound(f"{file} is no VGG-16 or VGG-19 without batch normalisation.")
