"""Pictures that accounts had on a day: reserved with the job, given back once if it fails.

Plain functions inside the queue's transactions. It keeps the limits that admins set, but knows
neither who an account is nor which limit is whose: a charge brings its own.
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


def accounts(db: Database, prefix: str, day: str) -> list[str]:
    """The accounts whose name begins so and that had pictures on that day."""
    found = db.execute(
        "SELECT account FROM usage WHERE substr(account, 1, length(:prefix)) = :prefix"
        " AND day = :day AND used > 0",
        {"prefix": prefix, "day": day},
    )
    return [account for (account,) in found]


def set_limit(db: Database, name: str, pictures: int | None) -> None:
    """Keep a limit under an opaque name; None removes it."""
    if pictures is None:
        db.execute("DELETE FROM limits WHERE name = ?", [name])
    else:
        db.execute("INSERT OR REPLACE INTO limits VALUES (?, ?)", [name, pictures])


def limits(db: Database, prefix: str) -> dict[str, int]:
    """Every limit whose name begins so."""
    found = db.execute(
        "SELECT name, pictures FROM limits WHERE substr(name, 1, length(:prefix)) = :prefix",
        {"prefix": prefix},
    )
    return dict(found)
