"""A contact sheet for a person to look at: pairs of pictures with their caption and a verdict."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

_SIDE, _GAP, _TEXT = 192, 12, 64
_COLUMNS = 4
_PAPER, _INK, _RIGHT, _WRONG = "#f7f4ec", "#2b2a27", "#2c7a4b", "#b3362b"
_LETTER = 13
_WIDEST = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row of a sheet.

    Attributes:
        caption: what was asked for.
        pictures: the painter's and the model's.
        verdicts: what the judge saw in the model's, and whether that is right.
    """

    caption: str
    pictures: tuple[Image.Image, Image.Image]
    verdicts: tuple[tuple[str, bool], ...]


def contact_sheet(shown: Sequence[Shown]) -> Image.Image:
    """All of them, four pairs in a row; the painter's picture stands left of the model's."""
    wide, high = 2 * _SIDE + 3 * _GAP, _SIDE + _TEXT + _GAP
    rows = -(-len(shown) // _COLUMNS)
    sheet = Image.new("RGB", (min(_COLUMNS, len(shown)) * wide + _GAP, rows * high + _GAP), _PAPER)
    for index, one in enumerate(shown):
        place = _GAP + index % _COLUMNS * wide, _GAP + index // _COLUMNS * high
        _put(sheet, one, place)
    return sheet


def _put(sheet: Image.Image, one: Shown, place: tuple[int, int]) -> None:
    left, top = place
    for number, picture in enumerate(one.pictures):
        small = picture.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
        sheet.paste(small, (left + number * (_SIDE + _GAP // 2), top))
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(_LETTER)
    below = top + _SIDE + 4
    for line in textwrap.wrap(one.caption, _WIDEST, max_lines=2, placeholder="…"):
        pen.text((left, below), line, _INK, font)
        below += _LETTER + 3
    for seen, right in one.verdicts:
        pen.text((left, below), seen, _RIGHT if right else _WRONG, font)
        left += int(pen.textlength(seen + "   ", font))
