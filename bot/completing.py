"""What may be offered while a prompt is typed: names that are begun, and endings of words. Pure.

What is chosen takes the place of all that was typed, so every offer begins with that. Discord takes
25 offers of up to 100 characters.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module

from prompts.lists import shipped_lists
from prompts.table import TABLE

MOST = 25
LONGEST = 100

_LIST = re.compile(r"(?<!\w)__(\w{0,30})$")
_TEMPLATE = re.compile(r"--template[ =]\s*\"?([\w-]{0,30})$")
_FLAG = re.compile(r"(?:^|\s)--(\w{0,20})$")
_SIGNS = re.compile(r"--\w|::|[<{(\[]|[\\`]")
_LEXICAL = 8


def can_be_offered(typed: str) -> bool:
    """Whether anything can: not nothing, and with room for more."""
    return bool(typed.strip()) and len(typed) < LONGEST


def names_template(typed: str) -> bool:
    """Whether the name of a template is being typed."""
    return _TEMPLATE.search(typed) is not None


def names_for(typed: str, templates: Iterable[str] = ()) -> list[str] | None:
    """The prompt with a begun name of a list, template or flag ended; None where none is begun.

    Args:
        typed: so far.
        templates: the names of those that the member may use.
    """
    if begun := _TEMPLATE.search(typed):
        return _with(typed[: begun.start(1)], templates, begun[1], ending=" ")
    if begun := _LIST.search(typed):
        return _with(typed[: begun.start(1)], shipped_lists().names, begun[1], ending="__ ")
    if begun := _FLAG.search(typed):
        names = [spec.name for spec in TABLE]
        return _with(typed[: begun.start(1)], names, begun[1], ending=" ")
    return None


def are_words(typed: str) -> bool:
    """Whether what is typed is plain enough to be gone on with."""
    return _SIGNS.search(typed) is None


def lexical(typed: str) -> list[str]:
    """Endings of the last word, of those that the painter knows; for while nobody knows better."""
    begun = typed.lower().rpartition(" ")[2]
    if len(begun) < 2:
        return []
    words = _words()
    first = bisect_left(words, begun)
    found = [it for it in words[first : first + _LEXICAL] if it.startswith(begun) and it != begun]
    return [it[len(begun) :] for it in found]


def offers(typed: str, endings: Iterable[str]) -> list[str]:
    """What was typed, so that Enter takes just that, then the same with each ending."""
    whole = [typed, *(typed + ending for ending in endings)]
    return [it for it in dict.fromkeys(whole) if it.strip() and len(it) <= LONGEST][:MOST]


def _with(before: str, names: Iterable[str], begun: str, *, ending: str) -> list[str]:
    fitting = (name for name in names if name.startswith(begun.lower()))
    return [it for name in fitting if len(it := before + name + ending) <= LONGEST][:MOST]


@cache
def _words() -> Sequence[str]:
    lexicon = import_module("inference.painter.lexicon").lexicon()  # brings what paints
    return sorted({word for phrase in lexicon for word in phrase})
