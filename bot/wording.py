"""The words of a wish, told again: with its options, without its seed. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from bot.wish import SQUARE, Commission, Wish, items
from prompts.calls import called, read_call
from prompts.errors import PromptError
from prompts.expand import flags_of
from prompts.grammar import parse
from prompts.printing import canonical, plain_against
from prompts.template import Template, Templates
from prompts.tree import Flag, Part, Prompt, Text
from prompts.words import clean, tidy


def whole(wish: Wish, made: Commission) -> str:
    """The wish as one text in which the options are flags, so that it can be read again.

    Args:
        wish: as typed.
        made: its first job, for what was left open.

    Raises:
        PromptError: the text is too long.
    """
    prompt = parse(clean(wish.prompt))
    there = {flag.name for flag in prompt.flags}
    usual = wish.usual_aspect if wish.usual_aspect != SQUARE and "template" not in there else None
    options = {
        "model": wish.model or made.request.model,
        "count": made.request.count,
        "seed": made.request.seed,
        "ar": wish.aspect or usual,  # a template has its own
        "size": wish.size or wish.usual_size,
    }
    said = [
        Flag(name=name, value=(Text(str(value)),))
        for name, value in options.items()
        if value is not None and name not in there
    ]
    against = [Flag(name="no", value=(Text(tidy(wish.negative)),))] if tidy(wish.negative) else []
    text = canonical(replace(prompt, flags=(*prompt.flags, *said, *against)))
    return clean(text, name="prompt with all its options")


def written(template: Template, values: Mapping[str, str], flags: str) -> str:
    """A form that was filled in, as one text that `/imagine` would take.

    Args:
        template: whose form.
        values: of its slots, as typed.
        flags: as typed.

    Raises:
        PromptError: a slot cannot be filled, or the flags are none.
    """
    held = template.values(values)
    main = held.pop(template.main)
    said = {name: it for name, it in held.items() if it != template.slots[name].default}
    typed = parse(tidy(flags))
    if typed.parts or any(flag.name == "template" for flag in typed.flags):
        raise PromptError(
            "The last field takes flags alone, such as --count 2. Write words into the others.",
            text=typed.typed,
            at=0,
        )
    call = Flag(name="template", value=(Text(called(template.name, said)),))
    words = (Part(words=(Text(main),)),)
    return clean(canonical(Prompt(parts=words, flags=(call, *typed.flags))))


def asks_privacy(typed: str) -> bool:
    """Whether the words say that their writer alone is to see the result; wrong ones do not."""
    try:
        return any(flag.name == "private" for flag in parse(typed).flags)
    except PromptError:
        return False


def unseeded(typed: str) -> str:
    """The typed words without a seed, for pictures that have another one."""
    try:
        prompt = parse(typed)
    except PromptError:  # an older Mozart took it
        return typed
    kept = tuple(flag for flag in prompt.flags if flag.name != "seed")
    return typed if kept == prompt.flags else canonical(replace(prompt, flags=kept))


def kept_out_beside(negative: str, typed: str, templates: Templates) -> str:
    """What is kept out by other words than the typed ones, and than the template that they name."""
    try:
        prompt = parse(typed)
        flags = flags_of(prompt)
        against = [
            *items(plain_against(prompt)),
            *items(flags.no),
            *_faults(flags.template, templates),
        ]
    except (PromptError, TypeError):  # an older Mozart took it; there was something to draw
        return negative
    return ", ".join(item for item in items(negative) if item not in against)


def _faults(call: str | None, templates: Templates) -> list[str]:
    """What the template of a prompt keeps out, which it says again by itself."""
    if call is None:
        return []
    return items(templates.find(read_call(call)[0]).negative)
