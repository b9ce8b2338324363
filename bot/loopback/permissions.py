"""Who may do what where: Discord's documented algorithm (topics/permissions). Pure."""

from collections.abc import Mapping, Sequence
from enum import IntFlag

from bot.loopback.wire import Json


class Right(IntFlag):
    """The permission bits that this server honours."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    USE_EXTERNAL_APPS = 1 << 50


ALL = (1 << 53) - 1
DM = int(
    Right.ADD_REACTIONS
    | Right.VIEW_CHANNEL
    | Right.SEND_MESSAGES
    | Right.EMBED_LINKS
    | Right.ATTACH_FILES
    | Right.READ_MESSAGE_HISTORY
    | Right.MENTION_EVERYONE
    | Right.USE_EXTERNAL_EMOJIS
)
EVERYONE = int(
    (DM & ~Right.MENTION_EVERYONE)
    | Right.USE_APPLICATION_COMMANDS
    | Right.CREATE_PUBLIC_THREADS
    | Right.USE_EXTERNAL_APPS
)
BORROWED = int(Right.EMBED_LINKS | Right.ATTACH_FILES | Right.MENTION_EVERYONE)
"""What an app has in a private channel that it is not part of."""


def allows(value: int, *rights: Right) -> bool:
    """Whether `value` holds every one of the rights; an administrator holds them all."""
    wanted = sum(rights)
    return bool(value & Right.ADMINISTRATOR) or value & wanted == wanted


def of_member(guild: Json, member: Json, overwrites: Sequence[Json]) -> int:
    """What a member of `guild` may do in a channel with these overwrites.

    The order is Discord's: owner, roles, administrator, then the overwrites of everyone, of the
    member's roles together, of the member.
    """
    user_id = member["user"]["id"]
    if guild["owner_id"] == user_id:
        return ALL
    roles = {role["id"]: int(role["permissions"]) for role in guild["roles"]}
    value = roles[guild["id"]]
    for role_id in member["roles"]:
        value |= roles[role_id]
    if value & Right.ADMINISTRATOR:
        return ALL
    by_id = {overwrite["id"]: overwrite for overwrite in overwrites}
    for group in ([guild["id"]], member["roles"], [user_id]):
        value = _overwritten(value, group, by_id)
    return value


def _overwritten(value: int, ids: Sequence[str], by_id: Mapping[str, Json]) -> int:
    found = [by_id[some_id] for some_id in ids if some_id in by_id]
    deny = allow = 0
    for overwrite in found:
        deny |= int(overwrite["deny"])
        allow |= int(overwrite["allow"])
    return value & ~deny | allow
