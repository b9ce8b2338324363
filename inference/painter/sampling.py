"""Balanced random scenes to learn from, and combinations that are never among them.

Every subject comes as often as any other, and now and then a place without any. Which pairs of
facts are held out depends on their names alone, so a training set of any size and seed never shows
them, and a test can ask for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar
from zlib import crc32

import numpy as np

from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.reading import settled
from inference.painter.scene import (
    PATTERNS,
    Composition,
    Hour,
    Item,
    Palette,
    Place,
    Relation,
    Scene,
    Season,
    Side,
    Style,
    Weather,
    Where,
)
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home

T = TypeVar("T")
HELD_OUT = 16
"""One pair in so many is held out."""
EMPTY_PLACES = 4
"""Scenes of a place alone for every scene of each subject."""
_OUTDOORS = (
    Place.BEACH, Place.MEADOW, Place.HILLS, Place.MOUNTAINS, Place.FOREST, Place.DESERT,
    Place.TOWN, Place.SNOW,
)  # fmt: skip
_PLACES: Mapping[Home, tuple[Place, ...]] = {
    Home.LAND: _OUTDOORS,
    Home.SHORE: (Place.BEACH,),
    Home.WATER: (Place.SEA, Place.LAKE),
    Home.AIR: (*(Place.SKY, Place.SEA, Place.LAKE) * 3, *_OUTDOORS),
    Home.UNDER: (Place.UNDERWATER,),
    Home.SPACE: (Place.SPACE,),
    Home.ROOM: (Place.ROOM,),
}
_GREEN = (Place.MEADOW, Place.HILLS, Place.MOUNTAINS, Place.FOREST, Place.LAKE, Place.TOWN)
_COUNTS = (1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6)
_ALONE = 0.6  # of the close-ups show a single thing whatever was drawn
_SKIES: Mapping[Hour | None, tuple[Weather, ...]] = {
    Hour.NIGHT: (
        Weather.STARS, Weather.MOON, Weather.CLOUDS, Weather.RAIN, Weather.FOG, Weather.CLEAR,
    ),
    Hour.DAY: (
        Weather.CLEAR, Weather.CLOUDS, Weather.RAIN, Weather.SNOW, Weather.FOG, Weather.SUN,
        Weather.RAINBOW,
    ),
    Hour.DAWN: (Weather.CLOUDS, Weather.FOG, Weather.CLEAR, Weather.RAIN),
    Hour.SUNSET: (Weather.CLOUDS, Weather.CLEAR, Weather.RAIN, Weather.FOG),
    None: tuple(Weather),
}  # fmt: skip


def pairs(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """The pairs of facts that a scene shows together, as (kind, one, other)."""
    for item in scene.items:
        yield "subject, count", item.subject, str(item.count)
        for colour in item.colours:
            yield "subject, colour", item.subject, colour
            if scene.style:
                yield "colour, style", colour, scene.style
        for kind, value in (
            ("style", scene.style), ("place", scene.place), ("hour", scene.hour),
            ("palette", scene.palette),
        ):  # fmt: skip
            if value:
                yield f"subject, {kind}", item.subject, value
    if scene.style and scene.place:
        yield "style, place", scene.style, scene.place


def held_out(scene: Scene) -> bool:
    """Whether a scene shows a combination that is kept for tests."""
    return any(_kept_for_tests(*pair) for pair in pairs(scene))


def for_training(number: int, seed: int, *, near: bool = False) -> Scene:
    """The scene of that number in the training set of a seed: never a held-out combination.

    A scene from `near` shows one kind of thing, as large as the picture allows.
    """
    return next(scene for scene in _drawn(number, seed, "train", near=near) if not held_out(scene))


def for_testing(number: int, seed: int, *, near: bool = False) -> Scene:
    """The scene of that number in the test set of a seed: always a held-out combination."""
    return next(scene for scene in _drawn(number, seed, "test", near=near) if held_out(scene))


def stands_in(name: str, place: Place) -> bool:
    """Whether a thing is at home in a place; before a pattern everything may hang."""
    homes = SUBJECTS[name].homes
    return place in PATTERNS or place in chain.from_iterable(_PLACES[home] for home in homes)


def _kept_for_tests(kind: str, one: str, other: str) -> bool:
    if kind == "subject, count" and other == "1":
        return False  # or the subject would hardly be seen
    return crc32(f"{kind}: {one}, {other}".encode()) % HELD_OUT == 0


def _drawn(number: int, seed: int, purpose: str, *, near: bool) -> Iterator[Scene]:
    """Scenes whose first subject is that of the number's turn."""
    alone = near and _coin(stream(seed, f"{purpose} alone {number}"), _ALONE)
    names = (*SUBJECTS, *[None] * EMPTY_PLACES)
    deck = stream(seed, f"{purpose} deck {number // len(names)}").permutation(len(names))
    first = names[int(deck[number % len(names)])]
    rng = stream(seed, f"{purpose} {number}")
    while True:
        scene = _scene(first, rng)
        if near:
            scene = _from_near(scene, alone=alone)
        yield settled(scene, understood=True)


