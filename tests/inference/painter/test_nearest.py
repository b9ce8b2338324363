"""What is only like something known: every word once, and none that is known by itself."""

from collections import Counter
from collections.abc import Mapping

import pytest

from inference.painter.colours import COLOURS
from inference.painter.lexicon import lexicon
from inference.painter.nearest import (
    NEAREST_MOMENTS,
    NEAREST_PLACES,
    NEAREST_STYLES,
    NEAREST_THINGS,
)
from inference.painter.reading import read
from inference.painter.subjects.catalogue import SUBJECTS

TABLES: list[Mapping[str, str]] = [
    NEAREST_THINGS,
    {place.value: words for place, words in NEAREST_PLACES.items()},
    {moment.value: words for moment, words in NEAREST_MOMENTS.items()},
    {style.value: words for style, words in NEAREST_STYLES.items()},
]
PHRASES = [
    " ".join(phrase.split())
    for table in TABLES
    for words in table.values()
    for phrase in words.split(",")
]


def test_every_phrase_stands_there_once() -> None:
    assert [phrase for phrase, count in Counter(PHRASES).items() if count > 1] == []


def test_nothing_that_is_known_by_itself_stands_there() -> None:
    known = [phrase for phrase in PHRASES if lexicon()[tuple(phrase.split())][0] != "nearest"]

    assert known == []


def test_no_phrase_takes_the_colour_from_a_known_thing() -> None:
    table = lexicon()
    split = [phrase.split() for phrase in PHRASES if phrase.split()[0] in COLOURS]

    assert [
        " ".join(words)
        for words in split
        if table.get(tuple(words[1:]), ("", None))[0] == "subject"
    ] == []


def test_things_are_likened_to_things_that_it_draws() -> None:
    assert set(NEAREST_THINGS) <= set(SUBJECTS)


@pytest.mark.parametrize("name", NEAREST_THINGS)
def test_each_word_for_a_thing_draws_it_and_is_owned_up_to(name: str) -> None:
    for phrase in (" ".join(phrase.split()) for phrase in NEAREST_THINGS[name].split(",")):
        reading = read(f"a {phrase}")

        assert [item.subject for item in reading.scene.items] == [name], phrase
        assert f"“{phrase[:24]}”" in reading.note, phrase


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("lion", "cat"),
        ("wolf", "dog"),
        ("monkey", "bear"),
        ("deer", "horse"),
        ("dinosaur", "elephant"),
        ("bee", "butterfly"),
        ("shark", "fish"),
        ("knight", "person"),
        ("truck", "car"),
        ("skyscraper", "tower"),
        ("pizza", "cake"),
        ("submarine", "ship"),
    ],
)
def test_the_nearest_thing_is_one_that_people_would_name(word: str, name: str) -> None:
    assert read(f"a {word}").nearest == ((word, name),)
