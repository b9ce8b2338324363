"""Everything that a user asked for, newest first, and the search among its words.

The words stand apart from the jobs, each user's together and in the order of their jobs, so that a
page reads a few rows and a search reads only its user's. They are folded, so that a search finds
them however they were written; it is for a text inside of them, not for whole words. No index of
words: SQLite's would keep those of deleted jobs.
"""

from itertools import zip_longest

from sqlite_utils import Database

from inference import rows
from inference.database import Keeper, on_thread
from inference.job import Job
from inference.words import fold

MOST_WORDS = 4
"""A search looks for so many; what is behind them is not looked for."""

NEWEST = 2**63 - 1

OLDER = """
SELECT job_id FROM words WHERE user_id = :user_id AND job_id < :bound
    AND instr(said, :word0) AND instr(said, :word1)  -- all texts hold an empty one
    AND instr(said, :word2) AND instr(said, :word3)
    ORDER BY job_id DESC LIMIT :limit
"""
NEWER = """
SELECT job_id FROM words WHERE user_id = :user_id AND job_id > :bound
    AND instr(said, :word0) AND instr(said, :word1)
    AND instr(said, :word2) AND instr(said, :word3)
    ORDER BY job_id LIMIT :limit
"""


class History(Keeper):
    """Looks back at a user's jobs, but for those that were deleted."""

    @on_thread
    def before(
        self, db: Database, user_id: int, search: str, *, bound: int = NEWEST, limit: int
    ) -> list[Job]:
        """The latest jobs older than job `bound` whose words hold all of `search`, newest first.

        The words of a search stand in any order; without any it finds all jobs.
        """
        return _found(db, OLDER, search, user_id=user_id, bound=bound, limit=limit)

    @on_thread
    def after(
        self, db: Database, user_id: int, search: str, *, bound: int, limit: int
    ) -> list[Job]:
        """As `before`, the first ones that are newer than a job; newest first, too."""
        return _found(db, NEWER, search, user_id=user_id, bound=bound, limit=limit)[::-1]


def values_of(search: str) -> dict[str, str]:
    """What a search looks for, for OLDER and NEWER."""
    words = fold(search).split()[:MOST_WORDS]
    pairs = zip_longest(range(MOST_WORDS), words, fillvalue="")
    return {f"word{number}": str(word) for number, word in pairs}


def _found(db: Database, sql: str, search: str, **values: object) -> list[Job]:
    found = rows.every(db, sql, **values, **values_of(search))
    return [rows.find(db, row["job_id"]) for row in found]
