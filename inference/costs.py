"""Device seconds: what each user had lately, what jobs will probably take, what runs now.

Plain functions inside the queue's transactions. Only estimates and fairness come from here, so a
clock that jumps may change an order, never what becomes of a job.
"""

from typing import NamedTuple

from sqlite_utils import Database

from inference.fairness import SLOT_S, WINDOW_SLOTS, Waiting

RATE_WEIGHT = 0.2
"""How much the newest job counts in a model's average of seconds per megapixel."""


class Running(NamedTuple):
    """A job on a device: how long already, and how long it was expected to take."""

    id: int
    user_id: int
    elapsed_s: float
    work_s: float

    @property
    def left_s(self) -> float:
        """Seconds until it is probably over."""
        return max(0.0, self.work_s - self.elapsed_s)


def attain(db: Database, user_id: int, cost_s: float, now: float) -> None:
    """Count device seconds to a user, whatever became of the job, and forget what is too old."""
    slot = int(now // SLOT_S)
    db.execute(
        "INSERT INTO service VALUES (?, ?, ?)"
        " ON CONFLICT (slot, user_id) DO UPDATE SET seconds = seconds + excluded.seconds",
        [slot, user_id, cost_s],
    )
    db.execute("DELETE FROM service WHERE slot <= ?", [slot - WINDOW_SLOTS])


def learn(db: Database, model: str, seconds_per_megapixel: float) -> None:
    """Let a model's expected rate follow a finished job; the first one sets it."""
    db.execute(
        "INSERT INTO rates VALUES (:model, :rate) ON CONFLICT (model) DO UPDATE"
        " SET seconds_per_megapixel ="
        " seconds_per_megapixel + :weight * (:rate - seconds_per_megapixel)",
        {"model": model, "rate": seconds_per_megapixel, "weight": RATE_WEIGHT},
    )


def running(db: Database, now: float) -> list[Running]:
    """Every running job."""
    rows = db.execute(
        "SELECT id, user_id, max(0.0, ? - started_at), work_s FROM expected"
        " WHERE state = 'running'",
        [now],
    )
    return [Running(*row) for row in rows]


def served_s(db: Database, now: float, busy: list[Running]) -> dict[int, float]:
    """What each user had in the window; running jobs count in full, or longer if they are late."""
    slot = int(now // SLOT_S)
    served: dict[int, float] = dict(
        db.execute(
            "SELECT user_id, sum(seconds) FROM service WHERE slot > ? AND slot <= ?"
            " GROUP BY user_id",
            [slot - WINDOW_SLOTS, slot],
        )
    )
    for job in busy:
        had_s = max(job.elapsed_s, job.work_s)
        served[job.user_id] = served.get(job.user_id, 0.0) + had_s
    return served


def heads(db: Database) -> list[Waiting]:
    """Each user's oldest queued job."""
    rows = db.execute(
        "SELECT min(id), user_id, model, created_at, work_s FROM expected"
        " WHERE state = 'queued' GROUP BY user_id"  # SQLite: the others are of the row of min()
    )
    return [Waiting(*row) for row in rows]


def waiting(db: Database) -> list[Waiting]:
    """Every queued job, each user's oldest first."""
    rows = db.execute(
        "SELECT id, user_id, model, created_at, work_s FROM expected"
        " WHERE state = 'queued' ORDER BY user_id, id"
    )
    return [Waiting(*row) for row in rows]
