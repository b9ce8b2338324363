"""Routes for users, the application, guilds, channels and where the gateway is."""

from bot.loopback.errors import ApiError
from bot.loopback.house import APP_FLAGS
from bot.loopback.permissions import Right
from bot.loopback.rest import Call, Route
from bot.loopback.wire import Json, JsonValue
from bot.loopback.world import Notice, World

_Reply = tuple[int, JsonValue]


def routes() -> list[Route]:
    """What this module answers."""
    return [
        ("GET", "/users/@me", _me),
        ("GET", "/users/@me/guilds", _my_guilds),
        ("POST", "/users/@me/channels", _open_dm),
        ("GET", "/users/{user}", _user),
        ("GET", "/oauth2/applications/@me", _application),
        ("GET", "/applications/@me", _application),
        ("GET", "/gateway", _gateway),
        ("GET", "/gateway/bot", _gateway_for_bots),
        ("GET", "/guilds/{guild}", _guild),
        ("GET", "/guilds/{guild}/channels", _guild_channels),
        ("GET", "/guilds/{guild}/roles", _guild_roles),
        ("GET", "/guilds/{guild}/members/{user}", _guild_member),
        ("GET", "/channels/{channel}", _channel),
        ("POST", "/channels/{channel}/typing", _typing),
    ]


def own_user(world: World) -> Json:
    """The bot's user as the bot itself sees it."""
    return world.bot | {"mfa_enabled": False, "verified": True, "email": None}


async def _me(call: Call) -> _Reply:
    return 200, own_user(call.world) | {"locale": "en-US"}


async def _my_guilds(call: Call) -> _Reply:
    guilds = [guild for guild in call.world.guilds.values() if guild.bot_inside]
    return 200, [
        {
            "id": guild.id,
            "name": guild.data["name"],
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": guild.data["roles"][0]["permissions"],
            "features": [],
        }
        for guild in guilds
    ]


async def _user(call: Call) -> _Reply:
    user = call.world.users.get(call.where["user"])
    if user is None:
        raise ApiError(10013)
    return 200, user


async def _application(call: Call) -> _Reply:
    world = call.world
    owner = next(user for user in world.users.values() if not user.get("bot"))
    return 200, {
        "id": world.app_id,
        "name": world.bot["username"],
        "icon": None,
        "description": "A bot on a loopback server.",
        "type": None,
        "summary": "",
        "verify_key": "0" * 64,
        "flags": APP_FLAGS,
        "flags_new": str(APP_FLAGS),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": owner,
        "team": None,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": len(world.installs),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
        "rpc_origins": [],
    }


async def _gateway(call: Call) -> _Reply:
    return 200, {"url": f"ws://{call.host}/gateway"}


async def _gateway_for_bots(call: Call) -> _Reply:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 16}
    url = f"ws://{call.host}/gateway"
    return 200, {"url": url, "shards": call.world.shards, "session_start_limit": limit}


async def _guild(call: Call) -> _Reply:
    return 200, call.world.guild(call.where["guild"]).data


async def _guild_channels(call: Call) -> _Reply:
    guild = call.world.guild(call.where["guild"])
    return 200, [channel.data for channel in call.world.channels_of(guild.id)]


async def _guild_roles(call: Call) -> _Reply:
    return 200, call.world.guild(call.where["guild"]).data["roles"]


async def _guild_member(call: Call) -> _Reply:
    member = call.world.guild(call.where["guild"]).members.get(call.where["user"])
    if member is None:
        raise ApiError(10007)
    return 200, member


async def _channel(call: Call) -> _Reply:
    channel = call.world.channel(call.where["channel"])
    call.world.require(call.world.app_id, channel)
    return 200, channel.data


async def _open_dm(call: Call) -> _Reply:
    return 200, call.world.bot_channel(str(call.body["recipient_id"])).data


async def _typing(call: Call) -> _Reply:
    world = call.world
    channel = world.channel(call.where["channel"])
    world.require(world.app_id, channel, Right.SEND_MESSAGES)
    world.tell(Notice(type="typing", channel_id=channel.id, about={"user_id": world.app_id}))
    return 204, None
