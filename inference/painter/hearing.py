"""Word after word: what a prompt says of things, places and hours, as it is heard.

Finds the longest phrase of the lexicon at each step and keeps notes. It does not decide what the
notes amount to; that is the business of `reading`.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inference.painter.lexicon import known_words, lexicon
from inference.painter.scene import (
    MAX_COUNT,
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
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home
from inference.painter.vocabulary import IRREGULAR_PLURALS

_LONGEST_PHRASE = 6
_MAX_WORDS = 600
_GUESSES = 8  # slips of the pen looked up in one prompt; each look-up costs some milliseconds
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
    """What has been gathered while reading on."""

    items: list[Item] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    nearest: list[tuple[str, str]] = field(default_factory=list)
    weather: set[Weather] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    place: Place | None = None
    hour: Hour | None = None
    style: Style | None = None
    season: Season | None = None
    palette: Palette | None = None
    relations: list[Relation] = field(default_factory=list)
    bond: tuple[str, int] | None = None  # (how, which item): waits for the next thing
    side: Side | None = None
    since_stop: int = 0  # the number of items at the last stop
    behind: bool = False
    flying: bool = False
    begun: bool = False  # whether what follows belongs to a thing still to come
    negated: bool = False
    too_many: bool = False
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
        number = int(token[:6])
        notes.too_many |= number > MAX_COUNT
        notes.counts.append(min(max(number, 1), MAX_COUNT))
        return False
    guess = (
        difflib.get_close_matches(token, known_words(), n=1, cutoff=0.84)
        if may_guess and len(token) > 4
        else []
    )
    if guess:
        _take(notes, lexicon()[(guess[0],)], token)
    elif not notes.negated:
        notes.unknown.append(token[:24])
    return may_guess


def _take(notes: Notes, entry: tuple[str, object], words: str) -> None:
    """One phrase that stands in the lexicon."""
    match entry:
        case ("subject" | "nearest" as kind, str(name)):
            _take_subject(notes, name, words, exact=kind == "subject")
        case ("colour", str(name)):
            notes.colours.append(name)
        case ("count", int(number)):
            notes.counts.append(number)
        case ("part", _):
            notes.colours.clear()
            notes.counts.clear()
        case (_, Place() | Hour() | Weather() | Season() | Palette() | Style() as value):
            notes.bond, notes.behind = None, False
            if notes.counts and notes.counts[-1] == 1:  # an article
                notes.counts.clear()
            _take_circumstance(notes, value)
        case (kind, value):
            _take_little(notes, kind, value)


def _take_side(notes: Notes, side: Side) -> None:
    """It is said of the thing before it, or after a stop of the thing that follows."""
    said = len(notes.items) > notes.since_stop and notes.items[-1].side is None
    if said:
        notes.items[-1] = replace(notes.items[-1], side=side)
    else:
        notes.side = side


def _take_circumstance(
    notes: Notes, value: Place | Hour | Weather | Season | Palette | Style
) -> None:
    match value:
        case Season():
            notes.season = notes.season or value
        case Palette():
            notes.palette = notes.palette or value
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
        notes.without.add(name)
        return
    if not exact:
        notes.nearest.append((words, name))
    plural = words != name and (
        words.endswith("s") or words in IRREGULAR_PLURALS or words == SUBJECTS[name].plural
    )
    several = len(notes.counts) > 1 and len(notes.colours) > 1
    asked = (
        sum(notes.counts) if several else notes.counts[-1] if notes.counts else 3 if plural else 1
    )
    notes.too_many |= asked > MAX_COUNT
    notes.items.append(
        Item(
            subject=name,
            count=min(asked, MAX_COUNT),
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
