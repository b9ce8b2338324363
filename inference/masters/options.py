"""What a member may choose about a drawing: typed options, read from words, left to the seed else.

Knows no master; a master lists its options and gets their values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inference.errors import RequestRefused
from inference.painter.chance import stream
from inference.painter.colours import COLOURS, Colour

Value = int | float | str
MOST_COLOURS = 6
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number, `low` to `high`; the seed picks it between `usual` and its end."""

    name: str
    about: str
    low: int
    high: int
    usual: tuple[int, int]

    @property
    def range(self) -> str:
        """For people."""
        return f"{self.low} to {self.high}"

    def read(self, value: object) -> int:
        """The number, from a number or a text."""
        number = _number(self.name, value, self.range)
        if number != int(number) or not self.low <= number <= self.high:
            raise _out_of_range(self.name, value, f"a whole number from {self.range}")
        return int(number)

    def drawn(self, rng: np.random.Generator) -> int:
        """What the seed takes."""
        return int(rng.integers(self.usual[0], self.usual[1] + 1))

    def near(self, value: Value, rng: np.random.Generator, *, reach: float) -> int:
        """Another number not far away; `reach` in [0, 1] is how far, of the whole range."""
        assert isinstance(value, int)
        most = max(1.0, reach * (self.usual[1] - self.usual[0]))
        moved = value + float(rng.uniform(0.4, 1) * rng.choice([-1, 1])) * most
        return int(np.clip(round(moved), self.low, self.high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of something, `low` to `high`; the seed picks it within `usual`."""

    name: str
    about: str
    low: float = 0.0
    high: float = 1.0
    usual: tuple[float, float] = (0.0, 1.0)

    @property
    def range(self) -> str:
        """For people."""
        return f"{self.low:g} to {self.high:g}"

    def read(self, value: object) -> float:
        """The number, from a number or a text."""
        number = _number(self.name, value, self.range)
        if not self.low <= number <= self.high:
            raise _out_of_range(self.name, value, f"a number from {self.range}")
        return number

    def drawn(self, rng: np.random.Generator) -> float:
        """What the seed takes, to the hundredth."""
        return round(float(rng.uniform(*self.usual)), 2)

    def near(self, value: Value, rng: np.random.Generator, *, reach: float) -> float:
        """Another number not far away."""
        assert isinstance(value, (int, float))
        most = reach * (self.usual[1] - self.usual[0])
        moved = value + float(rng.uniform(0.4, 1) * rng.choice([-1, 1])) * most
        return round(float(np.clip(moved, self.low, self.high)), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of some words; the seed picks among `usual`, or all of them."""

    name: str
    about: str
    words: tuple[str, ...]
    usual: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """For people."""
        return ", ".join(self.words)

    def read(self, value: object) -> str:
        """The word, whatever its case."""
        word = str(value).strip().lower()
        if word not in self.words:
            raise _out_of_range(self.name, value, f"one of {self.range}")
        return word

    def drawn(self, rng: np.random.Generator) -> str:
        """What the seed takes."""
        words = self.usual or self.words
        return words[int(rng.integers(len(words)))]

    def near(self, value: Value, rng: np.random.Generator, *, reach: float) -> str:
        """The same word: another one is not near."""
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """Colours by name or as #rrggbb, one to six; `usual` are sets that the seed picks from."""

    name: str
    about: str
    usual: tuple[str, ...]

    @property
    def range(self) -> str:
        """For people."""
        return f"colours such as “black, crimson” or “#1a2b3c”, up to {MOST_COLOURS}"

    def read(self, value: object) -> str:
        """The colours, separated by a comma and a space."""
        names = [part for part in re.split(r"[\s,;+]+", str(value).strip().lower()) if part]
        if not 1 <= len(names) <= MOST_COLOURS:
            raise _out_of_range(self.name, value, f"one to {MOST_COLOURS} colours")
        for name in names:
            if name not in COLOURS and not _HEX.fullmatch(name):
                raise RequestRefused(
                    f"I have no ink called “{name[:30]}”; use #rrggbb or one of:"
                    f" {', '.join(COLOURS)}."
                )
        return ", ".join(names)

    def drawn(self, rng: np.random.Generator) -> str:
        """What the seed takes."""
        return self.usual[int(rng.integers(len(self.usual)))]

    def near(self, value: Value, rng: np.random.Generator, *, reach: float) -> str:
        """The same inks."""
        return str(value)


Option = Whole | Share | Choice | Inks


@dataclass(frozen=True, slots=True)
class Values:
    """What was chosen, by name; each getter asserts the type that its option has."""

    values: Mapping[str, Value]

    def whole(self, name: str) -> int:
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def share(self, name: str) -> float:
        value = self.values[name]
        assert isinstance(value, (int, float))
        return float(value)

    def word(self, name: str) -> str:
        return str(self.values[name])

    def inks(self, name: str = "inks") -> list[tuple[str, Colour]]:
        """Each ink's name and colour."""
        return [(ink, colour_of(ink)) for ink in self.word(name).split(", ")]


def colour_of(name: str) -> Colour:
    """By its name or #rrggbb; `read` has checked it."""
    return COLOURS[name] if name in COLOURS else Colour.hex(name)


def chosen(
    options: Sequence[Option], given: Mapping[str, object], seed: int, *, of: str
) -> dict[str, Value]:
    """All values of a drawing: those given, and what the seed picks for the others.

    Args:
        options: what there is to choose.
        given: by name; texts are read as members write them.
        seed: of the drawing.
        of: the master's name, for the sentence.

    Raises:
        RequestRefused: no such option, or no such value.
    """
    known = {option.name for option in options}
    for name in given:
        if name not in known:
            raise RequestRefused(
                f"“{of}” has no option “{name[:30]}”; it has {', '.join(sorted(known))}."
            )
    return {
        option.name: option.read(given[option.name])
        if option.name in given
        else option.read(option.drawn(stream(seed, f"option {option.name}")))
        for option in options
    }


def varied(
    options: Sequence[Option], values: Mapping[str, Value], seed: int, *, reach: float
) -> dict[str, Value]:
    """The same choices a little way off; `reach` in [0, 1] is how far."""
    return {
        option.name: option.near(
            values[option.name], stream(seed, f"near {option.name}"), reach=reach
        )
        for option in options
    }


def _number(name: str, value: object, wanted: str) -> float:
    try:
        number = float(str(value))
    except ValueError:
        raise _out_of_range(name, value, f"a number from {wanted}") from None
    if not np.isfinite(number):
        raise _out_of_range(name, value, f"a number from {wanted}")
    return number


def _out_of_range(name: str, value: object, wanted: str) -> RequestRefused:
    return RequestRefused(f"“{name}” takes {wanted}, not “{str(value)[:30]}”.")
