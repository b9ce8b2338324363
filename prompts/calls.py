"""How a template is named in a prompt: its name and its slots' values, as the text of one flag."""

import re
from collections.abc import Mapping

from prompts.errors import PromptError

_PIECE = re.compile(r"(?:\\[\\;]|[^;])+")
_ESCAPED = re.compile(r"\\([\\;])")
_MEANS = re.compile(r"[\\;]")


def called(name: str, values: Mapping[str, str]) -> str:
    """A template and values of its slots as the value of one flag; `read_call` reads it again."""
    said = [f"{slot}={_MEANS.sub(_escaped, value)}" for slot, value in values.items()]
    return "; ".join([name, *said])


def read_call(text: str) -> tuple[str, dict[str, str]]:
    r"""The name and the slots' values of “tarot; sky=stars”; `\;` is the sign itself.

    Raises:
        PromptError: a piece is no slot and value, or a slot stands there twice.
    """
    name, *pieces = _PIECE.findall(text) or [""]
    values: dict[str, str] = {}
    for piece in pieces:
        slot, equals, value = piece.partition("=")
        slot = slot.strip().lower()
        if not equals or slot in values:
            raise PromptError(
                "Write each slot of a template once, such as"
                ' --template "tarot; sky=stars; style=mosaic".'
            )
        values[slot] = _ESCAPED.sub(r"\1", value).strip()
    return name.strip(), values


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]
