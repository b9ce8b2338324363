"""The painter as an engine: requests in, pictures painted by rule out.

It holds no weights and uses no device but one core. What it does to sizes, variations and
enlargements is here; how it paints is the business of inference.painter.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.manner import Manner
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import Reading, read
from inference.painter.weights import weighed
from inference.painter.whims import strange, varied
from inference.request import Request, Task
from inference.shape import too_slim

MIN_SIDE = 64
MAX_SIDE = 1536
MAX_PIXELS = 16_777_216
_STEP = 8
_SUBTLE_BELOW = 0.5
_BLANK = (236, 231, 219)
_ALIKE = 0.075  # mean difference of two thumbnails of the same picture, of a range of 1
NO_TILE = (
    "The painter's pictures have edges that do not fit together."
    " Leave --tile out, or choose a diffusion model."
)
_RESAMPLED = (
    "It was enlarged from its pixels; the painter paints details anew up to 1536 pixels a side."
)


class PainterEngine:
    """Paints scenes from words by rule. Safe to use from several threads at once."""

    slots = 2

    def load(self, model: str) -> None:
        """Do nothing; there are no weights."""

    def unload(self) -> None:
        """Do nothing; nothing is kept."""

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Paint the pictures; the same request gives the same pixels on the same machine.

        Raises:
            RequestRefused: a size it does not paint, a picture to start from, or none to enlarge.
            Cancelled: `report` said so.
        """
        _check(request, inputs)
        if Manner.of(request.options).tile:
            raise RequestRefused(NO_TILE)
        results: list[Result] = []
        for index in range(request.count):
            show = _showing(request, [result.image for result in results], report)
            if request.task is Task.UPSCALE:
                results.append(_enlarged(request, inputs["source"], show))
            else:
                seeds = _seeds(request, index, inputs.get("source"))
                reading = read(request.prompt, request.negative)
                results.append(_painted(request, seeds, reading, show))
            report((index + 1) / request.count)
        return results


_Show = Callable[[float, Callable[[], Image.Image]], None]


def _check(request: Request, inputs: Mapping[str, Image.Image]) -> None:
    width, height = request.width, request.height
    if request.task is Task.IMAGINE and "source" in inputs:
        raise RequestRefused(
            "The painter paints from words alone;"
            " leave the picture out, or choose a diffusion model."
        )
    if request.task is Task.UPSCALE:
        if "source" not in inputs:
            raise RequestRefused("There is no picture to enlarge; choose one of your pictures.")
        if width * height > MAX_PIXELS or min(width, height) < _STEP:
            raise RequestRefused("The painter enlarges pictures up to 16 million pixels.")
        return
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise RequestRefused(
            f"The painter paints from {MIN_SIDE} to {MAX_SIDE} pixels a side,"
            f" not {width} x {height}; choose a size in between."
        )
    if width % _STEP or height % _STEP:
        raise RequestRefused(
            f"The painter paints sides that are multiples of {_STEP} pixels,"
            f" not {width} x {height}."
        )
    if too_slim(width, height, widest=3, step=16):  # of the sizes that prompts ask for
        raise RequestRefused("The painter paints shapes up to 3:1; choose a less narrow one.")


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


def _painted(request: Request, seeds: Seeds, reading: Reading, show: _Show) -> Result:
    manner = Manner.of(request.options)
    scene = weighed(reading.scene, request.spans)
    scene = varied(scene, manner.chaos, layout=seeds.layout, palette=seeds.palette)
    scene = strange(scene, manner.weird, layout=seeds.layout, palette=seeds.palette)
    width, height = _at_quality(request, manner.quality)
    image = paint(
        scene,
        width=width,
        height=height,
        seeds=seeds,
        show=show,
        until=manner.stop / 100,
        taste=_taste(manner.stylize),
    )
    if image.size != (request.width, request.height):
        image = image.resize((request.width, request.height), Image.Resampling.LANCZOS)
    return Result(image=image, note=reading.note, recipe={"painter": asdict(seeds)})


def _at_quality(request: Request, quality: float) -> tuple[int, int]:
    """The size to paint at: so many times the pixels, as far as it paints so large or small."""
    long, short = max(request.width, request.height), min(request.width, request.height)
    scale = min(max(math.sqrt(quality), MIN_SIDE / short), MAX_SIDE / long)
    if quality == 1 or abs(scale - 1) < 0.01:
        return request.width, request.height
    return round(scale * request.width), round(scale * request.height)


def _taste(stylize: float) -> float:
    """From 0, the plain scene, by 1 at the usual 100, to 2 at 1000, the hand overdone."""
    return stylize / 100 if stylize <= 100 else 1 + (stylize - 100) / 900


def _seeds(request: Request, index: int, source: Image.Image | None) -> Seeds:
    """A variation keeps its parent's layout (subtle) or its mood and palette (strong)."""
    seed = request.seed_of(index)
    parent = None if request.task is not Task.VARY else _parent(source)
    if parent is None:
        return Seeds(layout=seed, palette=seed, hand=seed)
    if request.strength is not None and request.strength < _SUBTLE_BELOW:
        return Seeds(layout=parent.layout, palette=parent.palette, hand=seed, nudge=seed)
    return Seeds(layout=seed, palette=parent.palette, hand=seed)


def _recipe(source: Image.Image | None) -> dict[str, Any]:
    """What the picture's file says about its making; empty when it says nothing."""
    text = source.info.get("mozart") if source is not None else None
    try:
        recipe = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return {}
    return recipe if isinstance(recipe, dict) else {}


def _parent(source: Image.Image | None) -> Seeds | None:
    """The seeds of the picture given, as far as its file tells."""
    recipe = _recipe(source)
    own = recipe.get("painter")
    try:
        if isinstance(own, dict):
            nudge = own.get("nudge")
            return Seeds(
                layout=_seed(own["layout"]),
                palette=_seed(own["palette"]),
                hand=_seed(own["hand"]),
                nudge=None if nudge is None else _seed(nudge),
            )
        seed = _seed(recipe["seed"])
    except (KeyError, TypeError, ValueError):
        return None
    return Seeds(layout=seed, palette=seed, hand=seed)


def _seed(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("not a seed")
    return value


def _enlarged(request: Request, source: Image.Image, show: _Show) -> Result:
    """The same picture painted anew at the size wanted; from its pixels where that cannot be."""
    recipe, seeds = _recipe(source), _parent(source)
    if seeds is not None and max(request.width, request.height) <= MAX_SIDE:
        reading = read(
            str(recipe.get("prompt", request.prompt)), str(recipe.get("negative", request.negative))
        )
        result = _painted(request, seeds, reading, show)
        if _difference(result.image, source) < _ALIKE:
            return result
    image = source.convert("RGB").resize((request.width, request.height), Image.Resampling.LANCZOS)
    radius = max(1.0, request.width / source.width)
    sharp = image.filter(ImageFilter.UnsharpMask(radius=radius, percent=55, threshold=2))
    show(1.0, lambda: sharp)
    kept = {} if seeds is None else {"painter": asdict(seeds)}
    return Result(image=sharp, note=_RESAMPLED, recipe=kept)


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Between two pictures seen from afar, in [0, 1]."""
    side = (48, max(1, math.ceil(48 * one.height / one.width)))
    small = [
        np.asarray(image.convert("RGB").resize(side, Image.Resampling.BOX), np.float32) / 255
        for image in (one, other)
    ]
    return float(np.abs(small[0] - small[1]).mean())
