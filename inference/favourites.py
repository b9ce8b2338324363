"""Jobs that users gave a star. Plain functions inside the queue's transactions."""

from sqlite_utils import Database

from inference import rows
from inference.job import Job


def star(db: Database, user_id: int, job_id: int, now: float) -> None:
    """Put a job among a user's favourites. Idempotent.

    Raises:
        JobNotFound: there is none; JobDeleted: not any more.
    """
    job = rows.find(db, job_id)
    db.execute("INSERT OR IGNORE INTO favourites VALUES (?, ?, ?)", [user_id, job.id, now])


def unstar(db: Database, user_id: int, job_id: int) -> None:
    """Take a job away from a user's favourites. Idempotent."""
    db.execute("DELETE FROM favourites WHERE user_id = ? AND job_id = ?", [user_id, job_id])


def starred(db: Database, user_id: int, limit: int) -> list[Job]:
    """A user's favourites, the one that got its star last first."""
    found = rows.every(
        db,
        "SELECT jobs.* FROM favourites JOIN jobs ON jobs.id = favourites.job_id"
        " WHERE favourites.user_id = :user_id"
        " ORDER BY starred_at DESC, job_id DESC LIMIT :limit",
        user_id=user_id,
        limit=limit,
    )
    return [rows.read(db, row) for row in found]
