"""A fresh autoencoder of the tiny layout begins as a thumbnail and learns from there."""

import pytest
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

from inference.training.stages.autoencoder import encode, shrink_at_first
from inference.training.stock import Network, library


@pytest.fixture
def tiny() -> Network:
    torch.manual_seed(0)
    network: Network = library.AutoencoderTiny(
        encoder_block_out_channels=(16, 16, 16),
        decoder_block_out_channels=(16, 16, 16),
        num_encoder_blocks=(0, 1, 2),
        num_decoder_blocks=(2, 1, 1),
    )
    shrink_at_first(network)
    return network


@torch.no_grad()
def test_three_latents_are_the_picture_made_small(tiny: Network) -> None:
    picture = _soft_picture()

    latents, _ = encode(tiny, picture)

    small = avg_pool2d(picture, 4)[..., 1:-1, 1:-1]
    torch.testing.assert_close(latents[:, :3, 1:-1, 1:-1], 2 * small, atol=0.3, rtol=0)


@torch.no_grad()
def test_what_it_rebuilds_is_soft_and_in_the_right_colours(tiny: Network) -> None:
    picture = _soft_picture()

    rebuilt = tiny.decode(encode(tiny, picture)[0]).sample

    inside = (..., slice(8, -8), slice(8, -8))
    assert (rebuilt - picture)[inside].abs().mean() < 0.1


def _soft_picture() -> Tensor:
    """(1, 3, 64, 64) in [-0.8, 0.8], without edges."""
    colours = torch.rand(1, 3, 3, 3, generator=torch.Generator().manual_seed(1)) * 1.6 - 0.8
    return interpolate(colours, (64, 64), mode="bilinear", align_corners=True)
