"""Keeps the pretend Discord's state in one SQLite file and attachments as files beside it.

Writes are queued, collected by one thread and committed together; `committed` waits until what
was put before it is on record. It knows records by kind and id, not what they mean.
"""

import asyncio
import fcntl
import json
import queue
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bot.loopback.errors import FolderInUse
from bot.loopback.wire import Json

_Write = tuple[str, str, str | None]
# A server that was killed with its parent may take a moment to go.
LOCK_RETRY_S, LOCK_PATIENCE_S = 0.05, 5.0


class Store:
    """Records of JSON by kind and id. `put`, `remove` and `committed` belong to the event loop.

    Raises:
        FolderInUse: another server keeps its state in this folder.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder)
        self._files = folder / "files"
        self._files.mkdir(exist_ok=True)
        self._writes: queue.SimpleQueue[_Write | asyncio.Future[None] | None] = queue.SimpleQueue()
        self._path = folder / "discord.sqlite"
        with self._connect() as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL,"
                " body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
            )
        database.close()
        self._thread = threading.Thread(target=self._write, name="loopback-store", daemon=True)
        self._thread.start()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        database.execute("PRAGMA synchronous = NORMAL")
        return database

    def read(self, kind: str) -> Iterator[tuple[str, Json]]:
        """Every record of a kind, by id; for the start only."""
        database = self._connect()
        try:
            rows = database.execute("SELECT id, body FROM records WHERE kind = ?", [kind])
            for record_id, body in rows.fetchall():
                yield record_id, json.loads(body)
        finally:
            database.close()

    def put(self, kind: str, record_id: str, record: Json) -> None:
        """Queue a record as it is now; later changes to the object do not count."""
        self._writes.put((kind, record_id, json.dumps(record, separators=(",", ":"))))

    def remove(self, kind: str, record_id: str) -> None:
        self._writes.put((kind, record_id, None))

    async def committed(self) -> None:
        """Wait until everything put so far survives the end of this process."""
        done = asyncio.get_running_loop().create_future()
        self._writes.put(done)
        await done

    def close(self) -> None:
        """Write what is queued, stop, let go of the folder. Blocks for a moment; idempotent."""
        self._writes.put(None)
        self._thread.join()
        self._lock.close()

    def keep_file(self, attachment_id: str, data: bytes) -> None:
        """Store an attachment's bytes. Blocking."""
        unfinished = self._files / f"{attachment_id}.part"
        unfinished.write_bytes(data)
        unfinished.replace(self.file(attachment_id))

    def file(self, attachment_id: str) -> Path:
        return self._files / attachment_id

    def _write(self) -> None:
        database = self._connect()
        stopping = False
        while not stopping:
            batch = [self._writes.get()]
            while not self._writes.empty():
                batch.append(self._writes.get())
            stopping = None in batch
            error = self._commit(database, [item for item in batch if isinstance(item, tuple)])
            for item in batch:
                if isinstance(item, asyncio.Future):
                    item.get_loop().call_soon_threadsafe(_settle, item, error)
        database.close()

    @staticmethod
    def _commit(database: sqlite3.Connection, writes: list[_Write]) -> sqlite3.Error | None:
        try:
            with database:
                for kind, record_id, body in writes:
                    _apply(database, kind, record_id, body)
        except sqlite3.Error as error:  # a full disk: whoever waits for these writes is told
            return error
        return None


def _locked(folder: Path) -> IO[bytes]:
    """Hold the folder until the file is closed, or this process ends in whatever way.

    Raises:
        FolderInUse: another server has it, and still after five seconds.
    """
    lock = (folder / "lock").open("wb")
    give_up_at = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                lock.close()
                raise FolderInUse(
                    f"Another loopback server uses {folder}; stop it, or choose another folder"
                    " with --data."
                ) from None
            time.sleep(LOCK_RETRY_S)
        else:
            return lock


def _apply(database: sqlite3.Connection, kind: str, record_id: str, body: str | None) -> None:
    if body is None:
        database.execute("DELETE FROM records WHERE kind = ? AND id = ?", [kind, record_id])
    else:
        database.execute("REPLACE INTO records VALUES (?, ?, ?)", [kind, record_id, body])


def _settle(done: asyncio.Future[None], error: sqlite3.Error | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
