"""Small pieces of sentences: quotes, numbers and times as people read them. Pure."""

import re

_MARKUP = re.compile(r"([\\`*_~|\[\]<@:])")
_LINE_START = re.compile(r"^(\s*\d*)([#>+.-])", re.MULTILINE)


def quoted(text: str) -> str:
    """A member's text as plain text: no markup, links, mentions, commands or timestamps of ours.

    Discord shows an escaped sign as the sign itself; a link without its colon is no link.
    """
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, with an ellipsis where something is missing."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def duration(seconds: float) -> str:
    """Seconds as people say them: "1 s", "40 s", "3 min", "2 h"."""
    if seconds < 90:
        whole = max(1, round(seconds))
        return f"{whole if whole < 20 else 5 * round(whole / 5)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def bar(done: float) -> str:
    """A bar of twelve blocks."""
    full = round(12 * done)
    return "▰" * full + "▱" * (12 - full)


def noted(note: str) -> str:
    """A sentence on a small line below others; nothing where there is none."""
    return f"\n-# {quoted(note)}" if note else ""
