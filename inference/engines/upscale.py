"""Enlarging as an engine: a picture in, the same at twice or four times its size out.

What a network adds it has learned; nothing is repainted. How it is done, tile by tile, is the
business of inference.upscaling.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from PIL import Image

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.memory import memory_errors
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler, load_upscaler
from inference.upscaling.wish import NONE, check_size, read_options

WITHOUT = (
    "There is no network here that enlarges, so pixels were interpolated;"
    " whoever runs Mozart can add one."
)
_PREVIEW = 512


class UpscaleEngine:
    """Enlarges pictures."""

    slots = 1

    def __init__(self, networks: Mapping[str, Path], *, place: str = "cpu") -> None:
        """Read nothing yet.

        Args:
            networks: files by name, the usual one first; see networks_in.
            place: the device, as torch names it; "auto" is the first of CUDA, MPS, CPU there is.
        """
        self._networks = networks
        self._place = place
        self._loaded: dict[str, Upscaler] = {}

    def load(self, model: str) -> None:
        """Do nothing; a network is read when it is first asked for."""

    def unload(self) -> None:
        """Forget all networks."""
        self._loaded.clear()

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Enlarge the picture once; the same request gives the same pixels on the same device.

        Raises:
            RequestRefused: no picture, more than one, or a network that is not there or is none.
            OutOfMemory: not even the smallest tile fits.
            Cancelled: `report` said so.
        """
        wished = read_options(request.options, self._networks)
        source = _source(request, inputs)
        report(0.0)
        name = wished.network or next(iter(self._networks), NONE)
        size = request.width, request.height
        if name == NONE:
            image = source.resize(size, Image.Resampling.LANCZOS)
            note = "" if wished.network else WITHOUT
            return [Result(image=image, note=note, recipe={"upscaler": NONE})]
        report(0.01, [_small(source)])

        def hear(done: float) -> None:
            report(0.01 + 0.99 * done)

        with memory_errors(), torch.inference_mode():
            network = self._network(name)
            image = enlarge(source, network, width=size[0], height=size[1], report=hear)
        return [Result(image=image, recipe={"upscaler": network.name})]

    def _network(self, name: str) -> Upscaler:
        if name not in self._loaded:
            self._loaded[name] = load_upscaler(self._networks[name], _found(self._place))
        return self._loaded[name]


def _found(place: str) -> str:
    if place != "auto":
        return place
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _source(request: Request, inputs: Mapping[str, Image.Image]) -> Image.Image:
    if request.task is not Task.IMAGINE or request.count != 1:
        raise RequestRefused("A picture is enlarged once; ask for it with /upscale.")
    if "source" not in inputs:
        raise RequestRefused("There is no picture to enlarge; send one along.")
    check_size(request.width, request.height)
    return inputs["source"].convert("RGB")


def _small(source: Image.Image) -> Image.Image:
    small = source.copy()
    small.thumbnail((_PREVIEW, _PREVIEW))
    return small
