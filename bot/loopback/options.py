"""What Discord's client does while a member types a command: find it, check and resolve options.

The result is the `data` of an interaction. Files are kept by the caller before; nothing here
waits or changes anything.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.loopback.errors import NotFound, Refused
from bot.loopback.mentions import Entity, Mentions
from bot.loopback.permissions import Right, allows
from bot.loopback.state import Attachment, Channel
from bot.loopback.wire import Json, JsonValue, Option
from bot.loopback.world import World

_WHOLE = re.compile(r"[+-]?\d+")
MAX_NUMBER = 2**53


def visible_commands(world: World, user_id: str, channel: Channel) -> dict[str, Json]:
    """The slash commands a member sees in a channel, by name; a guild's own hide global ones."""
    guild = world.guilds.get(channel.guild_id or "")
    rights = world.rights(user_id, channel)
    if guild is not None and not allows(rights, Right.USE_APPLICATION_COMMANDS):
        return {}
    bot_here = guild.bot_inside if guild is not None else channel.context == 1
    installed = {0} if bot_here else set()
    if user_id in world.installs:
        installed.add(1)
    found: dict[str, Json] = {}
    for scope in ("", channel.guild_id or ""):
        for command in world.commands.get(scope, {}).values():
            contexts = (0, 1) if command["contexts"] is None else command["contexts"]
            usable = installed & set(command["integration_types"]) and channel.context in contexts
            if command["type"] == 1 and usable and _permitted(command, channel, rights):
                found[command["name"]] = command
    return found


def _permitted(command: Json, channel: Channel, rights: int) -> bool:
    needed = command["default_member_permissions"]
    if channel.guild_id is None or needed is None:
        return True
    if rights & Right.ADMINISTRATOR:
        return True
    return needed != "0" and rights & int(needed) == int(needed)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A command with the subcommands that were named, and the options that are left to give."""

    command: Json
    path: Sequence[Json]
    options: Sequence[Json]

    @property
    def name(self) -> str:
        return " ".join(node["name"] for node in (self.command, *self.path))

    def data(self, options: Sequence[Json], resolved: Json) -> Json:
        """The interaction's `data` around the given options."""
        nested = list(options)
        for node in reversed(self.path):
            nested = [{"name": node["name"], "type": node["type"], "options": nested}]
        data = {key: self.command[key] for key in ("id", "name", "type")} | {"options": nested}
        if resolved:
            data["resolved"] = resolved
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        return data


def choose(commands: Mapping[str, Json], name: str) -> Chosen:
    """The command that "quota set" names.

    Raises:
        NotFound: the member sees no such command here.
        Refused: it names a group where a subcommand is needed.
    """
    first, *rest = name.removeprefix("/").split() or [""]
    command = commands.get(first)
    if command is None:
        raise NotFound(f"There is no command /{first} for this member in this channel.")
    path: list[Json] = []
    options: Sequence[Json] = command.get("options") or ()
    for word in rest:
        found = next((o for o in options if o["name"] == word and o["type"] <= 2), None)
        if found is None:
            raise NotFound(f"/{first} has no subcommand {word!r}.")
        path.append(found)
        options = found.get("options") or ()
    if any(option["type"] <= Option.SUB_COMMAND_GROUP for option in options):
        names = ", ".join(option["name"] for option in options)
        raise Refused(f"/{name} needs one of its subcommands: {names}.")
    return Chosen(command, path, options)


@dataclass(slots=True)
class Typed:
    """Turns what was typed into option values, and collects what they refer to."""

    mentions: Mentions
    attachments: Mapping[str, Attachment]

    @property
    def resolved(self) -> Json:
        return self.mentions.resolved

    def options(self, chosen: Chosen, given: Mapping[str, JsonValue]) -> list[Json]:
        """Every option that was given, checked.

        Raises:
            Refused: an option is unknown, missing, or out of its bounds.
        """
        known = {option["name"] for option in chosen.options}
        for name in (*given, *self.attachments):
            if name not in known:
                raise Refused(f"/{chosen.name} has no option {name!r}.")
        return list(self._given(chosen.options, given))

    def _given(self, specs: Sequence[Json], given: Mapping[str, JsonValue]) -> Iterator[Json]:
        for spec in specs:
            name = spec["name"]
            if name in given or name in self.attachments:
                value = self._value(spec, given.get(name))
                yield {"name": name, "type": spec["type"], "value": value}
            elif spec.get("required"):
                raise Refused(f"The option {name!r} is required; give it a value.")

    def _value(self, spec: Json, given: JsonValue) -> JsonValue:
        if spec.get("choices"):
            return _choice(spec, given)
        match spec["type"]:
            case Option.STRING:
                return _text(spec, given)
            case Option.INTEGER | Option.NUMBER:
                return _number(spec, given)
            case Option.BOOLEAN:
                return _truth(spec, given)
            case Option.ATTACHMENT:
                return self._attachment(spec)
        return self._mentioned(spec, str(given))

    def _attachment(self, spec: Json) -> str:
        attachment = self.attachments.get(spec["name"])
        if attachment is None:
            raise Refused(f"The option {spec['name']!r} takes a file.")
        files = self.resolved.setdefault("attachments", {})
        files[attachment.id] = self.mentions.world.files.json(attachment)
        return attachment.id

    def _mentioned(self, spec: Json, given: str) -> str:
        """A user, role or channel, by name, id or mention."""
        found = self.mentions.find(_ENTITY[spec["type"]], given, spec.get("channel_types"))
        if found is None:
            raise Refused(f"The option {spec['name']!r} names nobody and nothing here: {given!r}.")
        return found


_ENTITY = {
    Option.USER: Entity.USER,
    Option.ROLE: Entity.ROLE,
    Option.MENTIONABLE: Entity.USER | Entity.ROLE,
    Option.CHANNEL: Entity.CHANNEL,
}


def _choice(spec: Json, given: JsonValue) -> JsonValue:
    for choice in spec["choices"]:
        if str(given) in (choice["name"], str(choice["value"])):
            return choice["value"]
    names = ", ".join(choice["name"] for choice in spec["choices"])
    raise Refused(f"The option {spec['name']!r} must be one of: {names}.")


def _text(spec: Json, given: JsonValue) -> str:
    text = str(given).strip()
    least, most = spec.get("min_length") or 0, spec.get("max_length") or 6000
    if not text and spec.get("required"):
        raise Refused(f"The option {spec['name']!r} is required; give it a value.")
    if not least <= len(text) <= most:
        wanted = f"between {least} and {most} characters"
        raise Refused(f"The option {spec['name']!r} must have {wanted}.")
    return text


def _number(spec: Json, given: JsonValue) -> float:
    whole = spec["type"] == Option.INTEGER
    text = str(given).strip()
    if isinstance(given, bool) or (whole and not _WHOLE.fullmatch(text)):
        raise Refused(f"The option {spec['name']!r} must be a whole number.")
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        raise Refused(f"The option {spec['name']!r} must be a number.") from None
    least, most = spec.get("min_value", -MAX_NUMBER), spec.get("max_value", MAX_NUMBER)
    if not math.isfinite(value) or not least <= value <= most:
        raise Refused(f"The option {spec['name']!r} must be between {least} and {most}.")
    return value


def _truth(spec: Json, given: JsonValue) -> bool:
    if isinstance(given, bool):
        return given
    match str(given).strip().lower():
        case "true" | "yes" | "1":
            return True
        case "false" | "no" | "0":
            return False
    raise Refused(f"The option {spec['name']!r} must be true or false.")
