"""Set up `.venv` from the committed locks: what every target of the Makefile does first.

Standard library only, because it runs before anything is installed; this file must also parse on
old Pythons, which get a sentence. Safe to call every time and twice at once: a stamp in `.venv`
says what it was made from, a match ends in milliseconds, and one set-up waits for another.

torch is installed apart from the locks, because the same version has a build for the CPU and
one that brings gigabytes of CUDA libraries. A machine without an NVIDIA GPU gets the former.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch==2.13.0"
UV = "uv==0.13.9"  # knows by itself where PyTorch publishes its builds
OLDEST = (3, 11)


class CannotInstall(Exception):
    """The message is a sentence for the person who typed `make`."""


def main(words: Sequence[str] | None = None) -> int:
    """Bring `.venv` up to the asked set of packages; say each step in one line."""
    parser = argparse.ArgumentParser(description="Set up Mozart's virtual environment.")
    parser.add_argument("set", choices=["run", "dev"], help="what to install")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where")
    parser.add_argument(
        "--torch",
        default="auto",
        help="cpu, cuda, or a build that PyTorch names, such as cu126 or rocm6.4; auto keeps the"
        " build that is installed, and looks for an NVIDIA GPU the first time",
    )
    parser.add_argument("--packages-only", action="store_true", help="leave Mozart itself out")
    wanted = parser.parse_args(words)
    try:
        _check_this_python()
        with alone(wanted.venv):
            Environment(wanted.venv).bring_up(
                wanted.set, wanted.torch, itself=not wanted.packages_only
            )
    except CannotInstall as error:
        print(f"setup: {error}")
        return 1
    except subprocess.CalledProcessError as error:
        print(f"setup: this command failed; its message is above: {' '.join(error.cmd)}")
        return 1
    return 0


def _check_this_python() -> None:
    if sys.version_info < OLDEST:
        version = sys.version.split()[0]
        raise CannotInstall(f"Mozart needs Python 3.11 or newer; {sys.executable} is {version}.")
    if sys.platform == "win32":
        raise CannotInstall("Mozart runs on Linux and macOS; on Windows, use WSL.")


class Environment:
    """One virtual environment, and the stamp that says what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.stamp = folder / "installed.json"

    def bring_up(self, which: str, torch: str, *, itself: bool = True) -> None:
        """Install what is missing.

        Args:
            which: "run", or "dev", which contains it; what is installed already never shrinks.
            torch: see `--torch`.
            itself: whether Mozart's own package is installed too, as a link to this folder.

        Raises:
            CannotInstall, subprocess.CalledProcessError: the next call goes on from there.
        """
        had = self.installed()
        build = had.get("torch", "") if torch == "auto" else torch
        build = build or ("cuda" if has_nvidia_gpu() else "cpu")
        which = "dev" if "dev" in (which, had.get("set")) else which
        wants = {"torch": build, "pin": TORCH, "set": which, "from": fingerprint(itself=itself)}
        if had == wants:
            return
        if not had:
            self._create()
        if (had.get("torch"), had.get("pin")) != (build, TORCH):
            self.stamp.unlink(missing_ok=True)
            _say(f"installing {TORCH}, the build for {build} (the largest part)")
            self._install_torch(build)
        self.stamp.write_text(json.dumps({"torch": build, "pin": TORCH}))
        lock = ROOT / ("requirements-dev.lock" if which == "dev" else "requirements.lock")
        _say(f"installing what {lock.name} pins")
        self._pip(
            "install", "--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(lock)
        )
        self._run(str(ROOT / "tools" / "stand_in.py"))
        if itself:
            self._pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        self.stamp.write_text(json.dumps(wants))

    def installed(self) -> dict[str, str]:
        """What the stamp says; empty where nothing, or nothing that still runs, is installed."""
        if not self.python.exists():  # also when the Python that it links to was removed
            return {}
        with contextlib.suppress(FileNotFoundError, ValueError):
            stamp: dict[str, str] = json.loads(self.stamp.read_text(encoding="utf-8"))
            return stamp
        return {}

    def _create(self) -> None:
        if self.python.exists() and (self.folder / "bin" / "pip").exists():
            return
        if importlib.util.find_spec("ensurepip") is None:
            raise CannotInstall(
                f"{sys.executable} cannot make virtual environments. On Debian and Ubuntu,"
                " this helps: apt-get install python3-venv"
            )
        _say(f"creating {self.folder.name} with Python {sys.version.split()[0]}")
        venv.create(self.folder, clear=True, with_pip=True, symlinks=True)

    def _install_torch(self, build: str) -> None:
        if self._has_torch():  # pip takes any build for the pinned one, so that has to go first
            self._pip("uninstall", "--yes", "torch")
        if build == "cuda":
            self._pip("install", TORCH)
        elif build == "cpu" and needs_no_cuda(self._what_pip_would_install(TORCH)):
            self._pip("install", "--no-deps", TORCH)
        else:
            self._pip("install", UV)
            command = ["-m", "uv", "pip", "install", "--python", str(self.python)]
            alone = ["--no-deps"] if build == "cpu" else []  # the lock has what that build needs
            self._run(*command, *alone, "--compile-bytecode", "--torch-backend", build, TORCH)
            self._pip("uninstall", "--yes", "uv")

    def _has_torch(self) -> bool:
        return any(self.folder.glob("lib/python*/site-packages/torch"))

    def _what_pip_would_install(self, requirement: str) -> Mapping[str, object]:
        """Ask pip what it would install, without downloading it; empty if it finds nothing."""
        question = ["install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed"]
        answer = subprocess.run(
            [str(self.python), "-m", "pip", *question, "--report", "-", requirement],
            capture_output=True,
            text=True,
            check=False,
        )
        report: dict[str, object] = json.loads(answer.stdout) if answer.returncode == 0 else {}
        return report

    def _pip(self, command: str, *words: str) -> None:
        self._run("-m", "pip", command, "--quiet", "--disable-pip-version-check", *words)

    def _run(self, *words: str) -> None:
        # setuptools would warn at length that an editable installation is one
        quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
        subprocess.run([str(self.python), *words], check=True, env=quiet)


def fingerprint(*, itself: bool = True) -> str:
    """Changes with whatever decides what is installed: locks, pyproject.toml, the place."""
    import tomllib  # noqa: PLC0415 - Python 3.11; above, older ones were told so

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        (ROOT / "requirements.lock").read_bytes(),
        (ROOT / "requirements-dev.lock").read_bytes(),
        json.dumps([project["build-system"], project["project"]], sort_keys=True).encode(),
        f"{ROOT} {itself}".encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def needs_no_cuda(report: Mapping[str, object]) -> bool:
    """Whether what pip found runs without CUDA's libraries, by pip's installation report.

    The wheels for macOS and of some mirrors do; the ordinary one for Linux on x86-64 does not.
    """
    found = report.get("install")
    if not isinstance(found, list) or not found:
        return False
    needs = found[0]["metadata"].get("requires_dist", [])
    firm = [need for need in needs if "extra ==" not in need]
    return sys.platform == "darwin" or not any("nvidia" in n or "cuda" in n for n in firm)


def has_nvidia_gpu() -> bool:
    """Whether NVIDIA's driver lists a GPU."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    try:
        asked = subprocess.run([program, "-L"], capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0 and b"GPU" in asked.stdout


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one set-up at a time work on `folder`; the others wait, for `make -j run test`."""
    import fcntl  # noqa: PLC0415 - not on Windows, which was told so

    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _say(what: str) -> None:
    print(f"setup: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
