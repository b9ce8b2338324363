"""What films by a model begin and end with: members' words, and results of its jobs. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from bot.wish import Commission, Wish
from inference.catalogue import Catalogue, Model
from inference.errors import RequestRefused
from inference.job import Job, Picture
from inference.request import Option, Request, Task
from inference.walking.wish import walk_request

_SHORT = 60
_GAN = "gan"
"""The engine whose pictures are walked through by the atelier of walks."""


def worded(words: str, model: str, *, size: int | None = None) -> Wish:
    """The wish for one picture of these words, by that model."""
    return Wish(prompt=words, model=model, size=size, count=1)


def end_of_words(made: Commission) -> Request:
    """The request for the picture of a wish, to begin or end a film with.

    Raises:
        RequestRefused: it is painted after a picture, too.
    """
    if made.style is not None:
        raise RequestRefused("A film of a model takes no style from a picture; leave --sref out.")
    return made.request


def end_of_job(job: Job, picture: Picture, index: int) -> Request:
    """The request for picture `index` of a finished job alone, to begin or end a film with.

    Raises:
        RequestRefused: words and a seed do not make that picture.
    """
    request = job.request
    if request.task is not Task.IMAGINE or request.inputs or request.journeys:
        raise RequestRefused(
            f"Picture {index + 1} of job {job.id} was not made of words alone; leave the model out"
            " to morph pictures as they are."
        )
    return replace(request, seed=picture.seed, count=1, best=None)


def check_films(model: Model) -> None:
    """Refuse a model of which there is nothing between two pictures.

    Raises:
        RequestRefused: it paints by rules, or reads no words.
    """
    if not model.films:
        raise RequestRefused(
            f"{model.title}: between two of its pictures there is nothing that it could paint."
            " Leave the model out, name a diffusion model, or try /walk."
        )


def walkers(catalogue: Catalogue) -> list[Model]:
    """The models that can be walked through: the GAN first, then those that paint films."""
    own = [model for model in catalogue.models if model.engine == _GAN]
    return [*own, *(model for model in catalogue.models if model.films)]


def walker_of(catalogue: Catalogue, name: str | None) -> Model:
    """The model that is walked through.

    Args:
        catalogue: the models there are.
        name: of the one that was named; None is the usual one.

    Raises:
        ModelNotFound, RequestRefused: there is none of that name, or it cannot be walked through.
    """
    found = walkers(catalogue)
    if name is None:
        if not found:
            raise RequestRefused(
                "No model here can be walked through: that takes a GAN, or a diffusion model."
            )
        return found[0]
    model = catalogue.find(name)
    if model not in found:
        raise RequestRefused(
            f"{model.title}: it has no space of pictures to walk through. Leave the model out, or"
            " name a diffusion model."
        )
    return model


def walk_alone(
    words: str | None, *, seed: int, options: Mapping[str, Option], side: int | None
) -> Request:
    """The request for a walk through the GAN; words say where it stays.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    said = {} if words is None else {"words": words}
    return walk_request(seed=seed, options={**options, **said}, side=side)


def told_between(first: Request, second: Request) -> str:
    """What a morph is called in its message."""
    return f"From “{_shortened(first.prompt)}” to “{_shortened(second.prompt)}”"


def told_walk(first: Request, stops: int) -> str:
    """What a walk is called in its message."""
    return f"A walk past {stops} pictures of “{_shortened(first.prompt)}”"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
