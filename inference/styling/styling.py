"""A picture in the manner of others: what was asked for, step by step, to finished pixels.

    an order --small and quick--> preview --> each style's strokes (or its colours alone) --> mixed
        --> the picture's colours kept, if wished --> strength --> mask --> the size asked for

Knows nothing of files, jobs and where pictures come from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import torch
from torch import Tensor

from inference.styling.blending import laid_in, mixed, smooth_as
from inference.styling.colours import matched, with_colours_of
from inference.styling.pixels import at_side, resized, sharpened_like, size_at
from inference.styling.transport import Past, Plan, Show, Size, Wish, root_area, transported
from inference.styling.whitening import whitened

PREVIEW_SIDE = 160
_PREVIEW_SHARE = 0.06
_PHOTO_REACH = 64  # of a picture's side, the window in which a photograph stays itself


class Colours(StrEnum):
    """Whose colours the result has."""

    STYLE = "style"
    CONTENT = "content"  # the content's own, everywhere: only light and dark are painted
    STROKES = "strokes"  # the content's palette, mixed as the style mixes its own


class Quality(StrEnum):
    """How thoroughly to work."""

    FAST = "fast"
    FULL = "full"


class Blend(StrEnum):
    """How several styles become one picture."""

    MIX = "mix"  # everywhere all of them
    COLLAGE = "collage"  # each in its part of the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style picture, its share, and whose colours its strokes have."""

    picture: Tensor
    share: float
    colours: Colours = Colours.STYLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wished.

    Attributes:
        content: (1, 3, H, W), any size.
        styles: one to four; their shares come to 1.
        height, width: of the result, in pixels.
        strength: how much of the style is seen, in [0, 1].
        photorealistic: colours, contrast and grain of the style, and no strokes.
        mask: (1, 1, h, w), 1 where the style goes; None is everywhere.
        start, past: of moving pictures; see `Wish`.
        seed: the same one gives the same pixels.
    """

    content: Tensor
    styles: Sequence[Style]
    height: int
    width: int
    strength: float = 1.0
    photorealistic: bool = False
    quality: Quality = Quality.FAST
    blend: Blend = Blend.MIX
    mask: Tensor | None = None
    start: Tensor | None = None
    past: Past | None = None
    seed: int = 0


def styled(order: Order, show: Show) -> Tensor:
    """The content in the styles, (1, 3, height, width). The same order gives the same pixels.

    Args:
        order: what is wished.
        show: hears how far it is, with a look at it; a first look comes after a few per cent.

    Raises:
        Cancelled: `show` said so.
    """
    order = replace(order, content=resized(order.content, order.height, order.width))
    if order.photorealistic:
        return _finished(order, _photographed(order, show))
    begin = 0.0
    if root_area(order.content) > 1.3 * PREVIEW_SIDE:
        small, begin = _preview(order, show), _PREVIEW_SHARE
        show(begin, lambda: small)
    return _finished(order, _painted(order, _between(show, begin, 1.0)))


def _preview(order: Order, show: Show) -> Tensor:
    """The whole order, small and quick."""
    side = min(PREVIEW_SIDE, root_area(order.content))
    height, width = size_at(side, order.height, order.width)
    quick = replace(order, quality=Quality.FAST, start=None, past=None, height=height, width=width)
    quick = replace(quick, content=resized(order.content, height, width))
    quiet = _between(show, 0.0, _PREVIEW_SHARE)
    painted = _painted(quick, lambda done, _: quiet(done, lambda: quick.content))
    return _finished(quick, painted)


def _painted(order: Order, show: Show) -> Tensor:
    """In strokes: all styles at once as a collage, or one after the other, and mixed."""
    plan = plan_of(order.quality, root_area(order.content))
    if order.blend is Blend.COLLAGE or len(order.styles) == 1:
        return _one(order, order.styles, plan, show)
    pictures: list[Tensor] = []
    begun = 0.0
    for style in order.styles:
        share = 1 / len(order.styles)
        alone = replace(style, share=1.0)
        pictures.append(_one(order, [alone], plan, _between(show, begun, begun + share)))
        begun += share
    return mixed(pictures, [style.share for style in order.styles])


def _one(order: Order, styles: Sequence[Style], plan: Plan, show: Show) -> Tensor:
    """The content in the patches of these styles, as sharp as they are."""
    generator = torch.Generator().manual_seed(order.seed)
    content = order.content
    pictures = [_dipped(style, content, generator) for style in styles]
    shares = [style.share for style in styles]
    start = order.start
    if start is None and order.quality is Quality.FAST:
        started = [whitened(content, picture, generator=generator) for picture in pictures]
        start = mixed(started, shares)
        show(0.02, lambda: content)
    wish = Wish(
        content=content,
        styles=pictures,
        shares=shares,
        hold=1 + 2 * (1 - order.strength),
        start=start,
        past=order.past,
        seed=order.seed,
    )
    painted = transported(wish, plan, _between(show, 0.02, 1.0))
    sharp = [sharpened_like(painted, picture) for picture in pictures]
    painted = sharp[0] if len(sharp) == 1 else mixed(sharp, shares)
    kept = sum(style.share for style in styles if style.colours is Colours.CONTENT)
    if not kept:
        return painted
    return painted.lerp(with_colours_of(painted, resized(content, *painted.shape[-2:])), kept)


def _dipped(style: Style, content: Tensor, generator: torch.Generator) -> Tensor:
    """The style picture, in the content's palette where that was wished."""
    picture = at_side(style.picture, root_area(content))
    if style.colours is not Colours.STROKES:
        return picture
    return matched(picture, content, generator=generator)


