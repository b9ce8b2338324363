"""Set up `.venv` from the committed locks: what `make setup`, `make run` and `make test` call first.

Standard library only, because it runs before anything is installed. Safe to call every time: a
stamp in the virtual environment says which locks it was made from, and a match ends in
milliseconds.

torch is installed apart from the locks, because the same version has a build for the CPU and
one that brings gigabytes of CUDA libraries. A machine without an NVIDIA GPU gets the former.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
TORCH = "torch==2.13.0"
UV = "uv==0.13.9"  # knows by itself where PyTorch publishes its CPU builds


def main() -> int:
    """Bring `.venv` up to the asked set of packages; say each step in one line."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("set", choices=["run", "dev"], help="what to install")
    arguments.add_argument("--torch", choices=["auto", "cpu", "cuda"], default="auto")
    wanted = arguments.parse_args()
    if sys.version_info < (3, 11):
        print(f"Mozart needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
        return 1
    build = wanted.torch
    if build == "auto":
        build = "cuda" if shutil.which("nvidia-smi") else "cpu"
    stamp = _stamp(wanted.set, build)
    if _installed(stamp):
        return 0
    if not PYTHON.exists():
        _say("creating .venv")
        venv.create(VENV, with_pip=True)
    _say(f"installing torch ({build} build)")
    _install_torch(build)
    _say(f"installing {LOCKS[wanted.set].name}")
    _pip("install", "--no-deps", "--require-hashes", "-r", str(LOCKS[wanted.set]))
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    (VENV / f"installed-{wanted.set}").write_text(stamp)
    return 0


def _stamp(which: str, build: str) -> str:
    parts = [LOCKS[which].read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join([*parts, build.encode(), str(ROOT).encode()])).hexdigest()


def _installed(stamp: str) -> bool:
    """Whether `.venv` was made from these locks; the dev set contains the run set."""
    made = [VENV / "installed-run", VENV / "installed-dev"]
    if any(path.exists() and path.read_text() == stamp for path in made):
        return True
    dev = VENV / "installed-dev"
    build = "cuda" if shutil.which("nvidia-smi") else "cpu"
    return dev.exists() and dev.read_text() == _stamp("dev", build) and stamp == _stamp("run", build)


def _install_torch(build: str) -> None:
    if build == "cuda":
        _pip("install", TORCH)
    elif _pip_finds_a_build_without_cuda():
        _pip("install", "--no-deps", TORCH)
    else:
        _pip("install", UV)
        command = [str(PYTHON), "-m", "uv", "pip", "install", "--python", str(PYTHON)]
        subprocess.run([*command, "--torch-backend", "cpu", "--no-deps", TORCH], check=True)


def _pip_finds_a_build_without_cuda() -> bool:
    """Ask pip what it would install, without downloading it.

    The wheels for macOS, Windows and some mirrors need no CUDA; the ordinary Linux wheel does.
    """
    question = ["install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed"]
    answer = subprocess.run(
        [str(PYTHON), "-m", "pip", *question, "--report", "-", TORCH],
        capture_output=True, text=True, check=False,
    )
    if answer.returncode:
        return False
    metadata = json.loads(answer.stdout)["install"][0]["metadata"]
    needs = metadata.get("requires_dist", [])
    return not any("nvidia" in need or "cuda" in need for need in needs if "extra ==" not in need)


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]], check=True)


def _say(what: str) -> None:
    print(f"setup: {what}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        print(f"setup: this command failed; its message is above: {' '.join(error.cmd)}")
        sys.exit(1)
