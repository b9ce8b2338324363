"""A job: a request on its way, and the states it may pass through.

    QUEUED --> RUNNING --> DONE ------+
      |  ^        |  |                |
      |  `--------+  +--> FAILED -----+--> DELETED
      |  (its device    |             |
      |   or we died)   |             |
      +--------------> CANCELLED -----+
      +--------------> FAILED

Only the dispatcher moves a running job; everyone else asks. The same table stands as a trigger
in the database (inference/schema.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.files import Attached
from inference.request import Request


class State(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"

    @property
    def over(self) -> bool:
        """Whether nothing will be painted any more."""
        return self not in (State.QUEUED, State.RUNNING)


LEGAL: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.CANCELLED, State.FAILED}),
    State.RUNNING: frozenset({State.QUEUED, State.DONE, State.FAILED, State.CANCELLED}),
    State.DONE: frozenset({State.DELETED}),
    State.FAILED: frozenset({State.DELETED}),
    State.CANCELLED: frozenset({State.DELETED}),
    State.DELETED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finished picture in storage.

    Attributes:
        sha256: of its PNG file, and its name there.
        width, height: in pixels.
        seed: with which the same model paints it again, alone.
        note: what the engine says about it, for the member; empty when there is nothing to say.
        files: what goes with it, in the engine's order.
    """

    sha256: str
    width: int
    height: int
    seed: int
    note: str = ""
    files: tuple[Attached, ...] = ()

    @property
    def sha256s(self) -> list[str]:
        """Everything of it that lies in storage."""
        return [self.sha256, *(file.sha256 for file in self.files)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of the queue.

    Attributes:
        key: names the wish from outside (an interaction's id): the same key is the same job.
        user_id: who asked, for fairness.
        address: where the answer goes; opaque here, the bot's own JSON.
        device: the artist that has it, or had it last; empty before.
        created_at, started_at, finished_at: unix seconds; None until it happened.
        attempts: how often a device began it.
        cost_s: device seconds it took, over all attempts.
        error: why it failed, as a sentence for the member.
        delivered: whether the outcome stands in the member's message; of a sheet's job always, as
            it has none of its own.
        sheet_id: the sheet (inference/sheets.py) of which it is a cell.
    """

    id: int
    key: str
    user_id: int
    request: Request
    state: State
    address: str
    device: str = ""
    created_at: float
    started_at: float | None = None
    finished_at: float | None = None
    attempts: int = 0
    cost_s: float = 0.0
    error: str = ""
    pictures: tuple[Picture, ...] = ()
    delivered: bool = False
    sheet_id: int | None = None
