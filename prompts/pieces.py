"""Small pieces of the prompt language: numbers, escapes, separators, names in angle brackets."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

from prompts.errors import PromptError
from prompts.tree import Adapter, Extra

DEEPEST = 32
MAX_EMPHASIS = 10
MAX_PART = 100
MAX_ADAPTER = 10
EXACT = 4
"""Weights are kept to so many decimals."""

_MOST_DIGITS = 6
_ESCAPABLE = frozenset(string.punctuation + "—–―“”„‟‘’‚«»")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_WEIGHT = re.compile(
    r"\s*([+-]?(?:\.?\d[\d.]*(?:e[+-]?\d+)?|nan|inf(?:inity)?))\s*", re.ASCII | re.IGNORECASE
)
_CLOCK = re.compile(r"(?:^|[^\w.])\d+$")
_SEPARATOR = re.compile(r"[\\(\[{|,]|\$\$")
_ADAPTER = re.compile(r"<(lora|lyco|embedding):", re.IGNORECASE)
_BARE = re.compile(r"(?<!\w)embedding:([\w./+-]*\w)", re.IGNORECASE)
_NAME = re.compile(r"[\w ./+()@-]{1,100}")


@dataclass(frozen=True, slots=True)
class Levels:
    """Where the separators between two brackets stand, but for those in inner brackets."""

    bars: list[int]
    commas: list[int]
    dollars: list[int]


def levels(text: str, begin: int, end: int, partners: Mapping[int, int]) -> Levels:
    """The separators of one level; what inner brackets hold is jumped over."""
    found = Levels([], [], [])
    at = begin
    while hit := _SEPARATOR.search(text, at, end):
        at = hit.end()
        match hit[0]:
            case "\\":
                at += 1
            case "|":
                found.bars.append(hit.start())
            case ",":
                found.commas.append(hit.start())
            case "$$":
                found.dollars.append(hit.start())
            case _:
                at = partners.get(hit.start(), hit.start()) + 1
    return found


def escaped_sign(text: str, at: int, stop: int) -> str | None:
    """The sign that a backslash at `at` makes ordinary; None where there is none to make so."""
    if text[at] == "\\" and at + 1 < stop and text[at + 1] in _ESCAPABLE:
        return text[at + 1]
    return None


def number(text: str, *, least: float, most: float) -> float | None:
    """A weight as a number, or None if it is none, or not in the range."""
    if _NUMBER.fullmatch(text) is None:
        return None
    value = round(float(text), EXACT) + 0.0  # no negative zero
    return value if least <= value <= most else None


def weight_before(text: str, begin: int, close: int) -> int | None:
    """The index of the colon in "(words:1.3)", or None where no weight ends the words.

    "(3:2)" and "(at 10:30)" are a ratio and a time: two whole numbers.
    """
    colon = text.rfind(":", begin + 1, close)
    if colon < 0 or (colon - _backslashes_end(text, colon, begin)) % 2:
        return None
    found = _WEIGHT.fullmatch(text, colon + 1, close)
    if found is None:
        return None
    before = text[max(begin + 1, colon - 6) : colon]
    return None if found[1].isdigit() and _CLOCK.search(before) else colon


def _backslashes_end(text: str, colon: int, begin: int) -> int:
    """The index of the first of the backslashes before a colon."""
    at = colon
    while at - 1 > begin and text[at - 1] == "\\":
        at -= 1
    return at


def bounds(count: re.Match[str], options: int) -> tuple[int, int]:
    """From how many to how many are picked, out of "2", "1-3", "-3" or "2-"."""
    first, dash, last = count[1], count[2], count[3]
    least = int(first[:_MOST_DIGITS]) if first else 1
    if not dash:
        return least, least
    return least, int(last[:_MOST_DIGITS]) if last else max(least, options)


def read_adapter(text: str, at: int, *, bare: bool = False) -> tuple[Adapter, int] | None:
    """The adapter that begins at `at` and the index behind it, or None where none begins.

    Args:
        text: the prompt.
        at: where "<" stands, or the word "embedding".
        bare: whether it is the form without angle brackets.

    Raises:
        PromptError: it begins like one and goes on otherwise.
    """
    if bare:
        found = _BARE.match(text, at)
        if found is None:
            return None
        return Adapter(kind=Extra.EMBEDDING, name=found[1], at=at), found.end()
    begun = _ADAPTER.match(text, at)
    if begun is None:
        return None
    kind = Extra.EMBEDDING if begun[1].lower() == "embedding" else Extra.LORA
    end = text.find(">", begun.end(), begun.end() + 150)
    if end < 0:
        raise PromptError(f"This is never closed. Write <{kind}:name:0.8>.", text=text, at=at)
    name, colon, typed = text[begun.end() : end].partition(":")
    if not name.strip() or not _NAME.fullmatch(name):
        raise PromptError(f"Name what to add: <{kind}:name:0.8>.", text=text, at=begun.end())
    weight = number(typed.strip(), least=-MAX_ADAPTER, most=MAX_ADAPTER) if colon else 1.0
    if weight is None:
        raise PromptError(
            f"“{typed[:20]}” is no weight from -{MAX_ADAPTER} to {MAX_ADAPTER}."
            f" Write <{kind}:name:0.8>.",
            text=text,
            at=begun.end() + len(name) + 1,
        )
    return Adapter(kind=kind, name=name.strip(), weight=weight, at=at), end + 1
