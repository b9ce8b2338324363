"""Words go to the writer without their signs, and come back among them."""

import pytest

from bot.rewording import as_prompt, drafted
from inference.catalogue import Catalogue, Dialect, Model
from inference.errors import ModelNotFound
from inference.writer import Manner
from prompts.errors import PromptError
from prompts.grammar import parse

CATALOGUE = Catalogue(
    [
        Model(name="flat", engine="easel", title="Flat"),
        Model(name="scenes", engine="easel", title="Scenes", dialect=Dialect.SCENES),
    ]
)


def test_plain_words_are_replaced_and_flags_stay() -> None:
    asked = drafted("a red fox --ar 3:2 --no cats", CATALOGUE)

    assert asked.draft.words == "a red fox"
    assert asked.with_words("a red fox at dawn") == "a red fox at dawn --ar 3:2 --no cats"


def test_the_painting_models_manner_is_asked_for() -> None:
    assert drafted("a fox", CATALOGUE).draft.manner is Manner.FREE
    assert drafted("a fox --model scenes", CATALOGUE).draft.manner is Manner.SCENES


@pytest.mark.parametrize(
    ("typed", "words", "after"),
    [
        ("a (castle:1.3) by {night, day}", "a castle by night", "a (castle:1.3) by {night, day} x"),
        ("fox::2 snow::-1 --seed 7", "fox", "fox x::2 snow::-1 --seed 7"),
        ("a fox <lora:ink:0.8>", "a fox", "a fox <lora:ink:0.8> x"),
    ],
)
def test_signs_stay_and_what_is_new_follows_them(typed: str, words: str, after: str) -> None:
    asked = drafted(typed, CATALOGUE)

    assert asked.draft.words == words
    assert asked.draft.keeps
    assert asked.with_words(f"{words}, x") == after


def test_what_a_writer_says_is_never_a_sign() -> None:
    told = drafted("a fox", CATALOGUE).with_words("a fox --seed 3 {a, b} <lora:x> ```")

    assert told is not None
    assert parse(told).flags == ()
    assert "```" not in told


def test_what_would_be_too_long_is_left_out() -> None:
    assert drafted("a fox", CATALOGUE).with_words("a fox " + "x" * 1000) is None


@pytest.mark.parametrize(
    "typed", ["--seed 3", "fog::-1", "  ", "a" * 6000, "a (fox", "__nothing__"]
)
def test_what_says_nothing_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(PromptError):
        drafted(typed, CATALOGUE)


def test_a_model_that_is_not_here_is_named() -> None:
    with pytest.raises(ModelNotFound, match="sdxl"):
        drafted("a fox --model sdxl", CATALOGUE)


@pytest.mark.parametrize(
    ("recipe", "prompt"),
    [
        ({"width": 384, "height": 256, "seed": 5}, "a fox --ar 3:2 --seed 5"),
        ({"width": "1", "height": 10**9, "seed": -1}, "a fox"),
        ({"width": 1, "height": 4, "seed": True}, "a fox"),
        ({}, "a fox"),
    ],
)
def test_of_a_strange_recipe_only_what_can_be_had_is_taken(
    recipe: dict[str, object], prompt: str
) -> None:
    assert as_prompt("a fox", recipe) == prompt


@pytest.mark.parametrize("words", ["", " \x00 ", "x" * 1001])
def test_words_that_are_none_make_no_prompt(words: str) -> None:
    assert as_prompt(words) is None
