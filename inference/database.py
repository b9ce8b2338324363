"""One SQLite file, one connection, one thread: how the queue's transactions reach the disk.

Whoever holds the file is alone with it, so nothing ever waits for a lock, and a commit that
returned survives SIGKILL and a power cut. It knows nothing of jobs.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import wraps
from io import FileIO
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from inference.errors import DataInUse, DiskFull, InferenceError
from inference.lock import hold, in_use
from inference.schema import STEPS

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
KeeperT = TypeVar("KeeperT", bound="Keeper")

DISK_TROUBLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
DISK_FULL = "Mozart's disk is full or failing, so nothing was saved. Make room there and try again."


class PrivateDatabase:
    """A database on a thread of its own. Made by `open`."""

    def __init__(self, db: Database, lock: FileIO, thread: ThreadPoolExecutor) -> None:
        self._db = db
        self._lock = lock
        self._thread = thread

    @classmethod
    async def open(cls, path: Path) -> Self:
        """The database at `path`, its tables up to date; its folder is ours until `close`.

        Raises:
            DataInUse: somebody else holds the folder or the file; told within a second.
            InferenceError: the file is no database of ours, or one of a newer Mozart.
        """
        lock = await asyncio.to_thread(hold, path.parent)
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="queue")
        try:
            db = await asyncio.wrap_future(thread.submit(_connect, path))
        except BaseException:
            thread.shutdown(wait=False)
            lock.close()
            raise
        return cls(db, lock, thread)

    async def close(self) -> None:
        """Finish what was posted before, then let the folder go. Call it once."""
        await asyncio.wrap_future(self._thread.submit(self._db.close))
        self._thread.shutdown(wait=False)
        self._lock.close()

    def post(self, work: Callable[[Database], T]) -> Future[T]:
        """Run `work` as one transaction, after all that was posted before.

        The future holds its result once that is committed, or DiskFull when it could not be:
        then nothing of it happened.
        """
        return self._thread.submit(self._transact, work)

    def _transact(self, work: Callable[[Database], T]) -> T:
        try:
            with self._db.atomic():  # a deferred BEGIN: safe, as nobody else can write in between
                return work(self._db)
        except sqlite3.OperationalError as error:
            if _family(error) in DISK_TROUBLE:
                log.exception("The queue could not be written.")
                raise DiskFull(DISK_FULL) from error
            raise

    def post_scrub(self) -> Future[None]:
        """Empty the write-ahead log, so that deleted words leave the disk."""
        return self._thread.submit(self._scrub)

    def _scrub(self) -> None:
        try:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError:
            log.exception("Deleted words stay in the write-ahead log until its next checkpoint.")


class Keeper:
    """Whoever keeps something in the database, by methods that are `on_thread`."""

    def __init__(self, base: PrivateDatabase) -> None:
        self._base = base


def on_thread(
    method: Callable[Concatenate[KeeperT, Database, P], T],
) -> Callable[Concatenate[KeeperT, P], Coroutine[Any, Any, T]]:
    """Make a method awaitable: it runs on the database's thread, as one transaction."""

    @wraps(method)
    async def call(self: KeeperT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        def work(db: Database) -> T:
            return method(self, db, *args, **kwargs)

        return await asyncio.wrap_future(self._base.post(work))

    return call


def _connect(path: Path) -> Database:
    try:
        connection = sqlite3.connect(path, timeout=0.5)
        try:
            return _prepare(connection)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        if _family(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DataInUse(in_use(path.parent)) from error
        raise InferenceError(f"{path} cannot be used: {error}.") from error


def _prepare(connection: sqlite3.Connection) -> Database:
    db = Database(connection, execute_plugins=False)
    for pragma in (
        "locking_mode = EXCLUSIVE",  # before WAL: then its index is in our memory, not in a file
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted words are overwritten
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    with Database(memory=True, execute_plugins=False) as empty:
        known = {step.name for step in STEPS.pending(empty)}
    if newer := {step.name for step in STEPS.applied(db)} - known:
        raise InferenceError(
            f"The data was written by a newer Mozart ({max(newer)}). Start that one again."
        )
    STEPS.apply(db)
    if sqlite3.sqlite_version_info < (3, 51, 3):
        log.debug(
            "SQLite %s can damage a WAL when two connections write; we are the only one.",
            sqlite3.sqlite_version,
        )
    return db


def _family(error: sqlite3.Error) -> int:
    """The primary result code, without what the extended one adds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
