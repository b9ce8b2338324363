"""An answer keeps all words and adds some; what is shown differs; what is left out weighs least."""

import pytest

from inference.engines.writer.choosing import (
    clashes,
    is_known,
    is_richer,
    most_different,
    names_a_thing,
    shorter_by,
    tidied,
    units_of,
)


def test_an_answer_is_one_line_without_what_stands_around_it() -> None:
    assert tidied(' "a fox,\n in  the snow, in the snow" =>') == "a fox, in the snow"


@pytest.mark.parametrize(
    "rich",
    [
        "a fox at dawn",  # it lost the colour
        "the red fox",  # it added nothing
        "a red fox " + "at dawn " * 90,  # nobody reads that
    ],
)
def test_richer_is_all_that_was_said_and_more(rich: str) -> None:
    assert is_richer("A red fox at dawn", "a red fox")
    assert not is_richer(rich, "a red fox")


def test_two_hours_of_a_day_clash() -> None:
    assert clashes("a fox at dawn in the snow, watercolour") == 0
    assert clashes("a fox at dawn, at midnight, oil painting, mosaic") == 2


def test_what_is_shown_differs_most() -> None:
    answers = [
        "a fox at dawn",
        "a fox at dawn, ink",
        "a fox at dusk, ink, in the rain",
        "A fox at dawn",
    ]

    chosen = most_different(answers, "a fox", 2)

    assert chosen == ["a fox at dusk, ink, in the rain", "a fox at dawn"]


def test_little_words_go_with_what_follows_them() -> None:
    assert units_of("a red fox in the snow, ink") == ["a red", "fox", "in the snow,", "ink"]


def test_shorter_prompts_keep_order_and_commas() -> None:
    units = units_of("a red fox in the snow, ink")

    assert shorter_by(units, [0.2, 1.0, 0.1, 0.5]) == ["a red fox, ink", "fox, ink", "fox"]


def test_things_and_words_nobody_taught_are_told_apart() -> None:
    assert names_a_thing("a fox")
    assert names_a_thing("griffins,")
    assert not names_a_thing("in the snow,")
    assert is_known("in the snow,")
    assert not is_known("masterpiece")
