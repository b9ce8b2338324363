"""Drawings by rule as an engine: requests in, pictures and their plots out.

It needs no weights and no device but one core. Which master draws, and what is chosen, stands in
the request's options; what all choices came to stands in the recipe, so that a variation can stay
near and an enlargement be drawn anew.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.masters import files
from inference.masters.catalogue import find_master, kinds_in
from inference.masters.drawing import Drawing, Page
from inference.masters.master import Master
from inference.masters.options import Value, varied
from inference.masters.picture import painted
from inference.masters.plot import Trace, traces
from inference.request import Request, Task

MIN_SIDE = 64
MAX_SIDE = 4096
MAX_PIXELS = 16_777_216
MASTER, FILES = "master", "files"
"""The options that are not the master's own."""
FILM_BYTES = 8 * 2**20
_SUBTLE_BELOW = 0.5
_SUBTLE, _STRONG = 0.2, 0.55
_SHOWN_SIDE = 512
_BLANK = (236, 231, 219)

_Show = Callable[[float, Callable[[], Image.Image]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """One drawing to be made: whose, of which seed, and with which choices."""

    master: Master
    seed: int
    values: Mapping[str, Value]

    @property
    def recipe(self) -> dict[str, object]:
        values = dict(self.values)
        return {"draw": {"master": self.master.name, "seed": self.seed, "values": values}}


class MastersEngine:
    """Draws. Safe to use from several threads at once."""

    slots = 2

    def load(self, model: str) -> None:
        """Do nothing; there are no weights."""

    def unload(self) -> None:
        """Do nothing; nothing is kept."""

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Draw; the same request gives the same lines on every machine.

        Raises:
            RequestRefused: no such master, option or value; a size it does not draw.
            Cancelled: `report` said so.
        """
        _check(request)
        kinds = kinds_in(request.options.get(FILES, ""))
        plans = [_plan(request, i, inputs.get("source")) for i in range(request.count)]
        results: list[Result] = []
        for plan in plans:
            show = _showing(request, [result.image for result in results], report)
            results.append(_drawn(request, plan, kinds, show))
            report(len(results) / request.count)
        return results


def _check(request: Request) -> None:
    width, height = request.width, request.height
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise RequestRefused(
            f"Drawings have {MIN_SIDE} to {MAX_SIDE} pixels a side, not {width} x {height}."
        )
    if width * height > MAX_PIXELS:
        raise RequestRefused("Drawings have up to 16 million pixels; choose a smaller size.")
    if max(width, height) > 3.1 * min(width, height):
        raise RequestRefused("Drawings are up to three times as long as wide.")


def _plan(request: Request, index: int, source: Image.Image | None) -> _Plan:
    """What picture `index` of a request is to be.

    A variation keeps its parent's seed and changes its choices a little (subtle), or more and with
    the composition of another seed (strong). An enlargement keeps everything.
    """
    options = dict(request.options)
    master = find_master(options.pop(MASTER, ""))
    options.pop(FILES, None)
    parent = None if request.task is Task.IMAGINE else _parent(source)
    seed = request.seed_of(index)
    if parent is None or parent.master is not master:
        return _Plan(master=master, seed=seed, values=master.choose(options, seed))
    if request.task is Task.UPSCALE:
        return parent
    subtle = request.strength is not None and request.strength < _SUBTLE_BELOW
    values = varied(master.options, parent.values, seed, reach=_SUBTLE if subtle else _STRONG)
    return _Plan(master=master, seed=parent.seed if subtle else seed, values=values)


def _parent(source: Image.Image | None) -> _Plan | None:
    """The plan of the picture given, as far as its file tells."""
    text: Any = source.info.get("mozart") if source is not None else None
    try:
        told = json.loads(text)["draw"]
        master, seed = find_master(told["master"]), int(told["seed"])
        return _Plan(master=master, seed=seed, values=master.choose(dict(told["values"]), seed))
    except (KeyError, TypeError, ValueError, RequestRefused):
        return None


def _drawn(request: Request, plan: _Plan, kinds: tuple[str, ...], show: _Show) -> Result:
    """One picture and its files, showing it as it grows."""
    page = Page.of(request.width, request.height)
    show(0.0, lambda: Image.new("RGB", _small(page), _BLANK))
    drawing = plan.master.draw(page, plan.values, plan.seed)
    share = 0.5 if kinds else 1.0
    pixels = np.empty((1, 1, 3), np.uint8)
    for done, pixels in painted(drawing, request.width, request.height):
        show(share * (0.2 + 0.8 * done), partial(_shrunk, pixels))
    image = Image.fromarray(np.ascontiguousarray(pixels))

    def plotting(done: float) -> None:
        show(share + (1 - share) * done, partial(_shrunk, pixels))

    beside = list(_files(drawing, plan, kinds, plotting))
    return Result(image=image, note=_told(plan.values), files=beside, recipe=plan.recipe)


def _told(values: Mapping[str, Value]) -> str:
    """Choices as members write them: "cells=9 disorder=0.4"."""
    return " ".join(f"{name}={str(value).replace(', ', ',')}" for name, value in values.items())


def _files(
    drawing: Drawing, plan: _Plan, kinds: tuple[str, ...], show: Callable[[float], None]
) -> Iterator[File]:
    if not kinds:
        return
    title = f"{plan.master.name}, seed {plan.seed}"
    lines: list[Trace] = []
    if "svg" in kinds or "timelapse" in kinds:
        lines = traces(drawing, lambda done: show(0.4 * done))
    if "svg" in kinds:
        yield File(name="plot.svg", data=files.svg(drawing, lines, title=title).encode())
        show(0.5)
    if "pdf" in kinds:
        yield File(name="a4.pdf", data=files.pdf(drawing, title=title))
        show(0.6)
    if "timelapse" in kinds:
        film = files.timelapse(
            drawing, lines, limit_bytes=FILM_BYTES, show=lambda done: show(0.6 + 0.4 * done)
        )
        # Where nothing else was asked for, it is what members want to see.
        yield File(name="timelapse.webp", data=film, instead=kinds == ("timelapse",))


def _showing(request: Request, finished: list[Image.Image], report: Report) -> _Show:
    """Reports one picture's progress as part of the whole job's."""

    def show(done: float, look: Callable[[], Image.Image]) -> None:
        share = (len(finished) + min(done, 1.0)) / request.count
        if not report.wants_preview():
            report(share)
            return
        current = look()
        waiting = request.count - len(finished) - 1
        report(share, [*finished, current, *[Image.new("RGB", current.size, _BLANK)] * waiting])

    return show


def _shrunk(pixels: NDArray[np.uint8]) -> Image.Image:
    """A preview of pixels (height, width, 3)."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
    return image


def _small(page: Page) -> tuple[int, int]:
    side = max(page.width, page.height)
    return round(256 * page.width / side), round(256 * page.height / side)
