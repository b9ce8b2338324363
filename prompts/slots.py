"""The slots of a template: what may stand in each, read strictly from its file.

Knows nothing of the prompt that they stand in.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from prompts.errors import PromptError
from prompts.spelling import nearest
from prompts.words import tidy

LONGEST_VALUE = 400


class SlotKind(StrEnum):
    """What goes into a slot."""

    WORDS = "words"
    CHOICE = "choice"
    NUMBER = "number"  # a whole one


class Strict(BaseModel):
    """Unknown keys are errors, so a typo cannot hide."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Slot(Strict):
    """A place in the prompt that members fill.

    Attributes:
        label: of its field in the form.
        kind: what may stand there.
        default: what stands there if nothing is said; without one, something must be said.
        choices: of a choice, all that there are; else nothing.
        least, most: of a number.

    A text alone stands for its default, a list for its choices, of which the first is the default;
    `slots` gives it the label.
    """

    label: Annotated[str, Field(min_length=1, max_length=45)]
    kind: SlotKind = SlotKind.WORDS
    default: Annotated[str, Field(max_length=100)] = ""
    choices: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()
    least: int = 1
    most: int = 99

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind is SlotKind.CHOICE) != (2 <= len(self.choices) <= 25):
            raise ValueError("a choice has 2 to 25 choices, other slots have none")
        if not 0 <= self.least <= self.most < 10**9:
            raise ValueError("a number goes from least to most, in all from 0 to 999,999,999")
        if len({it.lower() for it in self.choices}) < len(self.choices):
            raise ValueError("each choice stands there once")
        if self.default and self.read(self.default) != self.default:
            raise ValueError(f"the default is to be written as {self.read(self.default)}")
        return self

    @property
    def brief(self) -> dict[str, Any]:
        """What is to be said of it, but for what goes without saying."""
        told = self.model_dump(exclude_defaults=True, mode="json")
        if self.kind is SlotKind.CHOICE:
            told.pop("kind")
        return told

    def read(self, typed: str) -> str:
        """The value that was meant; the default if nothing was typed.

        Raises:
            PromptError: it cannot be had.
        """
        value = tidy(typed) or self.default
        if not value:
            raise PromptError(f"Fill in “{self.label}”.")
        match self.kind:
            case SlotKind.WORDS:
                if len(value) > LONGEST_VALUE:
                    raise PromptError(f"Shorten “{self.label}” to {LONGEST_VALUE} characters.")
                return value
            case SlotKind.CHOICE:
                return self._chosen(value)
            case SlotKind.NUMBER:
                plain = value.isascii() and value.isdigit() and len(value) <= 9
                if not plain or not self.least <= int(value) <= self.most:
                    raise PromptError(
                        f"“{self.label}” is a whole number from {self.least} to {self.most},"
                        f" not “{value[:20]}”."
                    )
                return str(int(value))

    def _chosen(self, value: str) -> str:
        for choice in self.choices:
            if choice.lower() == value.lower():
                return choice
        if near := nearest(value, self.choices):
            told = f"Did you mean “{near}”?"
        else:
            listed = ", ".join(self.choices)
            told = f"Choose one of: {listed if len(listed) <= 400 else listed[:400] + '…'}."
        raise PromptError(f"“{self.label}” cannot be “{value[:30]}”. {told}")


def spelled_out(name: str, told: object) -> object:
    """What a template says of a slot, in full: with its label and kind, where those were left out.

    What is none is given back as it is, for `Slot` to refuse.
    """
    match told:
        case str():
            return {"label": label_of(name), "default": told}
        case [first, *_]:
            return spelled_out(name, {"choices": told, "default": first})
        case Mapping():
            kind = {"kind": SlotKind.CHOICE} if told.get("choices") else {}
            return {"label": label_of(name), **kind, **told}
        case _:
            return told


def summed_up(name: str, slot: Slot) -> object:
    """The shortest that `spelled_out` makes the same slot of."""
    brief = slot.brief
    if brief.get("label") == label_of(name):
        del brief["label"]
    if list(brief) == ["default"]:
        return slot.default
    if set(brief) == {"choices", "default"} and slot.choices[0] == slot.default:
        return list(slot.choices)
    return brief


def label_of(name: str) -> str:
    """The label of a slot that has none of its own."""
    return name.capitalize()
