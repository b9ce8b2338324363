"""The JSON that crosses the wire, and names for Discord's numbers. Knows no state."""

from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object. Its shape is Discord's published schema, which `contract` checks at run time."""
JsonValue: TypeAlias = Any
"""Anything JSON can say."""

MIB = 1 << 20


class Flag(IntFlag):
    """Message flags (resources/message)."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class Kind(IntEnum):
    """Interaction types (interactions/receiving-and-responding)."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """Interaction callback types."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Part(IntEnum):
    """Component types (components/reference)."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        Part.STRING_SELECT,
        Part.USER_SELECT,
        Part.ROLE_SELECT,
        Part.MENTIONABLE_SELECT,
        Part.CHANNEL_SELECT,
    }
)


class Option(IntEnum):
    """Command option types (interactions/application-commands)."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


class Place(IntEnum):
    """Channel types (resources/channel)."""

    TEXT = 0
    DM = 1
    GROUP_DM = 3


def emoji_of(key: str) -> Json:
    """The emoji object behind a reaction's key: a character, or `name:id`."""
    if ":" in key:
        name, _, emoji_id = key.rpartition(":")
        return {"id": emoji_id, "name": name}
    return {"id": None, "name": key}


def without_nulls(node: JsonValue) -> JsonValue:
    """A copy without keys that are null: Discord takes them for keys that were not sent."""
    match node:
        case dict():
            return {key: without_nulls(item) for key, item in node.items() if item is not None}
        case list():
            return [without_nulls(item) for item in node]
    return node
