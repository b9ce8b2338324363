"""Line work as SVG: a sheet that takes what a canvas takes and writes it down instead.

Knows no style and no words; `svg` in `paint` joins the two.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.raster import MULTIPLY, OVER, SCREEN, Blend, Path

_SCALE = 1000  # user units for one unit of the picture
_BLENDS = {MULTIPLY: "multiply", SCREEN: "screen"}


class Sheet:
    """Collects SVG elements; the picture is `width` x `height` units large."""

    def __init__(self, width: float, height: float, paper: Colour) -> None:
        self._size = round(width * _SCALE, 1), round(height * _SCALE, 1)
        self._paper = paper
        self._definitions: list[str] = []
        self._body: list[str] = []
        self._blurs: dict[float, str] = {}

    def tint(
        self,
        path: Path,
        colour: Colour,
        alpha: float = 1.0,
        *,
        soft: float = 0.0,
        blend: Blend = OVER,
    ) -> None:
        """One flat colour inside the path, blurred by `soft` units."""
        look = f'fill="{_hex(colour)}"{_faint("fill", alpha)}'
        if soft > 0:
            look += f' filter="url(#{self._blur(soft)})"'
        if blend in _BLENDS:
            look += f' style="mix-blend-mode:{_BLENDS[blend]}"'
        self._body.append(f'<path {look} d="{_outline(path.outlines, closed=path.closed)}"/>')

    def stroke(self, path: Path, width: float, colour: Colour, alpha: float = 1.0) -> None:
        """Along the path, `width` units wide."""
        self._lined(_outline(path.outlines, closed=path.closed), width, colour, alpha)

    def lines(
        self, ends: NDArray[np.float64], width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """Straight strokes; `ends` is (n, 4) of x0, y0, x1, y1."""
        if len(ends):
            self._lined(_outline(list(ends.reshape(-1, 2, 2)), closed=False), width, colour, alpha)

    @contextmanager
    def clipped(self, path: Path) -> Iterator[None]:
        """Draw only inside the path meanwhile."""
        name = f"c{len(self._definitions)}"
        outline = _outline(path.outlines, closed=path.closed)
        self._definitions.append(f'<clipPath id="{name}"><path d="{outline}"/></clipPath>')
        self._body.append(f'<g clip-path="url(#{name})">')
        yield
        self._body.append("</g>")

    def text(self, title: str, *, width_px: int, height_px: int) -> str:
        """The whole file; `title` is what screen readers say."""
        width, height = self._size
        size = f'width="{width_px}" height="{height_px}" viewBox="0 0 {width} {height}"'
        return "\n".join(
            [
                '<?xml version="1.0" encoding="UTF-8"?>',
                f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
                f"<title>{_escaped(title)}</title>",
                f"<defs>{''.join(self._definitions)}</defs>",
                f'<rect width="{width}" height="{height}" fill="{_hex(self._paper)}"/>',
                *self._body,
                "</svg>",
                "",
            ]
        )

    def _lined(self, outline: str, width: float, colour: Colour, alpha: float) -> None:
        look = f'stroke="{_hex(colour)}" stroke-width="{width * _SCALE:.2f}"'
        self._body.append(
            f'<path fill="none" stroke-linecap="round" stroke-linejoin="round" {look}'
            f'{_faint("stroke", alpha)} d="{outline}"/>'
        )

    def _blur(self, soft: float) -> str:
        by = round(soft * _SCALE, 1)
        if by not in self._blurs:
            self._blurs[by] = f"b{len(self._blurs)}"
            self._definitions.append(
                f'<filter id="{self._blurs[by]}" x="-50%" y="-50%" width="200%" height="200%">'
                f'<feGaussianBlur stdDeviation="{by}"/></filter>'
            )
        return self._blurs[by]


def _outline(outlines: Sequence[Points], *, closed: bool) -> str:
    end = "Z" if closed else ""
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in np.round(line * _SCALE, 1).tolist()) + end
        for line in outlines
    )


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour.rgb())


def _faint(what: str, alpha: float) -> str:
    return "" if alpha >= 1 else f' {what}-opacity="{max(alpha, 0.0):.3g}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
