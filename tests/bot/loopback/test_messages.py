"""Messages and reactions on the bot's own routes, against Discord's rules."""

import asyncio
import io
from collections.abc import Coroutine
from typing import Any

import discord
import pytest
from discord import ui

from tests.bot.loopback.trial_bot import Act, TrialBot, a_file, layout
from tests.people import People, parts, texts


@pytest.fixture
async def art(people: People, bot: TrialBot) -> discord.PartialMessageable:
    return bot.place(await people.channel_id("ann", "art"))


def raw(art: discord.PartialMessageable, body: dict[str, Any]) -> Coroutine[Any, Any, Any]:
    """Post what discord.py would not even send."""
    http = art._state.http
    return http.request(discord.http.Route("POST", f"/channels/{art.id}/messages"), json=body)


async def test_the_same_nonce_makes_one_message(
    people: People, art: discord.PartialMessageable
) -> None:
    first = await art.send("hello", nonce="n1")
    second = await art.send("hello", nonce="n1")

    assert first.id == second.id
    assert len(await people.messages("ann", "art")) == 1
    await people.advance(301)
    assert (await art.send("hello", nonce="n1")).id != first.id


async def test_ids_increase_and_tell_the_time(art: discord.PartialMessageable) -> None:
    sent = await asyncio.gather(*(art.send(str(number)) for number in range(20)))

    ids = [message.id for message in sent]
    assert len(set(ids)) == 20
    ages = [(discord.utils.utcnow() - message.created_at).total_seconds() for message in sent]
    assert all(-1 < age < 10 for age in ages)


async def test_the_list_of_attachments_on_an_edit_names_the_survivors(
    people: People, art: discord.PartialMessageable
) -> None:
    message = await art.send("two", files=[a_file("a.png"), a_file("b.png")])

    message = await message.edit(attachments=[message.attachments[1], a_file("c.png")])
    assert [file.filename for file in message.attachments] == ["b.png", "c.png"]
    await message.edit(content="only words")
    assert len((await people.message("ann", "art", str(message.id)))["attachments"]) == 2
    await message.edit(attachments=[])
    assert (await people.message("ann", "art", str(message.id)))["attachments"] == []


async def test_components_refer_to_files_kept_from_before(
    people: People, art: discord.PartialMessageable
) -> None:
    file = a_file()
    message = await art.send(view=layout("one", files=[file]), file=file)

    again = ui.LayoutView.from_message(message, timeout=None)
    await message.edit(view=again)

    shown = await people.message("ann", "art", str(message.id))
    gallery = next(part for part in parts(shown) if part["type"] == 12)
    assert gallery["items"][0]["media"]["width"] == 16
    assert gallery["items"][0]["description"] == "A teal field."


def forty_one() -> dict[str, Any]:
    return {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (forty_one(), "Must be 40 or fewer in length"),
        (
            {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4001}]},
            "Must be 4000 or fewer in length",
        ),
        ({"components": [{"type": 10, "content": "x"}]}, "IS_COMPONENTS_V2"),
        (
            {"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]},
            'The "content" field cannot be used',
        ),
        (
            {"flags": 1 << 15, "components": [{"type": 13, "file": {"url": "attachment://no"}}]},
            "The referenced attachment was not found",
        ),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x"}]}]},
            "This field is required",
        ),
        ({"content": "x" * 2001}, "2000"),
        ({"flags": 1 << 6, "content": "x"}, "cannot be set here"),
        ({"content": {"text": "x"}}, "this value is not of type"),
    ],
)
async def test_what_discord_would_not_show_is_refused_in_its_own_form(
    art: discord.PartialMessageable, body: dict[str, Any], code: str
) -> None:
    with pytest.raises(discord.HTTPException, match=code) as refused:
        await raw(art, body)

    assert (refused.value.status, refused.value.code) == (400, 50035)


async def test_the_same_custom_id_twice_is_refused(art: discord.PartialMessageable) -> None:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.ActionRow(Act("again")))
    view.add_item(ui.ActionRow(Act("again")))

    with pytest.raises(discord.HTTPException, match="custom id cannot be duplicated"):
        await art.send(view=view)


async def test_an_empty_message_is_refused(art: discord.PartialMessageable) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await art.send()

    assert refused.value.code == 50006


async def test_a_message_with_words_cannot_turn_into_components(
    art: discord.PartialMessageable,
) -> None:
    message = await art.send("words")

    with pytest.raises(discord.HTTPException, match="IS_COMPONENTS_V2"):
        await message.edit(view=layout("v2"))


