"""A Scene into a Composition: the place, the hour and its light, and everything in them.

Knows nothing of pixels or styles.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from inference.painter import skies
from inference.painter.arrangements import beam, emptied, horizon_of, lit_from
from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.forms import Air, Composition, Layer
from inference.painter.layout import arranged, nudged, pieces_of
from inference.painter.palettes import tuned_air, tuned_layer, turned_air, turned_layer
from inference.painter.places.catalogue import ground_of
from inference.painter.places.ground import Setting
from inference.painter.scene import PATTERNS, Hour, Place, Scene, Weather
from inference.painter.scene import Composition as School
from inference.painter.staging import staged
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home

_DARK = 0.75  # light of the hour under which things get more of it than the land
_WINTRY = ("snowman", "penguin", "igloo")


_LANDSCAPES = (Place.HILLS, Place.MOUNTAINS, Place.LAKE, Place.SEA, Place.MEADOW)
_DEFAULT_PLACES: Mapping[Home, tuple[Place, ...]] = {
    Home.WATER: (Place.SEA, Place.LAKE),
    Home.AIR: (Place.HILLS, Place.SKY, Place.MOUNTAINS),
    Home.UNDER: (Place.UNDERWATER,),
    Home.SPACE: (Place.SPACE,),
    Home.SHORE: (Place.BEACH,),
    Home.ROOM: (Place.ROOM,),
    Home.LAND: (Place.MEADOW, Place.HILLS, Place.MOUNTAINS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What decides a picture besides its words.

    Attributes:
        layout: where things are.
        palette: the mood of the colours.
        hand: how it is painted.
        nudge: small shifts of place and hue; None for none.
    """

    layout: int
    palette: int
    hand: int
    nudge: int | None = None


def compose(scene: Scene, *, aspect: float, seeds: Seeds) -> Composition:
    """Lay a picture out.

    Args:
        scene: what it shows.
        aspect: width / height.
        seeds: what it depends on besides.
    """
    width, height = math.sqrt(aspect), 1 / math.sqrt(aspect)
    place = _place_of(scene, seeds.layout)
    hour = _hour_of(scene, place, seeds.palette)
    rng = stream(seeds.layout, "layout")
    horizon = _horizon_of(place, height, rng, scene.composition)
    sun = _sun_of(hour, width, min(height, horizon), rng)
    if scene.composition is not None:
        sun = lit_from(scene.composition, sun, width)
    mood = int(stream(seeds.palette, "mood").integers(12))
    air = skies.air_of(hour, scene.weather, mood, sun=sun, season=scene.season)
    if place in (Place.SPACE, Place.UNDERWATER, *PATTERNS):
        air = _elsewhere(air, place, hour, seeds.palette)
    setting = Setting(air=air, hour=hour, seed=seeds.layout, size=(width, height), horizon=horizon)
    ground = ground_of(place, setting)
    pieces = pieces_of(scene, place, ground, (width, height), seeds.palette)
    spots = arranged(pieces, scene.relations, (width, height), sun, rng, scene.composition)
    if seeds.nudge is not None:
        spots = nudged(spots, stream(seeds.nudge, "nudge"))
    open_sky = place not in (Place.SPACE, Place.UNDERWATER, Place.ROOM, *PATTERNS)
    above = (
        skies.heavenly(
            air,
            hour,
            scene.weather,
            seeds.layout,
            size=(width, height),
            horizon=min(horizon, height),
        )
        if open_sky
        else []
    )
    own = _on_things(air)
    things = [staged(spot, own, ground, seeds.layout) for spot in spots]
    fog = skies.mist(air, scene.weather, seeds.layout, size=(width, height), horizon=horizon)
    over = skies.falling(air, scene.weather, seeds.layout, size=(width, height))
    behind, front = [*above, *ground.layers, *fog], [*ground.front, *over]
    if scene.composition is School.DIAGONAL:
        behind.append(beam((width, height), air))
    if scene.composition is School.EMPTINESS:
        behind, front = emptied(behind), emptied(front)
    worn = {spot.piece.number for spot in spots if spot.piece.asked}
    layers, air = _recoloured([*behind, *things, *front], air, scene, worn)
    kept = tuple(layer for layer in layers if layer.forms and layer.name not in scene.without)
    return Composition(
        width=width,
        height=height,
        air=air,
        layers=kept,
        horizon=horizon,
    )


