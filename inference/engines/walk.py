"""Walks as an engine: a seed in, a film through a generator's pictures out, which ends as it began.

Each tile goes its own way, at its own even speed. What a walk is, is the business of
inference.walking; what makes its pictures, of inference.gan.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from inference.engine import Report, Result
from inference.errors import GeneratorUnreadable, RequestRefused
from inference.files import File
from inference.gan.arithmetic import Words, steered
from inference.gan.file import read_generator, read_words
from inference.gan.network import Generator, draw_latent, pictures
from inference.gan.wish import Heard, hear
from inference.judge import SHIPPED, Judge, read_judge
from inference.memory import memory_errors
from inference.morphing.films import film_within
from inference.moving import sheet_of
from inference.request import Request, Task
from inference.styling.pixels import tensor_of
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler, load_upscaler
from inference.walking import path
from inference.walking.wish import LARGEST, SMALLEST, Walk, read_walk

_PACED, _SEEN = 0.3, 0.95
"""How far the whole is after each part."""

Show = Callable[[float, Callable[[], Image.Image]], None]


@dataclass(frozen=True, slots=True)
class _Loaded:
    generator: Generator
    words: Words
    judge: Judge
    upscaler: Upscaler | None

    def picture(self, latent: Tensor) -> Image.Image:
        """As small as the generator makes it."""
        return Image.fromarray(pictures(self.generator, latent[None].numpy())[0])


class WalkEngine:
    """Walks through the pictures of one generator."""

    slots = 1

    def __init__(self, generator: Path | None, upscaler: Path | None = None) -> None:
        """Read nothing yet.

        Args:
            generator: its file; None where this Mozart has none, and then nobody can walk.
            upscaler: the file of what enlarges its pictures; None enlarges by Lanczos.
        """
        self._files = generator, upscaler
        self._loaded: _Loaded | None = None

    def load(self, model: str) -> None:
        """Read the networks; they are small."""
        if self._loaded is None:
            generator, upscaler = self._files
            if generator is None:
                raise GeneratorUnreadable("There is no GAN here to walk through.")
            self._loaded = _Loaded(
                read_generator(generator),
                read_words(generator),
                read_judge(SHIPPED)[0],
                None if upscaler is None else load_upscaler(upscaler, "cpu"),
            )

    def unload(self) -> None:
        """Forget them."""
        self._loaded = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Make the film; the same request gives the same pixels. Its first frame is the still.

        Raises:
            RequestRefused: choices that are not there.
            Cancelled: `report` said so.
        """
        self.load(request.model)
        assert self._loaded is not None
        walk = read_walk(request.options)
        _check(request, inputs, walk)
        report(0.0)
        with memory_errors(), torch.inference_mode():
            return [_walked(request, walk, self._loaded, _showing(report))]


def _check(request: Request, inputs: Mapping[str, Image.Image], walk: Walk) -> None:
    if request.task is not Task.IMAGINE or request.count != 1 or inputs:
        raise RequestRefused("A walk is not varied or enlarged, and there is one of it.")
    side = request.width
    fits = SMALLEST - walk.step < side <= LARGEST and side % walk.step == 0
    if request.height != side or not fits:
        raise RequestRefused(
            f"A walk's frames are squares of {SMALLEST} to {LARGEST} pixels, in steps of"
            f" {walk.step}."
        )


def _walked(request: Request, walk: Walk, loaded: _Loaded, show: Show) -> Result:
    heard = hear(walk.words, names=loaded.words.names)
    paths = [_path(seeds, walk, heard, loaded) for seeds in walk.seeds(request.seed)]
    side = request.width // walk.across
    rounds = list[list[float]]()
    for one in paths:
        begin = _PACED * len(rounds) / walk.tiles
        rounds.append(_ways(one, walk, loaded, _part(show, begin, _PACED / walk.tiles)))
    frames = list[Image.Image]()
    for place in range(walk.frames):
        tiles = list[Image.Image]()
        for one, ways in zip(paths, rounds, strict=True):
            small = loaded.picture(one.at(ways[place]))
            seen = [*frames[-1:], small][0]
            done = (place + len(tiles) / walk.tiles) / walk.frames
            show(_PACED + (_SEEN - _PACED) * done, partial(_same, seen))
            tiles.append(_sized(small, side, loaded.upscaler))
        frames.append(sheet_of(tiles))
    data = film_within(frames, rate=walk.rate, kind=walk.kind, back=False)
    film = File(name=f"walk.{walk.kind}", data=data, instead=True)
    return Result(image=frames[0], files=[film], note=heard.note)


def _same(seen: Image.Image) -> Image.Image:
    return seen


def _path(seeds: Sequence[int], walk: Walk, heard: Heard, loaded: _Loaded) -> path.Path:
    """From seed to seed, each where the words lead it."""
    size = loaded.generator.latent_size
    drawn = [draw_latent(seed, walk.truncation, size=size) for seed in seeds]
    led = [steered(latent, heard.wished, loaded.words) for latent in drawn]
    return path.Path(torch.from_numpy(np.stack(led)))


def _ways(one: path.Path, walk: Walk, loaded: _Loaded, show: Show) -> list[float]:
    def look(way: float) -> Tensor:
        picture = loaded.picture(one.at(way))
        show(way, lambda: picture)
        return tensor_of(picture)

    return one.ways(look, loaded.judge, walk.frames)


def _sized(small: Image.Image, side: int, upscaler: Upscaler | None) -> Image.Image:
    """Twice as large by the network, which finds nothing more in pictures so soft; then Lanczos."""
    if upscaler is not None and side > small.width:
        fine = min(side, 2 * small.width)
        small = enlarge(small, upscaler, width=fine, height=fine, report=lambda _: None)
    return small.resize((side, side), Image.Resampling.LANCZOS)


def _part(show: Show, begin: float, span: float) -> Show:
    return lambda done, look: show(begin + min(done, 1.0) * span, look)


def _showing(report: Report) -> Show:
    """Reports progress, with a look where somebody wants one."""

    def show(done: float, look: Callable[[], Image.Image]) -> None:
        report(done, [look()] if report.wants_preview() else None)

    return show
