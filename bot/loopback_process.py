"""The loopback chat as a process of its own, which ends with this one however that ends.

It is apart so that checking every message against Discord's schemas never holds up the bot's
event loop, and so that the stand-in for Discord cannot reach into the bot.
"""

import asyncio
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import LoopbackFailed

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0
READY, REFUSED = "loopback ready ", "loopback refused "


class Loopback:
    """Starts on entering, stops on leaving."""

    def __init__(self, folder: Path, *, port: int, people_token: str) -> None:
        """Start nothing.

        Args:
            folder: where the chat keeps its state.
            port: on 127.0.0.1; 0 takes any free one.
            people_token: what scripts and the page show to act as members.
        """
        self.url = ""
        self._folder = folder
        self._port = port
        self._people_token = people_token
        self._process: asyncio.subprocess.Process | None = None

    @property
    def bot_token(self) -> str:
        """The bot's token there; kept with the state, so that both outlive a restart."""
        path = self._folder / "bot-token"
        self._folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if not path.stat().st_size:
            path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        return path.read_text(encoding="utf-8")

    @property
    def addresses(self) -> dict[str, str]:
        """Settings that lead discord.py here."""
        return {
            "discord_api": f"{self.url}/api/v10",
            "discord_gateway": f"{self.url.replace('http', 'ws', 1)}/gateway",
            "discord_cdn": f"{self.url}/cdn",
        }

    async def __aenter__(self) -> Self:
        """Start the process and wait until it listens.

        Raises:
            LoopbackFailed: it does not, for example because the port is taken.
        """
        told = f"{self._people_token}\n{self.bot_token}\n"  # arguments are no secret on a machine
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.loopback", f"--port={self._port}"),
            f"--data={self._folder}",
            *("--people-token=-", "--bot-token=-", "--until-stdin-closes"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us; we stop it in order
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(told.encode())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(START_TIMEOUT_S):
                    self.url = await _address(self._process.stdout)
        finally:  # also when we are told to stop before it has started
            if not self.url:
                await self._stop()
        if self.url:
            return self
        raise LoopbackFailed("The loopback chat did not start; what it said is above.")

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let it end by closing what it listens to, then by force."""
        await self._stop()

    async def ended(self) -> None:
        """Wait until the process ends, which it should not do before we leave.

        Raises:
            LoopbackFailed: it did.
        """
        assert self._process is not None
        status = await self._process.wait()
        raise LoopbackFailed(f"The loopback chat ended with status {status}. Start Mozart again.")

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _address(output: asyncio.StreamReader) -> str:
    """Where it listens, once it says so; empty if it ends without a word.

    Raises:
        LoopbackFailed: it said why it cannot.
    """
    while line := (await output.readline()).decode():
        if line.startswith(REFUSED):
            raise LoopbackFailed(line.removeprefix(REFUSED).strip())
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    return ""
