"""A message about to be sent: its card and its files, ready for any number of tries."""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path

import discord

from bot import render
from bot.render import Card
from bot.views import layout
from inference.encoding import fit
from inference.job import Job, Picture, State
from inference.storage import Storage

MOST_UPLOADS = 10
"""What Discord takes in one message."""


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
            return await asyncio.to_thread(_result, job, storage, limit_bytes)
        case State.FAILED:
            return Post(card=render.failed(job))
        case _:
            return Post(card=render.cancelled(job))


def _result(job: Job, storage: Storage, limit_bytes: int) -> Post:
    shown: list[tuple[str, bytes]] = []
    beside: list[tuple[str, bytes]] = []
    notes: list[str] = []
    for number, picture in enumerate(job.pictures, 1):
        seen, others, said = _uploads(picture, f"mozart-{job.id}-{number}", storage, limit_bytes)
        shown.append(seen)
        beside += others
        notes += said
    room = MOST_UPLOADS - len(shown)
    if len(beside) > room:
        notes.append(f"{len(beside) - room} more files than one message can hold were left out.")
    beside = beside[:room]
    card = render.finished(job, [name for name, _ in shown], notes, [name for name, _ in beside])
    return Post(card=card, files=(*shown, *beside))


def _uploads(
    picture: Picture, stem: str, storage: Storage, limit_bytes: int
) -> tuple[tuple[str, bytes], list[tuple[str, bytes]], list[str]]:
    """What is seen of one picture, what goes with it, and what to say about both."""
    seen: tuple[str, bytes] | None = None
    beside: list[tuple[str, bytes]] = []
    notes: list[str] = []
    for file in picture.files:
        data = storage.read(file.sha256)
        if len(data) > limit_bytes:
            notes.append(f"{file.name} has {_megabytes(len(data))}, too much to upload here.")
        elif file.instead and seen is None:
            seen = f"{stem}{Path(file.name).suffix}", data
        else:
            beside.append((f"{stem}-{file.name}", data))
    if seen is None:
        upload = fit(storage.read(picture.sha256), limit_bytes=limit_bytes)
        seen = f"{stem}.{upload.extension}", upload.data
        notes += [upload.note] if upload.note else []
    return seen, beside, notes


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:.1f} MB"
