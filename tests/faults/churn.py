"""A process that lives in a queue until it is killed; started by test_queue_kill.py.

Each line on standard input is a seed: it forks a life that works at random and writes every
acknowledgement as one line, after it had it. `life PID` and `dead` frame what a life writes.
"""

import asyncio
import os
import random
import sys
from contextlib import suppress
from pathlib import Path

from inference.errors import IllegalTransition, QuotaUsedUp
from inference.job import Job, Picture
from inference.queue import Charge, Queue
from inference.request import Request

DAY, LIMIT = "2026-11-23", 300


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def live(path: Path, seed: int) -> None:
    """Submit, claim and end jobs for ever."""
    chance = random.Random(seed)
    queue = await Queue.open(path)
    for job in await queue.recover():
        say("job", job.id, job.state)
    say("up")
    await asyncio.gather(*(work(queue, random.Random(chance.random())) for _ in range(4)))


async def work(queue: Queue, chance: random.Random) -> None:
    while True:
        await submit(queue, chance)
        job = await queue.claim(loaded=["painter"], swap_cost_s=20)
        if job:
            say("job", job.id, job.state)
            ended = await end(queue, chance, job)
            say("job", ended.id, ended.state)


async def submit(queue: Queue, chance: random.Random) -> None:
    """A wish that may come twice, as Discord repeats what it had no answer to."""
    key = f"wish-{chance.randrange(20_000)}"
    user_id = chance.randrange(8)
    charges = [
        Charge(account=f"member {user_id}", day=DAY, pictures=chance.randint(1, 4), limit=LIMIT),
        Charge(account="server", day=DAY, pictures=1, limit=None),
    ]
    request = Request(prompt="a fox", width=64, height=64, seed=7, model="painter")
    try:
        job = await queue.submit(request, key=key, user_id=user_id, address="{}", charges=charges)
    except QuotaUsedUp:
        return
    say("key", key, job.id)
    if not chance.randrange(4):
        with suppress(IllegalTransition):
            cancelled = await queue.cancel(job.id)
            say("job", cancelled.id, cancelled.state)


async def end(queue: Queue, chance: random.Random, job: Job) -> Job:
    match chance.randrange(8):
        case 0:
            return await queue.fail(job.id, "It broke.", cost_s=0.1)
        case 1:
            return await queue.stopped(job.id, cost_s=0.1)
        case 2:
            return await queue.release(job.id, blame=True)
        case 3:
            return await queue.release(job.id, blame=False)
        case 4:
            say("unwanted", (await queue.cancel(job.id)).id)
            return await queue.release(job.id, blame=bool(chance.randrange(2)))
        case 5:
            say("unwanted", (await queue.cancel(job.id)).id)
            return await queue.stopped(job.id, cost_s=0.1)
        case _:
            picture = Picture(sha256=f"{job.id:064x}", width=64, height=64, seed=7)
            return await queue.finish(job.id, [picture], cost_s=0.1)


def main() -> None:
    path = Path(sys.argv[1])
    for seed in sys.stdin:
        if pid := os.fork():
            os.waitpid(pid, 0)
            say("dead")
        else:
            say("life", os.getpid())
            asyncio.run(live(path, int(seed)))


if __name__ == "__main__":
    main()
