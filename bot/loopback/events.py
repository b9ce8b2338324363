"""The event socket: what changes, as one member sees it, for the page and for scripts."""

import asyncio

from aiohttp import web

from bot.loopback.people import People
from bot.loopback.person import Person
from bot.loopback.wire import Json
from bot.loopback.world import Notice, World


class Events:
    """Answers GET /people/events."""

    def __init__(self, world: World, people: People) -> None:
        self._world = world
        self._people = people
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One JSON object per event, until the client goes."""
        person = self._people.person(request.query.get("member", ""))
        socket = web.WebSocketResponse(heartbeat=30)
        notices: asyncio.Queue[Notice] = asyncio.Queue()
        self._world.watchers.add(notices)  # before the client can believe that it listens
        try:
            await socket.prepare(request)
            await self._relay(socket, person, notices)
        finally:
            self._world.watchers.discard(notices)
        return socket

    async def close(self) -> None:
        """Say goodbye to every page."""
        for socket in list(self._open):
            await socket.close(code=1001, message=b"The server stops.")

    async def _relay(
        self, socket: web.WebSocketResponse, person: Person, notices: asyncio.Queue[Notice]
    ) -> None:
        self._open.add(socket)
        sending = asyncio.create_task(self._send_all(socket, person, notices))
        try:
            async for _ in socket:
                pass  # pages only listen
        finally:
            sending.cancel()
            self._open.discard(socket)

    async def _send_all(
        self, socket: web.WebSocketResponse, person: Person, notices: asyncio.Queue[Notice]
    ) -> None:
        while True:
            event = self._seen(person, await notices.get())
            if event is None:
                continue
            try:
                await socket.send_json(event)
            except ConnectionError:
                return

    def _seen(self, person: Person, notice: Notice) -> Json | None:
        """The event for this member, or None when it is not for them."""
        if notice.only_for not in (None, person.id):
            return None
        event: Json = {"type": notice.type} | (notice.about or {})
        if notice.channel_id is None:
            return event
        if not self._world.sees(person.id, self._world.channel(notice.channel_id)):
            return None
        event["channel_id"] = notice.channel_id
        if notice.message is None:
            return event
        event["message_id"] = notice.message.id
        if notice.type != "message_delete":
            event["message"] = person.rendered(notice.message)
        return event
