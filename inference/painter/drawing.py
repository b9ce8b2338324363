"""The pad on which subjects and places draw themselves, each in its own space.

A subject draws with its feet at (0, 0), y up, about 1 high; the pad moves, turns and lights what
it draws and keeps the forms. It knows nothing of styles or pixels.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from inference.painter import curves
from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import Points
from inference.painter.forms import Air, Form, Role

INK = Colour.hex("#23202a")
CREAM = Colour.hex("#f6efdf")
WOOD = Colour.hex("#7a5436")
LAMPLIGHT = Colour.hex("#ffd46e")
GLASS = Colour.hex("#a9cfe0")


class Pad:
    """Collects forms in the picture's units.

    Attributes:
        rng: this thing's own accidents.
        colour: the colour that was asked for, or the thing's own.
        depth: 0 near, 1 at the horizon.
        aloft: whether the thing hangs in the air or in space rather than stands.
        forms: what was drawn, in order.
    """

    def __init__(
        self,
        air: Air,
        rng: np.random.Generator,
        *,
        origin: tuple[float, float] = (0.0, 0.0),
        scale: tuple[float, float] = (1.0, 1.0),
        tilt: float = 0.0,
        depth: float = 0.0,
        colour: Colour = COLOURS["red"],
        aloft: bool = False,
    ) -> None:
        self.air = air
        self.rng = rng
        self.colour = colour
        self.depth = depth
        self.aloft = aloft
        self.forms: list[Form] = []
        self._origin = origin
        self._scale = scale
        self._tilt = math.radians(tilt)

    def inner(
        self, x: float, y: float, scale: float, *, flip: bool = False, colour: Colour | None = None
    ) -> "Pad":
        """A pad for a thing that stands on this one at (x, y); its forms land here too."""
        (cx, cy), (sx, sy) = self._placed(curves.points([(x, y)]))[0].tolist(), self._scale
        pad = Pad(
            self.air,
            self.rng,
            origin=(cx, cy),
            scale=(abs(sx) * scale * (-1 if flip else 1), -abs(sy) * scale),
            depth=self.depth,
            colour=colour or self.colour,
        )
        pad.forms = self.forms
        return pad

    def shape(
        self,
        outline: ArrayLike,
        colour: Colour,
        *,
        role: Role = Role.PART,
        volume: float = 0.3,
        alpha: float = 1.0,
        soft: float = 0.0,
        shines: bool = False,
    ) -> None:
        """A closed outline; `volume` says how round it looks in the light, 0 is flat."""
        placed = self._placed(curves.points(outline))
        base = colour if shines else self.air.lit(colour, self.depth)
        fade, axis = None, None
        if volume > 0 and not shines:
            lit = base.lighter(0.26 * volume).mixed(
                self.air.key, 0.2 * volume * (1 - 0.5 * base.chroma)
            )
            fade = self.air.shaded(base, 0.5 * volume)
            axis = self._axis(placed)
            base = lit
        self.forms.append(
            Form(
                points=placed,
                colour=base,
                role=role,
                fade=fade,
                axis=axis,
                alpha=alpha,
                soft=soft * abs(self._scale[1]),
                shines=shines,
            )
        )

    def blob(
        self, knots: ArrayLike, colour: Colour, *, volume: float = 0.4, role: Role = Role.PART
    ) -> None:
        """A soft closed shape through the knots."""
        self.shape(curves.smooth(knots), colour, volume=volume, role=role)

    def disc(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float | None = None,
        *,
        colour: Colour,
        tilt: float = 0.0,
        volume: float = 0.35,
        role: Role = Role.PART,
    ) -> None:
        """An ellipse."""
        outline = curves.ellipse(x, y, rx, rx if ry is None else ry, tilt=tilt)
        self.shape(outline, colour, volume=volume, role=role)

    def box(
        self,
        left: float,
        bottom: float,
        right: float,
        top: float,
        colour: Colour,
        *,
        volume: float = 0.25,
        role: Role = Role.PART,
    ) -> None:
        """A rectangle."""
        self.shape(curves.box(left, top, right, bottom), colour, volume=volume, role=role)

    def line(
        self,
        through: ArrayLike,
        width: float,
        colour: Colour,
        *,
        tip: float = 1.0,
        soft_line: bool = True,
        role: Role = Role.MARK,
    ) -> None:
        """A stroke of that width, running to `tip` of it."""
        spine = (
            curves.smooth(through, closed=False, steps=6) if soft_line else curves.points(through)
        )
        self.shape(curves.ribbon(spine, width, tip=tip), colour, role=role, volume=0.0)

    def detail(self, outline: ArrayLike, colour: Colour, *, shines: bool = False) -> None:
        """Something small, sharp and flat."""
        self.shape(outline, colour, role=Role.DETAIL, volume=0.0, shines=shines)

    def dot(self, x: float, y: float, r: float, colour: Colour = INK) -> None:
        """A small flat disc, for eyes and buttons."""
        self.detail(curves.ellipse(x, y, r, r, steps=14), colour)

    def eye(self, x: float, y: float, r: float) -> None:
        """A dark eye with a light in it."""
        self.dot(x, y, r)
        self.dot(x + 0.3 * r, y + 0.35 * r, 0.34 * r, CREAM)

    def pane(self, outline: ArrayLike, glass: Colour = GLASS) -> None:
        """A window: lit when the hour wants lamps."""
        if self.air.lamps:
            self.detail(outline, LAMPLIGHT, shines=True)
        else:
            self.detail(outline, glass)

    def shade(self, outline: ArrayLike, amount: float = 0.25) -> None:
        """The dark side of what was just drawn."""
        dark = (
            self.air.shadow.at(0.3 * self.air.level)
            .mixed(INK, 0.3)
            .mixed(self.air.haze, 0.8 * self.depth)
        )
        self.forms.append(
            Form(
                points=self._placed(curves.points(outline)),
                colour=dark,
                role=Role.SHADE,
                alpha=amount * (1 - 0.6 * self.depth),
            )
        )

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 0.6) -> None:
        """Light round a point."""
        self.forms.append(
            Form(
                points=self._placed(curves.ellipse(x, y, radius * 0.5, radius * 0.5)),
                colour=colour,
                role=Role.GLOW,
                alpha=alpha,
                soft=0.3 * radius * abs(self._scale[1]),
                shines=True,
            )
        )

    def _placed(self, outline: Points) -> Points:
        scaled = outline * np.array(self._scale)
        if self._tilt:
            cos, sin = math.cos(self._tilt), math.sin(self._tilt)
            scaled = scaled @ np.array([[cos, sin], [-sin, cos]])
        moved: Points = scaled + np.array(self._origin)
        return moved

    def _axis(self, placed: Points) -> tuple[float, float, float, float]:
        """From the side that faces the light to the one that does not."""
        left, top = placed.min(axis=0).tolist()
        right, bottom = placed.max(axis=0).tolist()
        x, y = (left + right) / 2, (top + bottom) / 2
        dx, dy = self.air.sun[0] - x, self.air.sun[1] - y
        dy = min(dy, -0.25 * abs(dx))  # even a low sun lights from above
        length = max(math.hypot(dx, dy), 1e-6)
        dx, dy = dx / length, dy / length
        reach = abs(dx) * (right - left) / 2 + abs(dy) * (bottom - top) / 2
        return x + dx * reach, y + dy * reach, x - dx * reach, y - dy * reach
