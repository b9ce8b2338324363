"""The scores as people and programs read them: a table, the confusions, and JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from PIL.Image import Image

from benchmarks.alignment.questions import Question, stated
from benchmarks.alignment.scores import AMONG_THREE, Scores, Share
from inference.painter.facts import ATTRIBUTES

PROMISED: Mapping[str, int] = {"subject": 90, "colour": 90, "hour": 95, "style": 95, "count": 70}
"""Percent of right answers on the model's pictures, at least."""
_ROWS = ("subject", AMONG_THREE, "colour", "hour", "style", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One artist's pictures.

    Attributes:
        name: of the artist, and how it was told to work.
        pictures: one for each question.
        scores: what the judge says of them.
        seconds: that one picture took.
    """

    name: str
    pictures: Sequence[Image]
    scores: Scores
    seconds: float


def best(columns: Sequence[Column]) -> Column:
    """The one with the most right answers; the first of equals."""
    return max(columns, key=lambda column: sum(column.scores.shares[it].right for it in ATTRIBUTES))


def table(columns: Sequence[Column]) -> str:
    """A line for each attribute: right answers in percent, where they lie, and what is promised."""
    widths = [max(len(column.name), 18) + 2 for column in columns]
    names = [f"{it.name:>{width}}" for it, width in zip(columns, widths, strict=True)]
    lines = [f"{'right answers in %':<20}{'asked':>5}{''.join(names)}"]
    for row in _ROWS:
        shares = [column.scores.shares[row] for column in columns]
        cells = [f"{_cell(it):>{width}}" for it, width in zip(shares, widths, strict=True)]
        promise = f"  (promised: >= {PROMISED[row]})" if row in PROMISED else ""
        lines.append(f"{row:<20}{shares[0].asked:>5}{''.join(cells)}{promise}")
    times = [f"{it.seconds:>{width}.2f}" for it, width in zip(columns, widths, strict=True)]
    lines.append(f"{'seconds a picture':<25}{''.join(times)}")
    return "\n".join(lines)


def confusions(column: Column) -> str:
    """What was most often taken for what, a line for each attribute that has mistakes."""
    lines = [f"asked for -> seen by the judge, most often, with {column.name}"]
    for name in ATTRIBUTES:
        pairs = [
            f"{it.asked} -> {it.told} ({it.times} of {it.of})"
            for it in column.scores.confused[name]
        ]
        lines += [f"{name:<10}{', '.join(pairs)}"] if pairs else []
    return "\n".join(lines)


def as_json(asked: Sequence[Question], columns: Sequence[Column]) -> dict[str, Any]:
    """Everything but the pictures."""
    return {
        "promised": dict(PROMISED),
        "columns": {column.name: _column(column) for column in columns},
        "questions": [
            {
                "number": question.number,
                "seed": question.seed,
                "caption": question.caption,
                "stated": stated(question.scene),
                "answers": {column.name: column.scores.answers[i] for column in columns},
            }
            for i, question in enumerate(asked)
        ],
    }


def _column(column: Column) -> dict[str, Any]:
    scores = column.scores
    return {
        "seconds": round(column.seconds, 4),
        "shares": {
            name: asdict(share) | {"value": share.value, "interval": share.interval}
            for name, share in scores.shares.items()
        },
        "confused": {name: [asdict(it) for it in pairs] for name, pairs in scores.confused.items()},
    }


def _cell(share: Share) -> str:
    if not share.asked:
        return "-"
    low, high = share.interval
    return f"{100 * share.value:.1f} ({100 * low:.1f}-{100 * high:.1f})"
