"""The connection to Discord: the client, its command tree, and the one place for errors.

Commands are synced when their payload changed, not at every start. Whatever a command, button or
modal raises ends in `explain`, which always answers the member.
"""

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Self, TypeVar

import aiohttp
import discord
from discord import app_commands
from typing_extensions import override

from bot.errors import BotError
from bot.member import Member
from bot.phrases import quoted
from bot.studio import Studio
from inference.errors import (
    DeviceTimeUsedUp,
    InferenceError,
    JobDeleted,
    JobNotFound,
    QuotaUsedUp,
)
from inference.queue import Queue
from prompts.errors import PromptError

log = logging.getLogger(__name__)

SelfT = TypeVar("SelfT")
T = TypeVar("T")
Callback = Callable[[SelfT, discord.Interaction], Coroutine[Any, Any, None]]
Command = app_commands.Command[Any, ..., Any] | app_commands.Group

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0

BROKEN = (aiohttp.ClientError, OSError, RuntimeError)
"""Troubles of a connection; RuntimeError is a session that is being replaced."""

UNKNOWN_INTERACTION = 10062  # it was answered too late
ALREADY_ANSWERED = 40060  # by a try of ours whose reply got lost, or an earlier delivery of it
THINKING = "thinking"  # in an interaction's extras: an acknowledgement of which we only know so


class Tree(app_commands.CommandTree["Client"]):
    """The slash commands; their errors go where all errors go."""

    @override
    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        cause = error.__cause__ if isinstance(error, app_commands.CommandInvokeError) else None
        await explain(interaction, cause if isinstance(cause, Exception) else error)


