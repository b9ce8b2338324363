import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prompts.errors import PromptError
from prompts.words import LONGEST, clean, tidy


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u200b", "\u202e", "\ufeff \u2060"])
def test_words_that_nobody_can_see_are_no_words(text: str) -> None:
    with pytest.raises(PromptError, match="Say what to paint"):
        clean(text)


def test_too_many_words_are_refused_with_both_numbers() -> None:
    with pytest.raises(PromptError, match="6,000 characters; Mozart reads up to 1,000"):
        clean("a" * 6000)


def test_as_many_as_are_read_are_kept() -> None:
    assert clean("a" * LONGEST) == "a" * LONGEST


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  a \n fox\t ", "a fox"),
        ("cafe\u0301", "café"),
        ("a\u202eb", "a b"),
        ("👩\u200d🎨 at work", "👩\u200d🎨 at work"),
        ("\U000e0041hidden tag", "hidden tag"),
    ],
)
def test_words_stay_as_they_are_seen(text: str, words: str) -> None:
    assert clean(text) == words


@given(some.text(max_size=500))
def test_nothing_hidden_is_left_and_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)

    assert tidy(once) == once
    assert not any(unicodedata.category(sign) == "Cc" for sign in once)
