"""The gateway: intents, shards, compression, and every way to lose a connection."""

import asyncio
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord
import pytest
import zstandard

from tests.bot.loopback.trial_bot import TrialBot
from tests.discord_house import BOT_TOKEN, House, connected, discord_house
from tests.people import PATIENCE_S, People

PROPERTIES = {"os": "linux", "browser": "tests", "device": "tests"}


async def test_a_wrong_token_is_refused(house: House) -> None:
    with pytest.raises(discord.LoginFailure):
        async with connected(TrialBot(), token="wrong"):
            pass


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"token": "wrong"}, 4004), ({"intents": 1 << 8}, 4014), ({"intents": "all"}, 4002)],
)
async def test_a_wrong_identify_closes_the_socket(
    house: House, changes: dict[str, object], code: int
) -> None:
    identify = {"token": BOT_TOKEN, "intents": 1, "properties": PROPERTIES} | changes
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{house.base_url}/gateway") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": identify})
        await ws.receive(timeout=PATIENCE_S)

        assert ws.close_code == code


async def test_a_cut_socket_resumes_and_misses_nothing(
    house: House, people: People, bot: TrialBot
) -> None:
    message = await people.say("ann", "art", "hello")
    before = set(house.server.gateway.sessions)

    await people.gateway("drop")
    await people.react("bob", "art", message["id"], "🎨")

    await bot.noted("resumed")
    assert (await bot.noted("reaction"))[1] == "🎨"
    assert set(house.server.gateway.sessions) == before


async def test_op_7_makes_the_bot_resume(people: People, bot: TrialBot) -> None:
    await people.gateway("reconnect")

    await bot.noted("resumed")
    assert (await people.command("ann", "art", "say", {"text": "back"})).type == 4


@pytest.mark.parametrize("actions", [["invalid_session"], ["refuse_resume", "drop"]])
async def test_a_session_that_cannot_be_resumed_starts_anew(
    house: House, people: People, bot: TrialBot, actions: list[str]
) -> None:
    await bot.noted("ready")
    before = set(house.server.gateway.sessions)

    for action in actions:
        await people.gateway(action)

    await bot.noted("ready")
    assert not before & set(house.server.gateway.sessions)
    assert (await people.command("ann", "art", "say", {"text": "back"})).type == 4


async def test_one_malformed_packet_ends_the_client(house: House) -> None:
    bot = TrialBot()
    await bot.login(BOT_TOKEN)
    running = asyncio.create_task(bot.connect())
    await bot.noted("ready")

    await house.people.gateway("malformed")

    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(json.JSONDecodeError):
            await running
    await bot.close()


async def test_heartbeats_are_asked_for_and_answered(tmp_path: Path) -> None:
    async with (
        discord_house(tmp_path, heartbeat_ms=50) as house,
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{house.base_url}/gateway") as socket,
    ):
        hello = await socket.receive_json()
        await socket.send_json({"op": 1, "d": None})
        answer = await socket.receive_json(timeout=PATIENCE_S)

    assert hello["d"]["heartbeat_interval"] == 50
    assert answer["op"] == 11


async def test_events_go_to_the_shard_of_their_guild(house: House) -> None:
    await house.people.shards(2)
    bot = TrialBot()
    async with connected(bot):
        shards = sorted(s.shard or (0, 0) for s in house.server.gateway.sessions.values())

        assert shards == [(0, 2), (1, 2)]
        assert [guild.name for guild in bot.guilds] == ["Mozart's house"]
        assert (await house.people.command("ann", "art", "say", {"text": "x"})).type == 4
        assert (await house.people.command("ann", "dm", "say", {"text": "x"})).type == 4


def _inflating() -> Callable[[aiohttp.WSMessage], bytes]:
    inflate = zlib.decompressobj()
    return lambda message: inflate.decompress(message.data)


def _unsqueezing() -> Callable[[aiohttp.WSMessage], bytes]:
    unsqueeze = zstandard.ZstdDecompressor().decompressobj()
    return lambda message: unsqueeze.decompress(message.data)


@pytest.mark.parametrize(
    ("query", "reader"),
    [
        ("?compress=zlib-stream", _inflating),
        ("?compress=zstd-stream", _unsqueezing),
        ("", lambda: lambda message: message.data),
    ],
)
async def test_one_stream_compresses_all_packets_of_a_socket(
    house: House, query: str, reader: Callable[[], Callable[[aiohttp.WSMessage], str]]
) -> None:
    read = reader()
    address = f"{house.base_url}/gateway{query}"
    async with aiohttp.ClientSession() as http, http.ws_connect(address) as ws:
        assert json.loads(read(await ws.receive()))["op"] == 10
        await ws.send_json(
            {"op": 2, "d": {"token": BOT_TOKEN, "intents": 1, "properties": PROPERTIES}}
        )
        events = [json.loads(read(await ws.receive(timeout=PATIENCE_S)))["t"] for _ in range(2)]

    assert events == ["READY", "GUILD_CREATE"]
