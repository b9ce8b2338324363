"""Templates: files of TOML with typed slots, and a prompt for each manner in which models read.

    file --read_template--> Template --words(values, dialect)--> a tree of the prompt language

What is put into a slot goes in as a tree, so no sign of it means anything there. Knows nothing of
models, and not who reads which dialect.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from prompts.calls import called
from prompts.errors import PromptError
from prompts.expand import count_of
from prompts.flags import check_together, read_value
from prompts.grammar import parse_words
from prompts.marks import filled, has_adapter, marks
from prompts.slots import Slot, SlotKind, Strict, spelled_out, summed_up
from prompts.spelling import nearest
from prompts.table import find
from prompts.toml import read_toml, write_toml
from prompts.tree import Part, Prompt, Words, tidied
from prompts.words import tidy

FOLDER = Path(__file__).parent / "templates"
MOST_SLOTS = 4
"""A form has five fields; one is for flags."""

LONGEST_PATTERN = 400
LONGEST_ABOUT = 100
LONGEST_NEGATIVE = 300
MOST_TOLD = 40
"""How many names fit into a sentence."""

_SAID = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "model_type": "it is to be a table",
    "dict_type": "it is to be a table",
    "tuple_type": "it is to be a list",
    "string_type": "it is to be text in quotes",
}
"""What pydantic says for programmers."""


class Dialect(StrEnum):
    """How a model wants to be spoken to."""

    FREE = "free"  # sentences
    TAGS = "tags"  # short pieces between commas
    SCENES = "scenes"  # the painter's words


class Patterns(Strict):
    """The prompt in each dialect, with a `$name` for every slot; one left out is like `free`."""

    free: Annotated[str, Field(min_length=1, max_length=LONGEST_PATTERN)]
    tags: Annotated[str, Field(max_length=LONGEST_PATTERN)] = ""
    scenes: Annotated[str, Field(max_length=LONGEST_PATTERN)] = ""

    def of(self, dialect: Dialect) -> str:
        """The prompt in one dialect."""
        match dialect:
            case Dialect.FREE:
                return self.free
            case Dialect.TAGS:
                return self.tags or self.free
            case Dialect.SCENES:
                return self.scenes or self.free


class Defaults(Strict):
    """What flags are where nobody says otherwise."""

    ar: str | None = None
    steps: int | None = None
    cfg: float | None = None
    sampler: str | None = None
    stylize: float | None = None
    chaos: float | None = None
    weird: float | None = None
    tile: bool | None = None

    @model_validator(mode="after")
    def _can_be_had(self) -> Self:
        for name, value in self.said.items():
            spec = find(name)
            assert spec is not None
            read_value(spec, str(value), text="", at=0)
        check_together(dict.fromkeys(self.said, 0), text="")
        return self

    @property
    def said(self) -> dict[str, str | int | float]:
        """Those that there are, by the names of their flags."""
        return {name: value for name, value in self if value is not None and value is not False}


class Template(Strict):
    """One file.

    Attributes:
        name: what members type; the name of the file.
        about: one line for lists; left out, it is the prompt's beginning.
        slots: by name; the first is the main one, which takes the words of `/imagine`.
        prompt: see Patterns.
        negative: faults to keep out, for models that take tags.
        defaults: of flags.
        examples: values of the slots that show what it can do; there may be none.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,29}$")]
    about: Annotated[str, Field(min_length=1, max_length=LONGEST_ABOUT)]
    slots: Annotated[dict[str, Slot], Field(min_length=1, max_length=MOST_SLOTS)]
    prompt: Patterns
    negative: Annotated[str, Field(max_length=LONGEST_NEGATIVE)] = ""
    defaults: Defaults = Defaults()
    examples: Annotated[tuple[dict[str, str], ...], Field(max_length=4)] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, said: Mapping[str, Any]) -> dict[str, Any]:
        """What may be left out, filled in; what is wrong stays, for the fields to refuse."""
        told = dict(said)
        if isinstance(slots := told.get("slots"), Mapping):
            told["slots"] = {name: spelled_out(name, it) for name, it in slots.items()}
        prompt = told.get("prompt")
        if isinstance(prompt, Mapping) and isinstance(free := prompt.get("free"), str):
            told.setdefault("about", _beginning(free))
        return told

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for name in self.slots:
            if not re.fullmatch(r"[a-z]{1,20}", name):
                raise ValueError(f"a slot's name is of small letters, not “{name[:20]}”")
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
        return tidied(filled(parse_words(self.prompt.of(dialect)), values))

    def example(self, number: int) -> str:
        """What to type after `/imagine prompt:` for one of the examples, but for the escapes.

        Where there are none, number 0 is made up.
        """
        values = dict(self.examples[number]) if self.examples else self._made_up
        main = values.pop(self.main, "")
        call = called(self.name, values)
        shown = f'"{call}"' if values else call
        return f"{main} --template {shown}".strip()

    @property
    def line(self) -> str:
        """What it says of itself beside its prompt; empty where that is the prompt's beginning."""
        return "" if self.about == _beginning(self.prompt.free) else self.about

    @property
    def toml(self) -> str:
        """As a file that `read_template` reads again, without what goes without saying."""
        told = self.model_dump(exclude_defaults=True, exclude={"name", "slots"}, mode="json")
        if not self.line:
            del told["about"]
        slots = {name: summed_up(name, slot) for name, slot in self.slots.items()}
        order = ("about", "negative", "slots", "prompt", "defaults", "examples")
        told = {"slots": slots, **told, "defaults": self.defaults.said}
        return write_toml({key: told[key] for key in order if told.get(key)})

    @property
    def _made_up(self) -> dict[str, str]:
        open_ones = [name for name, slot in self.slots.items() if not slot.default]
        return {self.main: "a red sailboat"} | {it: it for it in open_ones if it != self.main}

    def _value(self, name: str, typed: str) -> str:
        slot = self.slots[name]
        if not tidy(typed) and not slot.default:
            example = self.examples[0].get(name) if self.examples else None
            shown = f", such as: {example}" if example else ""
            how = "" if name == self.main else f' Write --template "{self.name}; {name}=…".'
            raise PromptError(
                f"The template “{self.name}” needs words for “{slot.label}”{shown}.{how}"
            )
        try:
            return slot.read(typed)
        except PromptError as error:
            raise PromptError(f"Template “{self.name}”: {error}") from error

    def _check_pattern(self, dialect: Dialect) -> None:
        words = parse_words(self.prompt.of(dialect))
        found = set(marks(words))
        if lacking := [f"${name}" for name in self.slots if name not in found]:
            raise ValueError(f"the prompt “{dialect}” lacks {', '.join(lacking)}")
        if odd := [f"${name}" for name in sorted(found) if name not in self.slots]:
            raise ValueError(f"the prompt “{dialect}” has {', '.join(odd)}, which is no slot")
        if count_of(Prompt(parts=(Part(words=words),))) != 1 or has_adapter(words):
            raise ValueError(f"prompt “{dialect}” stands for several prompts, or names an adapter")


