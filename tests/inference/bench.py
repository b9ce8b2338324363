"""A whole studio without people, for tests: real queue, storage, threads and dispatcher."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from inference.artist import Artist
from inference.dispatcher import Dispatcher
from inference.events import Preview, Progress
from inference.job import Job, State
from inference.queue import Queue
from inference.storage import Storage
from tests.inference.scripted import WAIT_S, request

ANN, BOB = 1, 2


class Bench:
    """Everything that was told is in `said`."""

    def __init__(self, queue: Queue, storage: Storage, artists: Sequence[Artist]) -> None:
        self.queue = queue
        self.storage = storage
        self.artists = artists
        self.said: list[Progress | Preview | Job] = []
        self._heard = asyncio.Event()
        self._keys = 0
        self.dispatcher: Dispatcher
        self.running: asyncio.Task[None]

    @classmethod
    async def open(
        cls,
        folder: Path,
        *artists: Artist,
        queue: type[Queue] = Queue,
        storage: type[Storage] = Storage,
        tell: Callable[[Progress | Preview | Job], None] | None = None,
        **options: Any,
    ) -> Self:
        await asyncio.to_thread(folder.mkdir, exist_ok=True)
        bench = cls(await queue.open(folder / "queue.db"), storage(folder / "pictures"), artists)
        options = {"retry_s": 0.01, **options}
        bench.dispatcher = Dispatcher(
            bench.queue, bench.storage, artists, tell=tell or bench.hear, **options
        )
        return bench

    def start(self) -> None:
        self.running = asyncio.create_task(self.dispatcher.run())

    async def close(self) -> None:
        """Stop as the program does; idempotent."""
        async with asyncio.timeout(WAIT_S):
            await self.dispatcher.close()
            await self.running
            for artist in self.artists:
                await asyncio.to_thread(artist.close)
            await self.queue.close()

    def hear(self, event: Progress | Preview | Job) -> None:
        self.said.append(event)
        self._heard.set()

    async def submit(self, prompt: str = "a square", *, user_id: int = ANN, **fields: Any) -> Job:
        self._keys += 1
        key = f"key {self._keys}"
        inputs = fields.pop("inputs", {})
        wanted = request(prompt, inputs=inputs, **fields)
        job = await self.queue.submit(wanted, key=key, user_id=user_id, address="")
        self.dispatcher.wake()
        return job

    async def outcome(self, job: Job) -> Job:
        """The job as it was told when it was over."""
        return await self.wait(lambda told: told.id == job.id and told.state.over)

    async def state(self, job: Job, state: State) -> Job:
        return await self.wait(lambda told: told.id == job.id and told.state is state)

    async def wait(self, fits: Callable[[Job], bool]) -> Job:
        async with asyncio.timeout(WAIT_S):
            while True:
                self._heard.clear()
                for told in self.said:
                    if isinstance(told, Job) and fits(told):
                        return told
                await self._heard.wait()

    def states(self, job: Job) -> list[State]:
        return [told.state for told in self.said if isinstance(told, Job) and told.id == job.id]
