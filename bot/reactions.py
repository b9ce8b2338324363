"""Reactions are a second set of buttons, also under old messages.

    1 2 3 4    upscale that picture          envelope  send me the pictures in private
    repeat     the same again, other seed    star      among my favourites (take it away to undo)
    cross      cancel it, or delete it when it is done

The job is found from the buttons of the message itself, so nothing needs to be remembered.
"""

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import discord

from bot import post
from bot.address import UPLOAD_LIMIT_BYTES, Address
from bot.client import BROKEN, Client, insist, sentence_of
from bot.errors import BotError
from bot.member import Member
from bot.render import SHEET_ACTS, Card, Press
from bot.usual import Reaction
from bot.views import BUTTON, layout, pressed, take_away
from inference.errors import InferenceError, JobDeleted
from inference.job import Job, State
from prompts.errors import PromptError

log = logging.getLogger(__name__)

NUMBERS = {
    f"{n}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}": n - 1 for n in range(1, 5)
}
MEANT: Mapping[str, Reaction] = MappingProxyType(
    {
        **dict.fromkeys(NUMBERS, Reaction.UPSCALE),
        "🔁": Reaction.REPEAT,
        **dict.fromkeys(("❌", "✖️", "✖"), Reaction.CROSS),
        **dict.fromkeys(("✉️", "✉", "📩", "📧"), Reaction.ENVELOPE),
        "⭐": Reaction.STAR,
    }
)


async def reacted(client: Client, reaction: discord.RawReactionActionEvent) -> None:
    """Do what a reaction under one of our results asks for; a refusal is told in private."""
    emoji = str(reaction.emoji)
    added = reaction.event_type == "REACTION_ADD"
    meant = MEANT.get(emoji)
    if meant is None or not (added or meant is Reaction.STAR):
        return
    assert client.user is not None
    if added and reaction.message_author_id != client.user.id:
        return
    usual = client.studio.habits.usual(_member(reaction), _place(client, reaction))
    if meant not in usual.reactions:
        return
    try:
        await _do(client, reaction, meant, added=added)
    except (InferenceError, PromptError, BotError) as error:
        sentence = sentence_of(error, resets_at=client.studio.allowances.resets_at)
        assert sentence is not None
        await _tell(client, reaction.user_id, sentence)
    except (discord.HTTPException, *BROKEN) as error:
        log.warning("A reaction under message %d failed: %s", reaction.message_id, error)


async def _do(
    client: Client, reaction: discord.RawReactionActionEvent, meant: Reaction, *, added: bool
) -> None:
    place = client.get_partial_messageable(reaction.channel_id, guild_id=reaction.guild_id)
    message = await place.fetch_message(reaction.message_id)
    press = next(presses_of(message), None)
    if press is None or message.author != client.user:
        return
    member, job_id = _member(reaction), press.job_id
    if press.act in SHEET_ACTS:
        if meant is Reaction.CROSS and await client.studio.sheets.cross(member, job_id):
            await message.delete()
        return
    match meant:
        case Reaction.STAR:
            await client.studio.star(member, job_id, starred=added)
        case Reaction.CROSS:
            await _cross(client, member, job_id, message)
        case Reaction.ENVELOPE:
            await _send(client, await client.studio.finished(job_id), reaction)
        case Reaction.UPSCALE | Reaction.REPEAT:
            index = NUMBERS.get(str(reaction.emoji))
            usual = client.studio.habits.usual(member, _place(client, reaction))
            private = usual.private and member.guild_id is not None
            await _paint(client, member, job_id, message, index, private=private)


def presses_of(message: discord.Message) -> Iterator[Press]:
    """What the buttons of a message ask for."""
    for item in _walk(message.components):
        match = BUTTON.fullmatch(getattr(item, "custom_id", None) or "")
        if match is not None:
            yield pressed(match)


def _walk(components: Any) -> Iterator[Any]:  # noqa: ANN401 - nested types differ by level
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))


async def _cross(client: Client, member: Member, job_id: int, message: discord.Message) -> None:
    try:
        job = await client.studio.cross(member, job_id)
    except JobDeleted:  # an earlier try left the message behind
        await message.delete()
        return
    if job.state is State.DELETED:
        await message.delete()
        await take_away(client, job, but=message.id)


async def _paint(
    client: Client,
    member: Member,
    job_id: int,
    message: discord.Message,
    index: int | None,
    *,
    private: bool,
) -> None:
    """Answer below the message: that picture upscaled, or without a number all of it again.

    Our message comes first, so that the job has a place from its start. A private one is a direct
    message, since what answers a reaction cannot be for one reader alone.
    """
    sent_at = client.clock()
    placeholder = Card(above=("One moment…",))  # a message cannot change to this layout later
    nonce = secrets.token_hex(12)
    if private:
        user = await client.fetch_user(member.user_id)
        answer = await insist(lambda: user.send(view=layout(placeholder), nonce=nonce))
    else:
        answer = await insist(
            lambda: message.reply(view=layout(placeholder), nonce=nonce, mention_author=False)
        )
    address = Address(
        channel_id=answer.channel.id,
        guild_id=None if private else member.guild_id,
        user_id=member.user_id,
        message_id=answer.id,
        created_at=sent_at,
    )
    key = f"reaction:{answer.id}"
    try:
        if index is None:
            await client.studio.reroll(member, job_id, key=key, address=address)
        else:
            await client.studio.upscale(member, job_id, index, key=key, address=address)
    except (InferenceError, BotError):
        with suppress(discord.HTTPException, *BROKEN):
            await answer.delete()
        raise


async def _send(client: Client, job: Job, reaction: discord.RawReactionActionEvent) -> None:
    """Send a job's pictures to who asked, once however often the reaction arrives."""
    user = await client.fetch_user(reaction.user_id)
    now = await post.outcome(job, client.studio.storage, limit_bytes=UPLOAD_LIMIT_BYTES)
    nonce = f"{reaction.message_id}"[-12:] + f"{reaction.user_id}"[-12:]
    await insist(lambda: user.send(view=now.view(), files=now.uploads(), nonce=nonce))


async def _tell(client: Client, user_id: int, sentence: str) -> None:
    try:
        user = await client.fetch_user(user_id)
        nonce = secrets.token_hex(12)
        await insist(lambda: user.send(sentence, nonce=nonce))
    except (discord.HTTPException, *BROKEN) as error:
        log.info("Member %d cannot be told in private: %s", user_id, error)


def _place(client: Client, reaction: discord.RawReactionActionEvent) -> int:
    """Where it stands; of a thread the channel that it belongs to."""
    guild = client.get_guild(reaction.guild_id) if reaction.guild_id else None
    thread = guild.get_thread(reaction.channel_id) if guild else None
    return thread.parent_id if thread else reaction.channel_id


def _member(reaction: discord.RawReactionActionEvent) -> Member:
    """Who reacted. A reaction carries no permissions of the channel, so the server's count."""
    person = reaction.member
    if person is None:
        return Member(user_id=reaction.user_id, guild_id=reaction.guild_id)
    can = person.guild_permissions
    return Member(
        user_id=person.id,
        guild_id=reaction.guild_id,
        role_ids=frozenset(role.id for role in person.roles),
        moderates=can.administrator or can.manage_messages,
        administers=can.administrator or can.manage_guild,
    )
