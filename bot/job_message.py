"""What a job's message shows: its place, how far it is, a preview, its outcome."""

import asyncio

from bot import post, render
from bot.post import Post
from inference.dispatcher import Dispatcher
from inference.errors import IllegalTransition, InferenceError, JobNotFound
from inference.events import Preview, Progress
from inference.job import Job, State
from inference.queue import Queue
from inference.storage import Storage


class JobMessage:
    """A job, as bot/delivery.py shows it."""

    def __init__(
        self,
        job: Job,
        queue: Queue,
        storage: Storage,
        dispatcher: Dispatcher,
        looking: asyncio.Lock,
    ) -> None:
        """Take the job as it is; one at a time looks at the line while it holds `looking`."""
        self._ahead = 0
        self._job = job
        self._queue = queue
        self._storage = storage
        self._dispatcher = dispatcher
        self._looking = looking
        self._done = 0.0
        self._preview: bytes | None = None

    @property
    def name(self) -> str:
        """Such as "Job 7"."""
        return f"Job {self._job.id}"

    @property
    def over(self) -> bool:
        """Whether there is an outcome."""
        return self._job.state.over

    @property
    def waits(self) -> bool:
        """Whether it stands in the line."""
        return self._job.state is State.QUEUED

    @property
    def ahead(self) -> int:
        """How many were before it when its place was last looked up."""
        return self._ahead

    def hear(self, event: Progress | Preview | Job) -> None:
        """Take news of it."""
        match event:
            case Progress():
                self._done = event.done
            case Preview():
                self._preview = event.webp
            case Job():
                self._job = event
                if self.waits:
                    self._done, self._preview = 0.0, None

    async def present(self, shown: Post | None) -> Post:
        """Its place in the line, or how far it is."""
        job = self._job
        try:
            async with self._looking:
                place = await self._queue.line(job.id)
        except InferenceError:  # it ended this instant; the outcome follows
            return shown or Post(card=render.painting(job, done=1, left_s=None, preview=None))
        if job.state is State.QUEUED:
            self._ahead = place.ahead
            return Post(card=render.waiting(job, place))
        name = f"preview-{job.id}.webp" if self._preview else None
        left_s = max(1.0, place.work_s)
        card = render.painting(job, done=self._done, left_s=left_s, preview=name)
        files = ((name, self._preview),) if name and self._preview else ()
        return Post(card=card, files=files)

    def asking(self) -> Post:
        """A button that asks for a click."""
        return Post(card=render.ready_elsewhere(self._job))

    async def outcome(self, limit_bytes: int) -> Post:
        """Its pictures, or why there are none."""
        try:
            return await post.outcome(self._job, self._storage, limit_bytes=limit_bytes)
        except JobNotFound:
            return Post(card=render.gone(self._job))

    async def withdraw(self) -> None:
        """Cancel it, if it is not over."""
        try:
            await self._dispatcher.cancel(self._job.id)
        except IllegalTransition:
            return  # it ended meanwhile

    async def readdress(self, address: str) -> None:
        """Keep another address."""
        await self._queue.readdress(self._job.id, address)

    async def delivered(self) -> None:
        """Keep that its outcome is shown."""
        await self._queue.delivered(self._job.id)
