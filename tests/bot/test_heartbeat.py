import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.heartbeat import beat


@asynccontextmanager
async def beating(file: Path, connected: Callable[[], bool]) -> AsyncIterator[None]:
    """Beats until the third question whether we are connected was asked."""
    asked = 0
    third = asyncio.Event()

    def ask() -> bool:
        nonlocal asked
        asked += 1
        if asked == 3:
            third.set()
        return connected()

    task = asyncio.create_task(beat(file, ask, every_s=0))
    async with asyncio.timeout(60):
        await third.wait()
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_file_is_touched_while_we_are_connected(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat"

    async with beating(file, lambda: True):
        assert file.exists()


async def test_the_file_ages_while_we_are_not(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat"

    async with beating(file, lambda: False):
        assert not file.exists()


async def test_a_disk_that_takes_nothing_does_not_end_it(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "heartbeat"

    async with beating(file, lambda: True):
        file.parent.mkdir()
        async with asyncio.timeout(60):
            while not file.exists():
                await asyncio.to_thread(lambda: None)

    assert file.is_file()
