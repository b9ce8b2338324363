"""Serves the page and its files, and attachments by their signed links."""

import html
from pathlib import Path

from aiohttp import web

from bot.loopback.files import Files
from bot.loopback.guard import Guard

PAGE = Path(__file__).parent / "page"
PLACEHOLDER = "{{people_token}}"
SAFETY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:;"
    " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class Pages:
    """The handlers of / , /page/... , /cdn/... and /media/... ."""

    def __init__(self, files: Files, people_token: str) -> None:
        self._files = files
        self._token = people_token

    def add_to(self, router: web.UrlDispatcher, guard: Guard) -> None:
        router.add_get("/", guard.local(self._index))
        router.add_get("/page/{path:.+}", guard.local(_static))
        router.add_get("/{kind:cdn|media}/{path:.+}", self._attachment)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        text = (PAGE / "index.html").read_text(encoding="utf-8")
        shown = text.replace(PLACEHOLDER, html.escape(self._token, quote=True))
        headers = SAFETY | {"Cache-Control": "no-store"}  # the token is no browser's to keep
        return web.Response(text=shown, content_type="text/html", headers=headers)

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        found = self._files.find(request.match_info["path"], request.query)
        if found is None:
            return web.Response(status=404, text="This content is no longer available.")
        headers = {
            "Content-Type": self._files.content_type(request.match_info["path"]),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.FileResponse(found, headers=headers)


async def _static(request: web.Request) -> web.StreamResponse:
    found = (PAGE / request.match_info["path"]).resolve()
    if PAGE.resolve() not in found.parents or not found.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(found, headers=SAFETY)
