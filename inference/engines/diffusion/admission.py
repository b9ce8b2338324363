"""Who may run now: as many as the device's memory holds, first come, first in.

Weights are on the device already; what a run adds is activations, which grow with the pixels that
go through the denoiser at once. How many bytes a pixel takes is guessed carefully at first; when
memory ends all the same, fewer are let in, and only by and by more again. Knows nothing of models.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import torch

BYTES_PER_PIXEL = 4096
"""In fp32, for each pixel of a finished picture, of the largest denoisers we know; half of it in
half precision. Careful: SDXL at 1024 px takes about 2,600."""

CALM_RUNS = 8  # that end well before a little more is let in again than after the last shortage
MOST_CALM_RUNS = 256
WIDER = 1.1

SHARE = 0.8  # of the memory that is free once the weights are there
CHECK_EVERY_S = 0.2


class Admission:
    """The door of one loaded model."""

    def __init__(self, pixels: float) -> None:
        """Let in as many pixels at once; a single run of more is let in alone."""
        self._changed = threading.Condition()
        self._most = self._all = pixels
        self._calm, self._needed = 0, CALM_RUNS
        self._inside = 0.0
        self._runs = 0
        self._line: list[object] = []

    @contextmanager
    def admitted(
        self,
        pixels: float,
        check: Callable[[], None],
        waits: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> Iterator[None]:
        """Wait until there is room, then hold it for the body.

        Args:
            pixels: that go through the denoiser at once, with those that guidance adds.
            check: called while waiting, some times a second; what it raises ends the wait.
            waits: holds for as long as there is no room.
        """
        me = object()
        with self._changed:
            self._line.append(me)
            try:
                if not self._may_enter(me, pixels):
                    with waits():
                        self._await(me, pixels, check)
                self._inside += pixels
                self._runs += 1
            finally:
                self._line.remove(me)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._inside -= pixels
                self._runs -= 1
                self._widen()
                self._changed.notify_all()

    @property
    def runs(self) -> int:
        """How many are inside."""
        return self._runs

    def narrow(self) -> None:
        """Memory ended: let in less than is inside now, and take the longer to let more in."""
        with self._changed:
            self._most = min(self._most, max(1.0, 0.75 * self._inside))
            self._calm, self._needed = 0, min(MOST_CALM_RUNS, 2 * self._needed)

    def _widen(self) -> None:
        """A run ended; after enough of them without a shortage, a little more is let in.

        Runs count while others wait for room: else nothing was put to the test.
        """
        self._calm += bool(self._line)
        if self._calm >= self._needed:
            self._calm, self._most = 0, min(self._all, WIDER * self._most)

    def _await(self, me: object, pixels: float, check: Callable[[], None]) -> None:
        while not self._changed.wait_for(lambda: self._may_enter(me, pixels), CHECK_EVERY_S):
            check()

    def _may_enter(self, me: object, pixels: float) -> bool:
        fits = not self._runs or self._inside + pixels <= self._most
        return self._line[0] is me and fits


def pixels_that_fit(place: str, dtype: torch.dtype) -> float:
    """How many pixels the free memory of a device holds the activations of."""
    return SHARE * free_bytes(place) / (BYTES_PER_PIXEL * dtype.itemsize / 4)


def free_bytes(place: str) -> float:
    """Memory of a device that nobody uses."""
    if place.startswith("cuda"):
        return float(torch.cuda.mem_get_info(torch.device(place))[0])
    if place == "mps":
        return float(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    with suppress(OSError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        told = next(line for line in lines if line.startswith("MemAvailable:"))
        return 1024.0 * int(told.split()[1])
    return 2.0**32
