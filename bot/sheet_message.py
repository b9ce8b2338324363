"""What a sheet's message shows: its place, the pictures as they come, what can be adopted."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from PIL import Image

from bot import sheet_cards
from bot.contact_sheet import Tile, cell_of, draw_sheet, sheet_file, side_by_side
from bot.plan import Plan
from bot.post import Post
from inference.dispatcher import Dispatcher
from inference.encoding import read_picture
from inference.errors import IllegalTransition, InferenceError, JobNotFound
from inference.events import Preview, Progress
from inference.job import Job, State
from inference.queue import Place, Queue, Sheet
from inference.storage import Storage

GROWING_BYTES = 2 * 2**20
"""A sheet that still grows is sent again and again, so it may be no larger than this."""


class SheetMessage:
    """A sheet, as bot/delivery.py shows it."""

    def __init__(
        self,
        sheet: Sheet,
        queue: Queue,
        storage: Storage,
        dispatcher: Dispatcher,
        looking: asyncio.Lock,
    ) -> None:
        """Take the sheet as it is; one at a time looks at the line while it holds `looking`."""
        self._sheet = sheet
        self._plan = Plan.from_json(sheet.plan)
        self._queue = queue
        self._storage = storage
        self._dispatcher = dispatcher
        self._looking = looking
        self._ahead = 0
        self._done: dict[int, float] = {}
        self._small: dict[str, Image.Image | None] = {}  # by sha256, as large as they are drawn
        self._drawn: tuple[object, bytes] | None = None

    @staticmethod
    def name_of(sheet_id: int) -> str:
        """Such as "Sheet 3"."""
        return f"Sheet {sheet_id}"

    @property
    def name(self) -> str:
        """Such as "Sheet 3"."""
        return self.name_of(self._sheet.id)

    @property
    def over(self) -> bool:
        """Whether nothing will be painted any more."""
        return not self._sheet.open

    @property
    def waits(self) -> bool:
        """Whether all that is left of it stands in the line, and nothing is painted."""
        return all(job is not None and job.state is State.QUEUED for job in self._sheet.jobs)

    @property
    def ahead(self) -> int:
        """How many were before it when its place was last looked up."""
        return self._ahead

    def hear(self, event: Progress | Preview | Job) -> None:
        """Take news of one of its jobs."""
        match event:
            case Progress():
                self._done[event.job_id] = event.done
            case Job():
                new = None if event.state is State.DELETED else event
                jobs = [new if job and job.id == event.id else job for job in self._sheet.jobs]
                self._sheet = replace(self._sheet, jobs=tuple(jobs))
                self._done.pop(event.id, None)

    async def present(self, shown: Post | None) -> Post:
        """Its place in the line, or the sheet as far as it is painted."""
        sheet, plan = self._sheet, self._plan
        first, last = await self._places(sheet)
        self._ahead = first.ahead
        if self.waits:
            place = replace(first, wait_s=last.wait_s, work_s=last.work_s)
            return Post(card=sheet_cards.waiting(sheet, plan, place))
        over = sum(job is None or job.state.over for job in sheet.jobs)
        done = (over + sum(self._done.values())) / plan.cells
        name = self._file_name
        left_s = max(1.0, last.wait_s + last.work_s)
        card = sheet_cards.growing(sheet, plan, done=done, left_s=left_s, shown=name)
        return Post(card=card, files=((name, await self._picture(sheet, GROWING_BYTES)),))

    def asking(self) -> Post:
        """A button that asks for a click."""
        return Post(card=sheet_cards.ready_elsewhere(self._sheet, self._plan))

    async def outcome(self, limit_bytes: int) -> Post:
        """The sheet with all that was painted."""
        sheet = self._sheet
        if not any(job is not None and job.state is State.DONE for job in sheet.jobs):
            return Post(card=sheet_cards.finished(sheet, self._plan, None))
        name = self._file_name
        card = sheet_cards.finished(sheet, self._plan, name)
        return Post(card=card, files=((name, await self._picture(sheet, limit_bytes)),))

    async def withdraw(self) -> None:
        """Cancel all that is left of it."""
        for job in self._sheet.open:
            with suppress(IllegalTransition, JobNotFound):  # it ended meanwhile
                await self._dispatcher.cancel(job.id)

    async def readdress(self, address: str) -> None:
        """Keep another address."""
        await self._queue.readdress_sheet(self._sheet.id, address)

    async def delivered(self) -> None:
        """Keep that its outcome is shown."""
        await self._queue.sheet_delivered(self._sheet.id)

    @property
    def _file_name(self) -> str:
        return f"mozart-sheet-{self._sheet.id}.webp"

    async def _places(self, sheet: Sheet) -> tuple[Place, Place]:
        """Of the jobs that are open, the first's and the last's."""
        places = []
        for job in (sheet.open[:1] + sheet.open[-1:]) or []:
            with suppress(InferenceError):  # it was deleted this instant
                async with self._looking:
                    places.append(await self._queue.line(job.id))
        return (places[0], places[-1]) if places else (Place(), Place())

    async def _picture(self, sheet: Sheet, limit_bytes: int) -> bytes:
        """The drawn sheet; drawn anew only when a cell has changed."""
        wanted = [job and (job.state, job.pictures) for job in sheet.jobs], limit_bytes
        if self._drawn is None or self._drawn[0] != wanted:
            self._drawn = wanted, await asyncio.to_thread(self._draw, sheet, limit_bytes)
        return self._drawn[1]

    def _draw(self, sheet: Sheet, limit_bytes: int) -> bytes:
        requests = [job.request for job in sheet.jobs if job is not None]
        across, down = side_by_side(max(it.count for it in requests))
        width, height = max(it.width for it in requests), max(it.height for it in requests)
        shape = across * width, down * height
        cell = cell_of(self._plan, shape)
        room = cell[0] // across, cell[1] // down
        tiles = [self._tile(job, room) for job in sheet.jobs]
        return sheet_file(draw_sheet(self._plan, tiles, shape), limit_bytes)

    def _tile(self, job: Job | None, room: tuple[int, int]) -> Tile:
        pictures = job.pictures if job else ()
        found = [it for it in (self._read(picture.sha256, room) for picture in pictures) if it]
        trouble = job is not None and job.state is State.FAILED
        return Tile(pictures=tuple(found), words=sheet_cards.said_of(job), trouble=trouble)

    def _read(self, sha256: str, room: tuple[int, int]) -> Image.Image | None:
        """A picture no larger than it is drawn; None where its file is gone."""
        if sha256 not in self._small:
            try:
                image = read_picture(self._storage.read(sha256))
            except InferenceError:
                self._small[sha256] = None
            else:
                image.thumbnail(room, Image.Resampling.LANCZOS)
                self._small[sha256] = image
        return self._small[sha256]
