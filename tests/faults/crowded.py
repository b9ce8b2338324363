"""A process on a disk that is soon full (a limit on file sizes); run by test_disk_full.py.

Prints one JSON object: the keys it had acknowledged before and after there was room again.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path

from inference.errors import DiskFull
from inference.queue import Charge, Queue
from inference.request import Request
from inference.storage import Storage

SMALL, PICTURE = 1_000_000, b"\x89PNG" * 300_000


def leave_room(size_bytes: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, most))


async def submit(queue: Queue, key: str) -> None:
    request = Request(prompt="x" * 2000, width=64, height=64, seed=7, model="painter")
    charges = [Charge(account="ann", day="2026-11-23", pictures=1, limit=None)]
    await queue.submit(request, key=key, user_id=1, address="{}", charges=charges)


async def main(folder: Path) -> None:
    queue, storage = await Queue.open(folder / "queue.db"), Storage(folder / "pictures")
    kept: list[str] = []
    refused = 0
    leave_room(SMALL)
    while refused < 3:
        key = f"wish-{len(kept)}-{refused}"
        try:
            await submit(queue, key)
            kept.append(key)
        except DiskFull:
            refused += 1
    try:
        storage.keep(PICTURE)
    except DiskFull:
        refused += 1
    leave_room(resource.RLIM_INFINITY)
    await submit(queue, "wish-with-room")
    name = storage.keep(PICTURE)
    job = await queue.claim(loaded=[], swap_cost_s=0)
    outcome = {"kept": kept, "refused": refused, "picture": name, "claimed": job is not None}
    sys.stdout.write(json.dumps(outcome))
    await queue.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
