"""What training makes needs none of our code: stock diffusers and transformers load it."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from inference.catalogue import MOST_ENLARGED
from inference.engines.diffusion.habits import Habits, read_habits
from inference.shelf.folder import check_folder
from inference.styling.network import read_network
from inference.training.export import export
from inference.training.growing import GROWN
from inference.training.noise import many_steps
from inference.upscaling.compact import CompactUpscaler
from inference.upscaling.file import load_upscaler
from tests.inference.stock import STOCK_PICTURES, painted_by_stock
from tests.inference.training.conftest import Trained


def test_stock_pipelines_run_it_without_our_code(trained: Trained, tmp_path: Path) -> None:
    folders = [trained.out / "export" / name for name in ("mozart", "mozart-fast")]

    answer = painted_by_stock(folders, tmp_path)

    assert answer["ours"] == []
    assert answer["told"] == [
        [name, scheduler, size]
        for scheduler in ("DDIMScheduler", "LCMScheduler")
        for name, size in STOCK_PICTURES
    ]


@pytest.mark.parametrize("name", ["mozart", "mozart-fast"])
def test_the_diffusion_engine_accepts_its_folder(name: str, trained: Trained) -> None:
    check_folder(trained.out / "export" / name)


@pytest.mark.parametrize(("name", "steps", "guidance"), [("mozart", 20, 3), ("mozart-fast", 4, 5)])
def test_its_folder_says_how_it_is_used(
    name: str, steps: int, guidance: float, trained: Trained
) -> None:
    habits = read_habits(trained.out / "export" / name)

    # Pictures of 32 pixels become as large as networks may make them.
    assert habits == Habits(steps=steps, guidance=guidance, enlarged=MOST_ENLARGED)


@pytest.mark.parametrize("name", ["mozart", "mozart-fast"])
def test_its_scheduler_makes_the_noise_that_it_learned_from(name: str, trained: Trained) -> None:
    told = json.loads(
        (trained.out / "export" / name / "scheduler" / "scheduler_config.json").read_text()
    )

    assert told["trained_betas"] == many_steps(GROWN).config.trained_betas
    assert told["prediction_type"] == "v_prediction"


@pytest.mark.parametrize("name", ["mozart", "mozart-fast"])
def test_the_gist_of_the_words_scales_and_shifts_its_blocks(name: str, trained: Trained) -> None:
    config = json.loads((trained.out / "export" / name / "unet" / "config.json").read_text())

    assert trained.config.core.modulated
    assert config["addition_embed_type"] == "text"
    assert config["resnet_time_scale_shift"] == "scale_shift"


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder"])
def test_its_weights_take_half_the_room(part: str, trained: Trained) -> None:
    (file,) = (trained.out / "export" / "mozart" / part).glob("*.safetensors")

    with safe_open(file, "pt") as weights:
        kinds = {weights.get_slice(name).get_dtype() for name in weights.keys()}  # noqa: SIM118

    assert kinds <= {"F16", "I64"}


def test_the_upscaler_is_a_file_of_the_compact_layout(trained: Trained) -> None:
    upscaler = load_upscaler(trained.out / "export" / "upscaler.safetensors")

    assert isinstance(upscaler.network, CompactUpscaler)
    assert upscaler.network.scale == trained.config.upscaler.scale


def test_the_network_of_styles_knows_those_that_were_asked_for(trained: Trained) -> None:
    network = read_network(trained.out / "export" / "styles.safetensors")

    assert network.styles == trained.config.styles.names


def test_the_judge_says_what_it_may_answer_and_how_good_it_is(trained: Trained) -> None:
    export = trained.out / "export"

    with safe_open(export / "judge.safetensors", "pt") as weights:
        told = weights.metadata()
    scores = json.loads((export / "judge.json").read_text())

    assert set(json.loads(told["answers"])) == set(scores)
    assert all(0 <= score <= 1 for score in scores.values())


def test_what_is_not_trained_yet_is_left_out(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for stage in ("judge", "encoder", "autoencoder"):
        shutil.copytree(trained.out / stage, out / stage)

    export(trained.config, out)

    folder = out / "export"
    assert sorted(path.name for path in folder.iterdir()) == [
        "clip",
        "config.json",
        "judge.json",
        "judge.safetensors",
        "mozart",
    ]
    assert sorted(path.name for path in (folder / "mozart").iterdir()) == [
        "text_encoder",
        "tokenizer",
        "vae",
    ]


def test_no_file_tells_where_it_was_made(trained: Trained) -> None:
    told = [file.read_text() for file in (trained.out / "export").rglob("*.json")]

    assert len(told) > 5
    assert not [text for text in told if str(trained.out) in text]


@pytest.mark.parametrize("file", ["judge.safetensors", "clip/model.safetensors"])
def test_what_stands_beside_takes_half_the_room_as_well(file: str, trained: Trained) -> None:
    kinds = {tensor.dtype for tensor in load_file(trained.out / "export" / file).values()}

    assert torch.float16 in kinds
    assert torch.float32 not in kinds
