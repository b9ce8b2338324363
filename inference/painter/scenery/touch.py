"""Touches and measures that all pieces of scenery share."""

from inference.painter.colours import Colour
from inference.painter.curves import Points, smooth
from inference.painter.drawing import Pad
from inference.painter.forms import Form, Role


def mark(pad: Pad, outline: Points, colour: Colour, alpha: float = 1.0) -> None:
    """A touch whose colour is already that of the light."""
    pad.forms.append(Form(points=outline, colour=colour, role=Role.MARK, alpha=alpha, shines=True))


def uniform(pad: Pad, low: float, high: float) -> float:
    """A number between two others."""
    return float(pad.rng.uniform(low, high))


def lens(x: float, y: float, long: float, thick: float) -> Points:
    """A flat touch, pointed at both ends."""
    return smooth([(x - long, y), (x, y - thick / 2), (x + long, y), (x, y + thick / 2)], steps=4)
