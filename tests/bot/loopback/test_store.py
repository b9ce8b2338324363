"""Records in SQLite, written by one thread."""

from pathlib import Path

from bot.loopback.store import Store


async def test_what_was_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    store = Store(tmp_path)
    record = {"text": "hello"}
    store.put("message", "1", record)
    record["text"] = "changed after it was put"
    store.put("message", "2", {"text": "gone"})
    store.remove("message", "2")
    await store.committed()

    # No close: the process may die at this point.
    assert dict(Store(tmp_path).read("message")) == {"1": {"text": "hello"}}
    store.close()


def test_closing_writes_what_waits(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(500):
        store.put("message", str(number), {})
    store.close()

    assert len(list(Store(tmp_path).read("message"))) == 500


def test_kinds_do_not_mix(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("user", "1", {})
    store.close()

    assert list(Store(tmp_path).read("guild")) == []
