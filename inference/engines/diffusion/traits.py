"""What a loaded pipeline can do and likes: its arguments, steps, guidance and sizes.

Read from signatures and configurations, so that a family we have never seen gets what its own
authors chose; what its folder says of its use comes first. Knows nothing of requests.
"""

import inspect
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from inference.catalogue import Model
from inference.engines.diffusion.habits import Habits, read_habits
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import ModelNotFound

_HURRIED = re.compile(r"turbo|lightning|schnell|lcm|hyper|distill|dmd|flash|klein", re.IGNORECASE)
_NEEDED = {"prompt", "generator", "num_inference_steps", "output_type"}
_CALLBACKS = {"callback_on_step_end", "callback"}
_MAX_STEPS = 30
_WITH_MASK = 9  # channels: four of latents, four of the picture that stays, and the mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Of one model.

    Attributes:
        paint: the arguments of its call from words, with their defaults.
        repaint: those of its call from words and a picture; empty when it has none.
        inpaint: those of its call from words, a picture and a mask; empty when it has none.
        edit: those of its call to change a picture as words say; empty when it has none.
        needs_picture: it can do nothing else.
        needs_mask: its denoiser was made for parts of pictures, and always wants one.
        steps, guidance: what to use when nobody says.
        max_steps: that the scheduler can plan.
        reads_negative: how it takes what to keep out: through ordinary guidance
            ("guidance_scale"), through a guidance of its own ("true_cfg_scale"), or not (None).
        multiple: widths and heights must be multiples of this many pixels.
        max_pixels: of one picture.
        side: of the square it is best at, in pixels.
    """

    paint: Mapping[str, Any]
    repaint: Mapping[str, Any]
    inpaint: Mapping[str, Any]
    edit: Mapping[str, Any]
    needs_picture: bool
    needs_mask: bool
    steps: int
    guidance: float
    max_steps: int
    reads_negative: str | None
    multiple: int
    max_pixels: int
    side: int


def read_traits(
    pipeline: Pipeline,
    repainter: Pipeline | None,
    model: Model,
    inpainter: Pipeline | None = None,
) -> Traits:
    """Look a pipeline over.

    Args:
        pipeline: made for words alone.
        repainter: the same weights, made for words and a picture; None when there is none.
        model: what the catalogue says.
        inpainter: the same weights, made for a part of a picture; None when there is none.

    Raises:
        ModelNotFound: it cannot be stopped or watched at its steps, so we do not run it; or what
            its folder says of its use makes no sense.
    """
    paint = arguments_of(pipeline)
    missing = _NEEDED - paint.keys()
    if not _CALLBACKS & paint.keys():
        missing |= {"callback_on_step_end"}
    if missing:
        kind = type(pipeline).__name__
        raise ModelNotFound(
            f"The model “{model.name}” is a {kind}, which cannot be run here: it takes no"
            f" {', '.join(sorted(missing))}."
        )
    repaint = _taking({"image", "strength"}, repainter)
    inpaint = _taking({"image", "mask_image", "strength"}, inpainter)
    usual_steps, usual_guidance = _usual(pipeline, paint, model)
    own = Habits() if model.folder is None else read_habits(model.folder)
    steps = model.steps if own.steps is None else own.steps
    guidance = model.guidance if own.guidance is None else own.guidance
    scale = int(getattr(pipeline, "vae_scale_factor", 8))
    side = max(
        64, model.side // model.enlarged, int(getattr(pipeline, "default_sample_size", 0)) * scale
    )
    return Traits(
        paint=paint,
        repaint=repaint,
        inpaint=inpaint,
        edit=paint if model.edits else {},
        needs_picture=model.needs_picture,
        needs_mask=bool(inpaint) and _denoiser(pipeline).get("in_channels") == _WITH_MASK,
        steps=usual_steps if steps is None else steps,
        guidance=usual_guidance if guidance is None else guidance,
        max_steps=int(pipeline.scheduler.config.get("original_inference_steps", 1000)),
        reads_negative=_negative(pipeline, paint),
        multiple=2 * scale,
        max_pixels=4 * side * side,
        side=side,
    )


def arguments_of(pipeline: Pipeline) -> dict[str, Any]:
    """The arguments of a pipeline's call, with their defaults."""
    parameters = inspect.signature(type(pipeline).__call__).parameters
    return {name: parameter.default for name, parameter in parameters.items()}


def _taking(needed: Set[str], pipeline: Pipeline | None) -> dict[str, Any]:
    """The arguments of a pipeline that takes all of these, else none."""
    found = arguments_of(pipeline) if pipeline is not None else {}
    return found if needed <= found.keys() else {}


def _usual(pipeline: Pipeline, paint: Mapping[str, Any], model: Model) -> tuple[int, float]:
    """Steps and guidance. Distilled models say so in their configuration, or only by name."""
    own = paint.get("guidance_scale")
    guidance = float(own) if isinstance(own, int | float) else 0.0
    denoiser, scheduler = _denoiser(pipeline), pipeline.scheduler.config
    if "guidance_embeds" in denoiser:
        if not denoiser["guidance_embeds"]:
            return 4, 0.0  # Flux schnell: guidance was distilled away
        return min(int(paint["num_inference_steps"]), _MAX_STEPS), guidance
    if denoiser.get("time_cond_proj_dim"):
        return 4, 8.0  # latent consistency: guidance is an input, not a second pass
    if type(pipeline.scheduler).__name__ == "LCMScheduler":
        return 6, 1.0
    hurried = _HURRIED.search(model.name) is not None
    ancestral = type(pipeline.scheduler).__name__ == "EulerAncestralDiscreteScheduler"
    if hurried or (ancestral and scheduler.get("timestep_spacing") == "trailing"):
        return 4, 0.0
    return min(int(paint["num_inference_steps"]), _MAX_STEPS), guidance


def _negative(pipeline: Pipeline, paint: Mapping[str, Any]) -> str | None:
    if "negative_prompt" not in paint:
        return None
    denoiser = _denoiser(pipeline)
    if "true_cfg_scale" in paint:
        return "true_cfg_scale" if denoiser.get("guidance_embeds", True) else None
    return None if denoiser.get("time_cond_proj_dim") else "guidance_scale"


def _denoiser(pipeline: Pipeline) -> Mapping[str, Any]:
    denoiser = getattr(pipeline, "unet", None) or getattr(pipeline, "transformer", None)
    config: Mapping[str, Any] = denoiser.config if denoiser is not None else {}
    return config
