"""The marks of a template's prompt: a `$name` in its words for every slot."""

import re
from collections.abc import Mapping, Sequence

from prompts.tree import Adapter, Emphasis, Node, Option, Pick, Text, Words, tidied

_MARK = re.compile(r"\$([a-z]+)")


def marks(words: Words) -> list[str]:
    """The names of all marks, in the order in which they stand, as often as they do."""
    found: list[str] = []
    for node in words:
        match node:
            case Text(text):
                found += _MARK.findall(text)
            case Emphasis(body=body):
                found += marks(body)
            case Pick(options=options):
                found += [mark for it in options for mark in marks(it.body)]
            case _:
                pass
    return found


def filled(words: Words, values: Mapping[str, Words]) -> Words:
    """The words with a value in the place of every mark; `values` must have them all."""
    return tuple(it for node in words for it in _filled_one(node, values))


def has_adapter(words: Words) -> bool:
    """Whether a LoRA or an embedding is named."""
    return any(
        isinstance(node, Adapter) or (isinstance(node, Emphasis) and has_adapter(node.body))
        for node in words
    )


def _filled_one(node: Node, values: Mapping[str, Words]) -> Sequence[Node]:
    match node:
        case Text(text):
            pieces = _MARK.split(text)  # every second one is the name of a mark
            return [
                it
                for number, piece in enumerate(pieces)
                for it in (values[piece] if number % 2 else (Text(piece),))
            ]
        case Emphasis(body=body, weight=weight):
            return [Emphasis(body=tidied(filled(body, values), strip=False), weight=weight)]
        case Pick(options=options, least=least, most=most, joiner=joiner, at=at):
            chosen = tuple(
                Option(body=tidied(filled(it.body, values)), weight=it.weight) for it in options
            )
            return [Pick(options=chosen, least=least, most=most, joiner=joiner, at=at)]
        case _:
            return [node]
