"""Larger pictures by a network, also for models that paint small ones."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
from PIL import Image

from inference.engine import Result
from inference.engines.diffusion.canvas import MIN_SIDE, kept
from inference.errors import OutOfMemory
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler, load_upscaler

log = logging.getLogger(__name__)

LANCZOS = "lanczos"
"""What a recipe calls enlarging without a network."""
_NEARLY = 0.8  # of the sides: what a model paints as well as its own size
_MARGIN = 16  # pixels of the small picture, drawn around one whose edges fit together


class Enlarger:
    """What enlarges: a network, read from its file when first needed, or Lanczos."""

    def __init__(self, file: Path | None, place: str, make_room: Callable[[], None]) -> None:
        """Read nothing yet.

        Args:
            file: of the network; None for Lanczos.
            place: of the device, as torch names it.
            make_room: frees what can be freed there.
        """
        self._file, self._place, self._make_room = file, place, make_room
        self._network: Upscaler | None = None

    @property
    def learned(self) -> bool:
        """Whether it is a network."""
        return self._file is not None

    def forget(self) -> None:
        """Let the network's memory go; the next picture reads it again."""
        self._network = None

    def larger(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        report: Callable[[float], None],
        *,
        wraps: bool = False,
    ) -> tuple[Image.Image, str]:
        """See `larger`, and by what; where memory ends, once more with what can be freed.

        Raises:
            OutOfMemory: the network's smallest tile does not fit beside what others hold.
            Cancelled: `report` said so.
        """
        try:
            return self._once(picture, size, report, wraps=wraps)
        except OutOfMemory as error:
            log.warning("%s Making room to enlarge.", error)
        self._make_room()
        return self._once(picture, size, report, wraps=wraps)

    def sized(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        report: Callable[[float], None],
        *,
        wraps: bool = False,
    ) -> tuple[Image.Image, str]:
        """The same; a picture that has its size already is left as it is, by nothing."""
        if picture.size == size:
            return picture, ""
        return self.larger(picture, size, report, wraps=wraps)

    def enlarged(
        self,
        result: Result,
        request: Request,
        inputs: Mapping[str, Image.Image],
        report: Callable[[float], None],
        *,
        wraps: bool,
    ) -> Result:
        """A small result as large as the request asked for; see `as_it_was` for `inputs`."""
        size = request.width, request.height
        picture, name = self.sized(result.image, size, report, wraps=wraps)
        recipe = {**result.recipe, **({"upscaler": name} if name else {})}
        return replace(result, image=as_it_was(picture, inputs), recipe=recipe)

    def _once(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        report: Callable[[float], None],
        *,
        wraps: bool,
    ) -> tuple[Image.Image, str]:
        network = self._network  # which another job may forget meanwhile
        if network is None and self._file is not None:
            network = self._network = load_upscaler(self._file, self._place)
        name = LANCZOS if network is None else network.name
        return larger(picture, size, network, report, wraps=wraps), name


def smaller(request: Request, times: int, side: int) -> Request:
    """The request at the size that a model paints it; what is enlarged anyway stays as it is.

    As many pixels as a square of the model's own `side` has, since small models repeat themselves
    in larger pictures; no side shorter than what every model can paint.
    """
    if times == 1 or request.task is Task.UPSCALE:
        return request
    width, height = max(1, request.width), max(1, request.height)
    share = max(side / sqrt(width * height), MIN_SIDE / min(width, height))
    if share > _NEARLY:
        return request
    return replace(request, width=round(share * width), height=round(share * height))


def larger(
    picture: Image.Image,
    size: tuple[int, int],
    upscaler: Upscaler | None,
    report: Callable[[float], None],
    *,
    wraps: bool = False,
) -> Image.Image:
    """The picture at `size`, by a network or, without one, by Lanczos.

    Args:
        picture: RGB.
        size: width and height in pixels.
        upscaler: on its device, or None.
        report: hears how much is done, in [0, 1].
        wraps: whether the edges fit together, and still shall.

    Raises:
        OutOfMemory: the network's smallest tile does not fit beside what others hold.
        Cancelled: `report` said so.
    """
    if wraps:
        pixels = np.pad(np.asarray(picture), [(_MARGIN, _MARGIN)] * 2 + [(0, 0)], mode="wrap")
        margins = [round(_MARGIN * now / was) for now, was in zip(size, picture.size, strict=True)]
        width, height = (side + 2 * margin for side, margin in zip(size, margins, strict=True))
        large = larger(Image.fromarray(pixels), (width, height), upscaler, report)
        return large.crop((margins[0], margins[1], margins[0] + size[0], margins[1] + size[1]))
    if upscaler is None:
        return picture.resize(size, Image.Resampling.LANCZOS)
    return enlarge(picture, upscaler, width=size[0], height=size[1], report=report)


def as_it_was(picture: Image.Image, inputs: Mapping[str, Image.Image]) -> Image.Image:
    """The picture with the member's own pixels wherever their mask says that they stay."""
    source, mask = inputs.get("source"), inputs.get("mask")
    if source is None or mask is None:
        return picture
    return kept(picture, source, mask.convert("L").resize(source.size))
