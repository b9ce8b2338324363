"""Pictures and device seconds that accounts had on a day.

Pictures are reserved with the job and given back once if it comes to nothing. Device seconds are
reserved as foreseen and settled as used when it is over. So the pictures granted never pass a cap;
the device seconds pass it at most by what the open jobs take longer than was foreseen, however
many ask at once.

Plain functions inside the queue's transactions. It keeps the limits that admins set, but knows
neither who an account is nor which limit is whose: a charge brings its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from inference.errors import DeviceTimeUsedUp, QuotaUsedUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a job reserves from an account on a day, only if the caps are kept.

    Attributes:
        account: opaque here, for example "member:GUILD:USER".
        day: "2026-11-23", in UTC.
        pictures: how many, at least 1.
        limit: how many the account may have that day; None counts without a cap.
        limit_s: how many device seconds; the queue foresees how many the job takes.
    """

    account: str
    day: str
    pictures: int
    limit: int | None
    limit_s: int | None = None


def reserve(db: Database, job_id: int, charges: Iterable[Charge], foreseen_s: float) -> None:
    """Take every charge or none; the caller's transaction falls with the exception.

    Raises:
        QuotaUsedUp, DeviceTimeUsedUp: one of the accounts would pass its limit.
    """
    device_ms = _ms(foreseen_s)
    for charge in charges:
        epoch = _add(db, charge, device_ms)
        db.execute(
            "INSERT INTO ledger (job_id, account, kind, day, epoch, pictures, device_ms)"
            " VALUES (?, ?, 'reserve', ?, ?, ?, ?)",
            [job_id, charge.account, charge.day, epoch, charge.pictures, device_ms],
        )


def together(charges: Iterable[Iterable[Charge]]) -> list[Charge]:
    """The charges of several jobs as one of each account and day, with the caps of the first."""
    sums: dict[tuple[str, str], Charge] = {}
    for charge in (it for some in charges for it in some):
        so_far = sums.get((charge.account, charge.day))
        pictures = charge.pictures + (so_far.pictures if so_far else 0)
        sums[charge.account, charge.day] = replace(so_far or charge, pictures=pictures)
    return list(sums.values())


def check(db: Database, charges: Iterable[Charge], foreseen_s: float) -> None:
    """Refuse what could not be reserved now; nothing is.

    Raises:
        QuotaUsedUp, DeviceTimeUsedUp: one of the accounts would pass its limit.
    """
    for charge in charges:
        _refuse(db, charge, _ms(foreseen_s))


def _add(db: Database, charge: Charge, device_ms: int) -> int:
    """Count it against its caps in one statement; returns the account's epoch."""
    values = {
        "account": charge.account,
        "day": charge.day,
        "pictures": charge.pictures,
        "cap": charge.limit,
        "ms": device_ms,
        "cap_ms": None if charge.limit_s is None else _ms(charge.limit_s),
    }
    rows = db.query(
        "INSERT INTO usage (account, day, used, device_ms) SELECT :account, :day, :pictures, :ms"
        " WHERE (:cap IS NULL OR :pictures <= :cap) AND (:cap_ms IS NULL OR :ms <= :cap_ms)"
        " ON CONFLICT (account, day) DO UPDATE"
        " SET used = used + :pictures, device_ms = device_ms + :ms"
        " WHERE (:cap IS NULL OR used + :pictures <= :cap)"
        " AND (:cap_ms IS NULL OR device_ms + :ms <= :cap_ms) RETURNING epoch",
        values,
    )
    for row in rows:
        return int(row["epoch"])
    _refuse(db, charge, device_ms)
    raise AssertionError("a cap kept a charge out that passes no cap")


def _refuse(db: Database, charge: Charge, device_ms: int) -> None:
    """Say which of its caps a charge would pass, if it would pass one."""
    had = used(db, charge.account, charge.day)
    if charge.limit is not None and had + charge.pictures > charge.limit:
        raise QuotaUsedUp(charge.account, limit=charge.limit, left=max(0, charge.limit - had))
    if charge.limit_s is None:
        return
    left_s = charge.limit_s - used_s(db, charge.account, charge.day)
    if device_ms > _ms(left_s):
        raise DeviceTimeUsedUp(
            charge.account,
            limit_s=charge.limit_s,
            left_s=max(0.0, left_s),
            asked_s=device_ms / 1e3,
        )


def _ms(seconds: float) -> int:
    return round(1e3 * seconds)


def settle(db: Database, job_id: int, spent_s: float) -> None:
    """Charge what the job used in the end instead of what was foreseen. Idempotent.

    A reset since the job was asked for is not undone.
    """
    values = {"id": job_id, "ms": _ms(spent_s)}
    db.execute(
        "UPDATE usage SET device_ms = device_ms + :ms - reserved.ms FROM"
        " (SELECT account, day, epoch, device_ms AS ms FROM ledger"
        " WHERE job_id = :id AND kind = 'reserve') AS reserved"
        " WHERE usage.account = reserved.account AND usage.day = reserved.day"
        " AND usage.epoch = reserved.epoch",
        values,
    )
    db.execute("UPDATE ledger SET device_ms = :ms WHERE job_id = :id AND kind = 'reserve'", values)


def refund(db: Database, job_id: int) -> None:
    """Give back the job's pictures. Idempotent; a reset since then is not undone."""
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


def used_s(db: Database, account: str, day: str) -> float:
    """Device seconds the account had on that day; of open jobs those that are foreseen."""
    rows = db.query("SELECT device_ms FROM usage WHERE account = ? AND day = ?", [account, day])
    return next((row["device_ms"] / 1e3 for row in rows), 0.0)


def reset(db: Database, account: str, day: str) -> None:
    """Begin the account's day anew: nothing used, and older reservations forgotten."""
    db.execute(
        "UPDATE usage SET used = 0, device_ms = 0, epoch = epoch + 1 WHERE account = ? AND day = ?",
        [account, day],
    )


def accounts(db: Database, prefix: str, day: str) -> list[str]:
    """The accounts whose name begins so and that had something on that day."""
    found = db.execute(
        "SELECT account FROM usage WHERE substr(account, 1, length(:prefix)) = :prefix"
        " AND day = :day AND (used > 0 OR device_ms > 0)",
        {"prefix": prefix, "day": day},
    )
    return [account for (account,) in found]


def set_limit(db: Database, name: str, most: int | None) -> None:
    """Keep a limit under an opaque name; None removes it."""
    if most is None:
        db.execute("DELETE FROM limits WHERE name = ?", [name])
    else:
        db.execute("INSERT OR REPLACE INTO limits VALUES (?, ?)", [name, most])


def limits(db: Database, prefix: str) -> dict[str, int]:
    """Every limit whose name begins so."""
    found = db.execute(
        "SELECT name, most FROM limits WHERE substr(name, 1, length(:prefix)) = :prefix",
        {"prefix": prefix},
    )
    return dict(found)
