"""A real report for tests of engines: hears everything, and stops a run where it is told to."""

from collections.abc import Sequence

from PIL import Image
from typing_extensions import override

from inference.engine import Report
from inference.errors import Cancelled


class Heard(Report):
    """Takes reports, and always wants a preview.

    Attributes:
        done: what was reported, in order.
        previews: all pictures that were shown.
    """

    def __init__(self, stop_at: float = 2.0) -> None:
        """Stop at the first report of so much or more, if there is one."""
        self.done: list[float] = []
        self.previews: list[Image.Image] = []
        self._stop_at = stop_at

    @override
    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        self.done.append(done)
        self.previews += preview or []
        if done >= self._stop_at:
            raise Cancelled("Job 1 was cancelled.")

    @override
    def wants_preview(self) -> bool:
        return True
