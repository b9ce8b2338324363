"""What a job's pictures were made of, for `/info` and the button of that name. Pure values."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.phrases import duration, quoted, shorten
from bot.render import Card, asked_for, title
from inference.catalogue import Model, has_seeds
from inference.job import Job, Picture
from inference.request import Request, Task

LONGEST = 700
_KNOWN = (
    ("steps", "steps"),
    ("guidance", "guidance"),
    ("sampler", "sampler"),
    ("strength", "strength"),
    ("upscaler", "upscaler"),
    ("faces", "faces by"),
)

Recipe = Mapping[str, Any]
"""What a picture's file says of its making; empty where it says nothing."""


def particulars(job: Job, recipes: Sequence[Recipe], model: Model | None) -> Card:
    """Seed and score of each picture, the words as the model got them, model, size, cost, licence.

    Args:
        job: done.
        recipes: of its pictures, in their order.
        model: who painted it; None where it is not here any more.
    """
    first = recipes[0] if recipes else {}
    pairs = zip(job.pictures, recipes, strict=True)
    seeded = has_seeds(job.request.model)
    lines = [
        _picture_line(number, it, recipe, seeded=seeded)
        for number, (it, recipe) in enumerate(pairs, 1)
    ]
    facts = [_words(job.request, first), _made_by(job.request, model), *_settings(job, first)]
    return Card(
        above=(title(job), "\n".join(lines)),
        below=("\n".join(f"- {fact}" for fact in facts if fact), _again(job)),
    )


def _picture_line(number: int, picture: Picture, recipe: Recipe, *, seeded: bool) -> str:
    size = f"{picture.width} × {picture.height}"  # noqa: RUF001 - the sign people read
    score = recipe.get("score")
    told = f", score {score:.3f}" if isinstance(score, int | float) else ""
    seed = f"seed {picture.seed}, " if seeded else ""
    to = f"{recipe['to']}, " if isinstance(recipe.get("to"), str) else ""
    return f"{number}. {to}{seed}{size}{told}"


def _words(request: Request, recipe: Recipe) -> str:
    """What the model read, and what was kept out."""
    read = recipe.get("caption") or request.prompt
    without = f"; without {quoted(shorten(request.negative, 200))}" if request.negative else ""
    return f"the model read: {quoted(shorten(str(read), LONGEST))}{without}"


def _made_by(request: Request, model: Model | None) -> str:
    if model is None:
        return f"model {quoted(request.model)}, which is not here any more"
    if model.folder is None:
        return f"model {quoted(model.name)}"
    licence = quoted(model.licence) if model.licence else "not known here"
    return f"model {quoted(model.name)}, licence of its weights: {licence}"


def _settings(job: Job, recipe: Recipe) -> list[str]:
    request = job.request
    known = [f"{name} {quoted(_said(recipe[key]))}" for key, name in _KNOWN if recipe.get(key)]
    options = [f"{name} {quoted(_said(value))}" for name, value in sorted(request.options.items())]
    adapters = [f"{quoted(name)} {weight:g}" for name, weight in request.adapters.items()]
    best = ""
    if request.best is not None:
        chosen = asked_for(request).removesuffix(" of ")
        best = f"{chosen}: the score is a cosine, higher is nearer to the words"
    return [
        ", ".join([*known, *options]),
        f"LoRAs: {', '.join(adapters)}" if adapters else "",
        _beside(request),
        _parent(request),
        best,
        _cost(job),
    ]


def _beside(request: Request) -> str:
    """The pictures that it was painted after, and by what they were read."""
    told = {
        "mask": "a mask",
        "control": f"a control by {quoted(request.control or '')}",
        "reference": f"a reference by {quoted(request.looker or '')}",
        "style": f"a style by {quoted(request.looker or '')}",
    }
    found = [
        f"{what} {request.weights[role]:g}" if role in request.weights else what
        for role, what in told.items()
        if role in request.inputs
    ]
    return f"after {', '.join(found)}" if found else ""


def _parent(request: Request) -> str:
    if request.parent is None:
        return "from a picture that the member sent" if "source" in request.inputs else ""
    how = "enlarged" if request.task is Task.UPSCALE else "varied"
    return f"{how} from picture {request.parent[1] + 1} of job {request.parent[0]}"


def _cost(job: Job) -> str:
    painted = job.request.painted
    pictures = "1 picture" if painted == 1 else f"{painted} pictures"
    device = f" on {quoted(job.device)}" if job.device else ""
    return f"cost {pictures} and {duration(job.cost_s)} of device time{device}"


def _again(job: Job) -> str:
    """How to have one of several again, alone."""
    if len(job.pictures) < 2:
        return f"-# job {job.id}"
    return f"-# one of them again: the same words with its seed and --count 1 · job {job.id}"


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
