# mypy: disable-error-code="no-untyped-call"
"""Tiny ControlNets and IP-Adapters of the layouts that are out there, with random numbers."""

from pathlib import Path
from typing import Any

import torch
from diffusers import ControlNetModel
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from inference.engines.diffusion.gazing import readers
from inference.engines.diffusion.untyped import Pipeline

STRENGTH = 0.3  # of random numbers: enough to change a picture of a tiny model
SEES = 32  # the width of what the image encoder sees, and the side of the pictures it takes


def controlnet(pipeline: Pipeline, *, seed: int) -> Any:
    """Of the pipeline's family; what it says is not nothing, as a fresh one's is."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        made: Any = ControlNetModel.from_unet(pipeline.unet)
        for block in (*made.controlnet_down_blocks, made.controlnet_mid_block):
            nn.init.normal_(block.weight, std=STRENGTH)
        nn.init.normal_(made.controlnet_cond_embedding.conv_out.weight)
    return made


def ip_adapter(pipeline: Pipeline, *, seed: int, plus: bool = False) -> dict[str, Tensor]:
    """The numbers of one, named as its makers do: of four tokens, or of the kind called plus."""
    draw = torch.Generator().manual_seed(seed)
    width = pipeline.unet.config.cross_attention_dim

    def some(*shape: int) -> Tensor:
        return STRENGTH * torch.randn(shape, generator=draw)

    state = {"proj.weight": some(4 * width, SEES), "proj.bias": some(4 * width)}
    state |= {"norm.weight": 1 + some(width), "norm.bias": some(width)}
    if plus:
        state = {"latents": some(1, 6, 64), "proj_in.weight": some(64, SEES)}
        state |= {"proj_in.bias": some(64), "proj_out.weight": some(width, 64)}
        state |= {"proj_out.bias": some(width)}
        state |= {"norm_out.weight": 1 + some(width), "norm_out.bias": some(width)}
        for layer in (f"layers.{number}.0" for number in range(4)):
            state |= {f"{layer}.norm1.weight": 1 + some(64), f"{layer}.norm1.bias": some(64)}
            state |= {f"{layer}.norm2.weight": 1 + some(64), f"{layer}.norm2.bias": some(64)}
            state |= {f"{layer}.to_q.weight": some(64, 64), f"{layer}.to_kv.weight": some(128, 64)}
            state |= {f"{layer}.to_out.weight": some(64, 64)}
            after = layer.removesuffix(".0") + ".1"
            state |= {f"{after}.0.weight": 1 + some(64), f"{after}.0.bias": some(64)}
            state |= {f"{after}.1.weight": some(256, 64), f"{after}.3.weight": some(64, 256)}
    found = {f"image_proj.{name}": it for name, it in state.items()}
    for number, layer in enumerate(readers(pipeline.unet).values()):
        for kind in ("to_k_ip", "to_v_ip"):
            found[f"ip_adapter.{2 * number + 1}.{kind}.weight"] = some(*layer.to_k.weight.shape)
    return found


def write_ip_adapter(folder: Path, pipeline: Pipeline, *, seed: int, plus: bool = False) -> Path:
    """A folder with the adapter and its image encoder; gives the adapter's file."""
    folder.mkdir(parents=True)
    file = folder / "ip-adapter.safetensors"
    save_file(ip_adapter(pipeline, seed=seed, plus=plus), file)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        encoder: Any = CLIPVisionModelWithProjection(
            CLIPVisionConfig(
                hidden_size=SEES,
                intermediate_size=37,
                num_hidden_layers=2,
                num_attention_heads=4,
                image_size=SEES,
                patch_size=8,
                projection_dim=SEES,
            )
        )
    encoder.save_pretrained(folder / "image_encoder")
    return file
