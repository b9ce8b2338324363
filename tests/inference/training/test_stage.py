"""Every stage learns what it is shown, and a kill costs only the steps since the checkpoint."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from inference.engines.diffusion import hardware
from inference.training.dice import Dice
from inference.training.run import Run, train
from inference.training.schedules import Schedule
from inference.training.stage import Learner, Setting, rate_at
from tests.inference.training.conftest import TINY, Trained

ROOT = Path(__file__).resolve().parents[3]
LONG = TINY.replace(
    "[judge]\nsteps = 4\nbatch = 8\nwarmup = 2\nreport_every = 2\nsave_every = 2",
    "[judge]\nsteps = 200\nbatch = 8\nreport_every = 5\nsave_every = 20",
)
CHILD = """
import sys
from pathlib import Path
from inference.engines.diffusion import hardware
hardware.bf16_gain = lambda: 1.0  # as in the test: two processes may measure it differently
from inference.training.run import train

train(
    Path(sys.argv[1]),
    config=Path(sys.argv[2]),
    stage="judge",
    tell=lambda line: print(line, flush=True),
)
"""


@pytest.mark.parametrize(
    ("name", "learner", "steps"),
    [
        ("judge", "judge", 15),
        ("encoder", "encoder", 15),
        ("reader", "reader", 25),
        ("autoencoder", "autoencoder", 25),
        ("core", "denoiser", 25),
        ("denoiser", "denoiser", 25),
        ("distillation", "student", 15),
        ("upscaler", "upscaler", 15),
        ("styles", "styles", 15),
    ],
)
def test_the_loss_of_a_batch_falls_when_it_is_learned(
    name: str, learner: str, steps: int, trained: Trained
) -> None:
    stage = _run(trained).stage(name)
    assert stage is not None

    losses = [_learn(stage.losses(_dice(0)), stage.learners) for _ in range(steps)]

    assert losses[-1][learner] < 0.9 * losses[0][learner]


def test_the_critic_joins_late_and_learns_to_tell_rebuilt_from_real(trained: Trained) -> None:
    stage = _run(trained).stage("autoencoder")
    assert stage is not None

    early, late = stage.losses(_dice(0)), stage.losses(_dice(2))
    hinges = [
        _learn({"critic": stage.losses(_dice(2))["critic"]}, stage.learners)["critic"]
        for _ in range(15)
    ]

    assert set(early) == {"autoencoder"}
    assert set(late) == {"autoencoder", "critic"}
    assert hinges[-1] < hinges[0]


def test_a_killed_run_goes_on_and_ends_with_the_same_weights(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardware, "bf16_gain", lambda: 1.0)
    file = tmp_path / "long.toml"
    file.write_text(f"threads = 1\n{LONG}")
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for out in (killed, whole):
        shutil.copytree(trained.out / "data", out / "data")
    lines: list[str] = []

    reached = _kill_after("judge: step 50 ", killed, file)
    train(killed, config=file, stage="judge", tell=lines.append)
    train(whole, config=file, stage="judge", tell=lambda line: None)

    found = re.fullmatch(r"judge: goes on after step (\d+)\.", lines[1])
    assert found is not None
    assert reached - 20 <= int(found[1]) < 200
    weights = "judge/result/judge.safetensors"
    ours, theirs = load_file(killed / weights), load_file(whole / weights)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_the_rate_rises_in_a_line_and_falls_to_a_25th() -> None:
    schedule = Schedule(steps=1100, batch=1, rate=0.5, warmup=100)

    rates = [rate_at(schedule, step) for step in (0, 49, 99, 600, 1100)]

    assert rates == pytest.approx([0.005, 0.25, 0.5, 0.26, 0.02])


def test_lanes_side_by_side_learn_the_same_each_time(trained: Trained, tmp_path: Path) -> None:
    file = tmp_path / "lanes.toml"
    file.write_text(TINY.replace("[upscaler]\nlanes = 1", "[upscaler]\nlanes = 2"))
    weights = Path("upscaler") / "result" / "upscaler.safetensors"
    for name in ("one", "other"):
        for stage in ("data", "judge"):
            shutil.copytree(trained.out / stage, tmp_path / name / stage)
        assert train(tmp_path / name, config=file, stage="upscaler", tell=lambda line: None)

    one, other, alone = (
        load_file(folder / weights)
        for folder in (tmp_path / "one", tmp_path / "other", trained.out)
    )

    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not all(torch.equal(one[name], alone[name]) for name in one)


def test_a_weight_learns_from_its_own_gradient_whatever_its_layout() -> None:
    schedule = Schedule(steps=10, batch=1, rate=0.1)
    torch.manual_seed(0)
    plain, pictures = torch.nn.Conv2d(3, 5, 3), torch.randn(2, 3, 8, 8)
    turned = deepcopy(plain).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    for network in (plain, turned):
        learner = Learner(network, schedule)
        for step in range(3):
            lanes = [
                learner.gradients(network(half).square().mean())
                for half in torch.split(pictures, 1)
            ]
            learner.learn(lanes, rate=0.1, step=step)

    torch.testing.assert_close(turned.weight, plain.weight)


def _run(trained: Trained) -> Run:
    setting = Setting(seed=1, place="cpu", dtype=torch.float32, tell=lambda line: None)
    return Run(trained.config, trained.out, setting)


def _dice(step: int) -> Dice:
    return Dice(7, "overfit", step)


def _learn(losses: Mapping[str, Tensor], learners: Mapping[str, Learner]) -> dict[str, float]:
    gradients = {name: learners[name].gradients(loss) for name, loss in losses.items()}
    for name, these in gradients.items():
        learners[name].learn([these], rate=3e-3, step=0)
    return {name: float(loss.detach()) for name, loss in losses.items()}


def _kill_after(beginning: str, out: Path, file: Path) -> int:
    """SIGKILL to a training process once it says so; returns the step that it had reached."""
    command = [sys.executable, "-c", CHILD, str(out), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            line = next(line for line in child.stdout if line.startswith(beginning))
        finally:
            child.kill()
    return int(line.split()[2])
