"""What a misspelt name was probably meant to be. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 24
_ALIKE = 0.55


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like a word, or None if none is much like it."""
    found = get_close_matches(word[:LONGEST].lower(), list(known), n=1, cutoff=_ALIKE)
    return found[0] if found else None
