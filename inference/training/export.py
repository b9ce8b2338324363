"""What training is for: folders that stock diffusers loads, in half precision, and the rest.

export/mozart        many steps, classifier-free guidance; DDIM. `mozart.json` says how it is used
export/mozart-fast   few steps; LCM, which is told how strongly to be guided
export/upscaler.safetensors, export/styles.safetensors, export/arbitrary.safetensors
export/translator.safetensors, export/gan.safetensors, export/judge.safetensors, export/clip/
export/writer        a causal language model for stock transformers

What is not trained yet is left out: without a denoiser, `mozart` holds the parts around it, which
is no model yet but enough to go on from (see adopting).
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import (
    CLIPModel,
    CLIPTextModel,
    CLIPTokenizer,
    GPT2Tokenizer,
    LlamaForCausalLM,
)

from inference.catalogue import HABITS, MOST_ENLARGED
from inference.engines.diffusion.habits import Habits
from inference.likeness import EYE
from inference.training.config import Config
from inference.training.files import write_folder
from inference.training.growing import GROWN
from inference.training.noise import few_steps, many_steps
from inference.training.stages.autoencoder import load_autoencoder
from inference.training.stages.encoder import eye_of
from inference.training.stock import Network, Scheduler, library, pipeline_of

_MANY, _FEW = 20, 4
_GUIDANCE = 3.0
_WANTED_SIDE = 512  # of the pictures that members get


def export(config: Config, out: Path) -> Path:
    """Gather the results of all stages that are finished; returns the folder.

    Judge, encoders and autoencoder must be.
    """
    folder = out / "export"
    write_folder(folder, lambda new: _gather(config, out, new))
    return folder


def _gather(config: Config, out: Path, new: Path) -> None:
    denoiser, student = (out / name / "result" / "unet" for name in ("denoiser", "distillation"))
    if denoiser.exists():
        _save_pipeline(out, denoiser, many_steps(GROWN), new / "mozart")
        _say_how(new / "mozart", config, steps=_MANY, guidance=_GUIDANCE)
    else:
        _save_parts(out, new / "mozart")
    if student.exists():
        _save_pipeline(
            out, student, few_steps(config.distillation.jumps, GROWN), new / "mozart-fast"
        )
        strength = sum(config.distillation.guidance) / 2
        _say_how(new / "mozart-fast", config, steps=_FEW, guidance=strength)
    for stage in ("judge", "upscaler", "styles", "arbitrary", "translator", "gan"):
        _halve(out / stage / "result" / f"{stage}.safetensors", new)
    shutil.copy(out / "judge" / "result" / "scores.json", new / "judge.json")
    clip = CLIPModel.from_pretrained(out / "encoder" / "result" / "clip", dtype=torch.float16)
    clip.save_pretrained(new / "clip")
    eye = json.dumps(eye_of(config.encoder), indent=2) + "\n"
    (new / "clip" / EYE).write_text(eye, encoding="utf-8")
    if (writer := out / "writer" / "result" / "writer").exists():
        save_writer(writer, new / "writer")
    (new / "config.json").write_text(json.dumps(config.model_dump(mode="json"), indent=2) + "\n")


def save_writer(trained: Path, folder: Path) -> None:
    """Write the language model in half precision, with its tokenizer."""
    LlamaForCausalLM.from_pretrained(trained, dtype=torch.float16).save_pretrained(folder)
    GPT2Tokenizer.from_pretrained(trained).save_pretrained(folder)


def _save_pipeline(out: Path, unet: Path, scheduler: Scheduler, folder: Path) -> None:
    words = out / "denoiser" / "result"
    pipeline = pipeline_of(
        vae=_named(load_autoencoder(out / "autoencoder" / "result", "cpu")),
        text_encoder=CLIPTextModel.from_pretrained(words / "text_encoder"),
        tokenizer=CLIPTokenizer.from_pretrained(words / "tokenizer"),
        unet=_named(library.UNet2DConditionModel.from_pretrained(unet)),
        scheduler=scheduler,
    )
    pipeline.to(torch.float16)
    pipeline.save_pretrained(folder)
    # Who names no format gets one: diffusers takes fp32, transformers what is written here.
    file = folder / "text_encoder" / "config.json"
    told = json.loads(file.read_text()) | {"dtype": "float32"}
    file.write_text(json.dumps(told, indent=2) + "\n")


def _say_how(folder: Path, config: Config, *, steps: int, guidance: float) -> None:
    """Write down how the model is best used; small pictures are enlarged for members."""
    times = max(1, _WANTED_SIDE // max(config.sizes[0]))
    habits = Habits(steps=steps, guidance=guidance, enlarged=min(times, MOST_ENLARGED))
    (folder / HABITS).write_text(habits.model_dump_json() + "\n")


def _save_parts(out: Path, folder: Path) -> None:
    words = out / "encoder" / "result"
    vae = _named(load_autoencoder(out / "autoencoder" / "result", "cpu"))
    vae.half().save_pretrained(folder / "vae")
    text = CLIPTextModel.from_pretrained(words / "text_encoder", dtype=torch.float16)
    text.save_pretrained(folder / "text_encoder")
    CLIPTokenizer.from_pretrained(words / "tokenizer").save_pretrained(folder / "tokenizer")


def _named(network: Network) -> Network:
    """The same, without the folder it came from, which diffusers would write down."""
    network.register_to_config(_name_or_path="mozart")
    return network


def _halve(file: Path, folder: Path) -> None:
    """Write the same weights in half precision, with what the file says of itself."""
    if not file.exists():
        return
    with safe_open(file, "pt") as opened:
        told = opened.metadata()
    weights = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in load_file(file).items()
    }
    save_file(weights, folder / file.name, told)
