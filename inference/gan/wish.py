"""What a request says to the GAN: words as directions with their weights, and what it cannot do.

It knows places, hours, weather, seasons and styles, as far as its file has directions for them, and
no things. The painter's ear does the listening, so that both know the same words. Pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inference.errors import RequestRefused
from inference.manner import Manner
from inference.painter.hearing import Notes, gather
from inference.painter.scene import Hour, Place, Season, Style, Weather
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home
from inference.shape import too_slim

TYPICAL, WILD = 0.65, 1.3
"""Truncation at no chaos and at all of it."""
LEAST_SIDE, MOST_SIDE = 64, 1024
MOST_PIXELS = 16_777_216
_WEIRDEST = 3000
_MOST_WEIGHT = 2.0
_LONGEST_NOTE = 300
_KNOWS = "It knows places, hours, weather, seasons and styles"

Fact = Place | Hour | Weather | Season | Style
_KINDS: Mapping[type[StrEnum], str] = {
    Place: "place",
    Hour: "hour",
    Weather: "weather",
    Season: "season",
    Style: "style",
}
_NEAREST: Mapping[Fact, tuple[Fact, ...]] = {
    Hour.DAWN: (Hour.SUNSET,),
    Place.SEA: (Place.LAKE, Place.BEACH),
    Place.LAKE: (Place.SEA, Place.BEACH),
    Place.BEACH: (Place.SEA, Place.LAKE),
    Place.UNDERWATER: (Place.SEA, Place.LAKE),
    Place.SPACE: (Weather.STARS, Hour.NIGHT),
    Place.ROOM: (Place.TOWN,),
    Place.SKY: (Weather.CLOUDS,),
    Place.SNOW: (Season.WINTER, Weather.SNOW),
    Weather.SNOW: (Place.SNOW, Season.WINTER),
    Weather.MOON: (Hour.NIGHT,),
    Weather.STARS: (Hour.NIGHT,),
    Weather.SUN: (Hour.DAY,),
    Weather.CLEAR: (Hour.DAY,),
    Season.WINTER: (Place.SNOW, Weather.SNOW),
    Style.INK: (Style.WOODBLOCK, Style.WATERCOLOUR),
    Style.PENCIL: (Style.PASTEL, Style.WATERCOLOUR),
    Style.PASTEL: (Style.WATERCOLOUR, Style.OIL),
    Style.PIXEL: (Style.POSTER, Style.GLASS),
    Style.POINTS: (Style.MOSAIC, Style.GLASS),
    Style.MOSAIC: (Style.POINTS, Style.GLASS),
    Style.WOODCUT: (Style.WOODBLOCK, Style.GLASS),
    Style.BLUEPRINT: (Style.NEON,),
}
"""What is most like what it has no direction for, the likest first."""

_AT_HOME: Mapping[Home, Place] = {
    Home.WATER: Place.SEA,
    Home.UNDER: Place.SEA,
    Home.SHORE: Place.BEACH,
    Home.AIR: Place.SKY,
    Home.SPACE: Place.SPACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood.

    Attributes:
        wished: for each direction what it weighs; below 0, away from it.
        note: what was not, at most 300 characters; empty when all was.
    """

    wished: Mapping[str, float]
    note: str = ""


def hear(
    prompt: str,
    negative: str = "",
    *,
    spans: Sequence[tuple[str, float]] = (),
    names: Sequence[str],
) -> Heard:
    """The directions that words mean.

    Args:
        prompt: what to go towards.
        negative: what to go away from.
        spans: the prompt in stretches with their weights; empty where nothing stands out.
        names: of the directions there are.
    """
    listener = _Listener(names)
    for words, weight in spans or [(prompt, 1.0)]:
        listener.hear(gather(words), min(max(weight, -_MOST_WEIGHT), _MOST_WEIGHT))
    listener.refuse(gather(negative))
    return Heard(wished=listener.wished, note=listener.note() if prompt.strip() else "")


