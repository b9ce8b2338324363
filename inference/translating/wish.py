"""What somebody can wish of `/translate`, and the request it becomes. Pure; imports no torch.

    night            one picture
    night, winter    a picture of each
    winter+night     one after the other, on the same picture
    hours, seasons   the four of each kind

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from inference.errors import RequestRefused
from inference.request import MAX_COUNT, Option, Request
from inference.shape import shaped, too_slim
from inference.translating.tasks import HOURS, SEASONS, Task

TRANSLATE = "translate"
SMALLEST, USUAL, LARGEST = 32, 1024, 2048
"""The side of a square with the result's area, in pixels; past USUAL only where somebody asks."""
LEAST_SIDE = 8
"""Of a picture that is sent, in pixels: what is smaller shows nothing."""
WIDEST = 4.0
MOST_STEPS = 4
"""One after the other, on one picture."""

Chain = tuple[Task, ...]
"""What is done to one picture, in order."""

GROUPS: Mapping[str, tuple[Task, ...]] = {"hours": HOURS, "seasons": SEASONS}
"""Several at once, by the words members type."""

_SAID: Mapping[Task, str] = {
    Task.DAY: "by day",
    Task.NIGHT: "at night",
    Task.DAWN: "at dawn",
    Task.SUNSET: "at sunset",
    Task.SPRING: "in spring",
    Task.SUMMER: "in summer",
    Task.AUTUMN: "in autumn",
    Task.WINTER: "in winter",
    Task.PAINTING: "as a painting",
    Task.SKETCH: "as a line drawing",
    Task.COLOUR: "in colour",
    Task.RESTORED: "restored",
}
_OTHER_WORDS: Mapping[str, Task] = {
    word: task
    for task, words in {
        Task.DAY: "daytime daylight noon",
        Task.NIGHT: "nighttime dark",
        Task.DAWN: "morning sunrise",
        Task.SUNSET: "dusk evening twilight",
        Task.AUTUMN: "fall",
        Task.WINTER: "snow snowy",
        Task.PAINTING: "painted paint",
        Task.SKETCH: "lines drawing outlines",
        Task.COLOUR: "color colours colors coloured colored colourise colorize colorise",
        Task.RESTORED: "restore repaired repair denoised denoise clean",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read.

    Attributes:
        chains: one for each picture.
        beside: whether the picture before is shown beside each.
    """

    chains: tuple[Chain, ...]
    beside: bool


def translate_request(
    size: tuple[int, int],
    *,
    to: str,
    strength: int | None = None,
    beside: bool = False,
    side: int | None = None,
    of: tuple[int, int] | None = None,
) -> Request:
    """The request for a picture's translations.

    Args:
        size: (width, height) of the picture, in pixels.
        to: as typed.
        strength: how much of the change, in per cent; None is all of it.
        beside: whether to show the picture before beside each.
        side: of a square of the result's area, in pixels; None is the picture's own, up to USUAL.
        of: (job, index) where it is a picture of ours.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    chains = read_chains(to)
    width, height = _size(size, side)
    options: dict[str, Option] = {"to": ", ".join("+".join(chain) for chain in chains)}
    if beside:
        options["beside"] = True
    return Request(
        prompt=_words(chains, check_strength(strength)),
        width=width,
        height=height,
        seed=0,
        count=len(chains),
        model=TRANSLATE,
        strength=None if strength is None else strength / 100,
        options=options,
        parent=of,
    )


def read_options(request: Request) -> Wished:
    """The options of a request.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    options = request.options
    if unknown := sorted(set(options) - {"to", "beside"}):
        raise RequestRefused(f"Translating knows no option “{unknown[0][:30]}”.")
    chains = read_chains(str(options.get("to", "")))
    if len(chains) != request.count:
        raise RequestRefused("Each picture of a translation is turned into something of its own.")
    return Wished(chains=chains, beside=bool(options.get("beside", False)))


def read_chains(text: str) -> tuple[Chain, ...]:
    """What each picture is turned into.

    Args:
        text: as members type it.

    Raises:
        RequestRefused: nothing is named, something unknown, or too much.
    """
    named = [part for part in text.lower().split(",") if part.strip()]
    if not named:
        raise RequestRefused(f"Say what to turn the picture into: {_listed()}.")
    chains: list[Chain] = []
    for part in named:
        group = GROUPS.get(part.strip())
        chains += [(task,) for task in group] if group else [_chain(part)]
    chains = list(dict.fromkeys(chains))
    if len(chains) > MAX_COUNT:
        raise RequestRefused(
            f"One wish comes to at most {MAX_COUNT} pictures, and this to {len(chains)};"
            " leave some out."
        )
    return tuple(chains)


def check_strength(strength: int | None) -> int | None:
    """The same number, in per cent.

    Raises:
        RequestRefused: it is none between 0 and 100.
    """
    if strength is not None and not 0 <= strength <= 100:
        raise RequestRefused("The strength of a translation is between 0 and 100 per cent.")
    return strength


def check_picture(size: tuple[int, int], *, step: int = 0) -> None:
    """Refuse pictures in which nothing can be seen.

    Args:
        size: (width, height), in pixels.
        step: that the sides were rounded to, in pixels; 0 means that they were not.

    Raises:
        RequestRefused: it is too small, or too slim.
    """
    width, height = size
    if min(size) < LEAST_SIDE:
        raise RequestRefused(
            f"That picture is {width} x {height} pixels; send one of at least {LEAST_SIDE} a side."
        )
    if too_slim(width, height, widest=WIDEST, step=step):
        raise RequestRefused("Shapes up to 4:1 can be translated; cut the picture first.")


def check_side(side: int | None) -> None:
    """Refuse sizes that we do not make.

    Raises:
        RequestRefused: telling the limits.
    """
    if side is not None and not SMALLEST <= side <= LARGEST:
        raise RequestRefused(f"A size is between {SMALLEST} and {LARGEST} pixels.")


def _size(size: tuple[int, int], side: int | None) -> tuple[int, int]:
    """Of the same shape; the picture's own, where nothing says or needs another one."""
    check_picture(size)
    check_side(side)
    width, height = size
    if side is None and width * height <= USUAL * USUAL:
        return size
    return shaped(size, side or USUAL, step=1, least=LEAST_SIDE)


def _chain(text: str) -> Chain:
    names = [" ".join(part.split()) for part in text.split("+")]
    if not all(names) and any(names):
        raise RequestRefused(
            f"In “{text.strip()[:40]}” nothing stands on one side of a plus; write it as in"
            " winter+night."
        )
    if not any(names) or len(names) > MOST_STEPS:
        raise RequestRefused(
            f"Up to {MOST_STEPS} changes are made one after the other, such as winter+night."
        )
    return tuple(_task(name) for name in names)


def _task(name: str) -> Task:
    if name in _OTHER_WORDS:
        return _OTHER_WORDS[name]
    try:
        return Task(name)
    except ValueError:
        pass
    if name in GROUPS:
        raise RequestRefused(f"“{name}” are several pictures; nothing can come after them.")
    sentence = f"A picture cannot be turned into “{name[:40]}”"
    known = [*Task, *GROUPS, *_OTHER_WORDS]
    if alike := get_close_matches(name[:40], known, n=1, cutoff=0.7):
        meant = _OTHER_WORDS.get(alike[0], alike[0])
        raise RequestRefused(f"{sentence}. Did you mean {meant}?")
    raise RequestRefused(f"{sentence}; choose one of: {_listed()}.")


def _listed() -> str:
    return ", ".join([*Task, *GROUPS])


def _words(chains: tuple[Chain, ...], strength: int | None) -> str:
    """What stands over the result."""
    told = ["The same " + ", then ".join(_SAID[task] for task in chain) for chain in chains]
    more = "" if strength in (None, 100) else f", at {strength} %"
    return " / ".join(told) + more
