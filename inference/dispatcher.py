"""Brings waiting jobs to devices and what they paint back: the only one that moves a running job.

    queue.claim --> artist.start --> Progress, Preview --> tell
                                     Painted  --> storage.keep
                                     Finished --> queue.finish   --> tell(Job)
                                     Broke    --> queue.fail     --> tell(Job)
                                     Stopped  --> queue.stopped  --> tell(Job)
                                     Lost     --> queue.release  --> tell(Job)

When we close, running jobs are stopped and released, to go on after the next start. A picture that
no job names in the end is removed: at once, or before the first claim of the next start.

Lives on the event loop, with a task per running job; artists speak from other threads, through
one call_soon_threadsafe. Whoever is told hears of a state after it was committed. Knows nothing of
engines, of people, or of where an artist is.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from inference.artist import Artist, Assignment
from inference.errors import DiskFull, IllegalTransition, InferenceError, JobNotFound
from inference.events import Broke, Event, Finished, Lost, Painted, Preview, Progress, Stopped
from inference.files import Attached
from inference.job import Job, Picture
from inference.queue import Queue
from inference.storage import Storage

log = logging.getLogger(__name__)

TICK_S = 5.0
"""Looks for work this often even if nobody calls; everything that makes work calls `wake`."""

MAX_RETRY_S = 30.0
"""The longest pause between two tries to save something."""

SOURCE_GONE = "The picture that this starts from was deleted. Choose another one."
WENT_WRONG = (
    "Something went wrong before or after the painting."
    " The operator's log has the details (job {})."
)

SWEPT_AT_ONCE = 2_000
"""Files that a sweep looks up in one go; between two goes the queue serves others."""

T = TypeVar("T")
Last = Finished | Stopped | Broke | Lost


@dataclass(slots=True, eq=False)
class _Held:
    """A running job: from its claim until its next state is committed."""

    job: Job
    artist: Artist
    pictures: dict[int, Picture] = field(default_factory=dict)
    unwanted: bool = False  # somebody cancelled it
    over: bool = False  # its artist said the last word: too late to cancel


class Dispatcher:
    """All devices' work."""

    def __init__(
        self,
        queue: Queue,
        storage: Storage,
        artists: Sequence[Artist],
        *,
        tell: Callable[[Progress | Preview | Job], None],
        swap_cost_s: float = 20.0,
        retry_s: float = 0.5,
        grace_s: float = 2.5,
    ) -> None:
        """Build it; nothing is claimed before `run`.

        Args:
            queue: this dispatcher alone claims from it.
            storage: where pictures go, and where those lie that jobs start from.
            artists: with different names. Whoever made them closes them, after `close`.
            tell: called on the event loop; a Job means that this state is committed.
            swap_cost_s: what changing a device's model costs, for fairness.
            retry_s: the first pause after something could not be saved; doubles each time.
            grace_s: how long `close` waits for running jobs to stop.
        """
        self._queue = queue
        self._storage = storage
        self._artists = artists
        self._tell = tell
        self._swap_cost_s = swap_cost_s
        self._retry_s = retry_s
        self._grace_s = grace_s
        self._held: dict[int, _Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._claiming = asyncio.Lock()  # while a job may be claimed, but not yet held
        self._woken = asyncio.Event()
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Take up what an earlier run left, then dispatch until `close`.

        May be cancelled; the jobs it holds go on until `close` all the same.
        """
        for job in await self._insist(self._queue.recover):
            self._say(job)
        await self._sweep()
        await self._queue.serve([artist.name for artist in self._artists])
        while not self._closing.is_set():
            self._woken.clear()
            with suppress(DiskFull, OSError):  # only when we close meanwhile
                await self._insist(self._fill)
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._woken.wait()

    def wake(self) -> None:
        """There may be something to do: a job was submitted. Call it on the event loop."""
        self._woken.set()

    async def cancel(self, job_id: int) -> Job:
        """Cancel a waiting job, or ask a running one to stop at its next step.

        Returns:
            The job: cancelled, or still running and then told of when it has stopped, which even
            our death does not change. One that ends first ends as if nobody had asked.

        Raises:
            JobNotFound: there is none.
            IllegalTransition: it is over.
        """
        async with self._claiming:
            held = self._held.get(job_id)
            if held and held.over:
                raise IllegalTransition(f"Job {job_id} is just ending, too late to be cancelled.")
            job = await self._queue.cancel(job_id)
        if job.state.over:
            self._say(job)
        elif held:
            held.unwanted = True
            held.artist.cancel(job_id)
        return job

    async def close(self) -> None:
        """Claim no more and stop the running jobs, which go on after the next start.

        What does not stop in time is released nevertheless. Takes at most `grace_s` and what the
        queue needs to write. Idempotent.
        """
        self._closing.set()
        self.wake()
        async with self._claiming:
            tasks = set(self._tasks)
        for held in self._held.values():
            held.artist.cancel(held.job.id)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for held in list(self._held.values()):
            log.warning("Job %d does not stop; it starts again next time", held.job.id)
            with suppress(InferenceError):
                self._say(await self._move(held, Stopped(job_id=held.job.id, cost_s=0.0)))
            self._held.pop(held.job.id, None)
            await self._let_go(held)
        await asyncio.sleep(0)  # what was said last is heard

    async def _fill(self) -> None:
        """Claim jobs while there are both free slots and waiting jobs."""
        while not self._closing.is_set() and (artist := self._free()):
            async with self._claiming:
                job = await self._queue.claim(
                    device=artist.name, loaded=artist.loaded(), swap_cost_s=self._swap_cost_s
                )
                if job is None:
                    return
                held = self._held[job.id] = _Held(job, artist)
                task = asyncio.create_task(self._see_through(held), name=f"job-{job.id}")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            self._say(job)

    def _free(self) -> Artist | None:
        """The artist with the least to do of those with a free slot."""
        busy = Counter(held.artist.name for held in self._held.values())
        free = [artist for artist in self._artists if busy[artist.name] < artist.slots]
        return min(free, key=lambda artist: busy[artist.name], default=None)

    async def _see_through(self, held: _Held) -> None:
        """A job from its claim to its next state; whatever happens, the other jobs go on."""
        job_id = held.job.id
        try:
            last = await self._attempt(held)
        except Exception:  # a fault of ours in one job; the member hears of it, the others do not
            log.exception("Job %d could not be seen through", job_id)
            held.artist.cancel(job_id)
            if self._closing.is_set():
                last = Lost(job_id=job_id, cost_s=0.0)
            else:
                last = Broke(job_id=job_id, cost_s=0.0, error=WENT_WRONG.format(job_id))
        held.over = True
        try:
            self._say(await self._insist(lambda: self._move(held, last)))
        except InferenceError as error:
            log.warning("Job %d stays as it is until the next start: %s", job_id, error)
        if self._held.get(job_id) is held:  # not when it was released and claimed again
            del self._held[job_id]
        self.wake()
        await self._let_go(held)

    async def _attempt(self, held: _Held) -> Last:
        """Let the artist paint, keep what it paints, and give its last word back."""
        job_id, request = held.job.id, held.job.request
        try:
            inputs = {role: await self._read(sha256) for role, sha256 in request.inputs.items()}
        except JobNotFound:
            return Broke(job_id=job_id, cost_s=0.0, error=SOURCE_GONE)
        if held.unwanted or self._closing.is_set():
            return Stopped(job_id=job_id, cost_s=0.0)
        loop, events = asyncio.get_running_loop(), asyncio.Queue[Event]()

        def hear(event: Event) -> None:  # in the artist's thread
            loop.call_soon_threadsafe(events.put_nowait, event)

        held.artist.start(Assignment(job_id=job_id, request=request, inputs=inputs), hear)
        event = await events.get()
        self.wake()  # now that it has begun, its artist may know that it has another slot
        while True:
            match event:
                case Progress():
                    self._queue.hear(job_id, event.done)
                    self._say(event)
                case Preview():
                    self._say(event)
                case Painted():
                    await self._keep(held, event)
                case _:
                    return event
            event = await events.get()

    async def _move(self, held: _Held, last: Last) -> Job:
        """Commit what the last word means."""
        job_id, cost_s = held.job.id, last.cost_s
        match last:
            case Finished():
                pictures = [held.pictures[index] for index in sorted(held.pictures)]
                return await self._queue.finish(job_id, pictures, cost_s=cost_s)
            case _ if held.unwanted:
                return await self._queue.stopped(job_id, cost_s=cost_s)
            case Broke():
                return await self._queue.fail(job_id, last.error, cost_s=cost_s)
            case _:
                blame = not self._closing.is_set()
                return await self._queue.release(job_id, cost_s=cost_s, blame=blame)

    async def _let_go(self, held: _Held) -> None:
        """Whatever names its pictures has been committed: remove those that nothing names."""
        names = [name for picture in held.pictures.values() for name in picture.sha256s]
        held.pictures.clear()
        for name in names:
            self._storage.let_go(name)
        await self._tidy(names)

    async def _sweep(self) -> None:
        """Remove what an earlier run kept, but did not live to commit or to remove."""
        names = await asyncio.to_thread(self._storage.names)
        starts = range(0, len(names), SWEPT_AT_ONCE)
        removed = sum([await self._tidy(names[at : at + SWEPT_AT_ONCE]) for at in starts])
        if removed:
            log.info("Pictures that no job names: %d removed", removed)

    async def _tidy(self, names: Sequence[str]) -> int:
        try:
            return await self._queue.tidy(names, self._storage.remove) if names else 0
        except (DiskFull, OSError) as error:
            log.warning("Pictures that no job names stay until the next start: %s", error)
            return 0

    async def _read(self, sha256: str) -> bytes:
        return await self._insist(lambda: asyncio.to_thread(self._storage.read, sha256))

    async def _keep(self, held: _Held, event: Painted) -> None:
        """Store a picture and what goes with it; each is held from the moment it is there."""
        picture = Picture(
            sha256=await self._store(event.png),
            width=event.width,
            height=event.height,
            seed=event.seed,
            note=event.note,
        )
        held.pictures[event.index] = picture
        for file in event.files:
            sha256 = await self._store(file.data)
            attached = Attached(name=file.name, sha256=sha256, instead=file.instead)
            picture = replace(picture, files=(*picture.files, attached))
            held.pictures[event.index] = picture

    async def _store(self, data: bytes) -> str:
        return await self._insist(lambda: asyncio.to_thread(self._storage.keep, data))

    async def _insist(self, step: Callable[[], Awaitable[T]]) -> T:
        """Do it; while the disk does not take it, try again, ever more slowly, until we close."""
        delay_s = self._retry_s
        while True:
            try:
                return await step()
            except (DiskFull, OSError) as error:
                if self._closing.is_set():
                    raise
                log.warning("%s Trying again in %.1f s", error, delay_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay_s):
                    await self._closing.wait()
            delay_s = min(2 * delay_s, MAX_RETRY_S)

    def _say(self, event: Progress | Preview | Job) -> None:
        # Not called from here: what a listener raises is the loop's to report, not this job's.
        asyncio.get_running_loop().call_soon(self._tell, event)
