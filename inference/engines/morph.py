"""Morphs as an engine: two pictures in, or words that the painter paints, a film between them out.

The network that tells how much changes is the judge that comes with Mozart; how a morph goes is
the business of inference.morphing.
"""

from collections.abc import Callable, Mapping

import torch
from PIL import Image, ImageOps
from torch import Tensor

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.judge import SHIPPED, Judge, read_judge
from inference.memory import memory_errors
from inference.morphing.films import film_within
from inference.morphing.passage import passage_between
from inference.morphing.timing import evenly
from inference.morphing.wish import FIRST, LARGEST, SECOND, WIDEST, Wished, read_options
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.request import Request, Task
from inference.styling.pixels import image_of, tensor_of

_LOOK_SIDE = 96
_PAINTED, _FOUND, _TIMED, _SEEN = 0.2, 0.5, 0.65, 0.9
"""How far the whole is after each part."""

Show = Callable[[float, Callable[[], Image.Image]], None]


class MorphEngine:
    """Lets one picture become another."""

    slots = 1

    def __init__(self) -> None:
        """Read nothing yet."""
        self._judge: Judge | None = None

    def load(self, model: str) -> None:
        """Read the network; it is small."""
        self._judge = self._judge or read_judge(SHIPPED)[0]

    def unload(self) -> None:
        """Forget it."""
        self._judge = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Make the film; the same request gives the same pixels. Its middle is the still picture.

        Raises:
            RequestRefused: an end is missing, or choices that are not there.
            Cancelled: `report` said so.
        """
        self.load(request.model)
        wished = read_options(request.options, inputs)
        _check(request)
        report(0.0)
        with memory_errors(), torch.inference_mode():
            ends = _ends(request, wished, inputs, _showing(report))
            return [self._morphed(request, wished, ends, _showing(report))]

    def _morphed(
        self, request: Request, wished: Wished, ends: list[Image.Image], show: Show
    ) -> Result:
        assert self._judge is not None
        first, second = (tensor_of(it) for it in ends)
        passage = passage_between(first, second, seed=request.seed)
        show(_FOUND, lambda: image_of(passage.at(0.5)))
        small = passage.small(_LOOK_SIDE)

        def look(way: float) -> Tensor:
            show(_FOUND + (_TIMED - _FOUND) * way, lambda: image_of(passage.at(0.5)))
            return small.at(way)

        frames: list[Image.Image] = []
        for way in evenly(look, self._judge, wished.frames):
            frames.append(image_of(passage.at(way)))
            done = len(frames) / wished.frames
            show(_TIMED + (_SEEN - _TIMED) * done, lambda: frames[-1])
        data = film_within(frames, rate=wished.rate, kind=wished.kind, back=wished.back)
        film = File(name=f"morph.{wished.kind}", data=data, instead=True)
        return Result(image=frames[len(frames) // 2], files=[film])


def _check(request: Request) -> None:
    if request.task is not Task.IMAGINE or request.count != 1:
        raise RequestRefused("A morph is not varied or enlarged, and there is one of it.")
    width, height = request.width, request.height
    long, short = max(width, height), min(width, height)
    if short < 64 or width * height > 1.1 * LARGEST**2 or width % 8 or height % 8:
        raise RequestRefused(
            f"A morph has up to {LARGEST} x {LARGEST} pixels' area, and sides in eights."
        )
    if long > 1.1 * WIDEST * short:
        raise RequestRefused("Shapes up to 3:1 can be morphed; cut the picture first.")


def _ends(
    request: Request, wished: Wished, inputs: Mapping[str, Image.Image], show: Show
) -> list[Image.Image]:
    """Both pictures at the film's size: cut to its shape, or painted with the same seed."""
    size = request.width, request.height
    ends: list[Image.Image] = []
    for place, role in enumerate((FIRST, SECOND)):
        if role in wished.words:
            part = _part(show, place * _PAINTED / 2, (place + 1) * _PAINTED / 2)
            ends.append(_painted(wished.words[role], size, request.seed, part))
        else:
            picture = inputs[role].convert("RGB")
            ends.append(ImageOps.fit(picture, size, Image.Resampling.LANCZOS))
    return ends


def _painted(words: str, size: tuple[int, int], seed: int, show: Show) -> Image.Image:
    seeds = Seeds(layout=seed, palette=seed, hand=seed)
    return paint(read(words, "").scene, width=size[0], height=size[1], seeds=seeds, show=show)


def _part(show: Show, begin: float, end: float) -> Show:
    return lambda done, look: show(begin + min(done, 1.0) * (end - begin), look)


def _showing(report: Report) -> Show:
    """Reports progress, with a look where somebody wants one."""

    def show(done: float, look: Callable[[], Image.Image]) -> None:
        report(done, [look()] if report.wants_preview() else None)

    return show
