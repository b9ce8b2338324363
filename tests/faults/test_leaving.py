"""SIGTERM at every stage: Mozart is gone within ten seconds, with status 0, and loses nothing."""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from inference.job import Job, State
from inference.queue import Queue
from tests.e2e.mozart import MOZART, READY_S, TOKEN, Mozart, running
from tests.people import Json, People, parts, texts

GONE_S = 10.0
STUCK = Path(__file__).with_name("stuck_mozart.py")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is POSIX")


@pytest.mark.parametrize(
    "stage", ["execute program", "logging in using static token"], ids=["chat", "house"]
)
async def test_stopped_while_it_starts(tmp_path: Path, stage: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(MOZART, "run", "--loopback", "--port", "0", "--data", tmp_path / "data"),
        env={**os.environ, "MOZART_LOG_LEVEL": "DEBUG", "PYTHONASYNCIODEBUG": "1"},
        stdout=DEVNULL,
        stderr=PIPE,  # of the chat's process too, so it ends when both have ended
        cwd=tmp_path,
    )
    assert process.stderr is not None
    async with asyncio.timeout(READY_S):
        while stage not in (line := (await process.stderr.readline()).decode()):
            assert line, "it ended instead"

    process.terminate()
    async with asyncio.timeout(GONE_S):
        await process.communicate()

    assert process.returncode == 0


async def test_stopped_while_the_painter_paints(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as mozart:
        await begun(mozart, prompt="a castle in the mountains, oil painting", size=1536, count=4)
        status, took_s = await stopped(mozart)

    assert (status, took_s < GONE_S) == (0, True)
    job = await only_job(mozart)
    assert (job.state, job.attempts) == (State.QUEUED, 0)


async def test_stopped_while_an_engine_is_stuck(tmp_path: Path) -> None:
    async with running(tmp_path / "data", sys.executable, STUCK, "9") as mozart:
        await begun(mozart, prompt="an endless road", count=1)
        status, took_s = await stopped(mozart)

    assert (status, took_s < GONE_S) == (0, True)
    job = await only_job(mozart)
    assert (job.state, job.attempts) == (State.QUEUED, 0)


async def test_stopped_while_an_engine_does_not_let_its_device_go(tmp_path: Path) -> None:
    async with running(tmp_path / "data", sys.executable, STUCK, "1") as mozart:
        await begun(mozart, prompt="a road", count=1)
        status, took_s = await stopped(mozart)

    assert (status, took_s < GONE_S) == (0, True)
    assert (await only_job(mozart)).state is State.DONE


async def begun(mozart: Mozart, **options: object) -> None:
    """Ann asks for pictures; returns when their message shows progress, or them."""

    def shows_progress(message: Json) -> bool:
        return " %" in texts(message) or any(part["type"] == 12 for part in parts(message))

    async with People(mozart.url, TOKEN) as people:
        await people.command("ann", "art", "imagine", options)
        await people.wait_for("ann", "art", shows_progress, timeout_s=READY_S)


async def stopped(mozart: Mozart) -> tuple[int, float]:
    """Its exit status, and the seconds until it ended."""
    started_at = time.monotonic()
    return await mozart.stop(), time.monotonic() - started_at


async def only_job(mozart: Mozart) -> Job:
    queue = await Queue.open(mozart.data / "mozart.db")
    job = await queue.job(1)
    await queue.close()
    return job
