"""A small picture to a large one, tile by tile. Knows nothing of files and jobs.

    picture -> tiles that overlap -> the network -> a strip of each row -> the large picture
                                       (once or twice), then Lanczos to the size that was asked for

Of what two tiles share, the outermost pixels are thrown away, since the network saw too little
around them; over the next few, one tile passes into the other.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

from inference.errors import OutOfMemory
from inference.memory import memory_errors
from inference.upscaling.file import Upscaler

log = logging.getLogger(__name__)

SIDE = 256
"""Of a tile as the network's layers see it, in pixels."""
LEAST_SIDE = 64
MARGIN = 16
BLEND = 8
_OVERLAP = 2 * MARGIN + BLEND

Report = Callable[[float], None]
"""Hears how much is done, in [0, 1]; called between layers and tiles. Raises Cancelled to stop."""


def enlarge(
    picture: Image.Image,
    upscaler: Upscaler,
    *,
    width: int,
    height: int,
    report: Report,
    side: int = SIDE,
) -> Image.Image:
    """The picture at `width` x `height`, RGB. The same call gives the same pixels on one device.

    The network runs as often as it takes to reach that size, at most twice; a network that keeps
    the size runs once. Lanczos does the rest.

    Args:
        picture: RGB, any size from 1 pixel a side.
        upscaler: on its device.
        width: in pixels.
        height: in pixels.
        report: see Report.
        side: of the tiles, as SIDE; smaller ones are tried where memory ends.

    Raises:
        OutOfMemory: not even the smallest tile fits.
        Cancelled: `report` said so.
    """
    rising = _rising(report)
    while True:
        try:
            with memory_errors():
                return _enlarged(picture, upscaler, (width, height), side, rising)
        except OutOfMemory as error:
            if side // 2 < LEAST_SIDE:
                raise
            log.warning("%s Enlarging in smaller tiles.", error)
        side //= 2


def _rising(report: Report) -> Report:
    """The same report, which does not hear that work begins anew."""
    most = 0.0

    def rising(done: float) -> None:
        nonlocal most
        most = max(most, done)
        report(most)

    return rising


def _enlarged(
    picture: Image.Image, upscaler: Upscaler, size: tuple[int, int], side: int, report: Report
) -> Image.Image:
    scale = upscaler.network.scale
    runs = _runs(picture, scale, *size)
    works = [scale ** (2 * run) for run in range(runs)]  # a larger picture has more tiles
    for run, work in enumerate(works):
        before, total = sum(works[:run]), sum(works)
        share = _share(report, before / total, (before + work) / total)
        picture = _tiled(picture, upscaler, side, share)
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS)


def _runs(picture: Image.Image, scale: int, width: int, height: int) -> int:
    growth = max(width / picture.width, height / picture.height)
    if scale == 1:
        return 1
    return 0 if growth <= 1 else 1 if growth <= scale else 2


def _share(report: Report, begin: float, end: float) -> Report:
    return lambda done: report(begin + done * (end - begin))


def _tiled(picture: Image.Image, upscaler: Upscaler, side: int, report: Report) -> Image.Image:
    """One run of the network over the whole picture."""
    scale, unit = upscaler.network.scale, upscaler.network.multiple
    rows = _spans(picture.height, side * unit, unit)
    columns = _spans(picture.width, side * unit, unit)
    large = Image.new("RGB", (scale * picture.width, scale * picture.height))
    for row, (top, bottom) in enumerate(rows):
        strip = Image.new("RGB", (large.width, scale * (bottom - top)))
        for column, (left, right) in enumerate(columns):
            tile, tiles = row * len(columns) + column, len(rows) * len(columns)
            share = _share(report, tile / tiles, (tile + 1) / tiles)
            piece = _tile(picture.crop((left, top, right, bottom)), upscaler, share)
            fade = _fade(piece.size, scale * unit, across=True) if column else None
            strip.paste(piece, (scale * left, 0), fade)
        fade = _fade(strip.size, scale * unit, across=False) if row else None
        large.paste(strip, (0, scale * top), fade)
    report(1.0)
    return large


def _spans(length: int, side: int, unit: int) -> list[tuple[int, int]]:
    """Begin and end of tiles that cover a length; the last one may be shorter."""
    overlap = _OVERLAP * unit
    begins = range(0, max(1, length - overlap), side - overlap)
    return [(begin, min(begin + side, length)) for begin in begins]


def _fade(size: tuple[int, int], pixel: int, *, across: bool) -> Image.Image:
    """How much of a tile, or strip, is laid over what lies there: nothing, then more, then all."""
    width, height = size
    places = (np.arange(width if across else height) + 0.5) / pixel
    weights = np.rint(255 * ((places - MARGIN) / BLEND).clip(0, 1)).astype(np.uint8)
    line = weights[None, :] if across else weights[:, None]
    return Image.fromarray(np.broadcast_to(line, (height, width)).copy())


@torch.inference_mode()
def _tile(piece: Image.Image, upscaler: Upscaler, report: Report) -> Image.Image:
    report(0.0)
    network, scale = upscaler.network, upscaler.network.scale
    below, beside = (-length % network.multiple for length in (piece.height, piece.width))
    with _heard(network.body, report):
        pixels = torch.from_numpy(np.array(piece)).to(upscaler.place).movedim(-1, 0)
        padded = functional.pad(pixels[None].float() / 255, (0, beside, 0, below), mode="replicate")
        large = network(padded)[0, :, : scale * piece.height, : scale * piece.width]
        levels = (large.clamp(0, 1) * 255).round().to(torch.uint8)
        return Image.fromarray(levels.movedim(0, -1).cpu().numpy())


@contextmanager
def _heard(layers: nn.Sequential, report: Report) -> Iterator[None]:
    """Report after each layer: on a CPU a tile takes many seconds."""
    parts = len(layers) + 1
    hooks = [
        layer.register_forward_hook(lambda *_, done=place / parts: report(done))
        for place, layer in enumerate(layers, start=1)
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
