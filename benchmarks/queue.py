"""How long the queue takes when it is full: submit, claim, finish, the line, a start after a crash.

100,000 finished and 5,000 waiting jobs of 500 members, on the disk of the current folder.
Alone: `python -m benchmarks.queue`.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter, time

from sqlite_utils import Database

from inference.artist import Assignment, Tell
from inference.dispatcher import Dispatcher
from inference.job import Picture
from inference.queue import Charge, Queue
from inference.request import Request
from inference.storage import Storage

FINISHED, WAITING, MEMBERS, ROUNDS = 100_000, 5_000, 500, 200
RUNNING, LEFT_BEHIND = 10_000, 1_000
REQUEST = Request(
    prompt="a fox in the snow, at dusk", width=768, height=768, seed=7, model="painter"
)
PICTURE = Picture(sha256="0" * 64, width=768, height=768, seed=7)


def main() -> None:
    """Print every figure, with the one that is promised."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".benchmark-") as folder:
        print(f"Queue with {FINISHED} finished and {WAITING} waiting jobs of {MEMBERS} members:")
        asyncio.run(_use(Path(folder) / "full" / "queue.db"))
        print(f"Start after a crash with {RUNNING} running jobs and {FINISHED} pictures on disk:")
        asyncio.run(_start(Path(folder) / "crashed"))


async def _use(path: Path) -> None:
    await _fill(path, {"done": FINISHED, "queued": WAITING})
    queue = await Queue.open(path)
    claimed: list[int] = []

    async def submit(number: int) -> None:
        user_id = number % MEMBERS
        charges = [
            Charge(account=account, day="2026-11-23", pictures=1, limit=10**6)
            for account in ("server", "role", f"member {user_id}")
        ]
        key = f"new {number}"
        await queue.submit(REQUEST, key=key, user_id=user_id, address="{}", charges=charges)

    async def claim(_: int) -> None:
        job = await queue.claim(loaded=["painter"], swap_cost_s=20)
        assert job is not None
        claimed.append(job.id)

    async def finish(number: int) -> None:
        await queue.finish(claimed[number], [PICTURE] * 4, cost_s=2.5)

    async def line(_: int) -> None:
        await queue.line(FINISHED + WAITING)

    async def overview(number: int) -> None:
        await queue.overview(number % MEMBERS)

    await _time("submit, with three accounts", 5, submit)
    await _time("claim", 10, claim)
    await _time("finish, with four pictures", 10, finish)
    await _time("line, for the newest job", 40, line)
    await _time("overview of one member", 40, overview)
    await queue.close()


async def _time(name: str, promised_ms: int, call: Callable[[int], Awaitable[None]]) -> None:
    times_ms = []
    for number in range(ROUNDS):
        begin = perf_counter()
        await call(number)
        times_ms.append((perf_counter() - begin) * 1e3)
    worst_ms = max(times_ms)
    print(
        f"  {name:<30} median {median(times_ms):6.2f} ms (promised {promised_ms}),"
        f" worst {worst_ms:.1f} ms"
    )


class _Device:
    """Takes a job, and never says anything about it."""

    name, slots = "none", 1

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    def loaded(self) -> frozenset[str]:
        return frozenset()

    def start(self, assignment: Assignment, tell: Tell) -> None:
        self.begun.set()

    def cancel(self, job_id: int) -> None:
        pass

    def close(self) -> None:
        pass


async def _start(folder: Path) -> None:
    await _fill(folder / "queue.db", {"done": FINISHED, "running": RUNNING})
    storage = Storage(folder / "pictures")
    for number in range(1, FINISHED + LEFT_BEHIND + 1):
        path = storage.path(_name(number))
        path.parent.mkdir(exist_ok=True)
        path.touch()

    begin, device = perf_counter(), _Device()
    queue = await Queue.open(folder / "queue.db")
    storage = Storage(folder / "pictures")
    dispatcher = Dispatcher(queue, storage, [device], tell=lambda _: None, grace_s=0)
    running = asyncio.create_task(dispatcher.run())
    await device.begun.wait()
    print(f"  open, recover, sweep, claim    {perf_counter() - begin:6.2f} s (promised 2)")
    await dispatcher.close()
    await running
    await queue.close()
    if len(storage.names()) != FINISHED:
        raise SystemExit(f"The sweep left {len(storage.names())} pictures.")


async def _fill(path: Path, counts: dict[str, int]) -> None:
    queue = await Queue.open(path)
    await queue.close()
    with Database(path) as db, db.atomic():
        db.conn.executemany(
            "INSERT INTO jobs (key, user_id, model, megapixels, request, state, address,"
            " created_at, started_at, attempts, delivered)"
            " VALUES (?, ?, 'painter', ?, ?, ?, '{}', ?, ?, ?, ?)",
            _rows(counts),
        )
        done = [(number, _name(number)) for number in range(1, counts.get("done", 0) + 1)]
        db.conn.executemany("INSERT INTO pictures VALUES (?, 0, ?, 768, 768, 7, '')", done)


def _name(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def _rows(counts: dict[str, int]) -> Iterator[tuple[object, ...]]:
    now, request = time(), REQUEST.to_json()
    for state, count in counts.items():
        begun = 0 if state == "queued" else 1
        for number in range(count):
            key, user_id = f"{state} {number}", number % MEMBERS
            delivered = int(state == "done")
            yield (key, user_id, REQUEST.megapixels, request, state, now, now, begun, delivered)


if __name__ == "__main__":
    main()
