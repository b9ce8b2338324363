"""One gateway websocket: packets in order, compressed as the bot asked for."""

import asyncio
import json
import zlib
from asyncio import Transport
from collections.abc import Callable

import zstandard
from aiohttp import web

from bot.loopback.wire import Json, JsonValue


class Link:
    """Sends packets to one connected bot; never blocks the sender."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.compress = request.query.get("compress")
        self._transport = request.transport
        self._pack = _packer(self.compress)
        self._packets: asyncio.Queue[str | None] = asyncio.Queue()
        self._pump = asyncio.create_task(self._send_all(), name="loopback-gateway-link")

    def send(self, packet: Json) -> None:
        self._packets.put_nowait(json.dumps(packet, separators=(",", ":")))

    def send_op(self, op: int, data: JsonValue = None) -> None:
        self.send({"op": op, "d": data, "s": None, "t": None})

    def send_raw(self, text: str) -> None:
        """Send what may not be JSON at all."""
        self._packets.put_nowait(text)

    def cut(self) -> None:
        """Reset the connection without a word."""
        if isinstance(self._transport, Transport):
            self._transport.abort()

    async def end(self) -> None:
        """Send what waits and stop; the socket is the caller's."""
        self._packets.put_nowait(None)
        await self._pump

    async def _send_all(self) -> None:
        while (text := await self._packets.get()) is not None:
            try:
                if self._pack is None:
                    await self.socket.send_str(text)
                else:
                    await self.socket.send_bytes(self._pack(text.encode()))
            except (ConnectionError, RuntimeError):
                return  # the bot is gone; a session that resumes gets these packets again


def _packer(compress: str | None) -> Callable[[bytes], bytes] | None:
    """One compression stream for the whole life of a socket, flushed after every packet."""
    if compress == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda data: deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream":
        squeeze = zstandard.ZstdCompressor().compressobj()
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda data: squeeze.compress(data) + squeeze.flush(block)
    return None
