"""A hub on 127.0.0.1 that speaks as much of the real one's HTTP as pulling a model takes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

COMMIT = "c0ffee" + "0" * 34
LARGE_BYTES = 2000  # what is larger is kept as the hub keeps large files, by its sha256


@dataclass(slots=True, kw_only=True)
class Repository:
    """One model.

    Attributes:
        files: the content of each, by its name.
        licence: as its card says.
        gated_for: the token that may read it; None for everybody.
        sizes: that are told instead of the true ones.
        stop_at: of a file, after how many bytes the server falls silent.
    """

    files: dict[str, bytes]
    licence: str = "openrail"
    gated_for: str | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    stop_at: dict[str, int] = field(default_factory=dict)
    commit: str = COMMIT


@dataclass(slots=True)
class Hub:
    """What it holds, and what it was asked for: each file with where its bytes began."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    url: str = ""
    served: list[tuple[str, int]] = field(default_factory=list)
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Hub"]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/api/models/{owner}/{name}", self._describe),
                web.get("/api/models/{owner}/{name}/revision/{revision}", self._describe),
                web.get("/{owner}/{name}/resolve/{revision}/{path:.+}", self._serve),
            ]
        )
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def put(self, name: str, folder: Path, more: Mapping[str, bytes] | None = None) -> Repository:
        """Offer a folder of this machine, and files besides."""
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        self.repositories[name] = Repository(files=files | dict(more or {}))
        return self.repositories[name]

    def hang_up(self) -> None:
        """Break the connections on which the server fell silent."""
        self._over.set()

    def asked_for(self) -> list[str]:
        return [name for name, _ in self.served]

    def _found(self, request: web.Request) -> Repository:
        match = request.match_info
        found = self.repositories.get(f"{match['owner']}/{match['name']}")
        if found is None:
            raise web.HTTPNotFound(headers={"X-Error-Code": "RepoNotFound"})
        if match.get("revision", "main") not in ("main", found.commit):
            raise web.HTTPNotFound(headers={"X-Error-Code": "RevisionNotFound"})
        return found

    async def _describe(self, request: web.Request) -> web.Response:
        found = self._found(request)
        match = request.match_info
        return web.json_response(
            {
                "id": f"{match['owner']}/{match['name']}",
                "sha": found.commit,
                "gated": "auto" if found.gated_for else False,
                "cardData": {"license": found.licence},
                "siblings": [self._sibling(found, name) for name in found.files],
            }
        )

    def _sibling(self, found: Repository, name: str) -> dict[str, object]:
        content = found.files[name]
        size = found.sizes.get(name, len(content))
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        told: dict[str, object] = {"rfilename": name, "size": size, "blobId": blob}
        if len(content) > LARGE_BYTES:
            digest = hashlib.sha256(content).hexdigest()
            told["lfs"] = {"size": size, "sha256": digest, "pointerSize": 130}
        return told

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        found, name = self._found(request), request.match_info["path"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if found.gated_for is not None and token != found.gated_for:
            raise web.HTTPForbidden(headers={"X-Error-Code": "GatedRepo"})
        content = found.files[name]
        begin = request.http_range.start or 0
        self.served.append((name, begin))
        headers = {"Content-Length": str(len(content) - begin), "Accept-Ranges": "bytes"}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        response = web.StreamResponse(status=206 if begin else 200, headers=headers)
        await response.prepare(request)
        stop = found.stop_at.get(name)
        await response.write(content[begin:stop])
        if stop is not None:
            self.silent.set()
            await self._over.wait()
            assert request.transport is not None
            request.transport.abort()
        return response
