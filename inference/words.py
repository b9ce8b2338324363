"""The words that jobs are found by, as a search compares them (inference/history.py).

Plain functions inside the queue's transactions.
"""

import unicodedata

from sqlite_utils import Database


def fold(text: str) -> str:
    """A text in which what people take for the same is the same, whatever its case or width."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def remember(db: Database, job_id: int, user_id: int, words: str) -> None:
    """Let a user find a job by its words."""
    db.execute("INSERT INTO words VALUES (?, ?, ?)", [user_id, job_id, fold(words)])


def repeat(db: Database, job_id: int, *, copy_id: int, user_id: int) -> None:
    """Let a user find the copy of a job by the same words."""
    db.execute(
        "INSERT INTO words SELECT :user_id, :copy_id, said FROM jobs"
        " JOIN words ON words.user_id = jobs.user_id AND words.job_id = jobs.id"
        " WHERE jobs.id = :job_id",
        {"job_id": job_id, "copy_id": copy_id, "user_id": user_id},
    )
