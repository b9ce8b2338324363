"""Pairs to learn translations from: what is given, what shall come of it, and the task between.

The views of a scene give hours, seasons and line drawings; any picture gives the rest, once it is
made grey, worn, or into lines.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inference.painter.scene import Hour, Season
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.pictures import Album
from inference.training.views import LINES, PLACES, Truth, view_chunks
from inference.training.wear import exposed, lines_of, textured, tinted, worn
from inference.translating.tasks import HOURS, SEASONS, Task
from inference.translating.translator import grey

_SHARES: Mapping[Task, float] = {
    **dict.fromkeys(HOURS, 0.07),
    **dict.fromkeys(SEASONS, 0.04),
    Task.PAINTING: 0.24,
    Task.SKETCH: 0.12,
    Task.COLOUR: 0.1,
    Task.RESTORED: 0.1,
}
"""How often each task comes up; together 1."""
_FREE = (Task.PAINTING, Task.COLOUR, Task.RESTORED)  # any picture will do for them
_GREEN = (None, Season.SPRING, Season.SUMMER)  # seasons that a sketch is filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Some of them; pictures are (B, 3, side, side) in [0, 1], fp32."""

    before: Tensor
    after: Tensor
    tasks: tuple[Task, ...]

    @property
    def numbers(self) -> Tensor:
        """(B,) int64: the tasks as the network is told them."""
        order = tuple(Task)
        numbers = [order.index(task) for task in self.tasks]
        return torch.tensor(numbers, device=self.before.device)


class Views:
    """Scenes, each at every hour, in every season and as contours."""

    def __init__(self, config: Config, folder: Path, purpose: str = "learn") -> None:
        """Open every chunk.

        Raises:
            FileNotFoundError: not all are painted.
        """
        chunks = view_chunks(config, purpose)
        files = [folder / f"{chunk.name}.npy" for chunk in chunks]
        told = [json.loads(file.with_suffix(".json").read_text("utf-8")) for file in files]
        self._pictures = [np.load(file, mmap_mode="r") for file in files]
        self._truths: list[Truth] = [truth for chunk in told for truth in chunk]
        self._places = [
            (number, index) for number, chunk in enumerate(told) for index in range(len(chunk))
        ]
        everything = range(len(self._truths))
        green = [scene for scene in everything if self._truths[scene]["green"]]
        painterly = [
            scene
            for scene in everything
            if self._truths[scene]["painterly"] and self._truths[scene]["season"] in _GREEN
        ]
        self._fit = {**dict.fromkeys(SEASONS, green), Task.PAINTING: painterly}
        self._all = list(everything)

    def pair(self, task: Task, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Two views of one scene, (3, side, side): one to begin with, and what the task asks for.

        They are the same picture where the task begins with any one, or is done already.
        """
        scenes = self._fit.get(task) or self._all
        scene = scenes[int(rng.integers(len(scenes)))]
        before, after = self._views(task, scene, rng)
        return self._view(scene, before), self._view(scene, after)

    def _views(self, task: Task, scene: int, rng: np.random.Generator) -> tuple[int, int]:
        truth = self._truths[scene]
        hours, seasons = [PLACES[it] for it in HOURS], [PLACES[it] for it in SEASONS]
        plain = [PLACES[Task(truth["hour"])]] * 3 if truth["season"] is None else []
        day = [PLACES[Task.DAY]] + (seasons if truth["hour"] == Hour.DAY else [])
        if task in HOURS:
            return _pick(hours, rng), PLACES[task]
        if task in SEASONS:
            return _pick(seasons + plain, rng), PLACES[task]
        if task is Task.PAINTING:
            return LINES, PLACES[Task.DAY]
        if task is Task.SKETCH:
            return _pick(day, rng), LINES
        view = _pick(hours + seasons, rng)
        return view, view

    def _view(self, scene: int, view: int) -> Tensor:
        chunk, index = self._places[scene]
        pixels: NDArray[np.uint8] = self._pictures[chunk][index, view]
        return torch.from_numpy(pixels.copy()).movedim(-1, 0).float() / 255


def draw_pairs(dice: Dice, views: Views, album: Album | None, *, count: int, side: int) -> Pairs:
    """Choose tasks, and pairs for them.

    Args:
        dice: decides everything.
        views: of scenes.
        album: other pictures, which take half of what any picture will do for; None for none.
        count: of pairs.
        side: of the squares, in pixels; they are cut from larger ones and made small.
    """
    names = tuple(_SHARES)
    drawn = dice.numpy.choice(len(names), size=count, p=list(_SHARES.values()))
    return pairs_for([names[number] for number in drawn], dice, views, album, side=side)


def pairs_for(
    tasks: Sequence[Task], dice: Dice, views: Views, album: Album | None, *, side: int
) -> Pairs:
    """A pair for each of the tasks; see draw_pairs."""
    rng = dice.numpy
    free = [album is not None and task in _FREE and rng.random() < 0.5 for task in tasks]
    others = (
        iter(album.draw(dice, sum(free)).pixels) if album is not None and any(free) else iter(())
    )
    pairs = []
    with torch.autocast("cpu", enabled=False):  # pictures are made in full precision
        for task, is_free in zip(tasks, free, strict=True):
            if is_free:
                picture = (next(others).cpu() + 1) / 2
                before, after = picture, picture
            else:
                before, after = views.pair(task, rng)
            before, after = _window(torch.stack([before, after]), side, rng)
            pairs.append(_given(task, before, after, rng, drawn=not is_free))
    before, after = (torch.stack(each).to(dice.place) for each in zip(*pairs, strict=True))
    return Pairs(before=before, after=after, tasks=tuple(tasks))


def _window(pair: Tensor, side: int, rng: np.random.Generator) -> Tensor:
    """The same square out of both, made small, and now and then mirrored."""
    height, width = pair.shape[-2:]
    cut = int(rng.integers(side, min(height, width) + 1))
    top, left = int(rng.integers(height - cut + 1)), int(rng.integers(width - cut + 1))
    square = pair[..., top : top + cut, left : left + cut]
    if rng.random() < 0.5:
        square = square.flip(-1)
    if cut == side:
        return square
    return functional.interpolate(
        square, (side, side), mode="bilinear", antialias=True, align_corners=False
    )


def _given(
    task: Task, before: Tensor, after: Tensor, rng: np.random.Generator, *, drawn: bool
) -> tuple[Tensor, Tensor]:
    """What the network gets, and what it shall make of that."""
    match task:
        case Task.PAINTING:
            lines = before if drawn and rng.random() < 0.8 else lines_of(after, rng)
            hinted = rng.random() < 0.25
            return (tinted(lines, after, rng) if hinted else lines), after
        case Task.SKETCH:
            return exposed(before, rng), after
        case Task.COLOUR:
            return grey(after[None])[0], after
        case Task.RESTORED:
            return (worn(after, rng) if rng.random() < 0.9 else after), after
        case _:
            if rng.random() < 0.35:
                before, after = textured(before, after, rng)
            return (exposed(before, rng) if rng.random() < 0.5 else before), after


def _pick(choices: Sequence[int], rng: np.random.Generator) -> int:
    return choices[int(rng.integers(len(choices)))]
