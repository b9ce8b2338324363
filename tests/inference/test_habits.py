import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.queue import Queue


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    queue = await Queue.open(tmp_path / "queue.db")
    yield queue
    await queue.close()


async def test_what_is_kept_outlives_us(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    await queue.habits.keep("ann", {"model": "flat", "count": "2"})
    await queue.habits.keep("bob", {"count": "1"})
    await queue.habits.keep("ann", {"model": None, "count": "3"})
    await queue.close()

    queue = await Queue.open(tmp_path / "queue.db")

    assert await queue.habits.all() == {"ann": {"count": "3"}, "bob": {"count": "1"}}
    await queue.close()


async def test_what_is_forgotten_has_left_the_file(tmp_path: Path, queue: Queue) -> None:
    await queue.habits.keep("ann", {"suffix": "in purple ink", "count": "2"})
    await queue.habits.keep("bob", {"suffix": "in green ink"})

    await queue.habits.forget("ann")

    assert await queue.habits.all() == {"bob": {"suffix": "in green ink"}}
    files = await asyncio.to_thread(contents, tmp_path)
    assert b"green ink" in files
    assert b"purple ink" not in files
