"""A picture told again in the patches of styles, coarse to fine.

    content in the style's colours -> at each size: look the nearest patches up, lay them over each
    other, hold on to the content where it has edges -> a larger size -> ... -> the picture

Knows nothing of files, jobs and colours kept.
Source: Elad and Milanfar, "Style Transfer via Texture Synthesis" (2017), with the bidirectional
score of Granot et al. (2022) and a guide of light.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.colours import luminance, matched
from inference.styling.patches import (
    Words,
    all_squares,
    centres,
    cut,
    guide,
    keyed,
    laid,
    nearest,
    trust,
    words_of,
)
from inference.styling.pixels import at_side, blurred, resized, size_at

_FAIRNESS = 0.3
_GRAIN = 0.05

Show = Callable[[float, Callable[[], Tensor]], None]
"""Hears how much is done, in [0, 1], and how to get a look at it; may raise to stop."""


Shelf = dict[tuple[int, int], list[Words]]
"""The words of all styles, by the size of the picture and of the patches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The work at one size.

    Attributes:
        side: of a square with the area of the picture, in pixels.
        patches: the sides of the patches, one after the other.
        rounds: how often each is looked up.
        hold: how strongly the content is held on to; 0.05 loosely, 0.5 strongly.
    """

    side: int
    patches: tuple[int, ...]
    rounds: int
    hold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How thoroughly to work.

    Attributes:
        sizes: from coarse to fine.
        guided: how much the light counts beside what a patch shows.
        sharpness: of the vote between overlapping patches.
        turns: versions of the style that are turned or mirrored, the style itself included.
        words: the most patches of a style that are looked at.
    """

    sizes: tuple[Size, ...]
    guided: float
    sharpness: float
    turns: int
    words: int

    def work(self) -> list[float]:
        """What each look-up costs beside the others, in the order in which they are done."""
        return [
            (size.side / step_of(patch, size.side)) ** 2
            for size in self.sizes
            for patch in size.patches
            for _ in range(size.rounds)
        ]


