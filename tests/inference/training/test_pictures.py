"""The same seed paints the same pictures, and what is kept back stays back."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from inference.painter.reading import read
from inference.painter.scene import Style
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.painting import chunks_of, paint_chunk, paint_missing
from inference.training.pictures import Album
from inference.training.scenes import ATTRIBUTES, SUBJECT_NAMES, example, is_kept_back
from tests.inference.training.conftest import Trained


def test_the_same_seed_paints_the_same_pictures(trained: Trained, tmp_path: Path) -> None:
    chunk = chunks_of(trained.config, "learn")[1]

    paint_chunk(trained.config, tmp_path, chunk)

    for ending in ("npy", "json"):
        again, before = tmp_path / f"{chunk.name}.{ending}", trained.out / "data"
        assert again.read_bytes() == (before / again.name).read_bytes()


def test_another_seed_paints_others(trained: Trained, tmp_path: Path) -> None:
    chunk = chunks_of(trained.config, "learn")[1]

    paint_chunk(trained.config.model_copy(update={"seed": 2}), tmp_path, chunk)

    again = np.load(tmp_path / f"{chunk.name}.npy")
    assert not np.array_equal(again, np.load(trained.out / "data" / f"{chunk.name}.npy"))


def test_two_processes_paint_what_one_does(trained: Trained, tmp_path: Path) -> None:
    two = _with_data(trained.config, processes=2, pictures=8, check=8)

    painted = list(paint_missing(two, tmp_path))

    assert [chunk.name for chunk in painted] == ["check-00000", "learn-00000"]
    for file in tmp_path.glob("*.npy"):
        assert file.read_bytes() == (trained.out / "data" / file.name).read_bytes()


def test_only_what_is_missing_is_painted(trained: Trained) -> None:
    assert list(paint_missing(trained.config, trained.out / "data")) == []


def test_chunks_take_turns_with_the_sizes_and_add_up(trained: Trained) -> None:
    chunks = chunks_of(_with_data(trained.config, pictures=21), "learn")

    assert [chunk.count for chunk in chunks] == [8, 8, 5]
    assert [chunk.size for chunk in chunks] == [(32, 32), (48, 32), (32, 32)]


@pytest.mark.parametrize("step", range(6))
def test_a_batch_has_one_size_and_depends_on_its_dice_alone(step: int, trained: Trained) -> None:
    album = Album(trained.config, trained.out / "data")

    batch, again = (album.draw(Dice(1, "test", step), 5) for _ in range(2))

    assert batch.pixels.shape in ((5, 3, 32, 32), (5, 3, 32, 48))
    assert float(batch.pixels.abs().max()) <= 1
    assert batch.captions == again.captions
    assert bool((batch.pixels == again.pixels).all())


def test_no_pair_of_subject_and_style_is_in_both_halves() -> None:
    rng = np.random.default_rng(0)

    shown = {kept: [_pair(rng, kept_back=kept) for _ in range(300)] for kept in (True, False)}

    assert all(is_kept_back(*pair) for pair in shown[True])
    assert not any(is_kept_back(*pair) for pair in shown[False])


def test_about_one_pair_in_twelve_is_kept_back() -> None:
    pairs = list(product(SUBJECT_NAMES, Style))

    assert sum(is_kept_back(*pair) for pair in pairs) / len(pairs) == pytest.approx(
        1 / 12, abs=0.03
    )


def test_captions_say_what_the_labels_say() -> None:
    rng = np.random.default_rng(1)

    for _ in range(60):
        shown = example(rng, phrasings=3, kept_back=False)
        answers = {name: told[shown.labels[name]] for name, told in ATTRIBUTES.items()}
        for caption in shown.captions:
            scene = read(caption).scene
            item = scene.items[0]
            assert scene.hour is not None
            assert scene.style is not None
            assert answers == {
                "subject": item.subject,
                "colour": item.colours[0],
                "count": str(item.count),
                "hour": scene.hour.value,
                "style": scene.style.value,
            }


def _pair(rng: np.random.Generator, *, kept_back: bool) -> tuple[str, Style]:
    scene = example(rng, phrasings=1, kept_back=kept_back).scene
    assert scene.style is not None
    return scene.items[0].subject, scene.style


def _with_data(config: Config, **changes: int) -> Config:
    return config.model_copy(update={"data": config.data.model_copy(update=changes)})
