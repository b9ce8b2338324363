"""What films by a model begin and end with: members' words, and results of its jobs. Pure."""

from dataclasses import replace

from bot.wish import Commission, Wish
from inference.catalogue import Model
from inference.errors import RequestRefused
from inference.job import Job, Picture
from inference.request import Request, Task

_SHORT = 60


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
            " Leave the model out, or name a diffusion model."
        )


def told_between(first: Request, second: Request) -> str:
    """What a morph is called in its message."""
    return f"From “{_shortened(first.prompt)}” to “{_shortened(second.prompt)}”"


def told_walk(first: Request, stops: int) -> str:
    """What a walk is called in its message."""
    return f"A walk past {stops} pictures of “{_shortened(first.prompt)}”"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
