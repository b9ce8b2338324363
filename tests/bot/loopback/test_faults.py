"""Failures on demand, as an unmodified discord.py meets them."""

from pathlib import Path

import aiohttp
import discord
import pytest

from tests.bot.loopback.trial_bot import TrialBot, a_file, layout
from tests.discord_house import connected, discord_house
from tests.people import People, texts

CREATE = r"/messages$"


@pytest.fixture
async def art(people: People, bot: TrialBot) -> discord.PartialMessageable:
    return bot.place(await people.channel_id("ann", "art"))


async def statuses(people: People, method: str, pattern: str) -> list[int]:
    return [
        entry["status"]
        for entry in await people.traffic()
        if entry["method"] == method and entry["path"].endswith(pattern)
    ]


async def test_a_429_is_waited_out_and_the_files_come_again(people: People, bot: TrialBot) -> None:
    await people.fault("PATCH", "/webhooks/", 429, retry_after=0.05, times=2)

    answer = await people.command("ann", "art", "imagine", {"prompt": "patience"})

    assert texts(await people.settled("ann", "art", answer.message_id)) == "patience"
    seen = await statuses(people, "PATCH", "/messages/@original")
    assert seen[:2] == [429, 429]


async def test_a_429_that_does_not_say_how_long_is_an_error(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, 429)

    with pytest.raises(KeyError, match="retry_after"):
        await art.send("x")


async def test_a_429_from_the_proxy_in_front_counts_as_a_ban(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, 429, via=False)

    with pytest.raises(discord.HTTPException) as banned:
        await art.send("x")

    assert banned.value.status == 429
    assert len(await statuses(people, "POST", "/messages")) == 1


async def test_a_503_is_not_retried_by_the_library(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, 503)

    with pytest.raises(discord.DiscordServerError):
        await art.send("x")

    assert await statuses(people, "POST", "/messages") == [503]


async def test_a_lost_answer_and_a_nonce_make_one_message(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, 502, after=True)

    await art.send("once", nonce="n1")

    assert await statuses(people, "POST", "/messages") == [502, 200]
    assert len(await people.messages("ann", "art")) == 1


async def test_a_cut_socket_is_a_network_error(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, 0)

    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await art.send("x")

    assert await people.messages("ann", "art") == []


async def test_a_slow_answer_only_takes_longer(
    people: People, art: discord.PartialMessageable
) -> None:
    await people.fault("POST", CREATE, None, delay_s=0.05)

    assert (await art.send("x")).content == "x"


async def test_faults_can_be_called_off(people: People, art: discord.PartialMessageable) -> None:
    await people.fault("POST", CREATE, 503, times=9)
    await people.no_faults()

    assert (await art.send("x")).content == "x"


async def test_the_sixth_message_waits_for_its_bucket(tmp_path: Path) -> None:
    async with discord_house(tmp_path, limits=True) as house, connected(TrialBot()):
        path = f"/api/v10/channels/{await house.people.channel_id('ann', 'art')}/messages"
        headers = {"Authorization": f"Bot {house.bot_token}"}
        async with aiohttp.ClientSession(house.base_url, headers=headers) as http:
            answers = [await http.post(path, json={"content": "x"}) for _ in range(6)]

        assert [answer.status for answer in answers] == [200] * 5 + [429]
        assert answers[0].headers["X-RateLimit-Remaining"] == "4"
        assert (await answers[5].json())["retry_after"] <= 5
        assert answers[5].headers["Via"]


async def test_messages_older_than_an_hour_have_a_hidden_cap(tmp_path: Path) -> None:
    bot = TrialBot()
    async with discord_house(tmp_path, limits=True) as house, connected(bot):
        art = bot.place(await house.people.channel_id("ann", "art"))
        message = await art.send(view=layout("old", files=[file := a_file()]), file=file)
        await house.people.advance(3601)
        for number in range(3):
            await message.edit(view=layout(str(number)))
        path = f"/api/v10/channels/{art.id}/messages/{message.id}"
        headers = {"Authorization": f"Bot {house.bot_token}"}
        async with (
            aiohttp.ClientSession(house.base_url, headers=headers) as http,
            http.patch(path, json={"flags": 4}) as refused,
        ):
            told = await refused.json()

        assert (refused.status, told["code"]) == (429, 30046)
        assert 0 < told["retry_after"] <= 20
