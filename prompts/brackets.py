"""Which bracket closes which, in one pass, so that a reader may jump over what is inside.

People write smileys, lists with "1)" and brackets that they forget to close. A closing bracket
that closes nothing is a sign like any other, and so is one that opens a sad face; what is left
open else is a mistake. Curly brackets are no part of prose: they must fit.
"""

import re
from collections.abc import Mapping

from prompts.errors import PromptError

CLOSER: Mapping[str, str] = {"(": ")", "[": "]", "{": "}"}
OPENER: Mapping[str, str] = {closer: opener for opener, closer in CLOSER.items()}

_BRACKET = re.compile(r"[\\()\[\]{}]")
_EYES = ":;="


def partners(text: str) -> dict[int, int]:
    """The index of each opening bracket that is closed, and where; in time that grows with length.

    A backslash takes the next sign's meaning away.

    Raises:
        PromptError: one is never closed, or a curly one never opened.
    """
    closed: dict[int, int] = {}
    open_ones: list[int] = []
    waiting = dict.fromkeys(CLOSER, 0)
    at = 0
    while found := _BRACKET.search(text, at):
        sign, spot = found[0], found.start()
        at = spot + (2 if sign == "\\" else 1)
        if sign in CLOSER:
            open_ones.append(spot)
            waiting[sign] += 1
        elif sign in OPENER:
            _close(text, spot, open_ones, waiting, closed)
    for spot in open_ones:
        _check_face(text, spot)
    return closed


def _close(
    text: str,
    spot: int,
    open_ones: list[int],
    waiting: dict[str, int],
    closed: dict[int, int],
) -> None:
    opener = OPENER[text[spot]]
    if not waiting[opener]:
        if opener == "{":
            raise PromptError(
                "Nothing opens this “}”. Write {red, blue}, or \\} for the sign itself.",
                text=text,
                at=spot,
            )
        return
    while text[open_ones[-1]] != opener:
        _check_face(text, open_ones[-1])
        waiting[text[open_ones.pop()]] -= 1
    closed[open_ones.pop()] = spot
    waiting[opener] -= 1


def _check_face(text: str, spot: int) -> None:
    """Let a bracket that is never closed be the mouth of a face, and nothing else.

    Raises:
        PromptError: it is none.
    """
    sign = text[spot]
    before, after = text[max(0, spot - 2) : spot], text[spot + 1 : spot + 2]
    eyes = before[-1:] in _EYES or (before[-1:] in "-'" and before[:1] in _EYES)
    if sign != "{" and ((before and eyes) or (after and after in _EYES)):
        return
    raise PromptError(
        f"This “{sign}” is never closed. Add “{CLOSER[sign]}”, or write \\{sign} for the sign"
        " itself.",
        text=text,
        at=spot,
    )
