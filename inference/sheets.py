"""Sheets: jobs that were asked for at once and that one message shows, each in its cell.

A sheet's jobs are jobs like any others, but for their message: the sheet has it. Plain functions
inside the queue's transactions. It knows neither what a plan means nor what an address does.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from inference import rows
from inference.errors import IllegalTransition, JobDeleted, JobNotFound
from inference.job import Job
from inference.request import Request
from inference.words import repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is asked for in one cell, and the address that its job bears."""

    request: Request
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One row of sheets, with its jobs.

    Attributes:
        key: names the wish from outside: the same key is the same sheet.
        user_id: who asked.
        address: where its message stands; opaque here, as is the plan.
        delivered: whether the message shows how everything ended.
        jobs: by cell; None where the job was deleted.
    """

    id: int
    key: str
    user_id: int
    address: str
    plan: str
    delivered: bool
    jobs: tuple[Job | None, ...]

    @property
    def open(self) -> list[Job]:
        """The jobs that wait or run."""
        return [job for job in self.jobs if job is not None and not job.state.over]


def insert(db: Database, *, key: str, user_id: int, address: str, plan: str) -> int | None:
    """The number of a new sheet, still without jobs; None where there is one of this key."""
    row = rows.one(
        db,
        "INSERT INTO sheets (key, user_id, address, plan) VALUES (:key, :user_id, :address, :plan)"
        " ON CONFLICT (key) DO NOTHING RETURNING id",
        key=key,
        user_id=user_id,
        address=address,
        plan=plan,
    )
    return None if row is None else int(row["id"])


def known(db: Database, key: str) -> Sheet:
    """The sheet of a key that there is."""
    row = rows.one(db, "SELECT id FROM sheets WHERE key = :key", key=key)
    assert row is not None
    return find(db, row["id"])


def find(db: Database, sheet_id: int) -> Sheet:
    """The sheet as it stands.

    Raises:
        JobNotFound: there is none; JobDeleted: not any more.
    """
    row = rows.one(db, "SELECT * FROM sheets WHERE id = :id", id=sheet_id)
    if row is None:
        raise JobNotFound(f"There is no sheet {sheet_id}.")
    if row.pop("deleted"):
        raise JobDeleted(f"Sheet {sheet_id} was deleted.")
    cells = rows.every(db, "SELECT * FROM jobs WHERE sheet_id = :id ORDER BY id", id=sheet_id)
    row["delivered"] = bool(row["delivered"])
    return Sheet(**row, jobs=tuple(_job(db, cell) for cell in cells))


def undelivered(db: Database) -> list[Sheet]:
    """Every sheet whose message still needs us, oldest first."""
    found = rows.every(db, "SELECT id FROM sheets WHERE delivered = 0 ORDER BY id")
    return [find(db, row["id"]) for row in found]


def delivered(db: Database, sheet_id: int) -> None:
    """The outcome stands in the member's message. Idempotent."""
    db.execute("UPDATE sheets SET delivered = 1 WHERE id = ?", [sheet_id])


def readdress(db: Database, sheet_id: int, address: str) -> None:
    """Show the sheet elsewhere from now on.

    Raises:
        JobNotFound: there is none; JobDeleted: not any more.
    """
    find(db, sheet_id)
    db.execute("UPDATE sheets SET address = ? WHERE id = ?", [address, sheet_id])


def erase(db: Database, sheet_id: int) -> list[str]:
    """Leave only the numbers of a sheet and its jobs; the sha256 that nobody needs any more.

    Raises:
        IllegalTransition: a job of it waits or runs.
    """
    sheet = find(db, sheet_id)
    if sheet.open:
        raise IllegalTransition(f"Sheet {sheet_id} is still being painted.")
    freed = [rows.erase(db, job) for job in sheet.jobs if job is not None]
    db.execute(
        "UPDATE sheets SET deleted = 1, delivered = 1, address = '', plan = '' WHERE id = ?",
        [sheet_id],
    )
    return rows.unneeded(db, sorted({sha256 for some in freed for sha256 in some}))


def copy(db: Database, job_id: int, *, key: str, user_id: int, address: str, now: float) -> Job:
    """A finished job of the same request with the same pictures, in somebody's name; it is free.

    The same key gives the same job again.

    Raises:
        IllegalTransition: the job is not done.
        JobNotFound: there is none; JobDeleted: not any more.
    """
    row = rows.one(
        db,
        "INSERT INTO jobs (key, user_id, model, task, megapixels, steps, request, state, address,"
        " device, created_at, started_at, finished_at)"
        " SELECT :key, :user_id, model, task, megapixels, steps, request, state, :address,"
        " device, :now, started_at, finished_at FROM jobs WHERE id = :id AND state = 'done'"
        " ON CONFLICT (key) DO NOTHING RETURNING *",
        id=job_id,
        key=key,
        user_id=user_id,
        address=address,
        now=now,
    )
    if row is None:
        made = rows.one(db, "SELECT id FROM jobs WHERE key = :key", key=key)
        return rows.refuse(db, job_id) if made is None else rows.find(db, made["id"])
    pictures = rows.find(db, job_id).pictures
    for number, picture in enumerate(pictures):
        rows.add_picture(db, row["id"], number, picture)
    db.execute(
        "INSERT INTO inputs (job_id, role, sha256) SELECT ?, role, sha256 FROM inputs"
        " WHERE job_id = ?",
        [row["id"], job_id],
    )
    repeat(db, job_id, copy_id=row["id"], user_id=user_id)
    return rows.read(db, row)


def _job(db: Database, row: rows.Row) -> Job | None:
    try:
        return rows.read(db, row)
    except JobDeleted:
        return None
