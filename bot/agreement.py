"""What in a wish contradicts itself or cannot be: refused in a sentence. Pure."""

from collections.abc import Mapping, Set
from math import isclose

from bot.beside import SOURCE
from bot.extras import STEPLESS
from inference.catalogue import Model
from inference.request import MAX_COUNT, MAX_SEED
from prompts.errors import PromptError
from prompts.flags import Flags
from prompts.size import read_aspect
from prompts.tree import Prompt

FLAG_OF_OPTION = (
    ("seed", "seed"),
    ("count", "count"),
    ("aspect", "ar"),
    ("size", "size"),
    ("model", "model"),
)
"""An option of `/imagine`, and the flag that says the same."""


def check_numbers(count: int | None, seed: int | None) -> None:
    """Refuse numbers that no job can have; None is what nobody said.

    Raises:
        PromptError: which one.
    """
    if count is not None and not 1 <= count <= MAX_COUNT:
        raise PromptError(f"Mozart makes 1 to {MAX_COUNT} pictures at a time.")
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise PromptError(f"A seed is a whole number between 0 and {MAX_SEED}.")


def check_agreement(options: Mapping[str, str | int | None], prompt: Prompt, flags: Flags) -> None:
    """Refuse a flag that says something else than the option beside it.

    Args:
        options: of FLAG_OF_OPTION, by name; None is what nobody chose.
        prompt: where the flags are written.
        flags: what they say.

    Raises:
        PromptError: which two.
    """
    for option, name in FLAG_OF_OPTION:
        chosen, typed = options[option], getattr(flags, name)
        if chosen is None or typed is None or chosen == typed:
            continue
        if option == "aspect" and isclose(read_aspect(str(chosen)), read_aspect(typed)):
            continue
        raise PromptError(
            f"The prompt says --{name} {typed}, but the option “{option}” says {chosen}."
            " Keep one of them.",
            text=prompt.typed,
            at=spot(prompt, name),
        )


def check_takes(prompt: Prompt, model: Model) -> None:
    """Refuse a flag that means nothing to the model.

    Raises:
        PromptError: which one.
    """
    for name in ("steps", "cfg", "sampler"):
        if model.engine in STEPLESS and (at := spot(prompt, name)) is not None:
            raise PromptError(
                f"The {STEPLESS[model.engine]} knows no --{name}."
                " Leave it out, or choose another model.",
                text=prompt.typed,
                at=at,
            )


def check_beside(pictures: Set[str], model: Model) -> None:
    """Refuse a model that changes pictures where none was sent; `pictures` are their roles.

    Raises:
        PromptError: what to do.
    """
    if model.needs_picture and SOURCE not in pictures:
        raise PromptError(
            f"The model “{model.name}” changes pictures as it is told: send one as image, or to"
            " /translate, or choose another model."
        )


def spot(prompt: Prompt, name: str) -> int | None:
    """Where a flag stands in what was typed; None where it does not."""
    return next((flag.at for flag in prompt.flags if flag.name == name), None)