def _photographed(order: Order, show: Show) -> Tensor:
    generator = torch.Generator().manual_seed(order.seed)
    reach = max(2, root_area(order.content) // _PHOTO_REACH)
    pictures: list[Tensor] = []
    for place, style in enumerate(order.styles):
        show(place / len(order.styles), lambda: order.content)
        taken = whitened(order.content, style.picture, generator=generator)
        smooth = smooth_as(taken, order.content, reach)
        if style.colours is Colours.CONTENT:
            smooth = with_colours_of(smooth, order.content)
        pictures.append(smooth)
    whole = sum(
        (style.share * it for style, it in zip(order.styles, pictures, strict=True)),
        torch.zeros_like(order.content),
    )
    show(1.0, lambda: whole)
    return whole


def _finished(order: Order, painted: Tensor) -> Tensor:
    """As strong as wished, where it was wished, at the size that was wished."""
    painted = resized(painted, order.height, order.width)
    painted = order.content.lerp(painted, order.strength)
    if order.mask is None:
        return painted
    return laid_in(painted, order.content, resized(order.mask, order.height, order.width))


def _between(show: Show, begin: float, end: float) -> Show:
    """The same, as a part of a longer work."""

    def part(done: float, look: Callable[[], Tensor]) -> None:
        show(begin + done * (end - begin), look)

    return part


_Coarse = tuple[tuple[int, tuple[int, ...], float], ...]
_FAST: _Coarse = ((192, (13,), 0.2), (384, (9,), 0.12))
_FULL: _Coarse = ((96, (23, 15, 9), 0.5), (192, (17, 11), 0.35), (384, (15, 9), 0.22))


def plan_of(quality: Quality, side: int) -> Plan:
    """How to work at a picture with the area of a square of that side, in pixels."""
    if quality is Quality.FAST:
        below = _below(_FAST, side, rounds=1)
        last = Size(side=side, patches=(7,) if below else (9, 7), rounds=1, hold=0.1)
        return Plan(sizes=(*below, last), guided=0.3, sharpness=2.0, turns=2, words=6000)
    below = _below(_FULL, side, rounds=2)
    last = Size(side=side, patches=(11, 7), rounds=1, hold=0.12)
    return Plan(sizes=(*below, last), guided=0.5, sharpness=1.6, turns=4, words=12_000)


def _below(coarse: _Coarse, side: int, *, rounds: int) -> list[Size]:
    """The sizes to begin with: none that is nearly the last one."""
    return [
        Size(side=it, patches=patches, rounds=rounds, hold=hold)
        for it, patches, hold in coarse
        if it <= 0.8 * side
    ]
