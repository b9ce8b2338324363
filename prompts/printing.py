"""Trees as text: in one canonical form, which means the same when it is parsed; or as plain words.

Canonical: flags last and by their long names, weights as numbers, a backslash before every sign
that would mean something. No grave accent is left bare, so that it fits into a code block.
"""

import re
from collections.abc import Iterable

from prompts.tree import (
    JOINER,
    SOFTER,
    STRONGER,
    Adapter,
    Choice,
    Emphasis,
    Extra,
    Flag,
    Node,
    Pick,
    Prompt,
    Text,
    Wildcard,
    Words,
)

_ALWAYS = r"[\\()\[\]{}<`]"
_TOP = re.compile(
    rf"{_ALWAYS}|_(?=_|$)|(?<=_)_|^_"
    r"|:(?=:|$)|(?<=:):|^:|(?<=embedding):"
    r"|-(?=-)|(?<=-)-|[—–―](?=[A-Za-z—–―])|^,",
    re.IGNORECASE,
)
_INNER = re.compile(rf"{_ALWAYS}|[,|:$]|_(?=_|$)|(?<=_)_|^_|-(?=-)|(?<=-)-")
_QUOTED = re.compile(r"[\\\"`(){}\[\]]")
_FIRST_QUOTE = re.compile(r"^[\"“„‟'‘‚«]")
_LAST_STOP = re.compile(r"(?<!\\)[.;]$")
_PLAIN_NAME = re.compile(r"[\w:/+][\w:/+.-]*\w|\w")


def canonical(prompt: Prompt) -> str:
    """The one text of all that mean this prompt; parsing it gives an equal tree."""
    parts = prompt.parts
    if len(parts) == 1 and parts[0].weight == 1:
        texts = [_words(parts[0].words)]
    else:
        texts = [f"{_words(part.words)}::{part.weight:g}" for part in parts]
    return " ".join([*texts, *map(_flag, prompt.flags)])


def plain(words: Iterable[Node]) -> str:
    """The words alone: no brackets, no LoRAs, nothing that weighs nothing; embeddings are words.

    Raises:
        TypeError: something is not drawn or chosen yet; see `prompts.expand`.
    """
    return " ".join(_said(words).split())


def plain_parts(prompt: Prompt) -> str:
    """What to paint in plain words: the parts that weigh something, with commas between."""
    said = [plain(part.words) for part in prompt.parts if part.weight > 0]
    return ", ".join(words for words in said if words)


def plain_against(prompt: Prompt) -> str:
    """What to keep out in plain words: the parts that weigh less than nothing."""
    said = [plain(part.words) for part in prompt.parts if part.weight < 0]
    return ", ".join(words for words in said if words)


def is_plain(words: Words) -> bool:
    """Whether nothing is left to draw or to choose."""
    return all(
        isinstance(node, Text | Adapter) or (isinstance(node, Emphasis) and is_plain(node.body))
        for node in words
    )


def _said(words: Iterable[Node]) -> str:
    return "".join(map(_said_one, words))


def _said_one(node: Node) -> str:
    match node:
        case Text(words):
            return words
        case Emphasis(body=body, weight=weight):
            return _said(body) if weight else ""
        case Adapter(kind=Extra.EMBEDDING, name=name):
            return f"<embedding:{name}>"
        case Adapter():
            return ""
        case Choice() | Pick() | Wildcard():
            raise TypeError(f"{type(node).__name__} is not expanded")


def _words(words: Words, form: re.Pattern[str] = _TOP) -> str:
    return "".join(_node(node, form) for node in words)


def _node(node: Node, form: re.Pattern[str]) -> str:
    match node:
        case Text(words):
            return form.sub(_escaped, words)
        case Emphasis(body=body, weight=weight):
            if weight == SOFTER:
                return f"[{_words(body, _INNER)}]"
            shown = "" if weight == STRONGER else f":{weight!r}"
            return f"({_words(body, _INNER)}{shown})"
        case Choice(options=options):
            return "{" + ", ".join(_words(option, _INNER) for option in options) + "}"
        case Pick():
            return _pick(node)
        case Wildcard(name=name):
            return f"__{name}__"
        case Adapter(kind=kind, name=name, weight=weight):
            shown = "" if weight == 1 else f":{weight!r}"
            return f"<{kind}:{name}{shown}>"


def _pick(pick: Pick) -> str:
    options = [
        (f"{option.weight!r}::" if option.weight != 1 else "") + _words(option.body, _INNER)
        for option in pick.options
    ]
    head = ""
    if (pick.least, pick.most) != (1, 1) or pick.joiner != JOINER or len(options) == 1:
        count = f"{pick.least}" if pick.least == pick.most else f"{pick.least}-{pick.most}"
        joiner = "" if pick.joiner == JOINER else _INNER.sub(_escaped, pick.joiner) + "$$"
        head = f"{count}$${joiner}"
    return "{" + head + "|".join(options) + "}"


def _flag(flag: Flag) -> str:
    match flag.value:
        case ():
            return f"--{flag.name}"
        case (Text(words),) if flag.name != "no":
            return f"--{flag.name} {words if _PLAIN_NAME.fullmatch(words) else _quoted(words)}"
        case value if flag.name == "no":
            return f"--no {_FIRST_QUOTE.sub(_escaped, _words(value))}"
        case value:
            inner = _LAST_STOP.sub(_escaped, _words(value, _INNER))
            return f"--{flag.name} {_FIRST_QUOTE.sub(_escaped, inner)}"


def _quoted(words: str) -> str:
    return f'"{_QUOTED.sub(_escaped, words)}"'


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]