class Client(discord.AutoShardedClient):
    """Mozart's account on Discord. Built by the house, which hands it what it calls."""

    def __init__(
        self,
        *,
        studio: Studio,
        queue: Queue,
        commands: Sequence[Command],
        buttons: Sequence[type[discord.ui.DynamicItem[Any]]],
        reacted: Callable[["Client", discord.RawReactionActionEvent], Awaitable[None]],
        submitted: Callable[[discord.Interaction], Awaitable[None]],
        clicked: Callable[[discord.Interaction], Awaitable[None]],
        guild_ready_timeout_s: float,
        clock: Callable[[], float],
    ) -> None:
        """Connect nothing yet; `connect_until_closed` does.

        Args:
            studio: what commands and buttons call.
            queue: remembers which commands were synced.
            commands: the slash commands.
            buttons: the persistent buttons and menus.
            reacted: called for every reaction that a person adds or takes away.
            submitted: called for every form that a member sends.
            clicked: called for every press, to refuse what `buttons` do not know.
            guild_ready_timeout_s: how long READY waits for a late server; 2 is discord.py's.
            clock: unix seconds; answers are dated with it.
        """
        intents = discord.Intents.none()
        intents.guilds = intents.guild_reactions = intents.dm_reactions = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),  # prompts are echoed
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,  # without it a long 429 sleeps for up to an hour
            guild_ready_timeout=guild_ready_timeout_s,
        )
        self.studio = studio
        self.clock = clock
        self.logged_in = asyncio.Event()
        self._pause_s = FIRST_PAUSE_S
        self._queue = queue
        self._buttons = buttons
        self._reacted = reacted
        self._submitted = submitted
        self._clicked = clicked
        self.tree = Tree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in commands:
            self.tree.add_command(command)

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> Self:
        """The client that an interaction arrived at."""
        client = interaction.client
        assert isinstance(client, cls)
        return client

    @property
    def pressable(self) -> list[re.Pattern[str]]:
        """What the custom_id of a button or menu of ours looks like."""
        return [it.__discord_ui_compiled_template__ for it in self._buttons]

    def is_connected(self) -> bool:
        """Whether we are ready and every shard's connection to the gateway stands."""
        return self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())

    async def connect_until_closed(self, token: str) -> None:
        """Stay connected until `close` is called, through every trouble that may pass.

        Raises:
            discord.LoginFailure: the token is wrong; trying again would be of no use.
            discord.PrivilegedIntentsRequired, CommandSyncFailure: a fault of ours.
        """
        while True:
            try:
                await self.login(token)
                await self.connect()
            except (
                discord.LoginFailure,
                discord.PrivilegedIntentsRequired,
                app_commands.CommandSyncFailure,
            ):
                raise
            except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
                log.warning("Disconnected (%s); trying again in %.0f s.", error, self._pause_s)
            except (AttributeError, KeyError, TypeError):
                # discord.py 2.7.1 ends like this when the first connect fails, and on one
                # malformed payload from the gateway.
                log.warning("The gateway sent what discord.py cannot read.", exc_info=True)
            else:
                return  # close() was called
            await super().close()
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)
            self.clear()
            # discord.py 2.7.1 keeps the closed connector, and the word to end in its shards' queue.
            self.http.connector = discord.utils.MISSING
            await self._async_setup_hook()

    @override
    async def setup_hook(self) -> None:
        self.logged_in.set()
        self.add_dynamic_items(*self._buttons)
        await self._sync()

    async def _sync(self) -> None:
        """Send the commands to Discord if they are not what it has from us."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        text = json.dumps(payload, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        note = f"commands:{self.application_id}"
        if await self._queue.note(note) == digest:
            return
        await self.tree.sync()
        await self._queue.set_note(note, digest)
        log.info("Sent %d commands to Discord.", len(payload))

    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        """Reactions are a second set of buttons."""
        await self._react(reaction)

    async def on_raw_reaction_remove(self, reaction: discord.RawReactionActionEvent) -> None:
        """Taking a star away takes the favourite away."""
        await self._react(reaction)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take what discord.py drops: forms from before a restart, and presses nobody knows."""
        try:
            if interaction.type is discord.InteractionType.modal_submit:
                await self._submitted(interaction)
            elif interaction.type is discord.InteractionType.component:
                await self._clicked(interaction)
        except Exception as error:  # noqa: BLE001 - the edge: nothing above us would report it
            await explain(interaction, error)

    async def on_ready(self) -> None:
        """Members can be served; tell the operator."""
        self._pause_s = FIRST_PAUSE_S
        log.info("Ready as %s; servers: %d.", self.user, len(self.guilds))

    async def _react(self, reaction: discord.RawReactionActionEvent) -> None:
        if self.user is not None and reaction.user_id != self.user.id:
            await self._reacted(self, reaction)


def member_of(interaction: discord.Interaction[Any], other: discord.Member | None = None) -> Member:
    """Who acts, with the permissions that Discord computed for this channel.

    Args:
        interaction: what they did.
        other: take this member of the same server instead, without any permissions.
    """
    user = other or interaction.user
    if not interaction.is_guild_integration() or not isinstance(user, discord.Member):
        return Member(user_id=user.id)
    can = discord.Permissions.none() if other else interaction.permissions
    return Member(
        user_id=user.id,
        guild_id=interaction.guild_id,
        role_ids=frozenset(role.id for role in user.roles),
        moderates=can.administrator or can.manage_messages,
        administers=can.administrator or can.manage_guild,
        curates=other is None and _curates(user),
    )


def channel_of(interaction: discord.Interaction[Any]) -> int | None:
    """Where it happened; of a thread the channel that it belongs to."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id


def _curates(user: discord.Member) -> bool:
    """By their roles alone, whatever a channel adds to them."""
    can = user.guild_permissions
    return can.administrator or can.manage_guild or can.manage_messages


async def acknowledge(
    interaction: discord.Interaction[Any], *, thinking: bool = True, ephemeral: bool = False
) -> int | None:
    """Tell Discord that we heard, within the three seconds that it waits.

    Args:
        interaction: not answered yet.
        thinking: show "thinking" until the answer comes; without, a press shows nothing.
        ephemeral: whether the member alone sees the answer.

    Returns:
        The number of the message that will be the answer, where Discord told it.
    """
    response = interaction.response
    try:
        answer = await insist(lambda: response.defer(thinking=thinking, ephemeral=ephemeral))
    except discord.HTTPException as error:
        if error.code != ALREADY_ANSWERED:
            raise
        interaction.extras[THINKING] = thinking
        return None
    return answer.message_id if answer else None


async def insist(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again if the connection broke: for what Discord does once, however often it is asked."""
    try:
        return await ask()
    except BROKEN:
        return await ask()


