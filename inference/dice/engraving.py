"""A score engraved: MusicXML -> SVG, and where its bars came to stand. Verovio does the work.

Words are left out of the SVG, since which fonts a machine has would decide how they look; the page
writes them itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import verovio

_OPTIONS = {
    "adjustPageHeight": True,
    "breaks": "encoded",
    "footer": "none",
    "header": "none",
    "minLastJustification": 0.0,
    "mnumInterval": 0,
    "pageHeight": 4000,
    "pageMarginBottom": 20,
    "pageMarginLeft": 20,
    "pageMarginRight": 20,
    "pageMarginTop": 20,
    "pageWidth": 2000,
    "scale": 60,
    "spacingSystem": 18,
    "svgViewBox": True,
    "xmlIdSeed": 1,
}
_MARGIN = 200  # of the page in the SVG's own units: ten for each of verovio's
_TEXT = re.compile(r"\s*<text\b.*?</text>", re.DOTALL)
_VIEW = re.compile(r'class="definition-scale"[^>]*viewBox="0 0 (\d+) (\d+)"')
_BAR = re.compile(r'class="measure">.*?<path d="M(\d+) (\d+) L(\d+) \2"', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engraving:
    """A score as SVG.

    Attributes:
        svg: the document; its shape is `height` to 1.
        height: of the page, where its width is 1.
        bars: for each bar left and right end and top line of the upper staff, in the same measure.
    """

    svg: str
    height: float
    bars: tuple[tuple[float, float, float], ...]


def engrave(musicxml: str) -> Engraving:
    """Engrave a score on one page."""
    toolkit = verovio.toolkit(initFont=False)
    # verovio 6.4.1 finds its fonts by itself only in the thread that imported it
    toolkit.setResourcePath(str(Path(verovio.__file__).with_name("data")))
    toolkit.setOptions(_OPTIONS)
    if not toolkit.loadData(musicxml):
        raise AssertionError("verovio does not read our own score")
    svg = _TEXT.sub("", toolkit.renderToSVG(1))
    view = _VIEW.search(svg)
    assert view is not None, "verovio 6.4.1 scales a page in one place"
    width, height = int(view[1]), int(view[2])
    bars = tuple(
        (
            (int(bar[1]) + _MARGIN) / width,
            (int(bar[3]) + _MARGIN) / width,
            (int(bar[2]) + _MARGIN) / width,
        )
        for bar in _BAR.finditer(svg)
    )
    return Engraving(svg=svg, height=height / width, bars=bars)