def _from_near(scene: Scene, *, alone: bool) -> Scene:
    """Its first kind of thing, as large as the picture allows."""
    items = tuple(replace(item, count=1 if alone else item.count) for item in scene.items[:1])
    return replace(scene, items=items, relations=(), composition=Composition.CLOSE_UP)


def _scene(first: str | None, rng: np.random.Generator) -> Scene:
    place = _pick(tuple(Place), rng) if first is None else _place(first, rng)
    items, relations = _bound(_items(first, place, rng), rng)
    outside = place not in (Place.UNDERWATER, Place.SPACE, Place.ROOM, *PATTERNS)
    hour = _pick(tuple(Hour), rng) if (outside or place is Place.ROOM) and _coin(rng, 0.6) else None
    weather = frozenset({_pick(_SKIES[hour], rng)}) if outside and _coin(rng, 0.3) else frozenset()
    green = place is None or place in _GREEN
    season = _pick(tuple(Season), rng) if outside and green and _coin(rng, 0.22) else None
    return Scene(
        items=tuple(items),
        relations=relations,
        place=place,
        hour=hour,
        weather=weather,
        season=season,
        palette=_pick(tuple(Palette), rng) if _coin(rng, 0.15) else None,
        style=_pick(tuple(Style), rng) if _coin(rng, 0.85) else None,
    )


def _items(first: str | None, place: Place | None, rng: np.random.Generator) -> list[Item]:
    """Up to three kinds of things, one of them most often."""
    if first is None:
        return []
    items = [_item(first, rng)]
    while len(items) < 3 and rng.random() < (0.3 if len(items) == 1 else 0.2):
        names = [
            name for name in SUBJECTS
            if name not in {item.subject for item in items} and _fits(name, first, place)
        ]  # fmt: skip
        if not names:
            break
        items.append(_item(_pick(names, rng), rng, most=6 - sum(item.count for item in items)))
    return items


def _place(first: str, rng: np.random.Generator) -> Place | None:
    if _coin(rng, 0.2):
        return None
    if _coin(rng, 0.1):
        return _pick(sorted(PATTERNS), rng)
    homes = SUBJECTS[first].homes
    home = homes[0] if _coin(rng, 0.6) else _pick(homes, rng)
    return _pick(_PLACES[home], rng)


def _fits(name: str, first: str, place: Place | None) -> bool:
    """Whether a thing may stand beside the first one there."""
    if place is None:
        return SUBJECTS[name].homes[0] is SUBJECTS[first].homes[0]
    return stands_in(name, place)


def _item(name: str, rng: np.random.Generator, *, most: int = 6) -> Item:
    count = min(_pick(_COUNTS, rng), max(1, most))
    wanted = (0, 1, 1, 1, 2) if count > 1 else (0, 1, 1)
    several = rng.permutation(len(COLOURS))[: _pick(wanted, rng)].tolist()
    return Item(subject=name, count=count, colours=tuple(tuple(COLOURS)[i] for i in several))


def _bound(items: list[Item], rng: np.random.Generator) -> tuple[list[Item], tuple[Relation, ...]]:
    """Some relation between the first two, or a side for each, or neither."""
    if len(items) < 2 or not _coin(rng, 0.7):
        return items, ()
    if _coin(rng, 0.2):
        sides = _pick(((Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)), rng)
        placed = [replace(item, side=side) for item, side in zip(items, sides, strict=False)]
        return placed + items[2:], ()
    airy = [SUBJECTS[item.subject].homes[0] is Home.AIR for item in items[:2]]
    kinds = [
        (Where.LEFT, 0),
        (Where.LEFT, 1),
        (Where.BESIDE, 0),
        (Where.FRONT, 0),
        (Where.FRONT, 1),
    ]
    kinds += [(Where.ABOVE, 0)] * 6 * airy[0] + [(Where.ABOVE, 1)] * 6 * airy[1]
    where, one = _pick(kinds, rng)
    if where is Where.FRONT:
        items[1 - one] = replace(items[1 - one], behind=True)
    return items, (Relation(where=where, one=one, other=1 - one),)


def _coin(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _pick(choices: Sequence[T], rng: np.random.Generator) -> T:
    return choices[int(rng.integers(len(choices)))]
