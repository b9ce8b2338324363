"""Morphs as an engine, small: what is seen on the way, what is refused."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from inference.engine import Result
from inference.engines.morph import MorphEngine
from inference.errors import Cancelled, RequestRefused
from inference.judge import SHIPPED, Judge, read_judge
from inference.morphing.carrying import carried
from inference.morphing.films import film_within
from inference.morphing.passage import Passage, passage_between
from inference.morphing.timing import changes, evenly, unevenness
from inference.morphing.wish import LONGEST_WORDS, morph_request
from inference.moving import read_moving
from inference.request import Request, Task
from inference.styling.pixels import tensor_of
from tests.inference.engines.heard import Heard


def disc(x: int, ground: tuple[int, int, int] = (40, 70, 120)) -> Image.Image:
    """A disc on a ground of soft stripes."""
    down, across = np.mgrid[0:96, 0:96]
    pixels = np.asarray(ground) + (12 * np.sin(down / 7))[..., None] + np.zeros((96, 96, 3))
    pixels[(down - 48) ** 2 + (across - x) ** 2 < 300] = (230, 210, 60)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def engine() -> MorphEngine:
    return MorphEngine()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return read_judge(SHIPPED)[0]


@pytest.fixture(scope="module")
def passage() -> Passage:
    """A disc that moves a little to the right."""
    return passage_between(tensor_of(disc(40)), tensor_of(disc(48)), seed=1)


def asked(sent: Sequence[str] = ("first", "second"), **options: Any) -> Request:
    return morph_request(None, seed=7, options={"frames": 4} | options, sent=sent, side=96)


def morphed(engine: MorphEngine, **options: Any) -> Result:
    inputs = {"first": disc(40), "second": disc(48, (120, 60, 40))}
    return engine.run(asked(**options), inputs, Heard())[0]


def gap(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one - other).abs().mean())


def test_a_way_begins_and_ends_with_the_pictures(passage: Passage) -> None:
    assert torch.equal(passage.at(0), passage.first)
    assert torch.equal(passage.at(1), passage.second)
    assert gap(passage.at(0.02), passage.first) < 0.01
    assert gap(passage.at(0.98), passage.second) < 0.01


def test_what_moved_is_half_way_in_the_middle_and_not_seen_twice(passage: Passage) -> None:
    between = tensor_of(disc(44))
    faded = passage.first.lerp(passage.second, 0.5)

    assert gap(passage.at(0.5), between) < 0.5 * gap(faded, between)


def test_pictures_without_common_forms_stay_crisper_than_in_a_fade() -> None:
    chance = torch.Generator().manual_seed(1)
    coarse = torch.rand(2, 3, 12, 12, generator=chance)
    large = torch.nn.functional.interpolate(coarse, size=(96, 96))
    one, other = large[:1], large[1:]

    seen = passage_between(one, other, seed=1).at(0.5)

    assert seen.std() > 1.15 * one.lerp(other, 0.5).std()


def test_what_stands_out_is_carried_to_what_stands_out() -> None:
    one, other = torch.full((1, 3, 96, 96), 0.3), torch.full((1, 3, 96, 96), 0.3)
    one[..., 30:46, 20:36] = 0.9
    other[..., 50:66, 60:76] = 0.8

    there, back = carried(one, other)

    assert there[0, 0, 38, 28] > 20
    assert there[0, 1, 38, 28] > 10
    assert back[0, 0, 58, 68] < -20
    assert there[..., 90:, :8].abs().max() < 5


def test_frames_are_even_steps_of_what_is_seen(judge: Judge, passage: Passage) -> None:
    def hurried(way: float) -> torch.Tensor:
        return passage.at(way**4)

    ways = evenly(hurried, judge, 9)

    assert ways == sorted(ways)
    assert (ways[0], ways[-1]) == (0, 1)
    plain = unevenness(changes([hurried(place / 8) for place in range(9)], judge))
    assert unevenness(changes([hurried(way) for way in ways], judge)) < 0.3 * plain


def test_a_way_between_equal_pictures_is_no_division_by_nothing(judge: Judge) -> None:
    still = tensor_of(disc(40))

    assert evenly(lambda _: still, judge, 3) == [0, 0.5, 1]


@pytest.mark.parametrize("kind", ["gif", "mp4"])
def test_a_film_goes_there_and_back(engine: MorphEngine, kind: str) -> None:
    result = morphed(engine, kind=kind)

    (file,) = result.files
    assert (file.name, file.instead) == (f"morph.{kind}", True)
    assert result.image.size == (96, 96)
    film = read_moving(file.data)
    assert (film.kind, len(film.frames), film.frames[0].size) == (kind, 6, (96, 96))


def test_a_film_may_end_where_it_arrives_and_repeats(engine: MorphEngine) -> None:
    one, again = (morphed(engine, back=False).files[0].data for _ in range(2))

    film = read_moving(one)
    assert (film.kind, len(film.frames)) == ("webp", 4)
    assert one == again


def test_words_are_painted_with_one_seed(engine: MorphEngine) -> None:
    request = asked([], first="a cat by the sea", second="a cat by the sea", back=False)

    (result,) = engine.run(request, {}, Heard())

    frames = read_moving(result.files[0].data).frames
    assert gap(tensor_of(frames[0]), tensor_of(frames[-1])) < 0.02
    assert request.prompt == "From “a cat by the sea” to “a cat by the sea”"


def test_a_film_that_would_be_too_large_becomes_smaller() -> None:
    chance = np.random.default_rng(1)
    frames = [
        Image.fromarray(chance.integers(0, 255, (128, 192, 3), np.uint8)) for _ in range(3)
    ]  # noise packs badly

    data = film_within(frames, rate=12, kind="gif", back=True, most=60_000)

    assert len(data) <= 60_000
    assert read_moving(data).frames[0].size < (192, 128)


def test_it_can_be_watched_and_stopped(engine: MorphEngine) -> None:
    heard = Heard(stop_at=0.6)

    with pytest.raises(Cancelled):
        engine.run(asked(), {"first": disc(40), "second": disc(48)}, heard)

    assert heard.done == sorted(heard.done)
    assert heard.previews


@pytest.mark.parametrize(
    ("options", "sent", "sentence"),
    [
        ({}, ["first"], "needs its second end, once"),
        ({"first": "a cat"}, ["first", "second"], "needs its first end, once"),
        ({"first": " ", "second": "a dog"}, [], "no words to paint"),
        ({"first": "a" * (LONGEST_WORDS + 1), "second": "a dog"}, [], "up to 400 characters"),
        ({"frames": 49}, ["first", "second"], "Frames of a morph: a whole number from 4 to 48"),
        ({"rate": True}, ["first", "second"], "Rate of a morph: a whole number from 2 to 24"),
        ({"kind": "avi"}, ["first", "second"], "one of gif, webp, mp4"),
        ({"loud": 1}, ["first", "second"], "no option “loud”"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_queued(
    options: dict[str, Any], sent: list[str], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        asked(sent, **options)


@pytest.mark.parametrize(("size", "side"), [((400, 100), 96), ((100, 100), 95), ((9, 9), 769)])
def test_shapes_and_sizes_have_limits(size: tuple[int, int], side: int) -> None:
    with pytest.raises(RequestRefused, match=r"Shapes up to 3:1|size is between 96 and 768"):
        morph_request(size, seed=1, options={}, sent=["first", "second"], side=side)


def test_the_engine_refuses_what_a_command_would_never_ask(engine: MorphEngine) -> None:
    inputs = {"first": disc(40), "second": disc(48)}

    for request in (replace(asked(), task=Task.VARY), replace(asked(), width=2048, height=2048)):
        with pytest.raises(RequestRefused, match=r"not varied|up to 768"):
            engine.run(request, inputs, Heard())
    with pytest.raises(RequestRefused, match="needs its second end"):
        engine.run(asked(), {"first": disc(40)}, Heard())
