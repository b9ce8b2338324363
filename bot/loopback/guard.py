"""Who may use the page and its APIs: this machine's own pages and scripts, with the token.

A page of another origin in the same browser must neither read nor act, and a name that an
attacker points at 127.0.0.1 must not pass for ours.
"""

import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import ValidationError

from bot.loopback.errors import ApiError, Refused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKEN_HEADER = "X-People-Token"  # noqa: S105 - the name of a header


class Guard:
    """Lets requests through to handlers, and turns what they raise into one sentence."""

    def __init__(self, people_token: str) -> None:
        self._token = people_token
        self.port = 0

    def local(self, handler: Handler) -> Handler:
        """Only requests that name this machine, and come from our own page if from one."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if trouble := self._foreign(request):
                return sentence(403, trouble)
            return await handler(request)

        return guarded

    def private(self, handler: Handler) -> Handler:
        """As `local`, and only with the token; errors are answered as {"error": sentence}."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            given = request.headers.get(TOKEN_HEADER, "")
            if not given and "Upgrade" in request.headers:  # a page's WebSocket sends no header
                given = request.query.get("token", "")
            if not secrets.compare_digest(given.encode(), self._token.encode()):
                return sentence(401, f"Send the right token in the header {TOKEN_HEADER}.")
            try:
                return await handler(request)
            except Refused as error:
                return sentence(error.status, str(error))
            except ApiError as error:
                return sentence(error.status, f"{error.message.rstrip('.')}.")
            except ValidationError as error:
                return sentence(400, _first_problem(error))

        return self.local(guarded)

    def _foreign(self, request: web.Request) -> str | None:
        ours = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if request.host not in ours:
            return f"Open this server as http://127.0.0.1:{self.port}."
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in ours}:
            return "Pages of other origins may not use this server."
        return None


def sentence(status: int, text: str) -> web.Response:
    """An answer that says what is wrong."""
    return web.json_response({"error": text}, status=status)


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(step) for step in problem["loc"]) or "The body"
    return f"{where}: {problem['msg'].rstrip('.')}."


def whole_number(request: web.Request, name: str, default: int) -> int:
    """A number in the query; raises Refused when it is something else."""
    text = request.query.get(name, str(default))
    if not text.isdecimal():
        raise _BadQuery(f"{name} must be a whole number.")
    return int(text)


class _BadQuery(Refused):
    status = 400
