"""Pictures of models that paint small: painted at their own size, then enlarged by a network."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from inference.engines.diffusion.canvas import kept
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler

_SHORTEST = 16  # pixels a side: what may be asked for


def smaller(request: Request, times: int) -> Request:
    """The request at the size that a model paints it; what is enlarged anyway stays as it is."""
    if times == 1 or request.task is Task.UPSCALE:
        return request
    width, height = (max(_SHORTEST, side // times) for side in (request.width, request.height))
    return replace(request, width=width, height=height)


def larger(
    picture: Image.Image,
    size: tuple[int, int],
    upscaler: Upscaler | None,
    report: Callable[[float], None],
) -> Image.Image:
    """The picture at `size`, by a network or, without one, by Lanczos.

    Raises:
        OutOfMemory: the network's smallest tile does not fit beside what others hold.
        Cancelled: `report` said so.
    """
    if upscaler is None:
        return picture.resize(size, Image.Resampling.LANCZOS)
    return enlarge(picture, upscaler, width=size[0], height=size[1], report=report)


def as_it_was(picture: Image.Image, inputs: Mapping[str, Image.Image]) -> Image.Image:
    """The picture with the member's own pixels wherever their mask says that they stay."""
    source, mask = inputs.get("source"), inputs.get("mask")
    if source is None or mask is None:
        return picture
    return kept(picture, source, mask.convert("L").resize(source.size))
