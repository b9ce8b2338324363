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
from inference.styling.features import Features
from inference.styling.optimising import Loss, optimised
from inference.styling.pixels import at_side, resized, sharpened_like, size_at
from inference.styling.transport import Past, Plan, Shelf, Show, Size, Wish, root_area, transported
from inference.styling.whitening import whitened

PREVIEW_SIDE = 160
_PREVIEW_SHARE = 0.06
_STEPS, _HOLD = 120, 0.3
Brush = Callable[[Tensor, int], Tensor]
"""Paints a content (1, 3, H, W) at once, by a seed; the result has its size and lies in [0, 1]."""
_PHOTO_REACH = 64  # of a picture's side, the window in which a photograph stays itself


class Colours(StrEnum):
    """Whose colours the result has."""

    STYLE = "style"
    CONTENT = "content"  # the content's own, everywhere: only light and dark are painted
    STROKES = "strokes"  # the content's palette, mixed as the style mixes its own


class Quality(StrEnum):
    """How thoroughly to work."""

    INSTANT = "instant"  # by a network; needs `Order.brush`
    FAST = "fast"
    FULL = "full"
    OPTIMISED = "optimised"  # by what a network sees; needs `Order.features`


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
        start, past, shelf: of moving pictures; see `Wish`.
        features: what sees; None where nothing is to be optimised.
        brush: what paints at once, and then no style's picture is looked at; at another quality
            it gives the first look.
        look: what to show before there is anything; None is the content.
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
    shelf: Shelf | None = None
    features: Features | None = None
    brush: Brush | None = None
    look: Tensor | None = None
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
        return finished(order, photographed(order, show))
    if order.quality is Quality.INSTANT:
        return finished(order, swept(order, show))
    begin = 0.0
    if root_area(order.content) > 1.3 * PREVIEW_SIDE:
        small, begin = _preview(order, show), _PREVIEW_SHARE
        show(begin, lambda: small)
        order = replace(order, look=small)
    return finished(order, _painted(order, between(show, begin, 1.0)))


def swept(order: Order, show: Show) -> Tensor:
    """In strokes of the brush, all at once."""
    assert order.brush is not None
    show(0.0, lambda: order.content)
    painted = order.brush(order.content, order.seed)
    show(1.0, lambda: painted)
    return painted


def _preview(order: Order, show: Show) -> Tensor:
    """The whole order, quick: by the brush, or small."""
    if order.brush is not None and order.blend is Blend.MIX:
        return finished(order, order.brush(order.content, order.seed))
    side = min(PREVIEW_SIDE, root_area(order.content))
    height, width = size_at(side, order.height, order.width)
    quick = replace(order, quality=Quality.FAST, start=None, past=None, height=height, width=width)
    quick = replace(quick, content=resized(order.content, height, width))
    quiet = between(show, 0.0, _PREVIEW_SHARE)
    painted = _painted(quick, lambda done, _: quiet(done, lambda: quick.content))
    return finished(quick, painted)


def _painted(order: Order, show: Show) -> Tensor:
    """In strokes: all styles at once as a collage, or one after the other, and mixed."""
    plan = plan_of(order.quality, root_area(order.content))
    groups = groups_of(order)
    pictures = []
    for place, group in enumerate(groups):
        part = between(show, place / len(groups), (place + 1) / len(groups))
        ready = dipped(group, order)
        if order.quality is Quality.OPTIMISED:
            pictures.append(_changed(order, ready, part))
        else:
            pictures.append(crisp(strokes(order, ready, plan, part), ready))
        order = replace(order, look=pictures[-1])
    return together(order, pictures)


def _changed(order: Order, styles: Sequence[Style], show: Show) -> Tensor:
    """The content changed until a network sees the style's texture in it; of the first style."""
    assert order.features is not None
    return optimised(
        order.content,
        styles[0].picture,
        start=quick(order, styles),
        features=order.features,
        loss=Loss.GRAM,
        steps=_STEPS,
        hold=_HOLD + (1 - order.strength),
        seed=order.seed,
        show=show,
    )


