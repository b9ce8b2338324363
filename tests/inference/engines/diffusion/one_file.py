"""Writes a folder of Stable Diffusion as one file, in the layout that it first came in."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

LAYERS = 1  # per block, in the tiny models
VAE_BLOCKS = 4
RESNET = {
    "norm1.": "in_layers.0.",
    "conv1.": "in_layers.2.",
    "time_emb_proj.": "emb_layers.1.",
    "norm2.": "out_layers.0.",
    "conv2.": "out_layers.3.",
    "conv_shortcut.": "skip_connection.",
}
UNET = {
    "time_embedding.linear_1.": "time_embed.0.",
    "time_embedding.linear_2.": "time_embed.2.",
    "conv_in.": "input_blocks.0.0.",
    "conv_norm_out.": "out.0.",
    "conv_out.": "out.2.",
}
VAE = {
    "mid_block.resnets.0.": "mid.block_1.",
    "mid_block.resnets.1.": "mid.block_2.",
    "mid_block.attentions.0.": "mid.attn_1.",
    "group_norm.": "norm.",
    "to_q.": "q.",
    "to_k.": "k.",
    "to_v.": "v.",
    "to_out.0.": "proj_out.",
    "conv_norm_out.": "norm_out.",
    "conv_shortcut.": "nin_shortcut.",
    "downsamplers.0.": "downsample.",
    "upsamplers.0.": "upsample.",
}
BLOCK = re.compile(r"(?P<way>down|up)_blocks\.(?P<block>\d)\.(?P<part>\w+)\.(?P<layer>\d)\.(.*)")


def write_one_file(folder: Path, file: Path) -> None:
    """The folder's weights in one file, and its configuration in a folder beside it."""
    parts = {
        "model.diffusion_model.": (load_file(_weights(folder / "unet")), _unet),
        "first_stage_model.": (load_file(_weights(folder / "vae")), _vae),
        "cond_stage_model.transformer.": (load_file(_weights(folder / "text_encoder")), _clip),
    }
    tensors: dict[str, Tensor] = {}
    for prefix, (weights, renamed) in parts.items():
        tensors |= {prefix + renamed(name): tensor for name, tensor in weights.items()}
    save_file(tensors, file)
    ignored = shutil.ignore_patterns("*.safetensors")
    shutil.copytree(folder, file.with_suffix(".config"), ignore=ignored)


def _weights(folder: Path) -> Path:
    (file,) = folder.glob("*.safetensors")
    return file


def _renamed(name: str, table: Mapping[str, str]) -> str:
    for new, old in table.items():
        name = name.replace(new, old)
    return name


def _unet(name: str) -> str:
    if match := BLOCK.match(name):
        way, block, part, layer, rest = match.groups()
        first = 1 if way == "down" else 0
        number = first + int(block) * (LAYERS + 1) + int(layer)
        stem = f"{'input' if way == 'down' else 'output'}_blocks"
        match part:
            case "resnets":
                return f"{stem}.{number}.0.{_renamed(rest, RESNET)}"
            case "attentions":
                return f"{stem}.{number}.1.{rest}"
            case "downsamplers":
                return f"{stem}.{number + LAYERS}.0.op.{rest.removeprefix('conv.')}"
            case _:  # behind the attention, where there is one
                return f"{stem}.{number + LAYERS}.{2 if block == '0' else 1}.{rest}"
    if name.startswith("mid_block.resnets."):
        _, _, place, rest = name.split(".", 3)
        return f"middle_block.{2 * int(place)}.{_renamed(rest, RESNET)}"
    if name.startswith("mid_block.attentions.0."):
        return name.replace("mid_block.attentions.0.", "middle_block.1.")
    return _renamed(name, UNET)


def _vae(name: str) -> str:
    def block(match: re.Match[str]) -> str:
        number = int(match["block"])
        if match["way"] == "up":
            number = VAE_BLOCKS - 1 - number
        return f"{match['way']}.{number}."

    name = re.sub(r"(?P<way>down|up)_blocks\.(?P<block>\d)\.", block, name)
    return _renamed(name, VAE).replace(".resnets.", ".block.")


def _clip(name: str) -> str:
    return f"text_model.{name.removeprefix('text_model.')}"
