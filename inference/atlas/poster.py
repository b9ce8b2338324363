"""The map as one picture, and small pictures for it. Pure but for Pillow."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

_GROUND = (24, 24, 28)
_NUMBER = (255, 255, 255)
_LARGEST_SIDE = 2400
_LARGEST_CELL, _SMALLEST_CELL = 320, 40


def thumbnail(picture: Image.Image, side: int) -> Image.Image:
    """The middle of a picture as an RGB square."""
    whole = picture.convert("RGB")
    edge = min(whole.size)
    left, top = (whole.width - edge) // 2, (whole.height - edge) // 2
    box = (left, top, left + edge, top + edge)
    return whole.resize((side, side), Image.Resampling.LANCZOS, box, reducing_gap=2.0)


def cell_side(columns: int, rows: int) -> int:
    """How large a cell may be, in pixels, so that the poster stays within its size."""
    return max(_SMALLEST_CELL, min(_LARGEST_CELL, _LARGEST_SIDE // max(columns, rows)))


def draw_poster(
    thumbnails: Sequence[Image.Image],
    cells: Sequence[tuple[int, int]],
    *,
    columns: int,
    rows: int,
) -> Image.Image:
    """All pictures on their grid.

    Args:
        thumbnails: squares of one size.
        cells: (column, row) of each.
        columns: of the grid.
        rows: of the grid.
    """
    side = thumbnails[0].width
    gap = max(1, side // 40)
    poster = Image.new("RGB", (columns * (side + gap) + gap, rows * (side + gap) + gap), _GROUND)
    for picture, (column, row) in zip(thumbnails, cells, strict=True):
        poster.paste(picture, (gap + column * (side + gap), gap + row * (side + gap)))
    return poster


def draw_strip(thumbnails: Sequence[Image.Image], *, columns: int = 3) -> Image.Image:
    """A few pictures in rows, numbered from 1."""
    side = thumbnails[0].width
    columns = min(columns, len(thumbnails))
    rows = -(-len(thumbnails) // columns)
    cells = [(index % columns, index // columns) for index in range(len(thumbnails))]
    strip = draw_poster(thumbnails, cells, columns=columns, rows=rows)
    pen = ImageDraw.Draw(strip)
    gap = max(1, side // 40)
    font = ImageFont.load_default(side / 9)
    for index, (column, row) in enumerate(cells):
        left, top = gap + column * (side + gap), gap + row * (side + gap)
        badge = (left, top, left + side / 6, top + side / 7)
        pen.rectangle(badge, fill=_GROUND)
        pen.text(
            ((badge[0] + badge[2]) / 2, (badge[1] + badge[3]) / 2),
            str(index + 1),
            fill=_NUMBER,
            font=font,
            anchor="mm",
        )
    return strip
