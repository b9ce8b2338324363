"""A full disk: nothing is acknowledged that was not saved, and with room again all goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits on files are POSIX")


def test_exactly_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.crowded", str(tmp_path)]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["refused"], outcome["claimed"]) == (4, True)
    assert len(outcome["kept"]) > 10
    with Database(tmp_path / "queue.db") as db:
        assert [row["key"] for row in db.query("SELECT key FROM jobs ORDER BY id")] == [
            *outcome["kept"],
            "wish-with-room",
        ]
        assert next(db.query("SELECT used FROM usage"))["used"] == len(outcome["kept"]) + 1
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    pictures = [path.stem for path in (tmp_path / "pictures").rglob("*") if path.is_file()]
    assert pictures == [outcome["picture"]]
