"""The nouns of the pretend Discord: guilds, channels, messages, attachments, interactions.

Users, roles, members and commands are kept as Discord's own JSON, since nothing is computed on
them. Every noun turns itself into a record for the store and back. Knows no rules and no I/O.
"""

from dataclasses import dataclass, field
from typing import Self

from bot.loopback.wire import Flag, Json, Kind, Place


@dataclass(slots=True, kw_only=True)
class Guild:
    """A server. `data` is Discord's guild object with its roles."""

    data: Json
    members: dict[str, Json] = field(default_factory=dict)
    bot_inside: bool = True

    @property
    def id(self) -> str:
        return str(self.data["id"])

    def record(self) -> Json:
        return {"data": self.data, "members": self.members, "bot_inside": self.bot_inside}


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file of a message or of an interaction; `path` is where its links point to."""

    id: str
    filename: str
    size_bytes: int
    content_type: str
    path: str
    width_px: int | None = None
    height_px: int | None = None
    description: str | None = None
    ephemeral: bool = False

    def record(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True, kw_only=True)
class Message:
    """A message. `body` holds the fields as they were sent; `rendering` resolves them.

    Attributes:
        attachments: every file, whether components refer to it or not.
        reactions: emoji key -> user ids, in the order they reacted.
        only_for: the one user who sees it, when it is ephemeral.
        dismissed: that user put it away.
        metadata: Discord's `interaction_metadata`, when it answers an interaction.
    """

    id: str
    channel_id: str
    author_id: str
    created_at: float
    body: Json
    attachments: dict[str, Attachment] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited_at: float | None = None
    only_for: str | None = None
    dismissed: bool = False
    interaction_id: str | None = None
    metadata: Json | None = None
    command: str | None = None

    @property
    def flags(self) -> int:
        return int(self.body["flags"])

    @property
    def loading(self) -> bool:
        return bool(self.flags & Flag.LOADING)

    def record(self) -> Json:
        record = {name: getattr(self, name) for name in self.__slots__ if name != "attachments"}
        return record | {"attachments": [file.record() for file in self.attachments.values()]}

    @classmethod
    def of(cls, record: Json) -> Self:
        files = [Attachment(**file) for file in record["attachments"]]
        return cls(**(record | {"attachments": {file.id: file for file in files}}))


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel. `data` is Discord's channel object; messages are oldest first.

    Attributes:
        foreign: a private channel of other people, where the bot can only answer interactions.
    """

    data: Json
    foreign: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def guild_id(self) -> str | None:
        return self.data.get("guild_id")

    @property
    def private(self) -> bool:
        return bool(self.data["type"] != Place.TEXT)

    @property
    def context(self) -> int:
        """Discord's interaction context: 0 in a server, 1 in the bot's DM, 2 elsewhere."""
        if self.guild_id:
            return 0
        return 2 if self.foreign else 1

    def record(self) -> Json:
        return {"data": self.data, "foreign": self.foreign}


@dataclass(slots=True, kw_only=True)
class Interaction:
    """Something a member did that the bot may answer with `token` for fifteen minutes.

    Attributes:
        owners: Discord's `authorizing_integration_owners`.
        command: the full name of the command behind it, if any.
        source_id: the message whose component it came from.
        original_id: the message that @original means.
        answer: the type of the first response; None until there is one.
        modal: what the bot asked to fill in, when it answered with a modal.
    """

    id: str
    token: str
    kind: int
    user_id: str
    channel_id: str
    guild_id: str | None
    created_at: float
    owners: Json
    command: str | None = None
    source_id: str | None = None
    original_id: str | None = None
    answer: int | None = None
    followups: int = 0
    modal: Json | None = None
    opened_by: Json | None = None

    def record(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}

    def metadata(self, user: Json) -> Json:
        """What messages that answer this interaction say about it."""
        about: Json = {
            "id": self.id,
            "type": int(self.kind),
            "user": user,
            "authorizing_integration_owners": self.owners,
        }
        if self.kind == Kind.COMPONENT:
            about["interacted_message_id"] = self.source_id
        if self.kind == Kind.MODAL:
            about["triggering_interaction_metadata"] = self.opened_by
        return about
