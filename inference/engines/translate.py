"""Translating as an engine: a picture in, the same scene at another hour or in other colours out.

How a network does that is the business of inference.translating; where its file is, the engine is
told.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.memory import memory_errors
from inference.request import Request, Task
from inference.styling.pixels import image_of, tensor_of
from inference.translating.translator import Translator, TranslatorRefused, read_translator
from inference.translating.wish import (
    SMALLEST,
    Chain,
    check_picture,
    check_side,
    read_options,
)

NONE = (
    "There is no network here that translates pictures. Name a model that changes them, if there is"
    " one; whoever runs Mozart can train or add one."
)
BESIDE = "beside.png"
_GAP = 64  # of them are the longer side of a picture: between before and after
_WIDE = 1.25  # from this shape on, one stands below the other
_PREVIEW = 512


class TranslateEngine:
    """Turns pictures into others of the same scene."""

    slots = 1

    def __init__(self, file: Path | None) -> None:
        """Read nothing yet.

        Args:
            file: the network's; None where there is none.
        """
        self._file = file
        self._translator: Translator | None = None

    def load(self, model: str) -> None:
        """Do nothing; the network is small, and read when it is first asked for."""

    def unload(self) -> None:
        """Forget the network."""
        self._translator = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Translate the picture, once for each target; the same request gives the same pixels.

        Raises:
            RequestRefused: no picture, no such target, or no network that knows it.
            OutOfMemory: it might succeed if it were smaller.
            Cancelled: `report` said so.
        """
        wished = read_options(request)
        before = _before(request, inputs)
        report(0.0, [_small(before)] * request.count if report.wants_preview() else None)
        strength = 1.0 if request.strength is None else request.strength
        results: list[Result] = []
        with memory_errors(), torch.inference_mode():
            translator = self._network()
            for chain in wished.chains:
                hear = _hearing(report, results, before, request.count)
                after = _translated(translator, before, chain, strength, hear)
                files = [beside(before, after)] if wished.beside else []
                results.append(Result(image=after, files=files, recipe={"to": "+".join(chain)}))
        return results

    def _network(self) -> Translator:
        if self._file is None:
            raise RequestRefused(NONE)
        if self._translator is None:
            try:
                self._translator = read_translator(self._file)
            except TranslatorRefused as error:
                raise RequestRefused(str(error)) from error
        return self._translator


def beside(before: Image.Image, after: Image.Image) -> File:
    """Both pictures on one sheet: before on the left, or above where they are wide."""
    width, height = before.size
    gap = max(2, max(before.size) // _GAP)
    below = width > _WIDE * height
    size = (width, 2 * height + gap) if below else (2 * width + gap, height)
    sheet = Image.new("RGB", size, "white")
    sheet.paste(before, (0, 0))
    sheet.paste(after, (0, height + gap) if below else (width + gap, 0))
    data = io.BytesIO()
    sheet.save(data, "PNG")
    return File(name=BESIDE, data=data.getvalue(), instead=True)


def _before(request: Request, inputs: Mapping[str, Image.Image]) -> Image.Image:
    if request.task is not Task.IMAGINE:
        raise RequestRefused("A translation is not varied or enlarged; translate again instead.")
    if "source" not in inputs:
        raise RequestRefused("There is no picture to translate; send one along.")
    size = request.width, request.height
    check_picture(size, step=1)
    check_side(max(SMALLEST, round((size[0] * size[1]) ** 0.5)))  # sent pictures may be smaller
    strength = request.strength
    if strength is not None and not 0 <= strength <= 1:
        raise RequestRefused("The strength of a translation is between 0 and 1.")
    source = inputs["source"].convert("RGB")
    return source if source.size == size else source.resize(size, Image.Resampling.LANCZOS)


def _translated(
    translator: Translator,
    before: Image.Image,
    chain: Chain,
    strength: float,
    hear: Callable[[float], None],
) -> Image.Image:
    """One change after the other, at last as much of all of it as was wished."""
    given = tensor_of(before)
    answer: Tensor = given
    try:
        for done, task in enumerate(chain):
            answer = translator.translate(answer, task, report=_later(hear, done, len(chain)))
    except TranslatorRefused as error:
        raise RequestRefused(str(error)) from error
    return image_of(torch.lerp(given, answer, strength))


def _hearing(
    report: Report, results: list[Result], before: Image.Image, count: int
) -> Callable[[float], None]:
    """Tells how far the picture after those that are done is, which cannot be seen yet."""

    def hear(done: float) -> None:
        share = (len(results) + done) / count
        if not report.wants_preview():
            report(share)
            return
        ready = [_small(result.image) for result in results]
        report(share, [*ready, *[_small(before)] * (count - len(ready))])

    return hear


def _later(hear: Callable[[float], None], done: int, count: int) -> Callable[[float], None]:
    """Tells `hear` of one change after as many as are done."""
    return lambda share: hear((done + share) / count)


def _small(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((_PREVIEW, _PREVIEW))
    return small
