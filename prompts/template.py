"""Templates: files of TOML with typed slots, and a prompt for each manner in which models read.

    file --read_template--> Template --words(values, dialect)--> a tree of the prompt language

What is put into a slot goes in as a tree, so no sign of it means anything there. Knows nothing of
models, and not who reads which dialect.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from prompts.errors import PromptError
from prompts.expand import count_of
from prompts.flags import read_value
from prompts.grammar import parse_words
from prompts.slots import Slot, SlotKind, Strict
from prompts.spelling import nearest
from prompts.table import find
from prompts.tree import Adapter, Emphasis, Node, Option, Part, Pick, Prompt, Text, Words, tidied
from prompts.words import tidy

FOLDER = Path(__file__).parent / "templates"
MOST_SLOTS = 4
"""A form has five fields; one is for flags."""

_MARK = re.compile(r"\$([a-z]+)")
_PIECE = re.compile(r"(?:\\[\\;]|[^;])+")
_ESCAPED = re.compile(r"\\([\\;])")
_MEANS = re.compile(r"[\\;]")


class Dialect(StrEnum):
    """How a model wants to be spoken to."""

    FREE = "free"  # sentences
    TAGS = "tags"  # short pieces between commas
    SCENES = "scenes"  # the painter's words


class Patterns(Strict):
    """The prompt in each dialect, with a `$name` for every slot."""

    free: Annotated[str, Field(max_length=400)]
    tags: Annotated[str, Field(max_length=400)]
    scenes: Annotated[str, Field(max_length=400)]

    def of(self, dialect: Dialect) -> str:
        """The prompt in one dialect."""
        match dialect:
            case Dialect.FREE:
                return self.free
            case Dialect.TAGS:
                return self.tags
            case Dialect.SCENES:
                return self.scenes


class Defaults(Strict):
    """What flags are where nobody says otherwise."""

    ar: str | None = None
    steps: int | None = None
    cfg: float | None = None
    sampler: str | None = None

    @model_validator(mode="after")
    def _can_be_had(self) -> Self:
        for name, value in self.said.items():
            spec = find(name)
            assert spec is not None
            read_value(spec, str(value), text="", at=0)
        return self

    @property
    def said(self) -> dict[str, str | int | float]:
        """Those that there are, by the names of their flags."""
        return {name: value for name, value in self if value is not None}


class Template(Strict):
    """One file.

    Attributes:
        name: what members type; the name of the file.
        about: one line for lists.
        slots: by name; the first is the main one, which takes the words of `/imagine`.
        prompt: see Patterns.
        negative: faults to keep out, for models that take tags.
        defaults: of flags.
        examples: values of the slots that show what it can do.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,29}$")]
    about: Annotated[str, Field(min_length=1, max_length=100)]
    slots: Annotated[dict[str, Slot], Field(min_length=1, max_length=MOST_SLOTS)]
    prompt: Patterns
    negative: Annotated[str, Field(max_length=300)] = ""
    defaults: Defaults = Defaults()
    examples: Annotated[tuple[dict[str, str], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for number, (name, slot) in enumerate(self.slots.items()):
            if not re.fullmatch(r"[a-z]{1,20}", name):
                raise ValueError(f"a slot's name is of small letters, not “{name[:20]}”")
            if number and not slot.default:
                raise ValueError(f"slot “{name}” needs a default; only the first may lack one")
        if self.slots[self.main].kind is not SlotKind.WORDS:
            raise ValueError("the first slot takes words")
        for dialect in Dialect:
            self._check_pattern(dialect)
        for example in self.examples:
            self.values(example)
        return self

    @property
    def main(self) -> str:
        """The name of the slot that takes the words of `/imagine`."""
        return next(iter(self.slots))

    def values(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What every slot holds, in order.

        Raises:
            PromptError: there is no such slot, a value cannot be had, or the main one is missing.
        """
        for name in typed:
            if name not in self.slots:
                known = ", ".join(self.slots)
                raise PromptError(
                    f"The template “{self.name}” has no slot “{name[:20]}”. It has: {known}."
                )
        return {name: self._value(name, typed.get(name, "")) for name in self.slots}

    def words(self, values: Mapping[str, Words], dialect: Dialect) -> Words:
        """The prompt with the slots filled; `values` must have them all."""
        return tidied(_filled(parse_words(self.prompt.of(dialect)), values))

    def example(self, number: int) -> str:
        """What to type after `/imagine prompt:` for one of the examples, but for the escapes."""
        values = dict(self.examples[number])
        main = values.pop(self.main, "")
        call = called(self.name, values)
        shown = f'"{call}"' if values else call
        return f"{main} --template {shown}".strip()

    def _value(self, name: str, typed: str) -> str:
        slot = self.slots[name]
        if not tidy(typed) and not slot.default:
            raise PromptError(
                f"The template “{self.name}” needs words for “{slot.label}”,"
                f" such as: {self.examples[0][name]}."
            )
        try:
            return slot.read(typed)
        except PromptError as error:
            raise PromptError(f"Template “{self.name}”: {error}") from error

    def _check_pattern(self, dialect: Dialect) -> None:
        words = parse_words(self.prompt.of(dialect))
        marks = set(_marks(words))
        if marks != set(self.slots):
            odd = ", ".join(sorted(marks ^ set(self.slots)))
            raise ValueError(f"slots and the marks of prompt “{dialect}” differ: {odd}")
        if count_of(Prompt(parts=(Part(words=words),))) != 1 or _has_adapter(words):
            raise ValueError(f"prompt “{dialect}” stands for several prompts, or names an adapter")


class Templates:
    """Templates by name."""

    def __init__(self, templates: Iterable[Template]) -> None:
        """Take them in any order."""
        self._by_name = {it.name: it for it in sorted(templates, key=lambda it: it.name)}

    @property
    def all(self) -> list[Template]:
        """In the order of their names."""
        return list(self._by_name.values())

    def find(self, name: str) -> Template:
        """The template called `name`, in any case.

        Raises:
            PromptError: naming the one most alike, or all.
        """
        template = self._by_name.get(name.strip().lower())
        if template is not None:
            return template
        if near := nearest(name, self._by_name):
            told = f"Did you mean “{near}”?"
        else:
            told = f"There are: {', '.join(self._by_name)}."
        raise PromptError(f"There is no template called “{name[:30]}”. {told}")


def read_template(name: str, text: str) -> Template:
    """The template of one file.

    Raises:
        PromptError: the file is none; the message names the first mistake.
    """
    try:
        return Template.model_validate({**tomllib.loads(text), "name": name})
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"The template “{name[:30]}” is no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        said = first["msg"].removeprefix("Value error, ").removesuffix(".")
        raise PromptError(f"The template “{name[:30]}” is wrong at {where}: {said}.") from error


@cache
def shipped_templates() -> Templates:
    """The templates that come with Mozart, read when first asked for."""
    files = sorted(FOLDER.glob("*.toml"))
    return Templates(read_template(it.stem, it.read_text(encoding="utf-8")) for it in files)


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


def _filled(words: Words, values: Mapping[str, Words]) -> Words:
    return tuple(it for node in words for it in _filled_one(node, values))


def _filled_one(node: Node, values: Mapping[str, Words]) -> Sequence[Node]:
    match node:
        case Text(text):
            pieces = _MARK.split(text)  # every second one is the name of a mark
            return [
                it
                for number, piece in enumerate(pieces)
                for it in (values[piece] if number % 2 else (Text(piece),))
            ]
        case Emphasis(body=body, weight=weight):
            return [Emphasis(body=tidied(_filled(body, values), strip=False), weight=weight)]
        case Pick(options=options, least=least, most=most, joiner=joiner, at=at):
            filled = tuple(
                Option(body=tidied(_filled(it.body, values)), weight=it.weight) for it in options
            )
            return [Pick(options=filled, least=least, most=most, joiner=joiner, at=at)]
        case _:
            return [node]


def _marks(words: Words) -> list[str]:
    found: list[str] = []
    for node in words:
        match node:
            case Text(text):
                found += _MARK.findall(text)
            case Emphasis(body=body):
                found += _marks(body)
            case Pick(options=options):
                found += [mark for it in options for mark in _marks(it.body)]
            case _:
                pass
    return found


def _has_adapter(words: Words) -> bool:
    return any(
        isinstance(node, Adapter) or (isinstance(node, Emphasis) and _has_adapter(node.body))
        for node in words
    )
