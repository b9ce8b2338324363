"""The one protocol every picture maker implements.

An engine blocks. The worker owns the threads, the engine owns what it keeps on the device. It
knows nothing of Discord, queues, users or files of ours.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from PIL.Image import Image

from inference.files import File
from inference.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One finished picture: RGB, of the requested size, and what to tell the member about it.

    `files` go with it. `recipe` is what this engine needs besides the request to make it again, as
    JSON values; it travels in the picture's file.
    """

    image: Image
    note: str = ""
    files: Sequence[File] = ()
    recipe: Mapping[str, object] = field(default_factory=dict)


class Report(Protocol):
    """How an engine tells how far it is."""

    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        """Tell that the job is `done` of the way; cheap, so call it at every step.

        Args:
            done: in [0, 1], of the whole request.
            preview: what each of the request's pictures looks like by now, any size.

        Raises:
            Cancelled: stop now; free what belongs to this run and let it pass.
        """

    def wants_preview(self) -> bool:
        """Whether a preview would be shown now; ask before making one that costs anything."""


@runtime_checkable
class Metered(Protocol):
    """A report of a job that pays for the device's seconds."""

    def waits(self) -> AbstractContextManager[None]:
        """Within it, nothing is done for the job, and it pays nothing."""


def waits(report: Report) -> AbstractContextManager[None]:
    """Within it, a job waits for room on its device; it pays for that where nobody can tell."""
    return report.waits() if isinstance(report, Metered) else nullcontext()


class Engine(Protocol):
    """Turns requests into pictures; several jobs may run at once, each in its own thread."""

    @property
    def slots(self) -> int:
        """How many jobs may run at once, of the model that is loaded."""

    def load(self, model: str) -> None:
        """Move a model's weights onto the device. Idempotent; may take minutes the first time.

        Raises:
            ModelNotFound: no such model, or its files do not load.
            OutOfMemory: the device cannot hold the model even when empty.
        """

    def run(self, request: Request, inputs: Mapping[str, Image], report: Report) -> list[Result]:
        """Make the pictures; the same request gives the same pixels on the same device.

        Args:
            request: its model is loaded.
            inputs: the pictures that `request.inputs` names, RGB.
            report: called at least once a second.

        Returns:
            `request.count` results, in seed order.

        Raises:
            RequestRefused: it can never succeed (no such size, no source where one is needed).
            OutOfMemory: it might succeed if it were smaller.
            Cancelled: `report` said so. The engine stays loaded and usable.
        """

    def unload(self) -> None:
        """Give the device's memory back. Safe to call when nothing is loaded."""
