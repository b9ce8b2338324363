"""The dice game as an engine."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from inference.dice.engraving import engrave
from inference.dice.game import throw
from inference.dice.score import musicxml
from inference.dice.waltz import waltz_of
from inference.dice.wish import FASTEST, SLOWEST, request_of
from inference.engine import Result
from inference.engines.dice import DiceEngine
from inference.errors import Cancelled, RequestRefused
from inference.request import Request, Task
from tests.inference.engines.heard import Heard


def small(seed: int = 7, **fields: Any) -> Request:
    request = request_of(seed=seed, tempo=FASTEST, **fields)
    return replace(request, width=320, height=400)


def made(request: Request, source: Image.Image | None = None) -> Result:
    inputs = {"source": source} if source else {}
    return DiceEngine().run(request, inputs, Heard())[0]


def as_stored(result: Result) -> Image.Image:
    """The page as the worker hands it back to an engine."""
    page = result.image.copy()
    page.info["mozart"] = json.dumps(result.recipe)
    return page


@pytest.fixture(scope="module")
def result() -> Result:
    return made(small())


def test_a_waltz_is_a_page_a_sound_notes_and_a_score(result: Result) -> None:
    assert result.image.size == (320, 400)
    assert [file.name for file in result.files] == [
        "waltz.mp3", "waltz.mid", "waltz.musicxml", "score.svg",
    ]  # fmt: skip
    assert f"/dice number:{result.recipe['number']}" in result.note


def test_the_same_request_gives_the_same_bytes(result: Result) -> None:
    again = made(small())

    assert [sha256(file.data).digest() for file in again.files] == [
        sha256(file.data).digest() for file in result.files
    ]
    assert again.image.tobytes() == result.image.tobytes()


def test_a_page_is_set_in_a_thread_that_never_imported_anything() -> None:
    with ThreadPoolExecutor(1) as pool:
        xml = pool.submit(lambda: engrave(musicxml(waltz_of(throw(7)), "A waltz"))).result()

    assert len(xml.bars) == 17


def test_a_shared_number_gives_the_same_waltz_whatever_the_seed(result: Result) -> None:
    again = made(small(seed=8, number=str(result.recipe["number"])))

    assert [file.data for file in again.files] == [file.data for file in result.files]


def test_a_variation_keeps_most_throws_and_a_larger_page_all(result: Result) -> None:
    varied = made(
        replace(small(seed=9), task=Task.VARY, strength=0.35, inputs={"source": "ab"}),
        as_stored(result),
    )
    larger = made(replace(small(), task=Task.UPSCALE, width=640, height=800), as_stored(result))

    before, after = result.recipe["throws"], varied.recipe["throws"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert 12 <= sum(old == new for old, new in zip(before, after, strict=True)) < 16
    assert larger.recipe == result.recipe
    assert larger.image.size == (640, 800)


def test_a_picture_that_is_no_page_of_ours_cannot_be_varied() -> None:
    with pytest.raises(RequestRefused, match="does not say how it was thrown"):
        made(replace(small(), task=Task.VARY), Image.new("RGB", (64, 64)))


def test_progress_comes_with_the_page_and_a_cancel_stops() -> None:
    heard = Heard(stop_at=0.7)

    with pytest.raises(Cancelled):
        DiceEngine().run(small(), {}, heard)

    assert heard.done == [0.1, 0.4, 0.7]
    assert len(heard.previews) == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"throws": "7 13"}, "“13” is no throw of two dice"),
        ({"throws": "7", "number": "5"}, "keep one of them"),
        ({"number": "0"}, "numbered from 1 to"),
        ({"instrument": "kazoo"}, "There is no instrument “kazoo”; choose one of: fortepiano"),
        ({"sound": "wav"}, "sounds as mp3 or ogg"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_queued(
    fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        small(**fields)


@pytest.mark.parametrize("tempo", [SLOWEST - 1, FASTEST + 1])
def test_a_tempo_nobody_could_dance_to_is_refused(tempo: int) -> None:
    with pytest.raises(RequestRefused, match="whole number of eighths in a minute, 90 to 400"):
        request_of(seed=1, tempo=tempo)


@pytest.mark.parametrize("side", [100, 4000])
def test_a_size_that_no_page_has_is_refused(side: int) -> None:
    with pytest.raises(RequestRefused, match="A page has 256 to 3072 pixels a side"):
        made(replace(small(), width=side, height=side))


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(RequestRefused, match="knows no option “loud”"):
        made(replace(small(), options={"loud": True}))
