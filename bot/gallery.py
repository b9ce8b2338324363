"""The use cases of a gallery, without Discord: a map of it, what is alike, what shows some words.

A picture is looked at once, by an encoder in a thread, and remembered. Everybody finds only what
they may see: pictures of channels of this server that they can look into, and their own.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.address import Address
from bot.errors import NotReady
from bot.member import Member
from inference.atlas.page import Label, write_page
from inference.atlas.placing import on_a_grid
from inference.atlas.poster import cell_side, draw_poster, draw_strip, thumbnail
from inference.atlas.tsne import tsne
from inference.candidates import Scorer
from inference.encoding import read_picture
from inference.errors import JobNotFound
from inference.looks import Hung, Look, Looks
from inference.request import Request, Task
from inference.storage import Storage

MOST_ON_A_MAP = 1_000
FEWEST_ON_A_MAP = 4
MOST_FOUND = 9
_LOOKED_THROUGH = 10_000  # jobs, the newest, of all servers together
_JOBS_AT_ONCE = 500
_PICTURES_AT_ONCE = 32
_MOST_WAITING = 4
_SMALL = 160  # pixels
_STRIP = 320

Rows = NDArray[np.float32]
Read = tuple[Hung, Address, Request]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture somebody may see.

    Attributes:
        job_id, index: which it is.
        words: what was asked for.
        link: to its message; empty where there is none.
        sha256: its name in storage.
        score: how near it is to what was looked for, a cosine; 0 where nothing was.
    """

    job_id: int
    index: int
    words: str
    link: str
    sha256: str
    score: float = 0.0

    @property
    def place(self) -> str:
        """Which one it is, for people."""
        return f"job {self.job_id}, picture {self.index + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A map of `count` pictures: a WebP poster, and a page of HTML."""

    poster: bytes
    page: bytes
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What was found, best first, and all of it numbered on one WebP."""

    shots: tuple[Shot, ...]
    strip: bytes


Sees = Callable[[int], bool]
"""Whether who asks can look into a channel of the server they are in."""


class Gallery:
    """What `/map`, `/similar` and `/search` call. One of them computes at a time."""

    def __init__(
        self, looks: Looks, storage: Storage, likeness: Callable[[], Scorer] | None, encoder: str
    ) -> None:
        """Build nothing.

        Args:
            looks: where it is remembered what pictures look like.
            storage: where pictures are.
            likeness: gives the encoder; called in a thread. None where there is none.
            encoder: its name; what another one saw is not compared with what it sees.
        """
        self._looks = looks
        self._storage = storage
        self._scorer = likeness
        self._encoder = encoder
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def map(
        self, member: Member, sees: Sees, *, channel_id: int | None, limit_bytes: int
    ) -> Map:
        """All that the member may see, what is alike side by side.

        Args:
            member: who asks, and where.
            sees: see Sees.
            channel_id: only this channel's pictures; None for all.
            limit_bytes: the largest file that may be uploaded.

        Raises:
            NotReady: there are too few pictures, or too many others ask just now.
            ModelNotFound: the encoder cannot be loaded.
        """
        async with self._in_turn():
            shots = await self._shots(member, sees, channel_id, most=MOST_ON_A_MAP)
            if len(shots) < FEWEST_ON_A_MAP:
                raise NotReady(
                    f"A map needs at least {FEWEST_ON_A_MAP} pictures, and here are {len(shots)}"
                    " that you may see. Make some with /imagine."
                )
            looks = await self._looked_at(shots)
            shots = [shot for shot in shots if shot.sha256 in looks]
            return await asyncio.to_thread(self._draw_map, shots, looks, limit_bytes)

    async def search(self, member: Member, sees: Sees, words: str) -> Find:
        """The pictures that show these words best.

        Raises:
            NotReady: there are none, or too many others ask just now.
            ModelNotFound: the encoder cannot be loaded.
        """
        async with self._in_turn():
            shots = await self._some(member, sees)
            looks = await self._looked_at(shots)
            wanted = await asyncio.to_thread(lambda: self._likeness().of_words([words])[0])
            return await asyncio.to_thread(self._nearest, shots, looks, wanted)

    async def similar(self, member: Member, sees: Sees, sha256: str) -> Find:
        """The pictures most like one, which is not among them.

        Raises:
            NotReady: there are none, or too many others ask just now.
            JobNotFound: its file is gone.
            ModelNotFound: the encoder cannot be loaded.
        """
        async with self._in_turn():
            shots = [it for it in await self._some(member, sees) if it.sha256 != sha256]
            looks = await self._looked_at(shots)
            known = await self._looks.known(self._encoder, [sha256])
            look = known.get(sha256) or (await asyncio.to_thread(self._look, [sha256]))[sha256]
            wanted = np.frombuffer(look.vector, np.float32)
            return await asyncio.to_thread(self._nearest, shots, looks, wanted)

    # ---- whose turn it is, and what there is

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if self._scorer is None:
            raise NotReady("This Mozart has no encoder, so it cannot compare pictures.")
        if self._waiting >= _MOST_WAITING:
            raise NotReady("Others are looking through pictures just now. Try again in a minute.")
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    async def _some(self, member: Member, sees: Sees) -> list[Shot]:
        shots = await self._shots(member, sees, None, most=MOST_ON_A_MAP)
        if not shots:
            raise NotReady("There are no pictures here yet. Make some with /imagine.")
        return shots

    async def _shots(
        self, member: Member, sees: Sees, channel_id: int | None, *, most: int
    ) -> list[Shot]:
        """The newest pictures the member may see; enlarged ones stand there once already."""
        shots: list[Shot] = []
        sees = cache(sees)
        before = 2**62
        for _ in range(_LOOKED_THROUGH // _JOBS_AT_ONCE):
            hung = await self._looks.hung(before, _JOBS_AT_ONCE)
            if not hung or len(shots) >= most:
                break
            before = hung[-1].job_id
            read = await asyncio.to_thread(_read, hung)
            shots += [it for one in read if (it := _shot(one, member, sees, channel_id))]
        return shots[:most]

    async def _looked_at(self, shots: Sequence[Shot]) -> dict[str, Look]:
        """What pictures look like, by their sha256; nothing of those whose file is gone."""
        names = list(dict.fromkeys(shot.sha256 for shot in shots))
        looks = await self._looks.known(self._encoder, names)
        unknown = [name for name in names if name not in looks]
        for begin in range(0, len(unknown), _PICTURES_AT_ONCE):
            some = unknown[begin : begin + _PICTURES_AT_ONCE]
            fresh = await asyncio.to_thread(self._look, some)
            await self._looks.keep(self._encoder, fresh)
            looks |= fresh
        return looks

    # ---- in threads

    def _likeness(self) -> Scorer:
        assert self._scorer is not None, "nobody gets here out of turn"
        return self._scorer()

    def _look(self, names: Sequence[str]) -> dict[str, Look]:
        pictures: dict[str, Image.Image] = {}
        for name in names:
            try:
                pictures[name] = read_picture(self._storage.read(name))
            except JobNotFound:
                if len(names) == 1:
                    raise
        if not pictures:
            return {}
        vectors = self._likeness().of_pictures(list(pictures.values()))
        return {
            name: Look(vector=vector.astype(np.float32).tobytes(), small=_webp(small, 80))
            for (name, picture), vector in zip(pictures.items(), vectors, strict=True)
            for small in [thumbnail(picture, _SMALL)]
        }

    def _draw_map(self, shots: Sequence[Shot], looks: dict[str, Look], limit_bytes: int) -> Map:
        points = tsne(_rows(shots, looks))
        columns, rows, cells = on_a_grid(points, aspect=4 / 3)
        side = cell_side(columns, rows)
        pictures = [self._small(shot, looks, side) for shot in shots]
        poster = draw_poster(pictures, cells, columns=columns, rows=rows)
        labels = [Label(words=it.words, place=it.place, link=it.link) for it in shots]
        page = write_page(
            pictures,
            cells,
            labels,
            columns=columns,
            rows=rows,
            title=f"{len(shots)} pictures",
            limit_bytes=limit_bytes,
        )
        return Map(poster=_webp(poster, 85), page=page, count=len(shots))

    def _nearest(self, shots: Sequence[Shot], looks: dict[str, Look], wanted: Rows) -> Find:
        there = [shot for shot in shots if shot.sha256 in looks]
        if not there:
            raise NotReady("There are no other pictures here yet. Make some with /imagine.")
        scores = _rows(there, looks) @ wanted
        best = [int(at) for at in np.argsort(-scores, kind="stable")[:MOST_FOUND]]
        pictures = [self._small(there[at], looks, _STRIP) for at in best]
        found = tuple(replace(there[at], score=float(scores[at])) for at in best)
        return Find(shots=found, strip=_webp(draw_strip(pictures), 85))

    def _small(self, shot: Shot, looks: dict[str, Look], side: int) -> Image.Image:
        """A square of that side; from the file itself where what is kept is too small."""
        if side > _SMALL:
            try:
                return thumbnail(read_picture(self._storage.read(shot.sha256)), side)
            except JobNotFound:
                pass  # deleted this instant
        return thumbnail(Image.open(io.BytesIO(looks[shot.sha256].small)), side)


def _read(hung: Sequence[Hung]) -> list[Read]:
    """Pictures, and what is known of their jobs; thousands of these take too long for the loop."""
    address, request = cache(Address.from_json), cache(Request.from_json)
    return [(one, address(one.address), request(one.request)) for one in hung]


def _shot(read: Read, member: Member, sees: Sees, channel_id: int | None) -> Shot | None:
    """The picture, if the member may find it."""
    hung, address, request = read
    if request.task is Task.UPSCALE or (channel_id or address.channel_id) != address.channel_id:
        return None
    own = hung.user_id == member.user_id and address.guild_id == member.guild_id
    there = address.guild_id is not None and address.guild_id == member.guild_id
    if channel_id is not None and address.private:
        return None  # the map of a channel is for all who are there
    if not own and (address.private or not there or not sees(address.channel_id)):
        return None
    return Shot(
        job_id=hung.job_id,
        index=hung.index,
        words=address.typed or request.prompt,
        link=address.link or "",
        sha256=hung.sha256,
    )


def _rows(shots: Sequence[Shot], looks: dict[str, Look]) -> Rows:
    return np.stack([np.frombuffer(looks[shot.sha256].vector, np.float32) for shot in shots])


def _webp(picture: Image.Image, quality: int) -> bytes:
    saved = io.BytesIO()
    picture.save(saved, "WEBP", quality=quality)
    return saved.getvalue()
