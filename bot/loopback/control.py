"""The control API: trouble on demand, for tests and operators. See docs/loopback.md."""

from collections.abc import Callable

from aiohttp import web

from bot.loopback import asked, messages
from bot.loopback.errors import NotFound
from bot.loopback.faults import Fault, Faults
from bot.loopback.gateway import Gateway
from bot.loopback.guard import Guard, whole_number
from bot.loopback.people import People
from bot.loopback.rest import Rest
from bot.loopback.state import Channel
from bot.loopback.wire import JsonValue
from bot.loopback.world import World


class Control:
    """The handlers under /control."""

    def __init__(
        self, world: World, people: People, gateway: Gateway, rest: Rest, faults: Faults
    ) -> None:
        self._world = world
        self._people = people
        self._gateway = gateway
        self._rest = rest
        self._faults = faults

    def add_to(self, router: web.UrlDispatcher, guard: Guard) -> None:
        for path, act in (
            ("fault", self._fault),
            ("clock", self._clock),
            ("gateway", self._trouble),
            ("permissions", self._permissions),
            ("delete_message", self._delete_message),
            ("upload_limit", self._upload_limit),
            ("installs", self._installs),
            ("shards", self._shards),
        ):
            router.add_post(f"/control/{path}", guard.private(act))
        router.add_delete("/control/faults", guard.private(self._no_faults))
        router.add_get("/control/traffic", guard.private(self._traffic))

    async def _done(self, body: JsonValue = None) -> web.Response:
        self._world.save_marks()
        await self._world.store.committed()
        return web.json_response({} if body is None else body)

    async def _fault(self, request: web.Request) -> web.Response:
        self._faults.add(Fault.model_validate_json(await request.read()))
        return await self._done()

    async def _no_faults(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return await self._done()

    async def _clock(self, request: web.Request) -> web.Response:
        wish = asked.MoveClock.model_validate_json(await request.read())
        self._world.clock.offset_s += wish.advance_s
        return await self._done({"now": self._world.clock.now()})

    async def _trouble(self, request: web.Request) -> web.Response:
        wish = asked.GatewayTrouble.model_validate_json(await request.read())
        actions: dict[str, Callable[[], None]] = {
            "drop": self._gateway.drop,
            "reconnect": self._gateway.ask_to_reconnect,
            "invalid_session": self._gateway.invalidate,
            "refuse_resume": self._gateway.refuse_next_resume,
            "malformed": self._gateway.send_malformed,
        }
        actions[wish.action]()
        return await self._done()

    def _channel(self, name_or_id: str) -> Channel:
        for channel in self._world.channels.values():
            if name_or_id.removeprefix("#") in (channel.id, channel.data.get("name")):
                return channel
        raise NotFound(f"There is no channel {name_or_id!r}.")

    async def _permissions(self, request: web.Request) -> web.Response:
        wish = asked.Overwrite.model_validate_json(await request.read())
        channel = self._channel(wish.channel)
        if channel.guild_id is None:
            raise NotFound("Only channels of a server have permissions.")
        target_id, kind = self._role_or_member(channel.guild_id, wish.role_or_member)
        kept = [o for o in channel.data["permission_overwrites"] if o["id"] != target_id]
        if wish.allow or wish.deny:
            bits = {"allow": str(wish.allow), "deny": str(wish.deny)}
            kept.append({"id": target_id, "type": kind, **bits})
        channel.data["permission_overwrites"] = kept
        self._world.save_channel(channel)
        if self._world.guilds[channel.guild_id].bot_inside:
            guild_id = channel.guild_id
            self._world.dispatch("CHANNEL_UPDATE", channel.data, guild_id=guild_id, intent=0)
        return await self._done(kept)

    def _role_or_member(self, guild_id: str, wanted: str) -> tuple[str, int]:
        """The id, and 0 for a role or 1 for a member."""
        guild = self._world.guilds[guild_id]
        for role in guild.data["roles"]:
            if wanted in (role["id"], role["name"]) and "tags" not in role:
                return role["id"], 0
        for user_id in guild.members:
            if wanted in (user_id, self._world.users[user_id]["username"]):
                return user_id, 1
        raise NotFound(f"There is no role or member {wanted!r}.")

    async def _delete_message(self, request: web.Request) -> web.Response:
        wish = asked.Where.model_validate_json(await request.read())
        channel = self._channel(wish.channel)
        messages.delete(self._world, self._world.message(channel.id, wish.message))
        return await self._done()

    async def _upload_limit(self, request: web.Request) -> web.Response:
        wish = asked.UploadLimit.model_validate_json(await request.read())
        self._world.files.upload_limit_bytes = wish.bytes
        self._world.save_upload_limit()
        return await self._done()

    async def _installs(self, request: web.Request) -> web.Response:
        wish = asked.Install.model_validate_json(await request.read())
        user_id = self._people.person(wish.member).id
        (self._world.installs.add if wish.installed else self._world.installs.discard)(user_id)
        self._world.save_installs()
        return await self._done()

    async def _shards(self, request: web.Request) -> web.Response:
        self._world.shards = asked.Shards.model_validate_json(await request.read()).count
        return await self._done()

    async def _traffic(self, request: web.Request) -> web.Response:
        limit = whole_number(request, "limit", 100)
        return web.json_response(list(self._rest.traffic)[-limit:] if limit else [])
