"""Words told anew: the scene stays, the phrasing is always the same one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.painter.captions import captions
from inference.painter.lexicon import lexicon
from inference.painter.reading import read
from inference.painter.retelling import retell
from inference.painter.sampling import for_testing, for_training

PHRASES = sorted(" ".join(phrase) for phrase in lexicon())


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        (
            "2 ginger kittens by moonlight, stained glass window",
            "two orange cats at night under a full moon, stained glass",
        ),
        ("Castle!!!", "a castle"),
        ("an airplane over gray hills", "a plane in the hills"),
        ("a colorful owl, 8-bit", "an owl, pixel art"),
        (
            "watercolor of a pony that stands behind a fir tree in fall colors",
            "a horse behind a pine in autumn, watercolour",
        ),
        ("the alps at dusk", "a scene in the mountains at sunset"),
        ("seven sheep and 200 geese", "six sheep and six ducks"),
        ("a dragon in the jungle, anime", "a bird in a forest, poster"),
        ("an elefant, watercolr", "an elephant, watercolour"),
        ("a cat and people, no dogs", "a cat and three people"),
        ("glorp", "a scene in an abstract pattern"),
        ("", "a scene in an abstract pattern"),
    ],
)
def test_words_become_the_plainest_caption(words: str, caption: str) -> None:
    assert retell(words).caption == caption


def test_what_is_not_wanted_is_not_told() -> None:
    assert retell("a cat, a dog in the rain", "dogs, rain, blur").caption == "a cat"


def test_reading_the_plainest_caption_gives_the_scene_back() -> None:
    scenes = [for_training(i, 1) for i in range(1500)] + [for_testing(i, 1) for i in range(300)]

    for scene in scenes:
        reading = read(captions(scene))
        assert (reading.scene, reading.note) == (scene, ""), captions(scene)


@settings(max_examples=300)
@given(
    st.lists(st.one_of(st.sampled_from(PHRASES), st.just(","), st.text(max_size=9)), max_size=12)
)
def test_whatever_is_asked_the_caption_means_the_same(parts: list[str]) -> None:
    words = " ".join(parts)
    meant = replace(read(words).scene, without=frozenset())

    retold = read(retell(words).caption)

    assert (retold.scene, retold.note) == (meant, "")


def test_the_note_says_what_got_lost() -> None:
    retelling = retell("a quantum dragon")

    assert retelling.note == read("a quantum dragon").note
    assert "“dragon”" in retelling.note
    assert "“quantum”" in retelling.note


def test_a_model_of_one_kind_of_thing_is_told_the_first() -> None:
    told = retell("a red fox beside three rabbits in the snow", most=1)

    assert told.caption == "a red fox in the snow"
    assert told.note == (
        "It paints one kind of thing at a time, and left out a rabbit; the painter paints up to 3."
    )
    assert retell("a red fox in the snow", most=1).note == ""


def test_chaos_tells_a_scene_that_the_seed_decides_and_reads_back() -> None:
    told = [retell("a fox", chaos=100, seed=seed).caption for seed in range(4)]

    assert told == [retell("a fox", chaos=100, seed=seed).caption for seed in range(4)]
    assert len(set(told)) > 2
    assert all("fox" in caption for caption in told)
    assert retell("a fox", chaos=0, seed=3) == retell("a fox")
