"""How true the seconds are that members are told when they ask for pictures.

300 jobs of mixed sizes, steps and models on one or two simulated devices, of which the second is
half as fast, with one slot and with three. A job takes what its device's law says, with noise of a
fifth, and one in a hundred stalls for ten times as long. Members are told what is foreseen before
the job is claimed: once by a rate per megapixel of each model and a line of equal slots, as it was
before, and by what the queue says now. Nothing is timed, so the load of the machine does not
matter. Alone: `python -m benchmarks.foresight`.
"""

import asyncio
import math
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from inference.fairness import Waiting
from inference.job import Job
from inference.line import Device, Held, line
from inference.queue import Queue
from inference.request import Request

JOBS, MEMBERS, BUSY, SEED = 300, 12, 0.8, 2026
SIZES = [(512, 512), (768, 512), (768, 768), (1024, 1024), (1344, 768)]
STEPS = [None, None, None, 10, 20, 50]
USUAL_STEPS = 28
LAWS = {"painter": (0.1, 0.4, 0.0), "sd": (0.8, 1.0, 0.12)}
"""Of the first device: fixed seconds, per megapixel, per megapixel and step."""

MODELS = frozenset(LAWS)  # all of them are loaded: swaps are not what is measured


def main() -> None:
    """Print the median and the 90th percentile of |told - taken| / taken, before and now."""
    print(f"{JOBS} jobs, |told - taken| / taken of the time from being asked for to being done:")
    for devices, slots in ((1, 1), (2, 1), (1, 3), (2, 3)):
        before, now = asyncio.run(_Studio(devices, slots).serve())
        name = f"{devices} device{'s' * (devices > 1)}, {slots} slot{'s' * (slots > 1)}"
        print(f"  {name:<18}  before: {_figures(before)}   now: {_figures(now)}")


def _figures(errors: list[float]) -> str:
    return f"median {median(errors):4.0%}, p90 {quantiles(errors, n=10)[-1]:4.0%}"


@dataclass
class _Painted:
    job: Job
    began_at: float
    work_s: float
    left_s: float


class _Easel:
    """A device that divides its time among its jobs by their megapixels."""

    def __init__(self, name: str, slots: int, slowness: float, chance: random.Random) -> None:
        self.name = name
        self.slots = slots
        self.jobs: list[_Painted] = []
        self._slowness = slowness
        self._chance = chance

    def begin(self, job: Job, now: float) -> None:
        work_s = self._slowness * _lawful_s(job.request) * math.exp(self._chance.gauss(0, 0.2))
        work_s *= 10 if self._chance.random() < 0.01 else 1
        self.jobs.append(_Painted(job, now, work_s, work_s))

    def ends_in_s(self) -> float:
        whole = sum(it.job.request.megapixels for it in self.jobs)
        lefts = (it.left_s / it.job.request.megapixels for it in self.jobs)
        return min((whole * left for left in lefts), default=math.inf)

    def work_for(self, seconds: float) -> list[_Painted]:
        """Those that are over after that."""
        whole = sum(it.job.request.megapixels for it in self.jobs)
        for it in self.jobs:
            it.left_s -= seconds * it.job.request.megapixels / whole
        ended = [it for it in self.jobs if it.left_s < 1e-9]
        self.jobs = [it for it in self.jobs if it not in ended]
        return ended


def _lawful_s(request: Request) -> float:
    fixed_s, megapixel_s, step_s = LAWS[request.model]
    steps = USUAL_STEPS if request.steps is None else request.steps
    return fixed_s + request.megapixels * (megapixel_s + steps * step_s)


@dataclass
class _Rates:
    """What was told before: seconds per megapixel of each model, in a line of equal slots."""

    slots: int
    rates: dict[str, float] = field(default_factory=dict)
    served_s: dict[int, float] = field(default_factory=dict)

    def learn(self, job: Job) -> None:
        rate = job.cost_s / job.request.megapixels
        known = self.rates.setdefault(job.request.model, rate)
        self.rates[job.request.model] = known + 0.2 * (rate - known)
        self.served_s[job.user_id] = self.served_s.get(job.user_id, 0.0) + job.cost_s

    def foreseen_s(self, work: Request | Waiting) -> float:
        return work.megapixels * self.rates.get(work.model, 1.0)

    def told_s(self, job: Job, waiting: list[Job], running: list[_Painted], now: float) -> float:
        left = [self.foreseen_s(it.job.request) - (now - it.began_at) for it in running]
        left += [0.0] * (self.slots - len(left))
        slots = [
            Device(name=str(n), loaded=MODELS, held=(Held(-n, max(0.0, s), 1),) if s > 0 else ())
            for n, s in enumerate(left)
        ]
        served_s = dict(self.served_s)
        for it in running:
            had_s = served_s.get(it.job.user_id, 0.0)
            served_s[it.job.user_id] = had_s + self.foreseen_s(it.job.request)
        turns = line(
            [_row(it) for it in sorted(waiting, key=lambda it: (it.user_id, it.id))],
            served_s,
            slots,
            swap_cost_s=0,
            now=now,
            foreseen=lambda _, row: self.foreseen_s(row),
        )
        return next(turn.ends_in_s for turn in turns if turn.job_id == job.id)


