"""What training is for: folders that stock diffusers loads, in half precision, and the rest.

export/mozart        many steps, classifier-free guidance; DDIM
export/mozart-fast   few steps; LCM, which is told how strongly to be guided
export/upscaler.safetensors, export/judge.safetensors, export/clip/
"""

import json
import shutil
from pathlib import Path

import torch
from transformers import CLIPTextModel, CLIPTokenizer

from inference.training.config import Config
from inference.training.files import write_folder
from inference.training.noise import few_steps, many_steps
from inference.training.stages.autoencoder import load_autoencoder
from inference.training.stock import Network, Scheduler, library, pipeline_of


def export(config: Config, out: Path) -> Path:
    """Gather the results of all stages, which must be finished; returns the folder."""
    folder = out / "export"
    write_folder(folder, lambda new: _gather(config, out, new))
    return folder


def _gather(config: Config, out: Path, new: Path) -> None:
    denoiser = out / "denoiser" / "result"
    unet = library.UNet2DConditionModel.from_pretrained(denoiser / "unet")
    _save(out, unet, many_steps(), new / "mozart")
    student = out / "distillation" / "result" / "unet"
    _save(
        out,
        library.UNet2DConditionModel.from_pretrained(student),
        few_steps(config.distillation.jumps),
        new / "mozart-fast",
    )
    for stage in ("judge", "upscaler"):
        shutil.copy(out / stage / "result" / f"{stage}.safetensors", new)
    shutil.copy(out / "judge" / "result" / "scores.json", new / "judge.json")
    shutil.copytree(out / "encoder" / "result" / "clip", new / "clip")
    (new / "config.json").write_text(json.dumps(config.model_dump(mode="json"), indent=2) + "\n")


def _save(out: Path, unet: Network, scheduler: Scheduler, folder: Path) -> None:
    denoiser = out / "denoiser" / "result"
    pipeline = pipeline_of(
        vae=load_autoencoder(out / "autoencoder" / "result", "cpu"),
        text_encoder=CLIPTextModel.from_pretrained(denoiser / "text_encoder"),
        tokenizer=CLIPTokenizer.from_pretrained(denoiser / "tokenizer"),
        unet=unet,
        scheduler=scheduler,
    )
    pipeline.to(torch.float16)
    pipeline.save_pretrained(folder)
