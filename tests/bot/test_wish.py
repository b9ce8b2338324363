import pytest

from bot.wish import Wish, request_of
from inference.catalogue import Catalogue, Model
from inference.errors import ModelNotFound
from prompts.errors import PromptError

CATALOGUE = Catalogue(
    [
        Model(name="painter", engine="painter", title="The painter", side=768),
        Model(name="tiny", engine="diffusion", title="Tiny", side=256, takes_picture=True),
    ]
)


def draw_seed() -> int:
    return 77


def test_what_is_left_open_is_filled_in() -> None:
    request = request_of(Wish(prompt=" a  fox "), CATALOGUE, draw_seed=draw_seed)

    assert (request.prompt, request.seed, request.model) == ("a fox", 77, "painter")
    assert (request.width, request.height, request.count) == (768, 768, 1)


def test_what_is_said_is_kept() -> None:
    wish = Wish(prompt="a fox", negative="people", count=3, aspect="3:2", seed=0, model="tiny")

    request = request_of(wish, CATALOGUE, draw_seed=draw_seed)

    assert (request.seed, request.count, request.negative, request.model) == (
        0,
        3,
        "people",
        "tiny",
    )
    assert (request.width, request.height) == (320, 208)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(prompt=""), "Say what to paint"),
        (Wish(prompt="a" * 6000), "Shorten it"),
        (Wish(prompt="a", seed=-1), "between 0 and 4294967295"),
        (Wish(prompt="a", seed=2**32), "between 0 and 4294967295"),
        (Wish(prompt="a", aspect="100:1"), "between 1:3 and 3:1"),
        (Wish(prompt="a", size=5000), "between 64 and 1536"),
        (Wish(prompt="a", count=5), "1 to 4"),
        (Wish(prompt="a", negative="b" * 2000), "Shorten"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_way_out(wish: Wish, sentence: str) -> None:
    with pytest.raises(PromptError, match=sentence):
        request_of(wish, CATALOGUE, draw_seed=draw_seed)


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelNotFound, match="Choose one of: painter, tiny"):
        request_of(Wish(prompt="a", model="dall-e"), CATALOGUE, draw_seed=draw_seed)


def test_of_two_texts_the_one_that_is_too_long_is_named() -> None:
    with pytest.raises(PromptError, match=r"^The negative prompt has 1,001 characters"):
        request_of(Wish(prompt="a fox", negative="x" * 1001), CATALOGUE, draw_seed=draw_seed)
