"""Routes for messages and reactions, as the bot user."""

from urllib.parse import unquote

from bot.loopback import messages
from bot.loopback.errors import ApiError
from bot.loopback.limits import Limiter
from bot.loopback.permissions import Right
from bot.loopback.rest import Call, Route
from bot.loopback.state import Channel, Message
from bot.loopback.wire import JsonValue

_Reply = tuple[int, JsonValue]
_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = _MESSAGES + "/{message}"
_REACTIONS = _MESSAGE + "/reactions/{emoji}"


class MessageRoutes:
    """Everything under /channels/{id}/messages."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def routes(self) -> list[Route]:
        return [
            ("GET", _MESSAGES, _list),
            ("POST", _MESSAGES, _create),
            ("GET", _MESSAGE, _get),
            ("PATCH", _MESSAGE, self._edit),
            ("DELETE", _MESSAGE, _delete),
            ("GET", _REACTIONS, _reactions),
            ("PUT", _REACTIONS + "/@me", _react),
            ("DELETE", _REACTIONS + "/{user}", _unreact),
        ]

    async def _edit(self, call: Call) -> _Reply:
        message = _visible(call)
        if message.author_id != call.world.app_id:
            raise ApiError(50005)
        uploads = await call.kept(message.channel_id)
        messages.edit(call.world, message, call.body, uploads, self._limiter)
        return 200, call.world.rendered(message)


def _readable(call: Call) -> Channel:
    channel = call.world.channel(call.where["channel"])
    call.world.require(call.world.app_id, channel, Right.READ_MESSAGE_HISTORY)
    return channel


def _visible(call: Call) -> Message:
    """The message of the path; an ephemeral one exists only through its interaction's token."""
    message = call.world.message(_readable(call).id, call.where["message"])
    if message.only_for is not None:
        raise ApiError(10008)
    return message


async def _list(call: Call) -> _Reply:
    channel = _readable(call)
    before, after = call.number("before", 1 << 63), call.number("after", 0)
    found = [
        message
        for message in channel.messages.values()
        if message.only_for is None and after < int(message.id) < before
    ]
    limit = call.number("limit", 50)
    chosen = found[:limit] if after else found[-limit:]
    return 200, [call.world.rendered(message) for message in reversed(chosen)]


async def _create(call: Call) -> _Reply:
    world = call.world
    channel = world.channel(call.where["channel"])
    rights = [Right.SEND_MESSAGES]
    if call.uploads:
        rights.append(Right.ATTACH_FILES)
    if call.body.get("embeds"):
        rights.append(Right.EMBED_LINKS)
    world.require(world.app_id, channel, *rights)
    uploads = await call.kept(channel.id)
    message = messages.post(world, channel, world.app_id, call.body, uploads)
    return 200, world.rendered(message)


async def _get(call: Call) -> _Reply:
    return 200, call.world.rendered(_visible(call))


async def _delete(call: Call) -> _Reply:
    message = _visible(call)
    if message.author_id != call.world.app_id:
        channel = call.world.channel(message.channel_id)
        call.world.require(call.world.app_id, channel, Right.MANAGE_MESSAGES)
    messages.delete(call.world, message)
    return 204, None


async def _reactions(call: Call) -> _Reply:
    user_ids = _visible(call).reactions.get(unquote(call.where["emoji"]), ())
    return 200, [call.world.users[user_id] for user_id in user_ids]


async def _react(call: Call) -> _Reply:
    message, key = _visible(call), unquote(call.where["emoji"])
    if ":" not in key and key.isascii():
        raise ApiError(10014)
    if key not in message.reactions:
        channel = call.world.channel(message.channel_id)
        call.world.require(call.world.app_id, channel, Right.ADD_REACTIONS)
    messages.react(call.world, message, call.world.app_id, key, add=True)
    return 204, None


async def _unreact(call: Call) -> _Reply:
    message, world = _visible(call), call.world
    user_id = world.app_id if call.where["user"] == "@me" else call.where["user"]
    if user_id not in world.users:
        raise ApiError(10013)
    if user_id != world.app_id:
        world.require(world.app_id, world.channel(message.channel_id), Right.MANAGE_MESSAGES)
    key = unquote(call.where["emoji"])
    if user_id in message.reactions.get(key, ()):
        messages.react(world, message, user_id, key, add=False)
    return 204, None
