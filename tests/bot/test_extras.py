"""LoRAs and embeddings in a wish, and what is said where they do not go with the model."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.wish import Wish, commissions_of, remixed, request_of
from inference.catalogue import Catalogue, Dialect, Model
from inference.companions import Companion
from inference.offers import Kind
from inference.request import Request
from prompts.errors import PromptError


def beside(name: str, kind: Kind, family: str | None = None) -> Companion:
    return Companion(name=name, kind=kind, file=Path(name), family=family)


CATALOGUE = Catalogue(
    [
        Model(name="tiny", engine="diffusion", title="Tiny", family="sd15"),
        Model(name="grand", engine="diffusion", title="Grand", family="sdxl"),
        Model(name="mozart", engine="diffusion", title="Mozart", dialect=Dialect.SCENES),
        Model(name="painter", engine="painter", title="The painter"),
    ],
    [
        beside("Ink v2", Kind.LORA, "sd15"),
        beside("oil", Kind.LORA, "sdxl"),
        beside("gouache", Kind.LORA),
        *(beside(f"n{number}", Kind.LORA) for number in range(4)),
        beside("bad-hand", Kind.EMBEDDING, "sd15"),
    ],
)


def request(prompt: str, **options: object) -> Request:
    wish = Wish(**{"prompt": prompt} | options)  # type: ignore[arg-type]  # a test's shorthand
    return request_of(wish, CATALOGUE, draw_seed=lambda: 7)


def test_loras_reach_the_request_and_leave_the_words() -> None:
    made = request("a <lora:Ink v2:0.8> fox (<lora:gouache>:1.2) in snow")

    assert made.prompt == "a fox in snow"
    assert made.adapters == {"Ink v2": 0.8, "gouache": 1.0}


def test_a_lora_named_twice_weighs_what_both_say() -> None:
    assert request("a <lora:gouache:0.5> b <lyco:gouache:0.25>").adapters == {"gouache": 0.75}


def test_what_weighs_nothing_is_left_out() -> None:
    made = request("a fox (b <lora:gouache>:0) <lora:n1:0>::1 c <lora:n2>::0")

    assert made.adapters.get("gouache") is None
    assert made.adapters.get("n2") is None


def test_an_embedding_stays_in_its_place_among_the_words() -> None:
    made = request("a fox, embedding:bad-hand, ink")

    assert (made.prompt, made.embeddings) == ("a fox, <embedding:bad-hand>, ink", ("bad-hand",))


def test_an_embedding_weighs_like_words() -> None:
    made = request("a fox, <embedding:bad-hand:1.2>")

    assert made.spans == (("a fox, ", 1.0), ("<embedding:bad-hand>", 1.2))


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [
        ("a fox --no embedding:bad-hand, snow", ""),
        ("a fox", "embedding:bad-hand, snow"),
        ("a fox", "<embedding:bad-hand>, snow"),
    ],
)
def test_an_embedding_may_be_kept_out(prompt: str, negative: str) -> None:
    made = request(prompt, negative=negative)

    assert made.negative == "<embedding:bad-hand>, snow"
    assert made.embeddings == ("bad-hand",)


def test_prose_about_embeddings_stays_prose() -> None:
    assert request("a fox", negative="an embedding: red").negative == "an embedding: red"


def test_each_prompt_of_a_permutation_has_its_own() -> None:
    wish = Wish(prompt="a {<lora:gouache>, <lora:Ink v2:0.5>, plain} fox")

    made = commissions_of(wish, CATALOGUE, draw_seed=lambda: 7)

    assert [dict(it.request.adapters) for it in made] == [{"gouache": 1.0}, {"Ink v2": 0.5}, {}]


def test_a_remix_has_what_its_new_words_name() -> None:
    old = replace(request("a fox <lora:gouache>"), seed=3)

    made = remixed(old, Wish(prompt="an owl <lora:n1:2>"), CATALOGUE, draw_seed=lambda: 7)

    assert made.request.adapters == {"n1": 2.0}


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("a <lora:ink>", "There is no LoRA called “ink” here. Did you mean “Ink v2”?"),
        ("a <lora:n>", "There is no LoRA called “n” here. Did you mean “n"),
        ("a <lora:zzzz>", "There is no LoRA called “zzzz” here. Choose one of: “Ink v2”,"),
        ("a embedding:bad-hands", "no embedding called “bad-hands” here. Did you mean “bad-hand”"),
        ("a <lora:oil>", "LoRA “oil” was made for sdxl, and the model “tiny” is of sd15"),
        ("a --m grand embedding:bad-hand", "“bad-hand” was made for sd15, and the model “grand”"),
        ("a --m painter <lora:oil>", "The painter takes no LoRAs. Leave it out, or choose"),
        ("a --m mozart embedding:bad-hand", "The model “mozart” takes no embeddings. Leave it"),
        ("a <embedding:bad-hand:-1>", "An embedding weighs more than 0, and what is kept out"),
        ("a --no <embedding:bad-hand:1.2>", "what is kept out is not weighed. Leave its weight"),
        ("a --no b <lora:gouache>", "cannot be kept out. Give it a weight below 0."),
        ("a::2 <lora:gouache> b::-1", "cannot be kept out. Give it a weight below 0."),
        ("a <lora:gouache:2.5>", "A LoRA weighs from -2 to 2."),
        ("a <lora:gouache:1.5> <lora:gouache:0.6>", "A LoRA weighs from -2 to 2."),
        (
            "a <lora:n0> <lora:n1> <lora:n2> <lora:n3> <lora:gouache>",
            "A model takes up to 4 LoRAs at once. Leave this one out.",
        ),
    ],
)
def test_what_cannot_be_added_is_one_sentence_with_its_spot(prompt: str, sentence: str) -> None:
    with pytest.raises(PromptError) as caught:
        request(prompt)

    assert sentence in str(caught.value)
    assert caught.value.at is not None
