"""What the painter knows about a thing besides how it looks: where it lives and how large it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from inference.painter.drawing import Pad


class Home(StrEnum):
    """Where a thing belongs in a picture."""

    LAND = "land"
    SHORE = "shore"
    WATER = "water"
    AIR = "air"
    UNDER = "under"  # below the surface of the sea
    SPACE = "space"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing the painter draws.

    Attributes:
        name, plural: as people say them.
        draw: onto a pad, feet at (0, 0), y up, `height` high and about `span` wide.
        homes: the best one first.
        height, span: of the drawing, in its own space.
        metres: how tall the thing is, so that a cat is smaller than a house.
        colours: what it wears when nobody says.
    """

    name: str
    plural: str
    draw: Callable[[Pad], None]
    homes: tuple[Home, ...]
    height: float
    span: float
    metres: float
    colours: tuple[str, ...]
