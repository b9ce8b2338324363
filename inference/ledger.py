"""Pictures that accounts had on a day: reserved with the job, given back once if it fails.

Plain functions inside the queue's transactions. It knows neither who an account is nor where
limits come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from inference.errors import QuotaUsedUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Pictures reserved from an account on a day, only if the cap is kept.

    Attributes:
        account: opaque here, for example "member:GUILD:USER".
        day: "2026-11-23", in UTC.
        pictures: how many, at least 1.
        limit: how many the account may have that day; None counts without a cap.
    """

    account: str
    day: str
    pictures: int
    limit: int | None


def reserve(db: Database, job_id: int, charges: Iterable[Charge]) -> None:
    """Take every charge or none; the caller's transaction falls with the exception.

    Raises:
        QuotaUsedUp: one of the accounts would pass its limit.
    """
    for charge in charges:
        epoch = _add(db, charge)
        db.execute(
            "INSERT INTO ledger (job_id, account, kind, day, epoch, pictures)"
            " VALUES (?, ?, 'reserve', ?, ?, ?)",
            [job_id, charge.account, charge.day, epoch, charge.pictures],
        )


def _add(db: Database, charge: Charge) -> int:
    """Count it against its cap in one statement; returns the account's epoch."""
    values = {
        "account": charge.account,
        "day": charge.day,
        "pictures": charge.pictures,
        "cap": charge.limit,
    }
    rows = db.query(
        "INSERT INTO usage (account, day, used) SELECT :account, :day, :pictures"
        " WHERE :cap IS NULL OR :pictures <= :cap"
        " ON CONFLICT (account, day) DO UPDATE SET used = used + :pictures"
        " WHERE :cap IS NULL OR used + :pictures <= :cap RETURNING epoch",
        values,
    )
    for row in rows:
        return int(row["epoch"])
    assert charge.limit is not None
    left = max(0, charge.limit - used(db, charge.account, charge.day))
    raise QuotaUsedUp(charge.account, limit=charge.limit, left=left)


def refund(db: Database, job_id: int) -> None:
    """Give back what the job reserved. Idempotent; a reset since then is not undone."""
    given_back = db.query(
        "INSERT INTO ledger (job_id, account, kind, day, epoch, pictures)"
        " SELECT job_id, account, 'refund', day, epoch, pictures FROM ledger"
        " WHERE job_id = ? AND kind = 'reserve' ON CONFLICT DO NOTHING"
        " RETURNING account, day, epoch, pictures",
        [job_id],
    )
    for row in list(given_back):
        db.execute(
            "UPDATE usage SET used = used - :pictures"
            " WHERE account = :account AND day = :day AND epoch = :epoch",
            row,
        )


def used(db: Database, account: str, day: str) -> int:
    """Pictures the account had on that day, reserved ones included."""
    rows = db.query("SELECT used FROM usage WHERE account = ? AND day = ?", [account, day])
    return next((int(row["used"]) for row in rows), 0)


def reset(db: Database, account: str, day: str) -> None:
    """Begin the account's day anew: nothing used, and older reservations forgotten."""
    db.execute(
        "UPDATE usage SET used = 0, epoch = epoch + 1 WHERE account = ? AND day = ?",
        [account, day],
    )