def groups_of(order: Order) -> list[list[Style]]:
    """The styles that are painted with at once; the shares of each group come to 1."""
    if order.blend is Blend.COLLAGE and order.quality is not Quality.OPTIMISED:
        return [list(order.styles)]
    return [[replace(style, share=1.0)] for style in order.styles]


def together(order: Order, pictures: Sequence[Tensor]) -> Tensor:
    """What the groups painted, as one picture."""
    if len(pictures) == 1:
        return pictures[0]
    return mixed(pictures, [style.share for style in order.styles])


def dipped(styles: Sequence[Style], order: Order) -> list[Style]:
    """The style pictures at the content's size, in its palette where that was wished."""
    side = root_area(order.content)
    sized = [replace(style, picture=at_side(style.picture, side)) for style in styles]
    return [in_palette(style, order.content, order.seed) for style in sized]


def in_palette(style: Style, content: Tensor, seed: int) -> Style:
    """The style with its picture in the content's palette, where its strokes take that."""
    if style.colours is not Colours.STROKES:
        return style
    generator = torch.Generator().manual_seed(seed)
    return replace(style, picture=matched(style.picture, content, generator=generator))


def strokes(order: Order, styles: Sequence[Style], plan: Plan, show: Show) -> Tensor:
    """The content in the patches of these styles, softer than they are; see `crisp`.

    Args:
        order: whose styles are not looked at.
        styles: dipped.
        plan: how thoroughly.
        show: as of `styled`.
    """
    start = order.start
    if start is None and order.quality is Quality.FAST:
        look = order.content if order.look is None else order.look
        show(0.0, lambda: look)
        start = quick(order, styles)
        show(0.02, lambda: look)
    pictures, shares = [it.picture for it in styles], [it.share for it in styles]
    wish = Wish(
        content=order.content,
        styles=pictures,
        shares=shares,
        hold=1 + 2 * (1 - order.strength),
        start=start,
        past=order.past,
        shelf=order.shelf,
        seed=order.seed,
    )
    return transported(wish, plan, between(show, 0.02, 1.0))


def crisp(painted: Tensor, styles: Sequence[Style]) -> Tensor:
    """The same strokes as sharp as they are in the styles."""
    sharp = [sharpened_like(painted, style.picture) for style in styles]
    return sharp[0] if len(sharp) == 1 else mixed(sharp, [style.share for style in styles])


def quick(order: Order, styles: Sequence[Style]) -> Tensor:
    """What to begin with: the styles' colours and grain."""
    generator = torch.Generator().manual_seed(order.seed)
    started = [whitened(order.content, it.picture, generator=generator) for it in styles]
    return started[0] if len(started) == 1 else mixed(started, [it.share for it in styles])


def photographed(order: Order, show: Show) -> Tensor:
    """In the styles' colours, light and grain, without strokes."""
    generator = torch.Generator().manual_seed(order.seed)
    reach = max(2, root_area(order.content) // _PHOTO_REACH)
    pictures: list[Tensor] = []
    for place, style in enumerate(order.styles):
        show(place / len(order.styles), lambda: order.content)
        taken = whitened(order.content, style.picture, generator=generator)
        smooth = smooth_as(taken, order.content, reach)
        pictures.append(smooth)
    whole = sum(
        (style.share * it for style, it in zip(order.styles, pictures, strict=True)),
        torch.zeros_like(order.content),
    )
    show(1.0, lambda: whole)
    return whole


def finished(order: Order, painted: Tensor) -> Tensor:
    """In the colours, as strong and where it was wished, and at that size."""
    painted = resized(painted, order.height, order.width)
    kept = sum(style.share for style in order.styles if style.colours is Colours.CONTENT)
    if kept:
        painted = painted.lerp(with_colours_of(painted, order.content), kept)
    painted = order.content.lerp(painted, order.strength)
    if order.mask is None:
        return painted
    return laid_in(painted, order.content, resized(order.mask, order.height, order.width))


def between(show: Show, begin: float, end: float) -> Show:
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
