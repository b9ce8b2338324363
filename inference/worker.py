"""Runs engines on one device: a thread per job, one model at a time, and a watch over all.

    start --> in line --> loading --> painting --> encoding --> over
                 (first come, first in; alone while a model changes)

Jobs of the model on the device share it, as many as its engine has slots. Another model waits
until they are through, and those behind it wait too, so that nobody waits for ever. The same code
serves in this process and on another machine. Knows nothing of queues, members or event loops;
what an engine imports is imported in a job's thread, when its first job comes.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PIL.Image import Image

from inference.artist import Assignment, Tell
from inference.attempt import Attempt
from inference.candidates import Nearness, Scorer, all_of, best_of, nearness_to
from inference.catalogue import Catalogue, Dialect, Model
from inference.engine import Engine, Report, Result
from inference.errors import Cancelled, ModelNotFound, OutOfMemory, RequestRefused
from inference.events import Broke, Finished, Lost, Stopped
from inference.meter import Meter
from inference.painted import painted_by, picture_of
from inference.painter.retelling import retell
from inference.request import Request

log = logging.getLogger(__name__)

Made = TypeVar("Made")

TOO_LARGE = "This was too large for the device's memory; ask for fewer or smaller pictures."
TOO_LARGE_MODEL = "The model “{}” is too large for this device; choose another one."
WENT_WRONG = "Something went wrong while painting. The operator's log has the details (job {})."


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    engine: Engine
    model: Model


class Worker:
    """One device."""

    def __init__(
        self,
        engines: Mapping[str, Callable[[], Engine]],
        catalogue: Catalogue,
        *,
        preview_every_s: float = 1.0,
        stall_s: float = 120.0,
        scorer: Callable[[], Scorer] | None = None,
    ) -> None:
        """Build it; nothing is imported or loaded yet.

        Args:
            engines: an engine's name in the catalogue -> makes one; called in a job's thread.
            catalogue: the models there are.
            preview_every_s: the least seconds between two previews of a job, and before its first.
            stall_s: an engine that paints and is silent for longer is given up.
            scorer: gives what chooses among candidates, always the same; called in a job's thread.
                None: nobody may ask for candidates.
        """
        self._engines = engines
        self._catalogue = catalogue
        makers = [*catalogue.models, *catalogue.ateliers.values()]
        self._light = [it.name for it in makers if it.light and it.engine in engines]
        self._preview_every_s = preview_every_s
        self._stall_s = stall_s
        self._scorer = scorer
        self._meter = Meter()
        self._changed = threading.Condition()  # guards everything below
        self._threads: dict[Attempt, threading.Thread] = {}
        self._line: list[Attempt] = []
        self._inside: dict[Attempt, _Loaded | None] = {}  # None: its model is being loaded
        self._lost: dict[Attempt, _Loaded] = {}  # given up; their threads are still in there
        self._loaded: _Loaded | None = None
        self._parked: _Loaded | None = None  # what keeps its memory while a light one works
        self._watch: threading.Thread | None = None
        self._closed = False

    @property
    def slots(self) -> int:
        """How many jobs it takes at once: as many as the engine can, once one is loaded.

        No more than it has while one of them stands in line, which may need another model.
        """
        with self._changed:
            if self._loaded is None or self._line:
                return max(1, len(self._inside) + len(self._line))
            return self._loaded.engine.slots

    def loaded(self) -> frozenset[str]:
        """The models that begin at once: those on the device, and after a job all light ones."""
        with self._changed:
            there = [it.model.name for it in (self._loaded, self._parked) if it]
        return frozenset([*there, *self._light] if there else ())

    def start(self, assignment: Assignment, tell: Tell, *, artist: str = "local") -> None:
        """Begin a job in its own thread and return at once; see `Artist.start`.

        Args:
            assignment: the job.
            tell: hears what happens to it.
            artist: for the name of the thread.
        """
        attempt = Attempt(
            assignment, tell, preview_every_s=self._preview_every_s, meter=self._meter
        )
        thread = threading.Thread(
            target=self._attempt,
            args=(attempt, assignment.inputs),
            name=f"artist-{artist}-job-{assignment.job_id}",
            daemon=True,
        )
        with self._changed:
            thread.start()
            self._threads[attempt] = thread
            self._line.append(attempt)
            attempt.wanted = not self._closed
            if self._watch is None and not self._closed:
                name = f"artist-{artist}-watch"
                self._watch = threading.Thread(target=self._keep_watch, name=name, daemon=True)
                self._watch.start()

    def cancel(self, job_id: int) -> None:
        """Stop a job at its next report, or in the line."""
        with self._changed:
            for attempt in self._threads:
                if attempt.job_id == job_id:
                    attempt.wanted = False
            self._changed.notify_all()

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop every job and give the device's memory back.

        What has not stopped within `timeout_s` is given up.
        """
        deadline = time.monotonic() + timeout_s
        with self._changed:
            self._closed = True
            for attempt in self._threads:
                attempt.wanted = False
            self._changed.notify_all()
            threads = [thread for a, thread in self._threads.items() if a not in self._lost]
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._changed:
            for attempt in list(self._inside):
                self._give_up(attempt)
            loaded, self._loaded = self._loaded, None
            parked, self._parked = self._parked, None
            stuck = list(self._lost.values())
        for left in (loaded, parked):
            if left and left not in stuck:
                left.engine.unload()

    def _attempt(self, attempt: Attempt, inputs: Mapping[str, bytes]) -> None:
        job_id = attempt.job_id
        last: Finished | Stopped | Broke
        try:
            self._paint(attempt, inputs)
            last = Finished(job_id=job_id, cost_s=attempt.cost_s)
        except Cancelled:
            last = Stopped(job_id=job_id, cost_s=attempt.cost_s)
        except RequestRefused as error:
            last = Broke(job_id=job_id, cost_s=attempt.cost_s, error=str(error))
        except (OutOfMemory, MemoryError) as error:
            log.warning("Job %d: out of memory: %s", job_id, error)
            last = Broke(job_id=job_id, cost_s=attempt.cost_s, error=TOO_LARGE)
        except BaseException:  # even SystemExit: a job must not end without a word
            log.exception("Job %d broke", job_id)
            last = Broke(job_id=job_id, cost_s=attempt.cost_s, error=WENT_WRONG.format(job_id))
        attempt.end(last)
        with self._changed:
            del self._threads[attempt]

    def _paint(self, attempt: Attempt, inputs: Mapping[str, bytes]) -> None:
        request = attempt.request
        try:
            model = self._find(request.model)
            pictures = {role: picture_of(data) for role, data in inputs.items()}
            nearness = self._nearness(attempt, model)  # loading it is not on the device's bill
            engine = self._enter(attempt, model)
            attempt.begin()
            run = partial(_run, engine, pictures)
            if nearness is None:
                tries = all_of(request, run, attempt)
            else:
                tries = best_of(request, run, attempt, nearness)
        finally:
            attempt.rest()
            self._leave(attempt)
        for index, one in enumerate(tries):
            attempt.check()
            attempt.tell(painted_by(attempt.job_id, request, index, one))

    def _nearness(self, attempt: Attempt, model: Model) -> Nearness | None:
        """What chooses among a request's candidates; None where it has none."""
        request = attempt.request
        if request.best is None:
            return None
        scorer = self._scorer
        if scorer is None:
            raise RequestRefused("Nothing here can choose among pictures; leave --best out.")
        words = request.prompt
        if model.dialect is Dialect.SCENES:  # what it was asked to show, in the plainest words
            words = retell(words, request.negative, most=model.kinds).caption
        return self._unless_cancelled(attempt, lambda: nearness_to(words, scorer()))

    def _unless_cancelled(self, attempt: Attempt, work: Callable[[], Made]) -> Made:
        """What this work gives; a cancel does not wait for it, and it goes on for the next job."""
        made: Future[Made] = Future()

        def run() -> None:
            try:
                made.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                made.set_exception(error)
            with self._changed:
                self._changed.notify_all()

        threading.Thread(target=run, name=f"job-{attempt.job_id}-loads", daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: made.done() or not attempt.wanted)
        attempt.check()
        return made.result()

    def _find(self, name: str) -> Model:
        model = self._catalogue.maker(name)
        if model.engine not in self._engines:
            able = [m.name for m in self._catalogue.models if m.engine in self._engines]
            raise ModelNotFound(
                f"The model “{name}” cannot run on this machine. Choose one of: {', '.join(able)}."
            )
        return model

    def _enter(self, attempt: Attempt, model: Model) -> Engine:
        """Wait for a place on the device, with the model loaded."""
        with self._changed:
            self._changed.wait_for(lambda: not attempt.wanted or self._may_enter(attempt, model))
            attempt.check()
            self._line.remove(attempt)
            self._inside[attempt] = loaded = self._loaded
            if loaded and loaded.model == model:
                self._changed.notify_all()
                return loaded.engine
            self._inside[attempt] = self._loaded = None  # nobody's until it has loaded
        fresh = _Loaded(self._load(loaded, model), model)
        with self._changed:
            self._inside[attempt] = fresh
            if not self._closed:
                self._loaded = fresh
            self._changed.notify_all()
        attempt.check()
        return fresh.engine

    def _may_enter(self, attempt: Attempt, model: Model) -> bool:
        if self._line[0] is not attempt:
            return False
        if not self._inside:
            return True
        loaded = self._loaded  # None while it is loading, or was given up with jobs inside
        return (
            loaded is not None and loaded.model == model and len(self._inside) < loaded.engine.slots
        )

    def _load(self, old: _Loaded | None, model: Model) -> Engine:
        """Load a model, alone on the device; what fails to load leaves an empty device."""
        engine = self._make_room(old, model)
        started_at = time.monotonic()
        try:
            engine.load(model.name)
        except BaseException as error:
            engine.unload()
            if isinstance(error, OutOfMemory | MemoryError):
                raise RequestRefused(TOO_LARGE_MODEL.format(model.name)) from error
            raise
        log.info("Loaded %s in %.1f s", model.name, time.monotonic() - started_at)
        return engine

    def _make_room(self, old: _Loaded | None, model: Model) -> Engine:
        """An engine for the model: the one that is there, or a new one on an empty device.

        A light model needs no room, so what lies on the device stays there, parked.
        """
        with self._changed:
            parked, self._parked = self._parked, None
            if old and model.light and not old.model.light:
                parked, old, self._parked = None, None, old
            elif parked and model.light:
                parked, self._parked = None, parked
        there = [it for it in (old, parked) if it]
        kept = next((it for it in there if it.model.engine == model.engine), None)
        for it in there:
            if it is not kept:
                it.engine.unload()
        return kept.engine if kept else self._engines[model.engine]()

    def _leave(self, attempt: Attempt) -> None:
        with self._changed:
            if attempt in self._line:
                self._line.remove(attempt)
            loaded = self._inside.pop(attempt, None) or self._lost.pop(attempt, None)
            users = [*self._inside.values(), *self._lost.values(), self._loaded]
            self._changed.notify_all()
        if loaded and loaded not in users:  # the last job in an engine that was given up
            loaded.engine.unload()

    def _keep_watch(self) -> None:
        with self._changed:
            while not self._closed:
                for attempt in [a for a in self._inside if a.silent_s >= self._stall_s]:
                    log.error("Job %d: silent for %.0f s", attempt.job_id, attempt.silent_s)
                    self._give_up_engine(attempt)
                silent_s = max((a.silent_s for a in self._inside), default=None)
                patience_s = None if silent_s is None else max(0.0, self._stall_s - silent_s)
                self._changed.wait(patience_s)

    def _give_up_engine(self, stuck: Attempt) -> None:
        """Give a job up with all that share its engine: they may be waiting for it."""
        if stuck not in self._inside:  # it went with another one
            return
        loaded = self._inside[stuck]
        self._give_up(stuck)
        for attempt in [a for a, theirs in self._inside.items() if theirs and theirs is loaded]:
            self._give_up(attempt)

    def _give_up(self, attempt: Attempt) -> None:
        """A thread cannot be killed: leave it there with its engine; the next job gets another."""
        loaded = self._inside.pop(attempt)
        if loaded:
            self._lost[attempt] = loaded
        if loaded is self._loaded:
            self._loaded = None
        attempt.rest()  # it pays no more
        attempt.end(Lost(job_id=attempt.job_id, cost_s=attempt.cost_s))
        self._changed.notify_all()


def _run(
    engine: Engine, pictures: Mapping[str, Image], request: Request, report: Report
) -> list[Result]:
    return engine.run(request, pictures, report)
