"""What stands where on a contact sheet: its axes and their labels, kept with it. Pure."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One axis as it is drawn: what it is called, which may be nothing, and its values."""

    title: str
    labels: tuple[str, ...]

    def said(self, number: int) -> str:
        """One of its values with the title, such as “steps 20”."""
        return f"{self.title} {self.labels[number]}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A sheet. Cells are counted line by line from the top left.

    Attributes:
        words: what all cells are about, as the member typed it.
        x: from left to right; where there is no `y`, in lines one below the other.
        y: from top to bottom.
    """

    words: str
    x: Side
    y: Side | None = None

    @property
    def cells(self) -> int:
        """How many there are."""
        return len(self.x.labels) * (len(self.y.labels) if self.y else 1)

    @property
    def axes(self) -> str:
        """Such as “steps: 10, 20 / guidance: 3, 7”, for people."""
        sides = [self.x, *([self.y] if self.y else [])]
        return " / ".join(
            (f"{it.title}: " if it.title else "") + ", ".join(it.labels) for it in sides
        )

    def label(self, cell: int) -> str:
        """What a cell is, such as “steps 10 · guidance 3”."""
        row, column = divmod(cell, len(self.x.labels))
        return " · ".join(filter(None, [self.x.said(column), self.y.said(row) if self.y else ""]))

    def to_json(self) -> str:
        """As one line; `from_json` gives an equal plan back."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        x, y = fields["x"], fields["y"]
        return cls(words=fields["words"], x=_side(x), y=_side(y) if y else None)


def _side(fields: dict[str, Any]) -> Side:
    return Side(title=fields["title"], labels=tuple(fields["labels"]))
