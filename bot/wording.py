"""The words of a wish, told again: with its options, without its seed. Pure."""

from dataclasses import replace

from bot.wish import Commission, Wish, items
from prompts.errors import PromptError
from prompts.expand import flags_of
from prompts.grammar import parse
from prompts.printing import canonical, plain_against
from prompts.tree import Flag, Text
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
    options = {
        "model": wish.model or made.request.model,
        "count": made.request.count,
        "seed": made.request.seed,
        "ar": wish.aspect,
        "size": wish.size,
    }
    there = {flag.name for flag in prompt.flags}
    said = [
        Flag(name=name, value=(Text(str(value)),))
        for name, value in options.items()
        if value is not None and name not in there
    ]
    against = [Flag(name="no", value=(Text(tidy(wish.negative)),))] if tidy(wish.negative) else []
    text = canonical(replace(prompt, flags=(*prompt.flags, *said, *against)))
    return clean(text, name="prompt with all its options")


def unseeded(typed: str) -> str:
    """The typed words without a seed, for pictures that have another one."""
    try:
        prompt = parse(typed)
    except PromptError:  # an older Mozart took it
        return typed
    kept = tuple(flag for flag in prompt.flags if flag.name != "seed")
    return typed if kept == prompt.flags else canonical(replace(prompt, flags=kept))


def kept_out_beside(negative: str, typed: str) -> str:
    """What is kept out by other words than the typed ones."""
    try:
        prompt = parse(typed)
        against = [*items(plain_against(prompt)), *items(flags_of(prompt).no)]
    except (PromptError, TypeError):  # an older Mozart took it; there was something to draw
        return negative
    return ", ".join(item for item in items(negative) if item not in against)
