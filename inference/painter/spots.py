"""A thing to be placed, and where it stands. Plain values; knows nothing of how it is chosen."""

from dataclasses import dataclass

from inference.painter.colours import Colour
from inference.painter.places.ground import Band
from inference.painter.scene import Side
from inference.painter.subjects.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing to be placed; sizes in units, before perspective.

    Attributes:
        number: among all pieces.
        item: the number of the item that it is one of.
        asked: whether its colour was asked for.
    """

    subject: Subject
    colour: Colour
    scale: float
    band: Band
    floats: bool
    swims: bool
    behind: bool
    number: int
    item: int
    side: Side | None
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a piece stands: feet at (x, y), so much larger or smaller."""

    piece: Piece
    x: float
    y: float
    zoom: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        size = self.piece.scale * self.zoom
        half = 0.5 * self.piece.subject.span * size
        return self.x - half, self.y - self.piece.subject.height * size, self.x + half, self.y
