"""Enlarging as an engine: a picture in, the same at twice or four times its size out.

What a network adds it has learned; nothing is repainted. How it is done, tile by tile, is the
business of inference.upscaling.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

import torch
from PIL import Image

from inference.device import find_device
from inference.engine import Report, Result
from inference.errors import ModelNotFound, RequestRefused
from inference.faces import FaceFinder
from inference.memory import memory_errors
from inference.request import Request, Task
from inference.upscalers import Kind, first_of, usual_of
from inference.upscaling.enlarging import enlarge
from inference.upscaling.faces import Patch, around, laid_in, patches
from inference.upscaling.file import Upscaler, load_upscaler
from inference.upscaling.wish import MASK, NONE, Wished, check_size, read_options

log = logging.getLogger(__name__)

WITHOUT = (
    "There is no network here that enlarges, so pixels were interpolated;"
    " whoever runs Mozart can add one."
)
NOT_FOUND = (
    "No face was found, so {other} enlarged everything. Send a mask that is white where faces are."
)
NOT_LOOKED = (
    "{faces} enlarged everything, since nothing here finds faces."
    " Send a mask that is white where they are."
)
_PREVIEW = 512
_WHOLE_SHARE = 0.7  # of the work, where faces are done once more


class UpscaleEngine:
    """Enlarges pictures."""

    slots = 1

    def __init__(
        self, networks: Mapping[str, Path], *, place: str = "cpu", detector: Path | None = None
    ) -> None:
        """Read nothing yet.

        Args:
            networks: files by name, the usual one first; see read_upscalers.
            place: the device, as torch names it; "auto" is the first of CUDA, MPS, CPU there is.
            detector: the folder of what finds faces; None where there is none.
        """
        self._networks = networks
        self._place = place
        self._detector = detector
        self._loaded: dict[str, Upscaler] = {}
        self._finder: FaceFinder | None = None

    def load(self, model: str) -> None:
        """Do nothing; a network is read when it is first asked for."""

    def unload(self) -> None:
        """Forget all networks."""
        self._loaded.clear()
        self._finder = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Enlarge the picture once; the same request gives the same pixels on the same device.

        Raises:
            RequestRefused: no picture, more than one, or a network that is not there or is none.
            OutOfMemory: not even the smallest tile fits.
            Cancelled: `report` said so.
        """
        wished = read_options(request.options, self._networks, {*inputs} - {"source"})
        source = _source(request, inputs)
        report(0.0)
        size = request.width, request.height
        name = self._whole(wished)
        if name == NONE:
            image = source.resize(size, Image.Resampling.LANCZOS)
            note = "" if wished.network else WITHOUT
            return [Result(image=image, note=note, recipe={"upscaler": NONE})]
        report(0.01, [_small(source)])
        with memory_errors(), torch.inference_mode():
            faces = self._faces(wished)
            parts = self._parts(source, inputs.get(MASK)) if faces else None
            if faces and parts:
                return [self._with_faces(source, size, parts, (name, faces), report)]
            note = ""
            if faces and wished.kind is Kind.FACES:  # the member counts on it
                note = (NOT_LOOKED if parts is None else NOT_FOUND).format(faces=faces, other=name)
                name = faces if parts is None else name
            image = self._enlarged(name, source, size, _part(report, 0.01, 1.0))
            return [Result(image=image, note=note, recipe={"upscaler": self._network(name).name})]

    def _whole(self, wished: Wished) -> str:
        """Who enlarges the picture, but for faces that are done once more."""
        usual = usual_of(self._networks) or next(iter(self._networks), NONE)
        match wished.kind:
            case Kind.PHOTO | Kind.FACES:
                return first_of(self._networks, Kind.PHOTO) or usual
            case Kind.LINES:
                return first_of(self._networks, Kind.LINES) or usual
        return wished.network or usual

    def _faces(self, wished: Wished) -> str | None:
        """Who does faces once more; None where nobody does."""
        asked = wished.kind is Kind.FACES
        left_open = wished.kind is None and wished.network is None and self._detector is not None
        return first_of(self._networks, Kind.FACES) if asked or left_open else None

    def _parts(self, source: Image.Image, mask: Image.Image | None) -> list[Patch] | None:
        """Where faces are; None where nothing tells."""
        if mask is not None:
            return patches(mask.convert("L").resize(source.size))
        finder = self._looking()
        return None if finder is None else patches(around(finder.find(source), source.size))

    def _looking(self) -> FaceFinder | None:
        """What finds faces; a detector that cannot be used is left out until the next start."""
        if self._finder is None and self._detector is not None:
            try:
                self._finder = FaceFinder(self._detector)
            except ModelNotFound as error:
                log.warning("%s Pictures are enlarged without it.", error)
                self._detector = None
        return self._finder

    def _with_faces(
        self,
        source: Image.Image,
        size: tuple[int, int],
        parts: Sequence[Patch],
        names: tuple[str, str],
        report: Report,
    ) -> Result:
        """The whole by one network and its faces by another; `names` are theirs, in this order."""
        other, faces = names
        large = self._enlarged(other, source, size, _part(report, 0.01, _WHOLE_SHARE))
        begins = count()

        def enlarged(piece: Image.Image, larger: tuple[int, int]) -> Image.Image:
            share = (1 - _WHOLE_SHARE) / len(parts)
            begin = _WHOLE_SHARE + share * next(begins)
            return self._enlarged(faces, piece, larger, _part(report, begin, begin + share))

        image = laid_in(large, source, parts, enlarged)
        told = "A face" if len(parts) == 1 else f"{len(parts)} faces"
        recipe = {"upscaler": self._network(other).name, "faces": self._network(faces).name}
        return Result(image=image, note=f"{told} by {faces}, the rest by {other}.", recipe=recipe)

    def _enlarged(
        self,
        name: str,
        picture: Image.Image,
        size: tuple[int, int],
        report: Callable[[float], None],
    ) -> Image.Image:
        network = self._network(name)
        return enlarge(picture, network, width=size[0], height=size[1], report=report)

    def _network(self, name: str) -> Upscaler:
        if name not in self._loaded:
            self._loaded[name] = load_upscaler(self._networks[name], find_device(self._place))
        return self._loaded[name]


def _part(report: Report, begin: float, end: float) -> Callable[[float], None]:
    return lambda done: report(begin + done * (end - begin))


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
