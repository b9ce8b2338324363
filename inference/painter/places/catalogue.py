"""Every place by name."""

from collections.abc import Callable, Mapping

from inference.painter.places.elsewhere import (
    above_clouds,
    abstract,
    grid,
    interruptions,
    outer_space,
    room,
    squares,
    town,
    whirl,
)
from inference.painter.places.ground import Ground, Setting
from inference.painter.places.lands import desert, forest, hills, meadow, mountain_meadow, snow
from inference.painter.places.waters import beach, lake, sea, underwater
from inference.painter.scene import Place

_PLACES: Mapping[Place, Callable[[Setting], Ground]] = {
    Place.SEA: sea,
    Place.LAKE: lake,
    Place.BEACH: beach,
    Place.MEADOW: meadow,
    Place.HILLS: hills,
    Place.MOUNTAINS: mountain_meadow,
    Place.FOREST: forest,
    Place.DESERT: desert,
    Place.TOWN: town,
    Place.SNOW: snow,
    Place.UNDERWATER: underwater,
    Place.SPACE: outer_space,
    Place.ROOM: room,
    Place.SKY: above_clouds,
    Place.ABSTRACT: abstract,
    Place.GRID: grid,
    Place.INTERRUPTIONS: interruptions,
    Place.SQUARES: squares,
    Place.WHIRL: whirl,
}


def ground_of(place: Place, setting: Setting) -> Ground:
    """Draw a place."""
    return _PLACES[place](setting)
