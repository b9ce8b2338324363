"""Puts the pretend Discord together and binds it to a port of 127.0.0.1."""

import asyncio
import errno
from pathlib import Path

from aiohttp import web

from bot.loopback import rest_commands, rest_places
from bot.loopback.contract import Contract
from bot.loopback.control import Control
from bot.loopback.events import Events
from bot.loopback.faults import Faults
from bot.loopback.gateway import HEARTBEAT_MS, Gateway
from bot.loopback.gateway_contract import GatewayContract
from bot.loopback.guard import Guard
from bot.loopback.house import furnish
from bot.loopback.limits import Limiter
from bot.loopback.pages import Pages
from bot.loopback.people import People
from bot.loopback.rest import PREFIX, Rest
from bot.loopback.rest_interactions import InteractionRoutes
from bot.loopback.rest_messages import MessageRoutes
from bot.loopback.wire import MIB
from bot.loopback.world import World

HOST = "127.0.0.1"
BIND_RETRY_S, BIND_PATIENCE_S = 0.1, 5.0
MAX_BODY = 600 * MIB


class LoopbackServer:
    """REST, gateway, CDN, page, people API and control API on one port.

    Args:
        folder: where its state is kept; made when missing. One server per folder.
        people_token: what the page and scripts must know.
        bot_token: what the bot must know.
        limits: whether rate limits apply.

    Raises:
        FolderInUse: another server has the folder, and still after five seconds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        people_token: str,
        bot_token: str,
        limits: bool = True,
        heartbeat_ms: int = HEARTBEAT_MS,
    ) -> None:
        self.world = World(folder, bot_token=bot_token)
        furnish(self.world)
        limiter, faults = Limiter(self.world.clock, enabled=limits), Faults()
        contract = Contract(self.world.report, self.world.ignore)
        gateway_contract = GatewayContract(self.world.report)
        self.gateway = Gateway(self.world, gateway_contract, heartbeat_ms=heartbeat_ms)
        routes = [
            *rest_places.routes(),
            *rest_commands.routes(),
            *MessageRoutes(limiter).routes(),
            *InteractionRoutes(limiter).routes(),
        ]
        rest = Rest(self.world, contract, limiter, faults, routes)
        people = People(self.world)
        self._guard = Guard(people_token)
        self._events = Events(self.world, people)
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", PREFIX + "/{path:.*}", rest.handle)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/people/events", self._guard.private(self._events.handle))
        people.add_to(app.router, self._guard)
        Control(self.world, people, self.gateway, rest, faults).add_to(app.router, self._guard)
        Pages(self.world.files, people_token).add_to(app.router, self._guard)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self, port: int = 0) -> str:
        """Bind and serve.

        Args:
            port: 0 takes a free one.

        Returns:
            The base URL, such as http://127.0.0.1:8123.

        Raises:
            OSError: the port is still in use after five seconds.
        """
        await self._runner.setup()
        await self._bind(port)
        address = self._runner.addresses[0]
        self._guard.port = int(address[1])
        self.world.files.base_url = f"http://{HOST}:{address[1]}"
        return self.world.files.base_url

    async def _bind(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + BIND_PATIENCE_S
        while True:
            site = web.TCPSite(self._runner, HOST, port)
            try:
                await site.start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or loop.time() > give_up_at:
                    raise
                await site.stop()
                await asyncio.sleep(BIND_RETRY_S)
            else:
                return

    async def stop(self) -> None:
        """Close every connection and write what is left. Idempotent."""
        self.gateway.drop()
        await self._events.close()
        await self._runner.cleanup()
        self.world.save_marks()
        await asyncio.to_thread(self.world.store.close)
