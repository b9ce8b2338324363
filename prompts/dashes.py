"""Which dashes begin a flag, and which are prose. Pure.

Two hyphens before a letter do, unless a letter or digit stands before them ("well--known"). Phones
make a long dash of two hyphens, and writers type long dashes: one begins a flag only before a name
that is known and something that can be its value.
"""

import re
from types import MappingProxyType

from prompts.table import Kind, find

_HARD = re.compile(r"--([A-Za-z][\w-]*)", re.ASCII)
_SOFT = re.compile(r"[—–―]{1,2}([A-Za-z]+)(?=[\s=:]|$)")
_LIKE_A_NUMBER = re.compile(r"[=:]?\s*[\d.+{-]")
_LIKE_THE_END = re.compile(r"\s*(?:$|--|[—–―])")
_LIKE_WORDS = re.compile(r"[=:]?\s*\S")
_VALUE = MappingProxyType(
    {
        Kind.WHOLE: _LIKE_A_NUMBER,
        Kind.NUMBER: _LIKE_A_NUMBER,
        Kind.RATIO: _LIKE_A_NUMBER,
        Kind.NAME: _LIKE_WORDS,
        Kind.WORDS: _LIKE_WORDS,
        Kind.SWITCH: _LIKE_THE_END,
    }
)
_DASHES = "-—–―"


def flag_at(text: str, at: int) -> re.Match[str] | None:
    """The dash and name, the name as group 1, if a flag begins at `at`."""
    if text[at] not in _DASHES or not begins_a_word(text, at):
        return None
    if found := _HARD.match(text, at):
        return found
    soft = _SOFT.match(text, at)
    spec = find(soft[1]) if soft else None
    if soft is None or spec is None:
        return None
    return soft if _VALUE[spec.kind].match(text, soft.end()) else None


def names_a_flag(text: str, at: int) -> bool:
    """Whether two hyphens and a letter stand at `at`."""
    return _HARD.match(text, at) is not None


def begins_a_word(text: str, at: int) -> bool:
    """Whether what stands before `at` may stand before a flag."""
    before = text[at - 1] if at else " "
    return not (before.isalnum() or before in "_=/&\\" or before in _DASHES)
