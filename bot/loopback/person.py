"""A member in front of Discord's client: what they see, and what they can do with it.

Everything a person does that a bot answers becomes an INTERACTION_CREATE here. Knows no HTTP.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.loopback import messages, permissions, rules
from bot.loopback.errors import ApiError, NoAnswer, NotAllowed, NotFound, Refused
from bot.loopback.forms import Choosing, Form, Given
from bot.loopback.mentions import Mentions
from bot.loopback.options import Typed, choose, visible_commands
from bot.loopback.permissions import Right
from bot.loopback.rest_interactions import ACK_S
from bot.loopback.state import Attachment, Channel, Interaction, Message
from bot.loopback.wire import SELECTS, Answer, Json, JsonValue, Kind, Option, Part, Place
from bot.loopback.world import Notice, World

NO_ANSWER = "The application did not respond."
_CHANNEL_FIELDS = (
    "id",
    "type",
    "name",
    "nsfw",
    "parent_id",
    "position",
    "topic",
    "rate_limit_per_user",
    "flags",
    "last_message_id",
    "guild_id",
    "recipients",
    "icon",
    "owner_id",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One member's client."""

    world: World
    user: Json

    @property
    def id(self) -> str:
        return str(self.user["id"])

    # What they see

    def channels(self) -> list[Channel]:
        return [c for c in self.world.channels.values() if self.world.sees(self.id, c)]

    def channel(self, name_or_id: str) -> Channel:
        """A channel by id, by name, or "dm" for the one with the bot; raises NotFound."""
        wanted = name_or_id.removeprefix("#").removeprefix("@").lower()
        own_bot_dm = {"dm", str(self.world.bot["username"]).lower()}
        for channel in self.channels():
            if channel.id == wanted or self.name_of(channel).lower() == wanted:
                return channel
            if channel.context == 1 and wanted in own_bot_dm:
                return channel
        raise NotFound(f"{self.user['username']} sees no channel {name_or_id!r}.")

    def name_of(self, channel: Channel) -> str:
        """What the client shows as the channel's name."""
        if channel.data["type"] == Place.DM:
            return str(self.world.bot["username"])
        return str(channel.data["name"])

    def may(self, channel: Channel, *rights: Right) -> bool:
        return permissions.allows(self.world.rights(self.id, channel), *rights)

    def sees(self, message: Message) -> bool:
        return message.only_for in (None, self.id) and not message.dismissed

    def message(self, channel: Channel, message_id: str) -> Message:
        """Raises NotFound when it is gone or not for this member."""
        found = channel.messages.get(message_id)
        if found is None or not self.sees(found):
            raise NotFound("There is no such message in this channel.")
        return found

    def rendered(self, message: Message) -> Json:
        return self.world.rendered(message, self.id)

    # What they do without the bot having to answer

    def say(
        self,
        channel: Channel,
        content: str,
        files: Sequence[Attachment],
        reply_to: str | None = None,
    ) -> Message:
        needed = [Right.SEND_MESSAGES] + ([Right.ATTACH_FILES] if files else [])
        if not self.may(channel, *needed):
            raise NotAllowed("You may not write that in this channel.")
        body: Json = {"content": content}
        if reply_to is not None:
            body["message_reference"] = {"message_id": self.message(channel, reply_to).id}
        uploads = dict(enumerate(files))
        try:
            return messages.post(self.world, channel, self.id, body, uploads)
        except ApiError as error:
            raise Refused("Write something, or attach a file.") from error

    def react(self, channel: Channel, message_id: str, emoji: str, *, add: bool) -> Message:
        message = self.message(channel, message_id)
        if add and emoji not in message.reactions and not self.may(channel, Right.ADD_REACTIONS):
            raise NotAllowed("You may not add reactions in this channel.")
        if emoji.isascii() and ":" not in emoji:
            raise Refused("That is not an emoji.")
        if add or self.id in message.reactions.get(emoji, ()):
            messages.react(self.world, message, self.id, emoji, add=add)
        return message

    def dismiss(self, channel: Channel, message_id: str) -> None:
        message = self.message(channel, message_id)
        if message.only_for is None:
            raise Refused("Only messages that you alone can see can be dismissed.")
        messages.dismiss(self.world, message)

    # What the bot answers

    async def command(
        self,
        channel: Channel,
        name: str,
        given: Mapping[str, JsonValue],
        files: Mapping[str, Attachment],
    ) -> Json:
        """Send a slash command and wait for the first response; see `_asked` for the result."""
        chosen = choose(visible_commands(self.world, self.id, channel), name)
        typed = Typed(Mentions(self.world, channel), files)
        options = typed.options(chosen, given)
        data = chosen.data(options, typed.resolved)
        return await self._asked(self._begun(Kind.COMMAND, channel, command=chosen.name), data)

    async def autocomplete(
        self, channel: Channel, name: str, given: Mapping[str, JsonValue], focused: str
    ) -> list[Json]:
        """The suggestions for an option that is being typed."""
        chosen = choose(visible_commands(self.world, self.id, channel), name)
        options = []
        for spec in chosen.options:
            if spec["type"] == Option.ATTACHMENT and spec["name"] != focused:
                continue  # a file is one only once it is sent
            if spec["name"] == focused or spec["name"] in given:
                value = given.get(spec["name"], "")
                options.append({"name": spec["name"], "type": spec["type"], "value": value})
            if spec["name"] == focused:
                if not spec.get("autocomplete"):
                    raise Refused(f"The option {focused!r} offers no suggestions.")
                options[-1] |= {"focused": True, "value": str(options[-1]["value"])}
        if not any(option.get("focused") for option in options):
            raise Refused(f"/{chosen.name} has no option {focused!r}.")
        begun = self._begun(Kind.AUTOCOMPLETE, channel, command=chosen.name)
        answer = await self._asked(begun, chosen.data(options, {}))
        choices: list[Json] = answer["response"]["choices"]
        return choices

    async def click(
        self, channel: Channel, message_id: str, custom_id: str, values: Sequence[str] | None
    ) -> Json:
        """Press a button, or choose `values` in a select menu."""
        message = self.message(channel, message_id)
        part = self._part(message, custom_id)
        data: Json = {"custom_id": custom_id, "component_type": part["type"], "id": part["id"]}
        if part["type"] in SELECTS:
            choosing = Choosing(Mentions(self.world, channel))
            data["values"] = choosing.values(part, values or ())
            if part["type"] != Part.STRING_SELECT:
                data["resolved"] = choosing.mentions.resolved
        begun = self._begun(Kind.COMPONENT, channel, source=message)
        return await self._asked(begun, data, source=message)

    def _part(self, message: Message, custom_id: str) -> Json:
        for _, part in rules.walk(self.rendered(message)["components"]):
            if part.get("custom_id") == custom_id:
                if part.get("disabled"):
                    raise Refused("That button or menu is disabled.")
                return part
        raise NotFound(f"That message has no button or menu {custom_id!r}.")

    async def submit(self, opened: Interaction, given: Given) -> Json:
        """Send in the modal that the bot opened in answer to `opened`."""
        if opened.modal is None or opened.user_id != self.id:
            raise NotFound("That interaction opened no form for this member.")
        channel = self.world.channel(opened.channel_id)
        choosing = Choosing(Mentions(self.world, channel))
        data = Form(opened.modal, given, choosing).data()
        source = channel.messages.get(opened.source_id or "")
        begun = self._begun(Kind.MODAL, channel, source=source)
        begun.opened_by = opened.metadata(self.user)
        return await self._asked(begun, data, source=source)

    # On the wire

    def _begun(
        self,
        kind: Kind,
        channel: Channel,
        *,
        command: str | None = None,
        source: Message | None = None,
    ) -> Interaction:
        owners: Json = {}
        guild = self.world.guilds.get(channel.guild_id or "")
        if guild is not None and guild.bot_inside:
            owners["0"] = guild.id
        elif channel.context == 1:
            owners["0"] = "0"
        if self.id in self.world.installs:
            owners["1"] = self.id
        return Interaction(
            id=self.world.new_id(),
            token=secrets.token_urlsafe(120),
            kind=int(kind),
            user_id=self.id,
            channel_id=channel.id,
            guild_id=channel.guild_id,
            created_at=self.world.clock.now(),
            owners=owners,
            command=command,
            source_id=source.id if source else None,
        )

    async def _asked(
        self, interaction: Interaction, data: Json, source: Message | None = None
    ) -> Json:
        """Send an interaction and wait for its first response.

        Returns:
            {"interaction": id, "response": {"type", "message", "modal", "choices"}}.

        Raises:
            NoAnswer: after three seconds.
        """
        world = self.world
        world.remember_interaction(interaction)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        world.waiting[interaction.id] = answer
        payload = self._payload(interaction, data, source)
        world.dispatch("INTERACTION_CREATE", payload, guild_id=interaction.guild_id)
        try:
            async with asyncio.timeout(ACK_S):
                sent = await answer
        except TimeoutError:
            about: Json = {"interaction": interaction.id, "error": NO_ANSWER}
            if interaction.source_id:
                about["message_id"] = interaction.source_id
            channel_id = interaction.channel_id
            notice = Notice(
                type="interaction_failed", channel_id=channel_id, only_for=self.id, about=about
            )
            world.tell(notice)
            raise NoAnswer(NO_ANSWER) from None
        finally:
            del world.waiting[interaction.id]
        return {"interaction": interaction.id, "response": self._response(interaction, sent)}

    def _response(self, interaction: Interaction, sent: Json) -> Json:
        channel = self.world.channel(interaction.channel_id)
        message = channel.messages.get(interaction.original_id or "")
        choices = sent.get("choices") if interaction.answer == Answer.CHOICES else None
        return {
            "type": interaction.answer,
            "message": self.rendered(message) if message else None,
            "modal": interaction.modal,
            "choices": choices,
        }

    def _payload(self, interaction: Interaction, data: Json, source: Message | None) -> Json:
        world = self.world
        channel = world.channel(interaction.channel_id)
        mine = world.rights(self.id, channel)
        shown = {key: channel.data[key] for key in _CHANNEL_FIELDS if key in channel.data}
        payload: Json = {
            "id": interaction.id,
            "application_id": world.app_id,
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": shown,
            "app_permissions": str(self._app_rights(channel, mine)),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": interaction.owners,
            "context": channel.context,
            "attachment_size_limit": world.files.upload_limit_bytes,
        }
        if source is not None:
            payload["message"] = world.rendered(source)
        if channel.guild_id is None:
            return payload | {"user": self.user}
        guild = world.guilds[channel.guild_id]
        shown["permissions"] = str(mine)
        locale, features = guild.data["preferred_locale"], guild.data["features"]
        return payload | {
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": locale, "features": features},
            "guild_locale": locale,
            "member": guild.members[self.id] | {"permissions": str(mine)},
        }

    def _app_rights(self, channel: Channel, mine: int) -> int:
        """A user install borrows the user's rights; in others' private channels it has few."""
        if channel.foreign:
            return permissions.BORROWED
        guild = self.world.guilds.get(channel.guild_id or "")
        if guild is not None and not guild.bot_inside:
            return mine
        return self.world.rights(self.world.app_id, channel)
