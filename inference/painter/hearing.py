"""Word after word: what a prompt says of things, places and hours, as it is heard.

Finds the longest phrase of the lexicon at each step and keeps notes. It does not decide what the
notes amount to; that is the business of `reading`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inference.painter.lexicon import Meaning, lexicon
from inference.painter.scene import (
    MAX_COUNT,
    Composition,
    Hour,
    Item,
    Palette,
    Place,
    Relation,
    Season,
    Side,
    Style,
    Weather,
    Where,
)
from inference.painter.slips import meant_by
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home
from inference.painter.vocabulary import IRREGULAR_PLURALS

_LONGEST_PHRASE = 6
_MAX_WORDS = 600
_GUESSES = 8  # slips of the pen looked up in one prompt; each look-up costs some milliseconds
Circumstance = Place | Hour | Weather | Season | Palette | Composition | Style
_WORD = re.compile(r"[^\W_]+|[,.;:!?]")
_STOPS = frozenset(",.;:!?")
_BONDS: Mapping[str, tuple[Where, bool]] = {
    "left": (Where.LEFT, False),
    "right": (Where.LEFT, True),
    "beside": (Where.BESIDE, False),
    "above": (Where.ABOVE, False),
    "below": (Where.ABOVE, True),
    "before": (Where.FRONT, False),
    "behind": (Where.FRONT, True),
}
"""What a word makes of the thing before it and the one after it; whether it turns them round."""


@dataclass(slots=True)
class Notes:
    """What has been gathered while reading on.

    Attributes:
        counts: numbers that wait for their thing, and how they were said.
        unknown: words that mean nothing.
        likened: the words that items stand for as the nearest thing, by the items' numbers.
        nearest: words for circumstances, and the nearest that stands for each.
        slips: mistyped words, and what they were read as.
        uncounted: numbers larger than it counts, as they were said.
        bond: how the thing of that number is to the one that comes next.
        since_stop: the number of items at the last stop.
        begun: whether what follows belongs to a thing still to come.
    """

    items: list[Item] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    counts: list[tuple[int, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    likened: dict[int, str] = field(default_factory=dict)
    nearest: list[tuple[str, Circumstance]] = field(default_factory=list)
    slips: list[tuple[str, str]] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    weather: set[Weather] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    place: Place | None = None
    hour: Hour | None = None
    style: Style | None = None
    season: Season | None = None
    palette: Palette | None = None
    composition: Composition | None = None
    relations: list[Relation] = field(default_factory=list)
    bond: tuple[str, int] | None = None
    side: Side | None = None
    since_stop: int = 0
    behind: bool = False
    flying: bool = False
    begun: bool = False
    negated: bool = False
    heard: bool = True


def gather(words: str) -> Notes:
    """Everything that was heard in some words; never fails."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    tokens = _WORD.findall(folded)[:_MAX_WORDS]
    notes, table, guesses = Notes(heard=bool(tokens)), lexicon(), 0
    at = 0
    while at < len(tokens):
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            entry = table.get(tuple(tokens[at : at + length]))
            if entry is not None:
                _take(notes, entry, " ".join(tokens[at : at + length]))
                at += length
                break
        else:
            guesses += _puzzle(notes, tokens[at], may_guess=guesses < _GUESSES)
            at += 1
    if not notes.items and notes.counts and notes.colours == ["orange"]:
        _take(notes, ("nearest", "apple"), "orange")  # the fruit
    _settle_nearest(notes)
    return notes


def _puzzle(notes: Notes, token: str, *, may_guess: bool) -> bool:
    """Handle a token that is in no table: a stop, a number, a slip or an unknown word."""
    if token in _STOPS:
        notes.behind = notes.negated = False
        notes.bond, notes.since_stop, notes.begun = None, len(notes.items), True
        notes.colours.clear()
        notes.counts.clear()
        return False
    if token.isdecimal():
        _take_count(notes, max(int(token[:6]), 1), token)
        return False
    meant = meant_by(token) if may_guess else None
    if meant is not None:
        notes.slips.append((token, meant))
        _take(notes, lexicon()[(meant,)], meant)
    elif not notes.negated:
        notes.unknown.append(token)
    return may_guess


def _take(notes: Notes, entry: Meaning, words: str) -> None:
    """One phrase that stands in the lexicon."""
    match entry:
        case (
            kind,
            Place() | Hour() | Weather() | Season() | Palette() | Composition() | Style() as value,
        ):
            _take_surroundings(notes, value, words, exact=kind != "nearest")
        case ("subject" | "nearest" as kind, str(name)):
            _take_subject(notes, name, words, exact=kind == "subject")
        case ("colour", str(name)):
            notes.colours.append(name)
        case ("count", int(number)):
            _take_count(notes, number, words)
        case ("part", _):
            notes.colours.clear()
            notes.counts.clear()
        case (kind, value):
            _take_little(notes, kind, value)


def _take_count(notes: Notes, number: int, said: str) -> None:
    """A number, which takes the place of one just said: "a single", "a mere 2"."""
    if not notes.colours:
        notes.counts.clear()
    notes.counts.append((number, said))


def _take_side(notes: Notes, side: Side) -> None:
    """It is said of the thing before it, or after a stop of the thing that follows."""
    said = len(notes.items) > notes.since_stop and notes.items[-1].side is None
    if said:
        notes.items[-1] = replace(notes.items[-1], side=side)
    else:
        notes.side = side


