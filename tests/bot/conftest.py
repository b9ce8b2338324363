"""Mozart and its Discord for every test of the bot that asks for them.

The loopback Discord is one for each file, because its contract takes long to read;
what a test changed in it is put back. Mozart and its folder are new for each.
"""

import copy
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.loopback.server import LoopbackServer
from tests.bot.easel import Easel
from tests.bot.mozart import Mozart
from tests.discord_house import House, discord_house
from tests.people import Json, parts


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def long_lived_discord(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    where = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    async with discord_house(tmp_path_factory.mktemp("discord")) as house:
        yield house
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = where


@pytest_asyncio.fixture(loop_scope="session")
async def discord(long_lived_discord: House) -> AsyncIterator[House]:
    """Empty channels and a first run's rights; checks at the end that nothing was out of order."""
    house = long_lived_discord
    world = house.server.world
    limit_bytes, installs = world.files.upload_limit_bytes, set(world.installs)
    channels, guilds = _rights(house.server)
    told = len(await house.people.traffic(limit=20_000))
    yield house
    await house.people.no_faults()
    traffic = (await house.people.traffic(limit=20_000))[told:]
    problems = list(world.problems.values())
    world.problems.clear()
    world.files.upload_limit_bytes, world.installs = limit_bytes, installs
    for channel in world.channels.values():
        channel.messages.clear()
        channel.data.update(channels[channel.id])
    for guild in world.guilds.values():
        guild.members = guilds[guild.id]
    assert problems == []
    assert [request for request in traffic if may_ping(request)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def mozart(discord: House, tmp_path: Path) -> AsyncIterator[Mozart]:
    easel = Easel()
    mozart = await Mozart.start(discord, tmp_path / "data", easel)
    yield mozart
    easel.go_on.set()
    await mozart.stop()


def _rights(server: LoopbackServer) -> tuple[dict[str, Json], dict[str, dict[str, Json]]]:
    world = server.world
    channels = {
        channel.id: {"permission_overwrites": copy.deepcopy(channel.data["permission_overwrites"])}
        if "permission_overwrites" in channel.data
        else {}
        for channel in world.channels.values()
    }
    guilds = {guild.id: copy.deepcopy(guild.members) for guild in world.guilds.values()}
    return channels, guilds


def may_ping(request: Json) -> bool:
    """Whether a request puts words into a message without saying that they notify nobody."""
    body = request.get("body")
    if not isinstance(body, dict):
        return False
    if request["path"].endswith("/callback"):
        if body["type"] not in (4, 7):
            return False
        body = body["data"]
    elif not request["path"].startswith(("/channels/", "/webhooks/")):
        return False
    says = body.get("content") or parts({"components": body.get("components") or []})
    return bool(says) and body.get("allowed_mentions", {}).get("parse") != []
