"""Requests to orders: what was asked for, in a model's own numbers, or refused in a sentence."""

import math
from collections.abc import Mapping
from dataclasses import replace

from PIL import Image

from inference.catalogue import Dialect
from inference.engines.diffusion.dressing import mask_of
from inference.engines.diffusion.habits import MAX_GUIDANCE, MAX_STEPS
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Order
from inference.errors import RequestRefused
from inference.painter.retelling import retell
from inference.request import MAX_COUNT, Request, Task

SOURCE_STRENGTH = 0.6
MASK_STRENGTH = 1.0
VARY_STRENGTH = 0.5
UPSCALE_STRENGTH = 0.25
EDIT_STRENGTH = 0.75
NO_STRENGTH = "This model changes pictures as far as it sees fit; the strength made no difference."


def order_of(model: LoadedModel, request: Request, inputs: Mapping[str, Image.Image]) -> Order:
    """What a request comes to, before manners, LoRAs and control pictures are seen to.

    Raises:
        RequestRefused: it asks for what this model, or any, cannot do.
    """
    source = inputs.get("source")
    if source is None and request.task is not Task.IMAGINE:
        raise RequestRefused("There is no picture to start from; choose one and try again.")
    if source is None and model.traits.needs_picture:
        raise RequestRefused(
            f"The model “{model.name}” changes pictures as it is told; send it one."
        )
    starts = bool(model.traits.repaint or model.traits.edit)
    if source is not None and not starts and request.task is not Task.UPSCALE:
        raise RequestRefused(
            f"The model “{model.name}” cannot start from a picture; choose another model."
        )
    _check_numbers(request)
    mask, note = mask_of(model, source, inputs.get("mask"))
    whole = source is None or "mask" in inputs
    edits = source is not None and bool(model.traits.edit)
    if edits and request.strength is not None and "image_guidance_scale" not in model.traits.edit:
        note = NO_STRENGTH
    if source is None and mask is not None:
        source = Image.new("RGB", (request.width, request.height), "grey")
    order = Order(
        prompt=_encodable(request.prompt),
        negative=_encodable(request.negative),
        width=request.width,
        height=request.height,
        seeds=[request.seed_of(index) for index in range(request.count)],
        source=source,
        strength=_strength(request, edits=edits, whole=whole),
        steps=request.steps,
        guidance=request.guidance,
        sampler=request.sampler,
        spans=[(_encodable(words), weight) for words, weight in request.spans],
        mask=mask,
        note=note,
        edits=edits,
    )
    return _retold(order, model.kinds) if model.dialect is Dialect.SCENES else order


def _strength(request: Request, *, edits: bool, whole: bool) -> float:
    if request.strength is not None:
        return request.strength
    if edits:
        return EDIT_STRENGTH
    usual = {
        Task.IMAGINE: MASK_STRENGTH if whole else SOURCE_STRENGTH,
        Task.VARY: VARY_STRENGTH,
        Task.UPSCALE: UPSCALE_STRENGTH,
    }
    return usual[request.task]


def _retold(order: Order, kinds: int | None) -> Order:
    """The same order in the painter's words; they leave out what was to be kept out."""
    told = retell(order.prompt, order.negative, most=kinds)
    note = " ".join(filter(None, (told.note, order.note)))
    return replace(order, prompt=told.caption, spans=(), negative="", note=note, reworded=True)


def _encodable(words: str) -> str:
    """Without lone surrogates, for which tokenizers have no bytes."""
    return words.encode("utf-8", "replace").decode("utf-8")


def _check_numbers(request: Request) -> None:
    if not 1 <= request.count <= MAX_COUNT:
        raise RequestRefused(f"Ask for 1 to {MAX_COUNT} pictures.")
    if not all(math.isfinite(weight) for _, weight in request.spans):
        raise RequestRefused("Give words weights that are numbers.")
    if request.steps is not None and not 1 <= request.steps <= MAX_STEPS:
        raise RequestRefused(f"Ask for 1 to {MAX_STEPS} steps.")
    if request.guidance is not None and not 0 <= request.guidance <= MAX_GUIDANCE:
        raise RequestRefused(f"Ask for a guidance from 0 to {MAX_GUIDANCE:.0f}.")
    if request.strength is not None and not 0 <= request.strength <= 1:
        raise RequestRefused("Ask for a strength from 0 to 1.")
    if min(request.width, request.height) < 16:
        raise RequestRefused("Ask for at least 16 pixels a side.")


def check_size(model: LoadedModel, asked: Request, *, enlarged: int = 1) -> None:
    """Refuse a size that this model does not make; what it paints is `enlarged` so many times.

    Raises:
        RequestRefused: it is larger; the sentence names the largest.
    """
    if asked.width * asked.height > enlarged**2 * model.traits.max_pixels:
        best = enlarged * model.traits.side
        most = 2 * best
        raise RequestRefused(
            f"The model “{model.name}” paints at most {most} x {most} pixels and is best at"
            f" {best} x {best}; ask for that, and for an upscale after it."
        )
