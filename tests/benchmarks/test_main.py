"""How benchmarks are started, and what they count with."""

import subprocess
import sys
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
import torch

from benchmarks.__main__ import main
from benchmarks._device import Clock, busy_s, flops_of, peak_flops
from inference.engines.diffusion.hardware import Device

CPU = Device(place="cpu", name="a CPU", dtype=torch.float32, why="it is the test's")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The options that each benchmark is given, with its name first, instead of running it."""
    found: list[list[str]] = []

    def run(command: Sequence[str], **_: object) -> SimpleNamespace:
        name = command[2].split()[1].removeprefix("benchmarks.")
        found.append([name, *command[3:]])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    return found


def test_options_behind_a_name_are_the_benchmarks_own(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "serving", "--help", "--steps", "4"])

    assert main() == 0

    assert started == [["serving", "--help", "--steps", "4"]]


def test_without_a_name_all_run_with_the_same_options(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--json"])

    assert main() == 0

    assert {"serving", "queue"} <= {name for name, *_ in started}
    assert all(options == ["--json"] for _, *options in started)


def test_a_name_that_is_none_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])

    with pytest.raises(SystemExit):
        main()

    assert "There is no benchmark called nothing." in capsys.readouterr().err


def test_what_a_product_multiplies_is_counted_and_its_peak_is_a_speed() -> None:
    matrix = torch.ones(64, 32)

    assert flops_of(lambda: matrix @ matrix.T) == 2 * 64 * 64 * 32
    assert peak_flops(CPU) > 1e8
    assert busy_s(CPU) > 0


def test_the_clock_skips_idle_seconds_of_a_cpu() -> None:
    clock = Clock(CPU)

    clock.idle_until(1000.0)

    assert 1000.0 <= clock.now() < 1100.0
