"""What goes with a picture: the same drawing as SVG, a sound, a moving picture. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file, as an engine makes it.

    Attributes:
        name: with its ending, such as "drawing.svg"; no two of a picture are alike.
        data: its bytes.
        instead: whether members see it in the picture's place; for what moves (.webp, .gif, .mp4),
            or shows the picture among others (.png).
    """

    name: str
    data: bytes
    instead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One file of a finished picture, in storage under its sha256."""

    name: str
    sha256: str
    instead: bool = False