class _Listener:
    """Gathers directions, and words for which there is none."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)
        self.wished: dict[str, float] = {}
        self._swapped: dict[str, str] = {}
        self._lost: list[str] = []

    def hear(self, notes: Notes, weight: float) -> None:
        for fact in _facts(notes):
            self._go(fact, weight)
        for item in notes.items:
            home = _AT_HOME.get(SUBJECTS[item.subject].homes[0])
            if notes.place is None and home is not None:
                self._go(home, weight, said=item.subject)
            else:
                self._lost.append(item.subject)
        self._lost += [it.value for it in (notes.palette, notes.composition) if it]
        self._lost += notes.colours + notes.unknown
        for value in notes.without:
            self.wished |= dict.fromkeys(self._called(value), -weight)

    def refuse(self, notes: Notes) -> None:
        for fact in _facts(notes):
            if (name := _name(fact)) in self._names:
                self.wished[name] = -1.0

    def note(self) -> str:
        parts: list[str] = []
        if self._lost:
            what = _listed(self._lost[:4])
            parts.append(f"{_KNOWS}, no things and no colours: it left out {what}.")
        if self._swapped:
            swaps = [f"“{said}” as {meant}" for said, meant in list(self._swapped.items())[:3]]
            parts.append(f"It took {', '.join(swaps)}, the nearest it can.")
        if not self.wished:
            parts.append("So the seed alone decided.")
        note = ""
        for part in parts:
            longer = f"{note} {part}".strip()
            note = longer if len(longer) <= _LONGEST_NOTE else note
        return note

    def _go(self, fact: Fact, weight: float, said: str | None = None) -> None:
        """Towards a fact, or the nearest there is a direction for."""
        likest = (it for it in (fact, *_NEAREST.get(fact, ())) if _name(it) in self._names)
        known = next(likest, None)
        if known is None:
            self._lost.append(said or fact.value)
            return
        self.wished.setdefault(_name(known), weight)
        if known is not fact or said is not None:
            self._swapped[said or fact.value] = known.value

    def _called(self, value: str) -> list[str]:
        return [name for name in self._names if name.endswith(f": {value}")]


def _facts(notes: Notes) -> Iterator[Fact]:
    yield from (it for it in (notes.place, notes.hour, notes.season, notes.style) if it is not None)
    yield from sorted(notes.weather)


def _name(fact: Fact) -> str:
    return f"{_KINDS[type(fact)]}: {fact.value}"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word[:24]}”" for word in dict.fromkeys(words))


def truncation_of(manner: Manner) -> float:
    """How far from the middle its latents lie: by chaos, and further out by weirdness."""
    usual = TYPICAL + (WILD - TYPICAL) * manner.chaos / 100
    return usual * (1 + manner.weird / _WEIRDEST)


def force_of(manner: Manner) -> float:
    """How far words take it: half as much again where its own taste counts for nothing."""
    if manner.stylize <= 100:
        return 1.5 - 0.5 * manner.stylize / 100
    return 1 - 0.5 * (manner.stylize - 100) / 900


REFUSED: Mapping[str, Callable[[Manner], bool]] = {
    "quality": lambda manner: manner.quality != 1,
    "stop": lambda manner: manner.stop != 100,
    "tile": lambda manner: manner.tile,
}
"""Flags that mean nothing to it, and whether they are there."""


def refusal_of(flag: str) -> str:
    """Why it does not do that."""
    if flag == "tile":
        return (
            "The GAN's pictures have edges that do not fit together."
            " Leave --tile out, or choose a diffusion model."
        )
    return (
        f"The GAN makes a picture in one step, so there is no --{flag} to choose."
        " Leave it out, or choose another model."
    )


def check_manner(manner: Manner) -> None:
    """Pass what it can do.

    Raises:
        RequestRefused: a flag that means nothing to it.
    """
    for flag, is_there in REFUSED.items():
        if is_there(manner):
            raise RequestRefused(refusal_of(flag))


def check_size(width: int, height: int) -> None:
    """Pass sizes that it makes.

    Raises:
        RequestRefused: saying which those are.
    """
    if min(width, height) < LEAST_SIDE or max(width, height) > MOST_SIDE:
        raise RequestRefused(
            f"The GAN makes pictures from {LEAST_SIDE} to {MOST_SIDE} pixels a side,"
            f" not {width} x {height}; choose a size in between."
        )
    if too_slim(width, height, widest=3, step=16):  # of the sizes that prompts ask for
        raise RequestRefused("The GAN makes shapes up to 3:1; choose a less narrow one.")
