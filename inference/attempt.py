"""One attempt at one job: an engine reports on one side, events go out on the other.

    queued at the device --> on the device (begin .. rest) --> over (end)

Counts the seconds on the device, thins out what an engine reports, says the last word exactly
once, and stays silent after that. Knows nothing of engines, models or threads but that there may
be two: the one that paints and the one that watches.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL.Image import Image

from inference.artist import Assignment, Tell
from inference.encoding import contact_sheet
from inference.errors import Cancelled
from inference.events import Broke, Event, Finished, Lost, Preview, Progress, Stopped
from inference.meter import Meter

log = logging.getLogger(__name__)

PROGRESS_STEP = 0.1
PROGRESS_EVERY_S = 0.1


class Attempt:
    """Is the `Report` of its engine.

    Attributes:
        wanted: false once somebody asked it to stop.
    """

    def __init__(
        self, assignment: Assignment, tell: Tell, *, preview_every_s: float, meter: Meter
    ) -> None:
        self.job_id = assignment.job_id
        self.request = assignment.request
        self.wanted = True
        self._tell = tell
        self._preview_every_s = preview_every_s
        self._mouth = threading.Lock()
        self._over = False
        self._meter = meter
        self._resting = threading.Lock()
        self._cost_s: float | None = None
        self._before_s = 0.0  # paid until the last time that it waited
        self._began_at: float | None = None
        self._rested_at: float | None = None
        self._reported_at = self._previewed_at = self._progressed_at = 0.0
        self._done = 0.0

    def begin(self) -> None:
        """The engine starts now: from here on it has to report."""
        now = time.monotonic()
        self._began_at = self._reported_at = self._previewed_at = self._progressed_at = now
        self._meter.enter(self, self.request.megapixels, now)
        self.tell(Progress(job_id=self.job_id, done=0.0))

    def rest(self) -> None:
        """The engine is through, for better or worse. Idempotent."""
        with self._resting:  # the watch may give it up just now
            if self._rested_at is None:
                self._rested_at = now = time.monotonic()
                self._cost_s = self._before_s + self._meter.leave(self, now)

    @contextmanager
    def waits(self) -> Iterator[None]:
        """See Metered. It still has to report."""
        with self._resting:
            self._before_s += self._meter.leave(self, time.monotonic())
        try:
            yield
        finally:
            with self._resting:
                if self._rested_at is None:
                    self._meter.enter(self, self.request.megapixels, time.monotonic())

    @property
    def cost_s(self) -> float:
        """Its share of the device's seconds between `begin` and `rest`, so far."""
        if self._cost_s is not None:
            return self._cost_s
        return self._before_s + self._meter.cost_s(self, time.monotonic())

    @property
    def silent_s(self) -> float:
        """Seconds since the engine's last report; 0 before it began and after it came to rest."""
        if self._began_at is None or self._rested_at is not None:
            return 0.0
        return time.monotonic() - self._reported_at

    def check(self) -> None:
        """Go on, or stop here.

        Raises:
            Cancelled: nobody waits for this attempt any more.
        """
        if self._over or not self.wanted:
            raise Cancelled(f"Job {self.job_id} was cancelled.")

    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        self.check()
        self._reported_at = now = time.monotonic()
        done = min(1.0, done)
        step, waited_s = done - self._done, now - self._progressed_at
        if step > 0 and (step >= PROGRESS_STEP or waited_s >= PROGRESS_EVERY_S or done == 1.0):
            self._done, self._progressed_at = done, now
            self.tell(Progress(job_id=self.job_id, done=done))
        if preview and self.wants_preview():
            self._previewed_at = now
            self.tell(Preview(job_id=self.job_id, webp=contact_sheet(preview)))

    def wants_preview(self) -> bool:
        return time.monotonic() - self._previewed_at >= self._preview_every_s

    def tell(self, event: Event) -> None:
        """Say it, unless the last word has been said."""
        with self._mouth:
            if not self._over:
                self._say(event)

    def end(self, last: Finished | Stopped | Broke | Lost) -> None:
        """Say the last word, unless it has been said."""
        with self._mouth:
            if not self._over:
                self._over = True
                self._say(last)

    def _say(self, event: Event) -> None:
        try:
            self._tell(event)
        except Exception:  # the listener's fault must not become the painter's
            log.exception("Job %d: nobody took its %s", self.job_id, type(event).__name__)
