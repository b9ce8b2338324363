"""A Scene: what a picture shall show, as a value. Knows nothing of words, geometry or pixels."""

from dataclasses import dataclass
from enum import StrEnum

MAX_ITEMS = 3
MAX_COUNT = 6


class Place(StrEnum):
    """Where it is."""

    SEA = "sea"
    LAKE = "lake"
    BEACH = "beach"
    MEADOW = "meadow"
    HILLS = "hills"
    MOUNTAINS = "mountains"
    FOREST = "forest"
    DESERT = "desert"
    TOWN = "town"
    SNOW = "snow"
    UNDERWATER = "underwater"
    SPACE = "space"
    ROOM = "room"
    SKY = "sky"
    ABSTRACT = "abstract"


class Hour(StrEnum):
    """What time of day it is."""

    DAWN = "dawn"
    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Weather(StrEnum):
    """What the sky does; several may hold at once."""

    CLEAR = "clear"
    CLOUDS = "clouds"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    STARS = "stars"
    MOON = "moon"
    SUN = "sun"
    RAINBOW = "rainbow"
    AUTUMN = "autumn"


class Style(StrEnum):
    """The hand that paints it."""

    WATERCOLOUR = "watercolour"
    OIL = "oil"
    INK = "ink"
    PENCIL = "pencil"
    GLASS = "stained glass"
    PIXEL = "pixel art"
    PAPER = "paper cut"
    POINTS = "pointillism"
    POSTER = "poster"
    WOODBLOCK = "woodblock"
    PASTEL = "pastel"
    MOSAIC = "mosaic"
    WOODCUT = "woodcut"
    BLUEPRINT = "blueprint"
    NEON = "neon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Some of one thing.

    Attributes:
        subject: a name in the catalogue of subjects.
        count: 1 to MAX_COUNT.
        colours: names in COLOURS, shared out among them; none leaves it to the painter.
        behind: whether they stand behind the items before them.
        flying: whether they are in the air.
    """

    subject: str
    count: int = 1
    colours: tuple[str, ...] = ()
    behind: bool = False
    flying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a picture shall show; None leaves the choice to the painter.

    Attributes:
        items: the most important first, MAX_ITEMS at most.
        without: names of subjects and layers to leave out.
    """

    items: tuple[Item, ...] = ()
    place: Place | None = None
    hour: Hour | None = None
    weather: frozenset[Weather] = frozenset()
    style: Style | None = None
    without: frozenset[str] = frozenset()
