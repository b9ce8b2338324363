"""An axis of a contact sheet, as members type it: “steps: 10, 20, 30”. Pure.

    name ":" values             values with commas between, or with bars where they hold commas
    name "=" values             the same
    from "-" to [ "(+step)" ]   of numbers; also from "-" to "[how many]"

    a flag      steps, guidance, seed, model, template, sampler, ...: set to each value
    words       the first value stands in the prompt; each value in turn takes its place
    a slot      of the template that the prompt names
    lora NAME   weights of that LoRA; “lora” alone takes names, such as ink, oil:0.5, none

Braces of the prompt are axes of themselves; see bot/comparison.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import floor

from inference.request import MAX_ADAPTER_WEIGHT
from prompts.errors import PromptError
from prompts.flags import read_value
from prompts.spelling import nearest
from prompts.table import TABLE, Kind, Spec, find
from prompts.template import Template
from prompts.words import tidy

MOST_CELLS = 16
"""How many pictures one sheet holds."""

LONGEST_AXIS = 300
WORDS, LORA = "words", "lora"
EXAMPLE = "steps: 10, 20, 30"

EXAMPLES = {
    "steps": "10, 20, 30",
    "guidance": "3, 5, 8",
    "seed": "1-4",
    "words": "red | blue | green",
    "model": "painter, mozart",
    "template": "tarot, poster, stamp",
    "style": "ink, oil, mosaic",
    "chaos": "0, 50, 100",
    "sampler": "euler, ddim, unipc",
    "ar": "3:2, 1:1, 2:3",
    "size": "256, 512",
    "lora": "none, ink, oil:0.6",
}
"""Values to begin with; of models those that there are, if we know them."""

_CANNOT = frozenset({"count", "repeat", "private", "best", "bare"})
"""Flags that do not change a picture, but how many there are, or who sees them."""

_OTHER_NAMES = {
    "word": WORDS,
    "s/r": WORDS,
    "prompt s/r": WORDS,
    "cfg scale": "guidance",
    "checkpoint": "model",
    "checkpoint name": "model",
    "loras": LORA,
}
_RANGE = re.compile(
    r"(-?\d{1,10}(?:\.\d{1,4})?)\s*[-–]\s*(-?\d{1,10}(?:\.\d{1,4})?)\s*"
    r"(?:\(\s*([+-]?)\s*(\d{1,10}(?:\.\d{1,4})?)\s*\)|\[\s*(\d{1,9})\s*\])?",
    re.ASCII,
)
_NAMED = re.compile(r"[:=]")
_QUOTED = r"\"([^\"]*)\"|“([^”]*)”"
_PIECE = re.compile(rf"\s*(?:{_QUOTED}|([^,\"“]*))\s*(?:,|$)")
_WEIGHT = re.compile(r"-?(?:\d{1,3}(?:\.\d{1,4})?|\.\d{1,4})", re.ASCII)


class Way(Enum):
    """What an axis changes."""

    FLAG = auto()
    WORDS = auto()
    SLOT = auto()
    LORA = auto()
    LORAS = auto()
    BRACES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis.

    Attributes:
        way: what it changes.
        name: of the flag (its long form), slot or LoRA, or which braces ("0"); else empty.
        title: what a member calls it.
        values: different ones, at least one, as the prompt language has them.
        labels: what stands on the sheet, one for each value.
    """

    way: Way
    name: str
    title: str
    values: tuple[str, ...]
    labels: tuple[str, ...]


def read_axis(text: str, template: Template | None) -> Axis:
    """The axis that was typed.

    Args:
        text: as typed.
        template: of the prompt, whose slots may be axes.

    Raises:
        PromptError: one sentence that says what to write instead.
    """
    line = tidy(text)
    if len(line) > LONGEST_AXIS:
        raise PromptError(f"An axis has up to {LONGEST_AXIS} characters. Shorten it.")
    if "`" in line:
        raise PromptError("An axis cannot hold the sign `. Leave it out.")
    name, sign, said = _NAMED.sub("\0", line, count=1).partition("\0")
    name = name.strip().lower().removeprefix("--")
    if not sign or not name:
        raise PromptError(f"Write an axis as a name and its values, such as “{EXAMPLE}”.")
    if not said.strip():
        raise PromptError(f"The axis “{name[:30]}” has no values. Write it like {_example(name)}.")
    return _axis(_OTHER_NAMES.get(name, name), said.strip(), template)


