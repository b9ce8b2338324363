"""Samplers by the names that people use, as diffusers' schedulers.

Models that learned flows (SD 3, Flux) step along straight lines and take no other sampler than
their own, which is Euler's; those of latent consistency take their own alone, too.
"""

from collections.abc import Mapping
from typing import Any

import diffusers

from inference.engines.diffusion.untyped import Scheduler
from inference.errors import RequestRefused
from inference.request import SAMPLERS

LCM_STEPS = 50
"""The most that the sampler "lcm" plans (its `original_inference_steps`, diffusers 0.42.1)."""

_SCHEDULERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "euler": ("EulerDiscreteScheduler", {}),
    "euler a": ("EulerAncestralDiscreteScheduler", {}),
    "heun": ("HeunDiscreteScheduler", {}),
    "dpm++ 2m": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": False}),
    "dpm++ 2m karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "dpm++ sde karras": (
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True},
    ),
    "unipc": ("UniPCMultistepScheduler", {}),
    "ddim": ("DDIMScheduler", {}),
    "pndm": ("PNDMScheduler", {"skip_prk_steps": True}),
    "lcm": ("LCMScheduler", {}),
}
assert tuple(_SCHEDULERS) == SAMPLERS

_NEEDS_A_SIGNAL = ("heun", "dpm++ 2m karras", "dpm++ sde karras")
"""Heun's loses the picture in bf16 beside such noise; Karras' levels of it fall on one time more
than once, over which the scheduler counts its steps wrongly (diffusers 0.42.1)."""


def scheduler_of(usual: Scheduler, sampler: str | None) -> Scheduler:
    """A scheduler for one run, with the noise schedule that the model learned.

    Args:
        usual: the model's own.
        sampler: one of SAMPLERS; None for the model's own.

    Raises:
        RequestRefused: there is no such sampler, or the model does not take it.
    """
    if sampler is None:
        return type(usual).from_config(usual.config)
    if sampler not in _SCHEDULERS:
        raise RequestRefused(
            f"There is no sampler “{sampler[:30]}”. Choose one of: {', '.join(SAMPLERS)}."
        )
    if type(usual).__name__.startswith("FlowMatch") or usual.config.get("use_flow_sigmas"):
        if sampler != "euler":
            raise RequestRefused(
                "This model learned flows and takes the sampler “euler” alone;"
                " choose that, or leave the sampler out."
            )
        return type(usual).from_config(usual.config)
    if type(usual).__name__ == "LCMScheduler" and sampler != "lcm":
        raise RequestRefused(
            "This model paints by latent consistency and takes the sampler “lcm” alone;"
            " choose that, or leave the sampler out."
        )
    if sampler in _NEEDS_A_SIGNAL and usual.config.get("rescale_betas_zero_snr"):
        raise RequestRefused(
            f"This model starts from noise without any signal, where the sampler “{sampler}” cannot"
            " begin; choose another one, such as “dpm++ 2m” or “euler”."
        )
    name, options = _SCHEDULERS[sampler]
    return getattr(diffusers, name).from_config(usual.config, **options)
