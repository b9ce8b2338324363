"""A request as a value: its line of JSON, its seeds, its size."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.request import MAX_SEED, Request, Task

words = st.text(max_size=20)  # few signs: the whole request is drawn anew for each example
requests = st.builds(
    Request,
    prompt=words,
    negative=words,
    width=st.integers(1, 8192),
    height=st.integers(1, 8192),
    seed=st.integers(0, MAX_SEED),
    model=words,
    task=st.sampled_from(Task),
    count=st.integers(1, 4),
    best=st.none() | st.integers(2, 16),
    steps=st.none() | st.integers(1, 100),
    guidance=st.none() | st.floats(0, 30),
    strength=st.none() | st.floats(0, 1),
    adapters=st.dictionaries(words, st.floats(-2, 2), max_size=3),
    embeddings=st.lists(words, max_size=3).map(tuple),
    inputs=st.dictionaries(words, words, max_size=3),
    parent=st.none() | st.tuples(st.integers(1), st.integers(0, 3)),
)


def fox(*, seed: int = 7, count: int = 1) -> Request:
    return Request(prompt="a fox", width=1000, height=500, seed=seed, model="painter", count=count)


@given(requests)
def test_json_gives_an_equal_request_back(request: Request) -> None:
    line = request.to_json()

    assert "\n" not in line
    assert Request.from_json(line) == request


def test_a_row_of_an_older_version_gets_defaults() -> None:
    fields = json.loads(fox().to_json())
    for newer in ("strength", "inputs", "parent", "negative", "adapters", "embeddings", "best"):
        del fields[newer]

    assert Request.from_json(json.dumps(fields)) == fox()


@pytest.mark.parametrize(("seed", "index", "expected"), [(7, 0, 7), (7, 3, 10), (MAX_SEED, 1, 0)])
def test_seeds_count_on_and_wrap(seed: int, index: int, expected: int) -> None:
    assert fox(seed=seed).seed_of(index) == expected


def test_one_picture_alone_keeps_its_seed() -> None:
    alone = fox(count=4).only(2)

    assert (alone.count, alone.seed_of(0)) == (1, fox().seed_of(2))


def test_megapixels_are_of_all_pictures_together() -> None:
    assert fox(count=4).megapixels == 2.0


def test_a_film_counts_as_all_its_frames() -> None:
    assert replace(fox(), options={"frames": 24}).megapixels == 24 * fox().megapixels
