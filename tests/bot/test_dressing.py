import re

import pytest

from bot.dressing import dialect_of
from bot.wish import Commission, Wish, commissions_of, remixed
from inference import catalogue
from inference.catalogue import Catalogue, Model
from prompts.errors import PromptError
from prompts.template import Dialect, shipped_templates

CATALOGUE = Catalogue(
    [
        Model(name="painter", engine="painter", title="P", dialect=catalogue.Dialect.SCENES),
        Model(name="tags", engine="diffusion", title="T", family="sdxl"),
        Model(name="fast", engine="diffusion", title="F", family="sdxl", steps=4, guidance=0),
        Model(name="free", engine="diffusion", title="W", family="flux"),
    ]
)
TAROT = shipped_templates().find("tarot")


def draw_seed() -> int:
    return 77


def made(prompt: str, **options: object) -> list[Commission]:
    wish = Wish(prompt=prompt, **options)  # type: ignore[arg-type]  # options by name
    return commissions_of(wish, CATALOGUE, draw_seed=draw_seed)


@pytest.mark.parametrize(
    ("model", "dialect"),
    [("painter", "scenes"), ("tags", "tags"), ("fast", "tags"), ("free", "free")],
)
def test_every_model_is_spoken_to_in_its_dialect(model: str, dialect: str) -> None:
    assert dialect_of(CATALOGUE.find(model)) is Dialect(dialect)


def test_the_words_go_into_the_first_slot_and_the_others_hold_their_defaults() -> None:
    (one,) = made("a fox --template tarot")

    assert one.request.prompt == "a fox under the moon, symmetry, stained glass"
    assert one.typed == "a fox --template tarot"
    assert one.request.width < one.request.height


def test_other_slots_are_named_in_the_flag() -> None:
    (one,) = made('a fox --template "Tarot; sky = stars; style=woodcut"')

    assert one.request.prompt == "a fox under stars, symmetry, woodcut"


def test_what_is_typed_goes_before_the_defaults_of_the_template() -> None:
    (flags,) = made("a fox --template tarot --ar 2:1 --cfg 3 --no cats --m tags")
    (options,) = made("a fox --template tarot", aspect="2:1", model="tags")

    assert flags.request.width == options.request.width > options.request.height
    assert (flags.request.guidance, options.request.guidance) == (3, TAROT.defaults.cfg)
    assert flags.request.negative == f"cats, {TAROT.negative}"


def test_of_two_flags_for_one_thing_the_typed_one_holds() -> None:
    (one,) = made("a fox --template tarot --stylize 300 --m tags")

    assert one.request.guidance is None
    assert one.request.options["stylize"] == 300


@pytest.mark.parametrize(("model", "tiled"), [("tags", True), ("free", False), ("painter", False)])
def test_a_pattern_has_edges_that_fit_where_a_model_can_make_them(
    model: str, *, tiled: bool
) -> None:
    (one,) = made(f"tulips --template pattern --m {model}")

    assert ("tile" in one.request.options) is tiled


@pytest.mark.parametrize("model", ["painter", "fast", "free"])
def test_a_model_of_another_kind_gets_no_guidance_and_no_list_of_faults(model: str) -> None:
    (one,) = made(f"a fox --template tarot --m {model}")

    assert one.request.guidance is None
    assert one.request.negative == ""


def test_each_of_several_models_and_templates_has_its_own_words() -> None:
    several = made("a {red|red} fox --template {tarot, icon} --m {tags, free}")

    assert len({it.request.prompt for it in several}) == 4
    assert several[0].typed == "a red fox --template tarot"


def test_parts_go_into_the_slot_together_but_for_what_is_kept_out() -> None:
    (one,) = made("castle::2 fog:: people::-0.5 --template tarot --m free")

    assert "shows castle, fog under the moon" in one.request.prompt
    assert one.request.negative == "people"


def test_a_remix_may_change_words_and_template() -> None:
    (first,) = made("a fox --template tarot")
    wish = Wish(prompt="an owl --template icon")

    again = remixed(first.request, wish, CATALOGUE, draw_seed=draw_seed)

    assert "an owl" in again.request.prompt
    assert (again.request.width, again.request.height) == (
        first.request.width,
        first.request.height,
    )


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("--template tarot", "The template “tarot” needs words for “Who or what is on the card”"),
        ("a --template taort", "There is no template called “taort”. Did you mean “tarot”?"),
        ('a --template "tarot; figure=b"', "What “figure” is stands here twice"),
        ('a --template "tarot; style"', "Write each slot of a template once"),
        (f"{'a' * 401} --template tarot", "Shorten “Who or what is on the card” to 400"),
    ],
)
def test_what_cannot_be_put_into_a_template_is_refused(prompt: str, sentence: str) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)):
        made(prompt)
