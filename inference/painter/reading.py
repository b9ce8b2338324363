"""Words into a Scene, and which of them were not understood. Never fails, whatever it reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inference.painter.hearing import gather
from inference.painter.scene import (
    MAX_COUNT,
    MAX_ITEMS,
    Hour,
    Item,
    Place,
    Relation,
    Scene,
    Season,
    Style,
    Weather,
)
from inference.painter.subjects.catalogue import SUBJECTS

_LONGEST_NOTE = 300
_LONGEST_WORD = 24
_STYLES = frozenset(style.value for style in Style)
_MORE = "For free words the operator can add a larger model with “mozart models pull”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood.

    Attributes:
        scene: to be painted.
        unknown: content words that mean nothing to the painter, in order, each once.
        nearest: (word, name) where what it does not know became the nearest that it does.
        slips: (word, word) what was mistyped, and what it was read as.
        uncounted: numbers larger than it counts, as they were said.
        left_out: names of things for which one picture has no room.
        most: kinds of things for which it has.
    """

    scene: Scene
    unknown: tuple[str, ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    slips: tuple[tuple[str, str], ...] = ()
    uncounted: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    most: int = MAX_ITEMS

    @property
    def note(self) -> str:
        """What was not understood, at most 300 characters for the member; empty when all was."""
        tries = (_strange(self, most) for most in (4, 3, 2))
        strange = next(sentence for sentence in tries if len(sentence) <= _LONGEST_NOTE)
        told = [strange, _too_many(self), _slipped(self), _MORE if strange else ""]
        note = ""
        for sentence in filter(None, told):
            longer = f"{note} {sentence}".strip()
            note = longer if len(longer) <= _LONGEST_NOTE else note
        return note


def read(words: str, negative: str = "", *, most: int = MAX_ITEMS) -> Reading:
    """Understand a prompt, and leave out what `negative` names.

    Args:
        words: the member's.
        negative: what to leave out.
        most: kinds of things that the scene may have; those named first stay.
    """
    notes = gather(words)
    unwanted = notes.without | _named(negative)
    wanted = [i for i, item in enumerate(notes.items) if item.subject not in unwanted]
    kept = wanted[:most]
    scene = Scene(
        items=tuple(notes.items[i] for i in kept),
        relations=_among(notes.relations, kept),
        place=notes.place,
        hour=notes.hour,
        weather=frozenset(kind for kind in notes.weather if kind not in unwanted),
        season=notes.season,
        palette=notes.palette,
        composition=notes.composition,
        style=notes.style,
        without=frozenset(unwanted),
    )
    scene = settled(scene, understood=notes.heard and not (notes.unknown and not notes.items))
    things = [(notes.likened[i], _called(notes.items[i])) for i in kept if i in notes.likened]
    nearest = things + [(word, value.value) for word, value in notes.nearest]
    return Reading(
        scene=scene,
        unknown=tuple(dict.fromkeys(notes.unknown)),
        nearest=tuple(dict.fromkeys(nearest)),
        slips=tuple(dict.fromkeys(notes.slips)),
        uncounted=tuple(dict.fromkeys(notes.uncounted)),
        left_out=tuple(dict.fromkeys(notes.items[i].subject for i in wanted[most:])),
        most=most,
    )


def _among(relations: list[Relation], kept: list[int]) -> tuple[Relation, ...]:
    """The relations between items that are left, by their new numbers."""
    number = {old: new for new, old in enumerate(kept)}
    return tuple(
        replace(bond, one=number[bond.one], other=number[bond.other])
        for bond in relations
        if bond.one in number and bond.other in number
    )


def settled(scene: Scene, *, understood: bool) -> Scene:
    """Resolve what contradicts or implies something else."""
    hour, place, weather = scene.hour, scene.place, scene.weather
    if scene.season is Season.WINTER:
        weather |= {Weather.SNOW} if place not in (None, Place.SNOW) else frozenset()
        place = place or Place.SNOW
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
    return replace(scene, hour=hour, place=place, weather=weather)


def _named(negative: str) -> set[str]:
    """The names of everything in words of refusal, but for what they are only like."""
    notes = gather(negative)
    exact = [item for number, item in enumerate(notes.items) if number not in notes.likened]
    around = {kind.value for kind in notes.weather}
    around |= {notes.place.value} if notes.place else set()
    around -= {value.value for _, value in notes.nearest}
    return {item.subject for item in exact} | notes.without | around


def _strange(reading: Reading, most: int) -> str:
    """What became something else, and what became nothing; so many of each are named."""
    left = _listed([_quoted(word) for word in reading.unknown[:most]], "or")
    if not reading.nearest:
        them = "it" if len(reading.unknown) == 1 else "them"
        return f"It does not know {left}, and left {them} out." if left else ""
    swaps = reading.nearest[:most]
    words = _listed([_quoted(word) for word in dict.fromkeys(word for word, _ in swaps)], "or")
    names = _listed(list(dict.fromkeys(_with_article(name) for _, name in swaps)), "and")
    rest = f"; nothing in it knows {left}" if left else ""
    return f"It does not know {words} and painted the nearest it can, {names}{rest}."


def _too_many(reading: Reading) -> str:
    """Which numbers were too large, and what there was no room for."""
    told = []
    if reading.uncounted:
        numbers = _listed([_quoted(number) for number in reading.uncounted[:3]], "and")
        told.append(f"It paints at most {MAX_COUNT} of a kind, so {numbers} became {MAX_COUNT}.")
    if reading.left_out:
        things = _listed([_with_article(name) for name in reading.left_out[:3]], "and")
        if reading.most == 1:
            told.append(
                f"It paints one kind of thing at a time, and left out {things};"
                f" the painter paints up to {MAX_ITEMS}."
            )
        else:
            told.append(f"It paints at most {reading.most} kinds of things, and left out {things}.")
    return " ".join(told)


def _slipped(reading: Reading) -> str:
    pairs = [f"{_quoted(word)} as {_quoted(meant)}" for word, meant in reading.slips[:3]]
    return f"It read {_listed(pairs, 'and')}." if pairs else ""


def _quoted(word: str) -> str:
    return f"“{word[:_LONGEST_WORD]}”"


def _called(item: Item) -> str:
    return SUBJECTS[item.subject].plural if item.count > 1 else item.subject


def _with_article(name: str) -> str:
    """As it is said in a sentence; several things, places and hours have no article."""
    if name in _STYLES:
        return f"{name} style"
    if name not in SUBJECTS:
        return name
    return f"an {name}" if name[0] in "aeou" else f"a {name}"


def _listed(parts: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
