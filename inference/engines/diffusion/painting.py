"""One call of a pipeline, watched: seeds to pictures, with previews, cancelling and checks."""

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import torch
from PIL import Image

from inference.engines.diffusion.adapters import Worn
from inference.engines.diffusion.blending import Answer, End, Tell, blending
from inference.engines.diffusion.canvas import centre, grown, kept, rounded
from inference.engines.diffusion.emphasis import conditioning, takes_weights
from inference.engines.diffusion.looking import Enough, Looker, Watch, finite, left
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Order, Painted
from inference.engines.diffusion.samplers import LCM_STEPS
from inference.engines.diffusion.traits import Traits, arguments_of
from inference.engines.diffusion.untyped import Pipeline
from inference.engines.diffusion.ways import Way
from inference.memory import memory_errors

MIN_STRENGTH = 0.05
_TRUE_GUIDANCE = 2.0


def paint(
    model: LoadedModel,
    order: Order,
    watch: Watch,
    waits: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Painted:
    """Make the pictures. One seed gives the same picture whatever seeds stand beside it.

    Args:
        model: what paints them.
        order: the call.
        watch: hears of each step.
        waits: holds while others have to end before its first step.

    Raises:
        RequestRefused: the model lost itself in this order's numbers.
        OutOfMemory: it might fit if it were smaller, or fewer at once.
        Cancelled: `watch` said so.
    """
    width, height = (rounded(side, model.traits.multiple) for side in (order.width, order.height))
    pipeline = model.pipeline(order.way, sampler=order.sampler, guide=order.guide)
    takes = arguments_of(pipeline)
    given = arguments(model, order, width, height, takes)
    steps = given["num_inference_steps"] * given.get("strength", 1.0) * order.until
    worn = _worn(model, pipeline, order)
    looker = Looker(model, pipeline, order, (width, height), watch)
    output: Any = None
    try:
        with (
            memory_errors(),
            model.member(worn, looker.still_here, order.guide, steps=steps, waits=waits),
            model.stressing(() if order.blends else order.spans),
        ):
            given = dict(_conditioned(model, pipeline, order, given, takes))
            seen = looker.callbacks(takes)
            try:
                with blending(pipeline, order.blends, _teller(model, pipeline, order, takes)):
                    output = pipeline(**given, output_type="pt", **seen)
                pictures = finite(model, output.images, looker.unpacked_latents())
            except Enough:
                pictures = left(model, pipeline, looker.unpacked_latents())
    finally:
        looker.close()
    arrays = (pictures.float().cpu().clamp(0, 1) * 255).round().to(torch.uint8)
    images = [_finished(array.numpy(), order) for array in arrays.movedim(1, -1)]
    flags = getattr(output, "nsfw_content_detected", None) or [False] * len(images)
    return Painted(images=images, blacked=[bool(flag) for flag in flags])


def arguments(
    model: LoadedModel,
    order: Order,
    width: int,
    height: int,
    takes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the pipeline is called with; only what its kind takes, `takes` if that is known."""
    traits = model.traits
    takes = _takes(traits, order.way) if takes is None else takes
    guidance = _guidance(model, order)
    limit = min(traits.max_steps, LCM_STEPS) if order.sampler == "lcm" else traits.max_steps
    steps = min(traits.steps if order.steps is None else order.steps, limit)
    # CPU generators, so that a seed means the same noise on every device.
    generators = [torch.Generator().manual_seed(seed) for seed in order.seeds]
    chosen: dict[str, Any] = {
        "prompt": order.prompt,
        "num_images_per_prompt": len(order.seeds),
        "generator": generators,
        "num_inference_steps": steps,
        "guidance_scale": guidance,
        "width": width,
        "height": height,
        # Flux Kontext would else paint and see a megapixel, whatever width and height say.
        "max_area": width * height,
        "_auto_resize": False,
    }
    if order.source is not None and order.edits:
        chosen |= _beside(order, width, height)
    elif order.source is not None:
        strength = max(MIN_STRENGTH, order.strength)
        chosen["num_inference_steps"] = min(limit, _steps_in_all(traits, steps, strength))
        chosen["strength"] = strength
        # One copy each: some families draw all pictures' start with the first generator otherwise.
        chosen["image"] = [grown(order.source, order.size, (width, height))] * len(order.seeds)
    if order.source is not None and order.mask is not None:
        chosen["mask_image"] = grown(order.mask, order.size, (width, height))
    if order.control is not None:
        picture = grown(order.control.picture, order.size, (width, height))
        chosen["image" if order.source is None else "control_image"] = picture
        chosen["controlnet_conditioning_scale"] = float(order.control.weight)
    if reads_negative(model, order):
        chosen["negative_prompt"] = order.negative
        if traits.reads_negative == "true_cfg_scale":
            chosen["true_cfg_scale"] = _TRUE_GUIDANCE
    return {name: value for name, value in chosen.items() if name in takes}


def _takes(traits: Traits, way: Way) -> Mapping[str, Any]:
    return {
        Way.PAINT: traits.paint,
        Way.REPAINT: traits.repaint,
        Way.INPAINT: traits.inpaint,
        Way.EDIT: traits.edit,
    }[way]


def _beside(order: Order, width: int, height: int) -> dict[str, Any]:
    """What a pipeline is called with beside, to change a picture; it is as large as the new one."""
    assert order.source is not None
    return {
        "image": [grown(order.source, order.size, (width, height))] * len(order.seeds),
        "image_guidance_scale": picture_guidance(order.strength),
    }


def picture_guidance(strength: float) -> float:
    """How much a picture counts that is changed: 3 at strength 0, the usual 1.5, 1 at strength 1.

    Below 1, its pipelines would leave guidance out altogether.
    """
    return 1 + 2 * (1 - strength)


def _guidance(model: LoadedModel, order: Order) -> float:
    return model.traits.guidance if order.guidance is None else order.guidance


def _worn(model: LoadedModel, pipeline: Pipeline, order: Order) -> Worn:
    """What the rows of its calls are computed with."""
    if not order.seen:
        return order.worn
    # As the pipelines themselves decide it; those that look at pictures have such a denoiser.
    embeds = pipeline.unet.config.time_cond_proj_dim is not None
    guided = _guidance(model, order) > 1 and not embeds
    rows = (True, False, False) if order.edits else (False, True)
    sees = rows if guided else (True,)
    looks = [(it.look(len(order.seeds), sees=sees), it.weight) for it in order.seen]
    return (*order.worn, *looks)


def _conditioned(
    model: LoadedModel,
    pipeline: Pipeline,
    order: Order,
    given: Mapping[str, Any],
    takes: Mapping[str, Any],
) -> Mapping[str, Any]:
    """The arguments with encoded words instead of words, where those say more than words can."""
    if order.blends or not takes_weights(pipeline, takes):
        return given
    negative = order.negative if reads_negative(model, order) else ""
    spans = order.spans or [(order.prompt, 1.0)]
    encoded = conditioning(pipeline, spans, negative, takes=takes)
    if not encoded:
        return given
    words = {"prompt", "negative_prompt"}
    return {name: value for name, value in given.items() if name not in words} | encoded


def _teller(model: LoadedModel, pipeline: Pipeline, order: Order, takes: Mapping[str, Any]) -> Tell:
    """Has the words of an end encoded as those of an order are."""
    ends = list(dict.fromkeys(end for it in order.blends for end in (it.first, it.second)))
    known: dict[End, Mapping[str, Any]] = {end: {"prompt": end.prompt} for end in ends}
    if takes_weights(pipeline, takes):
        negative = order.negative if reads_negative(model, order) else ""
        spans = {end: end.spans or ((end.prompt, 1.0),) for end in ends}
        for end in ends:
            beside = list(spans.values())
            found = conditioning(pipeline, spans[end], negative, takes=takes, beside=beside)
            known[end] = {"prompt": None} | found if found else known[end]

    def tell(end: End, encode: Callable[..., Answer], given: Mapping[str, Any]) -> Answer:
        with model.stressing(end.spans):
            return encode(**{**given, **known[end]})

    return tell


def _steps_in_all(traits: Traits, steps: int, strength: float) -> int:
    """Of which the share that runs is the strength: few of few would be none."""
    if "original_inference_steps" in traits.repaint:  # latent consistency: the share is of those
        return max(1, min(steps, math.floor(traits.max_steps * strength)))
    return min(max(steps, math.ceil(min(steps, 4) / strength)), traits.max_steps)


def reads_negative(model: LoadedModel, order: Order) -> bool:
    """Whether the words to keep out, if any, make a difference to this order."""
    match model.traits.reads_negative:
        case "guidance_scale":
            return bool(order.negative) and _guidance(model, order) > 1
        case "true_cfg_scale":
            return bool(order.negative)
    return False


def _finished(pixels: np.ndarray[Any, np.dtype[np.uint8]], order: Order) -> Image.Image:
    """A picture cut to the ordered size, with what was to stay of its source."""
    image = Image.fromarray(pixels)
    if order.wraps and image.size != order.size:
        picture = image.resize(order.size, Image.Resampling.LANCZOS)
    else:
        picture = centre(image, *order.size)
    if order.source is None or order.mask is None:
        return picture
    return kept(picture, order.source, order.mask)
