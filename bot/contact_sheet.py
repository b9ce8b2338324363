"""Draws a contact sheet: pictures in cells of equal size, with the labels of their axes. Pure.

    words                        words
             steps                 steps
    guidance   10     20           [ ] [ ] [ ]      one axis: lines, a label below each cell
           3  [  ]   [  ]           10  20  30
           7  [  ]   [  ]          two axes: a table

Pillow's own font has the signs of English alone: accents are left out, and a label in other
letters is drawn as its number, which the message says in words.
"""

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from bot.plan import Plan

LONGEST_SIDE = 1536
"""Of all cells together, in pixels."""

LARGEST_CELL = 640
MOST_ENLARGED = 2.0
"""Small pictures are drawn larger, but not much: more would only blur."""

PAPER, EMPTY, TROUBLE = "#1e1f22", "#2f3136", "#4b2226"
INK, FAINT = "#f2f3f5", "#b5bac1"

_QUALITIES = (90, 80, 65, 50)
_WIDE = 1.5
"""Width to height that a sheet of one axis comes near to."""

_LETTERS = str.maketrans({"—": "-", "–": "-", "×": "x", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l"})  # noqa: RUF001 - as typed
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """What a cell shows.

    Attributes:
        pictures: finished ones, up to four beside each other; without any,
        words: say why.
        trouble: whether there will be none.
    """

    pictures: tuple[Image.Image, ...] = ()
    words: str = ""
    trouble: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where everything is, in pixels."""

    columns: int
    cell: Size
    gap: int
    left: int
    top: int
    below: int  # for a label under each cell
    font: Font
    line: int
    words: int  # height of the line with the words

    def corner(self, number: int) -> Size:
        row, column = divmod(number, self.columns)
        width, height = self.cell
        return (
            self.left + column * (width + self.gap),
            self.top + row * (height + self.below + self.gap),
        )


def draw_sheet(plan: Plan, tiles: Sequence[Tile], shape: Size) -> Image.Image:
    """The sheet, RGB; its longer side is 1,900 pixels at most.

    Args:
        plan: whose cells these are.
        tiles: one for each cell, in order.
        shape: width and height of what a cell holds, whose proportions it has.
    """
    grid = _laid_out(plan, shape)
    rows = math.ceil(plan.cells / grid.columns)
    width = grid.corner(grid.columns - 1)[0] + grid.cell[0] + grid.gap
    height = grid.corner(rows * grid.columns - 1)[1] + grid.cell[1] + grid.below + grid.gap
    sheet = Image.new("RGB", (width, height), PAPER)
    pen = _Pen(ImageDraw.Draw(sheet), grid.font, grid.line)
    words = _wrapped(lettered(plan.words), width - 2 * grid.gap, grid.font, lines=1)
    pen.write((grid.gap, grid.gap), words, INK)
    for number, tile in enumerate(tiles):
        _paste(sheet, pen, tile, grid, number)
    (_label_table if plan.y else _label_cells)(pen, plan, grid)
    return sheet


def cell_of(plan: Plan, shape: Size) -> Size:
    """Width and height of each cell of that sheet, in pixels."""
    return _laid_out(plan, shape).cell


def sheet_file(sheet: Image.Image, limit_bytes: int) -> bytes:
    """The sheet as a WebP no larger than that, smaller where nothing else helps."""
    while True:
        for quality in _QUALITIES:
            file = BytesIO()
            sheet.save(file, "WEBP", quality=quality, method=2)
            if file.tell() <= limit_bytes:
                return file.getvalue()
        sheet = sheet.resize((max(1, sheet.width // 2), max(1, sheet.height // 2)))


def side_by_side(count: int) -> Size:
    """How many pictures of a cell stand beside each other, and how many below."""
    across = 1 if count == 1 else 2
    return across, math.ceil(count / across)


def lettered(text: str) -> str:
    """The text in signs that our font has; empty where that would leave something out."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return kept if all(map(_is_drawn, kept)) else ""


@cache
def _is_drawn(sign: str) -> bool:
    if sign == " ":
        return True
    font = ImageFont.load_default(24)
    missing, mask = font.getmask("\uffff"), font.getmask(sign)
    return (mask.size, bytes(mask)) != (missing.size, bytes(missing))


# ---- the layout


def _laid_out(plan: Plan, shape: Size) -> _Grid:
    columns = len(plan.x.labels) if plan.y else _columns(plan.cells, shape)
    rows = math.ceil(plan.cells / columns)
    scale = min(
        LONGEST_SIDE / (columns * shape[0]),
        LONGEST_SIDE / (rows * shape[1]),
        LARGEST_CELL / max(shape),
        MOST_ENLARGED,
    )
    cell = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    side = max(columns * cell[0], rows * cell[1])
    gap = max(6, side // 128)
    # As large as Discord's preview, 550 pixels wide, needs; less where columns are narrow.
    size = max(14, min(round(side / 30), max(round(side / 60), cell[0] // 6)))
    font = ImageFont.load_default(size)
    line = round(1.3 * size)
    words = line if lettered(plan.words) else 0
    title = line if plan.x.title else 0
    if plan.y is None:
        below = _lines_of(plan.x.labels, cell[0], font, lines=3) * line + gap // 2
        top = 2 * gap + words + title
        return _Grid(
            columns=columns,
            cell=cell,
            gap=gap,
            left=gap,
            top=top,
            below=below,
            font=font,
            line=line,
            words=words,
        )
    left = _widest([*plan.y.labels, plan.y.title], font, side // 5) + 2 * gap
    top = 2 * gap + words + title + _lines_of(plan.x.labels, cell[0], font, lines=2) * line
    return _Grid(
        columns=columns,
        cell=cell,
        gap=gap,
        left=left,
        top=top + gap // 2,
        below=0,
        font=font,
        line=line,
        words=words,
    )


def _columns(cells: int, shape: Size) -> int:
    """Of a sheet with one axis: few empty places, and not far from the proportions of a page."""

    def price(columns: int) -> float:
        rows = math.ceil(cells / columns)
        wide = columns * shape[0] / (rows * shape[1] * 1.15)
        return abs(math.log(wide / _WIDE)) + 1.5 * (rows * columns - cells) / cells

    return min(range(1, cells + 1), key=price)


def _widest(texts: Sequence[str], font: Font, most: int) -> int:
    return min(most, max(math.ceil(font.getlength(text)) for text in _drawable(texts)))


def _lines_of(texts: Sequence[str], width: int, font: Font, *, lines: int) -> int:
    return max(len(_wrapped(text, width, font, lines=lines)) for text in _drawable(texts))


def _drawable(texts: Sequence[str]) -> list[str]:
    """Each text, or its number where our font lacks its letters."""
    return [lettered(text) or (f"#{n}" if text else "") for n, text in enumerate(texts, 1)]


def _wrapped(text: str, width: int, font: Font, *, lines: int) -> list[str]:
    """The text in lines that fit, with an ellipsis where it does not go on."""
    found = [""]
    for word in text.split():
        joined = f"{found[-1]} {word}".strip()
        if font.getlength(joined) <= width or not found[-1]:
            found[-1] = joined
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [_cut(line, width, font) for line in found]


def _cut(text: str, width: int, font: Font) -> str:
    if font.getlength(text) <= width:
        return text
    fitting = range(len(text))
    kept = bisect_right(
        fitting, width, key=lambda count: math.ceil(font.getlength(text[:count] + "..."))
    )
    return text[: max(0, kept - 1)].rstrip() + "..."


# ---- drawing


class _Pen(NamedTuple):
    draw: ImageDraw.ImageDraw
    font: Font
    line: int

    def write(self, at: Size, lines: Sequence[str], colour: str, *, anchor: str = "la") -> None:
        for number, text in enumerate(lines):
            place = at[0], at[1] + number * self.line
            self.draw.text(place, text, colour, self.font, anchor=anchor)


def _paste(sheet: Image.Image, pen: _Pen, tile: Tile, grid: _Grid, number: int) -> None:
    left, top = grid.corner(number)
    width, height = grid.cell
    pen.draw.rectangle(
        (left, top, left + width - 1, top + height - 1), TROUBLE if tile.trouble else EMPTY
    )
    if not tile.pictures:
        words = _wrapped(tile.words, width - grid.gap, grid.font, lines=2)
        middle = left + width / 2, top + height / 2
        pen.draw.multiline_text(
            middle, "\n".join(words), FAINT, grid.font, anchor="mm", align="center"
        )
        return
    across, down = side_by_side(len(tile.pictures))
    room = width // across, height // down
    for place, picture in enumerate(tile.pictures):
        row, column = divmod(place, across)
        scale = min(room[0] / picture.width, room[1] / picture.height)
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        small = picture.resize(size, Image.Resampling.LANCZOS)
        x = left + column * room[0] + (room[0] - size[0]) // 2
        sheet.paste(small, (x, top + row * room[1] + (room[1] - size[1]) // 2))


def _label_cells(pen: _Pen, plan: Plan, grid: _Grid) -> None:
    if plan.x.title:
        pen.write((grid.gap, grid.gap + grid.words), [lettered(plan.x.title)], FAINT)
    for number, text in enumerate(_drawable(plan.x.labels)):
        left, top = grid.corner(number)
        lines = _wrapped(text, grid.cell[0], grid.font, lines=3)
        middle = left + grid.cell[0] // 2
        pen.write((middle, top + grid.cell[1] + grid.gap // 2), lines, INK, anchor="ma")


def _label_table(pen: _Pen, plan: Plan, grid: _Grid) -> None:
    assert plan.y is not None
    width, height = grid.cell
    head = grid.gap + grid.words + grid.gap // 2
    across = grid.columns * (width + grid.gap) - grid.gap
    title = _wrapped(lettered(plan.x.title), across, grid.font, lines=1)
    pen.write((grid.left + across // 2, head), title, FAINT, anchor="ma")
    for number, text in enumerate(_drawable(plan.x.labels)):
        lines = _wrapped(text, width, grid.font, lines=2)
        middle = grid.corner(number)[0] + width // 2
        top = grid.top - grid.gap // 2 - len(lines) * grid.line
        pen.write((middle, top), lines, INK, anchor="ma")
    most = grid.left - 2 * grid.gap
    right = grid.left - grid.gap
    title = _wrapped(lettered(plan.y.title), most, grid.font, lines=1)
    pen.write((right, grid.top - grid.gap // 2 - grid.line), title, FAINT, anchor="ra")
    for row, text in enumerate(_drawable(plan.y.labels)):
        lines = _wrapped(text, most, grid.font, lines=max(1, height // grid.line))
        top = grid.corner(row * grid.columns)[1] + (height - len(lines) * grid.line) // 2
        pen.write((right, top), lines, INK, anchor="ra")
