"""What is read and noted without moving a job: where it stands, its message, accounts, stars.

The queue (inference/queue.py) is this and the way of a job. Every call is one transaction on the
database's thread.
"""

from collections.abc import Callable

from sqlite_utils import Database

from inference import favourites, ledger, rows, sheets
from inference.binder import Binder
from inference.database import Keeper, PrivateDatabase, on_thread
from inference.habits import Habits
from inference.history import History
from inference.job import Job
from inference.looks import Looks
from inference.sheets import Sheet


class Records(Keeper):
    """Looks at jobs and keeps what belongs to them.

    Attributes:
        habits: what is usual for whom, in the same database.
        templates: those that servers own, there too.
        history: what each user asked for.
        looks: what pictures look like, there too.
    """

    def __init__(self, base: PrivateDatabase, clock: Callable[[], float]) -> None:
        super().__init__(base)
        self.habits = Habits(base)
        self.templates = Binder(base, clock)
        self.history = History(base)
        self.looks = Looks(base)
        self._clock = clock

    # Jobs, as the member reads them

    @on_thread
    def job(self, db: Database, job_id: int) -> Job:
        """The job as it stands.

        Raises:
            JobNotFound: there is none; JobDeleted: not any more.
        """
        return rows.find(db, job_id)

    @on_thread
    def readdress(self, db: Database, job_id: int, address: str) -> None:
        """Send the answer elsewhere from now on. Raises JobNotFound as `job` does."""
        rows.moved(
            db,
            "UPDATE jobs SET address = :address WHERE id = :id AND state <> 'deleted' RETURNING *",
            job_id,
            address=address,
        )

    @on_thread
    def delivered(self, db: Database, job_id: int) -> None:
        """The outcome stands in the member's message. Idempotent.

        Raises:
            IllegalTransition: there is no outcome yet.
        """
        rows.moved(
            db,
            "UPDATE jobs SET delivered = 1"
            " WHERE id = :id AND state IN ('done', 'failed', 'cancelled') RETURNING *",
            job_id,
        )

    @on_thread
    def undelivered(self, db: Database) -> list[Job]:
        """Every job whose message still needs us: open, or over and not told. Oldest first."""
        found = rows.every(db, "SELECT * FROM jobs WHERE delivered = 0 ORDER BY id")
        return [rows.read(db, row) for row in found]

    # Sheets of several jobs

    @on_thread
    def sheet(self, db: Database, sheet_id: int) -> Sheet:
        """The sheet as it stands. Raises JobNotFound and JobDeleted as `job` does."""
        return sheets.find(db, sheet_id)

    @on_thread
    def undelivered_sheets(self, db: Database) -> list[Sheet]:
        """Every sheet whose message still needs us. Oldest first."""
        return sheets.undelivered(db)

    @on_thread
    def sheet_delivered(self, db: Database, sheet_id: int) -> None:
        """The outcome of a whole sheet stands in its message. Idempotent."""
        sheets.delivered(db, sheet_id)

    @on_thread
    def readdress_sheet(self, db: Database, sheet_id: int, address: str) -> None:
        """Show a sheet elsewhere from now on. Raises as `sheet` does."""
        sheets.readdress(db, sheet_id, address)

    # What accounts and admins have

    @on_thread
    def used(self, db: Database, account: str, day: str) -> int:
        """Pictures the account had on that day, those of open jobs included."""
        return ledger.used(db, account, day)

    @on_thread
    def used_s(self, db: Database, account: str, day: str) -> float:
        """Device seconds the account had on that day; of open jobs those that are foreseen."""
        return ledger.used_s(db, account, day)

    @on_thread
    def reset(self, db: Database, account: str, day: str) -> None:
        """Begin the account's day anew at 0; jobs from before it give nothing back to it."""
        ledger.reset(db, account, day)

    @on_thread
    def accounts(self, db: Database, prefix: str, day: str) -> list[str]:
        """The accounts whose name begins so and that had something on that day."""
        return ledger.accounts(db, prefix, day)

    @on_thread
    def set_limit(self, db: Database, name: str, most: int | None) -> None:
        """Keep a limit under an opaque name; None removes it."""
        ledger.set_limit(db, name, most)

    @on_thread
    def limits(self, db: Database, prefix: str) -> dict[str, int]:
        """Every limit whose name begins so."""
        return ledger.limits(db, prefix)

    # What is kept beside the jobs

    @on_thread
    def star(self, db: Database, user_id: int, job_id: int, *, starred: bool) -> None:
        """Put a job among a user's favourites, or take it away. Idempotent.

        Raises:
            JobNotFound: there is no such job to put there.
        """
        if starred:
            favourites.star(db, user_id, job_id, self._clock())
        else:
            favourites.unstar(db, user_id, job_id)

    @on_thread
    def starred(self, db: Database, user_id: int, limit: int) -> list[Job]:
        """A user's favourites, the one that got its star last first."""
        return favourites.starred(db, user_id, limit)

    @on_thread
    def note(self, db: Database, name: str) -> str | None:
        """A small fact that outlives us, as `set_note` left it."""
        row = rows.one(db, "SELECT text FROM notes WHERE name = :name", name=name)
        return None if row is None else row["text"]

    @on_thread
    def set_note(self, db: Database, name: str, text: str) -> None:
        """Keep a small fact under a name."""
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [name, text])
