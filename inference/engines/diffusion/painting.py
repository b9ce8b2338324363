"""One call of a pipeline, watched: seeds to pictures, with previews, cancelling and checks."""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from inference.engines.diffusion.adapters import Worn
from inference.engines.diffusion.blending import Answer, Blend, End, Tell, blending
from inference.engines.diffusion.canvas import centre, grown, kept, rounded
from inference.engines.diffusion.controls import Guide
from inference.engines.diffusion.emphasis import Span, conditioning, takes_weights
from inference.engines.diffusion.latents import Foresight, decoded, unpacked
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.samplers import LCM_STEPS
from inference.engines.diffusion.sights import Seen
from inference.engines.diffusion.traits import Traits, arguments_of
from inference.engines.diffusion.untyped import Pipeline
from inference.engines.diffusion.ways import Way
from inference.errors import RequestRefused
from inference.memory import memory_errors

MIN_STRENGTH = 0.05
_TRUE_GUIDANCE = 2.0

Watch = Callable[[float, Callable[[], list[Image.Image]]], None]
"""Hears after each step how much of the call is done, in [0, 1], and how to get a preview.

The preview is worth its price only when somebody wants it; it may be empty. Raises Cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A picture of what is where.

    Attributes:
        guide: the ControlNet that sees to it.
        picture: RGB, as that one was trained on; cut to the ordered shape.
        weight: how much it counts, 0 to 2.
    """

    guide: Guide
    picture: Image.Image
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call: as many pictures as there are seeds.

    Attributes:
        prompt, negative: as the model gets them.
        spans: the prompt in stretches of one weight.
        note: for the member, on what became of their words or mask; empty where nothing did.
        width, height: of each picture in pixels, any; painted a little larger where need be.
        source: to start from, cut to the shape; None to start from noise.
        strength: how far to leave the source, in (0, 1].
        mask: of the source's shape, grey: white is painted anew, black stays as it is; or None.
        control: what is where, and the ControlNet that sees to it; or None.
        seen: pictures to look at while it is painted.
        steps, guidance, sampler: None leaves them to the model.
        worn: the model's adapters to paint it with.
        until: at which share of its steps to leave it, in (0, 1].
        wraps: whether the edges fit together, so that nothing may be cut off.
        edits: whether the source is changed as the words say; `strength` then says how little it
            counts (see `picture_guidance`).
        reworded: whether its words are others than the request's.
        blends: what each picture is between, where it is not one of the prompt and a seed; then
            the seeds are those of the noise that samplers add.
    """

    prompt: str
    negative: str
    width: int
    height: int
    seeds: Sequence[int]
    source: Image.Image | None = None
    strength: float = 1.0
    steps: int | None = None
    guidance: float | None = None
    sampler: str | None = None
    worn: Worn = ()
    spans: Sequence[Span] = ()
    note: str = ""
    mask: Image.Image | None = None
    control: Control | None = None
    seen: Sequence[Seen] = ()
    until: float = 1.0
    wraps: bool = False
    edits: bool = False
    reworded: bool = False
    blends: Sequence[Blend] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Of each picture: width and height."""
        return self.width, self.height

    def only(self, index: int) -> Self:
        """The order for one of its pictures."""
        return replace(
            self, seeds=[self.seeds[index]], blends=[self.blends[index]] if self.blends else ()
        )

    @property
    def way(self) -> Way:
        """How its picture begins."""
        if self.source is None:
            return Way.PAINT
        if self.edits:
            return Way.EDIT
        return Way.REPAINT if self.mask is None else Way.INPAINT

    @property
    def guide(self) -> Guide | None:
        """The ControlNet that it follows."""
        return None if self.control is None else self.control.guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """What came of it.

    Attributes:
        images: RGB, of the ordered size, in the order of the seeds.
        blacked: whether the model's own filter blacked each of them out.
    """

    images: list[Image.Image]
    blacked: list[bool]


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
    looker = _Looker(model, pipeline, order, (width, height), watch)
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
                pictures = _finite(model, output.images, looker.unpacked_latents())
            except _Enough:
                pictures = _left(model, pipeline, looker.unpacked_latents())
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


