"""A process that paints and kills itself with SIGKILL at the moment it was told, for tests.

    python -m tests.faults.mortal_studio FOLDER JOBS MOMENT NTH

Submits JOBS jobs under fixed keys (so a second run submits none anew) and paints until all are
over, or until MOMENT has come for the NTH time: "claimed", "progress", "kept" or "finished", each
meaning right after that. "cancelled" is after a member's cancel of a running job was answered;
its engine does not stop by itself. "waiting" never dies: its engine waits to be killed. Prints
every state that was told, as "ID STATE".
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from typing_extensions import override

from inference.artists.local import LocalArtist
from inference.engine import Report
from inference.events import Preview, Progress
from inference.job import Job, Picture, State
from inference.queue import Queue
from inference.request import Request
from inference.storage import Storage
from inference.worker import Worker
from tests.inference.bench import Bench
from tests.inference.scripted import CATALOGUE, FlatEngine

USERS = 3


class Fate:
    """When this process dies; one for all its threads."""

    moment = ""
    left = 0
    lock = threading.Lock()

    @classmethod
    def now(cls, moment: str) -> None:
        with cls.lock:
            cls.left -= moment == cls.moment
            if moment == cls.moment and cls.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalStorage(Storage):
    @override
    def keep(self, png: bytes) -> str:
        name = super().keep(png)
        Fate.now("kept")
        return name


class MortalQueue(Queue):
    @override
    async def claim(
        self, *, loaded: Collection[str], swap_cost_s: float, device: str = ""
    ) -> Job | None:
        job = await super().claim(loaded=loaded, swap_cost_s=swap_cost_s, device=device)
        if job:
            Fate.now("claimed")
        return job

    @override
    async def finish(self, job_id: int, pictures: Sequence[Picture], *, cost_s: float) -> Job:
        job = await super().finish(job_id, pictures, cost_s=cost_s)
        Fate.now("finished")
        return job


def script(_: Request, report: Report) -> None:
    report(0.5)
    if Fate.moment == "cancelled":
        threading.Event().wait()
    while Fate.moment == "waiting":
        say("painting")
        threading.Event().wait(0.05)
        report(0.5)


def tell(event: Progress | Preview | Job) -> None:
    match event:
        case Job():
            say(f"{event.id} {event.state}")
        case Progress() if event.done > 0:
            Fate.now("progress")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def paint(folder: Path, count: int) -> None:
    worker = Worker({"flat": lambda: FlatEngine(script, slots=2)}, CATALOGUE)
    artist = LocalArtist("cpu", worker)

    def hear(event: Progress | Preview | Job) -> None:
        tell(event)
        bench.hear(event)

    bench = await Bench.open(folder, artist, queue=MortalQueue, storage=MortalStorage, tell=hear)
    jobs = [
        await bench.submit(seed=100 * number, count=2, user_id=number % USERS)
        for number in range(count)
    ]
    bench.start()
    if Fate.moment == "cancelled":
        await bench.state(jobs[0], State.RUNNING)
        await bench.dispatcher.cancel(jobs[0].id)
        Fate.now("cancelled")
    for job in jobs:
        if not job.state.over:
            await bench.outcome(job)
    await bench.close()


if __name__ == "__main__":
    Fate.moment, Fate.left = sys.argv[3], int(sys.argv[4])
    asyncio.run(paint(Path(sys.argv[1]), int(sys.argv[2])))
