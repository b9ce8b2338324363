"""The map as one HTML file to wander in: everything is inside, nothing is fetched. Pure."""

import base64
import html
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from inference.atlas.poster import draw_poster

_FILE = Path(__file__).with_name("map.html")
_QUALITY = 80
_MOST_PIXELS = 16_383  # of a WebP's side
_CELLS = (160, 128, 96, 64, 48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the page says of one picture.

    Attributes:
        words: what was asked for.
        place: "job 12, picture 2".
        link: to its message; empty where there is none.
    """

    words: str
    place: str
    link: str


def write_page(
    thumbnails: Sequence[Image.Image],
    cells: Sequence[tuple[int, int]],
    labels: Sequence[Label],
    *,
    columns: int,
    rows: int,
    title: str,
    limit_bytes: int,
) -> bytes:
    """The page, with pictures as large as fit.

    Args:
        thumbnails: squares, as large as they may become.
        cells: (column, row) of each.
        labels: what is said of each.
        columns: of the grid.
        rows: of the grid.
        title: of the page.
        limit_bytes: the largest file there may be; the smallest pictures are taken if need be.
    """
    written = b""
    for side in _CELLS:
        if side > thumbnails[0].width or (side + 4) * max(columns, rows) > _MOST_PIXELS:
            continue
        small = [picture.resize((side, side), Image.Resampling.LANCZOS) for picture in thumbnails]
        sheet = draw_poster(small, cells, columns=columns, rows=rows)
        written = _page(sheet, side, cells, labels, title)
        if len(written) <= limit_bytes:
            break
    return written


def _page(
    sheet: Image.Image,
    side: int,
    cells: Sequence[tuple[int, int]],
    labels: Sequence[Label],
    title: str,
) -> bytes:
    saved = io.BytesIO()
    sheet.save(saved, "WEBP", quality=_QUALITY)
    told = {
        "cell": side,
        "gap": max(1, side // 40),
        "pictures": [
            {"column": column, "row": row, **asdict(label)}
            for (column, row), label in zip(cells, labels, strict=True)
        ],
    }
    # "<" as \u003c, so that no words can end the element that they stand in
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    source = "data:image/webp;base64," + base64.b64encode(saved.getvalue()).decode()
    text = _FILE.read_text(encoding="utf-8")
    for mark, value in (
        ("<!--title-->", html.escape(title)),
        ("/*data*/", data),
        ("<!--sheet-->", f'<img id="sheet" alt="" src="{source}">'),
    ):
        text = text.replace(mark, value)
    return text.encode()
