"""The server as a whole: restarts, its own process, who may use it, what pages hear."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.loopback import LoopbackServer
from tests.bot.loopback.trial_bot import TrialBot
from tests.discord_house import (
    BOT_TOKEN,
    PEOPLE_TOKEN,
    House,
    connected,
    discord_house,
)
from tests.people import PATIENCE_S, People, Refusal, button, texts


async def test_a_first_run_has_a_house_with_people(house: House) -> None:
    members = await house.people.ask("GET", "/people/members")
    channels = {c["name"]: c for c in await house.people.channels("ann")}

    assert {m["name"]: m["admin"] for m in members} == {"ada": True, "ann": False, "bob": False}
    assert channels["art"]["guild"]["name"] == "Mozart's house"
    assert channels["lobby"]["guild"]["name"] == "elsewhere"
    assert channels["Mozart"]["type"] == 1
    assert "admins" not in channels
    assert "admins" in {c["name"] for c in await house.people.channels("ada")}


async def test_everything_survives_a_restart_and_old_buttons_work(tmp_path: Path) -> None:
    bot = TrialBot()
    async with discord_house(tmp_path) as house, connected(bot):
        answer = await house.people.command("ann", "art", "imagine", {"prompt": "a fox"})
        before = await house.people.settled("ann", "art", answer.message_id)
        form = await house.people.click("bob", "art", before["id"], button(before, "form"))
        await house.people.react("bob", "art", before["id"], "⭐")
        await house.people.advance(100)
        now = house.server.world.clock.now()

    bot = TrialBot()
    async with discord_house(tmp_path) as house, connected(bot):
        after = await house.people.message("ann", "art", before["id"])
        assert texts(after) == "a fox"
        assert after["reactions"][0]["count"] == 1
        assert house.server.world.clock.now() >= now
        again = await house.people.click("ann", "art", after["id"], button(after, "again"))
        assert int(again.message_id) > int(after["id"])
        with pytest.raises(Refusal, match="'words' is required"):
            await house.people.modal("bob", form, {})


async def test_the_bot_comes_back_to_a_restarted_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.05)
    bot = TrialBot()
    async with discord_house(tmp_path) as first:
        running = connected(bot)
        await running.__aenter__()
        await bot.noted("ready")
    async with discord_house(tmp_path, port=first.port) as second:
        await bot.noted("ready")
        assert (await second.people.command("ann", "art", "say", {"text": "x"})).type == 4
        await running.__aexit__(None, None, None)


async def test_the_nonce_is_remembered_over_a_restart(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        bot = TrialBot()
        async with discord_house(tmp_path) as house, connected(bot):
            art = bot.place(await house.people.channel_id("ann", "art"))
            ids.append((await art.send("x", nonce="n1")).id)

    assert ids[0] == ids[1]


@asynccontextmanager
async def process(
    folder: Path, *more: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`python -m bot.loopback` and its base URL."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.loopback", "--data", str(folder)),
        *("--people-token", PEOPLE_TOKEN, "--bot-token", BOT_TOKEN, *more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            line = (await running.stdout.readline()).decode().split()
        assert line[:2] == ["loopback", "ready"]
        yield running, line[2]
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def test_what_was_answered_survives_sigkill(tmp_path: Path) -> None:
    async with process(tmp_path) as (server, base_url), People(base_url, PEOPLE_TOKEN) as people:
        said = [await people.say("ann", "art", str(n), files={"a": b"1"}) for n in range(5)]
        os.kill(server.pid, signal.SIGKILL)
        await server.wait()

    async with process(tmp_path) as (_, base_url), People(base_url, PEOPLE_TOKEN) as people:
        found = await people.messages("bob", "art")
        assert [m["id"] for m in found] == [m["id"] for m in reversed(said)]
        async with (
            aiohttp.ClientSession() as http,
            http.get(found[0]["attachments"][0]["url"]) as file,
        ):
            assert await file.read() == b"1"


async def test_it_does_not_start_with_a_token_that_anybody_knows(tmp_path: Path) -> None:
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.loopback", "--data", str(tmp_path)),
        *("--people-token", "-", "--bot-token", BOT_TOKEN),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )

    _, told = await server.communicate()

    assert (server.returncode, told.decode().strip()) == (
        1,
        "The loopback server cannot start: a token is empty.",
    )


async def test_the_process_ends_with_its_parent(tmp_path: Path) -> None:
    async with process(tmp_path, "--until-stdin-closes") as (server, _):
        assert server.stdin is not None
        server.stdin.close()

        async with asyncio.timeout(PATIENCE_S):
            assert await server.wait() == 0


async def test_the_process_stops_on_sigterm(tmp_path: Path) -> None:
    async with process(tmp_path) as (server, _):
        server.terminate()

        async with asyncio.timeout(PATIENCE_S):
            assert await server.wait() == 0


async def test_it_waits_a_while_for_its_port(tmp_path: Path) -> None:
    async with discord_house(tmp_path / "first") as first:
        other = LoopbackServer(tmp_path / "other", people_token="p", bot_token="b")
        starting = asyncio.create_task(other.start(first.port))
        await first.people.channels("ann")
        assert not starting.done()
        await first.people.__aexit__(None, None, None)
        await first.server.stop()

        async with asyncio.timeout(PATIENCE_S):
            assert await starting == first.base_url
        await other.stop()


@pytest.mark.parametrize(
    ("headers", "status", "sentence"),
    [
        ({"X-People-Token": "wrong"}, 401, "X-People-Token"),
        ({"Origin": "http://evil.example"}, 403, "other origins"),
        ({"Origin": "null"}, 403, "other origins"),
        ({"Host": "evil.example"}, 403, "Open this server as"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/people/members", "/control/traffic", "/people/events?member=ann"]
)
async def test_strangers_get_nothing(
    house: House, path: str, headers: dict[str, str], status: int, sentence: str
) -> None:
    sent = {"X-People-Token": PEOPLE_TOKEN} | headers
    async with (
        aiohttp.ClientSession(house.base_url) as http,
        http.get(path, headers=sent) as answer,
    ):
        told = await answer.json()

    assert answer.status == status
    assert sentence in told["error"]


async def test_our_own_page_may_act(house: House) -> None:
    sent = {"X-People-Token": PEOPLE_TOKEN, "Origin": house.base_url}
    body = {"member": "ann", "channel": "art", "content": "hello"}
    async with (
        aiohttp.ClientSession(house.base_url) as http,
        http.post("/people/message", headers=sent, json=body) as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("message", {"member": "eve", "channel": "art"}, 404, "There is no member 'eve'."),
        ("message", {"member": "bob", "channel": "admins"}, 404, "bob sees no channel 'admins'."),
        ("message", {"member": "bob", "channel": "art"}, 422, "Write something, or attach a file."),
        ("message", {"member": "bob", "chanel": "art"}, 400, "channel: Field required."),
        ("react", {"member": "bob", "channel": "art", "message": "1", "emoji": "x"}, 404, "There is no such message in this channel."),  # noqa: E501
        ("click", [], 400, "The body: Input should be an object."),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_in_one_sentence(
    people: People, path: str, body: dict[str, str], status: int, sentence: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        await people.ask("POST", f"/people/{path}", body)

    assert (refusal.value.status, str(refusal.value)) == (status, sentence)


async def test_pages_hear_only_what_their_member_may_see(house: House) -> None:
    people, bot = house.people, TrialBot()
    async with connected(bot):
        ann, bob = await people.ear("ann"), await people.ear("bob")
        await people.command("bob", "art", "say", {"text": "psst", "ephemeral": True})
        await people.say("ada", "admins", "for admins")
        await people.say("ada", "art", "for all")

        await bob.wait_for(
            lambda e: e["type"] == "message_create" and texts(e["message"]) == "psst"
        )
        heard = await ann.wait_for(lambda event: event["type"] == "message_create")
        assert texts(heard["message"]) == "for all"


async def test_pages_hear_reactions_typing_commands_and_deletions(house: House) -> None:
    people, bot = house.people, TrialBot()
    ear = await people.ear("ann")
    async with connected(bot):
        await ear.wait_for(lambda event: event["type"] == "commands")
        art = bot.place(await people.channel_id("ann", "art"))
        async with art.typing():
            typing = await ear.wait_for(lambda event: event["type"] == "typing")
        message = await art.send("x")
        await message.add_reaction("⭐")
        reaction = await ear.wait_for(lambda event: event["type"] == "reaction")
        await message.delete()
        deleted = await ear.wait_for(lambda event: event["type"] == "message_delete")

    assert typing["user_id"] == str(bot.user and bot.user.id)
    assert reaction["message"]["reactions"][0]["emoji"]["name"] == "⭐"
    assert deleted["message_id"] == str(message.id)


async def test_two_hundred_interactions_are_carried(tmp_path: Path) -> None:
    bot = TrialBot()
    async with discord_house(tmp_path, limits=True) as house, connected(bot):
        asked = [house.people.command("ann", "art", "say", {"text": str(n)}) for n in range(200)]
        async with asyncio.timeout(60):
            answers = await asyncio.gather(*asked)

        assert len({answer.message_id for answer in answers}) == 200
        assert await house.people.problems() == []


async def test_the_page_comes_with_the_token_in_it(house: House) -> None:
    async with aiohttp.ClientSession(house.base_url) as http:
        async with http.get("/") as index:
            assert f'content="{PEOPLE_TOKEN}"' in await index.text()
            assert index.headers["Cache-Control"] == "no-store"
        async with http.get("/page/style.css") as style:
            assert style.status == 200
        async with http.get("/page/%2e%2e/server.py") as outside:
            assert outside.status == 404


@pytest.mark.parametrize("path", ["/", "/page/main.js"])
async def test_the_page_runs_and_wears_nothing_that_is_not_its_own(house: House, path: str) -> None:
    async with aiohttp.ClientSession(house.base_url) as http, http.get(path) as page:
        policy = page.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
