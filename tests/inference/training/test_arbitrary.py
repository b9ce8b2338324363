"""The stage that learns any picture's style, from an autoencoder of the tiny layout."""

from pathlib import Path
from typing import cast

import pytest
import torch
from torch.nn.functional import interpolate

from inference.styling.arbitrary import Arbitrary, read_arbitrary
from inference.training.config import read_config
from inference.training.dice import Dice
from inference.training.pictures import Album
from inference.training.run import train
from inference.training.stages.arbitrary import ArbitraryStage, outline_distance, texture_distance
from inference.training.stages.autoencoder import shrink_at_first
from inference.training.stock import Network, library
from tests.inference.training.conftest import Trained


@pytest.fixture(scope="module")
def autoencoder() -> Network:
    torch.manual_seed(0)
    tiny: Network = library.AutoencoderTiny(
        encoder_block_out_channels=(8, 8, 8),
        decoder_block_out_channels=(8, 8, 8),
        num_encoder_blocks=(0, 1, 1),
        num_decoder_blocks=(1, 1, 0),
    )
    shrink_at_first(tiny)
    return tiny.eval().requires_grad_(requires_grad=False)


@pytest.fixture
def stage(trained: Trained, autoencoder: Network) -> ArbitraryStage:
    album = Album(trained.config, trained.out / "data")
    return ArbitraryStage(trained.config, album=album, autoencoder=autoencoder, place="cpu")


def dice(step: int = 0) -> Dice:
    return Dice(1, "test", step)


def test_it_begins_as_the_autoencoder(stage: ArbitraryStage, autoencoder: Network) -> None:
    picture = torch.rand(1, 3, 16, 24, generator=torch.Generator().manual_seed(0))
    network = cast("Arbitrary", stage.learners["arbitrary"].network)

    latents = network.encoder(picture)[-1]
    painted = network(latents, -latents, torch.zeros(1, 2 * (3 * 8 + 4)))

    rebuilt = autoencoder.decode(autoencoder.encode(picture * 2 - 1).latents).sample
    torch.testing.assert_close(painted * 2 - 1, rebuilt, atol=1e-5, rtol=0)


def test_the_loss_of_a_batch_falls_and_the_encoder_stays(stage: ArbitraryStage) -> None:
    learner, losses = stage.learners["arbitrary"], []
    encoder = cast("Arbitrary", learner.network).encoder
    before = {name: it.clone() for name, it in encoder.state_dict().items()}

    for step in range(40):
        loss = stage.losses(dice())["arbitrary"]
        learner.learn([learner.gradients(loss)], rate=4e-3, step=step)
        losses.append(float(loss.detach()))

    after = encoder.state_dict()
    assert losses[-1] < 0.9 * losses[0]
    assert all(torch.equal(it, after[name]) for name, it in before.items())


def test_what_it_saves_is_a_network_for_styles(stage: ArbitraryStage, tmp_path: Path) -> None:
    stage.save(tmp_path)

    network = read_arbitrary(tmp_path / "arbitrary.safetensors")

    kept = stage.learners["arbitrary"].average.state_dict()
    assert all(torch.equal(it, kept[name]) for name, it in network.state_dict().items())


def test_its_sheet_shows_three_contents_in_five_styles(stage: ArbitraryStage) -> None:
    with torch.no_grad():
        sheet = stage.sheet(dice())

    assert sheet.width > 6 * 32
    assert sheet.height > 4 * 32


def test_texture_is_the_same_wherever_it_lies() -> None:
    small = torch.rand(1, 3, 12, 12, generator=torch.Generator().manual_seed(0))
    coarse = interpolate(small, (48, 48), mode="nearest")
    fine = interpolate(small[..., :6], (48, 48), mode="bilinear")

    same = texture_distance(coarse, coarse.roll(12, 2).flip(3), dice())
    other = texture_distance(coarse, fine, dice())

    assert same < 0.7 * other


def test_outlines_count_where_the_other_picture_has_them() -> None:
    edge = torch.zeros(1, 3, 16, 16)
    edge[..., 8:] = 1
    lost, kept = torch.full_like(edge, 0.5), edge.clone()
    kept[..., :3] = 0.3

    assert outline_distance(edge, edge) == 0
    assert outline_distance(kept, edge) < outline_distance(lost, edge)


def test_it_is_left_out_where_the_autoencoder_has_another_layout(trained: Trained) -> None:
    lines: list[str] = []

    assert train(trained.out, config=trained.file, stage="arbitrary", tell=lines.append)

    assert read_config(trained.file).autoencoder.layout == "kl"
    assert lines[-1] == "arbitrary: left out, it builds upon the tiny layout."
