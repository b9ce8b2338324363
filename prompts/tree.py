"""A prompt as a tree of values: what the member's signs mean, apart from how they were typed.

    Prompt
    |-- Part, one or more: words and what they weigh among the parts
    |     `-- Words: Text, Emphasis, Choice, Pick, Wildcard, Adapter, in the order typed
    `-- Flag, any number: its name and a value, which is Words, too

Two trees are equal if they mean the same; where something stood in the text does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

STRONGER = 1.1
"""What a pair of round brackets without a number does."""

SOFTER = 1 / STRONGER
"""What a pair of square brackets does."""

JOINER = ", "
"""What stands between picked options where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are, with single spaces."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Words that count for more or less than those around them; nested ones multiply."""

    body: "Words"
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Every option in turn: one prompt each."""

    options: tuple["Words", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What may be picked, and how likely it is beside the others."""

    body: "Words"
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """From `least` to `most` different options, drawn by the seed and joined by `joiner`.

    A lone wildcard among the options stands for every line of its list.
    """

    options: tuple[Option, ...]
    least: int = 1
    most: int = 1
    joiner: str = JOINER
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """A line of a list, drawn by the seed."""

    name: str
    at: int = field(default=0, compare=False)


class Extra(StrEnum):
    """What can be added to a model by its name."""

    LORA = "lora"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """Something that is added to the model while it paints this prompt."""

    kind: Extra
    name: str
    weight: float = 1.0
    at: int = field(default=0, compare=False)


Node = Text | Emphasis | Choice | Pick | Wildcard | Adapter
Words = tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A thought of its own, and what it weighs beside the others; below zero it is kept out."""

    words: Words
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """An order beside the words. `name` is the long one; a switch has no value."""

    name: str
    value: Words = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """All that was typed. `typed` is the text itself, for carets."""

    parts: tuple[Part, ...] = ()
    flags: tuple[Flag, ...] = ()
    typed: str = field(default="", compare=False)


def tidied(nodes: Sequence[Node], *, strip: bool = True) -> Words:
    """The same words with neighbouring texts made one, spaces made single, and none at the ends.

    Args:
        nodes: in order.
        strip: whether spaces at the ends go; inside a word they may be what divides it.
    """
    last = len(nodes) - 1
    tidy: list[Node] = []
    texts: list[str] = []
    for index, node in enumerate(nodes):
        if isinstance(node, Text):
            texts.append(node.words)
            if index < last:
                continue
        if texts and (words := _single("".join(texts))):
            at_begin, at_end = not tidy, isinstance(node, Text)
            words = words.lstrip() if strip and at_begin else words
            words = words.rstrip() if strip and at_end else words
            tidy += [Text(words)] if words else []
            texts = []
        if not isinstance(node, Text):
            tidy.append(node)
    return tuple(tidy)


def _single(words: str) -> str:
    """With one space for each run of them; str.split knows every kind."""
    inner = " ".join(words.split())
    if inner == words:
        return words
    if not inner:
        return " "
    before = " " if words[0].isspace() else ""
    return before + inner + (" " if words[-1].isspace() else "")
