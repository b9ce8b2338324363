"""What there is on a first run: two servers, four people, the bot, and their channels.

Mozart's house   #art  #gallery  #admins     owner ada; ann, bob (patrons); the bot
elsewhere        #lobby                      owner ann; bob; the bot is not there
sketch club      a group DM of ann and bob, where only a user install works
"""

from collections.abc import Sequence

from bot.loopback import permissions
from bot.loopback.ids import iso
from bot.loopback.permissions import Right
from bot.loopback.state import Channel, Guild
from bot.loopback.wire import Json, Place
from bot.loopback.world import World

APP_FLAGS = 1 << 19 | 1 << 15
"""GATEWAY_MESSAGE_CONTENT_LIMITED and GATEWAY_GUILD_MEMBERS_LIMITED."""


def furnish(world: World) -> None:
    """Build the first run's world; does nothing to one that exists."""
    if world.users:
        return
    add_user(world, "Mozart", bot=True)
    ada, ann, bob = (add_user(world, name) for name in ("ada", "ann", "bob"))
    house = add_guild(world, "Mozart's house", ada["id"])
    admins = add_role(world, house, "admins", Right.ADMINISTRATOR | Right.MANAGE_GUILD)
    patrons = add_role(world, house, "patrons", Right(0))
    mozart = add_role(world, house, "Mozart", Right(0), bot_id=world.app_id)
    add_member(world, house, ada["id"], [admins])
    add_member(world, house, ann["id"], [])
    add_member(world, house, bob["id"], [patrons])
    add_member(world, house, world.app_id, [mozart])
    add_channel(world, house, "art", topic="Ask for pictures here: type /imagine.")
    add_channel(world, house, "gallery", topic="The best of them.")
    hidden = str(int(Right.VIEW_CHANNEL))
    closed = {"id": house.id, "type": 0, "allow": "0", "deny": hidden}
    for_bot = {"id": world.app_id, "type": 1, "allow": hidden, "deny": "0"}
    add_channel(world, house, "admins", overwrites=[closed, for_bot])
    elsewhere = add_guild(world, "elsewhere", ann["id"], bot_inside=False)
    add_member(world, elsewhere, bob["id"], [])
    add_channel(world, elsewhere, "lobby", topic="Mozart is not a member here.")
    add_group(world, "sketch club", [ann, bob])
    for user in (ada, ann, bob):
        world.bot_channel(user["id"])
    world.installs.add(ann["id"])
    world.save_installs()
    world.save_marks()


def add_user(world: World, name: str, *, bot: bool = False) -> Json:
    """A new user, who is nowhere yet."""
    user: Json = {
        "id": world.new_id(),
        "username": name,
        "discriminator": "0000" if bot else "0",
        "global_name": None if bot else name.title(),
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "collectibles": None,
    }
    if bot:
        user["bot"] = True
    world.users[user["id"]] = user
    world.store.put("user", user["id"], user)
    return user


def add_guild(world: World, name: str, owner_id: str, *, bot_inside: bool = True) -> Guild:
    """A new server with its owner in it and no channels."""
    guild_id = world.new_id()
    data: Json = {
        "id": guild_id,
        "name": name,
        "owner_id": owner_id,
        "roles": [_role(guild_id, "@everyone", permissions.EVERYONE, 0)],
        "emojis": [],
        "stickers": [],
        "features": [],
        "preferred_locale": "en-US",
        "region": "loopback",
        "afk_timeout": 300,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "widget_enabled": False,
        "nsfw": False,
    }
    data |= dict.fromkeys(_NOTHING) | dict.fromkeys(_ZERO, 0)
    guild = Guild(data=data, bot_inside=bot_inside)
    world.guilds[guild_id] = guild
    add_member(world, guild, owner_id, [])
    return guild


_NOTHING = (
    "icon",
    "icon_hash",
    "splash",
    "discovery_splash",
    "afk_channel_id",
    "application_id",
    "system_channel_id",
    "rules_channel_id",
    "vanity_url_code",
    "description",
    "banner",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "hub_type",
    "incidents_data",
    "max_presences",
    "widget_channel_id",
)
_ZERO = (
    "verification_level",
    "default_message_notifications",
    "explicit_content_filter",
    "mfa_level",
    "system_channel_flags",
    "premium_tier",
    "nsfw_level",
)


def add_role(
    world: World, guild: Guild, name: str, rights: Right, *, bot_id: str | None = None
) -> str:
    """Returns the role's id."""
    role = _role(world.new_id(), name, int(rights), len(guild.data["roles"]))
    if bot_id:
        role |= {"managed": True, "tags": {"bot_id": bot_id}}
    guild.data["roles"].append(role)
    world.save_guild(guild)
    return str(role["id"])


def _role(role_id: str, name: str, rights: int, position: int) -> Json:
    colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": role_id,
        "name": name,
        "description": None,
        "color": 0,
        "colors": colours,
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(rights),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def add_member(world: World, guild: Guild, user_id: str, roles: Sequence[str]) -> None:
    """Let a user into a server with these roles, instead of those they had."""
    guild.members[user_id] = {
        "user": world.users[user_id],
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": list(roles),
        "joined_at": iso(world.clock.now()),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
        "avatar_decoration_data": None,
        "collectibles": None,
    }
    world.save_guild(guild)


def add_channel(
    world: World,
    guild: Guild,
    name: str,
    *,
    topic: str | None = None,
    overwrites: Sequence[Json] = (),
) -> Channel:
    """A new text channel at the end of a server's list."""
    data: Json = {
        "id": world.new_id(),
        "type": int(Place.TEXT),
        "guild_id": guild.id,
        "name": name,
        "position": len(list(world.channels_of(guild.id))),
        "permission_overwrites": list(overwrites),
        "topic": topic,
        "nsfw": False,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "flags": 0,
        "last_pin_timestamp": None,
    }
    return _added(world, Channel(data=data))


def add_group(world: World, name: str, people: Sequence[Json]) -> Channel:
    """A new group DM that the bot is not part of."""
    data: Json = {
        "id": world.new_id(),
        "type": int(Place.GROUP_DM),
        "name": name,
        "icon": None,
        "owner_id": people[0]["id"],
        "recipients": list(people),
        "last_message_id": None,
        "flags": 0,
    }
    return _added(world, Channel(data=data, foreign=True))


def _added(world: World, channel: Channel) -> Channel:
    world.channels[channel.id] = channel
    world.save_channel(channel)
    return channel
