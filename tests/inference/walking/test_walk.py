"""Walks, small: where they lead, how evenly, what they end with, what is refused."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from inference.engine import Result
from inference.engines import walk as walking
from inference.engines.walk import WalkEngine
from inference.errors import Cancelled, GeneratorUnreadable, RequestRefused
from inference.gan.file import read_generator
from inference.gan.network import draw_latent, pictures
from inference.morphing.films import film_within
from inference.moving import frames_of, read_moving
from inference.request import Request, Task
from inference.walking.path import Path as Way
from inference.walking.wish import read_walk, walk_request
from tests.inference.engines.heard import Heard
from tests.inference.walking.tiny import tiny_generator


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_generator(tmp_path_factory.mktemp("gan"))


@pytest.fixture(scope="module")
def engine(file: Path) -> WalkEngine:
    return WalkEngine(file)


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """The frames of the last film as they were made: in a file they would lose a little."""
    found: list[Image.Image] = []

    def kept(given: Sequence[Image.Image], **more: Any) -> bytes:
        found[:] = given
        return film_within(given, **more)

    monkeypatch.setattr(walking, "film_within", kept)
    return found


def asked(*, seed: int = 7, **options: Any) -> Request:
    return walk_request(seed=seed, options={"stops": 2, "frames": 8} | options, side=72)


def walked(engine: WalkEngine, request: Request) -> Result:
    return engine.run(request, {}, Heard())[0]


def gap(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


def test_a_walk_begins_at_its_seed_and_comes_back_without_a_jump(
    engine: WalkEngine, file: Path, frames: list[Image.Image]
) -> None:
    result = walked(engine, asked(truncation=1.0))

    generator = read_generator(file)
    small = Image.fromarray(pictures(generator, draw_latent(7, 1.0, size=8)[None])[0])
    assert gap(frames[0], small.resize((72, 72), Image.Resampling.LANCZOS)) == 0
    assert result.image is frames[0]
    around = [gap(one, other) for one, other in pairwise([*frames, frames[0]])]
    assert len(around) == 8
    assert min(around) > 0
    assert max(around) < 3 * min(around)


def test_its_film_is_what_was_asked_for_and_the_same_again(engine: WalkEngine) -> None:
    one, again = (walked(engine, asked(kind="gif")).files[0] for _ in range(2))

    assert (one.name, one.instead) == ("walk.gif", True)
    assert one.data == again.data
    film = read_moving(one.data)
    assert (film.kind, len(film.frames), film.frames[0].size) == ("gif", 8, (72, 72))


def test_tiles_walk_past_places_of_their_own(engine: WalkEngine, frames: list[Image.Image]) -> None:
    walked(engine, asked(tiles=4))
    tiles = frames_of(frames[0], 4)
    walked(engine, asked(seed=9))
    alone = frames[0].resize((36, 36), Image.Resampling.LANCZOS)

    assert min(gap(tiles[0], it) for it in tiles[1:]) > 2
    assert gap(tiles[1], alone) < gap(tiles[2], alone)


def test_words_keep_a_walk_where_they_lead_it(
    engine: WalkEngine, frames: list[Image.Image]
) -> None:
    walked(engine, asked())
    free = list(frames)

    result = walked(engine, asked(words="a fox at night"))

    assert all(gap(one, other) > 1 for one, other in zip(free, frames, strict=True))
    assert "it left out “fox”" in result.note
    assert asked(words="night").prompt == "A walk past 2 places of the GAN: “night”"


def test_a_way_goes_from_stop_to_stop_on_the_sphere_and_round() -> None:
    stops = torch.eye(3)
    way = Way(stops)

    assert torch.equal(way.at(0), stops[0])
    assert torch.allclose(way.at(1 / 3), stops[1], atol=1e-6)
    assert torch.allclose(way.at(5 / 6), torch.tensor([0.5**0.5, 0, 0.5**0.5]), atol=1e-6)
    assert torch.allclose(way.at(1), stops[0])


def test_it_can_be_watched_and_stopped(engine: WalkEngine) -> None:
    heard = Heard(stop_at=0.5)

    with pytest.raises(Cancelled):
        engine.run(asked(), {}, heard)

    assert heard.done == sorted(heard.done)
    assert heard.previews


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stops": 13}, "Stops of a walk: a whole number from 2 to 12"),
        ({"frames": 7}, "Frames of a walk: a whole number from 8 to 120"),
        ({"stops": 5, "frames": 8}, "at least 10 frames"),
        ({"tiles": 2}, "1, 4 or 9 walks"),
        ({"tiles": True}, "1, 4 or 9 walks"),
        ({"truncation": 0.0}, "above 0 and at most 2"),
        ({"truncation": float("nan")}, "above 0 and at most 2"),
        ({"truncation": "far"}, "above 0 and at most 2"),
        ({"words": "a" * 401}, "up to 400 characters"),
        ({"kind": "avi"}, "one of gif, webp, mp4"),
        ({"loud": 1}, "no option “loud”"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_queued(
    options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        asked(**options)


@pytest.mark.parametrize("side", [63, 769])
def test_frames_have_a_size_within_limits(side: int) -> None:
    with pytest.raises(RequestRefused, match="between 64 and 768"):
        walk_request(seed=1, options={}, side=side)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_is_none_is_refused_before_it_is_queued(seed: int) -> None:
    with pytest.raises(RequestRefused, match="A seed is a whole number between 0 and 4294967295"):
        walk_request(seed=seed, options={})


@pytest.mark.parametrize("tiles", [1, 4, 9])
def test_usual_frames_divide_into_tiles_of_even_sides(tiles: int) -> None:
    for side in (None, 64, 100, 768):
        request = walk_request(seed=1, options={"tiles": tiles}, side=side)
        assert request.width % read_walk(request.options).step == 0


def test_the_engine_refuses_what_a_command_would_never_ask(engine: WalkEngine) -> None:
    for changed in (
        {"task": Task.VARY},
        {"count": 2},
        {"width": 96},
        {"width": 960, "height": 960},
    ):
        with pytest.raises(RequestRefused, match=r"not varied|squares of 64 to 768"):
            engine.run(replace(asked(), **changed), {}, Heard())


def test_without_a_generator_nobody_walks(tmp_path: Path) -> None:
    for nothing in (None, tmp_path / "gan.safetensors"):
        with pytest.raises(GeneratorUnreadable, match=r"no GAN here|is not there"):
            WalkEngine(nothing).run(asked(), {}, Heard())
