"""Closed forms with a line that corrects itself: what all of AARON's things are drawn with."""

from collections.abc import Sequence

import numpy as np
import shapely

from inference.masters.drawing import Pen, Sheet
from inference.masters.hand import freehand
from inference.masters.hand import outline as outline_of
from inference.painter.colours import Colour
from inference.painter.curves import Points

INK = Pen("ink", Colour.hex("#1d1a20"), 0.0027)
PAPER = Colour.hex("#f5f0e4")


class Draughtsman:
    """Draws forms one over the other.

    Attributes:
        sheet: where they lie.
        rng: the errors of the hand.
        coloured: whether forms get their colours, or stay white.
    """

    def __init__(self, sheet: Sheet, rng: np.random.Generator, *, coloured: bool) -> None:
        self.sheet = sheet
        self.rng = rng
        self.coloured = coloured

    def form(
        self,
        outline: Points,
        colour: Colour,
        lines: Sequence[Points] = (),
        *,
        weight: float = 1.0,
        wander: float = 0.03,
        bristle: float = 0.32,
    ) -> Points:
        """A closed form, and lines inside it; returns the outline as the hand drew it."""
        drawn = freehand(outline, self.rng, step=_step(outline), closed=True, wander=wander)
        self.sheet.area(drawn, self._paint(colour), bristle=bristle if self.coloured else 0.0)
        self.sheet.stroke(drawn, INK, closed=True, press=0.5, weight=weight)
        for line in lines:
            self.line(line, within=drawn, weight=0.72 * weight, wander=0.8 * wander)
        return drawn

    def patch(
        self, outline: Points, colour: Colour, *, within: Points, weight: float = 0.0
    ) -> None:
        """A small form that the hand does not let slip, inside another one: an eye, a lip."""
        part = shapely.Polygon(outline).buffer(0).intersection(shapely.Polygon(within).buffer(0))
        if part.is_empty or part.area < 1e-7:
            return
        outline = outline_of(part)
        self.sheet.area(outline, self._paint(colour))
        if weight > 0:
            self.sheet.stroke(outline, INK, closed=True, press=0.3, weight=weight)

    def blot(self, outline: Points, *, within: Points) -> None:
        """A small form filled with ink."""
        part = shapely.Polygon(outline).intersection(shapely.Polygon(within).buffer(0))
        if part.is_empty or part.area < 1e-7:
            return
        outline = outline_of(part)
        self.sheet.area(outline, INK.colour)
        self.sheet.stroke(outline, INK, closed=True, weight=0.4)

    def line(
        self,
        points: Points,
        *,
        within: Points | None = None,
        weight: float = 0.75,
        wander: float = 0.022,
    ) -> None:
        """An open line."""
        drawn = freehand(points, self.rng, step=_step(points), wander=wander)
        self.sheet.stroke(drawn, INK, press=0.6, weight=weight, within=within)

    def _paint(self, colour: Colour) -> Colour:
        return colour if self.coloured else PAPER


def _step(points: Points) -> float:
    """Small things are drawn with small movements."""
    return float(np.clip(0.022 * np.ptp(points, axis=0).sum(), 0.0008, 0.0034))
