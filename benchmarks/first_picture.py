"""From nothing to the first picture: how long a newcomer waits.

Clones this checkout, sets it up as `make run` does, starts it, and asks for a picture.
"""

import asyncio
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks._run import painted, running

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print both figures, with the promised ones."""
    with TemporaryDirectory(prefix="mozart-benchmark-") as name:
        clone = Path(name) / "mozart"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)  # noqa: S607
        began = perf_counter()
        subprocess.run(["make", "--silent", "setup"], cwd=clone, check=True)  # noqa: S607
        set_up_s = perf_counter() - began
        began = perf_counter()
        asyncio.run(_first(Path(name), clone / ".venv" / "bin" / "mozart"))
        first_s = perf_counter() - began
    print(f"set-up           {set_up_s:6.1f} s")
    print(f"start to picture {first_s:6.1f} s (promised: <= 20)")
    print(f"together         {set_up_s + first_s:6.1f} s (promised: <= 180)")


async def _first(folder: Path, command: Path) -> None:
    async with running(folder, command=command) as (_, url):
        await painted(url, "three red sailboats at sunset, watercolour", count=1)
