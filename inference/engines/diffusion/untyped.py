"""Names for what comes from diffusers and transformers, whose classes carry no types for mypy."""

from typing import Any

Pipeline = Any
"""A diffusers.DiffusionPipeline."""

Scheduler = Any
"""One of diffusers' thirty schedulers."""

Autoencoder = Any
"""A diffusers.AutoencoderKL or AutoencoderTiny."""

Encoder = Any
"""A text encoder of transformers."""

Tokenizer = Any
"""A fast tokenizer of transformers."""

Network = Any
"""A denoiser of diffusers, or what goes with one."""
