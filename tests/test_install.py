"""Set-up decides rightly what to install. Nothing is downloaded: commands are noted, not run."""

import json
import subprocess
import sys
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from typing_extensions import override

from tools import install
from tools.lock import HEADER, without_cuda

PROJECT = tomllib.loads((install.ROOT / "pyproject.toml").read_text())["project"]
PLAIN = {"install": [{"metadata": {"requires_dist": ["sympy>=1.13", "nvidia-x; extra == 'gpu'"]}}]}
WITH_CUDA = {"install": [{"metadata": {"requires_dist": ["sympy>=1.13", "nvidia-cublas==13.1"]}}]}


class Noted(install.Environment):
    """An environment whose commands are noted instead of run."""

    def __init__(self, folder: Path, *, offers: Mapping[str, object] = PLAIN) -> None:
        super().__init__(folder)
        self.commands: list[str] = []
        self.offers = offers
        self.fails_at = ""

    @override
    def _create(self) -> None:
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()

    @override
    def _what_pip_would_install(self, requirement: str) -> Mapping[str, object]:
        return self.offers

    @override
    def _run(self, *words: str) -> None:
        command = " ".join(words)
        self.commands.append(command)
        if self.fails_at and self.fails_at in command:
            raise subprocess.CalledProcessError(1, list(words))

    def ran(self, *words: str) -> list[str]:
        """The commands that hold all these words; forgets every command noted so far."""
        found = [command for command in self.commands if all(word in command for word in words)]
        self.commands.clear()
        return found


@pytest.fixture
def environment(tmp_path: Path) -> Noted:
    return Noted(tmp_path / ".venv")


def test_what_is_installed_is_not_installed_again(environment: Noted) -> None:
    environment.bring_up("run", "cpu")
    environment.commands.clear()

    environment.bring_up("run", "auto")

    assert environment.commands == []


def test_the_development_set_holds_all_that_running_needs(environment: Noted) -> None:
    environment.bring_up("dev", "cpu")
    environment.commands.clear()

    environment.bring_up("run", "auto")

    assert environment.commands == []


def test_development_after_running_adds_the_rest_and_leaves_torch(environment: Noted) -> None:
    environment.bring_up("run", "cpu")
    environment.commands.clear()

    environment.bring_up("dev", "auto")

    assert not [command for command in environment.commands if install.TORCH in command]
    assert environment.ran("--require-hashes", "requirements-dev.lock")


def test_an_environment_whose_python_is_gone_is_made_anew(environment: Noted) -> None:
    environment.bring_up("run", "cpu")
    environment.python.unlink()
    environment.commands.clear()

    environment.bring_up("run", "cpu")

    assert environment.ran("install", install.TORCH)


@pytest.mark.parametrize(
    ("build", "offers", "words", "absent"),
    [
        ("cpu", PLAIN, ["-m pip install", "--no-deps"], "uv"),
        ("cpu", WITH_CUDA, ["-m uv pip install", "--torch-backend cpu", "--no-deps"], "--quiet"),
        ("cpu", {}, ["-m uv pip install", "--torch-backend cpu", "--no-deps"], "--quiet"),
        ("cuda", WITH_CUDA, ["-m pip install"], "--no-deps"),
        ("rocm6.4", WITH_CUDA, ["-m uv pip install", "--torch-backend rocm6.4"], "--no-deps"),
    ],
)
def test_torch_comes_in_the_build_asked_for(
    build: str, offers: Mapping[str, object], words: list[str], absent: str, tmp_path: Path
) -> None:
    environment = Noted(tmp_path, offers=offers)

    environment.bring_up("run", build)

    (command,) = environment.ran(install.TORCH)
    assert all(word in command for word in words)
    assert absent not in command


def test_the_build_chosen_once_is_kept(environment: Noted) -> None:
    environment.bring_up("run", "cuda")

    environment.bring_up("dev", "auto")

    assert environment.installed()["torch"] == "cuda"


def test_another_build_replaces_the_one_before(environment: Noted) -> None:
    environment.bring_up("run", "cpu")
    (environment.folder / "lib" / "python3.11" / "site-packages" / "torch").mkdir(parents=True)
    environment.commands.clear()

    environment.bring_up("run", "cuda")

    gone, come = (command for command in environment.commands if "torch" in command)
    assert "uninstall" in gone
    assert install.TORCH in come


def test_an_interrupted_set_up_goes_on_where_it_stopped(environment: Noted) -> None:
    environment.fails_at = "requirements.lock"
    with pytest.raises(subprocess.CalledProcessError):
        environment.bring_up("run", "cpu")
    environment.fails_at = ""
    environment.commands.clear()

    environment.bring_up("run", "auto")

    assert not [command for command in environment.commands if install.TORCH in command]
    assert environment.ran("requirements.lock")


def test_one_set_up_waits_for_another(tmp_path: Path) -> None:
    steps: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(10)
        with install.alone(tmp_path):
            steps.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with install.alone(tmp_path):
        inside.set()
        waiting.join(0.2)
        steps.append("first")
    waiting.join(10)

    assert steps == ["first", "second"]


def test_an_old_python_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))

    assert install.main(["run", "--venv", str(tmp_path)]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().out


def test_the_lock_drops_torch_with_its_cuda_libraries_and_nothing_else() -> None:
    lock = (
        "numpy==2.4.6 \\\n    --hash=sha256:aa\n"
        "nvidia-cublas==13.1 ; sys_platform == 'linux' \\\n    --hash=sha256:bb\n"
        "cuda-bindings==13.0 \\\n    --hash=sha256:cc\n"
        "torch==2.13.0 \\\n    --hash=sha256:dd\n    --hash=sha256:ee\n"
        "torchsde==0.2.6 \\\n    --hash=sha256:ff\n"
        "triton==3.6.0 ; sys_platform == 'linux' \\\n    --hash=sha256:00\n"
    )

    kept = [line.split("==")[0] for line in without_cuda(lock).splitlines() if "==" in line]

    assert kept == ["numpy", "torchsde"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_committed_locks_pin_what_the_project_asks_for(name: str) -> None:
    lock = (install.ROOT / name).read_text()
    asked = [need for need in PROJECT["dependencies"] if not need.startswith("torch==")]
    if "dev" in name:
        asked += PROJECT["optional-dependencies"]["dev"]

    assert lock.startswith(HEADER)
    assert lock == without_cuda(lock)
    names = [need.replace("discord.py", "discord-py") for need in asked]  # locks normalise names
    assert [name for name in names if f"\n{name} " not in lock] == []


def test_torch_is_pinned_to_one_version_everywhere() -> None:
    assert install.TORCH in PROJECT["dependencies"]


def test_the_stamp_names_the_build(environment: Noted) -> None:
    environment.bring_up("run", "cpu")

    assert json.loads(environment.stamp.read_text())["torch"] == "cpu"
