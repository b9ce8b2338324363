"""Where jobs stand in the line: what a member reads while waiting."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from inference import costs, rows
from inference.fairness import line
from inference.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a job stands.

    Attributes:
        ahead: waiting jobs that start before it, in the fair order.
        wait_s: seconds until it probably starts.
        work_s: seconds it probably takes then; for a running job those that are left.
    """

    ahead: int = 0
    wait_s: float = 0.0
    work_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole queue, as one user may see it.

    Attributes:
        waiting: jobs of everybody that wait.
        running: jobs of everybody that are being painted.
        work_s: device seconds that all waiting jobs will probably take.
        mine: the user's own open jobs, oldest first, each with its place.
    """

    waiting: int
    running: int
    work_s: float
    mine: tuple[tuple[Job, Place], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What the line is foreseen with, as the last claim told it.

    Attributes:
        loaded: the models on the devices, with those on their way there.
        swap_cost_s: what replacing one costs, in seconds.
        slots: the most jobs that ever ran at once, at least 1.
    """

    loaded: frozenset[str] = frozenset()
    swap_cost_s: float = 0.0
    slots: int = 1


def places(
    db: Database, job_ids: Collection[int], devices: Devices, now: float
) -> dict[int, Place]:
    """The places of those of the jobs that wait or run."""
    running = costs.running(db, now)
    found = {job.id: Place(work_s=job.left_s) for job in running if job.id in job_ids}
    if len(found) == len(job_ids):
        return found
    turns = line(
        costs.waiting(db),
        costs.served_s(db, now, running),
        devices.loaded,
        devices.swap_cost_s,
        now,
        free_in_s=[job.left_s for job in running] + [0.0] * (devices.slots - len(running)),
    )
    for ahead, (job, starts_in_s) in enumerate(turns):
        if job.id in job_ids:
            found[job.id] = Place(ahead=ahead, wait_s=starts_in_s, work_s=job.work_s)
            if len(found) == len(job_ids):
                break
    return found


def overview(db: Database, user_id: int, devices: Devices, now: float) -> Overview:
    """Everybody's jobs in numbers, and the user's own with their places."""
    found = rows.every(
        db,
        "SELECT * FROM jobs WHERE state = 'queued' AND user_id = :user_id"
        " UNION ALL SELECT * FROM jobs WHERE state = 'running' AND user_id = :user_id ORDER BY id",
        user_id=user_id,
    )
    jobs = [rows.read(db, row) for row in found]
    placed = places(db, {job.id for job in jobs}, devices, now)
    waiting = costs.waiting(db)
    return Overview(
        waiting=len(waiting),
        running=len(costs.running(db, now)),
        work_s=sum(job.work_s for job in waiting),
        mine=tuple((job, placed[job.id]) for job in jobs),
    )
