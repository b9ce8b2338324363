"""A prompt with a value of an axis put into it: what a cell of a contact sheet asks for. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.axes import Axis, Way
from prompts.calls import called, read_call
from prompts.choices import chosen
from prompts.errors import PromptError
from prompts.expand import count_of
from prompts.grammar import parse
from prompts.printing import canonical, plain
from prompts.table import Kind, find
from prompts.tree import Adapter, Emphasis, Extra, Flag, Node, Part, Prompt, Text, Words


def put_in(prompt: Prompt, axis: Axis, number: int) -> Prompt:
    """A drawn prompt with value `number` of an axis; words are put in by `replaced`, before."""
    value = axis.values[number]
    match axis.way:
        case Way.FLAG:
            return _with_flag(prompt, axis.name, value)
        case Way.SLOT:
            return _with_slot(prompt, axis.name, value)
        case Way.LORA:
            return _with_lora(prompt, axis.name, float(value))
        case Way.LORAS:
            name, _, weight = value.partition(":")
            return prompt if name == "none" else _with_lora(prompt, name, float(weight or 1))
        case Way.BRACES:
            return chosen(prompt, int(axis.name), number)
        case Way.WORDS:
            return prompt


def replaced(prompt: Prompt, axis: Axis, number: int) -> Prompt:
    """The prompt as typed with a value of an axis of words wherever its first one stands.

    Raises:
        PromptError: it stands nowhere, or a value holds braces.
    """
    words = canonical(replace(prompt, flags=()))
    marker = re.compile(rf"(?<!\w){re.escape(axis.values[0])}(?!\w)", re.IGNORECASE)
    if not axis.values[0] or not marker.search(words):
        raise PromptError(
            f"The prompt has no “{axis.values[0][:40]}”. The first value of the axis “words” is"
            " what the others replace, such as “words: red | blue | green”."
        )
    made = parse(marker.sub(lambda _: axis.values[number], words))
    if count_of(made) != count_of(replace(prompt, flags=())):
        raise PromptError("The values of the axis “words” cannot hold braces. Leave those out.")
    return replace(prompt, parts=made.parts, flags=(*prompt.flags, *made.flags))


def _with_flag(prompt: Prompt, name: str, value: str) -> Prompt:
    spec = find(name)
    assert spec is not None
    if spec.kind is Kind.SWITCH:
        said = (Flag(name=name),) if value == "on" else ()
    else:
        said = (flag_of(name, value),)
    return replace(prompt, flags=(*prompt.flags, *said))


def flag_of(name: str, value: str) -> Flag:
    """A flag as if it had been typed."""
    return Flag(name=name, value=(Text(value),))


def _with_slot(prompt: Prompt, slot: str, value: str) -> Prompt:
    flags = []
    for flag in prompt.flags:
        if flag.name == "template":
            name, values = read_call(plain(flag.value))
            flag = flag_of("template", called(name, {**values, slot: value}))  # noqa: PLW2901
        flags.append(flag)
    return replace(prompt, flags=tuple(flags))


def _with_lora(prompt: Prompt, name: str, weight: float) -> Prompt:
    """With the LoRA at that weight: where it stands already, or at the end of the first part."""
    adapter = Adapter(kind=Extra.LORA, name=name, weight=weight)
    parts = tuple(replace(it, words=tuple(_reweighed(it.words, adapter))) for it in prompt.parts)
    if parts == prompt.parts and not _wears(prompt, name):
        first = parts[0] if parts else Part(words=())
        parts = (replace(first, words=(*first.words, adapter)), *parts[1:])
    return replace(prompt, parts=parts)


def _reweighed(words: Words, adapter: Adapter) -> Iterator[Node]:
    for node in words:
        match node:
            case Adapter(kind=Extra.LORA, name=adapter.name):
                yield adapter
            case Emphasis(body=body):
                yield replace(node, body=tuple(_reweighed(body, adapter)))
            case _:
                yield node


def _wears(prompt: Prompt, name: str) -> bool:
    return any(_has(part.words, name) for part in prompt.parts)


def _has(words: Words, name: str) -> bool:
    return any(
        (isinstance(it, Adapter) and it.kind is Extra.LORA and it.name == name)
        or (isinstance(it, Emphasis) and _has(it.body, name))
        for it in words
    )
