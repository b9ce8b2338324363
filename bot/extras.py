"""LoRAs and embeddings in a wish: which are named, and whether they and the model go together.

Pure; knows prompts and the catalogue, and not how anything is added to a model.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inference.catalogue import Catalogue, Dialect, Model
from inference.companions import TITLES
from inference.errors import AdapterNotFound
from inference.offers import Kind
from inference.request import MAX_ADAPTER_WEIGHT, MAX_ADAPTERS
from prompts.errors import PromptError
from prompts.pieces import read_adapter
from prompts.tree import Adapter, Emphasis, Extra, Prompt, Words

STEPLESS = {"painter": "painter", "gan": "GAN"}
"""Engines that take no steps, guidance, sampler and additions, as sentences call them."""

_DIFFUSION = "diffusion"
_EMBEDDING = re.compile(r"<embedding:|(?<!\w)embedding:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a prompt adds to its model.

    Attributes:
        loras: by name, with what each weighs.
        embeddings: by name, in the order they were named.
    """

    loras: dict[str, float] = field(default_factory=dict)
    embeddings: tuple[str, ...] = ()


def extras_of(prompt: Prompt, negative: str, model: Model, catalogue: Catalogue) -> Extras:
    """What an expanded prompt, and what to keep out beside it, add to the model.

    Raises:
        PromptError: one sentence: there is none of that name, it does not go with the model, or it
            stands where it can do nothing.
    """
    loras: dict[str, float] = {}
    embeddings: dict[str, None] = {}
    _, beside = embeddings_in(negative)
    for adapter, against in [*_named(prompt), *((it, True) for it in beside)]:
        try:
            _check(adapter, model, catalogue, against=against)
            if adapter.kind is Extra.EMBEDDING:
                embeddings[adapter.name] = None
            else:
                loras[adapter.name] = loras.get(adapter.name, 0.0) + adapter.weight
                _check_loras(loras)
        except (AdapterNotFound, _Unfit) as error:
            text = negative if adapter in beside else prompt.typed
            raise PromptError(str(error), text=text, at=adapter.at) from error
    return Extras(loras=loras, embeddings=tuple(embeddings))


def embeddings_in(text: str) -> tuple[str, list[Adapter]]:
    """A text that is no prompt with each embedding as <embedding:name>, and what they are.

    Raises:
        PromptError: one begins and goes on otherwise.
    """
    pieces: list[str] = []
    found: list[Adapter] = []
    at = 0
    while hit := _EMBEDDING.search(text, at):
        read = read_adapter(text, hit.start(), bare=not hit[0].startswith("<"))
        if read is None:  # prose
            pieces.append(text[at : hit.end()])
            at = hit.end()
            continue
        pieces.append(f"{text[at : hit.start()]}<embedding:{read[0].name}>")
        found.append(read[0])
        at = read[1]
    return "".join([*pieces, text[at:]]), found


class _Unfit(Exception):
    """Its message is a sentence."""


def _named(prompt: Prompt) -> Iterator[tuple[Adapter, bool]]:
    """Every adapter, and whether it stands among what to keep out."""
    for part in prompt.parts:
        if part.weight:
            yield from ((it, part.weight < 0) for it in _inside(part.words))
    for flag in prompt.flags:
        yield from ((it, True) for it in _inside(flag.value))


def _inside(words: Words) -> Iterator[Adapter]:
    for node in words:
        match node:
            case Adapter():
                yield node
            case Emphasis(body=body, weight=weight) if weight:
                yield from _inside(body)


def _check(adapter: Adapter, model: Model, catalogue: Catalogue, *, against: bool) -> None:
    kind = Kind.EMBEDDING if adapter.kind is Extra.EMBEDDING else Kind.LORA
    title = TITLES[kind]
    if model.engine != _DIFFUSION:
        raise _Unfit(
            f"The {STEPLESS.get(model.engine, model.engine)} takes no {title}s."
            " Leave it out, or choose another model."
        )
    if kind is Kind.EMBEDDING and model.dialect is Dialect.SCENES:
        raise _Unfit(
            f"The model “{model.name}” takes no embeddings. Leave it out, or choose another model."
        )
    if kind is Kind.EMBEDDING and (adapter.weight <= 0 or (against and adapter.weight != 1)):
        raise _Unfit(
            "An embedding weighs more than 0, and what is kept out is not weighed. Leave its weight"
            " out."
        )
    if kind is Kind.LORA and against:
        raise _Unfit(
            "A LoRA changes the whole model and cannot be kept out. Give it a weight below 0."
        )
    catalogue.companion(kind, adapter.name, model)


def _check_loras(loras: dict[str, float]) -> None:
    if len(loras) > MAX_ADAPTERS:
        raise _Unfit(f"A model takes up to {MAX_ADAPTERS} LoRAs at once. Leave this one out.")
    if any(abs(weight) > MAX_ADAPTER_WEIGHT for weight in loras.values()):
        raise _Unfit(f"A LoRA weighs from -{MAX_ADAPTER_WEIGHT} to {MAX_ADAPTER_WEIGHT}.")
