"""What a place is: a ground with its bands for things, and the setting it is drawn in."""

from dataclasses import dataclass

from inference.painter import curves
from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.drawing import Pad
from inference.painter.forms import Air, Form, Layer, Role
from inference.painter.scene import Hour

Band = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A place, drawn, and where things go in it.

    Attributes:
        horizon: its y; where the sky ends.
        land, water: (far, near) y between which things stand or swim; None where there is none.
        air: (high, low) y between which things float.
        layers: from the horizon forwards.
        front: what stands before the things.
        surface: the colour of the water as it looks, for reflections.
        still: how still the water is, in [0, 1].
    """

    horizon: float
    land: Band | None
    water: Band | None
    air: Band
    layers: tuple[Layer, ...]
    front: tuple[Layer, ...] = ()
    surface: Colour | None = None
    still: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a place needs to know to draw itself.

    Attributes:
        size: (width, height) of the picture.
        horizon: y at which the land or the sea meets the sky.
    """

    air: Air
    hour: Hour
    seed: int
    size: tuple[float, float]
    horizon: float

    def pad(self, purpose: str, depth: float = 0.0) -> Pad:
        """A pad in picture units with accidents of its own."""
        return Pad(self.air, stream(self.seed, purpose), depth=depth)

    def line(self, pad: Pad, y: float, rise: float, knots: int = 8) -> curves.Points:
        """A soft line across the picture."""
        width = self.size[0]
        count = max(4, round(knots * width))
        return curves.ridge(-0.06, width + 0.06, y, pad.rng, rise=rise, knots=count)

    def mass(self, pad: Pad, line: curves.Points, top: Colour, bottom: Colour) -> None:
        """Everything below a line, fading from one own colour to another."""
        height = self.size[1]
        high = float(line[:, 1].min())
        low = min(height, high + 0.45 * (height - high) + 0.12)
        pad.forms.append(
            Form(
                points=curves.down_to(line, height + 0.06),
                colour=self.air.lit(top, pad.depth),
                fade=self.air.lit(bottom, pad.depth),
                axis=(0.0, high, 0.0, low),
                role=Role.MASS,
            )
        )


def layer_of(name: str, *pads: Pad) -> Layer:
    """What was drawn on the pads, as one layer."""
    return Layer(name=name, forms=tuple(form for pad in pads for form in pad.forms))
