"""What a picture is made of before a style paints it: forms in layers, under one light.

Lengths are in units of the picture: its area is 1, x runs right and y runs down from its upper
left corner. Knows nothing of words or pixels.
"""

from dataclasses import dataclass
from enum import StrEnum

from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.scene import Season


class Role(StrEnum):
    """What a form does in the picture; styles treat each in their own way."""

    MASS = "mass"  # a wide area: a hill, water, the wall of a wood
    PART = "part"  # a part of a thing, worth a contour
    DETAIL = "detail"  # small and sharp: an eye, a pane, a button
    MARK = "mark"  # one touch of the brush: grass, rigging, a ripple
    SHADE = "shade"  # darkens what lies under it
    GLOW = "glow"  # lights up what lies under it, softly
    VEIL = "veil"  # covers softly: clouds, fog


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One closed outline and how it is filled.

    Attributes:
        points: (n, 2) outline; the last point joins the first.
        colour: as the light shows it.
        fade: the colour at the end of `axis`; None for one flat colour.
        axis: (x0, y0, x1, y1) along which `colour` becomes `fade`.
        alpha: 1 covers.
        soft: how far the edge is blurred, in units.
        shines: whether it gives light of its own.
    """

    points: Points
    colour: Colour
    role: Role = Role.PART
    fade: Colour | None = None
    axis: tuple[float, float, float, float] | None = None
    alpha: float = 1.0
    soft: float = 0.0
    shines: bool = False

    @property
    def size(self) -> float:
        """The longer side of its box."""
        return float((self.points.max(axis=0) - self.points.min(axis=0)).max())

    @property
    def tone(self) -> float:
        """How light it is on average, in [0, 1]."""
        return self.colour.light if self.fade is None else (self.colour.light + self.fade.light) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Forms at about one depth, back to front, painted in one go.

    Attributes:
        name: of the thing or of the piece of scenery.
        subject: whether it is one of the things asked for.
        number: which of them, in the order of the words; -1 for scenery.
    """

    name: str
    forms: tuple[Form, ...]
    subject: bool = False
    number: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """The light of the hour and what it does to colours.

    Attributes:
        sky: from the zenith to the horizon.
        key: the colour of the light.
        shadow: the colour of what it does not reach.
        haze: what distance fades into.
        level: how much of a thing's own lightness is left; 1 by day.
        tint: how much the light colours things.
        sun: where the light comes from, in units; may lie outside the picture.
        lamps: whether windows and lamps are lit.
        season: what the time of year does to leaves and grass; None for nothing.
    """

    sky: tuple[Colour, ...]
    key: Colour
    shadow: Colour
    haze: Colour
    level: float
    tint: float
    sun: tuple[float, float] = (0.2, 0.1)
    lamps: bool = False
    season: Season | None = None

    def lit(self, colour: Colour, depth: float = 0.0) -> Colour:
        """A thing's own colour in this air; `depth` is 0 near and 1 at the horizon."""
        if self.season and colour.chroma > 0.03 and 105 < colour.hue < 165:
            colour = _in_season(colour, self.season)
        light = colour.light * self.level
        keep = 1 - self.tint
        tinted = Colour(
            light,
            colour.a * keep + self.key.a * self.tint,
            colour.b * keep + self.key.b * self.tint,
        )
        return tinted.mixed(self.haze, 0.85 * depth)

    def shaded(self, colour: Colour, by: float) -> Colour:
        """An already lit colour where the light does not reach."""
        return colour.darker(by).mixed(self.shadow.at(colour.light * (1 - by)), 0.3 * by + 0.03)


def _in_season(green: Colour, season: Season) -> Colour:
    """What a green becomes in a time of year."""
    match season:
        case Season.AUTUMN:
            return Colour.of(green.light + 0.03, green.chroma, 68 + 0.7 * (green.hue - 135))
        case Season.WINTER:
            return green.mixed(Colour.of(0.93, 0.012, 240), 0.82 if green.light > 0.58 else 0.45)
        case Season.SPRING:
            return Colour.of(green.light + 0.05, 1.12 * green.chroma, green.hue - 10)
        case Season.SUMMER:
            return Colour.of(green.light - 0.03, 1.08 * green.chroma, green.hue + 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A whole picture, ready for any style.

    Attributes:
        width, height: in units; their product is 1.
        air: its light.
        layers: back to front.
        horizon: y of the horizon, below the picture when there is none.
    """

    width: float
    height: float
    air: Air
    layers: tuple[Layer, ...]
    horizon: float
