"""Films by models: what is at their ends, in between, and what their steps are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine, travelling
from inference.engines.diffusion import engine as engine_module
from inference.engines.diffusion.order import Order, Painted
from inference.engines.diffusion.painting import paint
from inference.engines.diffusion.watching import Part
from inference.errors import Cancelled, OutOfMemory, RequestRefused
from inference.morphing.films import film_within
from inference.morphing.journey import morph_between, read_journey, walk_of
from inference.moving import frames_of, read_moving
from inference.request import Request, Task
from tests.inference.engines.heard import Heard

FAMILIES = ["sd15", "sdxl", "flux", "lcm", "sd3", "pixart"]
ENDS = "a red fox", "the moon over a lake"

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def wish(model: str, prompt: str = ENDS[0], seed: int = 11, **changes: Any) -> Request:
    plain = Request(prompt=prompt, width=64, height=64, seed=seed, model=model, steps=2)
    return replace(plain, **changes)


def morph(model: str, *, to_seed: int = 11, **options: Any) -> Request:
    first, second = wish(model), wish(model, ENDS[1], to_seed)
    return morph_between(first, second, {"frames": 4, "back": False} | options)


def painted(engines: dict[str, DiffusionEngine], request: Request) -> Result:
    return engines[request.model].run(request, {}, Heard())[0]


@contextmanager
def seen() -> Iterator[list[Image.Image]]:
    """The frames of the last film as they were painted: in a file they would lose a little."""
    found: list[Image.Image] = []

    def kept(given: Sequence[Image.Image], **more: Any) -> bytes:
        found[:] = given
        return film_within(given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(travelling, "film_within", kept)
        yield found


@pytest.fixture
def frames() -> Iterator[list[Image.Image]]:
    with seen() as found:
        yield found


@dataclass(frozen=True)
class Film:
    frames: list[Image.Image]
    heard: Heard
    data: bytes


@pytest.fixture(scope="module")
def film(engines: dict[str, DiffusionEngine]) -> Film:
    """A morph by a model, as it was watched."""
    heard = Heard()
    with seen() as found:
        result = engines["sd15"].run(morph("sd15", to_seed=12), {}, heard)[0]
    return Film(found, heard, result.files[0].data)


def gap(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_film_goes_from_one_picture_of_the_model_to_another(
    family: str, engines: dict[str, DiffusionEngine], frames: list[Image.Image]
) -> None:
    first = painted(engines, wish(family)).image
    last = painted(engines, wish(family, ENDS[1], 12)).image

    result = painted(engines, morph(family, to_seed=12))

    assert len(frames) == 4
    assert gap(frames[0], first) < 0.5
    if family != "lcm":  # its steps add noise, which is that of the first seed throughout
        assert gap(frames[-1], last) < 0.5
    assert gap(first, last) > 2
    assert result.image is frames[2]
    film = read_moving(result.files[0].data)
    assert (result.files[0].name, result.files[0].instead) == ("morph.webp", True)
    assert (film.kind, len(film.frames)) == ("webp", 4)


def test_every_frame_is_another_and_none_is_far_from_its_neighbours(film: Film) -> None:
    steps = [gap(one, other) for one, other in pairwise(film.frames)]

    assert min(steps) > 0
    assert max(steps) < gap(film.frames[0], film.frames[-1])


def test_words_that_weigh_and_long_ones_reach_the_other_end(
    engines: dict[str, DiffusionEngine], frames: list[Image.Image]
) -> None:
    long = " ".join(["a heron in the reeds"] * 5)
    heavy = wish("sd15", "a red fox", spans=(("a ", 1.0), ("red", 1.5), (" fox", 1.0)))
    last = painted(engines, heavy).image

    painted(engines, morph_between(wish("sd15", long), heavy, {"frames": 4}))

    first = painted(engines, wish("sd15", long)).image
    assert gap(frames[0], first) < 0.5
    # Beside longer words it has more chunks, which are empty, so it is only nearly the picture.
    assert gap(frames[-1], last) < gap(first, last)


def test_a_walk_visits_its_seeds_and_comes_back(
    engines: dict[str, DiffusionEngine], frames: list[Image.Image]
) -> None:
    request = walk_of(wish("sd15"), {"frames": 6, "stops": 3, "kind": "gif"})

    result = painted(engines, request)

    places = [painted(engines, wish("sd15", seed=seed)).image for seed in (11, 12, 13)]
    visited = [min(range(6), key=lambda it: gap(frames[it], place)) for place in places]
    assert visited == sorted(visited)
    assert max(gap(frames[it], place) for it, place in zip(visited, places, strict=True)) < 0.5
    assert result.image is frames[0]
    assert len(read_moving(result.files[0].data).frames) == 6


def test_a_film_is_the_same_again_and_counts_each_of_its_frames(
    engines: dict[str, DiffusionEngine], film: Film
) -> None:
    request = morph("sd15", to_seed=12)

    assert painted(engines, request).files[0].data == film.data
    assert request.painted == 4
    assert request.megapixels == pytest.approx(4 * 64 * 64 / 1e6)


def test_it_is_watched_frame_by_frame_and_stopped_between_steps(
    engines: dict[str, DiffusionEngine], film: Film
) -> None:
    with pytest.raises(Cancelled):
        engines["sd15"].run(morph("sd15"), {}, Heard(stop_at=0.3))

    assert film.heard.done == sorted(film.heard.done)
    assert len(set(film.heard.done)) > 4
    sheet = film.heard.previews[-1]
    assert len(frames_of(sheet, 4)) == 4
    assert sheet.size == (256, 256)
    engines["sd15"].run(wish("sd15"), {}, Heard())  # still there


def test_frames_are_painted_one_by_one_where_memory_is_short(
    engines: dict[str, DiffusionEngine],
    monkeypatch: pytest.MonkeyPatch,
    film: Film,
    frames: list[Image.Image],
) -> None:
    def short(model: Any, order: Order, part: Part, waits: Any) -> Painted:
        if len(order.seeds) > 1:
            raise OutOfMemory("The device ran out of memory: no more to give.")
        return paint(model, order, part, waits)

    monkeypatch.setattr(engine_module, "paint", short)
    painted(engines, morph("sd15", to_seed=12))

    assert all(gap(one, other) < 0.5 for one, other in zip(frames, film.frames, strict=True))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"options": {"journey": "flight"}}, "a morph or a walk"),
        ({"task": Task.VARY}, "begins with words alone"),
        ({"inputs": {"source": "0" * 64}}, "begins with words alone"),
        ({"count": 2}, "there is one of it"),
        ({"width": 65}, "even numbers"),
        ({"options": {"journey": "morph", "to": "a", "frames": 99}}, "from 4 to 24"),
        ({"options": {"journey": "morph", "to": " "}}, "no words to end with"),
        ({"options": {"journey": "morph", "to": "a", "stops": 3}}, "knows no option “stops”"),
        ({"options": {"journey": "walk", "stops": 8, "frames": 12}}, "at least 16 frames"),
        ({"options": {"journey": "walk", "kind": "avi"}}, "one of gif, webp, mp4"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(changes: Any, sentence: str) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        read_journey(replace(morph("sd15"), **changes))


def test_two_models_have_nothing_between_them() -> None:
    with pytest.raises(RequestRefused, match="of the model “sd15” and the other of “flux”"):
        morph_between(wish("sd15"), wish("flux"), {})
