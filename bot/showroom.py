"""What members may look at: jobs, pictures, the line, their history and their stars.

The studio (bot/studio.py) is this, the reception, the easel, and what follows from jobs. None of
them knows Discord.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.address import Address
from bot.errors import NotReady
from bot.member import Member
from bot.templates import ServerTemplates
from inference.binder import Filed
from inference.encoding import contact_sheet, read_picture, read_recipe
from inference.errors import JobDeleted, JobNotFound
from inference.history import NEWEST
from inference.job import Job, Picture, State
from inference.queue import Overview, Place, Queue
from inference.storage import Storage

SAMPLE_SIDE = 400

WITHOUT_PICTURES = {
    State.QUEUED: "is waiting",
    State.RUNNING: "is being painted",
    State.FAILED: "failed",
    State.CANCELLED: "was cancelled",
}


class Showroom:
    """Shows members what they may see, and nothing else."""

    def __init__(self, *, queue: Queue, storage: Storage, templates: ServerTemplates) -> None:
        """Where jobs are, where pictures are, and whose jobs are samples of templates."""
        self._queue = queue
        self.storage = storage
        self.templates = templates

    async def show(self, member: Member, job_id: int, *, sees: Callable[[int], bool]) -> Job:
        """A job, if the member may see it: their own, or one of the server they are in.

        Args:
            member: who asks.
            job_id: which job.
            sees: whether the member can look into a channel of that server.

        Raises:
            JobNotFound: there is none, or it is elsewhere; the answer is the same.
        """
        try:
            job = await self._queue.job(job_id)
        except JobDeleted:
            raise
        except JobNotFound as error:
            raise JobNotFound(f"There is no job {job_id} here.") from error
        address = Address.from_json(job.address)
        same_server = address.guild_id is not None and address.guild_id == member.guild_id
        open_to_all = same_server and not address.private
        if job.user_id == member.user_id or (open_to_all and sees(address.channel_id)):
            return job
        raise JobNotFound(f"There is no job {job_id} here.")

    async def own(self, member: Member, job_id: int) -> Job:
        """A job of the member's own, in whatever state.

        Raises:
            JobNotFound, JobDeleted: there is none of theirs (any more).
        """
        return await self.show(member, job_id, sees=lambda _: False)

    async def finished(self, job_id: int) -> Job:
        """A job with its pictures, for whoever has a message with its buttons.

        Raises:
            JobNotFound, JobDeleted: there is none (any more).
            NotReady: it has no pictures.
        """
        job = await self._queue.job(job_id)
        if job.state is not State.DONE:
            raise NotReady(f"Job {job_id} has no pictures: it {WITHOUT_PICTURES[job.state]}.")
        return job

    async def picture(
        self, member: Member, job_id: int, index: int, *, sees: Callable[[int], bool]
    ) -> Picture:
        """Picture `index` of a finished job that the member may see; see `show`.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is no such picture here (yet, or any more).
        """
        await self.show(member, job_id, sees=sees)
        _, picture = await self._picture(job_id, index)
        return picture

    async def _picture(self, job_id: int, index: int) -> tuple[Job, Picture]:
        job = await self.finished(job_id)
        if not 0 <= index < len(job.pictures):
            have = "1 picture" if len(job.pictures) == 1 else f"{len(job.pictures)} pictures"
            raise NotReady(f"Job {job_id} has {have}, so there is no number {index + 1}.")
        return job, job.pictures[index]

    async def recipes(self, job: Job) -> list[dict[str, Any]]:
        """What the files of a finished job's pictures say of their making, in their order.

        Raises:
            JobNotFound: a file is gone.
        """
        files = [picture.sha256 for picture in job.pictures]
        pngs = await asyncio.to_thread(lambda: [self.storage.read(it) for it in files])
        return [read_recipe(png) or {} for png in pngs]

    async def sample(
        self, member: Member, filed: Filed, *, sees: Callable[[int], bool]
    ) -> tuple[Job, bytes] | None:
        """The newest finished job of a server's template that the member may see, as a small WebP.

        Args:
            member: who asks.
            filed: the template.
            sees: whether the member can look into a channel of their server.
        """
        for job in await self.templates.jobs(member, filed):
            address = Address.from_json(job.address)
            public = not address.private and sees(address.channel_id)
            if not public and job.user_id != member.user_id:
                continue
            with suppress(JobNotFound):  # its file is gone
                return job, await asyncio.to_thread(self._small, job.pictures[0])
        return None

    def _small(self, picture: Picture) -> bytes:
        image = read_picture(self.storage.read(picture.sha256))
        return contact_sheet([image], SAMPLE_SIDE)

    async def before(
        self, member: Member, search: str, *, job_id: int = NEWEST, limit: int
    ) -> list[Job]:
        """The member's latest jobs with these words that are older than a job, newest first."""
        history = self._queue.history
        return await history.before(member.user_id, search, bound=job_id, limit=limit)

    async def after(self, member: Member, search: str, *, job_id: int, limit: int) -> list[Job]:
        """The member's next jobs with these words that are newer than a job, newest first."""
        return await self._queue.history.after(member.user_id, search, bound=job_id, limit=limit)

    async def place(self, job: Job) -> Place:
        """How many go before a waiting or running job, and the seconds until it ends."""
        return await self._queue.line(job.id)

    async def overview(self, member: Member) -> Overview:
        """The line as this member sees it."""
        return await self._queue.overview(member.user_id)

    async def star(self, member: Member, job_id: int, *, starred: bool) -> None:
        """Put a finished job among the member's favourites, or take it away.

        Raises:
            JobNotFound, JobDeleted, NotReady: it has no pictures (yet, or any more).
        """
        await self.finished(job_id)
        await self._queue.star(member.user_id, job_id, starred=starred)

    async def starred(self, member: Member, limit: int) -> list[Job]:
        """The member's favourites that still exist, newest first."""
        return await self._queue.starred(member.user_id, limit)
