"""A drawing as a value: strokes of pens and filled areas, in the order in which they lie.

What comes later lies over what came before: an area hides the strokes under it, also from a
plotter. Knows nothing of pixels, files or masters. Coordinates are units of the page, whose area is
1, y down.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inference.painter.colours import Colour
from inference.painter.curves import Points

PLACES = 6
"""Decimals that are kept: processors differ beyond them, drawings must not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of an area of 1 in units."""

    width: float
    height: float

    @classmethod
    def of(cls, width: float, height: float) -> "Page":
        """With the proportions of width to height, in whatever unit."""
        root = (width * height) ** 0.5
        return cls(width=width / root, height=height / root)

    @property
    def short(self) -> float:
        """Its shorter side."""
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Pen:
    """What draws a layer: its name, its ink and how wide its line is, in units."""

    name: str
    colour: Colour
    width: float = 0.0016


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatch:
    """How a plotter fills an area: parallel lines of a pen, at an angle in radians."""

    pen: Pen
    angle: float
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One line of a pen.

    Attributes:
        points: (n, 2), at least two.
        pen: what draws it.
        closed: whether it ends where it began.
        press: how much its width varies on the way, in [0, 1]; a plotter does not press.
        weight: its width, times the pen's.
        alpha: how much ink it leaves, in [0, 1].
        within: an outline that it does not leave, or None.
    """

    points: Points
    pen: Pen
    closed: bool = False
    press: float = 0.0
    weight: float = 1.0
    alpha: float = 1.0
    within: Points | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled outline, which hides what lies under it.

    Attributes:
        points: (n, 2), at least three.
        colour: of its top.
        fade: of its bottom, where that differs.
        alpha: below 1 it is a glaze, and hides nothing from a plotter.
        bristle: how much strokes of a brush show in it, in [0, 1].
        hatch: how a plotter fills it; None leaves it bare.
    """

    points: Points
    colour: Colour
    fade: Colour | None = None
    alpha: float = 1.0
    bristle: float = 0.0
    hatch: Hatch | None = None

    @property
    def hides(self) -> bool:
        """Whether a plotter leaves out what lies under it."""
        return self.alpha >= 1


Mark = Stroke | Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished drawing.

    Attributes:
        page: its sheet.
        paper: the colour of the sheet.
        marks: back to front.
        grain: how much the tooth of the paper shows, in [0, 1].
    """

    page: Page
    paper: Colour
    marks: tuple[Mark, ...]
    grain: float = 0.5

    @property
    def pens(self) -> list[Pen]:
        """In the order in which they are first needed, those of hatches included."""
        pens: dict[Pen, None] = {}
        for mark in self.marks:
            if isinstance(mark, Stroke):
                pens[mark.pen] = None
            elif mark.hatch is not None:
                pens[mark.hatch.pen] = None
        return list(pens)

    def digest(self) -> str:
        """The same text for the same geometry, colours and order, on every machine."""
        hashed = hashlib.sha256(f"{self.page.width:.6f} {self.page.height:.6f}".encode())
        for mark in self.marks:
            hashed.update((mark.points * 10**4).round().astype("<i8").tobytes())
            match mark:
                case Stroke():
                    hashed.update(f"{mark.pen.name} {mark.weight:.4f} {mark.closed}".encode())
                case Area():
                    hashed.update(" ".join(f"{part:.3f}" for part in mark.colour.rgb()).encode())
        return hashed.hexdigest()


@dataclass(slots=True)
class Sheet:
    """Where a master puts marks, one over the other.

    Attributes:
        page: its size.
        marks: what is there.
    """

    page: Page
    marks: list[Mark] = field(default_factory=list)

    def stroke(
        self,
        points: Points | Sequence[tuple[float, float]],
        pen: Pen,
        *,
        closed: bool = False,
        press: float = 0.0,
        weight: float = 1.0,
        alpha: float = 1.0,
        within: Points | None = None,
    ) -> None:
        """A line; one of fewer than two points is none."""
        line = _rounded(points)
        if len(line) > 1:
            inside = None if within is None else _rounded(within)
            self.marks.append(
                Stroke(
                    points=line,
                    pen=pen,
                    closed=closed,
                    press=press,
                    weight=weight,
                    alpha=alpha,
                    within=inside,
                )
            )

    def area(
        self,
        points: Points | Sequence[tuple[float, float]],
        colour: Colour,
        *,
        fade: Colour | None = None,
        alpha: float = 1.0,
        bristle: float = 0.0,
        hatch: Hatch | None = None,
    ) -> None:
        """A filled outline."""
        self.marks.append(
            Area(
                points=_rounded(points),
                colour=colour,
                fade=fade,
                alpha=alpha,
                bristle=bristle,
                hatch=hatch,
            )
        )

    def drawing(self, paper: Colour, *, grain: float = 0.5) -> Drawing:
        """What is there now, as a value."""
        return Drawing(page=self.page, paper=paper, marks=tuple(self.marks), grain=grain)


def _rounded(points: Points | Sequence[tuple[float, float]]) -> Points:
    rounded: Points = np.asarray(points, np.float64).reshape(-1, 2).round(PLACES) + 0.0
    return rounded
