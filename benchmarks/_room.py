"""One device that works as it does for members, and a gallery of what it painted."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter, process_time

from bot.address import Address
from bot.arguments import parser
from bot.equipment import catalogue_of, engines_of, scorer_of
from bot.gallery import Gallery
from bot.member import Member
from bot.orders import order_of
from bot.settings import Settings
from inference.artist import Assignment
from inference.artists.local import LocalArtist
from inference.dispatcher import Dispatcher
from inference.encoding import to_png
from inference.errors import RequestRefused
from inference.events import Broke, Event, Finished, Lost, Painted, Preview, Progress, Stopped
from inference.job import Job
from inference.queue import Queue
from inference.request import MAX_COUNT, Request
from inference.storage import Storage
from inference.worker import Worker

ASKER = Member(user_id=1, guild_id=1)
_PLACE = Address(channel_id=1, guild_id=1, user_id=1, created_at=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a member would have got, and after how long.

    Attributes:
        wall_s: from the start of the job to its end.
        cpu_s: of all cores, meanwhile.
        painted: its only picture, with the files beside it.
        looks: (seconds after the start, WebP) of each preview.
    """

    wall_s: float
    cpu_s: float
    painted: Painted
    looks: Sequence[tuple[float, bytes]]


class Room:
    """A worker with all engines, asked in the words of the command line."""

    def __init__(self, models: Path) -> None:
        """Build it; nothing is loaded yet.

        Args:
            models: the operator's, as for `mozart run`.
        """
        settings = Settings(models=models)
        self._catalogue = catalogue_of(settings)
        self.scorer = scorer_of(settings)
        engines = engines_of(settings, self._catalogue, settings.devices[0])
        self.worker = Worker(engines, self._catalogue, scorer=self.scorer)
        self._jobs = 0

    def make(self, line: Sequence[str]) -> Made:
        """Do what a command of `mozart` asks for, such as ("style", "cat.png", "--style", "ink").

        Raises:
            RequestRefused: it cannot be, or the job broke; the message is its sentence.
        """
        request, pictures = order_of(parser().parse_args(line), self._catalogue)
        inputs = {role: to_png(it, {}) for role, it in pictures.items()}
        return self._timed(request, inputs)

    def _timed(self, request: Request, inputs: Mapping[str, bytes]) -> Made:
        heard: SimpleQueue[tuple[float, Event]] = SimpleQueue()
        self._jobs += 1
        began, worked = perf_counter(), process_time()
        self.worker.start(
            Assignment(job_id=self._jobs, request=request, inputs=inputs),
            lambda event: heard.put((perf_counter() - began, event)),
        )
        looks: list[tuple[float, bytes]] = []
        painted: Painted | None = None
        while True:
            at_s, event = heard.get()
            match event:
                case Preview():
                    looks.append((at_s, event.webp))
                case Painted():
                    painted = event
                case Finished():
                    assert painted is not None
                    cpu_s = process_time() - worked
                    return Made(wall_s=at_s, cpu_s=cpu_s, painted=painted, looks=looks)
                case Broke():
                    raise RequestRefused(event.error)
                case Lost() | Stopped():
                    raise RequestRefused("It was given up.")
                case Progress():
                    pass

    @asynccontextmanager
    async def gallery(self, folder: Path, count: int, side: int) -> AsyncIterator[Queue]:
        """A queue with so many finished pictures by the painter, which `ASKER` may see.

        Their files lie in `folder / "pictures"`.
        """
        async with AsyncExitStack() as stack:
            queue = await Queue.open(folder / "queue.db")
            stack.push_async_callback(queue.close)
            for number in range(-(-count // MAX_COUNT)):
                most = min(MAX_COUNT, count - number * MAX_COUNT)
                await self._ask(queue, number, count=most, side=side)
            await self._paint_all(queue, Storage(folder / "pictures"), -(-count // MAX_COUNT))
            yield queue

    async def _ask(self, queue: Queue, number: int, *, count: int, side: int) -> None:
        words = _SCENES[number % len(_SCENES)]
        line = ["imagine", words, "--model", "painter", "--size", f"{side}"]
        line += ["--count", f"{count}", "--seed", f"{100 * number}"]
        request, _ = order_of(parser().parse_args(line), self._catalogue)
        await queue.submit(request, key=f"{number}", user_id=1, address=_PLACE.to_json())

    async def _paint_all(self, queue: Queue, storage: Storage, jobs: int) -> None:
        over: set[int] = set()
        done = asyncio.Event()

        def hear(event: Progress | Preview | Job) -> None:
            if isinstance(event, Job) and event.state.over:
                over.add(event.id)
                if len(over) == jobs:
                    done.set()

        dispatcher = Dispatcher(queue, storage, [LocalArtist("here", self.worker)], tell=hear)
        async with asyncio.TaskGroup() as group:
            group.create_task(dispatcher.run())
            await done.wait()
            await dispatcher.close()

    async def mapped(self, queue: Queue, folder: Path, round_: int) -> tuple[float, float, int]:
        """A map of all, each looked at as if it were new: wall seconds, of all cores, pictures."""
        storage = Storage(folder / "pictures")
        gallery = Gallery(queue.looks, storage, self.scorer, f"encoder of round {round_}")
        began, worked = perf_counter(), process_time()
        found = await gallery.map(ASKER, lambda _: True, channel_id=None, limit_bytes=10 * 2**20)
        return perf_counter() - began, process_time() - worked, found.count


_SCENES = tuple(
    f"{what}, {how}"
    for how in ("ink", "watercolour", "oil", "poster", "pencil")
    for what in (
        "a red fox in the hills by day",
        "two white sailboats at sunset",
        "a castle behind trees at night",
        "three owls in a forest",
        "a blue house by the sea in the morning",
    )
)
