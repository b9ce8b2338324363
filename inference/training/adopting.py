"""Going on from models that an earlier training exported, instead of from nothing.

What was exported stands for the stages that made it: judge, encoders and autoencoder are taken as
they are, and so are upscaler, network of styles and writer where they are there. The denoiser, if
there is one, learns on from its weights. Only the optimizer's memory is lost.

    out/adopted/           tokenizer and UNet, for the stages that ask for them
    out/<stage>/result/    as if the stage had been run here
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from inference.errors import InferenceError
from inference.judge import read_judge
from inference.training.config import Config
from inference.training.files import write_folder, write_whole
from inference.training.stage import STEPS_FILE

FOLDER = "adopted"
_PIPELINE = "mozart"
_JUDGE = "judge.safetensors"
_BESIDE = (_JUDGE, "judge.json", "clip")
_OPTIONAL = {
    "upscaler": "upscaler.safetensors",
    "styles": "styles.safetensors",
    "writer": "writer",
}


class StartRefused(InferenceError):
    """The folder holds nothing to go on from."""


def adopt(models: Path, out: Path, config: Config) -> None:
    """Take over what `export` once wrote; a folder that has adopted models keeps them.

    Args:
        models: with `mozart/`, `clip/`, `judge.safetensors` and `judge.json`; `writer/`,
            `upscaler.safetensors` and `styles.safetensors` may be missing.
        out: of the training that begins.
        config: whose schedules count as done.

    Raises:
        StartRefused: something is missing, or `out` holds a training of its own.
        JudgeRefused: it was made for a painter that knew other things; train from nothing.
    """
    if (out / FOLDER).exists():
        return
    if next(out.glob("*/checkpoint.pt"), None) is not None:
        raise StartRefused(f"{out} holds a training that began otherwise; choose another --out.")
    _check(models)
    pipeline = models / _PIPELINE
    takes: dict[str, dict[str, Path]] = {
        "judge": {_JUDGE: models / _JUDGE, "scores.json": models / "judge.json"},
        "autoencoder": {"vae": pipeline / "vae"},
        "encoder": {
            "clip": models / "clip",
            "text_encoder": pipeline / "text_encoder",
            "tokenizer": pipeline / "tokenizer",
        },
        "reader": {"text_encoder": pipeline / "text_encoder"},
    }
    for stage, name in _OPTIONAL.items():
        if (models / name).exists():
            takes[stage] = {name: models / name}
    if (pipeline / "unet").exists():  # the core is within it
        takes["core"] = {"text_encoder": pipeline / "text_encoder"}
    for stage, parts in takes.items():
        steps: int = getattr(config, stage).steps
        write_folder(out / stage / "result", _copier(parts))
        write_whole(out / stage / "result" / STEPS_FILE, str(steps).encode())
    names = ("tokenizer", "text_encoder", "unet")
    kept = {name: pipeline / name for name in names if (pipeline / name).exists()}
    write_folder(out / FOLDER, _copier(kept))


def _check(models: Path) -> None:
    needed = [f"{_PIPELINE}/{part}" for part in ("vae", "text_encoder", "tokenizer")]
    missing = [name for name in (*needed, *_BESIDE) if not (models / name).exists()]
    if missing:
        named = ", ".join(missing)
        raise StartRefused(f"{models} has no {named}; name a folder that was exported.")
    read_judge(models / _JUDGE)


def _copier(parts: dict[str, Path]) -> Callable[[Path], None]:
    def copy(folder: Path) -> None:
        for name, source in parts.items():
            if source.is_dir():
                shutil.copytree(source, folder / name)
            else:
                shutil.copy(source, folder / name)

    return copy
