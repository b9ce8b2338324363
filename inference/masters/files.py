"""A drawing as files: SVG for plotters, A4 PDF for printers, and a film of how it is drawn."""

import io
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import skia
from PIL import Image

from inference.masters.drawing import Area, Drawing, Pen
from inference.masters.inking import ink, trace
from inference.masters.picture import painted
from inference.masters.plot import Show, Trace, by_pen, placed_mm
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.raster import argb

_Skia = Any
_SVG = "http://www.w3.org/2000/svg"
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
_POINTS_A_MM = 72 / 25.4
FRAMES = 56
FILM_SIDE_PX = 512
_FILM_SIZES = ((FILM_SIDE_PX, 72), (384, 60), (256, 50), (160, 40))
"""Sides in pixels and qualities, tried in this order."""
_FRAME_MS, _LAST_MS = 70, 2600
_PEN_DOWN = Colour.hex("#d1242f")


def svg(drawing: Drawing, all_traces: Sequence[Trace], *, title: str) -> str:
    """A4 in millimetres: one layer for each pen, as Inkscape and plotters read them, only lines.

    Source: the attributes inkscape:groupmode and inkscape:label, as Inkscape 1.x writes them.
    """
    width, height, left, top, scale = placed_mm(drawing.page)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<svg xmlns="{_SVG}" xmlns:inkscape="{_INKSCAPE}"'
            f' width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}">'
        ),
        f"<title>{escape(title)}</title>",
    ]
    for number, (pen, ways) in enumerate(by_pen(all_traces).items(), start=1):
        label = quoteattr(f"{number} {pen.name}")
        lines.append(
            f'<g id="pen{number}-{re.sub("[^a-z0-9]+", "-", pen.name)}" inkscape:groupmode="layer"'
            f' inkscape:label={label} fill="none" stroke="{_hex(pen)}"'
            f' stroke-width="{_millimetres(pen, scale):.2f}"'
            ' stroke-linecap="round" stroke-linejoin="round">'
        )
        lines += [f'<path d="{_way(way * scale + (left, top))}"/>' for way in ways]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def pdf(drawing: Drawing, *, title: str) -> bytes:
    """The drawing with its colours on a page of A4, as vectors."""
    width, height, left, top, scale = placed_mm(drawing.page)
    stream = skia.DynamicMemoryWStream()
    metadata = skia.PDF.Metadata()
    metadata.fTitle = title
    metadata.fCreator = metadata.fProducer = "Mozart"
    document = skia.PDF.MakeDocument(stream, metadata)
    canvas = document.beginPage(width * _POINTS_A_MM, height * _POINTS_A_MM)
    canvas.scale(_POINTS_A_MM, _POINTS_A_MM)
    canvas.translate(left, top)
    canvas.scale(scale, scale)
    sheet = skia.Rect.MakeWH(drawing.page.width, drawing.page.height)
    canvas.clipRect(sheet)
    canvas.drawRect(sheet, skia.Paint(Color=argb(drawing.paper)))
    for mark in drawing.marks:
        ink(canvas, mark)
    document.endPage()
    document.close()
    return bytes(stream.detachAsData())


def timelapse(
    drawing: Drawing,
    all_traces: Sequence[Trace],
    *,
    limit_bytes: int,
    show: Show = lambda _: None,
) -> bytes:
    """A WebP film: first the lines as a pen draws them, then the colours, then all of it.

    Args:
        drawing: what comes out in the end.
        all_traces: its lines, in the order in which they are drawn.
        limit_bytes: the film is made smaller until it fits.
        show: told how far it is.
    """
    film = b""
    for side_px, quality in _FILM_SIZES:
        frames = _frames(drawing, all_traces, side_px, show)
        file = io.BytesIO()
        durations = [_FRAME_MS] * (len(frames) - 1) + [_LAST_MS]
        frames[0].save(
            file,
            "WEBP",
            save_all=True,
            append_images=frames[1:],
            duration=durations,
            loop=0,
            quality=quality,
            method=2,
        )
        film = file.getvalue()
        if len(film) <= limit_bytes:
            break
    return film


def _frames(
    drawing: Drawing, all_traces: Sequence[Trace], side_px: int, show: Show
) -> list[Image.Image]:
    film = _Film(drawing, side_px)
    areas = [mark for mark in reversed(drawing.marks) if isinstance(mark, Area) and mark.hides]
    first = FRAMES if not areas else round(0.7 * FRAMES)
    frames = []
    for some in _portions(all_traces, first):
        for one in some:
            trace(film.lines, one.line, one.pen)
        frames.append(film.frame(some[-1] if some else None))
        show(len(frames) / (FRAMES + 1))
    if areas:  # a brush that knows what stands in front, so it begins there
        bounds = np.linspace(0, len(areas), FRAMES - first + 1).astype(int)
        for start, stop in pairwise(bounds):
            for area in areas[start:stop]:
                ink(film.colours, area, under=True)
            frames.append(film.frame(None))
            show(len(frames) / (FRAMES + 1))
    *_, (_, pixels) = painted(drawing, film.width_px, film.height_px)
    return [*frames, Image.fromarray(np.ascontiguousarray(pixels))]


def _portions(all_traces: Sequence[Trace], count: int) -> list[Sequence[Trace]]:
    """The traces in `count` portions that take a pen about as long."""
    lengths = [np.hypot(*np.diff(one.line, axis=0).T).sum() + 0.004 for one in all_traces]
    done = np.cumsum(lengths)
    total = float(done[-1]) if lengths else 0.0
    bounds = np.searchsorted(done, np.linspace(0, total, count + 1)[1:], side="right")
    bounds = np.concatenate([[0], bounds])
    bounds[-1] = len(all_traces)
    return [all_traces[a:b] for a, b in pairwise(bounds)]


class _Film:
    """Two transparent layers over the paper: what pens have drawn, and what brushes have."""

    def __init__(self, drawing: Drawing, side_px: int) -> None:
        unit = side_px / max(drawing.page.width, drawing.page.height)
        self.width_px = max(16, round(drawing.page.width * unit / 2) * 2)
        self.height_px = max(16, round(drawing.page.height * unit / 2) * 2)
        self._paper = argb(drawing.paper)
        self._unit = (self.width_px * self.height_px) ** 0.5
        self._layers = [skia.Surface(self.width_px, self.height_px) for _ in range(2)]
        for layer in self._layers:
            layer.getCanvas().scale(self._unit, self._unit)

    @property
    def lines(self) -> _Skia:
        return self._layers[1].getCanvas()

    @property
    def colours(self) -> _Skia:
        return self._layers[0].getCanvas()

    def frame(self, pen_at: Trace | None) -> Image.Image:
        """Both layers on paper, and the pen where it is."""
        pixels = np.empty((self.height_px, self.width_px, 4), np.uint8)
        canvas = skia.Surface(pixels).getCanvas()
        canvas.clear(self._paper)
        for layer in self._layers:
            canvas.drawImage(layer.makeImageSnapshot(), 0, 0)
        if pen_at is not None:
            x, y = (pen_at.line[-1] * self._unit).tolist()
            canvas.drawCircle(x, y, 3.2, skia.Paint(AntiAlias=True, Color=argb(_PEN_DOWN)))
        return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))


def _way(line: Points) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in np.round(line, 2).tolist())


def _hex(pen: Pen) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in pen.colour.rgb())


def _millimetres(pen: Pen, scale: float) -> float:
    return max(0.1, pen.width * scale)
