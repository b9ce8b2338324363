"""The dense upscaler does what the community's files in its layout are published to do."""

import pytest
import torch

from inference.upscaling.dense import DenseUpscaler
from tests.inference.upscaling.published import dense, densely_enlarged


@pytest.mark.parametrize(("folded", "scale"), [(1, 4), (2, 2), (4, 1)])
def test_it_is_sized_by_its_weights(folded: int, scale: int) -> None:
    weights = dense(features=5, growth=3, depth=3, folded=folded)

    upscaler = DenseUpscaler.sized(weights)

    assert {name: weight.shape for name, weight in upscaler.state_dict().items()} == {
        name: weight.shape for name, weight in weights.items()
    }
    assert (upscaler.scale, upscaler.multiple) == (scale, folded)


@pytest.mark.parametrize("folded", [1, 2, 4])
def test_it_does_what_is_published_step_by_step(folded: int) -> None:
    weights = dense(folded=folded)
    pictures = torch.rand(2, 3, 8, 12, generator=torch.Generator().manual_seed(1))
    upscaler = DenseUpscaler.sized(weights)
    upscaler.load_state_dict(weights)

    with torch.no_grad():
        enlarged = upscaler(pictures)

    torch.testing.assert_close(enlarged, densely_enlarged(weights, pictures, folded))


@pytest.mark.parametrize(("doublings", "scale"), [(0, 1), (1, 2), (3, 8)])
def test_it_may_double_more_or_less_often(doublings: int, scale: int) -> None:
    upscaler = DenseUpscaler(features=4, growth=2, depth=1, doublings=doublings)

    assert upscaler(torch.zeros(1, 3, 3, 5)).shape == (1, 3, 3 * scale, 5 * scale)
