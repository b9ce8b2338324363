"""Suffixes and options of a member's own: what they come to, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.errors import PromptError
from prompts.grammar import parse
from prompts.own import (
    LONGEST,
    MOST_OPTIONS,
    Own,
    checked_option,
    checked_suffix,
    say,
)
from prompts.table import TABLE

OWN = Own(
    suffix="in ink --count 2",
    options={
        "mine": "--ar 3:2 --no people",
        "wide": "--ar 2:1",
        "fast": "--steps 4 --cfg 1",
        "both": "--ar {3:2, 1:1}",
    },
)

SAID = {
    "suffix": ("a fox", "a fox, in ink --count 2"),
    "option": ("a fox --mine", "a fox, in ink --ar 3:2 --no people --count 2"),
    "anywhere, any case": ("--MINE a fox", "a fox, in ink --ar 3:2 --no people --count 2"),
    "phone": ("a fox —mine", "a fox, in ink --ar 3:2 --no people --count 2"),
    "twice": ("a fox --mine --mine", "a fox, in ink --ar 3:2 --no people --count 2"),
    "words after it": ("a fox --wide in snow", "a fox in snow, in ink --ar 2:1 --count 2"),
    "ends --no": ("a fox --no cats --wide in snow", "a fox in snow, in ink --no cats --ar 2:1 --c"),
    "--no adds up": ("a fox --no cats --mine", "a fox, in ink --no cats --ar 3:2 --no people --c"),
    "typed before option": ("a fox --mine --ar 1:1", "a fox, in ink --ar 1:1 --no people --count"),
    "typed before suffix": ("a fox --count 1", "a fox, in ink --count 1"),
    "typed in another way": (
        "a fox --fast --quality 2",
        "a fox, in ink --quality 2 --cfg 1 --coun",
    ),
    "said already": ("a fox, in ink", "a fox, in ink --count 2"),
    "parts": ("castle::2 fog::0.5", "castle::2 fog::0.5 in ink::1 --count 2"),
    "choices": ("a fox --both", "a fox, in ink --ar {3\\:2, 1\\:1} --count 2"),
    "no words": ("--template tarot", "--template tarot --count 2"),
}


@pytest.mark.parametrize(("typed", "text"), SAID.values(), ids=SAID)
def test_what_a_member_always_says_is_added(typed: str, text: str) -> None:
    assert say(typed, OWN).text.startswith(text)


UNTOUCHED = {
    "bare": "a fox :) --bare",
    "a dash of prose": "a fox — mine --bare",
    "escaped": "a fox \\--mine --bare",
    "quoted": 'a fox --model "--mine" --bare',
}


@pytest.mark.parametrize("typed", UNTOUCHED.values(), ids=UNTOUCHED)
def test_where_nothing_is_added_the_text_stays_as_typed(typed: str) -> None:
    assert say(typed, OWN).text == typed


def test_an_option_says_what_it_means_without_the_suffix_too() -> None:
    assert say("a fox --mine", OWN, suffixed=False).text == "a fox --ar 3:2 --no people"


def test_what_was_said_beside_the_prompt_goes_first() -> None:
    said = say("a fox --mine", OWN, beside={"count", "ar"})

    assert said.text == "a fox, in ink --no people"
    assert said.sources == {"no": "your --mine"}


WRONG = {
    "misspelt": ("a fox --mien", "There is no flag --mien. Did you mean --mine?", "      ^"),
    "typed": ("a fox --mine --seed x", "--seed takes a whole number", "                    ^"),
    "bracket": ("a (fox --mine", "This “(” is never closed.", "  ^"),
    "two differ": (
        "a fox --mine --wide",
        "Your --wide says --ar otherwise than your --mine does. Keep one.",
        "             ^",
    ),
}


@pytest.mark.parametrize(("typed", "sentence", "caret"), WRONG.values(), ids=WRONG)
def test_the_caret_points_at_what_was_typed(typed: str, sentence: str, caret: str) -> None:
    with pytest.raises(PromptError) as refusal:
        say(typed, OWN)

    assert str(refusal.value).startswith(sentence)
    assert refusal.value.underlined == f"{typed}\n{caret}"


def test_what_cannot_be_read_any_more_is_named() -> None:
    with pytest.raises(PromptError, match=r"Your --old cannot be read: There is no flag --gone\."):
        say("a fox --old", Own(options={"old": "--gone 1"}))


def test_an_error_in_a_flag_names_what_it_comes_from() -> None:
    said = say("a fox --fast", OWN)
    at = next(flag.at for flag in parse(said.text).flags if flag.name == "steps")

    error = said.told(PromptError("No steps here.", text=said.text, at=at))

    assert str(error) == ("No steps here. --steps comes from your --fast; `/prefer` changes that.")
    assert error.at == at


def test_an_error_in_what_was_typed_stays_as_it_is() -> None:
    said = say("a fox --wide --seed 7", OWN)
    at = next(flag.at for flag in parse(said.text).flags if flag.name == "seed")
    error = PromptError("No seed here.", text=said.text, at=at)

    assert said.told(error) is error


def test_a_prompt_that_becomes_too_long_is_refused() -> None:
    with pytest.raises(PromptError, match="The prompt with your suffix and options has 1,01"):
        say("a" * 999, OWN)


NO_OPTION = {
    "a flag": ("ar", "--count 2", "--ar means something already."),
    "a short flag": ("--S", "--count 2", "--s means something already."),
    "elsewhere": ("niji", "--count 2", "--niji means something already."),
    "bare": ("bare", "--count 2", "--bare means something already."),
    "name": ("1st", "--count 2", "A name begins with a letter and has up to 20 letters"),
    "long name": ("a" * 21, "--count 2", "A name begins with a letter and has up to 20 letters"),
    "words": ("my", "in ink --count 2", "An option stands for flags alone"),
    "nothing": ("my", " ", "Say what the option is"),
    "an option": ("my", "--mine", "There is no flag --mine."),
    "itself": ("my", "--my", "There is no flag --my."),
    "out of range": ("my", "--count 9", "--count takes a whole number from 1 to 4, not “9”."),
    "long": ("my", "--no " + "x" * LONGEST, "This option has 205 characters; it may have 200."),
}


@pytest.mark.parametrize(("name", "value", "sentence"), NO_OPTION.values(), ids=NO_OPTION)
def test_what_cannot_be_an_option_is_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(PromptError) as refusal:
        checked_option(name, value, OWN.options)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("form", [form for spec in TABLE for form in spec.forms])
def test_no_option_shadows_a_flag(form: str) -> None:
    with pytest.raises(PromptError, match="means something already"):
        checked_option(form, "--count 2", {})


def test_there_are_so_many_options_and_an_old_one_can_still_be_changed() -> None:
    options = {f"o{n}": "--count 1" for n in range(MOST_OPTIONS)}

    assert checked_option("--O1", " --count  2 ", options) == ("o1", "--count 2")
    with pytest.raises(PromptError, match="You have 20 options already"):
        checked_option("new", "--count 2", options)


@pytest.mark.parametrize("text", ["a (fox", "--sed 7", "--bare", "", "x" * 201])
def test_what_cannot_be_a_suffix_is_refused(text: str) -> None:
    with pytest.raises(PromptError):
        checked_suffix(text)


@given(st.text(alphabet='ab1(){}[]|,:-—_<>\\"mine .', max_size=40))
def test_whatever_is_typed_is_said_or_refused(typed: str) -> None:
    try:
        said = say(typed, OWN)
    except PromptError:
        return
    assert say(said.text, OWN).text == said.text
