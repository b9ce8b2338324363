"""Whole dreams: what was wished, step by step, to finished pixels.

deep dream   small preview -> creatures of motifs -> octaves of the network -> strength
deep style   the whole pyramid of strokes
thin style   the two finest levels, colours half-way
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from PIL import Image
from torch import Tensor

from inference.dreaming.eye import Eye
from inference.dreaming.octaves import Show, Vision, dreamed
from inference.styling.colours import matched, with_colours_of
from inference.styling.pixels import at_side, image_of, resized, sharpened_like
from inference.styling.styling import Order, Quality, Style, styled
from inference.styling.transport import Plan, Size, Wish, root_area, transported

PREVIEW_SIDE = 144
FRAMES = 24
FILM_SIDE = 320
_PREVIEW_SHARE = 0.08
_CREATURES_SHARE = 0.75  # of the work, where there are creatures
_RECOLOURED = 0.5  # how far motifs take the picture's palette
_KEPT = 0.55  # how much of the picture's own colours comes back
_AFTER = 0.5  # strength of the network's dream after creatures
_ZOOM = 1.07  # from frame to frame
_FILM_STEPS = 4
_FRAME_MS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Dream:
    """A deep dream.

    Attributes:
        picture: (1, 3, H, W) in [0, 1], of the dream's size.
        motifs: a sheet of what creatures are made of, (1, 3, h, w); None for the network alone.
        vision: what the network looks for.
        strength: in [0, 1].
        seed: the same one gives the same pixels.
    """

    picture: Tensor
    motifs: Tensor | None
    vision: Vision
    strength: float
    seed: int


def deep_dream(dream: Dream, eye: Eye, show: Show) -> Tensor:
    """The dream, as large as its picture. Raises what `show` raises."""
    begin = 0.0
    if dream.motifs is not None and root_area(dream.picture) > 1.5 * PREVIEW_SIDE:
        small = _creatures(dream, PREVIEW_SIDE, _part(show, 0.0, _PREVIEW_SHARE, dream.picture))
        begin = _PREVIEW_SHARE
        show(begin, lambda: small)
    show = _part(show, begin, 1.0)
    seen, share = dream.picture, 0.0
    octaves: tuple[float, ...] = (0.5, 0.71, 1.0)
    vision = dream.vision
    if dream.motifs is not None:
        share, octaves = _CREATURES_SHARE, (0.71, 1.0)
        seen = _creatures(dream, root_area(dream.picture), _part(show, 0.0, share))
        vision = replace(vision, strength=_AFTER * vision.strength)
    last = _part(show, share, 1.0)
    seen = dreamed(seen, eye, vision, octaves=octaves, seed=dream.seed, show=last)
    return dream.picture.lerp(seen, dream.strength)


def _creatures(dream: Dream, side: int, show: Show) -> Tensor:
    """The picture told in patches of the motifs, in colours half its own."""
    assert dream.motifs is not None
    chance = torch.Generator().manual_seed(dream.seed)
    height, width = dream.picture.shape[-2:]
    motifs = at_side(dream.motifs, side)
    motifs = motifs.lerp(matched(motifs, dream.picture, generator=chance), _RECOLOURED)
    wish = Wish(content=dream.picture, styles=[motifs], shares=[1.0], colour=0.0, seed=dream.seed)
    told = sharpened_like(transported(wish, _plan(side), show), motifs)
    told = resized(told, height, width)
    return told.lerp(with_colours_of(told, dream.picture), _KEPT)


def _plan(side: int) -> Plan:
    coarse = (
        Size(side=96, patches=(25, 17, 11), rounds=2, hold=0.45),
        Size(side=192, patches=(25, 15, 9), rounds=2, hold=0.2),
    )
    last = Size(side=side, patches=(21, 13, 9), rounds=1, hold=0.11)
    below = [size for size in coarse if size.side <= 0.8 * side]
    return Plan(sizes=(*below, last), guided=0.8, sharpness=2.0, turns=2, words=9000)


def deep_style(order: Order, show: Show) -> Tensor:
    """The picture wholly in a style's strokes."""
    return styled(replace(order, quality=Quality.FULL), show)


def thin_style(order: Order, show: Show) -> Tensor:
    """The picture as it is, with the finest of a style's strokes over it."""
    content = resized(order.content, order.height, order.width)
    side = root_area(content)
    sizes = [
        Size(side=max(48, side * 2 // 3), patches=(11, 7), rounds=1, hold=0.25),
        Size(side=side, patches=(9, 7), rounds=1, hold=0.15),
    ]
    plan = Plan(sizes=tuple(sizes), guided=0.4, sharpness=2.0, turns=2, words=8000)
    style: Style = order.styles[0]
    wish = Wish(
        content=content,
        styles=[style.picture],
        shares=[1.0],
        colour=0.55,
        start=content,
        seed=order.seed,
    )
    told = sharpened_like(transported(wish, plan, show), at_side(style.picture, side))
    return content.lerp(resized(told, order.height, order.width), order.strength)


def deeper(picture: Tensor, eye: Eye, vision: Vision, *, seed: int, show: Show) -> Iterator[Tensor]:
    """Frames of a way into the picture: each the last one, nearer and dreamed about again."""
    yield picture
    for number in range(1, FRAMES):
        part = _part(show, (number - 1) / (FRAMES - 1), number / (FRAMES - 1))
        picture = dreamed(
            _nearer(picture), eye, vision, octaves=(1.0,), seed=seed + number, show=part,
            steps=_FILM_STEPS,
        )  # fmt: skip
        yield picture


def _nearer(picture: Tensor) -> Tensor:
    height, width = picture.shape[-2:]
    down, across = round(height / _ZOOM), round(width / _ZOOM)
    top, left = (height - down) // 2, (width - across) // 2
    return resized(picture[..., top : top + down, left : left + across], height, width)


def film_of(frames: Sequence[Tensor]) -> bytes:
    """An animated WebP that plays for ever."""
    images: list[Image.Image] = [image_of(frame) for frame in frames]
    written = io.BytesIO()
    images[0].save(
        written, "WEBP", save_all=True, append_images=images[1:], duration=_FRAME_MS, loop=0,
        quality=78, method=3,
    )  # fmt: skip
    return written.getvalue()


def _part(show: Show, begin: float, end: float, instead: Tensor | None = None) -> Show:
    """The same, as a part of a longer work; `instead` is what can be seen meanwhile."""

    def part(done: float, look: Callable[[], Tensor]) -> None:
        show(begin + done * (end - begin), look if instead is None else lambda: instead)

    return part