class Templates:
    """Templates by name."""

    def __init__(self, templates: Iterable[Template], *, closed: Collection[str] = ()) -> None:
        """Take them in any order.

        Args:
            templates: of two with one name, the later one counts.
            closed: names of those that there are, but not for whoever asks.
        """
        by_name = {it.name: it for it in templates if it.name not in closed}
        self._by_name = dict(sorted(by_name.items()))
        self._closed = frozenset(closed)

    @property
    def all(self) -> list[Template]:
        """In the order of their names."""
        return list(self._by_name.values())

    def find(self, name: str) -> Template:
        """The template called `name`, in any case.

        Raises:
            PromptError: naming the one most alike, or all; or it is not for whoever asks.
        """
        known = name.strip().lower()
        if known in self._by_name:
            return self._by_name[known]
        if known in self._closed:
            raise PromptError(
                f"The template “{known}” is for a role that you do not have."
                " /template list shows those that you can use."
            )
        if near := nearest(name, self._by_name):
            told = f"Did you mean “{near}”?"
        else:
            names = list(self._by_name)
            more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
            told = f"There are: {', '.join(names[:MOST_TOLD])}{more}."
        raise PromptError(f"There is no template called “{name[:30]}”. {told}")


def read_template(name: str, text: str) -> Template:
    """The template of one file.

    Raises:
        PromptError: the file is none; the message names the first mistake.
    """
    return made_of(name, read_toml(text))


def made_of(name: str, told: Mapping[str, Any]) -> Template:
    """The template of tables that were read.

    Raises:
        PromptError: naming the first mistake.
    """
    try:
        return Template.model_validate({**told, "name": name})
    except ValidationError as error:
        errors = error.errors()  # a key that is not known may be why another one is missing
        first = next((it for it in errors if it["type"] != "missing"), errors[0])
        where = ".".join(map(str, first["loc"]))[:60]
        at = f" at {where}" if where else ""
        said = _SAID.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        said = said.removesuffix(".")
        raise PromptError(f"The template “{name[:30]}” is wrong{at}: {said}.") from error


def picture_file(name: str) -> Path:
    """Where the small picture of a shipped template lies, if there is one: a WebP."""
    return FOLDER / f"{name}.webp"


@cache
def shipped_templates() -> Templates:
    """The templates that come with Mozart, read when first asked for."""
    files = sorted(FOLDER.glob("*.toml"))
    return Templates(read_template(it.stem, it.read_text(encoding="utf-8")) for it in files)


def _beginning(free: str) -> str:
    return free if len(free) <= LONGEST_ABOUT else free[: LONGEST_ABOUT - 1].rstrip() + "…"
