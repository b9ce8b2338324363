"""A message about to be sent: its card and its files, ready for any number of tries."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot import render
from bot.render import Card
from bot.views import layout
from inference.encoding import Upload, fit
from inference.job import Job, State
from inference.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one message shows.

    Attributes:
        card: the layout.
        files: name and content of each upload that the card refers to.
    """

    card: Card
    files: tuple[tuple[str, bytes], ...] = ()

    def view(self) -> discord.ui.LayoutView:
        """A new view; discord.py must not be given the same one twice."""
        return layout(self.card)

    def uploads(self) -> list[discord.File]:
        """New file objects; discord.py uses them up with each try."""
        alts = {shown.filename: shown.alt for shown in self.card.pictures}
        return [
            discord.File(io.BytesIO(data), name, description=alts.get(name))
            for name, data in self.files
        ]


async def outcome(job: Job, storage: Storage, *, limit_bytes: int) -> Post:
    """The last state of a job that is over: its pictures, or why there are none.

    Args:
        job: done, failed or cancelled.
        storage: where its pictures are.
        limit_bytes: the largest file that may be uploaded to the place.

    Raises:
        JobNotFound: a picture's file is gone.
    """
    match job.state:
        case State.DONE:
            uploads = await asyncio.to_thread(_pictures, job, storage, limit_bytes)
            names = [f"mozart-{job.id}-{n}.{u.extension}" for n, u in enumerate(uploads, 1)]
            card = render.finished(job, names, [upload.note for upload in uploads if upload.note])
            files = zip(names, (upload.data for upload in uploads), strict=True)
            return Post(card=card, files=tuple(files))
        case State.FAILED:
            return Post(card=render.failed(job))
        case _:
            return Post(card=render.cancelled(job))


def _pictures(job: Job, storage: Storage, limit_bytes: int) -> Sequence[Upload]:
    return [fit(storage.read(it.sha256), limit_bytes=limit_bytes) for it in job.pictures]
