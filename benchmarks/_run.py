"""`mozart run` as a process of its own, and one wish of a member."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks._bot import TOKEN
from tests.people import Json, People, parts

READY = "http://127.0.0.1:"
PORT = 18765


@asynccontextmanager
async def running(folder: Path, *, command: Path) -> AsyncIterator[tuple[int, str]]:
    """The process's number and the chat's address, once members can act; then it is stopped."""
    process = await asyncio.create_subprocess_exec(
        *(command, "run", "--loopback", "--port", str(PORT)),
        *("--people-token", TOKEN, "--data", str(folder / "data")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while READY not in (line := (await process.stdout.readline()).decode()):
                assert process.returncode is None, "it ended before it was ready"
        yield process.pid, line.strip()
    finally:
        process.terminate()
        await process.wait()


async def painted(url: str, prompt: str, *, count: int) -> Json:
    """Ask for pictures and wait for them."""
    async with People(url, TOKEN) as people:
        await people.ear("ann")
        options = {"prompt": prompt, "count": count}
        answer = await people.command("ann", "art", "imagine", options)

        def finished(message: Json) -> bool:
            labels = {part.get("label") for part in parts(message)}
            return bool(message["id"] == answer.message_id and labels & {"U1", "Upscale"})

        return await people.wait_for("ann", "art", finished, timeout_s=120)