def step_of(patch: int, side: int) -> int:
    """Pixels between neighbouring patches: a third of their side, less in small pictures."""
    return max(2, patch // 3 if side > 250 else patch // 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a moving picture's last frame became, moved to where its things are now.

    Attributes:
        painted: (1, 3, H, W).
        known: (1, 1, H, W), in [0, 1]: 0 where nothing of it can be seen now.
        weight: how strongly it is held on to.
    """

    painted: Tensor
    known: Tensor
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be painted.

    Attributes:
        content: (1, 3, H, W).
        styles: at least one, each (1, 3, h, w) of any size.
        shares: of the picture's area, one for each style; their sum is 1.
        colour: how far the content is taken to the styles' colours before, in [0, 1].
        hold: times that each size's hold on the content counts.
        start: what to begin with instead of the content in the styles' colours.
        past: of moving pictures.
        shelf: where the styles' words are kept for the next frame; None keeps none.
        seed: the same one gives the same pixels.
    """

    content: Tensor
    styles: Sequence[Tensor]
    shares: Sequence[float]
    colour: float = 1.0
    hold: float = 1.0
    start: Tensor | None = None
    past: Past | None = None
    shelf: Shelf | None = None
    seed: int = 0


def transported(wish: Wish, plan: Plan, show: Show) -> Tensor:
    """The content in the patches of the styles, (1, 3, H, W) at the plan's last size."""
    generator = torch.Generator().manual_seed(wish.seed)
    picture = wish.start
    total, done = sum(plan.work()), 0.0
    for size in plan.sizes:
        if picture is not None:
            _tell(show, done, picture)
        canvas = _Canvas(wish, plan, size, generator)
        if picture is None:
            grain = torch.randn(canvas.aim.shape, generator=generator)
            picture = (canvas.aim + _GRAIN * grain).clamp(0, 1)
        for patch in size.patches:
            _tell(show, done, picture)
            words = canvas.words(patch)
            _tell(show, done, picture)
            share = (size.side / step_of(patch, size.side)) ** 2 / total
            for _ in range(size.rounds):
                latest = canvas.fitted(picture)

                def tick(part: float, at: float = done, share: float = share) -> None:
                    show(at + part * share, lambda: latest)  # noqa: B023 - called at once

                told = canvas.told(latest, words, patch, tick)
                done += share
                last = done > 1 - 1e-6
                picture = canvas.held(told, last=last)
    assert picture is not None
    show(1.0, lambda: picture)
    return picture


def _tell(show: Show, done: float, picture: Tensor) -> None:
    """Between two look-ups: preparing the next one takes up to a second."""
    show(min(1.0, done), lambda: picture)


class _Canvas:
    """The work at one size."""

    def __init__(self, wish: Wish, plan: Plan, size: Size, generator: torch.Generator) -> None:
        self._wish, self._plan, self._size, self._generator = wish, plan, size, generator
        height, width = wish.content.shape[-2:]
        if size.side != root_area(wish.content):  # the last size is the content's to the pixel
            height, width = size_at(size.side, height, width)
        content = resized(wish.content, height, width)
        self._styles = [at_side(style, size.side) for style in wish.styles]
        self.aim = self._coloured(content)
        self._light = guide(self.aim)
        self._hold = wish.hold * size.hold * (0.35 + 1.3 * edges(content))

    def _coloured(self, content: Tensor) -> Tensor:
        if not self._wish.colour:
            return content
        coloured = torch.zeros_like(content)
        for style, share in zip(self._styles, self._wish.shares, strict=True):
            anew = torch.Generator().manual_seed(self._wish.seed)  # every frame turns alike
            coloured += share * matched(content, style, generator=anew)
        return content.lerp(coloured, self._wish.colour)

    def fitted(self, picture: Tensor) -> Tensor:
        height, width = self.aim.shape[-2:]
        return resized(picture, height, width)

    def words(self, patch: int) -> list[Words]:
        shelf = self._wish.shelf
        if shelf is None:
            return self._read(patch)
        place = self._size.side, patch
        if place not in shelf:
            shelf[place] = self._read(patch)
        return shelf[place]

    def _read(self, patch: int) -> list[Words]:
        return [
            words_of(
                style,
                side=patch,
                step=max(2, step_of(patch, self._size.side) - 1),
                turns=self._plan.turns,
                most=self._plan.words,
                guided=self._plan.guided,
                generator=self._generator,
            )
            for style in self._styles
        ]

    def told(
        self, picture: Tensor, words: Sequence[Words], patch: int, tick: Callable[[float], None]
    ) -> Tensor:
        """The picture in the words, each place in those of the style that it belongs to."""
        step = step_of(patch, self._size.side)
        asked = all_squares(picture, patch, step)
        lights = centres(all_squares(self._light, patch, step).values, patch)
        owners = self._owners(asked.size, patch, step)
        found = torch.empty_like(asked.values)
        parts = 0.0
        for place, (own, share) in enumerate(zip(words, self._wish.shares, strict=True)):
            mine = (owners == place).nonzero()[:, 0]
            if len(mine) == 0:
                continue

            def partly(part: float, at: float = parts, share: float = share) -> None:
                tick(at + part * share)

            keys = keyed(asked.values[mine], lights[mine], own, guided=self._plan.guided)
            chosen = nearest(keys, own.keys, fairness=_FAIRNESS, tick=partly)
            found[mine] = own.values[chosen]
            parts += share
        votes = trust(found, asked.values, self._plan.sharpness)
        whole = laid(found, votes, asked, side=patch, step=step)
        height, width = self.aim.shape[-2:]
        return cut(whole, patch, (height, width))

    def held(self, told: Tensor, *, last: bool) -> Tensor:
        """Pulled towards the content, most at its edges, unless it is finished; and to the past."""
        picture = told if last else (told + self._hold * self.aim) / (1 + self._hold)
        past = self._wish.past
        if past is not None:
            weight = past.weight * self.fitted(past.known)
            picture = (picture + weight * self.fitted(past.painted)) / (1 + weight)
        return picture.clamp(0, 1)

    def _owners(self, size: tuple[int, int], patch: int, step: int) -> Tensor:
        """Which style each patch is told in: a map of countries that have the wished areas."""
        down, across = ((length - patch) // step + 1 for length in size)
        if len(self._wish.shares) == 1:
            return torch.zeros(down * across, dtype=torch.int64)
        generator = torch.Generator().manual_seed(self._wish.seed + 5)
        hills = functional.interpolate(
            torch.randn(1, 1, 7, 7, generator=generator), size=(down, across), mode="bicubic"
        ).flatten()
        ranks = torch.empty(hills.numel())
        ranks[hills.argsort()] = torch.arange(hills.numel()) / hills.numel()
        borders = torch.tensor(list(self._wish.shares)).cumsum(0)[:-1]
        return torch.bucketize(ranks, borders)


def edges(picture: Tensor) -> Tensor:
    """How much is going on around each pixel, (1, 1, H, W) in [0, 1]."""
    light = luminance(picture)
    beside = functional.pad((light[..., 1:] - light[..., :-1]).abs(), (0, 1))
    below = functional.pad((light[:, :, 1:] - light[:, :, :-1]).abs(), (0, 0, 0, 1))
    around = blurred(beside + below, 9)
    strong = torch.quantile(around.flatten()[:: max(1, around.numel() // 100_000)], 0.95)
    return (around / strong.clamp(min=1e-6)).clamp(0, 1)


def root_area(picture: Tensor) -> int:
    """The side of a square with the picture's area."""
    return round(math.sqrt(picture.shape[-1] * picture.shape[-2]))
