"""The page that members see: the score with its dice, and the waltz as a rose.

Drawn by Pillow at any size; the letters are those that come with it, so that a page is the same on
every machine.
"""

import colorsys
import io
import math
from collections.abc import Sequence

import resvg_py
from PIL import Image, ImageDraw, ImageFont

from inference.dice.engraving import Engraving
from inference.dice.waltz import SIXTEENTHS, Waltz

ASPECT = 4 / 5
"""Width to height."""

_UNIT = 1000.0  # the page's width in the numbers below
_PAPER = (250, 245, 232)
_INK = (38, 32, 30)
_FAINT = (128, 116, 104)
_EDGE = 60.0
_SCORE_TOP = 345.0
_DIE = 23.0
_PIPS = {
    1: [(0, 0)],
    2: [(-1, -1), (1, 1)],
    3: [(-1, -1), (0, 0), (1, 1)],
    4: [(-1, -1), (1, -1), (-1, 1), (1, 1)],
    5: [(-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)],
    6: [(-1, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (1, 1)],
}
_SECOND_ENDING = 8  # its place among the engraved bars; it has no dice of its own
_LOWEST, _HIGHEST = 36, 88


def draw_page(
    waltz: Waltz,
    throws: Sequence[tuple[int, int]],
    engraving: Engraving,
    *,
    number: int,
    width_px: int,
    height_px: int,
) -> Image.Image:
    """An RGB page of that size; what does not fit its shape is paper."""
    twice = min(2 * width_px, 2 * round(height_px * ASPECT))
    scale = twice / _UNIT
    page = Image.new("RGB", (twice, round(twice / ASPECT)), _PAPER)
    pen = ImageDraw.Draw(page)
    _draw_rose(pen, waltz, centre=(185 * scale, 165 * scale), radius=122 * scale)
    _write_title(pen, number, scale)
    _draw_score(page, waltz, throws, engraving, scale=scale)
    fitted = page.resize((twice // 2, page.height // 2), Image.Resampling.LANCZOS)
    whole = Image.new("RGB", (width_px, height_px), _PAPER)
    whole.paste(fitted, ((width_px - fitted.width) // 2, (height_px - fitted.height) // 2))
    return whole


def _write_title(pen: ImageDraw.ImageDraw, number: int, scale: float) -> None:
    lines = (
        (84, 46, _INK, "A waltz of sixteen throws"),
        (150, 25, _INK, f"No. {number:,}"),
        (192, 19, _FAINT, "of 45,949,729,863,572,161 that two dice can make"),
        (222, 19, _FAINT, "by the table printed in Berlin and Bonn in 1792 and 1793"),
        (249, 19, _FAINT, "as Mozart's, whose it is nobody has shown (K. Anh. C 30.01)"),
    )
    for top, size, colour, text in lines:
        font = ImageFont.load_default(size * scale)
        pen.text((350 * scale, (top - 20) * scale), text, fill=colour, font=font)


def _draw_score(
    page: Image.Image,
    waltz: Waltz,
    throws: Sequence[tuple[int, int]],
    engraving: Engraving,
    *,
    scale: float,
) -> None:
    pen = ImageDraw.Draw(page)
    width = (_UNIT - 2 * _EDGE) * scale
    left, top = _EDGE * scale, _SCORE_TOP * scale
    drawn = resvg_py.svg_to_bytes(svg_string=engraving.svg, width=round(width), dpi=96)
    score = Image.open(io.BytesIO(bytes(drawn)))
    page.paste(Image.new("RGB", score.size, _INK), (round(left), round(top)), score.getchannel("A"))
    dice = iter(zip(throws, waltz.bars, strict=True))
    for place, (start, end, line) in enumerate(engraving.bars):
        x, y = left + start * width, top + line * width - 72 * scale
        if place == _SECOND_ENDING:
            pen.text((x, y), "second time", fill=_FAINT, font=ImageFont.load_default(13 * scale))
            continue
        pair, bar = next(dice)
        for which, pips in enumerate(pair):
            centre = (x + (14 + which * 30) * scale, y + 8 * scale)
            _draw_die(pen, pips, centre=centre, side=_DIE * scale)
        font = ImageFont.load_default(15 * scale)
        room = (end - start) * width
        if room > 110 * scale:
            pen.text((x + 62 * scale, y - 1 * scale), str(bar.measure), fill=_FAINT, font=font)


def _draw_die(
    pen: ImageDraw.ImageDraw, pips: int, *, centre: tuple[float, float], side: float
) -> None:
    x, y = centre
    half = side / 2
    pen.rounded_rectangle(
        (x - half, y - half, x + half, y + half),
        radius=side / 5,
        fill=(255, 253, 247),
        outline=_INK,
        width=max(1, round(side / 14)),
    )
    dot = side / 10
    for right, down in _PIPS[pips]:
        pip_x, pip_y = x + right * side * 0.27, y + down * side * 0.27
        pen.ellipse((pip_x - dot, pip_y - dot, pip_x + dot, pip_y + dot), fill=_INK)


def _draw_rose(
    pen: ImageDraw.ImageDraw, waltz: Waltz, *, centre: tuple[float, float], radius: float
) -> None:
    """The waltz as it sounds, once around: pitch outwards, its name as colour, length as arc."""
    x, y = centre
    played = waltz.played()
    whole = len(played) * SIXTEENTHS
    thickness = radius / 15
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(243, 234, 214))
    for index, bar in enumerate(played):
        for notes in (bar.left, bar.right):
            for note in notes:
                start = 360 * (index * SIXTEENTHS + note.start) / whole - 90
                end = start + 360 * note.length / whole - 0.6
                for pitch in note.pitches:
                    at = radius * (0.26 + 0.7 * (pitch - _LOWEST) / (_HIGHEST - _LOWEST))
                    box = (x - at, y - at, x + at, y + at)
                    pen.arc(box, start, end, fill=_colour(pitch), width=round(thickness))
    for index in range(len(played)):
        angle = math.radians(360 * index / len(played) - 90)
        inner, outer = radius * 0.16, radius * (0.22 if index % 8 == 0 else 0.19)
        ends = [(x + at * math.cos(angle), y + at * math.sin(angle)) for at in (inner, outer)]
        pen.line(ends, fill=_FAINT, width=max(1, round(radius / 90)))


def _colour(pitch: int) -> tuple[int, int, int]:
    """Of a pitch's name, by fifths, so that what sounds together looks together."""
    hue = (pitch * 7 % 12) / 12
    light = 0.34 + 0.24 * (pitch - _LOWEST) / (_HIGHEST - _LOWEST)
    red, green, blue = colorsys.hls_to_rgb(hue, light, 0.36)
    return round(255 * red), round(255 * green), round(255 * blue)
