"""Jobs as rows: reading them, and moving one with a guarded UPDATE.

Plain functions inside the queue's transactions.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any, NoReturn

from sqlite_utils import Database

from inference.errors import IllegalTransition, JobDeleted, JobNotFound
from inference.files import Attached
from inference.job import Job, Picture, State
from inference.request import Request
from inference.words import remember

Row = dict[str, Any]

_UNREAD = ("model", "task", "megapixels", "steps")  # in the request too
_UNTOLD = ("unwanted", "losses")  # the queue's own

_ALREADY = {
    State.QUEUED: "is waiting",
    State.RUNNING: "is being painted",
    State.DONE: "is done already",
    State.FAILED: "has failed already",
    State.CANCELLED: "was cancelled already",
}


def every(db: Database, sql: str, **values: object) -> list[Row]:
    """All rows. Also of a write with RETURNING, which must be read to its end to be done."""
    return list(db.query(sql, values))


def one(db: Database, sql: str, **values: object) -> Row | None:
    """The first row, if there is any."""
    return next(iter(every(db, sql, **values)), None)


def insert(
    db: Database,
    request: Request,
    *,
    key: str,
    user_id: int,
    address: str,
    words: str,
    sheet_id: int | None,
    now: float,
) -> int | None:
    """The number of a new queued job; None where there is one of this key.

    A sheet has the message of its jobs, so these need no delivery. The history finds the job by
    `words`, or else by its prompt.
    """
    row = one(
        db,
        "INSERT INTO jobs"
        " (key, user_id, model, task, megapixels, steps, request, address, created_at,"
        " sheet_id, delivered) VALUES"
        " (:key, :user_id, :model, :task, :megapixels, :steps, :request, :address, :now,"
        " :sheet_id, :sheet_id IS NOT NULL)"
        " ON CONFLICT (key) DO NOTHING RETURNING id",
        key=key,
        user_id=user_id,
        model=request.model,
        task=request.task,
        megapixels=request.megapixels,
        steps=request.steps,
        request=request.to_json(),
        address=address,
        now=now,
        sheet_id=sheet_id,
    )
    if row is None:
        return None
    for role, sha256 in request.inputs.items():
        db.execute("INSERT INTO inputs VALUES (?, ?, ?)", [row["id"], role, sha256])
    remember(db, row["id"], user_id, words or request.prompt)
    return int(row["id"])


def of_key(db: Database, key: str) -> Job:
    """The job that bears a key. Raises as `find` does."""
    row = one(db, "SELECT id FROM jobs WHERE key = :key", key=key)
    assert row is not None
    return find(db, row["id"])


def moved(db: Database, sql: str, job_id: int, **values: object) -> Job:
    """The job after one guarded UPDATE ... WHERE id = :id AND state ... RETURNING *.

    Raises:
        IllegalTransition: it was in no state from which that is possible.
        JobNotFound: there is none; JobDeleted: not any more.
    """
    row = one(db, sql, id=job_id, **values)
    return refuse(db, job_id) if row is None else read(db, row)


def refuse(db: Database, job_id: int) -> NoReturn:
    """Say why the job could not be moved."""
    raise IllegalTransition(f"Job {job_id} {_ALREADY[find(db, job_id).state]}.")


def find(db: Database, job_id: int) -> Job:
    """The job as it stands.

    Raises:
        JobNotFound: there is none; JobDeleted: not any more.
    """
    row = one(db, "SELECT * FROM jobs WHERE id = :id", id=job_id)
    if row is None:
        raise JobNotFound(f"There is no job {job_id}.")
    return read(db, row)


def read(db: Database, row: Row) -> Job:
    """A row of jobs as a value, with its pictures.

    Raises:
        JobDeleted: only its number is left.
    """
    state = State(row["state"])
    if state is State.DELETED:
        raise JobDeleted(f"Job {row['id']} was deleted.")
    fields = {name: value for name, value in row.items() if name not in _UNREAD + _UNTOLD}
    fields["state"] = state
    fields["request"] = Request.from_json(row["request"])
    fields["cost_s"] = float(row["cost_s"])  # SQLite 3.40 RETURNING tells a REAL of 0 as integer
    fields["delivered"] = bool(row["delivered"])
    fields["pictures"] = _pictures(db, row["id"]) if state is State.DONE else ()
    return Job(**fields)


def _pictures(db: Database, job_id: int) -> tuple[Picture, ...]:
    rows = every(
        db,
        "SELECT number, sha256, width, height, seed, note FROM pictures"
        " WHERE job_id = :id ORDER BY number",
        id=job_id,
    )
    files = _files(db, job_id)
    return tuple(Picture(files=tuple(files[row.pop("number")]), **row) for row in rows)


def _files(db: Database, job_id: int) -> dict[int, list[Attached]]:
    """Of each picture's number."""
    rows = every(
        db,
        "SELECT number, name, sha256, instead FROM files WHERE job_id = :id ORDER BY number, place",
        id=job_id,
    )
    files = defaultdict[int, list[Attached]](list)
    for row in rows:
        instead = bool(row["instead"])
        file = Attached(name=row["name"], sha256=row["sha256"], instead=instead)
        files[row["number"]].append(file)
    return files


def add_picture(db: Database, job_id: int, number: int, picture: Picture) -> None:
    """Write a picture of a job, and what goes with it."""
    db.execute(
        "INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            *(job_id, number, picture.sha256),
            *(picture.width, picture.height, picture.seed, picture.note),
        ],
    )
    for place, file in enumerate(picture.files):
        values = [job_id, number, place, file.name, file.sha256, file.instead]
        db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", values)


def erase(db: Database, job: Job) -> list[str]:
    """Leave only the number of a job that is over; returns the sha256 nobody needs any more."""
    db.execute(
        "UPDATE jobs SET state = 'deleted', delivered = 1, request = '', address = '', error = ''"
        " WHERE id = ?",
        [job.id],
    )
    db.execute("DELETE FROM pictures WHERE job_id = ?", [job.id])
    db.execute("DELETE FROM files WHERE job_id = ?", [job.id])
    db.execute("DELETE FROM inputs WHERE job_id = ?", [job.id])
    db.execute("DELETE FROM favourites WHERE job_id = ?", [job.id])
    db.execute("DELETE FROM words WHERE user_id = ? AND job_id = ?", [job.user_id, job.id])
    made = chain.from_iterable(picture.sha256s for picture in job.pictures)
    held = {*job.request.inputs.values(), *made}
    return unneeded(db, sorted(held))


def unneeded(db: Database, sha256s: Iterable[str]) -> list[str]:
    """Those that no job names, neither as its picture or file nor as its input."""
    found = every(
        db,
        "SELECT value FROM json_each(:sha256s)"
        " WHERE NOT EXISTS (SELECT 1 FROM pictures WHERE sha256 = value)"
        " AND NOT EXISTS (SELECT 1 FROM files WHERE sha256 = value)"
        " AND NOT EXISTS (SELECT 1 FROM inputs WHERE sha256 = value)",
        sha256s=json.dumps(list(sha256s)),
    )
    return [row["value"] for row in found]
