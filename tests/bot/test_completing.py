"""Offers begin with all that was typed, end what is begun, and fit Discord."""

import pytest

from bot.completing import LONGEST, MOST, are_words, can_be_offered, lexical, names_for, offers


def test_what_was_typed_is_the_first_offer() -> None:
    assert offers("a fox", [" at dawn", "es", " at dawn"]) == ["a fox", "a fox at dawn", "a foxes"]


def test_offers_that_discord_would_not_take_are_left_out() -> None:
    typed = "a fox " + "x" * 90

    assert offers(typed, ["y", "y" * 10]) == [typed, typed + "y"]
    assert len(offers("a", [str(number) for number in range(99)])) == MOST


@pytest.mark.parametrize("typed", ["", " ", "a" * 100])
def test_nothing_is_offered_where_there_is_nothing_or_no_room(typed: str) -> None:
    assert can_be_offered("a")
    assert not can_be_offered(typed)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("a __ani", ["a __animal__ "]),
        ("a fox --template tar", ["a fox --template tarot "]),
        ("a fox --temp", ["a fox --template "]),
        ('a fox --template "tar', ['a fox --template "tarot ']),
        ("a fox --zzz", []),
        ("a __zzz", []),
    ],
)
def test_a_begun_name_is_ended(typed: str, offered: list[str]) -> None:
    assert names_for(typed, ["tarot", "stamp"]) == offered


@pytest.mark.parametrize("typed", ["a fox", "well -- a fox", "snake_case", "a fox --ar 3:2"])
def test_words_begin_no_name(typed: str) -> None:
    assert names_for(typed) is None


def test_lists_of_names_are_no_longer_than_discord_takes() -> None:
    for typed in ("--template ", "__", "--"):
        names = names_for(typed, [f"poster-{number}" for number in range(99)])
        assert names
        assert len(names) <= MOST
        assert all(name.startswith(typed) and len(name) <= LONGEST for name in names)


@pytest.mark.parametrize(
    "typed", ["a {red, b", "a (fox", "fox::2", "a <lora:i", "fox --seed 3", "\\"]
)
def test_signs_are_not_gone_on_with(typed: str) -> None:
    assert not are_words(typed)


def test_the_painters_words_stand_in_while_nobody_knows_better() -> None:
    assert "bird" in lexical("a Lady")
    assert lexical("a ") == []
    assert lexical("zzxq") == []
