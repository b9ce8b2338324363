"""Who looks on while a benchmark's pictures are painted."""

from collections.abc import Callable, Sequence

from PIL.Image import Image
from typing_extensions import override

from benchmarks._device import busy_s
from benchmarks.diffusion import Viewer
from inference.engines.diffusion.hardware import Device
from inference.errors import Cancelled


class Stopping:
    """A report that cancels at a step.

    Attributes:
        forwards: how many there had been by then.
    """

    def __init__(self, count: Callable[[], int], *, at: int) -> None:
        self._count, self._left = count, at
        self.forwards = 0

    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        self._left -= 1
        if self._left < 0:
            self.forwards = self._count()
            raise Cancelled("Nobody wants it.")

    def wants_preview(self) -> bool:
        """See Report."""
        return False


class Watcher(Viewer):
    """A report that takes previews as often as a member sees one, the first after as long.

    Attributes:
        seen: how many previews came.
    """

    def __init__(self, device: Device, every_s: float) -> None:
        super().__init__(every_s)
        self._device = device
        self._seen_at = busy_s(device)
        self.seen = 0

    @override
    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        if preview:
            self._seen_at = busy_s(self._device)
            self.seen += 1

    @override
    def wants_preview(self) -> bool:
        return busy_s(self._device) - self._seen_at >= self._every_s
