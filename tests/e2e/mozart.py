"""`mozart run` as a user starts it: a process of its own, on a data directory."""

import asyncio
import random
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

MOZART = Path(sys.executable).with_name("mozart")
TOKEN = "people"
READY_S = 60.0


class Mozart:
    """Starts, is killed, starts again; always on the same port and data."""

    def __init__(self, data: Path, *command: str | Path) -> None:
        self.data = data
        self._command = command or (MOZART,)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: Process | None = None

    async def start(self) -> None:
        """Run it until it says that members can act."""
        options = ["--loopback", "--port", str(self.port), "--people-token", TOKEN]
        options += ["--data", str(self.data)]
        self._process = await asyncio.create_subprocess_exec(
            *self._command, "run", *options, stdout=PIPE, cwd=self.data.parent
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(READY_S):
            while self.url.encode() not in await self._process.stdout.readline():
                assert self._process.returncode is None, "it ended instead"

    async def kill(self) -> None:
        """SIGKILL: no farewell, no flush."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; returns the exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(20):
                return await self._process.wait()
        except TimeoutError:
            await self.kill()
            raise


@asynccontextmanager
async def running(data: Path, *command: str | Path) -> AsyncIterator[Mozart]:
    """A started Mozart, stopped at the end; `command` stands for `mozart` where it is given."""
    mozart = Mozart(data, *command)
    await mozart.start()
    try:
        yield mozart
    finally:
        await mozart.stop()


def free_port() -> int:
    """One that the system gives to nobody who asks for any, so that it is still free later."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", random.SystemRandom().randrange(20_000, 32_000)))
            return int(probe.getsockname()[1])
