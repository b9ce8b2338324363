"""Draw the sheets of docs/draw.md: every master once, AARON and towns several times, and plots.

python -m tools.draw_sheet
"""

from collections.abc import Mapping, Sequence

import numpy as np
import skia
from PIL import Image

from inference.masters.catalogue import find_master
from inference.masters.drawing import Page
from inference.masters.inking import trace
from inference.masters.picture import picture
from inference.masters.plot import traces
from tools.install import ROOT

Wanted = tuple[str, int, Mapping[str, object]]
GAP_PX = 12
PAPER = (250, 249, 246)
EVERY: Sequence[Wanted] = (
    ("aaron", 22, {}),
    ("town", 3, {}),
    ("interruptions", 3, {}),
    ("disorder", 2, {}),
    ("hypertransformations", 2, {}),
    ("letters", 1, {}),
    ("schotter", 1, {"columns": 12, "rows": 22}),
    ("nake", 4, {}),
    ("lewitt", 1, {"instruction": "points"}),
    ("maze", 3, {"tile": "ribbons", "cells": 14}),
    ("field", 3, {}),
    ("mondrian", 1, {}),
)
AARON: Sequence[Wanted] = tuple(("aaron", seed, {}) for seed in (3, 18, 10, 5, 12, 8))
TOWNS: Sequence[Wanted] = tuple(
    ("town", seed, {"colours": colours})
    for seed, colours in ((4, "siena"), (5, "umbria"), (7, "dusk"), (9, "winter"))
)
PLOTS: Sequence[Wanted] = (("town", 3, {"colours": "ink"}), ("aaron", 10, {}))


def main() -> None:
    """Write the four sheets."""
    folder = ROOT / "docs" / "pictures"
    for name, wanted, side, columns in (
        ("draw", EVERY, 400, 4),
        ("draw-aaron", AARON, 480, 3),
        ("draw-towns", TOWNS, 600, 2),
    ):
        _sheet([painted(it, side) for it in wanted], columns).save(
            folder / f"{name}.webp", quality=74, method=6
        )
    _sheet([plotted(it, 800) for it in PLOTS], 2).save(
        folder / "draw-plots.webp", quality=60, method=6
    )


def painted(wanted: Wanted, side_px: int) -> Image.Image:
    """One drawing as members see it, painted larger and made smaller."""
    name, seed, options = wanted
    master = find_master(name)
    drawing = master.draw(Page.of(1, 1), master.choose(options, seed), seed)
    large = picture(drawing, 2 * side_px, 2 * side_px)
    return large.resize((side_px, side_px), Image.Resampling.LANCZOS)


def plotted(wanted: Wanted, side_px: int) -> Image.Image:
    """The same as a plotter draws it."""
    name, seed, options = wanted
    master = find_master(name)
    drawing = master.draw(Page.of(1, 1), master.choose(options, seed), seed)
    pixels = np.full((2 * side_px, 2 * side_px, 4), 255, np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    canvas.scale(2 * side_px, 2 * side_px)
    for one in traces(drawing):
        trace(canvas, one.line, one.pen)
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    return image.resize((side_px, side_px), Image.Resampling.LANCZOS)


def _sheet(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    side = pictures[0].width + GAP_PX
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * side - GAP_PX, rows * side - GAP_PX), PAPER)
    for number, one in enumerate(pictures):
        sheet.paste(one, (number % columns * side, number // columns * side))
    return sheet


if __name__ == "__main__":
    main()
