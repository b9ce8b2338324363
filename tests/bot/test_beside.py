"""Pictures beside a prompt: what flags make of them, and what is said where they cannot be used."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.beside import strength_of, style_weight
from bot.wish import Commission, Wish, commission_of, remixed
from inference.catalogue import Catalogue, Model
from inference.companions import Companion
from inference.offers import Kind
from inference.request import Request
from prompts.errors import PromptError


def beside(name: str, kind: Kind, family: str | None = None) -> Companion:
    return Companion(name=name, kind=kind, file=Path(name), family=family)


CATALOGUE = Catalogue(
    [
        Model(name="tiny", engine="diffusion", title="Tiny", family="sd15", takes_picture=True),
        Model(name="grand", engine="diffusion", title="Grand", family="sdxl", takes_picture=True),
        Model(name="flow", engine="diffusion", title="Flow", family="flux", takes_picture=True),
        Model(name="painter", engine="painter", title="The painter"),
    ],
    [
        beside("canny-sd15", Kind.CONTROLNET, "sd15"),
        beside("canny-sdxl", Kind.CONTROLNET, "sdxl"),
        beside("depth", Kind.CONTROLNET, "sd15"),
        beside("eye", Kind.IP_ADAPTER, "sd15"),
        beside("any", Kind.IP_ADAPTER),
    ],
)
ALL = ("source", "mask", "control", "reference")


def made(prompt: str, *sent: str) -> Commission:
    wish = Wish(prompt=prompt, pictures=frozenset(sent))
    return commission_of(wish, CATALOGUE, draw_seed=lambda: 7)


def test_without_pictures_and_flags_nothing_is_beside_the_words() -> None:
    request = made("a fox").request

    assert (request.control, request.looker, request.strength) == (None, None, None)
    assert not request.weights


def test_a_control_is_read_by_whom_the_flag_names_with_its_weight() -> None:
    request = made("a fox --control depth:0.4", "control").request

    assert (request.control, request.weights) == ("depth", {"control": 0.4})
    assert request.prompt == "a fox"


@pytest.mark.parametrize(("model", "name"), [("tiny", "canny-sd15"), ("grand", "canny-sdxl")])
def test_the_beginning_of_a_name_finds_the_one_that_fits_the_model(model: str, name: str) -> None:
    assert made(f"a fox --control canny --model {model}", "control").request.control == name


@pytest.mark.parametrize(
    ("prompt", "roles", "style"),
    [
        ("a fox", {"reference": "reference"}, None),
        ("a fox --sref reference", {"reference": "style"}, None),
        ("a fox --sref job:12", {"reference": "reference"}, (12, 0)),
        ("a fox --sref job:12:3 --sw 50", {"reference": "reference"}, (12, 2)),
    ],
)
def test_a_reference_is_looked_at_by_the_adapter_that_fits(
    prompt: str, roles: dict[str, str], style: tuple[int, int] | None
) -> None:
    commission = made(prompt, "reference")

    assert commission.request.looker == "eye"
    assert (commission.roles, commission.style) == (roles, style)


def test_a_model_of_an_unknown_family_gets_what_does_not_tell_its_own() -> None:
    assert made("a fox --sref job:1 --model grand").request.looker == "any"


def test_iw_says_what_the_image_counts_and_without_one_the_reference() -> None:
    assert made("a fox --iw 1", "source", "reference").request.strength == 0.6
    assert made("a fox --iw 2", "reference").request.weights == {"reference": 1.2}


@pytest.mark.parametrize(
    ("weight", "strength"), [(0, 1), (0.5, 0.8), (1, 0.6), (2, 0.35), (3, 0.1)]
)
def test_the_more_a_picture_counts_the_less_of_it_is_forgotten(
    weight: float, strength: float
) -> None:
    assert strength_of(weight) == pytest.approx(strength)


@pytest.mark.parametrize(("percent", "weight"), [(0, 0), (50, 0.5), (100, 1), (1000, 2)])
def test_a_style_counts_at_most_twice(percent: float, weight: float) -> None:
    assert style_weight(percent) == pytest.approx(weight)


WRONG = {
    "mask alone": ("a fox", ("mask",), "A mask says where to paint the image anew. Send an image"),
    "control unread": (
        "a fox",
        ("control",),
        "Say how to read the control picture. Write --control and one of: canny-sd15, depth.",
    ),
    "control unreadable": (
        "a fox --model flow",
        ("control",),
        "Say how to read the control picture. There is no ControlNet for Flow. Leave",
    ),
    "control unsent": ("a fox --control depth", (), "--control reads a picture. Send one as"),
    "control unknown": (
        "a fox --control dept",
        ("control",),
        "There is no ControlNet called “dept” here. Did you mean “depth”?",
    ),
    "control of another family": (
        "a fox --control depth --model grand",
        ("control",),
        "The ControlNet “depth” was made for sd15, and the model “grand” is of sdxl; leave one",
    ),
    "control too heavy": ("a fox --control depth:3", ("control",), "A control weighs from 0 to 2"),
    "control of no weight": (
        "a fox --control depth:x",
        ("control",),
        "A control weighs from 0 to 2",
    ),
    "painter's control": (
        "a fox --control depth --model painter",
        ("control",),
        "The painter takes no ControlNets. Leave the control out, or choose another model.",
    ),
    "painter's reference": (
        "a fox --model painter",
        ("reference",),
        "The painter takes no IP-Adapters. Leave the reference out, or choose another model.",
    ),
    "no picture of a style": ("a fox --sref", ("reference",), "--sref needs a value, such as"),
    "another word": ("a fox --sref blue", ("reference",), "--sref takes job:12 for the first"),
    "a fifth picture": ("a fox --sref job:1:5", (), "--sref takes job:12 for the first picture"),
    "unsent style": ("a fox --sref reference", (), "--sref reference takes a picture. Send one"),
    "nothing weighed": ("a fox --iw 1", (), "--iw weighs an image or a reference. Send one with"),
}


@pytest.mark.parametrize(("prompt", "sent", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_said_in_a_sentence(
    prompt: str, sent: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(PromptError) as error:
        made(prompt, *sent)

    assert str(error.value).startswith(sentence)
    assert str(error.value).endswith((".", "?"))


def test_a_model_without_an_adapter_says_so() -> None:
    catalogue = replace(CATALOGUE, companions=())
    wish = Wish(prompt="a fox", pictures=frozenset({"reference"}))

    with pytest.raises(
        PromptError, match="Tiny looks at no other pictures: there is no IP-Adapter"
    ):
        commission_of(wish, catalogue, draw_seed=lambda: 7)


# ---- remixed


def remix(request: Request, prompt: str) -> Request:
    return remixed(request, Wish(prompt=prompt), CATALOGUE, draw_seed=lambda: 8).request


def queued(prompt: str) -> Request:
    """As it is queued, with a picture for each of its roles."""
    commission = made(prompt, *ALL)
    inputs = {role: sent for sent, role in commission.roles.items()}
    return replace(commission.request, inputs=inputs)


def test_other_words_keep_the_pictures_that_their_flags_still_read() -> None:
    first = queued("a fox --control depth --sref reference")

    kept = remix(first, "a boat --control depth:0.5 --sref reference")
    fewer = remix(first, "a boat")

    assert kept.inputs == first.inputs
    assert (kept.control, kept.weights, kept.looker) == ("depth", {"control": 0.5}, "eye")
    assert fewer.inputs == {"source": "source", "mask": "mask"}
    assert (fewer.control, fewer.looker) == (None, None)


def test_a_reference_becomes_a_style_when_other_words_say_so() -> None:
    first = queued("a fox --control depth")

    assert remix(first, "a fox --sref reference").inputs == {
        "source": "source",
        "mask": "mask",
        "style": "reference",
    }
