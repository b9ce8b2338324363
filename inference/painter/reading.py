"""Words into a Scene, and which of them were not understood. Never fails, whatever it reads."""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field, replace

from inference.painter.lexicon import known_words, lexicon
from inference.painter.scene import MAX_COUNT, MAX_ITEMS, Hour, Item, Place, Scene, Style, Weather
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.vocabulary import IRREGULAR_PLURALS

_LONGEST_PHRASE = 5
_MAX_WORDS = 600
_GUESSES = 8  # slips of the pen looked up in one prompt; each look-up costs some milliseconds
_WORD = re.compile(r"[^\W_]+|[,.;:!?]")
_STOPS = frozenset(",.;:!?")
_SHOWN = (
    "sailboat",
    "castle",
    "cat",
    "owl",
    "whale",
    "tree",
    "flower",
    "train",
    "robot",
    "balloon",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood.

    Attributes:
        scene: to be painted.
        unknown: content words that mean nothing to the painter, in order, each once.
        nearest: (word, subject) where a thing it cannot draw became the nearest it can.
        too_many: whether more was asked for than it puts into one picture.
    """

    scene: Scene
    unknown: tuple[str, ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    too_many: bool = False

    @property
    def note(self) -> str:
        """One sentence for the member, at most 300 characters; empty when all was understood."""
        advice = f"It draws {', '.join(_SHOWN)} and more; a diffusion model takes free words."
        if self.nearest:
            swaps = _listed(
                [f"{_one(subject)} for “{word[:24]}”" for word, subject in self.nearest[:3]]
            )
            return f"The painter drew the nearest it knows: {swaps}. {advice}"
        if self.unknown:
            words = _listed([f"“{word}”" for word in self.unknown[:4]])
            it = "it" if len(self.unknown) == 1 else "them"
            return f"The painter does not know {words} and left {it} out. {advice}"
        if self.too_many:
            return (
                f"The painter puts at most {MAX_ITEMS} kinds of things, {MAX_COUNT} of each,"
                " into one picture."
            )
        return ""


@dataclass(slots=True)
class _Notes:
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
    behind: bool = False
    flying: bool = False
    negated: bool = False
    too_many: bool = False
    heard: bool = True


def read(words: str, negative: str = "") -> Reading:
    """Understand a prompt, and leave out what `negative` names."""
    notes = _gather(words)
    unwanted = notes.without | _named(negative)
    items = [item for item in notes.items if item.subject not in unwanted]
    nearest = [pair for pair in notes.nearest if pair[1] not in unwanted]
    scene = Scene(
        items=tuple(items[:MAX_ITEMS]),
        place=notes.place,
        hour=notes.hour,
        weather=frozenset(kind for kind in notes.weather if kind not in unwanted),
        style=notes.style,
        without=frozenset(unwanted),
    )
    scene = _settled(scene, understood=notes.heard and not (notes.unknown and not notes.items))
    return Reading(
        scene=scene,
        unknown=tuple(dict.fromkeys(notes.unknown)),
        nearest=tuple(dict.fromkeys(nearest)),
        too_many=notes.too_many or len(items) > MAX_ITEMS,
    )


def _settled(scene: Scene, *, understood: bool) -> Scene:
    """Resolve what contradicts or implies something else."""
    hour, place = scene.hour, scene.place
    if hour is None and scene.weather & {Weather.STARS, Weather.MOON}:
        hour = Hour.NIGHT
    if hour is None and Weather.SUN in scene.weather:
        hour = Hour.DAY
    bare = not scene.items and place is None and hour is None and not scene.weather
    if bare:
        place = Place.MEADOW if understood else Place.ABSTRACT
    swimmers = ("fish", "octopus")
    if place in (Place.SEA, None) and scene.items and scene.items[0].subject in swimmers:
        place = Place.UNDERWATER
    return replace(scene, hour=hour, place=place)


def _named(negative: str) -> set[str]:
    """The names of everything mentioned in words of refusal."""
    notes = _gather(negative)
    names = {item.subject for item in notes.items} | notes.without
    names |= {kind.value for kind in notes.weather}
    names |= {notes.place.value} if notes.place else set()
    return names


def _gather(words: str) -> _Notes:
    folded = unicodedata.normalize("NFKC", words).casefold()
    tokens = _WORD.findall(folded)[:_MAX_WORDS]
    notes, table, guesses = _Notes(heard=bool(tokens)), lexicon(), 0
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


def _puzzle(notes: _Notes, token: str, *, may_guess: bool) -> bool:
    """Handle a token that is in no table: a stop, a number, a slip or an unknown word."""
    if token in _STOPS:
        notes.behind = notes.negated = False
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


def _take(notes: _Notes, entry: tuple[str, object], words: str) -> None:
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
        case (_, Place() | Hour() | Weather() | Style() as value):
            _take_circumstance(notes, value)
        case (kind, _):
            _take_little(notes, kind)


def _take_circumstance(notes: _Notes, value: Place | Hour | Weather | Style) -> None:
    match value:
        case Place():
            _take_place(notes, value)
        case Hour():
            notes.hour = notes.hour or value
        case Weather():
            (notes.without if notes.negated else notes.weather).add(value)
        case Style():
            notes.style = notes.style or value


def _take_little(notes: _Notes, kind: str) -> None:
    """A word that bears on others."""
    if kind == "flying":
        notes.flying = True
        if notes.items:
            notes.items[-1] = replace(notes.items[-1], flying=True)
    elif kind == "behind" and notes.items:
        notes.items[-1] = replace(notes.items[-1], behind=True)
    elif kind == "before":
        notes.behind = True
    elif kind == "without":
        notes.negated = True


def _take_place(notes: _Notes, place: Place) -> None:
    notes.counts.clear()
    if notes.negated:
        notes.without.add(place.value)
    elif notes.place is Place.SNOW and place is not Place.SNOW:  # "a snowy forest"
        notes.place = place
        notes.weather.add(Weather.SNOW)
    elif notes.place is not None and place is Place.SNOW:  # "a forest in winter"
        notes.weather.add(Weather.SNOW)
    elif notes.place in (None, Place.SKY, Place.SEA):
        notes.place = place


def _take_subject(notes: _Notes, name: str, words: str, *, exact: bool) -> None:
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
        )
    )
    notes.colours.clear()
    notes.counts.clear()
    notes.flying = notes.behind = False


def _one(subject: str) -> str:
    return f"an {subject}" if subject[0] in "aeou" else f"a {subject}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
