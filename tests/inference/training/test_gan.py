"""The GAN's stage: both sides learn, from the right pictures, and its latents get meanings."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from typing_extensions import override

from inference.gan.file import read_generator, read_words
from inference.gan.network import Generator, draw_latent, pictures
from inference.judge import Judge
from inference.painter.scene import Hour, Place, Scene, Style
from inference.training.config import Config, ConfigRefused, read_config
from inference.training.dice import Dice
from inference.training.meanings import find_meanings
from inference.training.outdoors import Outdoors, Sight, read_outdoors
from inference.training.run import Run
from inference.training.stage import Setting, Stage
from tests.inference.training.conftest import TINY, Trained


def stage_of(trained: Trained) -> Stage:
    setting = Setting(seed=1, place="cpu", dtype=torch.float32, tell=lambda line: None)
    stage = Run(trained.config, trained.out, setting).stage("gan")
    assert stage is not None
    return stage


@pytest.mark.parametrize("name", ["critic", "generator"])
def test_each_side_wins_against_one_that_stands_still(name: str, trained: Trained) -> None:
    stage = stage_of(trained)
    losses: list[float] = []

    for _ in range(25):
        loss = stage.losses(Dice(7, "overfit", 0))[name]
        stage.learners[name].learn([stage.learners[name].gradients(loss)], rate=3e-3, step=0)
        losses.append(float(loss.detach()))

    assert losses[-1] < losses[0] - 0.2


def test_what_is_exported_makes_pictures_and_is_half_as_precise(trained: Trained) -> None:
    file = trained.out / "export" / "gan.safetensors"

    generator, words = read_generator(file), read_words(file)

    latents = np.stack([draw_latent(seed, 1.0, size=5) for seed in range(2)])
    one, other = pictures(generator, latents)
    assert one.shape == (16, 16, 3)
    assert (one != other).any()
    assert words.vectors.shape == (len(words.names), 5)
    halved = load_file(file)
    assert {tensor.dtype for tensor in halved.values()} == {torch.float16, torch.int64}


def test_it_learns_from_small_pictures_of_its_places_and_styles(trained: Trained) -> None:
    outdoors = read_outdoors(trained.config, trained.out / "data")

    pixels, scenes = outdoors.draw(Dice(1, "outdoors", 0), 40)

    assert pixels.shape == (40, 3, 16, 16)
    assert -1 <= pixels.min() < pixels.max() <= 1
    assert {scene.place for scene in scenes} <= set(trained.config.gan.places)
    assert {scene.style for scene in scenes} <= set(trained.config.gan.styles)


def test_pictures_of_nothing_it_names_are_refused(trained: Trained, tmp_path: Path) -> None:
    config = configured(tmp_path, 'places = ["grid"]\nstyles = ["neon"]')

    with pytest.raises(ConfigRefused, match="no picture is of one of its places"):
        read_outdoors(config, trained.out / "data")


class _Lamp(Generator):
    """Its first number is how bright the picture is, and nothing else matters."""

    @override
    def forward(self, latents: Tensor) -> Tensor:
        return latents[:, 0].tanh()[:, None, None, None].expand(-1, 3, 16, 16)


def test_a_word_points_to_where_pictures_show_it(tmp_path: Path) -> None:
    config = configured(tmp_path, "looked_at = 512")
    torch.manual_seed(1)
    judge = Judge(config.judge.channels).eval().requires_grad_(requires_grad=False)
    lamp = _Lamp(latent_size=5, channels=(8, 8))

    found = find_meanings(config, lamp, judge, Outdoors([_lit(it) for it in range(64)], 16))

    night, day = (found.words.names.index(f"hour: {it}") for it in ("night", "day"))
    assert found.words.vectors[night, 0] < -0.9
    assert found.words.vectors[day, 0] > 0.9
    assert found.read["hour"] > 0.9
    assert found.reached["hour: night"] > 0.9


def _lit(number: int) -> Sight:
    """A dark picture of the night, or a bright one of the day."""
    hour = Hour.DAY if number % 2 else Hour.NIGHT
    level = (170 if number % 2 else 20) + number
    scene = Scene(hour=hour, place=Place.SEA, style=Style.OIL)
    return Sight(pixels=np.full((16, 16, 3), level, np.uint8), scene=scene)


def configured(folder: Path, gan: str) -> Config:
    """The tiny configuration with something else in the GAN's section."""
    names = [line.split(" =")[0] for line in gan.splitlines()]
    before, after = TINY.split("[gan]\n")
    kept = [line for line in after.splitlines() if line.split(" =")[0] not in names]
    (folder / "gan.toml").write_text("\n".join([before, "[gan]", gan, *kept]))
    return read_config(folder / "gan.toml")
