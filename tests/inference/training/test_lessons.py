"""A lesson says few words and then all of them again with more; nothing decides but its number."""

import pytest

from inference.engines.writer.choosing import content_of
from inference.painter.reading import read
from inference.training.lessons import FREE, SCENES, Lesson, Phrasebook, lesson
from prompts.manners import free_words

BOOK = Phrasebook(*free_words())


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return [lesson(number, 1, BOOK) for number in range(300)]


def test_the_number_and_the_seed_decide(lessons: list[Lesson]) -> None:
    assert [lesson(number, 1, BOOK) for number in range(9)] == lessons[:9]
    assert lesson(0, 2, BOOK) != lessons[0]


def test_rich_words_say_all_that_the_few_say_and_more(lessons: list[Lesson]) -> None:
    pairs = [it for it in lessons if it.words]

    assert len(pairs) > 150
    for it in pairs:
        assert set(content_of(it.words)) <= set(content_of(it.rich))
        assert len(it.rich) > len(it.words)


def test_the_painter_understands_what_is_meant_for_it(lessons: list[Lesson]) -> None:
    meant = [it for it in lessons if it.sign == SCENES and not it.words]

    assert [it.rich for it in meant if read(it.rich).unknown] == []


def test_free_words_come_where_there_is_a_book_of_them(lessons: list[Lesson]) -> None:
    assert any(it.sign == FREE and "lens" in it.rich for it in lessons)
    assert all(lesson(number, 1, Phrasebook()).sign == SCENES for number in range(50))


def test_a_lesson_reads_as_the_writer_is_asked() -> None:
    assert Lesson("A fox", "A fox at dawn").text == " a fox => a fox at dawn"
    assert Lesson("", "a fox at dawn").text == " a fox at dawn"
