"""Films of models on the command line, up to the request."""

import pytest

from bot.arguments import parser
from bot.orders import order_of
from inference.catalogue import Catalogue, Model
from inference.errors import InferenceError
from inference.morphing.journey import read_journey
from inference.request import Request
from prompts.errors import PromptError
from tests.bot.easel import CATALOGUE


def ordered(*words: str, catalogue: Catalogue = CATALOGUE) -> Request:
    request, pictures = order_of(parser().parse_args(words), catalogue)
    assert not pictures
    return request


def test_words_morph_through_a_model_with_one_seed_and_their_flags() -> None:
    request = ordered("morph", "a fox --cfg 3", "an owl", "--model", "lens", "--frames", "6")

    journey = read_journey(request)
    assert (request.model, request.guidance, journey.frames) == ("lens", 3, 6)
    assert [it.prompt for it in journey.stops] == ["a fox", "an owl"]
    assert journey.stops[0].seed == journey.stops[1].seed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["morph", "fox.png", "an owl", "--model", "lens"], "morphs between words"),
        (["morph", "a fox", "an owl", "--model", "flat"], "nothing that it could paint"),
        (["morph", "a fox", "an owl", "--model", "none"], "no model called"),
        (["morph", "a fox", "{an, no} owl", "--model", "lens"], "stands for 2 prompts"),
        (["morph", "a fox", "an owl", "--model", "lens", "--frames", "3"], "from 4 to 24"),
    ],
)
def test_what_a_model_cannot_film_is_one_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises((InferenceError, PromptError), match=sentence):
        ordered(*words)


def test_a_walk_through_a_model_begins_with_its_seed() -> None:
    request = ordered("walk", "--model", "lens", "--words", "a fox", "--seed", "7", "--stops", "3")

    journey = read_journey(request)
    assert (journey.name, journey.closed, journey.frames) == ("walk", True, 12)
    assert [it.seed for it in journey.stops] == [7, 8, 9]


def test_a_walk_through_the_gan_is_an_ateliers() -> None:
    gan = Model(name="gan", engine="gan", title="The GAN")
    catalogue = Catalogue([*CATALOGUE.models, gan])
    wish = ("walk", "--seed", "7", "--tiles", "9", "--truncation", "0.5")

    request = ordered(*wish, catalogue=catalogue)

    assert (request.model, request.seed, request.width) == ("walk", 7, 576)
    assert request.options == {"tiles": 9, "truncation": 0.5}
