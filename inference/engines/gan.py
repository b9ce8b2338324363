"""The GAN as an engine: a seed is a place among all the pictures it can make, words move it there.

    seed --draw--> latent --words--> latent --one step--> 64 pixels --the upscaler--> the picture

What a latent is and what words do to it is the business of inference.gan.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from inference.catalogue import GAN_FILE
from inference.engine import Report, Result
from inference.errors import GeneratorUnreadable, ModelNotFound, RequestRefused
from inference.gan.arithmetic import Words, near, steered
from inference.gan.file import read_generator, read_words
from inference.gan.network import Generator, draw_latent, pictures
from inference.gan.wish import (
    MOST_PIXELS,
    check_manner,
    check_size,
    force_of,
    hear,
    truncation_of,
)
from inference.manner import Manner
from inference.memory import memory_errors
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import Upscaler, load_upscaler

_PREVIEW = 256
_LONGEST_WAY = 32  # variations of variations; older ones are forgotten
_SUBTLE_BELOW = 0.5
_SUBTLY, _STRONGLY = 0.25, 0.55  # of the way to an independent picture


Hear = Callable[[float], None]
_Way = Mapping[str, Any]
"""Where a picture lies: {"seed": 7, "near": [[11, 0.25]]} is from one seed some way to another."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    generator: Generator
    words: Words
    upscaler: Upscaler | None


class GanEngine:
    """Makes places out of seeds and words. Safe to use from several threads at once.

    Attributes:
        file: the generator's.
    """

    slots = 2

    def __init__(self, upscaler: Path | None = None, *, file: Path = GAN_FILE) -> None:
        """Read nothing yet.

        Args:
            upscaler: the network that enlarges its pictures; None interpolates.
            file: the generator's.
        """
        self._upscaler, self.file = upscaler, file
        self._loaded: _Loaded | None = None

    def load(self, model: str) -> None:
        """Read the networks; they are small.

        Raises:
            ModelNotFound: the file is not there or does not load.
        """
        if self._loaded is not None:
            return
        try:
            generator, words = read_generator(self.file), read_words(self.file)
        except GeneratorUnreadable as error:
            raise ModelNotFound(str(error)) from error
        upscaler = None if self._upscaler is None else load_upscaler(self._upscaler)
        self._loaded = _Loaded(generator, words, upscaler)

    def unload(self) -> None:
        """Forget them."""
        self._loaded = None

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Make the pictures; the same request gives the same pixels on the same machine.

        Raises:
            RequestRefused: a size or flag it does not know, a picture to start from, or none to
                enlarge.
            Cancelled: `report` said so.
        """
        self.load(request.model)
        assert self._loaded is not None
        _check(request, inputs)
        report(0.0)
        with memory_errors(), torch.inference_mode():
            if request.task is Task.UPSCALE:
                return [_enlarged(request, inputs["source"], self._loaded, report)]
            return _made(request, inputs.get("source"), self._loaded, report)


def _check(request: Request, inputs: Mapping[str, Image.Image]) -> None:
    if request.task is Task.UPSCALE:
        if "source" not in inputs:
            raise RequestRefused("There is no picture to enlarge; choose one of your pictures.")
        if request.width * request.height > MOST_PIXELS or min(request.width, request.height) < 1:
            raise RequestRefused("The GAN enlarges pictures up to 16 million pixels.")
        return
    if request.task is Task.IMAGINE and "source" in inputs:
        raise RequestRefused(
            "The GAN starts from a seed, not from a picture;"
            " leave the picture out, or choose a diffusion model."
        )
    check_size(request.width, request.height)
    check_manner(Manner.of(request.options))


def _made(
    request: Request, source: Image.Image | None, loaded: _Loaded, report: Report
) -> list[Result]:
    manner = Manner.of(request.options)
    heard = hear(request.prompt, request.negative, spans=request.spans, names=loaded.words.names)
    ways = [_way(request, index, source) for index in range(request.count)]
    drawn = [
        steered(
            truncation_of(manner) * _latent(way, loaded.generator.latent_size),
            heard.wished,
            loaded.words,
            force=force_of(manner),
        )
        for way in ways
    ]
    small = [Image.fromarray(it) for it in pictures(loaded.generator, np.stack(drawn))]
    results: list[Result] = []
    for way, picture in zip(ways, small, strict=True):
        done = len(results) / request.count
        shown = [it.image for it in results] + small[len(results) :]
        report(done, [_preview(it) for it in shown] if report.wants_preview() else None)

        def hear_of(part: float, done: float = done) -> None:
            report(done + part / request.count)

        image = _sized(picture, request, loaded.upscaler, hear_of)
        results.append(Result(image=image, note=heard.note, recipe={"gan": way}))
    report(1.0)
    return results


def _way(request: Request, index: int, source: Image.Image | None) -> _Way:
    """The request's seed; for a variation, a little of the way from its parent to that seed."""
    seed = request.seed_of(index)
    parent = _parent(source) if request.task is Task.VARY else None
    if parent is None:
        return {"seed": seed, "near": []}
    subtle = request.strength is not None and request.strength < _SUBTLE_BELOW
    steps = [*parent["near"], [seed, _SUBTLY if subtle else _STRONGLY]]
    return {"seed": parent["seed"], "near": steps[-_LONGEST_WAY:]}


def _parent(source: Image.Image | None) -> _Way | None:
    """Where the picture given lies, as far as its file tells."""
    text = source.info.get("mozart") if source is not None else None
    try:
        recipe: Any = json.loads(text) if isinstance(text, str) else text
        way = recipe["gan"]
        near_to = [[_seed(seed), float(share)] for seed, share in way["near"]]
        return {"seed": _seed(way["seed"]), "near": near_to[-_LONGEST_WAY:]}
    except (KeyError, TypeError, ValueError):
        return None


def _seed(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("not a seed")
    return value


def _latent(way: _Way, size: int) -> NDArray[np.float32]:
    latent = draw_latent(way["seed"], 1.0, size=size)
    for seed, share in way["near"]:
        latent = near(latent, draw_latent(seed, 1.0, size=size), share)
    return latent


def _sized(
    square: Image.Image, request: Request, upscaler: Upscaler | None, hear_of: Hear
) -> Image.Image:
    """Large enough for the request, and of what is then too high or too wide, the middle."""
    width, height = request.width, request.height
    side = max(width, height)
    if side <= square.width or upscaler is None:
        large = square.resize((side, side), Image.Resampling.LANCZOS)
    else:
        # Twice as large first, softly: the network takes single pixels for edges and keeps them.
        twice = square.resize((2 * square.width, 2 * square.height), Image.Resampling.LANCZOS)
        large = enlarge(twice, upscaler, width=side, height=side, report=hear_of)
    left, top = (side - width) // 2, (side - height) // 2
    return large.crop((left, top, left + width, top + height))


def _enlarged(request: Request, source: Image.Image, loaded: _Loaded, report: Report) -> Result:
    """The same picture larger: its pixels, since the generator has no more to tell of it."""
    picture = source.convert("RGB")
    report(0.0, [_preview(picture)])
    width, height = request.width, request.height
    if loaded.upscaler is None:
        image = picture.resize((width, height), Image.Resampling.LANCZOS)
    else:
        image = enlarge(picture, loaded.upscaler, width=width, height=height, report=report)
    parent = _parent(source)
    return Result(image=image, recipe={} if parent is None else {"gan": parent})


def _preview(picture: Image.Image) -> Image.Image:
    scale = _PREVIEW / max(picture.size)
    size = round(scale * picture.width), round(scale * picture.height)
    return picture.resize(size, Image.Resampling.BICUBIC)
