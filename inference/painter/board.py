"""What line work is drawn on: pixels or an SVG sheet; a style of lines need not know which."""

from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.painter.colours import Colour
from inference.painter.raster import OVER, Blend, Path


class Board(Protocol):
    """Takes flat shapes and strokes in units of the picture, back to front."""

    def tint(
        self,
        path: Path,
        colour: Colour,
        alpha: float = 1.0,
        *,
        soft: float = 0.0,
        blend: Blend = OVER,
    ) -> None:
        """One flat colour inside the path, blurred by `soft` units."""

    def stroke(self, path: Path, width: float, colour: Colour, alpha: float = 1.0) -> None:
        """Along the path, `width` units wide."""

    def lines(
        self, ends: NDArray[np.float64], width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """Straight strokes; `ends` is (n, 4) of x0, y0, x1, y1."""

    def clipped(self, path: Path) -> AbstractContextManager[None]:
        """Draw only inside the path meanwhile."""
