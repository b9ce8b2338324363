"""A small real engine for tests: paints flat pictures, and does in between what a test tells it."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PIL import Image

from inference.catalogue import Catalogue, Model
from inference.engine import Report, Result
from inference.events import Broke, Event, Finished, Lost, Stopped
from inference.request import Request

WAIT_S = 60.0
"""No test waits longer for what it expects."""
SILENT_S = 1.0
"""When a test wants an engine given up; a busy machine makes none that works silent so long."""

Script = Callable[[Request, Report], None]

CATALOGUE = Catalogue(
    [
        Model(name="flat", engine="flat", title="Flat pictures"),
        Model(name="plain", engine="flat", title="Flat pictures of another model"),
        Model(name="other", engine="other", title="Another engine"),
        Model(name="light", engine="light", title="Needs no memory", light=True),
        Model(name="orphan", engine="absent", title="Its engine is not installed"),
    ]
)


def request(prompt: str = "a square", **fields: Any) -> Request:
    return Request(
        **{"prompt": prompt, "width": 16, "height": 8, "seed": 7, "model": "flat", **fields}
    )


def two_steps(_: Request, report: Report) -> None:
    report(0.5)
    report(1.0)


class FlatEngine:
    """Every picture is one colour, its seed's.

    Attributes:
        calls: "load flat", "run flat", "unload", in order.
        inputs: what the last run got.
        most: how many runs there were at once, at most.
    """

    def __init__(self, script: Script = two_steps, *, slots: int = 1) -> None:
        self.slots = slots
        self.calls: list[str] = []
        self.inputs: Mapping[str, Image.Image] = {}
        self.most = 0
        self._script = script
        self._running = 0
        self._lock = threading.Lock()

    def load(self, model: str) -> None:
        self.calls.append(f"load {model}")

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        with self._lock:
            self.calls.append(f"run {request.model}")
            self.inputs = inputs
            self._running += 1
            self.most = max(self.most, self._running)
        try:
            self._script(request, report)
        finally:
            with self._lock:
                self._running -= 1
        return [Result(image=picture(request, index)) for index in range(request.count)]

    def unload(self) -> None:
        self.calls.append("unload")


def picture(request: Request, index: int) -> Image.Image:
    colour = request.seed_of(index).to_bytes(4, "big")[1:]
    return Image.new("RGB", (request.width, request.height), tuple(colour))


class Gate:
    """Where a script stops until the test opens it; counts who came."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._came = 0
        self._open = False

    def stop_here(self) -> None:
        with self._changed:
            self._came += 1
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._open, WAIT_S), "nobody opened the gate"

    @property
    def came(self) -> int:
        with self._changed:
            return self._came

    def wait_for(self, comers: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._came >= comers, WAIT_S), "nobody came"

    def open(self) -> None:
        with self._changed:
            self._open = True
            self._changed.notify_all()


class Heard:
    """Everything that was told, in order; waits for last words."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: dict[int, list[Event]] = defaultdict(list)

    def __call__(self, event: Event) -> None:
        with self._changed:
            self._events[event.job_id].append(event)
            self._changed.notify_all()

    def of(self, job_id: int = 1) -> Sequence[Event]:
        with self._changed:
            return list(self._events[job_id])

    def last(self, job_id: int = 1) -> Finished | Stopped | Broke | Lost:
        """The last word about a job, and there must be no other."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._lasts(job_id), WAIT_S), "no last word"
            (last,) = self._lasts(job_id)
            assert self._events[job_id][-1] is last
            return last

    def _lasts(self, job_id: int) -> list[Finished | Stopped | Broke | Lost]:
        events = self._events[job_id]
        return [event for event in events if isinstance(event, Finished | Stopped | Broke | Lost)]
