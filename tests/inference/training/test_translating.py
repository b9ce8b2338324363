"""Pairs for the translator: they differ in what the task asks for, and in nothing else."""

import numpy as np
import pytest
import torch
from safetensors import safe_open

from inference.training.dice import Dice
from inference.training.pairs import Views, draw_pairs, pairs_for
from inference.training.pictures import Album
from inference.training.run import train
from inference.training.views import LINES, PLACES, VIEWS, views_of
from inference.training.wear import blurred, lines_of, worn
from inference.translating.tasks import HOURS, SEASONS, Task
from inference.translating.translator import grey, read_translator
from tests.inference.training.conftest import Trained

SIDE = 48


@pytest.fixture(scope="module")
def album(trained: Trained) -> Album:
    return Album(trained.config, trained.out / "data")


@pytest.fixture(scope="module")
def views(trained: Trained) -> Views:
    return Views(trained.config, trained.out / "translator" / "views")


def dice(step: int = 0) -> Dice:
    return Dice(1, "test", step)


def test_a_scene_is_painted_once_for_each_hour_and_season_and_as_contours() -> None:
    shown, truth = views_of(2, 1, purpose="learn", side=SIDE)

    assert shown.shape == (VIEWS, SIDE, SIDE, 3)
    day, night = (shown[PLACES[task]].astype(np.float64) for task in (Task.DAY, Task.NIGHT))
    assert night.mean() < 0.75 * day.mean()
    assert shown[LINES].mean() > 200
    assert set(truth) == {"hour", "season", "green", "painterly"}


def test_views_depend_on_seed_and_number_alone() -> None:
    once, again, other = (views_of(number, 1, purpose="learn", side=24)[0] for number in (5, 5, 6))

    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


@pytest.mark.parametrize("task", Task)
def test_pairs_of_every_task_are_squares_of_one_size(
    task: Task, views: Views, album: Album
) -> None:
    pairs = pairs_for([task] * 3, dice(), views, album, side=32)

    assert pairs.before.shape == pairs.after.shape == (3, 3, 32, 32)
    assert 0 <= float(pairs.before.min()) <= float(pairs.before.max()) <= 1
    assert pairs.numbers.tolist() == [list(Task).index(task)] * 3


def test_the_same_dice_draw_the_same_pairs(views: Views, album: Album) -> None:
    once, again = (draw_pairs(dice(3), views, album, count=6, side=32) for _ in range(2))

    assert once.tasks == again.tasks
    assert torch.equal(once.before, again.before)
    assert torch.equal(once.after, again.after)


def test_what_shall_be_coloured_is_given_grey(views: Views) -> None:
    pairs = pairs_for([Task.COLOUR] * 2, dice(), views, None, side=32)

    assert torch.equal(pairs.before, grey(pairs.after))
    assert (pairs.after - grey(pairs.after)).abs().max() > 0.05


@pytest.mark.parametrize("task", [*HOURS, *SEASONS])
def test_now_and_then_the_picture_is_already_what_is_asked_for(task: Task, views: Views) -> None:
    pairs = [views.pair(task, np.random.default_rng(seed)) for seed in range(12)]

    same = [torch.equal(before, after) for before, after in pairs]
    assert any(same)
    assert not all(same) or task in SEASONS  # leaves need green to tell seasons by


def test_wear_is_told_from_the_picture_it_befell() -> None:
    picture = blurred(torch.rand(3, 32, 32, generator=torch.Generator().manual_seed(1)), 2)

    spoilt = [worn(picture, np.random.default_rng(seed)) for seed in range(8)]

    assert all(0.005 < (it - picture).abs().mean() < 0.5 for it in spoilt)
    assert all(0 <= float(it.min()) <= float(it.max()) <= 1 for it in spoilt)


def test_lines_are_dark_where_shades_change_and_white_elsewhere() -> None:
    picture = torch.full((3, 32, 32), 0.3)
    picture[:, :, 16:] = 0.8

    lines = lines_of(picture, np.random.default_rng(1))

    assert lines[:, :, 14:18].min() < 0.6
    assert lines[:, :, :8].min() > 0.85
    assert lines[:, :, 24:].min() > 0.85


def test_what_was_learned_is_exported_and_reads(trained: Trained) -> None:
    file = trained.out / "export" / "translator.safetensors"

    translator = read_translator(file)

    assert translator.tasks == tuple(Task)
    assert translator.network.channels == trained.config.translator.channels
    with safe_open(file, "pt") as opened:
        assert opened.get_tensor("stem.weight").dtype is torch.float16


def test_views_are_painted_once(trained: Trained) -> None:
    lines: list[str] = []
    painted = trained.out / "translator" / "views"
    before = {file.name: file.stat().st_mtime_ns for file in painted.iterdir()}

    train(trained.out, config=trained.file, stage="translator", tell=lines.append)

    assert {file.name: file.stat().st_mtime_ns for file in painted.iterdir()} == before
    assert [line for line in trained.lines if line.startswith("translator: painted")] == [
        "translator: painted check-00000, 2 scenes",
        "translator: painted learn-00000, 2 scenes",
        "translator: painted learn-00001, 1 scenes",
    ]
