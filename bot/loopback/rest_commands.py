"""Routes for application commands, global and of one guild."""

from bot.loopback import rules
from bot.loopback.errors import ApiError
from bot.loopback.rest import Call, Route
from bot.loopback.wire import Json, JsonValue, without_nulls
from bot.loopback.world import Notice, World

_Reply = tuple[int, JsonValue]
_GLOBAL = "/applications/{app}/commands"
_GUILD = "/applications/{app}/guilds/{guild}/commands"


def routes() -> list[Route]:
    """What this module answers."""
    return [
        (method, path + tail, handler)
        for path in (_GLOBAL, _GUILD)
        for method, tail, handler in (
            ("GET", "", _list),
            ("PUT", "", _replace),
            ("POST", "", _create),
            ("GET", "/{command}", _get),
            ("DELETE", "/{command}", _delete),
        )
    ]


def _scope(call: Call) -> str:
    """The guild's id, or "" for commands that are everywhere."""
    guild_id = call.where.get("guild", "")
    guild = call.world.guilds.get(guild_id)
    if call.where["app"] != call.world.app_id or (guild_id and not (guild and guild.bot_inside)):
        raise ApiError(50001)
    return guild_id


def _present(call: Call) -> dict[str, Json]:
    return call.world.commands.get(_scope(call), {})


def _one(call: Call) -> Json:
    found = _present(call).get(call.where["command"])
    if found is None:
        raise ApiError(10063)
    return found


async def _list(call: Call) -> _Reply:
    return 200, list(_present(call).values())


async def _get(call: Call) -> _Reply:
    return 200, _one(call)


async def _replace(call: Call) -> _Reply:
    rules.check_commands(call.body)
    commands = [_command(call, raw) for raw in call.body]
    return 200, _saved(call.world, _scope(call), commands)


async def _create(call: Call) -> _Reply:
    rules.check_commands([call.body])
    command = _command(call, call.body)
    present = _present(call)
    status = 200 if command["id"] in present else 201
    _saved(call.world, _scope(call), [*(present | {command["id"]: command}).values()])
    return status, command


async def _delete(call: Call) -> _Reply:
    gone = _one(call)
    left = [command for command in _present(call).values() if command is not gone]
    _saved(call.world, _scope(call), left)
    return 204, None


def _saved(world: World, scope: str, commands: list[Json]) -> list[Json]:
    world.commands[scope] = {command["id"]: command for command in commands}
    world.store.put("commands", scope, {"commands": world.commands[scope]})
    world.tell(Notice(type="commands"))
    return commands


def _command(call: Call, raw: Json) -> Json:
    """The command object for what was sent; one of the same name keeps its id."""
    kind, rights = raw.get("type") or 1, raw.get("default_member_permissions")
    same = (
        c["id"] for c in _present(call).values() if (c["type"], c["name"]) == (kind, raw["name"])
    )
    command: Json = {
        "id": next(same, None) or call.world.new_id(),
        "application_id": call.world.app_id,
        "version": call.world.new_id(),
        "type": kind,
        "name": raw["name"],
        "name_localizations": raw.get("name_localizations"),
        "description": raw.get("description") or "",
        "description_localizations": raw.get("description_localizations"),
        "dm_permission": True,
        "default_member_permissions": None if rights is None else str(rights),
        "nsfw": bool(raw.get("nsfw")),
        "contexts": raw.get("contexts"),
        "integration_types": raw.get("integration_types") or [0],
    }
    if raw.get("options"):
        command["options"] = without_nulls(raw["options"])
    if "guild" in call.where:
        command["guild_id"] = call.where["guild"]
    return command
