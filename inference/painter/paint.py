"""A Scene into a picture: composition, then the hand of its style, with looks in between."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from PIL.Image import Image, fromarray

from inference.painter.board import Board
from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.composition import Seeds, compose
from inference.painter.easel import Easel, Hand, plain
from inference.painter.forms import Composition
from inference.painter.raster import Canvas
from inference.painter.scene import Scene, Style
from inference.painter.styles.blueprint import PAPER as BLUE
from inference.painter.styles.blueprint import blueprint, draft
from inference.painter.styles.glass import glass
from inference.painter.styles.ink import PAPER as WHITE
from inference.painter.styles.ink import ink, pen
from inference.painter.styles.mosaic import mosaic
from inference.painter.styles.neon import neon
from inference.painter.styles.oil import oil
from inference.painter.styles.paper import paper
from inference.painter.styles.pastel import pastel
from inference.painter.styles.pencil import pencil
from inference.painter.styles.pixel import pixel
from inference.painter.styles.points import points
from inference.painter.styles.poster import poster
from inference.painter.styles.watercolour import watercolour
from inference.painter.styles.woodblock import woodblock
from inference.painter.styles.woodcut import PAPER as CREAM
from inference.painter.styles.woodcut import cut, woodcut
from inference.painter.vector import Sheet

HANDS: Mapping[Style, Hand] = {
    Style.WATERCOLOUR: watercolour,
    Style.OIL: oil,
    Style.INK: ink,
    Style.GLASS: glass,
    Style.PIXEL: pixel,
    Style.PAPER: paper,
    Style.POINTS: points,
    Style.POSTER: poster,
    Style.MOSAIC: mosaic,
    Style.PASTEL: pastel,
    Style.PENCIL: pencil,
    Style.WOODBLOCK: woodblock,
    Style.WOODCUT: woodcut,
    Style.BLUEPRINT: blueprint,
    Style.NEON: neon,
}
_STARTLING = (Style.WOODCUT, Style.BLUEPRINT, Style.NEON)
_UNASKED = tuple(style for style in HANDS if style not in _STARTLING)
"""What the seed chooses among; a plan or a sign is for those who ask for it."""
Lines = Callable[[Composition, Board, np.random.Generator], Iterator[float]]
LINES: Mapping[Style, tuple[Lines, Colour]] = {
    Style.INK: (pen, WHITE),
    Style.WOODCUT: (cut, CREAM),
    Style.BLUEPRINT: (draft, BLUE),
}
"""The styles of line work, which can be had as SVG, each with its paper."""
Show = Callable[[float, Callable[[], Image]], None]
"""Takes how much is done, in [0, 1], and how to get a look at it; may raise to stop."""


def paint(
    scene: Scene,
    *,
    width: int,
    height: int,
    seeds: Seeds,
    show: Show,
    until: float = 1.0,
    taste: float = 1.0,
) -> Image:
    """Paint one picture.

    Args:
        scene: what it shows.
        width: in pixels.
        height: in pixels.
        seeds: what it depends on besides.
        show: called after every piece of work, some tens of milliseconds apart.
        until: how much of the work is done before it is left as it is, in (0, 1].
        taste: how much of the style's hand shows: 0 is the plain scene, 2 the hand overdone.

    Returns:
        RGB, the same for the same arguments.
    """
    picture = compose(scene, aspect=width / height, seeds=seeds)
    hand = HANDS[style_of(scene, seeds.palette)]
    easel = Easel(width, height, seeds.hand)
    canvas = easel.canvas(picture.air.sky[-1])
    for done, canvas in hand(picture, easel):
        show(done, canvas.image)
        if done >= until:
            break
    return canvas.image() if taste == 1 else _tasted(canvas, picture, easel, show, taste, until)


def _tasted(  # noqa: PLR0917
    done: Canvas, picture: Composition, easel: Easel, show: Show, taste: float, until: float
) -> Image:
    """Between the plain scene and the hand's, or beyond the hand's."""
    smooth = easel.canvas(picture.air.sky[-1])
    for share, smooth in plain(picture, easel):  # noqa: B007 - the last one is used
        show(1.0, done.image)
        if share >= until:
            break
    bare, made = (np.asarray(it.pixels, np.float32) for it in (smooth, done))
    mixed = np.clip(bare + np.float32(taste) * (made - bare), 0, 255)
    return fromarray((mixed + np.float32(0.5)).astype(np.uint8))


def svg(scene: Scene, *, width: int, height: int, seeds: Seeds, title: str = "") -> str:
    """Draw one picture as an SVG file, the same lines as `paint` draws.

    Args:
        scene: what it shows; its style must be one of LINES.
        width: in pixels, as the file says; it can be shown at any size.
        height: in pixels.
        seeds: what it depends on besides.
        title: what screen readers say.

    Raises:
        KeyError: the style is no line work.
    """
    lines, paper = LINES[style_of(scene, seeds.palette)]
    picture = compose(scene, aspect=width / height, seeds=seeds)
    sheet = Sheet(picture.width, picture.height, paper)
    purpose = style_of(scene, seeds.palette).value
    for _ in lines(picture, sheet, stream(seeds.hand, purpose)):
        pass
    return sheet.text(title, width_px=width, height_px=height)


def style_of(scene: Scene, seed: int) -> Style:
    """The style asked for, or one that the seed chooses."""
    if scene.style is not None:
        return scene.style
    return _UNASKED[int(stream(seed, "style").integers(len(_UNASKED)))]
