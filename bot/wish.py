"""What a person typed, and the requests it comes to. Pure; used by Discord and command line.

    wish --parse, draw, expand--> one prompt per job --template, flags, options--> commissions

A flag in the prompt and an option beside it may not contradict each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import sqrt

from bot.agreement import (
    FLAG_OF_OPTION,
    check_agreement,
    check_beside,
    check_numbers,
    check_takes,
    spot,
)
from bot.beside import beside_of, still_sent
from bot.dressing import dressed
from bot.extras import embeddings_in, extras_of
from bot.manners import check_sides, options_of, styled
from inference.catalogue import Catalogue, Model
from inference.request import MAX_COUNT, MAX_SEED, SAMPLERS, Request, Task
from prompts.calls import read_call
from prompts.errors import PromptError
from prompts.expand import count_of, draw, expand, flags_of
from prompts.flags import Flags
from prompts.grammar import parse
from prompts.lists import shipped_lists
from prompts.printing import canonical, plain, plain_against, plain_parts
from prompts.size import LARGEST_SIDE, WIDEST, dimensions, read_aspect
from prompts.spelling import nearest
from prompts.template import Templates, shipped_templates
from prompts.tree import Prompt, Words
from prompts.weighing import spans, weigh_alike
from prompts.words import clean, tidy

MOST_JOBS = 16
"""How many jobs one wish may come to."""

SQUARE = "1:1"
"""The shape where nobody says one."""

_SAID_BELOW = frozenset({"repeat", "seed", "count", "model", "size"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What `/imagine` was given, unchecked; None where the member left it to us.

    Attributes:
        usual_count: pictures where neither option nor flag says how many.
        usual_aspect: the shape where neither says one.
        usual_size: the side where neither says one; None is the model's own.
        usual_model: who paints where neither says it; None is the catalogue's default.
        model_note: what to tell the member where that one paints.
        pictures: roles of the pictures that were sent with it (see `bot.beside`).
        strength: how much of the picture to start from is forgotten where no flag says it, in
            [0, 1]; None leaves it to the engine.
        parent: (job, index from 0) of the picture that it is from, where that is one of ours.
        sources: names of flags that the member did not type -> what they stand for; see
            `prompts.own`.
        templates: those that the words may name; the studio adds the server's.
    """

    prompt: str
    negative: str = ""
    count: int | None = None
    aspect: str | None = None
    size: int | None = None
    seed: int | None = None
    model: str | None = None
    usual_count: int = 1
    usual_aspect: str = SQUARE
    usual_size: int | None = None
    usual_model: str | None = None
    model_note: str = ""
    pictures: frozenset[str] = frozenset()
    strength: float | None = None
    parent: tuple[int, int] | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    templates: Templates = field(default_factory=shipped_templates, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One job of a wish.

    Attributes:
        request: what is painted.
        typed: the words as the member typed them.
        note: a sentence for the member.
        template: the name of the one that the words went into, if they did.
        roles: what each picture that was sent is to the engine.
        style: (job, index from 0) of the picture whose style is taken; whoever queues the request
            puts it among its inputs.
        private: whether the words say that the member alone is to see the result.
    """

    request: Request
    typed: str
    note: str = ""
    template: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    style: tuple[int, int] | None = None
    private: bool = False


def request_of(wish: Wish, catalogue: Catalogue, *, draw_seed: Callable[[], int]) -> Request:
    """The one request of a wish; see `commission_of`."""
    return commission_of(wish, catalogue, draw_seed=draw_seed).request


def commission_of(wish: Wish, catalogue: Catalogue, *, draw_seed: Callable[[], int]) -> Commission:
    """The one job of a wish.

    Raises:
        PromptError, ModelNotFound: as `commissions_of`; or it comes to several jobs.
    """
    commissions = commissions_of(wish, catalogue, draw_seed=draw_seed)
    if len(commissions) > 1:
        raise PromptError(
            f"This prompt stands for {len(commissions)} prompts; here it may be one."
            " Leave the braces or --repeat out."
        )
    return commissions[0]


def commissions_of(
    wish: Wish, catalogue: Catalogue, *, draw_seed: Callable[[], int]
) -> list[Commission]:
    """The wish, checked, with what the member left open filled in; a job for each of its prompts.

    Args:
        wish: as typed.
        catalogue: the models that may be asked for.
        draw_seed: gives a seed in [0, 2**32) for a wish without one.

    Raises:
        PromptError, ModelNotFound: the message says what to change.
    """
    check_numbers(wish.count, wish.seed)
    prompt = parse(clean(wish.prompt))
    first = _first_seed(wish, prompt, draw_seed)
    offsets = [turn * MAX_COUNT for turn in range(_number(prompt, "repeat") or 1)]
    turns = [draw(prompt, seed=first + offset, lists=shipped_lists()) for offset in offsets]
    count = sum(map(count_of, turns))
    if count > MOST_JOBS:
        number = f"{count:,}" if count < 10**9 else "more than a billion"
        raise PromptError(
            f"This prompt stands for {number} prompts; Mozart takes up to {MOST_JOBS} at once."
            " Leave some choices out."
        )
    return [
        _commission(wish, it, catalogue, seed=first, offset=offset, alone=count == 1)
        for offset, turn in zip(offsets, turns, strict=True)
        for it in expand(turn)
    ]


def remixed(
    request: Request,
    wish: Wish,
    catalogue: Catalogue,
    *,
    draw_seed: Callable[[], int],
) -> Commission:
    """An earlier request with other words; flags among them change what they name.

    If its model is gone and no flag names another, the default paints, and the note says so.

    Args:
        request: keeps its model, size, count and steps where no flag says otherwise.
        wish: the new words and what to keep out; no options.
        catalogue: the models that may be asked for.
        draw_seed: gives a seed in [0, 2**32).

    Raises:
        PromptError, ModelNotFound: the message says what to change.
    """
    typed = parse(clean(wish.prompt)).flags
    flags = {flag.name: _said(flag.value) for flag in typed}
    resized = bool(flags.keys() & {"ar", "size"})
    pictures = still_sent(request.inputs, flags)
    wish = replace(_as_before(wish, request, catalogue), pictures=frozenset(pictures))
    if not resized:  # the picture keeps its size, which may be none that could be asked for
        wish = replace(wish, usual_size=None)
    made = commission_of(wish, catalogue, draw_seed=draw_seed)
    old, new = request, made.request
    sized = new if resized else old
    if old.task is Task.IMAGINE:
        check_sides(catalogue.find(new.model), sized.width, sized.height)
    kept = old if new.model == old.model else new  # another model has its own steps
    request = replace(
        old,
        prompt=new.prompt,
        spans=new.spans,
        negative=new.negative,
        seed=new.seed,
        count=new.count,
        best=new.best,
        model=new.model,
        width=sized.width,
        height=sized.height,
        steps=_steps(kept, new),
        guidance=kept.guidance if new.guidance is None else new.guidance,
        sampler=kept.sampler if new.sampler is None else new.sampler,
        strength=old.strength if new.strength is None else new.strength,
        adapters=new.adapters,
        embeddings=new.embeddings,
        control=new.control,
        looker=new.looker,
        weights=new.weights,
        inputs={made.roles[role]: sha256 for role, sha256 in pictures.items()},
        options=new.options,
    )
    return replace(made, request=request)


def from_words(request: Request) -> Request:
    """The request as if it had been asked for by its words alone."""
    if request.task is Task.IMAGINE:
        return request
    part = 2 if request.task is Task.UPSCALE else 1
    return replace(
        request,
        task=Task.IMAGINE,
        width=request.width // part,
        height=request.height // part,
        strength=None,
        inputs={},
        parent=None,
    )


def _as_before(wish: Wish, request: Request, catalogue: Catalogue) -> Wish:
    """The wish, usually as an earlier request was."""
    gone = all(model.name != request.model for model in catalogue.models)
    return replace(
        wish,
        usual_count=request.count,
        usual_model=None if gone else request.model,
        model_note=f"“{request.model[:60]}” is not here any more." if gone else "",
        usual_aspect=_shape(request.width, request.height),
        usual_size=min(LARGEST_SIDE, round(sqrt(request.width * request.height))),
    )


def _steps(kept: Request, new: Request) -> int | None:
    """Those that were kept, unless the new words say how many or how long in another way."""
    said = new.steps is not None or "quality" in new.options
    return new.steps if said else kept.steps


def _shape(width: int, height: int) -> str:
    """An aspect of these sides, whose rounding may have passed the widest."""
    if max(width, height) > WIDEST * min(width, height):
        return "3:1" if width > height else "1:3"
    return f"{width}:{height}"


def _commission(
    wish: Wish, prompt: Prompt, catalogue: Catalogue, *, seed: int, offset: int, alone: bool
) -> Commission:
    """One prompt as a job; its seed is `offset` after the wish's own.

    A job that is alone shows what was typed, one of several what became of it.
    """
    flags = flags_of(prompt)
    chosen = {option: getattr(wish, option) for option, _ in FLAG_OF_OPTION}
    check_agreement(chosen, prompt, flags)
    name = wish.model or flags.model or wish.usual_model
    model = catalogue.find(name) if name else catalogue.default
    check_takes(prompt, model)
    check_beside(wish.pictures, model)
    typed = prompt.typed if alone else told(prompt)
    prompt, flags = dressed(prompt, flags, model, wish.templates, seed=seed + offset)
    prompt = styled(prompt, flags, model)
    extras = extras_of(prompt, wish.negative, model, catalogue)
    beside = beside_of(prompt, flags, wish.pictures, model, catalogue)
    ratio = read_aspect(wish.aspect or flags.ar or wish.usual_aspect)
    width, height = dimensions(ratio, _side(wish, flags, model))
    check_sides(model, width, height)
    first = seed if flags.seed is None else flags.seed
    weighed = spans(prompt)
    request = Request(
        prompt=clean(plain_parts(prompt)),
        spans=() if weigh_alike(weighed) else weighed,
        negative=_negative(embeddings_in(wish.negative)[0], flags.no, plain_against(prompt)),
        count=_count(wish, prompt, flags),
        best=flags.best,
        width=width,
        height=height,
        seed=(first + offset) % (MAX_SEED + 1),
        model=model.name,
        steps=flags.steps,
        guidance=flags.cfg,
        sampler=_sampler(prompt, flags),
        adapters=extras.loras,
        embeddings=extras.embeddings,
        strength=wish.strength if beside.strength is None else beside.strength,
        parent=wish.parent,
        control=beside.control,
        looker=beside.looker,
        weights=beside.weights,
        options=options_of(prompt, flags, model),
    )
    note = "" if wish.model or flags.model else wish.model_note
    template = read_call(flags.template)[0].lower() if flags.template else None
    return Commission(
        request=request,
        typed=typed,
        note=note,
        template=template,
        roles=beside.roles,
        style=beside.style,
        private=flags.private,
    )


def _sampler(prompt: Prompt, flags: Flags) -> str | None:
    """By the name that engines know; people write it in several ways."""
    if flags.sampler is None:
        return None
    name = tidy(flags.sampler).lower().replace("_", " ")
    if name in SAMPLERS:
        return name
    meant = nearest(name, SAMPLERS)
    told = f"Did you mean “{meant}”?" if meant else f"Choose one of: {', '.join(SAMPLERS)}."
    raise PromptError(
        f"There is no sampler “{name[:30]}”. {told}", text=prompt.typed, at=spot(prompt, "sampler")
    )


def _count(wish: Wish, prompt: Prompt, flags: Flags) -> int:
    """How many pictures are shown; of candidates, one where as many as usual cannot be chosen."""
    said, best = wish.count or flags.count, flags.best
    if best is None:
        return said or wish.usual_count
    count = said or (wish.usual_count if wish.usual_count < best else 1)
    if count >= best:
        raise PromptError(
            f"--best {best} paints {best} pictures, and {count} are to be shown. Let it paint more,"
            " or show fewer.",
            text=prompt.typed,
            at=spot(prompt, "best"),
        )
    return count


def _side(wish: Wish, flags: Flags, model: Model) -> int:
    said = (wish.size, flags.size, wish.usual_size)
    return next((side for side in said if side is not None), min(model.side, LARGEST_SIDE))


def told(prompt: Prompt) -> str:
    """One of several prompts as text, without flags that messages say in their own words."""
    kept = tuple(flag for flag in prompt.flags if flag.name not in _SAID_BELOW)
    return canonical(replace(prompt, flags=kept))


def _first_seed(wish: Wish, prompt: Prompt, draw_seed: Callable[[], int]) -> int:
    """What words are drawn with, and pictures begin with."""
    if wish.seed is not None:
        return wish.seed
    if spot(prompt, "seed") is None:
        return draw_seed()
    return _number(prompt, "seed") or 0  # several seeds share what is drawn


def _negative(*texts: str) -> str:
    """What to keep out, from wherever it was said, each thing once."""
    if len([text for text in texts if tidy(text)]) > 1:
        words = ", ".join(dict.fromkeys(item for text in texts for item in items(text)))
    else:
        words = "".join(texts)
    return clean(words, name="negative prompt") if tidy(words) else ""


def items(text: str) -> list[str]:
    """What stands between commas."""
    return [item.strip() for item in text.split(",") if item.strip()]


def _number(prompt: Prompt, name: str) -> int | None:
    """The number after a flag, if it is the same for the whole prompt."""
    for flag in prompt.flags:
        if flag.name == name and (value := _said(flag.value)) is not None:
            return int(value)
    return None


def _said(value: Words) -> str | None:
    try:
        return plain(value)
    except TypeError:  # something to choose or to draw
        return None
