"""What comes from diffusers and transformers, by names that mypy can follow.

Their classes carry no types; here they are called by value, so that the rest need not say so.
"""

from typing import Any

import torch
import transformers
from torch import nn

from inference.engines.diffusion.quiet import quieten

quieten()  # the one thing that happens at import; quiet.py says why

import diffusers  # noqa: E402

Network = Any
"""Any of their networks: a torch module with a `config` and `save_pretrained`."""

Pipeline = Any
"""A diffusers.StableDiffusionPipeline."""

Scheduler = Any
"""One of diffusers' schedulers."""

library: Any = diffusers


def pipeline_of(
    *,
    vae: Network,
    text_encoder: Network,
    tokenizer: transformers.CLIPTokenizer,
    unet: Network,
    scheduler: Scheduler,
) -> Pipeline:
    """The stock text-to-image pipeline of these parts, without a filter."""
    return library.StableDiffusionPipeline(
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def frozen(network: Network, place: str) -> Network:
    """The same network on its device, never to learn again."""
    return network.to(place).eval().requires_grad_(requires_grad=False)


def placed(network: nn.Module, place: str) -> Network:
    """The network on its device, its convolutions' weights in the layout that computes fastest."""
    moved: Any = network.to(place)  # torch 2.13 does not type `memory_format`
    return moved.to(memory_format=torch.channels_last)
