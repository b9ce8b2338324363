"""A Scene into a picture: composition, then the hand of its style, with looks in between."""

from collections.abc import Callable, Mapping

from PIL.Image import Image

from inference.painter.chance import stream
from inference.painter.composition import Seeds, compose
from inference.painter.easel import Easel, Hand
from inference.painter.scene import Scene, Style
from inference.painter.styles.glass import glass
from inference.painter.styles.ink import ink
from inference.painter.styles.mosaic import mosaic
from inference.painter.styles.oil import oil
from inference.painter.styles.paper import paper
from inference.painter.styles.pastel import pastel
from inference.painter.styles.pencil import pencil
from inference.painter.styles.pixel import pixel
from inference.painter.styles.points import points
from inference.painter.styles.poster import poster
from inference.painter.styles.watercolour import watercolour
from inference.painter.styles.woodblock import woodblock

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
}
Show = Callable[[float, Callable[[], Image]], None]
"""Takes how much is done, in [0, 1], and how to get a look at it; may raise to stop."""


def paint(scene: Scene, *, width: int, height: int, seeds: Seeds, show: Show) -> Image:
    """Paint one picture.

    Args:
        scene: what it shows.
        width: in pixels.
        height: in pixels.
        seeds: what it depends on besides.
        show: called after every piece of work, some tens of milliseconds apart.

    Returns:
        RGB, the same for the same arguments.
    """
    picture = compose(scene, aspect=width / height, seeds=seeds)
    hand = HANDS[style_of(scene, seeds.palette)]
    easel = Easel(width, height, seeds.hand)
    canvas = easel.canvas(picture.air.sky[-1])
    for done, canvas in hand(picture, easel):
        show(done, canvas.image)
    return canvas.image()


def style_of(scene: Scene, seed: int) -> Style:
    """The style asked for, or one that the seed chooses."""
    if scene.style is not None:
        return scene.style
    styles = tuple(HANDS)
    return styles[int(stream(seed, "style").integers(len(styles)))]
