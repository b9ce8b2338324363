"""A film of which a model paints every frame: what it visits, as a request's options. Pure.

    morph   from one wish to another: words and noise of both
    walk    the same words, from noise to noise, and back to where it began

Every frame is a picture that the model paints, and is counted as one. The request's own words and
seed are the first stop; everything else of it holds for all frames.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from inference.errors import RequestRefused
from inference.morphing import choices
from inference.request import JOURNEY, Option, Request, Task

MORPH, WALK = "morph", "walk"
FEWEST, FRAMES, MOST = 4, 12, 24
"""Pictures that are painted; the way back shows them again."""
FEWEST_STOPS, STOPS, MOST_STOPS = 2, 4, 8
_TO, _TO_SEED, _TO_SPANS = "to", "to_seed", "to_spans"
_KNOWN = frozenset({JOURNEY, "frames", "rate", "kind"})
_OF_KIND: Mapping[str, frozenset[str]] = {
    MORPH: frozenset({_TO, _TO_SEED, _TO_SPANS, "back"}),
    WALK: frozenset({"stops"}),
}
OPTIONS = _KNOWN | _OF_KIND[MORPH] | _OF_KIND[WALK]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Read from a request.

    Attributes:
        name: MORPH or WALK.
        stops: the requests of one picture each that it visits, in their order; at least two.
        frames: pictures that are painted.
        rate: frames a second.
        kind: of the film, one of KINDS.
        closed: whether the last stop is followed by the first.
        back: whether the film goes back again, so that it repeats without a jump.
    """

    name: str
    stops: Sequence[Request]
    frames: int
    rate: int
    kind: str
    closed: bool
    back: bool

    @property
    def legs(self) -> int:
        """Ways from a stop to the next."""
        return len(self.stops) if self.closed else len(self.stops) - 1


def morph_between(first: Request, second: Request, options: Mapping[str, Option]) -> Request:
    """The request for a film from one wish to another, of one model.

    Size, steps, LoRAs, what is kept out and all else is that of the first.

    Args:
        first: of one picture, from words alone.
        second: of one picture, from words alone.
        options: frames, rate, kind and back; what is left out is usual.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    if second.model != first.model:
        raise RequestRefused(
            f"The one end is of the model “{first.model[:60]}” and the other of"
            f" “{second.model[:60]}”; a model morphs between what it paints itself."
        )
    said: dict[str, Option] = {JOURNEY: MORPH, _TO: second.prompt}
    if second.seed != first.seed:
        said[_TO_SEED] = second.seed
    if second.spans:
        said[_TO_SPANS] = json.dumps(second.spans, separators=(",", ":"))
    return _asked(first, said, options)


def walk_of(first: Request, options: Mapping[str, Option]) -> Request:
    """The request for a walk through a model's noise at fixed words, which begins with a wish.

    Args:
        first: of one picture, from words alone.
        options: stops, frames, rate and kind; what is left out is usual.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    return _asked(first, {JOURNEY: WALK}, options)


def read_journey(request: Request) -> Journey:
    """What a request that is one says.

    Raises:
        RequestRefused: it says something that cannot be.
    """
    name = str(request.options.get(JOURNEY))
    if name not in _OF_KIND:
        raise RequestRefused("A film of a model is a morph or a walk.")
    film = f"a {name}"
    _check_known(name, set(request.options) & OPTIONS)
    if request.task is not Task.IMAGINE or request.inputs or request.count != 1 or request.best:
        raise RequestRefused(
            f"{film.capitalize()} of a model begins with words alone, and there is one of it."
        )
    if request.width % 2 or request.height % 2:
        raise RequestRefused(f"The sides of {film} are even numbers of pixels.")
    frames = choices.whole(
        request.options, "frames", FRAMES, least=FEWEST, most=MOST, film=f"{film} of a model"
    )
    stops = _ends(request) if name == MORPH else _visited(request)
    if frames < 2 * len(stops) and name == WALK:
        raise RequestRefused(
            f"A walk to {len(stops)} places has at least {2 * len(stops)} frames; ask for more"
            " frames, or for fewer stops."
        )
    return Journey(
        name=name,
        stops=stops,
        frames=frames,
        rate=choices.rate(request.options, film),
        kind=choices.kind(request.options, film),
        closed=name == WALK,
        back=name == MORPH and bool(request.options.get("back", True)),
    )


def _asked(first: Request, said: Mapping[str, Option], options: Mapping[str, Option]) -> Request:
    _check_known(str(said[JOURNEY]), options)
    usual: Mapping[str, Option] = {"frames": FRAMES}  # said, since each is paid for
    request = replace(
        first, count=1, best=None, options={**first.options, **usual, **options, **said}
    )
    read_journey(request)
    return request


def _check_known(name: str, options: Collection[str]) -> None:
    if unknown := sorted(set(options) - _KNOWN - _OF_KIND[name]):
        raise RequestRefused(f"A {name} by a diffusion model knows no option “{unknown[0][:30]}”.")


def _plain(request: Request) -> Request:
    """The first stop: the request as one for its picture alone."""
    return replace(
        request, options={name: it for name, it in request.options.items() if name not in OPTIONS}
    )


def _ends(request: Request) -> list[Request]:
    first, options = _plain(request), request.options
    seed = choices.check_seed(options.get(_TO_SEED, request.seed))
    words = str(options.get(_TO, "")).strip()
    if not words:
        raise RequestRefused("There are no words to end with; say what the last picture shows.")
    spans = tuple((text, weight) for text, weight in json.loads(str(options.get(_TO_SPANS, "[]"))))
    return [first, replace(first, prompt=words, spans=spans, seed=seed)]


def _visited(request: Request) -> list[Request]:
    first = _plain(request)
    count = choices.whole(
        request.options, "stops", STOPS, least=FEWEST_STOPS, most=MOST_STOPS, film="a walk"
    )
    return [replace(first, seed=first.seed_of(index)) for index in range(count)]
