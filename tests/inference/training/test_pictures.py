"""The same seed paints the same pictures, and what is kept back stays back."""

from pathlib import Path

import numpy as np
import pytest

from inference.painter.facts import ATTRIBUTES
from inference.painter.reading import read
from inference.painter.sampling import held_out
from inference.painter.scene import Composition, Hour, Item, Scene, Style
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.painting import chunks_of, paint_chunk, paint_missing
from inference.training.pictures import Album
from inference.training.scenes import UNKNOWN, example, labels_of
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
    two = _with_data(trained.config, processes=2, pictures=8, near=8, check=8)

    painted = list(paint_missing(two, tmp_path))

    assert [chunk.name for chunk in painted] == ["check-00000", "learn-00000", "near-00000"]
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


@pytest.mark.parametrize("purpose", ["learn", "near", "check"])
def test_only_pictures_to_check_with_show_what_is_held_out(purpose: str) -> None:
    shown = [example(n, 3, purpose=purpose, phrasings=1).scene for n in range(40)]

    assert {held_out(scene) for scene in shown} == {purpose == "check"}


def test_examples_from_near_show_one_kind_of_thing_and_do_not_say_how_near() -> None:
    shown = [example(n, 3, purpose="near", phrasings=2) for n in range(120)]

    things = [one for one in shown if one.scene.items]
    assert {len(one.scene.items) for one in things} == {1}
    assert {one.scene.composition for one in shown} == {Composition.CLOSE_UP}
    assert sum(one.scene.items[0].count == 1 for one in things) > 0.6 * len(things)
    assert not any("close" in caption for one in shown for caption in one.captions)


def test_a_single_thing_is_labelled_by_all_that_is_stated() -> None:
    item = Item(subject="cat", count=2, colours=("red",))

    labels = labels_of(Scene(items=(item,), hour=Hour.NIGHT, style=Style.INK))

    answers = {name: told[labels[name]] for name, told in ATTRIBUTES.items()}
    expected = {"subject": "cat", "colour": "red", "count": "2", "hour": "night", "style": "ink"}
    assert answers == expected


def test_what_nobody_can_tell_has_no_label() -> None:
    two = (Item(subject="cat", colours=("red", "blue")), Item(subject="dog"))

    several, many_coloured = labels_of(Scene(items=two)), labels_of(Scene(items=two[:1]))

    assert set(several.values()) == {UNKNOWN}
    assert {name for name, label in many_coloured.items() if label != UNKNOWN} == {
        "subject",
        "count",
    }


def test_captions_say_what_the_labels_say() -> None:
    for number in range(40):
        shown = example(number, 1, purpose="learn", phrasings=3)
        for caption in shown.captions:
            assert labels_of(read(caption).scene) == shown.labels


def _with_data(config: Config, **changes: int) -> Config:
    return config.model_copy(update={"data": config.data.model_copy(update=changes)})
