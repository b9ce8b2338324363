"""From throws to bars: the printed table and its 176 measures, as values. Pure.

Source: "Anleitung Walzer oder Schleifer mit zwei Würfeln zu componiren so viel man will", Simrock,
Bonn 1793 (K. Anh. C 30.01). `k516f.json` was compared note by note over four public transcriptions
and says where they differ.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

SIXTEENTHS = 6
"""The length of a bar of 3/8."""

_FILE = Path(__file__).with_name("k516f.json")
_FORKED = 7  # the bar that ends otherwise when the first part is repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One or more pitches at once.

    Attributes:
        start: in sixteenths from the beginning of the bar.
        length: in sixteenths.
        pitches: MIDI numbers, lowest first.
    """

    start: int
    length: int
    pitches: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: the number of its measure in the print, and what each hand plays."""

    measure: int
    right: tuple[Note, ...]
    left: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waltz:
    """Sixteen bars, and the eighth as it leads on after the repeat."""

    bars: tuple[Bar, ...]
    second_ending: Bar

    def played(self) -> list[Bar]:
        """The bars as they sound: the first eight twice, then the rest."""
        first, rest = self.bars[: _FORKED + 1], self.bars[_FORKED + 1 :]
        return [*first, *first[:_FORKED], self.second_ending, *rest]


def waltz_of(throws: Sequence[tuple[int, int]]) -> Waltz:
    """The waltz of sixteen pairs of dice."""
    print_ = _printed()
    bars = [
        _bar(print_, print_["table"][one + other - 2][bar])
        for bar, (one, other) in enumerate(throws)
    ]
    endings = print_["bar8_endings"]
    forked = bars[_FORKED]
    bars[_FORKED] = replace(forked, left=_notes(endings["first"]))
    second = replace(forked, left=_notes(endings["second"]))
    return Waltz(bars=tuple(bars), second_ending=second)


def _bar(print_: dict[str, Any], measure: int) -> Bar:
    hands = print_["measures"][str(measure)]
    return Bar(measure=measure, right=_notes(hands["rh"]), left=_notes(hands["lh"]))


def _notes(rows: Sequence[Sequence[Any]]) -> tuple[Note, ...]:
    return tuple(
        Note(start=start, length=length, pitches=tuple(sorted(pitches)))
        for start, length, pitches in rows
    )


@cache
def _printed() -> dict[str, Any]:
    """The file, read once; nobody changes it."""
    printed: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return printed
