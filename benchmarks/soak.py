"""Two thousand mixed jobs on one device: does memory stay flat?

Real worker, real threads, tiny models of three families with random weights. Jobs join each other,
one in eight is cancelled at some step, models switch every forty jobs. Memory is read after each
tenth; the first tenth warms up.
"""

import argparse
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import torch

from inference.artist import Assignment
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import probe
from inference.events import Broke, Event, Finished, Lost, Progress, Stopped
from inference.inventory import read_catalogue
from inference.request import SAMPLERS, Request
from inference.worker import Worker
from tests.inference.engines.diffusion.tiny import BUILDERS

FAMILIES = ("sd15", "sdxl", "lcm")
AT_ONCE = 6
RUN = 40  # jobs of one model before the next
PART = 10


class Crowd:
    """Keeps some jobs on the worker, and cancels those that are to be cancelled."""

    def __init__(self, worker: Worker, jobs: Sequence[Request], seed: int) -> None:
        rng = Random(seed)
        self._worker, self._jobs = worker, jobs
        self._unwanted = {
            number: rng.random() for number in range(len(jobs)) if rng.random() < 1 / 8
        }
        self._changed = threading.Condition()
        self._open = 0
        self.ends: dict[str, int] = {}

    def run(self, begin: int, end: int) -> None:
        """Do the jobs with these numbers and wait for the last."""
        for number in range(begin, end):
            with self._changed:
                self._changed.wait_for(lambda: self._open < AT_ONCE)
                self._open += 1
            assignment = Assignment(job_id=number, request=self._jobs[number], inputs={})
            self._worker.start(assignment, self._hear)
        with self._changed:
            self._changed.wait_for(lambda: not self._open)

    def _hear(self, event: Event) -> None:
        match event:
            case Progress() if event.done >= self._unwanted.get(event.job_id, 2.0):
                # Not from here: who tells us may hold what a cancel waits for.
                threading.Thread(target=self._worker.cancel, args=(event.job_id,)).start()
            case Finished() | Stopped() | Broke() | Lost():
                with self._changed:
                    name = type(event).__name__
                    self.ends[name] = self.ends.get(name, 0) + 1
                    self._open -= 1
                    self._changed.notify_all()


def main() -> None:
    """Print memory after each tenth, and how far it strayed."""
    parser = argparse.ArgumentParser(prog="soak", description="Does memory stay flat?")
    parser.add_argument("--jobs", type=int, default=2000)
    count = parser.parse_args(sys.argv[1:]).jobs
    torch.set_num_threads(1)
    rng = Random(1)
    jobs = [_request(number, rng) for number in range(count)]
    with TemporaryDirectory(prefix="mozart-benchmark-") as folder:
        for name in FAMILIES:
            torch.manual_seed(0)
            BUILDERS[name]().save_pretrained(Path(folder) / name, safe_serialization=True)
        catalogue = read_catalogue(Path(folder))
        device = probe("cpu")
        engine = DiffusionEngine(catalogue, device, at_once=AT_ONCE)
        worker = Worker({"diffusion": lambda: engine}, catalogue)
        crowd = Crowd(worker, jobs, seed=2)
        sizes, began = [], perf_counter()
        for part in range(PART):
            crowd.run(part * count // PART, (part + 1) * count // PART)
            sizes.append(_resident_mib())
            print(f"after {(part + 1) * count // PART:>5} jobs {sizes[-1]:7.1f} MiB", flush=True)
        worker.close()
    warm = sizes[1:]
    stray = max(abs(size / warm[0] - 1) for size in warm)
    told = ", ".join(f"{number} {name.lower()}" for name, number in sorted(crowd.ends.items()))
    print(f"{count} jobs in {perf_counter() - began:.0f} s: {told}")
    print(f"memory strayed {100 * stray:.1f} % from after the second tenth (promised: <= 2 %)")
    if crowd.ends.keys() & {"Broke", "Lost"}:
        sys.exit("Jobs broke; see above.")


def _request(number: int, rng: Random) -> Request:
    model = FAMILIES[number // RUN % len(FAMILIES)]
    return Request(
        prompt=f"wish {rng.randrange(60)}",  # few, so that what is remembered of them is soon full
        width=64,
        height=rng.choice((64, 64, 96)),
        seed=number,
        model=model,
        count=rng.choice((1, 1, 2, 4)),
        steps=rng.randint(1, 5),
        guidance=rng.choice((1.0, 4.0)),
        sampler=None if model == "lcm" else rng.choice((None, *SAMPLERS)),
    )


def _resident_mib() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    told = next(line for line in lines if line.startswith("VmRSS:"))
    return int(told.split()[1]) / 1024
