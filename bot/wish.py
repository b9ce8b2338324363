"""What a person typed, and the request it comes to. Pure; used by Discord and command line."""

from collections.abc import Callable
from dataclasses import dataclass

from inference.catalogue import Catalogue, Model
from inference.request import MAX_COUNT, MAX_SEED, Request
from prompts.errors import PromptError
from prompts.size import dimensions, read_aspect
from prompts.words import clean, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What `/imagine` was given, unchecked; None where the member left it to us."""

    prompt: str
    negative: str = ""
    count: int = 1
    aspect: str | None = None
    size: int | None = None
    seed: int | None = None
    model: str | None = None


def model_of(wish: Wish, catalogue: Catalogue) -> Model:
    """Who paints it.

    Raises:
        ModelNotFound: naming the models there are.
    """
    return catalogue.find(wish.model) if wish.model else catalogue.default


def request_of(wish: Wish, catalogue: Catalogue, *, draw_seed: Callable[[], int]) -> Request:
    """The wish, checked, with what the member left open filled in.

    Args:
        wish: as typed.
        catalogue: the models that may be asked for.
        draw_seed: gives a seed in [0, 2**32) for a wish without one.

    Raises:
        PromptError, ModelNotFound: the message says what to change.
    """
    model = model_of(wish, catalogue)
    if not 1 <= wish.count <= MAX_COUNT:
        raise PromptError(f"Mozart makes 1 to {MAX_COUNT} pictures at a time.")
    if wish.seed is not None and not 0 <= wish.seed <= MAX_SEED:
        raise PromptError(f"A seed is a whole number between 0 and {MAX_SEED}.")
    ratio = read_aspect(wish.aspect) if wish.aspect else 1.0
    width, height = dimensions(ratio, model.side if wish.size is None else wish.size)
    return Request(
        prompt=clean(wish.prompt),
        negative=clean(wish.negative, name="negative prompt") if tidy(wish.negative) else "",
        count=wish.count,
        width=width,
        height=height,
        seed=draw_seed() if wish.seed is None else wish.seed,
        model=model.name,
    )
