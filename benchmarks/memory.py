"""How much memory the bot's process takes before any model needs torch.

Starts `mozart run` as a user would, has a picture painted, and reads what Linux says.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._run import painted, running


def main() -> None:
    """Print the figures, with the promised one."""
    if not Path("/proc/self/status").exists():
        print("Only Linux tells a process's memory here; skipped.")
        return
    with TemporaryDirectory(prefix="mozart-benchmark-") as folder:
        asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> None:
    async with running(folder, command=Path(sys.executable).with_name("mozart")) as (pid, url):
        print(f"ready           {_resident_mib(pid):5.0f} MiB")
        await painted(url, "three red sailboats at sunset, watercolour", count=4)
        print(
            f"after a grid    {_resident_mib(pid):5.0f} MiB, {_torch(pid)} torch (promised: <= 200)"
        )


def _torch(pid: int) -> str:
    return "with" if "libtorch" in Path(f"/proc/{pid}/maps").read_text() else "without"


def _resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields["VmRSS"].split()[0]) / 1024
