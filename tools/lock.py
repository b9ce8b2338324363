"""Write the two locks from pyproject.toml: every package, every platform, with hashes.

torch and the CUDA libraries that its Linux build names are left out: `tools/install.py` installs
torch in the build that the machine needs, pinned by version.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUDA = re.compile(r"^(torch|triton|nvidia-|cuda-)")
HEADER = "# Written by `make lock`; do not edit. torch is installed by tools/install.py.\n"


def main() -> None:
    """Resolve both sets and write requirements.lock and requirements-dev.lock."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "uv==0.13.9"], check=True)
    for name, extra in (("requirements.lock", []), ("requirements-dev.lock", ["--extra", "dev"])):
        (ROOT / name).write_text(HEADER + _without_cuda(_resolve(extra)))


def _resolve(extra: list[str]) -> str:
    compile_ = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal"]
    options = ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    return subprocess.run(
        [*compile_, *options, "--quiet", *extra],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _without_cuda(lock: str) -> str:
    """Drop the pins whose name matches CUDA, each with the hash lines that follow it."""
    pins = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return "".join(pin for pin in pins if not CUDA.match(pin))


if __name__ == "__main__":
    main()
