"""REST v10 on the wire: routing, authorisation, faults, rate limits and the contract.

What a request does stands in `rest_places`, `rest_messages`, `rest_commands` and
`rest_interactions`; each gives its routes to `Rest`.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.loopback.contract import Contract, Operation
from bot.loopback.errors import ApiError, form_error
from bot.loopback.faults import Fault, Faults
from bot.loopback.limits import Limiter
from bot.loopback.state import Attachment
from bot.loopback.wire import Json, JsonValue
from bot.loopback.world import World

PREFIX = "/api/v10"
# Answers to these carry their own secret in the path.
SELF_AUTHORISED = ("/interactions/", "/webhooks/")


@dataclass(slots=True, kw_only=True)
class Call:
    """One request of the bot, read and found to be in order.

    Attributes:
        where: the values in the path, by name.
        uploads: file name and bytes, by the number in `files[N]`.
    """

    world: World
    host: str
    where: Mapping[str, str]
    query: Mapping[str, str]
    body: JsonValue
    uploads: Mapping[int, tuple[str, bytes]] = field(default_factory=dict)

    def number(self, name: str, default: int) -> int:
        """A number in the query; raises ApiError 50035 when it is something else."""
        text = self.query.get(name, str(default))
        if not text.isdecimal():
            problem = f'Value "{text[:40]}" is not int.'
            raise form_error(([name], "NUMBER_TYPE_COERCE", problem))
        return int(text)

    async def kept(self, folder: str) -> dict[int, Attachment]:
        """Store the uploads under `folder`; raises ApiError 40005 when one is too large."""
        return {
            number: await self.world.files.keep(name, data, folder=folder)
            for number, (name, data) in self.uploads.items()
        }


Handler = Callable[[Call], Awaitable[tuple[int, JsonValue]]]
Route = tuple[str, str, Handler]
"""Method, path with {placeholders} after /api/v10, what it does."""


class Rest:
    """Answers the bot's requests."""

    def __init__(
        self,
        world: World,
        contract: Contract,
        limiter: Limiter,
        faults: Faults,
        routes: Iterable[Route],
    ) -> None:
        self._world = world
        self._contract = contract
        self._limiter = limiter
        self._faults = faults
        self.traffic: deque[Json] = deque(maxlen=20_000)
        self._routes: dict[tuple[str, int], list[tuple[re.Pattern[str], Handler]]] = {}
        for method, path, handler in routes:
            pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
            shape = (method, path.count("/"))
            self._routes.setdefault(shape, []).append((pattern, handler))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The whole way of one request, faults included."""
        path = request.rel_url.raw_path.removeprefix(PREFIX)
        entry: Json = {"method": request.method, "path": path, "status": None}
        self.traffic.append(entry)
        verdict = self._limiter.take(request.method, path)
        headers = verdict.headers | {"Via": "1.1 google"}
        fault = self._faults.take(request.method, path)
        if fault is not None:
            await asyncio.sleep(fault.delay_s)
            if fault.status is not None and not fault.after:
                return _failed(request, fault, headers, entry)
        if verdict.wait_s > 0:
            return _limited(verdict.wait_s, headers, entry)
        status, body = await self._answer(request, path, entry)
        if fault is not None and fault.status is not None:
            return _failed(request, fault, headers, entry)
        entry["status"] = status
        if status >= 400:
            entry["error"] = body
        if isinstance(body, dict) and "retry_after" in body:
            headers["Retry-After"] = str(int(body["retry_after"]) + 1)
        return reply(status, body, headers)

    async def _answer(self, request: web.Request, path: str, entry: Json) -> tuple[int, JsonValue]:
        operation = self._contract.match(request.method, path)
        try:
            self._authorise(request, path)
            handler, where = self._find(request.method, path, operation)
            call = await self._read(request, where, operation, entry)
            status, body = await handler(call)
            if request.method != "GET":
                self._world.save_marks()
                await self._world.store.committed()
        except ApiError as error:
            status, body = error.status, error.body()
        if operation is not None:
            self._contract.check_answer(operation, status, body)
        return status, body

    def _authorise(self, request: web.Request, path: str) -> None:
        token = request.headers.get("Authorization")
        if not path.startswith(SELF_AUTHORISED) and token != f"Bot {self._world.bot_token}":
            raise ApiError(0)

    def _find(
        self, method: str, path: str, operation: Operation | None
    ) -> tuple[Handler, dict[str, str]]:
        for pattern, handler in self._routes.get((method, path.count("/")), ()):
            if match := pattern.fullmatch(path):
                return handler, match.groupdict()
        if operation is None:
            self._world.report(f"ROUTE {method} {path}", "It is not in the published API.")
        else:
            self._world.report(f"ROUTE {method} {path}", "This server does not offer it.")
        raise ApiError(404)

    async def _read(
        self,
        request: web.Request,
        where: dict[str, str],
        operation: Operation | None,
        entry: Json,
    ) -> Call:
        body: JsonValue = None
        uploads: dict[int, tuple[str, bytes]] = {}
        if request.content_type == "multipart/form-data":
            body, uploads = await _read_parts(request)
        elif request.can_read_body:
            body = _parsed(await request.read())
        entry["body"] = body
        entry["files"] = [f"{name}: {len(data)} bytes" for name, data in uploads.values()]
        if operation is not None and request.method in ("POST", "PUT", "PATCH"):
            self._contract.check_request(operation, body)
        return Call(
            world=self._world,
            host=request.host,
            where=where,
            query=request.query,
            body=body,
            uploads=uploads,
        )


async def _read_parts(request: web.Request) -> tuple[JsonValue, dict[int, tuple[str, bytes]]]:
    body: JsonValue = {}
    uploads: dict[int, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = _parsed(data)
        elif match := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
            uploads[int(match[1])] = (part.filename or "file", data)
    return body, uploads


def _parsed(data: bytes) -> JsonValue:
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        raise ApiError(50109) from None


def _failed(
    request: web.Request, fault: Fault, headers: dict[str, str], entry: Json
) -> web.Response:
    entry["status"] = fault.status
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if not fault.via:
        del headers["Via"]
    body = fault.body()
    assert fault.status is not None
    if isinstance(body, str):
        return web.Response(status=fault.status, text=body, headers=headers)
    return reply(fault.status, body, headers)


def _limited(wait_s: float, headers: dict[str, str], entry: Json) -> web.Response:
    entry["status"] = 429
    headers |= {"Retry-After": str(int(wait_s) + 1), "X-RateLimit-Scope": "user"}
    body = {"message": "You are being rate limited.", "retry_after": round(wait_s, 3)}
    return reply(429, body | {"global": False}, headers)


def reply(status: int, body: JsonValue, headers: Mapping[str, str]) -> web.Response:
    """A JSON answer, or an empty one.

    The type is exactly `application/json`: discord.py 2.7.1 compares for equality and reads
    anything else, even with a charset, as text.
    """
    if body is None:
        return web.Response(status=status, headers=headers)
    data = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(
        status=status, body=data, headers={**headers, "Content-Type": "application/json"}
    )
