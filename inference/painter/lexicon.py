"""The vocabulary as one table, so that a reader finds a phrase in one look.

Knows nothing of sentences; that is the business of `reading`.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from inference.painter import nearest, vocabulary
from inference.painter.colours import COLOURS
from inference.painter.subjects.catalogue import SUBJECTS

Phrase = tuple[str, ...]
Meaning = tuple[str, object]
"""(kind, value); kinds are subject, colour, place, hour, weather, season, palette, composition,
style, count, flying, behind, before, distant, relation, side, without, break, part and filler; and
nearest, whose value is a subject's name, a place, an hour, weather, a season or a style."""


@cache
def lexicon() -> Mapping[Phrase, Meaning]:
    """Every phrase, as the tuple of its words. Where two meanings share one, the later wins."""
    return {
        tuple(phrase.split()): (kind, value)
        for kind, value, words in _entries()
        for phrase in (*words.split(","), *words.replace("colour", "color").split(","))
        if phrase.strip()
    }


def _entries() -> Iterator[tuple[str, object, str]]:
    yield from _nearest()
    yield from _little_words()
    yield from _things()
    yield from _surroundings()
    yield from _manners()


def _surroundings() -> Iterator[tuple[str, object, str]]:
    # Each table has its own type of key.
    for count, words in vocabulary.COUNT_WORDS.items():
        yield "count", count, words
    for place, words in vocabulary.PLACE_WORDS.items():
        yield "place", place, words
    for hour, words in vocabulary.HOUR_WORDS.items():
        yield "hour", hour, words
    for weather, words in vocabulary.WEATHER_WORDS.items():
        yield "weather", weather, words
    for season, words in vocabulary.SEASON_WORDS.items():
        yield "season", season, words


def _manners() -> Iterator[tuple[str, object, str]]:
    for palette, words in vocabulary.PALETTE_WORDS.items():
        yield "palette", palette, words
    for composition, words in vocabulary.COMPOSITION_WORDS.items():
        yield "composition", composition, words
    for style, words in vocabulary.STYLE_WORDS.items():
        yield "style", style, words


def _nearest() -> Iterator[tuple[str, object, str]]:
    for name, words in nearest.NEAREST_THINGS.items():
        yield "nearest", name, _with_plurals(words)
    for place, words in nearest.NEAREST_PLACES.items():
        yield "nearest", place, _with_plurals(words)
    for moment, words in nearest.NEAREST_MOMENTS.items():
        yield "nearest", moment, words
    for style, words in nearest.NEAREST_STYLES.items():
        yield "nearest", style, words


def _things() -> Iterator[tuple[str, object, str]]:
    for name, subject in SUBJECTS.items():
        yield "subject", name, _with_plurals(vocabulary.SUBJECT_WORDS.get(name, ""))
        yield "subject", name, f"{name}, {subject.plural}"
    for name in COLOURS:
        yield "colour", name, f"{name}, {vocabulary.COLOUR_WORDS.get(name, '')}"


def _little_words() -> Iterator[tuple[str, object, str]]:
    yield "filler", None, vocabulary.FILLER_WORDS
    yield "part", None, vocabulary.PART_WORDS
    yield "break", None, vocabulary.BREAK_WORDS
    yield "without", None, vocabulary.WITHOUT_WORDS
    yield "behind", None, vocabulary.BEHIND_WORDS
    yield "before", None, vocabulary.BEFORE_WORDS
    yield "distant", None, vocabulary.DISTANT_WORDS
    for relation, words in vocabulary.RELATION_WORDS.items():
        yield "relation", relation, words
    for side, words in vocabulary.SIDE_WORDS.items():
        yield "side", side, words
    yield "flying", None, vocabulary.FLYING_WORDS


def _with_plurals(words: str) -> str:
    phrases = [phrase.strip() for phrase in words.split(",") if phrase.strip()]
    return ", ".join(phrases + [plural_of(phrase) for phrase in phrases])


def plural_of(phrase: str) -> str:
    """By rule; what the rule does not know stands in the vocabulary."""
    if phrase.endswith(("s", "sh", "ch", "x")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + "s"
