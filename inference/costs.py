"""Device seconds: what each user had lately, what jobs will probably take, what runs now.

Plain functions inside the queue's transactions. Only estimates and fairness come from here, so a
clock that jumps may change an order, never what becomes of a job.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlite_utils import Database

from inference.fairness import SLOT_S, WINDOW_SLOTS, Waiting
from inference.pace import Kind, Law, Laws, Pace, kind_of, left_s
from inference.request import Request


class Heard(NamedTuple):
    """What a running job's device last said: `done` of the way, at a time; when it began."""

    began_at: float
    said_at: float
    done: float


class Running(NamedTuple):
    """A job on a device, in device seconds: how long already, how long still."""

    id: int
    user_id: int
    device: str
    megapixels: float
    had_s: float
    left_s: float


def attain(db: Database, user_id: int, cost_s: float, now: float) -> None:
    """Count device seconds to a user, whatever became of the job, and forget what is too old."""
    slot = int(now // SLOT_S)
    db.execute(
        "INSERT INTO service VALUES (?, ?, ?)"
        " ON CONFLICT (slot, user_id) DO UPDATE SET seconds = seconds + excluded.seconds",
        [slot, user_id, cost_s],
    )
    db.execute("DELETE FROM service WHERE slot <= ?", [slot - WINDOW_SLOTS])


def laws(db: Database) -> Laws:
    """What the finished jobs taught so far."""
    rows = db.execute(
        "SELECT device, model, task, counted, fixed_s, megapixel_s, step_s FROM paces"
    )
    return Laws(
        {
            Kind(device, model, task, bool(counted)): Law(*law)
            for device, model, task, counted, *law in rows
        }
    )


def learn(db: Database, device: str, request: Request, cost_s: float) -> None:
    """Let what is expected follow a job that finished on a device."""
    kind = kind_of(device, request)
    guessed = laws(db).guessed(kind)
    key = kind._asdict()
    found = db.execute(
        "SELECT jobs FROM paces WHERE device = :device AND model = :model AND task = :task"
        " AND counted = :counted",
        key,
    ).fetchone()
    known = Pace.from_json(found[0]) if found and found[0] else Pace()
    pace = known.learned(guessed, request.megapixels, request.steps, cost_s)
    db.execute(
        "INSERT OR REPLACE INTO paces"
        " (device, model, task, counted, fixed_s, megapixel_s, step_s, jobs)"
        " VALUES (:device, :model, :task, :counted, :fixed_s, :megapixel_s, :step_s, :jobs)",
        key | pace.law(guessed)._asdict() | {"jobs": pace.to_json()},
    )


def running(db: Database, known: Laws, heard: Mapping[int, Heard], now: float) -> list[Running]:
    """Every running job. Those on one device are taken to have shared it by their megapixels."""
    rows = db.execute(
        "SELECT id, user_id, device, started_at, model, task, megapixels, steps FROM jobs"
        " WHERE state = 'running'"
    ).fetchall()
    shared: Counter[str] = Counter()
    for row in rows:
        shared[row[2]] += row[6]
    found = []
    for job_id, user_id, device, started_at, *work in rows:
        job = Waiting(job_id, user_id, work[0], started_at, *work[1:])
        foreseen_s = known.foreseen_s(device, job)
        last = heard.get(job_id, Heard(started_at, started_at, 0.0))
        share = job.megapixels / shared[device]
        said_s = share * max(0.0, last.said_at - last.began_at)
        since_s = share * max(0.0, now - last.said_at)
        still_s = max(0.0, left_s(foreseen_s, said_s, last.done) - since_s)
        found.append(Running(job_id, user_id, device, job.megapixels, said_s + since_s, still_s))
    return found


def served_s(db: Database, now: float, busy: Collection[Running]) -> dict[int, float]:
    """What each user had in the window; running jobs count in full."""
    slot = int(now // SLOT_S)
    served: dict[int, float] = dict(
        db.execute(
            "SELECT user_id, sum(seconds) FROM service WHERE slot > ? AND slot <= ?"
            " GROUP BY user_id",
            [slot - WINDOW_SLOTS, slot],
        )
    )
    for job in busy:
        served[job.user_id] = served.get(job.user_id, 0.0) + job.had_s + job.left_s
    return served


def heads(db: Database) -> list[Waiting]:
    """Each user's oldest queued job."""
    rows = db.execute(
        "SELECT min(id), user_id, model, created_at, task, megapixels, steps FROM jobs"
        " WHERE state = 'queued' GROUP BY user_id"  # SQLite: the others are of the row of min()
    )
    return [Waiting(*row) for row in rows]


def waiting(db: Database) -> list[Waiting]:
    """Every queued job, each user's oldest first."""
    rows = db.execute(
        "SELECT id, user_id, model, created_at, task, megapixels, steps FROM jobs"
        " WHERE state = 'queued' ORDER BY user_id, id"
    )
    return [*map(Waiting._make, rows.fetchall())]
