"""Pictures of models that paint small: painted at their own size, then enlarged by a network."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from PIL import Image

from inference.engines.diffusion.canvas import MIN_SIDE, kept
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler

_MARGIN = 16  # pixels of the small picture, drawn around one whose edges fit together


def smaller(request: Request, times: int) -> Request:
    """The request at the size that a model paints it; what is enlarged anyway stays as it is.

    Up to `times` smaller, but no side shorter than what every model can paint.
    """
    if times == 1 or request.task is Task.UPSCALE:
        return request
    width, height = request.width, request.height
    share = min(1.0, max(1 / times, MIN_SIDE / max(1, min(width, height))))
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