def _take_surroundings(notes: Notes, value: Circumstance, words: str, *, exact: bool) -> None:
    """A circumstance ends what was begun about a thing; the nearest to one waits to the end."""
    notes.bond, notes.behind = None, False
    if notes.counts and notes.counts[-1][0] == 1:  # an article
        notes.counts.clear()
    if exact:
        _take_circumstance(notes, value)
    elif not notes.negated:
        notes.nearest.append((words, value))


def _settle_nearest(notes: Notes) -> None:
    """What no word has settled, let the nearest ones settle; the others meant nothing, then."""
    waiting, notes.nearest, notes.negated = notes.nearest, [], False
    settled: set[Circumstance] = set()
    for words, value in waiting:
        if value in settled or _is_open(notes, value):
            settled.add(value)
            notes.nearest.append((words, value))
            _take_circumstance(notes, value)
        else:
            notes.unknown.append(words)


def _is_open(notes: Notes, value: Circumstance) -> bool:
    match value:
        case Place():
            return notes.place is None
        case Hour():
            return notes.hour is None
        case Weather():
            return not notes.weather
        case Season():
            return notes.season is None
        case Palette():
            return notes.palette is None
        case Composition():
            return notes.composition is None
    return notes.style is None


def _take_circumstance(notes: Notes, value: Circumstance) -> None:
    match value:
        case Season():
            notes.season = notes.season or value
        case Palette():
            notes.palette = notes.palette or value
        case Composition():
            notes.composition = notes.composition or value
        case Place():
            _take_place(notes, value)
        case Hour():
            notes.hour = notes.hour or value
        case Weather():
            (notes.without if notes.negated else notes.weather).add(value)
        case Style():
            notes.style = notes.style or value


def _take_little(notes: Notes, kind: str, value: object) -> None:
    """A word that bears on others."""
    if isinstance(value, Side):
        _take_side(notes, value)
    elif kind in ("relation", "behind", "before", "distant"):
        _take_bond(notes, str(value or kind))
    elif kind == "flying":
        if notes.items and not notes.counts and not notes.begun:
            notes.items[-1] = replace(notes.items[-1], flying=True)
        else:
            notes.flying = True
    elif kind == "without":
        notes.negated = True
    elif kind == "break":
        notes.begun = True


def _take_bond(notes: Notes, how: str) -> None:
    """A word between two things; the second is still to come."""
    notes.behind, notes.begun = how == "before", how != "distant"
    if not notes.items or notes.negated:
        return
    last = len(notes.items) - 1
    if how in ("behind", "distant"):
        notes.items[last] = replace(notes.items[last], behind=True)
    notes.bond = None if how == "distant" else (how, last)


def _take_place(notes: Notes, place: Place) -> None:
    if notes.negated:
        notes.without.add(place.value)
    elif notes.place is Place.SNOW and place is not Place.SNOW:  # "a snowy forest"
        notes.place = place
        notes.weather.add(Weather.SNOW)
    elif notes.place is not None and place is Place.SNOW:  # "a forest in winter"
        notes.weather.add(Weather.SNOW)
    elif notes.place in (None, Place.SKY, Place.SEA):
        notes.place = place


def _take_subject(notes: Notes, name: str, words: str, *, exact: bool) -> None:
    if notes.negated:
        notes.without |= {name} if exact else set()
        return
    if not exact:
        notes.likened[len(notes.items)] = words
    notes.items.append(
        Item(
            subject=name,
            count=_count(notes, words, name),
            colours=tuple(dict.fromkeys(notes.colours)),
            behind=notes.behind,
            flying=notes.flying,
            side=notes.side,
        )
    )
    if notes.bond is not None:
        _bind(notes, *notes.bond, len(notes.items) - 1)
    notes.colours.clear()
    notes.counts.clear()
    notes.flying = notes.behind = False
    notes.begun = False
    notes.bond = notes.side = None


def _count(notes: Notes, words: str, name: str) -> int:
    """How many of a thing; says so where it is fewer than asked for."""
    if not notes.counts:
        return 3 if _is_plural(words, name) else 1
    number, said = notes.counts[-1]
    if len(notes.counts) > 1 and len(notes.colours) > 1:  # "a red and a blue balloon"
        number = sum(one for one, _ in notes.counts)
        said = str(number)
    if number > MAX_COUNT:
        notes.uncounted.append(said)
    return min(number, MAX_COUNT)


def _is_plural(words: str, name: str) -> bool:
    """Whether a thing's word means several: "kittens", but not "walrus"."""
    if words == name:
        return False
    if words in IRREGULAR_PLURALS or words == SUBJECTS[name].plural:
        return True
    return words.endswith("s") and not words.endswith(("ss", "us", "is"))


def _bind(notes: Notes, how: str, first: int, then: int) -> None:
    """Note how the first thing is to the one that follows."""
    if how == "under":  # below what flies, at the foot of what stands
        aloft = SUBJECTS[notes.items[then].subject].homes[0] is Home.AIR
        how = "below" if aloft or notes.items[then].flying else "before"
        if how == "before":
            notes.items[then] = replace(notes.items[then], behind=True)
    where, turned = _BONDS[how]
    one, other = (then, first) if turned else (first, then)
    notes.relations.append(Relation(where=where, one=one, other=other))
