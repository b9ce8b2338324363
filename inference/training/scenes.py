"""Which scenes the model learns from, what is said of them, and what the judge shall see in them.

Scenes are drawn evenly over subjects, colours, counts, places, hours and styles, all of them
stated, so that a caption tells the truth. Some pairs of subject and style are kept back from
training altogether: only pictures to check with show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from inference.painter.colours import COLOURS
from inference.painter.scene import MAX_COUNT, Hour, Item, Place, Scene, Style
from inference.painter.subjects.catalogue import SUBJECTS

SUBJECT_NAMES = tuple(SUBJECTS)
COLOUR_NAMES = tuple(COLOURS)
STYLES = tuple(Style)

_PLACES: Mapping[Place, str] = {
    Place.SEA: "at sea",
    Place.LAKE: "by a lake",
    Place.BEACH: "on the beach",
    Place.MEADOW: "in a meadow",
    Place.HILLS: "in the hills",
    Place.MOUNTAINS: "in the mountains",
    Place.FOREST: "in a forest",
    Place.DESERT: "in the desert",
    Place.TOWN: "in a town",
    Place.SNOW: "in the snow",
    Place.UNDERWATER: "underwater",
    Place.SPACE: "in outer space",
    Place.ROOM: "in a room",
    Place.SKY: "above the clouds",
}
_HOURS: Mapping[Hour, str] = {
    Hour.DAWN: "at dawn",
    Hour.DAY: "by day",
    Hour.SUNSET: "at sunset",
    Hour.NIGHT: "at night",
}
PLACES = tuple(_PLACES)
HOURS = tuple(_HOURS)

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "subject": SUBJECT_NAMES,
    "colour": COLOUR_NAMES,
    "count": tuple(str(count) for count in range(1, MAX_COUNT + 1)),
    "hour": tuple(hour.value for hour in HOURS),
    "style": tuple(style.value for style in STYLES),
}
"""What the judge tells of a picture's first thing and of the whole, and the answers it may give."""

KEPT_BACK_OF = 12
"""One pair of subject and style of so many is never trained on."""

_NUMBERS = ("", "a", "two", "three", "four", "five", "six")


@dataclass(frozen=True, slots=True)
class Example:
    """One scene and what is said of it.

    Attributes:
        captions: phrasings of the same truth.
        labels: for each attribute the index of its answer.
    """

    scene: Scene
    captions: tuple[str, ...]
    labels: Mapping[str, int]


def is_kept_back(subject: str, style: Style) -> bool:
    """Whether no training picture shows this subject in this style."""
    return crc32(f"{subject}/{style.value}".encode()) % KEPT_BACK_OF == 0


def example(rng: np.random.Generator, *, phrasings: int, kept_back: bool) -> Example:
    """Draw a scene, from the pairs kept back or from all others, with captions and labels."""
    while True:
        subject = SUBJECT_NAMES[rng.integers(len(SUBJECT_NAMES))]
        style = STYLES[rng.integers(len(STYLES))]
        if is_kept_back(subject, style) == kept_back:
            break
    labels = {
        "subject": SUBJECT_NAMES.index(subject),
        "colour": int(rng.integers(len(COLOUR_NAMES))),
        "count": int(rng.integers(MAX_COUNT)),
        "hour": int(rng.integers(len(HOURS))),
        "style": STYLES.index(style),
    }
    item = Item(
        subject=subject,
        count=labels["count"] + 1,
        colours=(COLOUR_NAMES[labels["colour"]],),
    )
    place = PLACES[rng.integers(len(PLACES))]
    scene = Scene(items=(item,), place=place, hour=HOURS[labels["hour"]], style=style)
    captions = tuple(_caption(scene, rng) for _ in range(phrasings))
    return Example(scene, captions, labels)


def _caption(scene: Scene, rng: np.random.Generator) -> str:
    """Says all that the scene states, in one of several orders."""
    item, place, hour, style = scene.items[0], scene.place, scene.hour, scene.style
    assert place is not None
    assert hour is not None
    assert style is not None
    thing = SUBJECTS[item.subject].plural if item.count > 1 else item.subject
    number = "an" if item.count == 1 and item.colours[0][0] in "aeiou" else _NUMBERS[item.count]
    what = f"{number} {item.colours[0]} {thing}"
    where = f"{_PLACES[place]} {_HOURS[hour]}"
    match int(rng.integers(4)):
        case 0:
            return f"{what} {where}, {style.value}"
        case 1:
            return f"{style.value}: {what} {where}"
        case 2:
            return f"{what}, {_HOURS[hour]}, {_PLACES[place]}, in the style of {style.value}"
        case _:
            return f"{style.value} of {what} {where}"