def check_cells(axes: Sequence[Axis]) -> None:
    """Refuse axes that are the same, or that come to one picture or too many.

    Raises:
        PromptError: one sentence that says what to change.
    """
    if len(axes) == 2 and (axes[0].way, axes[0].name) == (axes[1].way, axes[1].name):
        title = axes[0].title
        raise PromptError(f"Both axes are “{title}”. Choose another for one of them.")
    counts = [len(axis.values) for axis in axes]
    cells = counts[0] * counts[-1] if len(counts) == 2 else counts[0]
    if cells == 1:
        raise PromptError(f"That is one picture. Give an axis several values, such as {EXAMPLE}.")
    if cells > MOST_CELLS:
        shown = " times ".join(map(str, counts))
        total = f" = {cells}" if len(counts) == 2 else ""
        raise PromptError(
            f"This sheet would have {shown}{total} pictures; it holds up to {MOST_CELLS}."
            " Leave some values out."
        )


def names() -> list[str]:
    """Every name that an axis can have without a template, for help and spelling."""
    flags = [spec.name for spec in TABLE if spec.name not in _CANNOT]
    return [WORDS, LORA, *("guidance" if name == "cfg" else name for name in flags)]


def suggestions(typed: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Axes that begin as what was typed: names with values to begin with, then names of things.

    Args:
        typed: so far.
        known: the values that an axis can have by its name, such as the models' names.
    """
    name, colon, said = _NAMED.sub("\0", typed.lstrip(), count=1).partition("\0")
    word = name.strip().lower()
    if not colon:
        begun = {it: values[:3] for it, values in known.items() if len(values) > 1}
        offers = EXAMPLES | {it: ", ".join(values) for it, values in begun.items()}
        offers = {it: said for it, said in offers.items() if it not in known or it in begun}
        return [f"{it}: {values}" for it, values in offers.items() if word in it]
    before, comma, begun_value = said.rpartition(",")
    begun_word = begun_value.strip().lower()
    chosen = [it.strip() for it in before.split(",")]
    values = known.get(word.removesuffix("s") if word not in known else word, ())
    found = [it for it in values if begun_word in it.lower() and it not in chosen]
    head = f"{word}: {before.strip()}{', ' if comma else ''}"
    return [typed.strip(), *(f"{head}{it}" for it in found)] if said.strip() or found else []


# ---- what each kind of axis takes


def _axis(name: str, said: str, template: Template | None) -> Axis:
    if name == WORDS:
        return _made(Way.WORDS, "", name, _split(said))
    if template is not None and name in template.slots:
        slot = template.slots[name]
        return _made(Way.SLOT, name, name, [slot.read(it) for it in _split(said)])
    if name == LORA:
        return _made(Way.LORAS, "", "LoRA", [_lora(it) for it in _split(said)])
    if lora := re.fullmatch(r"lora\s+(\S.*)", name):
        return _weights(lora[1].strip(), said)
    spec = find(name) or find(name.removesuffix("s"))
    if spec is None:
        raise PromptError(_unknown(name, template))
    if spec.name in _CANNOT:
        raise PromptError(
            f"“{spec.name}” cannot be an axis, as each cell is one picture. Choose another, such"
            f" as {EXAMPLE}."
        )
    title = "guidance" if spec.name == "cfg" else spec.name
    return _made(Way.FLAG, spec.name, title, _flag_values(spec, title, said))


def _made(way: Way, name: str, title: str, values: Sequence[str]) -> Axis:
    for number, value in enumerate(values):
        if value in values[:number]:
            shown = f"“{value[:40]}”" if value else "Nothing"
            raise PromptError(f"{shown} stands twice on the axis “{title}”. Keep one.")
    labels = tuple(value or "(nothing)" for value in values)
    return Axis(way=way, name=name, title=title, values=tuple(values), labels=labels)


def _flag_values(spec: Spec, title: str, said: str) -> list[str]:
    if spec.kind is Kind.SWITCH:
        values = [it.lower() for it in _split(said)]
        if odd := next((it for it in values if it not in ("on", "off")), None):
            raise PromptError(f"“{title}” is “on” or “off”, not “{odd[:20]}”.")
        return values
    numeric = spec.kind in (Kind.WHOLE, Kind.NUMBER)
    values = _numbers(said, title, whole=spec.kind is Kind.WHOLE) if numeric else _split(said)
    for value in values:
        read_value(spec, value, text="", at=0)
    return values


def _weights(name: str, said: str) -> Axis:
    values = _numbers(said, f"lora {name}", whole=False)
    for value in values:
        if not _WEIGHT.fullmatch(value) or abs(float(value)) > MAX_ADAPTER_WEIGHT:
            raise PromptError(
                f"A LoRA weighs from -{MAX_ADAPTER_WEIGHT} to {MAX_ADAPTER_WEIGHT}, not"
                f" “{value[:20]}”."
            )
    return _made(Way.LORA, name, f"LoRA {name}", values)


def _lora(value: str) -> str:
    name, colon, weight = value.partition(":")
    if not re.fullmatch(r"[\w ./+()@-]{1,100}", name) or (
        colon and not _WEIGHT.fullmatch(weight.strip())
    ):
        raise PromptError(f"“{value[:30]}” names no LoRA. Write “lora: ink, oil:0.5, none”.")
    return f"{name.strip()}:{weight.strip()}" if colon else name.strip()


def _split(said: str) -> list[str]:
    """The values, without the quotes around them."""
    if "|" in said:
        return [_unquoted(it.strip()) for it in said.split("|")]
    values: list[str] = []
    at = 0
    while at < len(said):
        found = _PIECE.match(said, at)
        if found is None:  # a quote that ends in the middle of a value
            raise PromptError("Write the values with commas between, or with | if they hold some.")
        values.append(next(it for it in found.groups() if it is not None).strip())
        at = found.end()
    if "" in values:
        raise PromptError("There is nothing between two commas of the axis. Write a value there.")
    return values


def _unquoted(value: str) -> str:
    found = re.fullmatch(_QUOTED, value)
    return value if found is None else found[1] or found[2] or ""


def _numbers(said: str, title: str, *, whole: bool) -> list[str]:
    """Values one by one, ranges written out."""
    values: list[str] = []
    for piece in _split(said):
        found = _RANGE.fullmatch(piece)
        values += _range(found, title, whole=whole) if found else [piece]
    return values


def _range(found: re.Match[str], title: str, *, whole: bool) -> list[str]:
    first, last = float(found[1]), float(found[2])
    if found[5]:
        count = int(found[5])
        step = (last - first) / (count - 1) if count > 1 else 0.0
    else:
        step = float(found[4] or 1)
        if step == 0:
            raise PromptError(f"The steps of “{title}” are nothing. Write {first:g}-{last:g} (+2).")
        count = floor(abs(last - first) / step + 1e-9) + 1
        step = step if last >= first else -step
    if not 1 <= count <= MOST_CELLS:
        raise PromptError(
            f"“{found[0].strip()}” on the axis “{title}” are {count:,} values; a sheet holds up to"
            f" {MOST_CELLS} pictures. Leave some out, such as {found[1]}-{found[2]} [4]."
        )
    values = [first + number * step for number in range(count)]
    return [f"{round(it)}" if whole else f"{round(it, 4):g}" for it in values]


# ---- sentences


def _example(name: str) -> str:
    known = EXAMPLES.get("guidance" if name == "cfg" else name)
    return f"“{name}: {known}”" if known else f"“{EXAMPLE}”"


def _unknown(name: str, template: Template | None) -> str:
    known = [*(template.slots if template else ()), *names()]
    if near := nearest(name, known):
        return f"There is no axis “{name[:30]}”. Did you mean “{near}”?"
    return f"There is no axis “{name[:30]}”. There are: {', '.join(known)}."
