"""The tables refuse what the code must never do, whoever writes the statement."""

import sqlite3
from collections.abc import Iterator
from itertools import product

import pytest
from sqlite_utils import Database

from inference.job import LEGAL, State
from inference.schema import STEPS


@pytest.fixture
def db() -> Iterator[Database]:
    with Database(memory=True, execute_plugins=False) as db:
        db.execute("PRAGMA foreign_keys = ON")
        STEPS.apply(db)
        yield db


def insert(db: Database, state: str = "queued", key: str = "k") -> int:
    return int(
        next(
            db.query(
                "INSERT INTO jobs (key, user_id, model, megapixels, request, state, address,"
                " created_at) VALUES (?, 1, 'painter', 1.0, '{}', ?, '{}', 0.0) RETURNING id",
                [key, state],
            )
        )["id"]
    )


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_the_table_lets_a_job_go_exactly_where_the_code_does(
    db: Database, old: State, new: State
) -> None:
    job_id = insert(db, old)

    if new in LEGAL[old]:
        db.execute("UPDATE jobs SET state = ? WHERE id = ?", [new, job_id])
    else:
        with pytest.raises(sqlite3.IntegrityError, match="illegal transition"):
            db.execute("UPDATE jobs SET state = ? WHERE id = ?", [new, job_id])


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger VALUES (1, 'ann', 'refund', '2026-11-23', 0, 0, 0)",
        "INSERT INTO ledger VALUES (1, 'ann', 'gift', '2026-11-23', 0, 1, 0)",
        "INSERT INTO ledger VALUES (2, 'ann', 'reserve', '2026-11-23', 0, 1, 0)",
        "INSERT INTO ledger VALUES (1, 'ann', 'reserve', '2026-11-23', 0, 1, -1)",
        "INSERT INTO usage VALUES ('ann', '2026-11-23', -1, 0, 0)",
        "INSERT INTO usage VALUES ('ann', '2026-11-23', 0, 0, -1)",
        "INSERT INTO paces VALUES ('gpu', 'sd', 'imagine', 0, -1.0, 1.0, 0.0, '')",
        "INSERT INTO paces VALUES ('gpu', 'sd', 'imagine', 2, 0.0, 1.0, 0.0, '')",
        "INSERT INTO pictures VALUES (2, 0, 'a', 8, 8, 7, '')",
        "INSERT INTO favourites VALUES (1, 2, 0.0)",
        "INSERT INTO limits VALUES ('ann', -1)",
        "UPDATE jobs SET cost_s = -1",
        "UPDATE jobs SET attempts = -1",
        "UPDATE jobs SET created_at = 'yesterday'",
        "UPDATE jobs SET unwanted = 1",
        "UPDATE jobs SET losses = -1",
    ],
)
def test_impossible_rows_are_refused(db: Database, statement: str) -> None:
    assert insert(db) == 1

    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_an_unknown_state_is_refused(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, "paused")


def test_a_number_is_never_used_again(db: Database) -> None:
    first = insert(db)
    db.execute("DELETE FROM jobs")

    assert insert(db) > first


def test_what_an_older_mozart_had_learned_and_waiting_is_kept() -> None:
    with Database(memory=True, execute_plugins=False) as db:
        STEPS.apply(db, stop_before="m004_paces")
        db.execute("INSERT INTO rates VALUES ('painter', 0.25)")
        db.execute("INSERT INTO limits VALUES ('ann', 7)")
        insert(db)
        request = '{"steps": 30, "task": "vary"}'
        db.execute("UPDATE jobs SET request = ?", [request])
        STEPS.apply(db)

        jobs = list(db.execute("SELECT task, steps, device FROM jobs"))
        paces = list(db.execute("SELECT model, task, counted, megapixel_s FROM paces"))
        limits = list(db.execute("SELECT name, most FROM limits"))

    assert jobs == [("vary", 30, "")]
    assert paces == [("painter", "imagine", 0, 0.25)]
    assert limits == [("ann", 7)]


def test_bringing_up_to_date_twice_changes_nothing(db: Database) -> None:
    before = db.schema

    STEPS.apply(db)

    assert db.schema == before
