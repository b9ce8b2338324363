"""What pictures look like to an encoder, kept so that no picture is looked at twice.

A picture's row goes with the picture. It knows no encoder, no people and no addresses.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from inference import rows
from inference.database import Keeper, on_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one picture looks like: its vector, float32 as bytes, and a small WebP."""

    vector: bytes
    small: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hung:
    """A finished picture and its job.

    Attributes:
        job_id, index: which it is.
        user_id: who asked for it.
        address: of the job; opaque here.
        request: of the job, as it is kept.
        sha256: of the picture.
    """

    job_id: int
    index: int
    user_id: int
    address: str
    request: str
    sha256: str


class Looks(Keeper):
    """Awaited from the event loop. Any call may raise DiskFull: then nothing of it happened."""

    @on_thread
    def hung(self, db: Database, before: int, limit: int) -> list[Hung]:
        """The pictures of so many finished jobs whose number is below `before`, newest first."""
        found = rows.every(
            db,
            "SELECT jobs.id AS job_id, number AS 'index', user_id, address, request, sha256 FROM"
            " (SELECT * FROM jobs WHERE state = 'done' AND id < :before"
            " ORDER BY id DESC LIMIT :most) AS jobs"
            " JOIN pictures ON pictures.job_id = jobs.id ORDER BY jobs.id DESC, number",
            before=before,
            most=limit,
        )
        return [Hung(**row) for row in found]

    @on_thread
    def known(self, db: Database, encoder: str, sha256s: Sequence[str]) -> dict[str, Look]:
        """Of these pictures what is kept."""
        found = rows.every(
            db,
            "SELECT sha256, vector, small FROM looks WHERE encoder = :encoder"
            " AND sha256 IN (SELECT value FROM json_each(:sha256s))",
            encoder=encoder,
            sha256s=json.dumps(list(sha256s)),
        )
        return {row.pop("sha256"): Look(**row) for row in found}

    @on_thread
    def keep(self, db: Database, encoder: str, looks: Mapping[str, Look]) -> None:
        """Keep what pictures look like; nothing of those that are gone by now."""
        for sha256, look in looks.items():
            db.execute(
                "INSERT OR REPLACE INTO looks SELECT ?, ?, ?, ?"
                " WHERE EXISTS (SELECT 1 FROM pictures WHERE sha256 = ?)",
                [sha256, encoder, look.vector, look.small, sha256],
            )
