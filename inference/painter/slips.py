"""Slips of the pen: which known word a mistyped one was meant to be. Knows nothing of meanings.

It would rather miss a slip than turn an honest word into another: the first letter must be right,
one letter may be wrong, and in short words none may stand for another.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from inference.painter.lexicon import lexicon
from inference.painter.vocabulary import NO_SLIPS

_SHORTEST = 4
_LONG = 6  # in shorter words a letter more or less makes another word, as in "cover", "clover"
_LONGER = 7  # in shorter words "battle" is not a slip of "bottle"
_ENDINGS = frozenset("drsy")  # "dance" is not a slip of "dancer"
_SHOWN = frozenset(
    {
        "subject", "nearest", "colour", "place", "hour", "weather", "season", "palette",
        "composition", "style",
    }
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


def meant_by(word: str) -> str | None:
    """The known word next to an unknown one, or None where none is near; ties by the alphabet.

    Costs at most some milliseconds: only words that begin alike are compared.
    """
    if len(word) < _SHORTEST or not word.isalpha() or word in _honest():
        return None
    known = _known().get(word[0], ())
    sound = _sound(word)
    alike = [other for other in known if _sound(other) == sound]
    return min(alike or [other for other in known if _one_apart(word, other)], default=None)


@cache
def _known() -> Mapping[str, list[str]]:
    """The single words for what can be shown, by their first letter."""
    shelves: defaultdict[str, list[str]] = defaultdict(list)
    for phrase, (kind, _) in lexicon().items():
        if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST and kind in _SHOWN:
            shelves[phrase[0][0]].append(phrase[0])
    return shelves


@cache
def _honest() -> frozenset[str]:
    return frozenset(word.strip() for word in NO_SLIPS.split(","))


def _sound(word: str) -> str:
    """As it is spoken, roughly: "elefant", "forrest"."""
    return _DOUBLE.sub(r"\1", word.replace("ph", "f"))


def _one_apart(word: str, known: str) -> bool:
    """Whether one letter is left out, added, swapped with its neighbour or replaced."""
    start = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), None)
    if start is None:  # one goes on where the other ends
        long_enough = len(known) == len(word) + 1 >= _LONG or len(word) == len(known) + 1 > _LONGER
        return long_enough and max(word, known)[-1] not in _ENDINGS
    left, right = word[start:], known[start:]
    if len(word) == len(known):
        swapped = left[1::-1] + left[2:] == right
        return swapped or (len(word) >= _LONGER and left[1:] == right[1:])
    return max(len(word), len(known)) >= _LONG and (left[1:] == right or left == right[1:])
