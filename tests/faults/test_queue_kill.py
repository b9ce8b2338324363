"""SIGKILL at random instants: what was acknowledged stands, and no account is out by one."""

import asyncio
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from inference.queue import Queue
from tests.faults.churn import LIMIT

KILLS, ENOUGH = 100, 1000
"""So many lives, and so many acknowledgements of them all, however slow the machine is."""
LIMIT_S = 60.0
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")


class Lives:
    """One life of churn.py after the other in the same directory, each killed by us."""

    def __init__(self, path: Path) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.churn", str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._parent.stdin
        assert self._parent.stdout
        self._stdin, self._stdout = self._parent.stdin, self._parent.stdout.fileno()
        self._rest = b""

    def live(self, seed: int, for_s: float) -> list[list[str]]:
        """Everything that one life acknowledged before it was killed."""
        self._stdin.write(f"{seed}\n".encode())
        self._stdin.flush()
        (_, pid), *_ = self._until("life", time.monotonic() + LIMIT_S)
        said = list(self._lines(time.monotonic() + for_s))
        os.kill(int(pid), signal.SIGKILL)
        return said + self._until("dead", time.monotonic() + LIMIT_S)[:-1]

    def end(self) -> None:
        self._stdin.close()
        self._parent.wait(LIMIT_S)
        assert self._parent.stdout
        self._parent.stdout.close()

    def _until(self, word: str, deadline: float) -> list[list[str]]:
        said = []
        for line in self._lines(deadline):
            said.append(line)
            if line[0] == word:
                return said
        pytest.fail(f"no “{word}” in time")

    def _lines(self, deadline: float) -> Iterator[list[str]]:
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                yield line.decode().split()
            left_s = max(0.0, deadline - time.monotonic())
            if not select.select([self._stdout], [], [], left_s)[0]:
                return
            self._rest += os.read(self._stdout, 65_536)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed") / "queue.db"


@pytest.fixture(scope="module")
def said(path: Path) -> list[list[str]]:
    """All acknowledgements of all lives, in their order."""
    chance = random.Random(2026)
    lives, said, kills = Lives(path), list[list[str]](), 0
    while kills < KILLS or len(said) < ENOUGH:
        said += lives.live(chance.randrange(10**9), chance.uniform(0, 0.12))
        kills += 1
    lives.end()
    return said


@pytest.fixture(scope="module")
def db(path: Path, said: list[list[str]]) -> Iterator[Database]:
    """The database after one more start, which recovers what was running."""

    async def start() -> None:
        queue = await Queue.open(path)
        await queue.recover()
        await queue.close()

    asyncio.run(start())
    with Database(path) as db:
        yield db


def count(db: Database, sql: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0])


def test_every_acknowledged_wish_is_its_job(db: Database, said: list[list[str]]) -> None:
    jobs = dict(db.execute("SELECT key, id FROM jobs"))
    wishes = [(line[1], int(line[2])) for line in said if line[0] == "key"]

    assert len(wishes) > 100
    assert [wish for wish in wishes if jobs.get(wish[0]) != wish[1]] == []


def test_every_acknowledged_outcome_stands(db: Database, said: list[list[str]]) -> None:
    states = dict(db.execute("SELECT id, state FROM jobs"))
    over = {
        int(line[1]): line[2]
        for line in said
        if line[0] == "job" and line[2] in ("done", "failed", "cancelled")
    }

    assert set(over.values()) == {"done", "failed", "cancelled"}
    assert {job_id: states[job_id] for job_id in over} == over


def test_no_running_job_that_was_cancelled_comes_back(db: Database, said: list[list[str]]) -> None:
    states = dict(db.execute("SELECT id, state FROM jobs"))
    unwanted = [int(line[1]) for line in said if line[0] == "unwanted"]

    assert len(unwanted) > 2
    assert {states[job_id] for job_id in unwanted} == {"cancelled"}


def test_no_job_is_over_twice(said: list[list[str]]) -> None:
    over = [line[1] for line in said if line[0] == "job" and line[2] in ("done", "failed")]

    assert len(over) == len(set(over))


def test_the_quotas_are_the_ledger(db: Database) -> None:
    owed = """
        SELECT account, day, epoch, sum(iif(kind = 'reserve', pictures, -pictures)) AS used
        FROM ledger GROUP BY account, day, epoch"""

    assert count(db, "SELECT 1 FROM ledger") > 100
    assert count(db, f"SELECT account, day, epoch, used FROM usage EXCEPT {owed}") == 0
    assert count(db, f"{owed} EXCEPT SELECT account, day, epoch, used FROM usage") == 0
    assert count(db, f"SELECT 1 FROM usage WHERE account <> 'server' AND used > {LIMIT}") == 0


def test_exactly_the_jobs_that_came_to_nothing_gave_back_what_they_had(db: Database) -> None:
    wrong = """
        SELECT id FROM jobs JOIN (
            SELECT job_id, sum(kind = 'reserve') AS reserved, sum(kind = 'refund') AS refunded
            FROM ledger GROUP BY job_id
        ) ON job_id = id
        WHERE reserved <> 2 OR refunded <> iif(state IN ('failed', 'cancelled'), 2, 0)"""

    assert count(db, "SELECT id FROM jobs EXCEPT SELECT job_id FROM ledger") == 0
    assert count(db, wrong) == 0


def test_exactly_the_done_jobs_have_their_picture(db: Database) -> None:
    done = "SELECT id, 0 FROM jobs WHERE state = 'done'"
    painted = "SELECT job_id, number FROM pictures"

    assert count(db, f"{done} EXCEPT {painted}") == count(db, f"{painted} EXCEPT {done}") == 0


def test_the_file_is_whole(db: Database) -> None:
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert count(db, "SELECT 1 FROM jobs WHERE state = 'running'") == 0
