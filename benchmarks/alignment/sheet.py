"""The contact sheet: the painter's picture beside the model's, and what the judge saw in each."""

from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from benchmarks.alignment.questions import Question, stated
from benchmarks.alignment.telling import Column
from inference.painter.facts import ATTRIBUTES

COLUMNS, ROWS = 6, 8
_SIDE, _GAP, _MARGIN = 224, 4, 20  # of a picture, between two of a pair, around pairs; in pixels
_WIDTH = 2 * _SIDE + _GAP
_LINE = 20
_CAPTION_LINES = 3
_HEIGHT = _SIDE + _LINE * (_CAPTION_LINES + len(ATTRIBUTES)) + 3 * _GAP
_PAPER, _INK, _WRONG = (250, 248, 243), (35, 33, 30), (200, 25, 25)
_FONT = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw_sheet(asked: Sequence[Question], painter: Column, model: Column) -> Image.Image:
    """The first COLUMNS x ROWS questions on one page; fewer where there are fewer."""
    count = min(len(asked), COLUMNS * ROWS)
    columns, rows = min(count, COLUMNS), -(-count // COLUMNS)
    width = columns * (_WIDTH + _MARGIN) + _MARGIN
    page = Image.new("RGB", (width, rows * (_HEIGHT + _MARGIN) + 3 * _MARGIN), _PAPER)
    title = f"Left the painter, right {model.name}. Below, what the judge sees; red is wrong."
    pen = ImageDraw.Draw(page)
    pen.text((_MARGIN, _MARGIN), title, _INK, ImageFont.load_default(_LINE))
    for index in range(count):
        row, column = divmod(index, COLUMNS)
        left = _MARGIN + column * (_WIDTH + _MARGIN)
        top = 3 * _MARGIN + row * (_HEIGHT + _MARGIN)
        _draw_pair(page, (left, top), asked[index], (painter, model), index)
    return page


def _draw_pair(
    page: Image.Image,
    corner: tuple[int, int],
    question: Question,
    both: Sequence[Column],
    index: int,
) -> None:
    left, top = corner
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(16)
    below = top + _SIDE + _GAP
    for number, line in enumerate(_wrapped(question.caption, font)[:_CAPTION_LINES]):
        pen.text((left, below + _LINE * number), line, _INK, font)
    below += _LINE * _CAPTION_LINES + _GAP
    truth = stated(question.scene)
    for column, x in zip(both, (left, left + _SIDE + _GAP), strict=True):
        picture = column.pictures[index]
        page.paste(picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), (x, top))
        _draw_answers(pen, (x, below), truth, column.scores.answers[index])


def _draw_answers(
    pen: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    truth: Mapping[str, str],
    answers: Mapping[str, str],
) -> None:
    left, top = corner
    font = ImageFont.load_default(15)
    for number, (name, answer) in enumerate(answers.items()):
        right = answer == truth[name]
        text = answer if right else f"{answer}, not {truth[name]}"
        pen.text((left, top + _LINE * number), text, _INK if right else _WRONG, font)


def _wrapped(text: str, font: _FONT) -> list[str]:
    """Lines no wider than a pair."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and font.getlength(longer) > _WIDTH:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
