"""A bot that paints, and the loopback chat in its own process, for the benchmarks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.house import House, build
from bot.loopback_process import Loopback
from inference.engine import Engine
from inference.inventory import read_catalogue

TOKEN = "benchmark"  # noqa: S105 - of a chat that ends with the benchmark


def painter() -> Engine:
    """The painter's engine; made in the worker's thread, as in a real run."""
    return cast("Engine", import_module("inference.engines.painter").PainterEngine())


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[House, str]]:
    """A ready bot in this process, and the chat's address."""
    with TemporaryDirectory(prefix="mozart-benchmark-") as name:
        folder = Path(name)
        async with Loopback(folder / "loopback", port=0, people_token=TOKEN) as chat:
            Route.BASE = chat.addresses["discord_api"]
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(chat.addresses["discord_gateway"])
            house = build(
                folder,
                catalogue=read_catalogue(folder / "models"),
                devices=[{"painter": painter}],
                direct_limit=1_000_000,
                guild_ready_timeout_s=0.1,
            )
            async with house as built:
                run = asyncio.create_task(built.run(chat.bot_token))
                await built.client.logged_in.wait()
                await built.client.wait_until_ready()
                yield built, chat.url
                run.cancel()
                await asyncio.gather(run, return_exceptions=True)


def share(values: list[float], part: float) -> float:
    """The value that `part` of them do not pass: the median for 0.5."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
