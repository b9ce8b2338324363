"""The seam between the queue and the devices: one device, wherever it is.

A thread in this process today (inference/artists/local.py), an actor on another machine tomorrow:
what crosses here are plain values that pickle. Knows nothing of how pictures are made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from inference.events import Event
from inference.request import Request

Tell = Callable[[Event], None]
"""Takes what happens to a job. Called from any thread; returns at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A job for a device, with everything that it needs from storage.

    Attributes:
        inputs: role -> the bytes of the picture file that `request.inputs` names.
    """

    job_id: int
    request: Request
    inputs: Mapping[str, bytes] = field(default_factory=dict)


class Artist(Protocol):
    """One device."""

    name: str

    @property
    def slots(self) -> int:
        """How many jobs it takes at once, as things stand; at least 1.

        It may rise when a job begins (a device learns from an engine how many that can share) and
        fall while a job waits for another model; it never interrupts a job.
        """

    def loaded(self) -> frozenset[str]:
        """The models that it can begin with at once. A hint."""

    def start(self, assignment: Assignment, tell: Tell) -> None:
        """Begin a job and return at once.

        Whatever happens, `tell` hears exactly one of Finished, Stopped, Broke or Lost, and nothing
        of this attempt after that.
        """

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop at its next step; returns at once. Idempotent, ignores unknown jobs."""

    def close(self) -> None:
        """Ask everything to stop, wait for it a few seconds, and give the device back. Blocks."""
