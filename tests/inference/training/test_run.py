"""One command from nothing to models; what is there already is not made again."""

import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from inference.training.config import ConfigRefused
from inference.training.course import STAGES
from inference.training.run import StageMissing, train
from inference.training.stage import CheckpointRefused
from tests.inference.training.conftest import TINY, Trained

LEARNED = [name for name in STAGES if name not in ("data", "arbitrary", "export")]
"""Of this run, whose autoencoder has a layout that `arbitrary` does not build upon."""


def test_one_command_does_every_stage_in_turn(trained: Trained) -> None:
    told = [line.split(":")[0] for line in trained.lines[1:] if not line.startswith("latents: ")]

    assert list(dict.fromkeys(told)) == list(STAGES)


@pytest.mark.parametrize("stage", LEARNED)
def test_every_stage_tells_its_loss_and_speed(stage: str, trained: Trained) -> None:
    last = [line for line in trained.lines if line.startswith(f"{stage}: step")][-1]

    steps = getattr(trained.config, stage).steps
    assert last.startswith(f"{stage}: step {steps} of {steps}, ")
    assert last.endswith(" samples/s")


@pytest.mark.parametrize("stage", LEARNED)
def test_every_stage_draws_a_sheet(stage: str, trained: Trained) -> None:
    (file,) = (trained.out / stage).glob("sheet-*.png")

    with Image.open(file) as sheet:
        assert min(sheet.size) > 40
        assert len(sheet.convert("L").histogram()) == 256


def test_the_cores_pictures_have_half_the_sides(trained: Trained) -> None:
    gaps = 4 * 4  # three pictures beside each other
    widths = []
    for stage in ("core", "denoiser"):
        (file,) = (trained.out / stage).glob("sheet-*.png")
        with Image.open(file) as sheet:
            widths.append(sheet.width - gaps)

    assert widths == [3 * 16, 3 * 32]


def test_the_denoiser_goes_on_from_its_core(trained: Trained) -> None:
    weights = Path("result") / "unet" / "diffusion_pytorch_model.safetensors"
    core, whole = (load_file(trained.out / stage / weights) for stage in ("core", "denoiser"))

    moved = (
        whole["mid_block.resnets.0.conv1.weight"] - core["mid_block.resnets.0.conv1.weight"]
    ).abs()

    assert 0 < moved.max() < 0.01


def test_the_denoiser_reads_as_the_reader_learned_to(trained: Trained) -> None:
    weights = Path("result") / "text_encoder" / "model.safetensors"
    before, learned, used = (
        load_file(trained.out / stage / weights) for stage in ("encoder", "reader", "denoiser")
    )

    assert set(learned) == set(used)
    assert all(torch.equal(learned[name], used[name]) for name in learned)
    assert any(not torch.equal(before[name], learned[name]) for name in learned)


def test_what_is_finished_is_not_done_again(trained: Trained) -> None:
    lines: list[str] = []

    asked = ("data", *LEARNED)
    assert all(
        train(trained.out, config=trained.file, stage=stage, tell=lines.append) for stage in asked
    )

    assert [line for line in lines if "Trains on" not in line] == [
        f"{stage}: finished before." for stage in asked
    ]


def test_a_stage_waits_for_those_it_builds_upon(trained: Trained, tmp_path: Path) -> None:
    with pytest.raises(StageMissing, match=r"The stage “denoiser” builds upon “data”"):
        train(tmp_path, config=trained.file, stage="denoiser", tell=_silent)


def test_an_unknown_stage_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="no stage “densoier”; choose one of: data, judge"):
        train(tmp_path, stage="densoier", tell=_silent)


def test_pictures_of_another_configuration_are_refused(trained: Trained, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TINY.replace("chunk = 8", "chunk = 4"))

    with pytest.raises(ConfigRefused, match="choose another --out"):
        train(trained.out, config=other, stage="data", tell=_silent)


def test_a_checkpoint_of_another_network_is_refused(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(trained.out / "data", out / "data")
    shutil.copytree(trained.out / "judge", out / "judge")
    other = tmp_path / "other.toml"
    other.write_text(TINY.replace("channels = [8, 16]\n", "channels = [16, 16]\n"))
    shutil.rmtree(out / "judge" / "result")

    with pytest.raises(CheckpointRefused, match="choose another --out"):
        train(out, config=other, stage="judge", tell=_silent)


def test_a_run_stops_when_its_time_is_over_and_goes_on_later(
    trained: Trained, tmp_path: Path
) -> None:
    lines: list[str] = []

    hurried = train(tmp_path, config=trained.file, minutes=0, tell=lines.append)
    later = train(tmp_path, config=trained.file, stage="data", tell=lines.append)

    assert not hurried
    assert lines.index("data: the time is over.") == 2
    assert later
    assert _bytes(tmp_path / "data") == _bytes(trained.out / "data")


def test_more_steps_go_on_from_the_checkpoint(trained: Trained, tmp_path: Path) -> None:
    out, lines = tmp_path / "out", list[str]()
    shutil.copytree(trained.out / "data", out / "data")
    shutil.copytree(trained.out / "judge", out / "judge")
    longer = tmp_path / "longer.toml"
    longer.write_text(TINY.replace("[judge]\nsteps = 4", "[judge]\nsteps = 6"))

    assert train(out, config=longer, stage="judge", tell=lines.append)

    assert lines[1] == "judge: goes on after step 4."
    assert lines[-1].startswith("judge: step 6 of 6, ")


def test_training_leaves_the_weights_in_the_precision_they_learned_in(trained: Trained) -> None:
    state = torch.load(trained.out / "denoiser" / "checkpoint.pt", weights_only=True)

    dtypes = {tensor.dtype for tensor in state["learners"]["denoiser"]["average"].values()}

    assert dtypes == {torch.float32}


def _silent(line: str) -> None:
    """Nobody reads it."""


def _bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.npy")}