class _Enough(Exception):
    """Ends a pipeline that cannot be told to stop."""


class _Looker:
    """Gets each step from the pipeline and passes on what it looks like."""

    def __init__(
        self,
        model: LoadedModel,
        pipeline: Pipeline,
        order: Order,
        size: tuple[int, int],
        watch: Watch,
    ) -> None:
        self._latents: Tensor | None = None
        self._pipeline = pipeline
        self._sketcher = model.sketcher
        self._foresight = Foresight(pipeline.scheduler)
        scale = model.traits.multiple // 2
        self._width, self._height = size[0] // scale, size[1] // scale
        self._shown = max(1, order.width // scale), max(1, order.height // scale)
        self._until = order.until
        self._watch, self._rest = watch, partial(model.rest, order.guide)
        self._done = 0.0

    def callbacks(self, takes: Mapping[str, Any]) -> Mapping[str, Any]:
        """What lets this look on, for a call that takes these arguments."""
        if "callback_on_step_end" in takes:
            return {"callback_on_step_end": self.step}
        return {"callback": self._old_step, "callback_steps": 1}

    def _old_step(self, index: int, time: object, latents: Tensor) -> None:
        """Is a pipeline's `callback`."""
        self.step(self._pipeline, index, time, {"latents": latents})

    def step(
        self, pipeline: Pipeline, index: int, _: object, tensors: dict[str, Any]
    ) -> dict[str, Any]:
        """Is a pipeline's `callback_on_step_end`."""
        latents = self._latents = tensors["latents"]
        # One share is left for the decoder, which comes after the last step.
        steps = getattr(pipeline, "num_timesteps", None) or pipeline.scheduler.num_inference_steps
        last = steps if self._until == 1 else max(1, round(self._until * steps))
        done = (index + 1) / (max(index + 1, last) + 1)
        self._done = done
        self._watch(done, lambda: self._look(latents))
        if index + 1 < last:
            return {}
        self._rest()
        return {} if last == steps else self._leave(pipeline, latents)

    def _leave(self, pipeline: Pipeline, latents: Tensor) -> dict[str, Any]:
        """End here, with the picture that this step was heading for."""
        clean = self._latents = self._foresight.clean(latents).to(latents.dtype)
        if not hasattr(type(pipeline), "interrupt"):
            raise _Enough
        pipeline._interrupt = True  # noqa: SLF001 - what diffusers' own pages say to do
        return {"latents": clean}

    def still_here(self) -> None:
        """Tell, between two steps, that this run is waiting for others', and hear of a cancel."""
        self._watch(self._done, list)

    def _look(self, latents: Tensor) -> list[Image.Image]:
        clean = unpacked(self._foresight.clean(latents), self._height, self._width)
        if self._sketcher is None or clean.ndim != 4:
            return []
        sketches = self._sketcher.sketch(clean)
        return [centre(sketch, *self._shown) for sketch in sketches]

    def close(self) -> None:
        """Let go of the run's tensors."""
        self._latents = None
        self._foresight.close()

    def unpacked_latents(self) -> Tensor | None:
        """The last step's, as the autoencoder takes them."""
        if self._latents is None:
            return None
        return unpacked(self._latents, self._height, self._width)


def _finite(model: LoadedModel, pictures: Tensor, latents: Tensor | None) -> Tensor:
    """The pictures, decoded again in fp32 where half precision overflowed."""
    if bool(pictures.isfinite().all()):
        return pictures
    if model.formats is not None and latents is not None and bool(latents.isfinite().all()):
        pictures = decoded(model.formats.full, latents)
        if bool(pictures.isfinite().all()):
            return pictures
    raise RequestRefused(
        "The model lost its numbers on the way and painted nothing."
        " Ask for another seed, or for less guidance."
    )


def _left(model: LoadedModel, pipeline: Pipeline, latents: Tensor | None) -> Tensor:
    """The pictures of a pipeline that was ended before it could decode them."""
    filtered = getattr(pipeline, "safety_checker", None) is not None
    if model.formats is None or latents is None or filtered:
        raise RequestRefused(f"The model “{model.name}” cannot be stopped; leave --stop out.")
    return decoded(model.formats.full, latents)
