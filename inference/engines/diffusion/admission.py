"""Who may run now: as many as the device's memory holds, first come, first in.

Weights are on the device already; what a run adds is activations, which grow with the pixels that
go through the denoiser at once. How many bytes a pixel takes is guessed carefully at first; when
memory ends all the same, fewer are let in from then on. Knows nothing of models.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import torch

BYTES_PER_PIXEL = 4096
"""In fp32, for each pixel of a finished picture, of the largest denoisers we know; half of it in
half precision. Careful: SDXL at 1024 px takes about 2,600."""

SHARE = 0.8  # of the memory that is free once the weights are there
CHECK_EVERY_S = 0.2


class Admission:
    """The door of one loaded model."""

    def __init__(self, pixels: float) -> None:
        """Let in as many pixels at once; a single run of more is let in alone."""
        self._changed = threading.Condition()
        self._most = pixels
        self._inside = 0.0
        self._runs = 0
        self._line: list[object] = []

    @contextmanager
    def admitted(self, pixels: float, check: Callable[[], None]) -> Iterator[None]:
        """Wait until there is room, then hold it for the body.

        Args:
            pixels: that go through the denoiser at once, with those that guidance adds.
            check: called while waiting, some times a second; what it raises ends the wait.
        """
        me = object()
        with self._changed:
            self._line.append(me)
            try:
                while not self._changed.wait_for(
                    lambda: self._may_enter(me, pixels), CHECK_EVERY_S
                ):
                    check()
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
                self._changed.notify_all()

    def narrow(self) -> None:
        """Memory ended: let in less than is inside now."""
        with self._changed:
            self._most = min(self._most, max(1.0, 0.75 * self._inside))

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
