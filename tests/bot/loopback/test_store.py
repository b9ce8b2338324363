"""Records in SQLite, written by one thread."""

import sqlite3
from pathlib import Path

import pytest

from bot.loopback.errors import FolderInUse
from bot.loopback.store import Store


async def test_what_was_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    store = Store(tmp_path)
    record = {"text": "hello"}
    store.put("message", "1", record)
    record["text"] = "changed after it was put"
    store.put("message", "2", {"text": "gone"})
    store.remove("message", "2")
    await store.committed()

    rows = sqlite3.connect(f"file:{tmp_path / 'discord.sqlite'}?mode=ro", uri=True)
    assert rows.execute("SELECT kind, id, body FROM records").fetchall() == [
        ("message", "1", '{"text":"hello"}')
    ]
    rows.close()
    store.close()


def test_closing_writes_what_waits(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(500):
        store.put("message", str(number), {})
    store.close()

    again = Store(tmp_path)
    assert len(list(again.read("message"))) == 500
    again.close()


def test_kinds_do_not_mix(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("user", "1", {})
    store.put("guild", "1", {"name": "house"})
    store.close()

    again = Store(tmp_path)
    assert list(again.read("guild")) == [("1", {"name": "house"})]
    again.close()


def test_a_folder_has_one_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.loopback.store.LOCK_PATIENCE_S", 0.0)
    store = Store(tmp_path)

    with pytest.raises(FolderInUse, match="stop it, or choose another folder"):
        Store(tmp_path)

    store.close()
    Store(tmp_path).close()
