"""What ships helps with words: it adds, ends, looks and weighs, in a second at most."""

from pathlib import Path

import pytest
from PIL import Image

from inference.engines.writer import HouseWriter
from inference.engines.writer.choosing import is_richer
from inference.errors import ModelNotFound
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.writer import Draft, Manner, NothingToSay


@pytest.fixture(scope="module")
def writer() -> HouseWriter:
    return HouseWriter()


def painted(words: str) -> Image.Image:
    seeds = Seeds(layout=5, palette=5, hand=5)
    return paint(
        read(words).scene, width=192, height=192, seeds=seeds, show=lambda done, look: None
    )


@pytest.mark.parametrize("words", ["a red fox", "Zorblax the Destroyer", "castle, storm"])
@pytest.mark.parametrize("manner", Manner)
def test_richer_words_begin_with_those_that_were_given(
    writer: HouseWriter, words: str, manner: Manner
) -> None:
    versions = writer.enrich(Draft(words=words, manner=manner), count=3, seed=1)

    assert len(versions) == 3
    for version in versions:
        assert version.startswith(words)
        assert is_richer(version, words)
        assert "=" not in version


def test_the_painter_understands_what_is_added_for_it(writer: HouseWriter) -> None:
    draft = Draft(words="a red fox", manner=Manner.SCENES)

    readings = [read(it) for it in writer.enrich(draft, count=3, seed=1)]

    assert all(it.unknown == () for it in readings)
    assert any(it.scene.style is not None for it in readings)


def test_the_same_seed_gives_the_same_versions(writer: HouseWriter) -> None:
    draft = Draft(words="a lighthouse", manner=Manner.SCENES)

    assert writer.enrich(draft, count=2, seed=7) == writer.enrich(draft, count=2, seed=7)
    assert writer.enrich(draft, count=2, seed=7) != writer.enrich(draft, count=2, seed=8)


def test_a_prompt_that_is_too_long_already_is_left_alone(writer: HouseWriter) -> None:
    draft = Draft(words="a red fox " * 62, manner=Manner.FREE)

    with pytest.raises(NothingToSay, match="found nothing to add"):
        writer.enrich(draft, count=3, seed=1)


def test_begun_words_are_ended_as_the_painter_knows_them(writer: HouseWriter) -> None:
    assert "undown" in writer.complete("a lighthouse at s")
    assert "x" in writer.complete("A Red fo")
    assert "colour" in writer.complete("a fox in the snow, water")
    assert writer.complete("zzxqv") == []


@pytest.mark.parametrize(
    ("subject", "style", "words"),
    [
        ("sailboat", "watercolour", "a red sailboat at sea at sunset, watercolour"),
        ("owl", "paper cut", "two owls in the forest, paper cut"),
        ("windmill", "poster", "a windmill at dawn, poster"),
    ],
)
def test_a_picture_of_the_painters_is_described_by_its_subject_and_style(
    writer: HouseWriter, subject: str, style: str, words: str
) -> None:
    first, *others = writer.describe(painted(words), count=4)

    assert len(others) == 3
    scene = read(first).scene
    assert (scene.items[0].subject, scene.style) == (subject, style)


def test_each_guess_is_of_another_subject(writer: HouseWriter) -> None:
    captions = writer.describe(Image.new("RGB", (40, 90), "teal"), count=4)

    assert len({read(it).scene.items[0].subject for it in captions}) == 4


def test_words_are_weighed_by_what_the_picture_would_be_without_them(writer: HouseWriter) -> None:
    words = "a beautiful red fox at dawn, masterpiece, watercolour"

    weighing = writer.weigh(words)

    weights = {it.word.strip(","): it.weight for it in weighing.words}
    assert weights["fox"] == 1
    assert weights["watercolour"] > weights["a beautiful"]
    assert weights["masterpiece"] < 0.1
    assert [len(it) for it in weighing.shorter] == sorted(map(len, weighing.shorter), reverse=True)
    assert all("fox" in it and "masterpiece" not in it for it in weighing.shorter)


def test_one_word_cannot_be_shortened(writer: HouseWriter) -> None:
    with pytest.raises(NothingToSay, match="one thing only"):
        writer.weigh("fox")


def test_another_language_model_is_asked_with_its_own_task(tiny_language: Path) -> None:
    writer = HouseWriter(model=tiny_language)

    versions = writer.enrich(Draft(words="A red fox", manner=Manner.FREE), count=2, seed=1)

    assert writer._loaded()[0].templates > 0
    assert versions
    assert all(is_richer(it, "A red fox") for it in versions)


def test_a_language_model_that_is_none_is_refused_when_it_is_asked(tmp_path: Path) -> None:
    writer = HouseWriter(model=tmp_path)

    with pytest.raises(ModelNotFound, match="There is no language model"):
        writer.enrich(Draft(words="a fox", manner=Manner.FREE), count=1, seed=1)
