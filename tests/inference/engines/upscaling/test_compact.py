"""The compact upscaler loads what the community publishes in its layout."""

import itertools

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from inference.engines.upscaling.compact import CompactUpscaler
from inference.errors import RequestRefused


def published(*, features: int = 6, depth: int = 2, scale: int = 4) -> dict[str, Tensor]:
    """Weights by the names that such files have: convolutions at even places, PReLU at odd."""
    dice = torch.Generator().manual_seed(3)
    widths = [3, *[features] * (depth + 1), 3 * scale**2]
    weights: dict[str, Tensor] = {}
    for place, (before, after) in enumerate(itertools.pairwise(widths)):
        kernel = torch.randn(after, before, 3, 3, generator=dice) / 9
        weights[f"body.{2 * place}.weight"] = kernel
        weights[f"body.{2 * place}.bias"] = torch.randn(after, generator=dice) / 9
        if place <= depth:
            weights[f"body.{2 * place + 1}.weight"] = torch.rand(after, generator=dice)
    return weights


def enlarged(weights: dict[str, Tensor], pictures: Tensor, scale: int) -> Tensor:
    """What such a file is published to do, step by step."""
    x = pictures
    for place in range(len([name for name in weights if name.endswith("bias")])):
        x = functional.conv2d(
            x, weights[f"body.{2 * place}.weight"], weights[f"body.{2 * place}.bias"], padding=1
        )
        if f"body.{2 * place + 1}.weight" in weights:
            x = functional.prelu(x, weights[f"body.{2 * place + 1}.weight"])
    nearest = pictures.repeat_interleave(scale, 2).repeat_interleave(scale, 3)
    return functional.pixel_shuffle(x, scale) + nearest


@pytest.mark.parametrize("scale", [1, 2, 4])
@pytest.mark.parametrize("wrapping", ["", "params", "params_ema", "state_dict"])
def test_a_published_file_does_what_it_is_published_to_do(scale: int, wrapping: str) -> None:
    weights = published(scale=scale)
    pictures = torch.rand(2, 3, 5, 7, generator=torch.Generator().manual_seed(1))

    upscaler = CompactUpscaler.of_weights({wrapping: weights} if wrapping else weights)

    with torch.no_grad():
        torch.testing.assert_close(upscaler(pictures), enlarged(weights, pictures, scale))
    assert upscaler.scale == scale


def test_names_from_training_on_many_devices_are_understood() -> None:
    weights = {f"module.{name}": tensor.half() for name, tensor in published().items()}

    upscaler = CompactUpscaler.of_weights(weights)

    assert upscaler.body[0].weight.dtype is torch.float32


@pytest.mark.parametrize(
    "weights",
    [
        {},
        {"conv_first.weight": torch.zeros(4, 3, 3, 3)},
        {**published(), "body.0.weight": torch.zeros(4, 1, 3, 3)},
        {name: tensor for name, tensor in published().items() if name != "body.1.weight"},
        {"body.0.weight": "not a tensor"},
    ],
    ids=["empty", "other names", "grey", "incomplete", "no tensor"],
)
def test_a_file_of_another_layout_is_refused(weights: dict[str, object]) -> None:
    with pytest.raises(RequestRefused, match="no upscaler of the compact layout"):
        CompactUpscaler.of_weights(weights)


def test_without_weights_of_its_own_it_repeats_the_nearest_pixels() -> None:
    upscaler = CompactUpscaler(features=4, depth=1, scale=2)
    with torch.no_grad():
        for weight in upscaler.parameters():
            weight.zero_()

    pictures = torch.rand(1, 3, 2, 2)

    expected = pictures.repeat_interleave(2, 2).repeat_interleave(2, 3)
    torch.testing.assert_close(upscaler(pictures), expected)
