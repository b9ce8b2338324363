# mypy: disable-error-code="no-untyped-call"
"""LoRA files of the forms that are out there, and models with a LoRA added to their weights."""

import re
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import AutoPipelineForText2Image
from safetensors.torch import save_file
from torch import Tensor, nn

from inference.engines.diffusion.lora import lora_parts
from inference.engines.diffusion.untyped import Pipeline

RANK, ALPHA = 4, 2.0
STRENGTH = 0.3  # of random matrices: enough to change a picture of a tiny model

ATTENTION = r"attn.*\.(to_[qkv]|to_out\.0|[qkv]_proj|out_proj)$"
EVERYTHING = r"."
KOHYA = {
    "unet": "lora_unet_",
    "text_encoder": "lora_te1_text_model_",
    "text_encoder_2": "lora_te2_",
}

Deltas = dict[str, dict[str, Tensor]]
"""What a LoRA of weight 1 adds to each layer's weights, by network and layer."""


def stock(folder: Path) -> Pipeline:
    return AutoPipelineForText2Image.from_pretrained(folder, dtype=torch.float32)


def write_lora(
    file: Path,
    pipeline: Pipeline,
    *,
    seed: int,
    form: str = "kohya",
    layers: str = ATTENTION,
    parts: tuple[str, ...] = ("unet", "transformer"),
    rank: int = RANK,
) -> Deltas:
    """Write a LoRA with random numbers; gives what it adds.

    Args:
        file: to write.
        pipeline: of the family.
        seed: of the numbers.
        form: "kohya", with an alpha for each layer, or "peft", as diffusers saves it.
        layers: a pattern for the names of those that get a patch.
        parts: the networks.
        rank: of every patch.
    """
    draw = torch.Generator().manual_seed(seed)
    state: dict[str, Tensor] = {}
    deltas: Deltas = {}
    for part, network in lora_parts(pipeline).items():
        for name, layer in network.named_modules() if part in parts else ():
            if not re.search(layers, name) or not isinstance(layer, nn.Linear | nn.Conv2d):
                continue
            weight = layer.weight
            down = STRENGTH * torch.randn(rank, *weight.shape[1:], generator=draw)
            ones = (1,) * (weight.ndim - 2)
            up = STRENGTH * torch.randn(len(weight), rank, *ones, generator=draw)
            scale = 1.0
            if form == "kohya":
                key, scale = KOHYA[part] + name.replace(".", "_"), ALPHA / rank
                state[f"{key}.lora_down.weight"] = down
                state[f"{key}.lora_up.weight"] = up
                state[f"{key}.alpha"] = torch.tensor(ALPHA)
            else:
                state[f"{part}.{name}.lora_A.weight"] = down
                state[f"{part}.{name}.lora_B.weight"] = up
            delta = scale * torch.einsum("or,r...->o...", up.flatten(1), down)
            deltas.setdefault(part, {})[name] = delta
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, file)
    return deltas


def fold(pipeline: Pipeline, deltas: Deltas, *, weight: float = 1.0) -> None:
    """Add a LoRA to a pipeline's own weights, once and for all."""
    for part, layers in deltas.items():
        for name, delta in layers.items():
            getattr(pipeline, part).get_submodule(name).weight.data += weight * delta


def write_embedding(file: Path, vectors: Mapping[str, Tensor]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(dict(vectors), file)
