"""From the steps of a call to the progress of a job made of several. Knows no pipelines."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Self

from PIL import Image

from inference.engine import Report, waits
from inference.engines.diffusion.tiles import Mosaic

_WAITING = "#808080"
_PREVIEW_SIDE = 256


class Part:
    """The share of a job's progress that one call of a pipeline is; a `Watch` for it."""

    def __init__(
        self,
        report: Report,
        count: int,
        *,
        begin: float = 0.0,
        end: float = 1.0,
        before: Sequence[Image.Image] = (),
        mosaic: Mosaic | None = None,
    ) -> None:
        """Watch for a job.

        Args:
            report: the job's.
            count: of its pictures.
            begin: of this part, in [0, 1].
            end: of this part, in [0, 1].
            before: the pictures that are finished.
            mosaic: what tiles belong to, when this part paints one.
        """
        self._report = report
        self._count = count
        self._begin, self._end = begin, end
        self._before = list(before)
        self._mosaic = mosaic

    def within(self, begin: float, end: float, before: Sequence[Image.Image] | None = None) -> Self:
        """The part of this part from `begin` to `end`, each in [0, 1]."""
        span = self._end - self._begin
        return type(self)(
            self._report,
            self._count,
            begin=self._begin + begin * span,
            end=self._begin + end * span,
            before=self._before if before is None else before,
            mosaic=self._mosaic,
        )

    def showing(self, mosaic: Mosaic) -> Self:
        """The same, with previews of a whole picture instead of one tile."""
        return type(self)(
            self._report,
            self._count,
            begin=self._begin,
            end=self._end,
            before=self._before,
            mosaic=mosaic,
        )

    def waits(self) -> AbstractContextManager[None]:
        """Within it, nothing is done for the job."""
        return waits(self._report)

    def __call__(self, done: float, look: Callable[[], list[Image.Image]]) -> None:
        total = self._begin + done * (self._end - self._begin)
        if self._report.wants_preview():
            self._report(total, self._sheet(look) or None)
        else:
            self._report(total)

    def _sheet(self, look: Callable[[], list[Image.Image]]) -> list[Image.Image]:
        """All of the job's pictures: finished ones, those on the way, grey for the rest."""
        every = 1 if self._mosaic is None else max(1, max(self._mosaic.base.size) // _PREVIEW_SIDE)
        coming = look() if self._mosaic is None else [self._mosaic.picture(every)]
        if not coming:
            return []
        size = coming[0].size
        done = [image.resize(size, Image.Resampling.BILINEAR) for image in self._before]
        waiting = self._count - len(done) - len(coming)
        return [*done, *coming, *(Image.new("RGB", size, _WAITING) for _ in range(waiting))]
