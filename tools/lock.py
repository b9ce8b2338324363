"""Write the two locks from pyproject.toml: every package, every platform, with hashes.

What is locked already keeps its version, unless pyproject.toml wants another.

torch and the CUDA libraries that its Linux build names are left out: `tools/install.py` installs
torch in the build that the machine needs, pinned by version. Run as `python -m tools.lock`.
"""

import re
import subprocess
import sys
from pathlib import Path

from tools.install import ROOT, UV

HEADER = "# Written by `make lock`; do not edit. torch is installed by tools/install.py.\n"
_CUDA = re.compile(r"(torch|triton|(nvidia|cuda)-[\w-]+)==")


def main() -> None:
    """Resolve both sets and write requirements.lock and requirements-dev.lock."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    for name, extra in (("requirements.lock", []), ("requirements-dev.lock", ["--extra", "dev"])):
        lock = ROOT / name
        lock.write_text(HEADER + without_cuda(_resolve(lock, extra)), encoding="utf-8")


def _resolve(lock: Path, extra: list[str]) -> str:
    """The whole lock; what the present one has stays at its version where that still fits."""
    resolver = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal"]
    options = ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    command = [*resolver, *options, "--quiet", "--output-file", str(lock), *extra]
    subprocess.run(command, cwd=ROOT, check=True)
    return lock.read_text(encoding="utf-8")


def without_cuda(lock: str) -> str:
    """The lock without torch and what only its CUDA build needs, hashes included."""
    pins = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return "".join(pin for pin in pins if not _CUDA.match(pin))


if __name__ == "__main__":
    main()
