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
    GRID = "grid"
    INTERRUPTIONS = "interruptions"
    SQUARES = "squares"
    WHIRL = "whirl"


PATTERNS = frozenset({Place.ABSTRACT, Place.GRID, Place.INTERRUPTIONS, Place.SQUARES, Place.WHIRL})
"""Places that are no places: things hang before them."""


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


class Season(StrEnum):
    """What time of year it is; in winter there is snow."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Palette(StrEnum):
    """A school of colour: Itten's seven contrasts, and what some painters are known for."""

    HUE = "contrast of hue"
    LIGHT_DARK = "light and dark contrast"
    WARM_COLD = "warm and cold contrast"
    COMPLEMENTARY = "complementary contrast"
    SIMULTANEOUS = "simultaneous contrast"
    SATURATION = "contrast of saturation"
    EXTENSION = "contrast of extension"
    BAUHAUS = "bauhaus palette"
    FAUVIST = "fauvist palette"
    IMPRESSIONIST = "impressionist palette"
    UKIYO_E = "ukiyo-e palette"
    DE_STIJL = "de stijl palette"


class Composition(StrEnum):
    """A school of composition: where the horizon lies, where things stand, how large they are."""

    THIRDS = "rule of thirds"
    GOLDEN = "golden section"
    SYMMETRY = "symmetry"
    DIAGONAL = "diagonal composition"
    HIGH_HORIZON = "high horizon"
    LOW_HORIZON = "low horizon"
    CLOSE_UP = "close-up"
    PANORAMA = "panorama"
    FRIEZE = "frieze"
    EMPTINESS = "negative space"


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


class Side(StrEnum):
    """On which side of the picture."""

    LEFT = "left"
    RIGHT = "right"


class Where(StrEnum):
    """How things stand to each other: the first is ... the second."""

    LEFT = "left of"
    ABOVE = "above"
    BESIDE = "beside"
    FRONT = "in front of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Where one item is, seen from another; both by their number among the items."""

    where: Where
    one: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Some of one thing.

    Attributes:
        subject: a name in the catalogue of subjects.
        count: 1 to MAX_COUNT.
        colours: names in COLOURS, shared out among them; none leaves it to the painter.
        behind: whether they stand behind the items before them.
        flying: whether they are in the air.
        side: on which side of the picture; None for anywhere.
        size: how many times as large as usual.
        glow: how many times as colourful as the colours that it wears.
    """

    subject: str
    count: int = 1
    colours: tuple[str, ...] = ()
    behind: bool = False
    flying: bool = False
    side: Side | None = None
    size: float = 1.0
    glow: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a picture shall show; None leaves the choice to the painter.

    Attributes:
        items: the most important first, MAX_ITEMS at most.
        relations: which the arrangement obeys.
        without: names of subjects and layers to leave out.
        turn: by how many degrees on the wheel colours are odd that nobody asked for.
    """

    items: tuple[Item, ...] = ()
    relations: tuple[Relation, ...] = ()
    place: Place | None = None
    hour: Hour | None = None
    weather: frozenset[Weather] = frozenset()
    season: Season | None = None
    palette: Palette | None = None
    composition: Composition | None = None
    style: Style | None = None
    without: frozenset[str] = frozenset()
    turn: float = 0.0