def explained(callback: Callback[SelfT]) -> Callback[SelfT]:
    """Wrap a button's callback: discord.py only logs what those raise, the member sees nothing."""

    @wraps(callback)
    async def guarded(self: SelfT, interaction: discord.Interaction) -> None:
        try:
            await callback(self, interaction)
        except Exception as error:  # noqa: BLE001 - the edge: nothing above us would report it
            await explain(interaction, error)

    return guarded


async def explain(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer the member with what went wrong, visible to them alone; log what is ours to mend."""
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_INTERACTION:
        log.warning("An interaction was answered too late: %s", error)
        return
    sentence = sentence_of(error, resets_at=Client.of(interaction).studio.allowances.resets_at)
    if sentence is None:
        log.error("Interaction %d failed.", interaction.id, exc_info=error)
        sentence = "Something went wrong here, and nothing was charged. Please try again."
    try:
        await _answer(interaction, sentence)
    except (discord.HTTPException, *BROKEN) as problem:
        log.warning("Could not answer interaction %d: %s", interaction.id, problem)


async def _answer(interaction: discord.Interaction[Any], sentence: str) -> None:
    response, extras = interaction.response, interaction.extras
    if not response.is_done() and THINKING not in extras:
        await insist(lambda: response.send_message(sentence, ephemeral=True))
        return
    deferred = response.type is discord.InteractionResponseType.deferred_channel_message
    if deferred or extras.get(THINKING):
        # A public "thinking" cannot turn private: take it away and answer below. Where it stays,
        # the answer fills it.
        with suppress(discord.HTTPException, *BROKEN):
            await interaction.delete_original_response()
    await interaction.followup.send(sentence, ephemeral=True)


def sentence_of(error: Exception, *, resets_at: int) -> str | None:
    """What a member reads about an error, with their own words in it made plain text.

    None if it is a fault of ours.

    Args:
        error: anything a command or button raised.
        resets_at: unix seconds when today's quotas begin anew.
    """
    match error:
        case QuotaUsedUp() | DeviceTimeUsedUp():
            return _used_up(error, resets_at)
        case JobDeleted():
            return f"{error} Ask for new pictures with `/imagine`."
        case JobNotFound():
            return f"{error} The number stands under every result."
        case InferenceError() | PromptError() | BotError():
            return quoted(str(error)) + _underlined(error)
        case app_commands.CheckFailure():
            return "You may not use this command here."
        case app_commands.TransformerError():
            return f"“{quoted(str(error.value))}” is not a value this option can have."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "This command changed. Type it again in a minute."
        case _:
            return None


def _used_up(error: QuotaUsedUp | DeviceTimeUsedUp, resets_at: int) -> str:
    whose = "You have" if error.account.startswith("member:") else "This server has"
    if isinstance(error, QuotaUsedUp):
        left = f"{error.left} of {error.limit} pictures left today, which is too few for this"
        less = "Ask for fewer, or wait: there" if error.left else "There"
    else:
        left = (
            f"{error.left_s:.0f} of {error.limit_s:.0f} device seconds left today, and this takes"
            f" about {max(1, round(error.asked_s))}"
        )
        less = "Ask for fewer or smaller ones, or wait: there" if error.left_s >= 1 else "There"
    return f"{whose} {left}. {less} are new ones <t:{resets_at}:R>."


def _underlined(error: Exception) -> str:
    """Where in the words it went wrong, in a block of equal widths that nothing in them can end."""
    lines = error.underlined if isinstance(error, PromptError) else ""
    return "\n```\n" + lines.replace("`", "'") + "\n```" if lines else ""