def _row(job: Job) -> Waiting:
    asked = job.request
    return Waiting(
        job.id, job.user_id, asked.model, job.created_at, asked.task, asked.megapixels, asked.steps
    )


class _Studio:
    """A real queue, and devices in a time of their own."""

    def __init__(self, devices: int, slots: int) -> None:
        self._chance = random.Random(SEED)
        self._now = 1e9
        self._easels = [
            _Easel(f"gpu-{n}", slots, 1.0 + n, random.Random(SEED + n)) for n in range(devices)
        ]
        self._rates = _Rates(devices * slots)
        self._waiting: list[Job] = []
        self._told: dict[int, tuple[float, float]] = {}
        self._errors: list[tuple[float, float]] = []

    async def serve(self) -> tuple[list[float], list[float]]:
        """The relative errors of all jobs, as told before and as told now."""
        wishes = [self._wish() for _ in range(JOBS)]
        speed = sum(1 / (1 + n) for n in range(len(self._easels)))
        pause_s = sum(map(_lawful_s, wishes)) / JOBS / speed / BUSY
        with tempfile.TemporaryDirectory() as folder:
            queue = await Queue.open(Path(folder) / "queue.db", clock=lambda: self._now)
            await queue.serve([easel.name for easel in self._easels])
            for request in wishes:
                await self._pass_by(queue, self._now + self._chance.expovariate(1 / pause_s))
                await self._submit(queue, request)
                await self._fill(queue)
            await self._pass_by(queue, math.inf)
            await queue.close()
        before, now = zip(*self._errors, strict=True)
        return list(before), list(now)

    def _wish(self) -> Request:
        width, height = self._chance.choice(SIZES)
        return Request(
            prompt="a fox",
            width=width,
            height=height,
            seed=7,
            count=self._chance.choice([1, 1, 4]),
            model=self._chance.choice(list(LAWS)),
            steps=self._chance.choice(STEPS),
        )

    async def _submit(self, queue: Queue, request: Request) -> None:
        key, user_id = str(self._now), self._chance.randrange(MEMBERS)
        job = await queue.submit(request, key=key, user_id=user_id, address="{}")
        self._waiting.append(job)
        running = [it for easel in self._easels for it in easel.jobs]
        for it in running:
            queue.hear(it.job.id, 1 - it.left_s / it.work_s)
        place = await queue.line(job.id)
        before_s = self._rates.told_s(job, self._waiting, running, self._now)
        self._told[job.id] = before_s, place.wait_s + place.work_s

    async def _fill(self, queue: Queue) -> None:
        while free := [easel for easel in self._easels if len(easel.jobs) < easel.slots]:
            easel = min(free, key=lambda easel: len(easel.jobs))
            job = await queue.claim(loaded=MODELS, swap_cost_s=0, device=easel.name)
            if job is None:
                return
            self._waiting = [it for it in self._waiting if it.id != job.id]
            queue.hear(job.id, 0.0)
            easel.begin(job, self._now)

    async def _pass_by(self, queue: Queue, until: float) -> None:
        """Let the devices work until then, or until all is done."""
        while True:
            seconds = min(easel.ends_in_s() for easel in self._easels)
            if self._now + seconds > until or seconds == math.inf:
                break
            await self._work_for(queue, seconds)
        if until < math.inf:
            await self._work_for(queue, until - self._now)

    async def _work_for(self, queue: Queue, seconds: float) -> None:
        self._now += seconds
        for ended in [it for easel in self._easels for it in easel.work_for(seconds)]:
            job = await queue.finish(ended.job.id, [], cost_s=ended.work_s)
            self._rates.learn(job)
            taken_s = self._now - job.created_at
            before_s, now_s = (abs(told - taken_s) / taken_s for told in self._told[job.id])
            self._errors.append((before_s, now_s))
        await self._fill(queue)


if __name__ == "__main__":
    main()
