"""A loopback Discord in the test's own event loop, and an unmodified discord.py led to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import discord
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.loopback import LoopbackServer
from tests.people import People

PEOPLE_TOKEN, BOT_TOKEN = "people-token", "bot-token"
READY_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """A running server and everybody in it."""

    server: LoopbackServer
    base_url: str
    people: People

    @property
    def bot_token(self) -> str:
        return BOT_TOKEN

    @property
    def port(self) -> int:
        port = yarl.URL(self.base_url).port
        assert port is not None
        return port


@asynccontextmanager
async def discord_house(
    folder: Path, *, port: int = 0, limits: bool = False, heartbeat_ms: int = 41_250
) -> AsyncIterator[House]:
    """A first run's world on a free port, or what `folder` holds; discord.py is led to it."""
    server = LoopbackServer(
        folder,
        people_token=PEOPLE_TOKEN,
        bot_token=BOT_TOKEN,
        limits=limits,
        heartbeat_ms=heartbeat_ms,
    )
    base_url = await server.start(port)
    lead_discord_to(base_url)
    try:
        async with People(base_url, PEOPLE_TOKEN) as people:
            yield House(server, base_url, people)
    finally:
        await server.stop()


def lead_discord_to(base_url: str) -> None:
    """Make discord.py in this process take `base_url` for Discord."""
    Route.BASE = f"{base_url}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base_url.replace("http", "ws", 1) + "/gateway")
    Asset.BASE = f"{base_url}/cdn"


@asynccontextmanager
async def connected(client: discord.Client, token: str = BOT_TOKEN) -> AsyncIterator[None]:
    """A client that is logged in and ready; closed at the end.

    Raises:
        TimeoutError: it was not ready in time.
    """
    async with client:
        await client.login(token)
        running = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                await running
            yield
        finally:
            ready.cancel()
            await client.close()
            await asyncio.wait({running})
