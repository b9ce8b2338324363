"""Who or what a member's client names in an option or a select: users, roles, channels.

What was named is collected in `resolved`, the way interactions carry it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Flag, auto

from bot.loopback.state import Channel
from bot.loopback.wire import Json
from bot.loopback.world import World

_CHANNEL_FIELDS = ("id", "name", "type", "parent_id", "flags", "topic", "nsfw", "position")
_MARKS = re.compile(r"[<@&#!>]")


class Entity(Flag):
    """What may be named."""

    USER = auto()
    ROLE = auto()
    CHANNEL = auto()


@dataclass(slots=True)
class Mentions:
    """Finds what is named from inside one channel."""

    world: World
    channel: Channel
    resolved: Json = field(default_factory=dict)

    def find(
        self, kinds: Entity, given: str, channel_types: Collection[int] | None = None
    ) -> str | None:
        """The id behind a name, id or mention, or None."""
        wanted = _MARKS.sub("", given)
        found = None
        if Entity.USER in kinds:
            found = self._user(wanted)
        if found is None and Entity.ROLE in kinds:
            found = self._role(wanted)
        if found is None and Entity.CHANNEL in kinds:
            found = self._channel(wanted, channel_types)
        return found

    def _note(self, kind: str, found_id: str, found: Json) -> str:
        self.resolved.setdefault(kind, {})[found_id] = found
        return found_id

    def _user(self, wanted: str) -> str | None:
        for user_id, user in self.world.users.items():
            if wanted in (user_id, user["username"]):
                self._note_member(user_id)
                return self._note("users", user_id, user)
        return None

    def _note_member(self, user_id: str) -> None:
        guild = self.world.guilds.get(self.channel.guild_id or "")
        if guild is None or user_id not in guild.members:
            return
        hidden = ("user", "deaf", "mute")
        member = {k: v for k, v in guild.members[user_id].items() if k not in hidden}
        rights = str(self.world.rights(user_id, self.channel))
        self._note("members", user_id, member | {"permissions": rights})

    def _role(self, wanted: str) -> str | None:
        guild = self.world.guilds.get(self.channel.guild_id or "")
        for role in guild.data["roles"] if guild else ():
            if wanted in (role["id"], role["name"], role["name"].removeprefix("@")):
                return self._note("roles", role["id"], role)
        return None

    def _channel(self, wanted: str, kinds: Collection[int] | None) -> str | None:
        for channel in self.world.channels_of(self.channel.guild_id or ""):
            fits = not kinds or channel.data["type"] in kinds
            if fits and wanted in (channel.id, channel.data["name"]):
                shown = {name: channel.data[name] for name in _CHANNEL_FIELDS}
                rights = str(self.world.rights(self.world.app_id, channel))
                return self._note("channels", channel.id, shown | {"permissions": rights})
        return None
