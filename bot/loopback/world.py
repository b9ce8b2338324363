"""The pretend Discord as a whole: who and what there is, who may do what, and who hears of it.

It holds everything in memory, puts every change into the store, and tells the gateway (bots) and
the watchers (people's pages). It knows neither HTTP nor websockets; what a request does to
messages stands in `messages`, what the first run looks like in `house`.
"""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.loopback import permissions
from bot.loopback.errors import ApiError
from bot.loopback.files import Files
from bot.loopback.ids import Clock, Snowflakes
from bot.loopback.permissions import Right
from bot.loopback.rendering import render
from bot.loopback.state import Channel, Guild, Interaction, Message
from bot.loopback.store import Store
from bot.loopback.wire import Json

KEEP_INTERACTIONS_S = 86_400
KEEP_PROBLEMS = 1000
NONCE_LIVES_S = 300.0


class Dispatch(Protocol):
    """Sends an event to the bot's gateway sessions that want it."""

    def __call__(
        self,
        event: str,
        data: Json,
        *,
        guild_id: str | None = None,
        intent: int | None = None,
        private: bool = False,
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that people's pages show. `only_for` is set when one member alone may see it."""

    type: str
    channel_id: str | None = None
    message: Message | None = None
    only_for: str | None = None
    about: Json | None = None


class World:
    """Everything there is. All methods belong to the event loop."""

    def __init__(self, folder: Path, *, bot_token: str) -> None:
        self.store = Store(folder)
        settings = dict(self.store.read("setting"))
        marks = settings.get("marks", {"last": 0, "offset_s": 0.0, "secret": secrets.token_hex(16)})
        self.clock = Clock(marks["offset_s"])
        self.new_id = Snowflakes(self.clock, marks["last"])
        self._secret: str = marks["secret"]
        self.files = Files(self.store, self.clock, self.new_id, self._secret)
        self.bot_token = bot_token
        self.users = dict(self.store.read("user"))
        self.guilds = {key: Guild(**body) for key, body in self.store.read("guild")}
        self.channels = {key: Channel(**body) for key, body in self.store.read("channel")}
        self.commands: dict[str, dict[str, Json]] = {
            scope: body["commands"] for scope, body in self.store.read("commands")
        }
        self.installs: set[str] = set(settings.get("installs", {}).get("user_ids", ()))
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[tuple[str, str], tuple[float, str]] = {}
        self.waiting: dict[str, asyncio.Future[Json]] = {}
        self.dispatch: Dispatch = _nobody
        self.watchers: set[asyncio.Queue[Notice]] = set()
        self.shards = 1
        self.problems: dict[tuple[str, str, str], Json] = {}
        self._load(settings)

    def _load(self, settings: dict[str, Json]) -> None:
        self.files.upload_limit_bytes = settings.get("upload_limit", {}).get(
            "bytes", self.files.upload_limit_bytes
        )
        for message_id, body in sorted(self.store.read("message"), key=lambda item: int(item[0])):
            self.channels[body["channel_id"]].messages[message_id] = Message.of(body)
            self.new_id.last = max(self.new_id.last, int(message_id))
            if nonce := body["body"].get("nonce"):
                message = self.channels[body["channel_id"]].messages[message_id]
                self.remember_nonce(message.author_id, str(nonce), message)
        for channel in self.channels.values():
            channel.data["last_message_id"] = next(reversed(channel.messages), None)
        for key, body in self.store.read("interaction"):
            if self.clock.now() - body["created_at"] > KEEP_INTERACTIONS_S:
                self.store.remove("interaction", key)
            else:
                found = Interaction(**body)
                self.interactions[found.token] = found
                self.new_id.last = max(self.new_id.last, int(found.id))

    # What is remembered for a while

    def remember_nonce(self, author_id: str, nonce: str, message: Message) -> None:
        """So that the same message is not made twice; old ones are forgotten."""
        self.nonces.pop((author_id, nonce), None)
        self.nonces[author_id, nonce] = (message.created_at, message.id)
        while next(iter(self.nonces.values()))[0] < message.created_at - NONCE_LIVES_S:
            del self.nonces[next(iter(self.nonces))]

    def remember_interaction(self, interaction: Interaction) -> None:
        """So that the bot can answer; those a day old are forgotten."""
        self.interactions[interaction.token] = interaction
        self.save_interaction(interaction)
        oldest = next(iter(self.interactions.values()))
        while oldest.created_at < interaction.created_at - KEEP_INTERACTIONS_S:
            del self.interactions[oldest.token]
            self.store.remove("interaction", oldest.id)
            oldest = next(iter(self.interactions.values()))

    # What is kept

    def save_marks(self) -> None:
        """Remember the clock, the last id and the key that signs links."""
        offset_s = self.clock.offset_s
        marks = {"last": self.new_id.last, "offset_s": offset_s, "secret": self._secret}
        self.store.put("setting", "marks", marks)

    def save_message(self, message: Message) -> None:
        self.store.put("message", message.id, message.record())

    def save_interaction(self, interaction: Interaction) -> None:
        self.store.put("interaction", interaction.id, interaction.record())

    def save_guild(self, guild: Guild) -> None:
        self.store.put("guild", guild.id, guild.record())

    def save_channel(self, channel: Channel) -> None:
        self.store.put("channel", channel.id, channel.record())

    def save_installs(self) -> None:
        self.store.put("setting", "installs", {"user_ids": sorted(self.installs)})

    def save_upload_limit(self) -> None:
        self.store.put("setting", "upload_limit", {"bytes": self.files.upload_limit_bytes})

    # Who and where

    @property
    def bot(self) -> Json:
        return next(user for user in self.users.values() if user.get("bot"))

    @property
    def app_id(self) -> str:
        return str(self.bot["id"])

    def channel(self, channel_id: str) -> Channel:
        """Raises ApiError 10003 when there is none."""
        found = self.channels.get(channel_id)
        if found is None:
            raise ApiError(10003)
        return found

    def guild(self, guild_id: str) -> Guild:
        """A guild the bot is in; raises ApiError 10004 otherwise."""
        found = self.guilds.get(guild_id)
        if found is None or not found.bot_inside:
            raise ApiError(10004)
        return found

    def message(self, channel_id: str, message_id: str) -> Message:
        """Raises ApiError 10008 when there is none."""
        found = self.channel(channel_id).messages.get(message_id)
        if found is None:
            raise ApiError(10008)
        return found

    def bot_channel(self, user_id: str) -> Channel:
        """The DM between the bot and a user, opened on first use."""
        for channel in self.channels.values():
            if channel.context == 1 and channel.data["recipients"][0]["id"] == user_id:
                return channel
        if user_id not in self.users or user_id == self.app_id:
            raise ApiError(50007)
        data: Json = {"id": self.new_id(), "type": 1, "recipients": [self.users[user_id]]}
        channel = Channel(data=data | {"last_message_id": None, "flags": 0})
        self.channels[channel.id] = channel
        self.save_channel(channel)
        return channel

    def channels_of(self, guild_id: str) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if channel.guild_id == guild_id)

    # Who may do what

    def rights(self, user_id: str, channel: Channel) -> int:
        """The permission bits of a user in a channel; 0 for a stranger."""
        if channel.guild_id is None:
            inside = [user["id"] for user in channel.data["recipients"]]
            if not channel.foreign:
                inside.append(self.app_id)
            return permissions.DM if user_id in inside else 0
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        if member is None:
            return 0
        overwrites = channel.data["permission_overwrites"]
        return permissions.of_member(guild.data, member, overwrites)

    def require(self, user_id: str, channel: Channel, *rights: Right) -> None:
        """Raises ApiError 50001 when the channel is hidden, 50013 when a right is missing."""
        value = self.rights(user_id, channel)
        if not permissions.allows(value, Right.VIEW_CHANNEL):
            raise ApiError(50001)
        if not permissions.allows(value, *rights):
            raise ApiError(50013)

    def sees(self, user_id: str, channel: Channel) -> bool:
        return permissions.allows(self.rights(user_id, channel), Right.VIEW_CHANNEL)

    # Who hears of it

    def rendered(self, message: Message, viewer_id: str | None = None) -> Json:
        """The message object as the API returns it to a viewer: the bot, unless one is named."""
        viewer = viewer_id or self.app_id
        shown = render(message, users=self.users, files=self.files, viewer_id=viewer)
        reference = message.body.get("message_reference")
        if reference and message.body["type"] == 19:
            channel = self.channels[reference["channel_id"]]
            target = channel.messages.get(reference["message_id"])
            shown["referenced_message"] = (
                None
                if target is None
                else render(target, users=self.users, files=self.files, viewer_id=viewer)
            )
        return shown

    def tell(self, notice: Notice) -> None:
        """Let people's pages know."""
        for watcher in self.watchers:
            watcher.put_nowait(notice)

    def report(self, where: str, what: str) -> None:
        """Record a violation of the contract and show it on the pages."""
        self._record("violation", where, what)

    def ignore(self, where: str, what: str) -> None:
        """Record a key in a request that Discord would silently ignore."""
        self._record("unknown key", where, what)

    def _record(self, kind: str, where: str, what: str) -> None:
        """The same problem is listed once, with how often and when last; at most 1000 are."""
        known = self.problems.pop((kind, where, what), {"times": 0})
        problem = {"at": self.clock.now(), "kind": kind, "where": where, "what": what}
        self.problems[kind, where, what] = problem | {"times": known["times"] + 1}
        if len(self.problems) > KEEP_PROBLEMS:
            del self.problems[next(iter(self.problems))]
        self.tell(Notice(type="violation", about=problem))


def _nobody(
    event: str,
    data: Json,
    *,
    guild_id: str | None = None,
    intent: int | None = None,
    private: bool = False,
) -> None:
    """Before a gateway is attached nobody listens."""
