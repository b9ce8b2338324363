"""What an earlier training exported stands for the stages that made it."""

import json
import shutil
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from transformers import CLIPTokenizer

from inference.judge import JudgeRefused
from inference.training.adopting import StartRefused
from inference.training.course import STAGES
from inference.training.run import train
from inference.training.stage import CheckpointRefused
from tests.inference.training.conftest import Trained

LEARNED_BEFORE = (
    "judge", "encoder", "reader", "autoencoder", "core", "upscaler", "styles", "writer",
)  # fmt: skip


@pytest.fixture(scope="module")
def adopted(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    out, lines = tmp_path_factory.mktemp("adopted"), list[str]()
    assert train(out, config=trained.file, start=trained.out / "export", tell=lines.append)
    return out, lines


def test_what_was_learned_before_is_not_learned_again(adopted: tuple[Path, list[str]]) -> None:
    _, lines = adopted

    told = [line.split(":")[0] for line in lines[1:] if not line.startswith("latents: ")]

    assert list(dict.fromkeys(told)) == list(STAGES)
    for stage in LEARNED_BEFORE:
        assert f"{stage}: finished before." in lines


def test_the_denoiser_goes_on_from_its_weights(
    adopted: tuple[Path, list[str]], trained: Trained
) -> None:
    out, _ = adopted
    weights = Path("unet") / "diffusion_pytorch_model.safetensors"
    before = load_file(trained.out / "export" / "mozart" / weights)
    after = load_file(out / "denoiser" / "result" / weights)
    anew = load_file(trained.out / "denoiser" / "result" / weights)

    steps = [float((after[name] - before[name].float()).abs().max()) for name in before]

    assert before.keys() == after.keys() == anew.keys()
    assert 0 < max(steps) < 0.01


def test_the_writer_is_the_one_that_was_exported(
    adopted: tuple[Path, list[str]], trained: Trained
) -> None:
    out, _ = adopted

    for name in ("model.safetensors", "tokenizer.json"):
        exported = (trained.out / "export" / "writer" / name).read_bytes()
        assert (out / "writer" / "result" / "writer" / name).read_bytes() == exported
        assert (out / "export" / "writer" / name).read_bytes() == exported


def test_without_a_denoiser_one_begins_anew(trained: Trained, tmp_path: Path) -> None:
    models, out = tmp_path / "models", tmp_path / "out"
    shutil.copytree(trained.out / "export", models)
    shutil.rmtree(models / "mozart" / "unet")

    for stage in ("data", "core", "denoiser"):
        assert train(out, config=trained.file, stage=stage, start=models, tell=lambda line: None)

    weights = Path("denoiser") / "result" / "unet" / "diffusion_pytorch_model.safetensors"
    anew, known = load_file(out / weights), load_file(trained.out / weights)
    assert anew.keys() == known.keys()
    assert anew["conv_in.weight"].std() > 0


def test_a_denoiser_that_is_no_grown_core_is_refused(trained: Trained, tmp_path: Path) -> None:
    models, out = tmp_path / "models", tmp_path / "out"
    shutil.copytree(trained.out / "export", models)
    shutil.rmtree(models / "mozart" / "unet")
    shutil.copytree(trained.out / "core" / "result" / "unet", models / "mozart" / "unet")
    train(out, config=trained.file, stage="data", start=models, tell=lambda line: None)

    with pytest.raises(CheckpointRefused, match="one resolution more than the core"):
        train(out, config=trained.file, stage="denoiser", tell=lambda line: None)


def test_words_keep_their_tokens(adopted: tuple[Path, list[str]], trained: Trained) -> None:
    out, _ = adopted

    before, after = (
        CLIPTokenizer.from_pretrained(folder / "data" / "tokenizer")
        for folder in (trained.out, out)
    )

    assert after.get_vocab() == before.get_vocab()
    assert after("two red cats").input_ids == before("two red cats").input_ids


def test_a_folder_without_models_is_refused(trained: Trained, tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match=r"has no mozart/vae.*; name a folder that was export"):
        train(tmp_path / "out", config=trained.file, start=tmp_path, tell=print)


def test_a_training_of_its_own_is_never_replaced(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(trained.out / "judge", out / "judge")
    before = (out / "judge" / "result" / "judge.safetensors").read_bytes()

    with pytest.raises(StartRefused, match="choose another --out"):
        train(out, config=trained.file, start=trained.out / "export", tell=print)

    assert (out / "judge" / "result" / "judge.safetensors").read_bytes() == before


def test_a_judge_of_another_painter_is_refused(trained: Trained, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(trained.out / "export", models)
    weights = load_file(models / "judge.safetensors")
    save_file(weights, models / "judge.safetensors", {"answers": json.dumps({"subject": ["elf"]})})

    with pytest.raises(JudgeRefused, match="knows other things"):
        train(tmp_path / "out", config=trained.file, start=models, tell=print)
