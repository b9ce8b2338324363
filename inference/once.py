"""Requests, painted now and for nobody else: what `mozart imagine` and `compare` are made of.

The same queue, dispatcher and worker as for members, in a folder that the caller may throw away.
Knows nothing of command lines.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from inference.artists.local import LocalArtist
from inference.candidates import Scorer
from inference.catalogue import Catalogue
from inference.dispatcher import Dispatcher
from inference.engine import Engine
from inference.errors import InferenceError
from inference.events import Preview, Progress
from inference.files import File
from inference.job import Job, Picture, State
from inference.queue import Queue
from inference.request import Request
from inference.storage import Storage
from inference.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """A finished picture and its file.

    Attributes:
        png: the file's bytes, with the recipe inside.
        files: what goes with it.
        seconds: device seconds; those of the job, shared out evenly among its pictures.
    """

    picture: Picture
    png: bytes
    seconds: float
    files: tuple[File, ...] = ()


async def paint_once(
    request: Request,
    *,
    catalogue: Catalogue,
    engines: Mapping[str, Callable[[], Engine]],
    folder: Path,
    on_event: Callable[[Progress | Preview], None],
    scorer: Callable[[], Scorer] | None = None,
) -> list[Painting]:
    """Paint a request and wait for it; cancel the task to stop.

    Args:
        request: its inputs, if any, lie in `Storage(folder / "pictures")`.
        catalogue: the models there are.
        engines: an engine's name -> makes one; called in the job's thread.
        folder: exists, and is nobody else's while this runs.
        on_event: called on the event loop.
        scorer: see Worker.

    Returns:
        `request.count` paintings, in seed order; the best first of candidates.

    Raises:
        ModelNotFound: the catalogue has no such model.
        InferenceError: the job failed; the message is its sentence.
    """
    [outcome] = await paint_all(
        [request],
        catalogue=catalogue,
        engines=engines,
        folder=folder,
        on_event=on_event,
        scorer=scorer,
    )
    if isinstance(outcome, str):
        raise InferenceError(outcome)
    return outcome


async def paint_all(
    requests: Sequence[Request],
    *,
    catalogue: Catalogue,
    engines: Mapping[str, Callable[[], Engine]],
    folder: Path,
    on_event: Callable[[Progress | Preview], None],
    scorer: Callable[[], Scorer] | None = None,
) -> list[list[Painting] | str]:
    """Paint requests on one device and wait for all; the arguments are those of `paint_once`.

    Returns:
        For each request its paintings, or the sentence that says why there are none. The number
        of a request's job in events is its place, from 1.

    Raises:
        ModelNotFound: the catalogue has no such model.
    """
    for request in requests:
        catalogue.maker(request.model)
    outcomes: dict[int, Job] = {}
    done = asyncio.Event()

    def hear(event: Progress | Preview | Job) -> None:
        if not isinstance(event, Job):
            on_event(event)
        elif event.state.over:
            outcomes[event.id] = event
            if len(outcomes) == len(requests):
                done.set()

    storage = await asyncio.to_thread(Storage, folder / "pictures")
    async with AsyncExitStack() as stack:
        queue = await Queue.open(folder / "queue.db")
        stack.push_async_callback(queue.close)
        artist = LocalArtist("here", Worker(engines, catalogue, scorer=scorer))
        stack.push_async_callback(asyncio.to_thread, artist.close)
        dispatcher = Dispatcher(queue, storage, [artist], tell=hear)
        for number, request in enumerate(requests):
            await queue.submit(request, key=f"{number}", user_id=0, address="")
        async with asyncio.TaskGroup() as group:
            group.create_task(dispatcher.run())
            try:
                await done.wait()
            finally:
                await dispatcher.close()
    jobs = [outcomes[number] for number in sorted(outcomes)]
    return await asyncio.to_thread(lambda: [_outcome(job, storage) for job in jobs])


def _outcome(job: Job, storage: Storage) -> list[Painting] | str:
    if job.state is not State.DONE:
        return job.error or f"Job {job.id} was {job.state}."
    seconds = job.cost_s / len(job.pictures)
    return [_painting(picture, storage, seconds) for picture in job.pictures]


def _painting(picture: Picture, storage: Storage, seconds: float) -> Painting:
    files = tuple(
        File(name=it.name, data=storage.read(it.sha256), instead=it.instead) for it in picture.files
    )
    png = storage.read(picture.sha256)
    return Painting(picture=picture, png=png, seconds=seconds, files=files)
