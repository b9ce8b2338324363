"""Dreams as an engine: a picture in, what else can be seen in it out.

The network is the judge that comes with Mozart; how a dream goes is the business of
inference.dreaming.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import torch
from PIL import Image
from torch import Tensor

from inference.dreaming.dreams import (
    FILM_SIDE,
    Dream,
    deep_dream,
    deep_style,
    deeper,
    film_of,
    thin_style,
)
from inference.dreaming.eye import Eye
from inference.dreaming.motifs import sheet
from inference.dreaming.octaves import Show, Vision
from inference.dreaming.wish import GUIDE, SOURCE, STYLE, Mode, Wished, read_options
from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.memory import memory_errors
from inference.request import Request, Task
from inference.styling.names import MANNERS
from inference.styling.pixels import at_side, image_of, resized, size_at, tensor_of
from inference.styling.plates import plate
from inference.styling.styling import Colours, Order, Style
from inference.styling.transport import root_area
from inference.styling.watching import showing

MAX_SIDE = 1536
_SHEET_PX = 512
_GUIDE_SIDE = 224
_STILL_SHARE = 0.6  # of the work, where a film follows


class DreamEngine:
    """Dreams about pictures."""

    slots = 1

    def __init__(self) -> None:
        """Read nothing yet."""
        self._eye: Eye | None = None

    def load(self, model: str) -> None:
        """Read the network; it is small."""
        self._eye = self._eye or Eye.load()

    def unload(self) -> None:
        """Forget it."""
        self._eye = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Dream once for each seed; the same request gives the same pixels.

        Raises:
            RequestRefused: no picture, or choices that are not there.
            Cancelled: `report` said so.
        """
        self.load(request.model)
        sent = set(inputs) - {SOURCE}
        wished = read_options(request.options, sent)
        _check(request, inputs)
        report(0.0)
        results: list[Result] = []
        with memory_errors(), torch.no_grad():
            for index in range(request.count):
                show = showing(request.count, results, report)
                results.append(self._dreamed(request, index, wished, inputs, show))
        return results

    def _dreamed(
        self,
        request: Request,
        index: int,
        wished: Wished,
        inputs: Mapping[str, Image.Image],
        show: Show,
    ) -> Result:
        seed = request.seed_of(index)
        picture = resized(tensor_of(inputs[SOURCE]), request.height, request.width)
        if wished.mode is not Mode.DEEP_DREAM:
            order = Order(
                content=picture,
                styles=[_style(wished, inputs.get(STYLE))],
                height=request.height,
                width=request.width,
                strength=wished.strength,
                seed=seed,
            )
            paint = deep_style if wished.mode is Mode.DEEP_STYLE else thin_style
            return Result(image=image_of(paint(order, show)))
        assert self._eye is not None
        vision = _vision(wished, inputs.get(GUIDE))
        motifs = _sheet(wished.motifs, seed) if wished.motifs else None
        dream = Dream(
            picture=picture, motifs=motifs, vision=vision, strength=wished.strength, seed=seed
        )
        still = _part(show, 0.0, _STILL_SHARE) if wished.zoom else show
        seen = deep_dream(dream, self._eye, still)
        files = []
        if wished.zoom:
            files = [self._film(seen, vision, seed, _part(show, _STILL_SHARE, 1.0))]
        return Result(image=image_of(seen), files=files)

    def _film(self, seen: Tensor, vision: Vision, seed: int, show: Show) -> File:
        assert self._eye is not None
        side = min(FILM_SIDE, root_area(seen))
        begin = resized(seen, *size_at(side, *seen.shape[-2:]))
        frames = list(deeper(begin, self._eye, vision, seed=seed, show=show))
        return File(name="dream.webp", data=film_of(frames), instead=True)


def _check(request: Request, inputs: Mapping[str, Image.Image]) -> None:
    if request.task is not Task.IMAGINE:
        raise RequestRefused("A dream is not varied or enlarged; dream again instead.")
    if SOURCE not in inputs:
        raise RequestRefused("There is no picture to dream about; send one along.")
    if unknown := sorted({*inputs} - {SOURCE, GUIDE, STYLE}):
        raise RequestRefused(f"A dream has no “{unknown[0][:30]}”.")
    if max(request.width, request.height) > MAX_SIDE or min(request.width, request.height) < 32:
        raise RequestRefused(f"A dream has from 32 to {MAX_SIDE} pixels a side.")


def _vision(wished: Wished, guide: Image.Image | None) -> Vision:
    shown = None if guide is None else at_side(tensor_of(guide), _GUIDE_SIDE)
    return Vision(layer=wished.layer, channel=wished.channel, guide=shown)


def _style(wished: Wished, sent: Image.Image | None) -> Style:
    if sent is not None:
        return Style(picture=tensor_of(sent), share=1.0)
    assert wished.style is not None
    own = MANNERS[wished.style].own_colours
    colours = Colours.STYLE if own else Colours.STROKES
    return Style(picture=tensor_of(_plate(wished.style)), share=1.0, colours=colours)


@lru_cache(maxsize=4)
def _plate(name: str) -> Image.Image:
    return plate(name)


def _sheet(motifs: tuple[str, ...], seed: int) -> Tensor:
    return tensor_of(sheet(motifs, side_px=_SHEET_PX, seed=seed))


def _part(show: Show, begin: float, end: float) -> Show:
    def part(done: float, look: Callable[[], Tensor]) -> None:
        show(begin + done * (end - begin), look)

    return part
