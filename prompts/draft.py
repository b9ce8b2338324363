"""A template as the five fields of a form, and back.

    name, sentence, what to keep out, flags, the rest as TOML  <-->  Template

Slots that the TOML does not describe take words. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prompts.errors import PromptError
from prompts.expand import flags_of
from prompts.grammar import parse, parse_words
from prompts.marks import marks
from prompts.printing import canonical
from prompts.slots import Slot, SlotKind, summed_up
from prompts.template import Defaults, Template, made_of, read_template
from prompts.toml import read_toml, write_toml
from prompts.tree import Flag, Prompt, Text
from prompts.words import tidy

LONGEST_TEMPLATE = 3000
"""Characters of its TOML: so much fits into a form, and what was typed into one message."""

LONGEST_REST = 2400

_NAME = re.compile(r"[a-z][a-z0-9-]{1,29}")
_OWN_FIELD = {"negative": "what to keep out", "defaults": "flags", "name": "the name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody typed, or would have to type.

    Attributes:
        name: what members will type.
        sentence: the prompt, with a `$name` for every slot.
        negative: faults to keep out.
        flags: `--ar` and the like.
        rest: TOML with what else there is: about, slots, prompt.tags, prompt.scenes, examples.
    """

    name: str
    sentence: str
    negative: str = ""
    flags: str = ""
    rest: str = ""


def drafted(draft: Draft) -> Template:
    """The template that was meant.

    Raises:
        PromptError: naming the first mistake.
    """
    name = name_of(draft.name)
    sentence = tidy(draft.sentence)
    found = dict.fromkeys(marks(parse_words(sentence)))
    if not found:
        raise PromptError(
            "The sentence needs a slot, such as $subject in: a postcard of $subject at sunset.",
            text=sentence,
            at=len(sentence),
        )
    told = read_toml(draft.rest)
    for key, field in _OWN_FIELD.items():
        if key in told:
            raise PromptError(f"Leave “{key}” out of the TOML: {field} has a field of its own.")
    prompt, slots = told.get("prompt", {}), told.get("slots", {})
    if not isinstance(prompt, Mapping) or not isinstance(slots, Mapping) or "free" in prompt:
        raise PromptError(
            "In the TOML, prompt holds tags and scenes, and slots what stands in each; the sentence"
            " has a field of its own."
        )
    told["prompt"] = {"free": sentence, **prompt}
    told["slots"] = _in_order(list(found), slots)
    told["negative"] = tidy(draft.negative)
    told["defaults"] = _defaults(draft.flags)
    return checked(made_of(name, told))


def draft_of(template: Template) -> Draft:
    """What to type for this template."""
    rest: dict[str, Any] = {}
    told = read_toml(template.toml)
    if "about" in told:
        rest["about"] = told["about"]
    if _inferred(template) != list(template.slots.items()):
        rest["slots"] = told["slots"]
    if others := {key: it for key, it in told["prompt"].items() if key != "free"}:
        rest["prompt"] = others
    if template.examples:
        rest["examples"] = list(template.examples)
    flags = tuple(
        Flag(name=name, value=() if value is True else (Text(_number(value)),))
        for name, value in template.defaults.said.items()
    )
    return Draft(
        name=template.name,
        sentence=template.prompt.free,
        negative=template.negative,
        flags=canonical(Prompt(parts=(), flags=flags)) if flags else "",
        rest=write_toml(rest).strip() if rest else "",
    )


def checked(template: Template) -> Template:
    """The template, if it is short enough to be kept and to be shown in a form.

    Raises:
        PromptError: it is too long.
    """
    length = len(template.toml)
    if length > LONGEST_TEMPLATE or len(draft_of(template).rest) > LONGEST_REST:
        raise PromptError(
            f"The template “{template.name}” has {length:,} characters as TOML, and"
            f" {LONGEST_TEMPLATE:,} are kept. Leave some choices or examples out."
        )
    return template


def read_file(name: str, text: str) -> Template:
    """The template of a stranger's file.

    Raises:
        PromptError: it is none, or too long.
    """
    return checked(read_template(name_of(name), text))


def name_of(typed: str) -> str:
    """A template's name as it was meant: small letters, dashes for spaces.

    Raises:
        PromptError: it can be none.
    """
    name = re.sub(r"[\s_-]+", "-", tidy(typed).lower()).strip("-")
    if not _NAME.fullmatch(name):
        raise PromptError(
            "A template's name has 2 to 30 small letters, digits and dashes, such as night-market,"
            f" not “{tidy(typed)[:30]}”."
        )
    return name


def _in_order(found: list[str], slots: Mapping[str, Any]) -> dict[str, Any]:
    """Every slot, the main one first.

    As the TOML has them, if it has all and begins with words. Else the main one is the sentence's
    first that takes words and has no default, or at least takes words.
    """
    if set(found) <= set(slots) and _takes_words(next(iter(slots.values()))):
        return dict(slots)
    whole = {name: slots.get(name, {}) for name in found} | dict(slots)
    free = [name for name, it in whole.items() if _takes_words(it)]
    open_ones = [name for name in free if _is_open(whole[name])]
    first = [*open_ones, *free][:1]
    return {name: whole[name] for name in [*first, *(it for it in whole if it not in first)]}


def _takes_words(told: object) -> bool:
    if isinstance(told, Mapping):
        return told.get("kind", SlotKind.WORDS) == SlotKind.WORDS and "choices" not in told
    return isinstance(told, str)


def _is_open(told: object) -> bool:
    return isinstance(told, Mapping) and not told.get("default")


def _inferred(template: Template) -> list[tuple[str, Slot]]:
    """The slots that the sentence alone would come to."""
    found = dict.fromkeys(marks(parse_words(template.prompt.free)))
    plain = {name: slot for name, slot in template.slots.items() if summed_up(name, slot) == {}}
    return [(name, plain[name]) for name in found if name in plain]


def _defaults(typed: str) -> dict[str, str | int | float]:
    prompt = parse(tidy(typed))
    known = list(Defaults.model_fields)
    listed = ", ".join(f"--{name}" for name in known)
    if prompt.parts:
        raise PromptError(
            f"The field of flags takes flags alone: {listed}.", text=prompt.typed, at=0
        )
    for flag in prompt.flags:
        if flag.name not in known:
            raise PromptError(
                f"A template can set {listed}, not --{flag.name}.", text=prompt.typed, at=flag.at
            )
    try:
        flags = flags_of(prompt)
    except TypeError as error:  # something to choose or to draw
        raise PromptError("The flags of a template have one value each.") from error
    said = {name: getattr(flags, name) for name in known}
    return {name: value for name, value in said.items() if value is not None and value is not False}


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
