"""The compact upscaler does what the community's files in its layout are published to do."""

import torch

from inference.upscaling.compact import CompactUpscaler
from tests.inference.upscaling.published import compact, compactly_enlarged


def test_it_is_sized_by_its_weights() -> None:
    upscaler = CompactUpscaler.sized(compact(features=5, depth=3, scale=2))

    assert {name: weight.shape for name, weight in upscaler.state_dict().items()} == {
        name: weight.shape for name, weight in compact(features=5, depth=3, scale=2).items()
    }
    assert (upscaler.scale, upscaler.multiple) == (2, 1)


def test_it_does_what_is_published_step_by_step() -> None:
    weights = compact(scale=3)
    pictures = torch.rand(2, 3, 5, 7, generator=torch.Generator().manual_seed(1))
    upscaler = CompactUpscaler.sized(weights)
    upscaler.load_state_dict(weights)

    with torch.no_grad():
        enlarged = upscaler(pictures)

    torch.testing.assert_close(enlarged, compactly_enlarged(weights, pictures, 3))


def test_without_weights_of_its_own_it_repeats_the_nearest_pixels() -> None:
    upscaler = CompactUpscaler(features=4, depth=1, scale=2)
    with torch.no_grad():
        for weight in upscaler.parameters():
            weight.zero_()

    pictures = torch.rand(1, 3, 2, 2)

    expected = pictures.repeat_interleave(2, 2).repeat_interleave(2, 3)
    torch.testing.assert_close(upscaler(pictures), expected)