def _recoloured(
    layers: list[Layer], air: Air, scene: Scene, worn: set[int]
) -> tuple[list[Layer], Air]:
    """Everything in the scene's palette and turn; what was asked for in a colour keeps it."""
    asked = [layer.number in worn for layer in layers]
    if scene.palette is not None:
        layers = [
            tuned_layer(layer, scene.palette, asked=it)
            for layer, it in zip(layers, asked, strict=True)
        ]
        air = tuned_air(air, scene.palette)
    if scene.turn:
        layers = [
            layer if it else turned_layer(layer, scene.turn)
            for layer, it in zip(layers, asked, strict=True)
        ]
        air = turned_air(air, scene.turn)
    return layers, air


def _place_of(scene: Scene, seed: int) -> Place:
    homes = {SUBJECTS[item.subject].homes[0] for item in scene.items if not item.flying}
    dry = bool(homes & {Home.LAND, Home.SHORE})
    if scene.place is Place.SEA and dry:
        return Place.BEACH
    if scene.place is not None:
        return scene.place
    if Weather.SNOW in scene.weather or (scene.items and scene.items[0].subject in _WINTRY):
        return Place.SNOW
    if dry and (Home.WATER in homes or scene.items[0].subject == "lighthouse"):
        return Place.BEACH
    choices: tuple[Place, ...] = _LANDSCAPES
    if scene.items:
        first = SUBJECTS[scene.items[0].subject].homes[0]
        choices = _DEFAULT_PLACES[Home.AIR if scene.items[0].flying else first]
    return choices[int(stream(seed, "place").integers(len(choices)))]


def _hour_of(scene: Scene, place: Place, seed: int) -> Hour:
    if scene.hour is not None:
        return scene.hour
    if place is Place.SPACE:
        return Hour.NIGHT
    likely = (Hour.DAY, Hour.DAY, Hour.DAY, Hour.DAWN, Hour.SUNSET)
    return likely[int(stream(seed, "hour").integers(len(likely)))]


def _horizon_of(
    place: Place, height: float, rng: np.random.Generator, school: School | None
) -> float:
    share = float(rng.uniform(0.54, 0.6))
    if place in (Place.SKY, Place.SPACE, Place.UNDERWATER, Place.ROOM, *PATTERNS):
        return height
    if place in (Place.FOREST, Place.TOWN):
        share += 0.06
    return height * (share if school is None else horizon_of(school, share))


def _sun_of(
    hour: Hour, width: float, horizon: float, rng: np.random.Generator
) -> tuple[float, float]:
    side = float(rng.uniform(0.2, 0.38))
    x = width * (side if rng.random() < 0.5 else 1 - side)
    drop = float(rng.uniform(0, 1))
    y = {
        Hour.DAWN: horizon * (0.8 + 0.08 * drop),
        Hour.DAY: horizon * (0.2 + 0.1 * drop),
        Hour.SUNSET: horizon * (0.82 + 0.09 * drop),
        Hour.NIGHT: horizon * (0.24 + 0.14 * drop),
    }[hour]
    return x, y


def _on_things(air: Air) -> Air:
    """The light as it falls on what was asked for: it can be told by its colour in any dark."""
    if air.level > _DARK:  # things have chosen their colours; seasons leave them alone
        return replace(air, season=None)
    return replace(air, season=None, level=air.level + 0.5 * (1 - air.level), tint=0.6 * air.tint)


def _elsewhere(air: Air, place: Place, hour: Hour, seed: int) -> Air:
    """The light where there is no sky."""
    turn = float(stream(seed, "depth").uniform(-18, 18))
    if place is Place.UNDERWATER:
        lift = {Hour.NIGHT: -0.2, Hour.SUNSET: -0.04}.get(hour, 0.06)
        sky = tuple(Colour.of(light + lift, 0.085, 225 + turn) for light in (0.76, 0.6, 0.45, 0.34))
        key = Colour.of(0.8, 0.08, 215 + turn)
        return replace(air, sky=sky, haze=sky[1], key=key, shadow=sky[3], tint=0.2, sun=(0.5, -0.4))
    if place is Place.SPACE:
        sky = tuple(Colour.of(light, 0.07, 285 + turn) for light in (0.13, 0.2, 0.25, 0.2))
        key = Colour.of(0.95, 0.04, 80)
        return replace(
            air, sky=sky, haze=sky[1], key=key, shadow=sky[0], level=0.97, tint=0.04,
            sun=(-0.2, 0.1), lamps=True,
        )  # fmt: skip
    root = float(stream(seed, "ground tone").uniform(0, 360))
    sky = (Colour.of(0.92, 0.035, root), Colour.of(0.84, 0.05, root + 25))
    return replace(air, sky=sky, haze=sky[1], level=1.0, tint=0.0)
