from dataclasses import replace
from pathlib import Path

import pytest

from bot.translation import INSTRUCTIONS, Asked, able, check_asked, request_of, wish_of
from inference.catalogue import Catalogue
from inference.errors import RequestRefused
from inference.translating.tasks import Task
from tests.bot.easel import CATALOGUE


def test_models_that_change_pictures_stand_before_those_that_follow_lines() -> None:
    assert [model.name for model in able(CATALOGUE)] == ["told", "lens"]


def test_every_target_has_words_for_a_model() -> None:
    told = {
        wish_of(Asked(to=task, model="told"), CATALOGUE)[0].prompt: INSTRUCTIONS[task]
        for task in Task
    }

    assert all(prompt == words for prompt, words in told.items())
    assert len(told) == len(Task)


def test_a_chain_becomes_one_instruction() -> None:
    asked = Asked(to="winter+night", instruction="add a moon", strength=40, model="told")

    wish, role = wish_of(asked, CATALOGUE)

    assert wish.prompt == "make it winter, with snow, make it night, add a moon"
    assert (wish.strength, role) == (0.4, "source")


def test_the_controlnet_that_mozart_draws_lines_for_comes_first() -> None:
    asked = Asked(to="night", instruction="a quay", model="lens")

    wish, role = wish_of(asked, CATALOGUE)

    assert wish.prompt == "a quay, at night, with lights in the dark --control canny-tiny"
    assert role == "control"


def test_the_network_gets_all_that_was_asked() -> None:
    asked = Asked(to="hours", strength=40, beside=True, size=64)

    request = request_of(asked, (128, 128), of=(3, 1))

    assert (request.width, request.count, request.strength) == (64, 4, 0.4)
    assert (request.options["beside"], request.parent) == (True, (3, 1))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked(to="night", model="flat"), "“flat” takes no instructions, and no ControlNet goes"),
        (Asked(to="night", model="flat"), "Leave the model out, or name one of: told, lens."),
        (Asked(to="night", model="lens"), "Say in instruction what the picture shows"),
        (Asked(to="day, night", model="told"), "A model makes one picture of a wish"),
        (Asked(model="told"), "Say what to turn the picture into"),
        (Asked(to="nihgt", model="told"), "Did you mean night?"),
        (Asked(to="day", model="told", control="canny"), "leave control out"),
        (Asked(to="day", model="told", beside=True), "leave beside out"),
        (Asked(to="day", model="told", strength=101), "between 0 and 100"),
        (Asked(to="day", control="canny"), "A ControlNet goes with a model; name one."),
        (Asked(model="lens", instruction="a quay", strength=5), "such as control: canny:0.8"),
        (Asked(model="cubist", instruction="a quay"), "There is no model called “cubist”"),
    ],
)
def test_what_no_model_can_do_is_told_in_a_sentence(asked: Asked, sentence: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        wish_of(asked, CATALOGUE)

    assert sentence in str(caught.value)


def test_without_a_network_models_are_named() -> None:
    asked = Asked(to="night")

    check_asked(asked, replace(CATALOGUE, translator=Path("translator.safetensors")))
    with pytest.raises(RequestRefused, match=r"no network here .* name a model: told, lens"):
        check_asked(asked, CATALOGUE)
    with pytest.raises(RequestRefused, match="whoever runs Mozart can train or add one"):
        check_asked(asked, Catalogue([CATALOGUE.models[0]]))


def test_without_a_model_that_obeys_an_instruction_is_refused() -> None:
    plain = replace(CATALOGUE, models=[it for it in CATALOGUE.models if not it.edits])

    with pytest.raises(RequestRefused, match="No model here takes instructions"):
        wish_of(Asked(instruction="make it snow"), plain)
    with pytest.raises(RequestRefused, match=r"Leave the model out\.$"):
        wish_of(Asked(to="night", model="flat"), Catalogue([CATALOGUE.models[0]]))
