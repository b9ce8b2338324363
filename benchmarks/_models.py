# mypy: disable-error-code="no-untyped-call"
"""Models of real shapes for benchmarks; random weights compute as long as learned ones."""

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from inference.catalogue import BUILT_IN
from inference.engines.diffusion.untyped import Pipeline
from tests.inference.engines.diffusion.tiny import clip_tokenizer

_NOISE: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
}


def small() -> Pipeline:
    """Mozart's own model, as it is shipped."""
    return StableDiffusionPipeline.from_pretrained(BUILT_IN, **_unchecked())


def sd15() -> Pipeline:
    """Stable Diffusion 1.5's shapes: 860 million numbers in the denoiser."""
    return StableDiffusionPipeline(
        vae=_autoencoder(0.18215),
        text_encoder=CLIPTextModel(_words(768, 12, 12)),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(sample_size=64, cross_attention_dim=768),
        scheduler=DPMSolverMultistepScheduler(**_NOISE),
        **_unchecked(),
    )


def sdxl() -> Pipeline:
    """Stable Diffusion XL's shapes: 2.6 billion numbers in the denoiser."""
    blocks = ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D")
    return StableDiffusionXLPipeline(
        vae=_autoencoder(0.13025),
        text_encoder=CLIPTextModel(_words(768, 12, 12)),
        text_encoder_2=CLIPTextModelWithProjection(_words(1280, 32, 20, projection=1280)),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        unet=UNet2DConditionModel(
            sample_size=128,
            block_out_channels=(320, 640, 1280),
            down_block_types=blocks,
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(5, 10, 20),
            cross_attention_dim=2048,
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
        ),
        scheduler=EulerDiscreteScheduler(**_NOISE),
    )


BUILDERS = {"small": (small, 256), "sd15": (sd15, 512), "sdxl": (sdxl, 1024)}
"""By name: what makes it, and the side of its pictures in pixels."""


def save(name: str, folder: Path) -> None:
    """Write one in half precision, as the models are that people fetch."""
    build, _ = BUILDERS[name]
    torch.manual_seed(0)
    build().to(dtype=torch.bfloat16).save_pretrained(folder / name, safe_serialization=True)


def _unchecked() -> dict[str, Any]:
    return {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}


def _autoencoder(scale: float) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        latent_channels=4,
        sample_size=512,
        scaling_factor=scale,
    )


def _words(width: int, layers: int, heads: int, *, projection: int = 768) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=49408,
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=projection,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
