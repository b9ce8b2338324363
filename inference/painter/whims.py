"""What chaos and weirdness do to a scene: they decide what the words leave open.

What was said stays as it was said. Each choice hangs on a picture's own seeds, so that a picture
can be painted again without the others of its grid. Knows nothing of words, geometry or pixels.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.scene import (
    PATTERNS,
    Composition,
    Hour,
    Palette,
    Place,
    Scene,
    Season,
    Style,
    Weather,
)

E = TypeVar("E", bound=Enum)
MOST_CHAOS, MOST_WEIRD = 100.0, 3000.0
_PLACES = tuple(place for place in Place if place not in PATTERNS)
_SKIES = (Weather.CLEAR, Weather.CLOUDS, Weather.RAIN, Weather.FOG, Weather.RAINBOW)
_TURN = 180.0  # degrees, at the weirdest


def varied(scene: Scene, chaos: float, *, layout: int, palette: int) -> Scene:
    """The scene with more of what was left open decided by chance.

    Args:
        scene: as the words say it.
        chaos: 0 decides nothing, 100 nearly all of it.
        layout: the seed of where things are.
        palette: the seed of the colours.
    """
    if chaos <= 0:
        return scene
    share = chaos / MOST_CHAOS

    def drawn(seed: int, now: E | None, choices: Sequence[E], likely: float) -> E | None:
        rng = stream(seed, f"chaos {type(choices[0]).__name__}")
        chosen = choices[int(rng.integers(len(choices)))]
        return chosen if now is None and rng.random() < likely * share else now

    sky = drawn(palette, None, _SKIES, 0.0 if scene.weather else 0.5)
    return replace(
        scene,
        composition=drawn(layout, scene.composition, tuple(Composition), 1.0),
        palette=drawn(palette, scene.palette, tuple(Palette), 0.8),
        hour=drawn(palette, scene.hour, tuple(Hour), 0.7),
        season=drawn(palette, scene.season, tuple(Season)[:3], 0.3),
        style=drawn(palette, scene.style, tuple(Style), 0.9),
        weather=scene.weather if sky is None else frozenset({sky}),
    )


def strange(scene: Scene, weird: float, *, layout: int, palette: int) -> Scene:
    """The scene with odd colours, and things where they do not belong.

    Args:
        scene: as the words say it.
        weird: 0 changes nothing, 3000 as much as there is.
        layout: the seed of where things are.
        palette: the seed of the colours.
    """
    if weird <= 0:
        return scene
    share = min(1.0, weird / MOST_WEIRD)
    hues, places = stream(palette, "weird colours"), stream(layout, "weird places")
    names = tuple(COLOURS)
    items = tuple(
        replace(
            item,
            flying=item.flying or bool(places.random() < 0.7 * share),
            colours=item.colours
            or ((names[int(hues.integers(len(names)))],) if hues.random() < share else ()),
        )
        for item in scene.items
    )
    elsewhere = _PLACES[int(places.integers(len(_PLACES)))]
    moves = scene.place is None and bool(places.random() < share)
    turn = _TURN * share**0.5 * float(hues.uniform(0.6, 1.0)) * (1 if hues.random() < 0.5 else -1)
    return replace(scene, items=items, place=elsewhere if moves else scene.place, turn=turn)