async def test_keys_that_discord_ignores_are_listed(
    people: People, art: discord.PartialMessageable
) -> None:
    button = {"type": 2, "style": 1, "custom_id": "x", "label": "x", "lable": "x"}
    await raw(art, {"content": "x", "colour": 1, "components": [_row(button)]})

    listed = {(problem["kind"], problem["what"]) for problem in await people.problems()}
    assert listed == {
        ("unknown key", "Discord ignores the key colour."),
        ("unknown key", "Discord ignores the key components[].components[].lable."),
    }


def _row(button: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": [button]}


async def test_files_over_the_limit_are_refused(
    people: People, art: discord.PartialMessageable, bot: TrialBot
) -> None:
    await people.upload_limit(1000)

    with pytest.raises(discord.HTTPException) as refused:
        await art.send(file=discord.File(io.BytesIO(bytes(1001)), "x.bin"))

    assert (refused.value.status, refused.value.code) == (413, 40005)
    await people.command("ann", "art", "imagine", {"prompt": "x"})
    assert (await bot.noted("context")).filesize_limit == 1000


@pytest.mark.parametrize(("right", "code"), [(1 << 10, 50001), (1 << 11, 50013), (1 << 15, 50013)])
async def test_a_missing_permission_is_refused(
    people: People, art: discord.PartialMessageable, right: int, code: int
) -> None:
    await people.permit("art", "Mozart", deny=right)

    with pytest.raises(discord.Forbidden) as refused:
        await art.send(file=a_file())

    assert refused.value.code == code


async def test_somebody_elses_message_cannot_be_edited(
    people: People, art: discord.PartialMessageable
) -> None:
    theirs = await people.say("ann", "art", "mine")

    with pytest.raises(discord.Forbidden) as refused:
        await art.get_partial_message(int(theirs["id"])).edit(content="yours")

    assert refused.value.code == 50005


async def test_a_deleted_message_is_unknown(
    people: People, art: discord.PartialMessageable
) -> None:
    message = await art.send("soon gone")
    await people.delete("art", str(message.id))

    with pytest.raises(discord.NotFound) as unknown:
        await message.edit(content="too late")

    assert unknown.value.code == 10008


async def test_reactions_travel_both_ways(
    people: People, art: discord.PartialMessageable, bot: TrialBot
) -> None:
    message = await art.send("react")

    await people.react("bob", "art", str(message.id), "⭐")
    assert (await bot.noted("reaction"))[:2] == (message.id, "⭐")
    await message.add_reaction("⭐")
    shown = (await people.message("ann", "art", str(message.id)))["reactions"]
    assert [(one["emoji"]["name"], one["count"], one["me"]) for one in shown] == [("⭐", 2, False)]
    await people.react("bob", "art", str(message.id), "⭐", remove=True)
    assert (await people.message("bob", "art", str(message.id)))["reactions"][0]["count"] == 1


async def test_an_emoji_that_is_none_is_unknown(art: discord.PartialMessageable) -> None:
    message = await art.send("react")

    with pytest.raises(discord.HTTPException) as unknown:
        await message.add_reaction("nope")

    assert unknown.value.code == 10014


async def test_members_words_come_empty_without_the_intent_for_them(
    people: People, bot: TrialBot
) -> None:
    await people.say("ann", "art", "in the open", files={"n.txt": b"note"})
    await people.say("ann", "dm", "in private")

    heard = [await bot.noted("message"), await bot.noted("message")]
    assert [message.content for message in heard] == ["", "in private"]


async def test_only_those_who_may_be_mentioned_are(
    people: People, art: discord.PartialMessageable
) -> None:
    ann = next(m for m in await people.ask("GET", "/people/members") if m["name"] == "ann")
    quiet = await art.send(f"<@{ann['id']}>")
    loud = await art.send(f"<@{ann['id']}>", allowed_mentions=discord.AllowedMentions(users=True))

    mentions = [
        [user["username"] for user in (await people.message("ann", "art", str(m.id)))["mentions"]]
        for m in (quiet, loud)
    ]
    assert mentions == [[], ["ann"]]


async def test_a_reply_shows_what_it_replies_to(
    people: People, art: discord.PartialMessageable
) -> None:
    theirs = await people.say("ann", "art", "a question")
    reference = discord.MessageReference(message_id=int(theirs["id"]), channel_id=art.id)

    answer = await art.send("an answer", reference=reference)

    shown = await people.message("ann", "art", str(answer.id))
    assert texts(shown["referenced_message"]) == "a question"


async def test_history_is_newest_first_and_pages(
    people: People, art: discord.PartialMessageable
) -> None:
    ids = [(await art.send(str(number))).id for number in range(5)]

    assert [message.id async for message in art.history(limit=3)] == ids[:1:-1]
    page = await people.ask(
        "GET", "/people/messages", member="ann", channel="art", before=ids[2], limit=9
    )
    assert [message["id"] for message in page] == [str(ids[1]), str(ids[0])]
