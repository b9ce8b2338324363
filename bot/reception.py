"""What members do with jobs that there are: stop, delete and fetch them.

Who may is decided here: whoever asked for a job, and who moderates where it was asked for.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.address import Address
from bot.errors import NotAllowed, NotReady
from bot.member import Member
from bot.showroom import Showroom
from bot.templates import ServerTemplates
from inference.dispatcher import Dispatcher
from inference.job import Job
from inference.queue import Queue, Sheet
from inference.storage import Storage


class Reception(Showroom):
    """Acts on jobs for members."""

    def __init__(
        self,
        *,
        queue: Queue,
        storage: Storage,
        templates: ServerTemplates,
        dispatcher: Dispatcher,
        tell: Callable[[Job | Sheet], None],
    ) -> None:
        """Start nothing; `tell` hears of jobs whose message is to be looked at anew."""
        super().__init__(queue=queue, storage=storage, templates=templates)
        self._dispatcher = dispatcher
        self._tell = tell

    async def cancel(self, member: Member, job_id: int) -> Job:
        """Stop a waiting job now, or a running one at its next step; its pictures are refunded.

        Raises:
            NotAllowed: it is another member's, and the asker does not moderate there.
            IllegalTransition: it is already over.
        """
        job = await self._queue.job(job_id)
        self._check_authority(member, job, "cancel")
        return await self._dispatcher.cancel(job_id)

    async def delete(self, member: Member, job_id: int) -> Job:
        """Forget a finished job and remove its pictures, unless another job was made from them.

        Raises:
            NotAllowed: it is another member's, and the asker does not moderate there.
            NotReady: it is not over yet.
        """
        job = await self._queue.job(job_id)
        self._check_authority(member, job, "delete")
        if not job.state.over:
            raise NotReady(f"Job {job_id} is still being painted. Cancel it first.")
        job, orphans = await self._queue.delete(job_id)
        await self._queue.tidy(orphans, self.storage.remove)
        if job.sheet_id is not None:
            self._tell(job)  # the sheet goes on without it
        return job

    async def cross(self, member: Member, job_id: int) -> Job:
        """What a cross means: cancel what is not over, delete what is."""
        job = await self._queue.job(job_id)
        return await (self.delete if job.state.over else self.cancel)(member, job_id)

    async def bring(self, member: Member, job_id: int, *, address: Address) -> None:
        """Have a job's answer shown at another address from now on.

        Raises:
            JobNotFound: there is none that the member may see.
        """
        await self.show(member, job_id, sees=lambda channel_id: channel_id == address.channel_id)
        job = await self._queue.job(job_id)
        before = Address.from_json(job.address)
        address = replace(address, typed=before.typed, note=before.note)
        await self._queue.readdress(job_id, address.to_json())
        self._tell(await self._queue.job(job_id))

    @staticmethod
    def _check_authority(member: Member, job: Job, act: str) -> None:
        place = Address.from_json(job.address).guild_id
        moderates = member.moderates and place is not None and place == member.guild_id
        if job.user_id != member.user_id and not moderates:
            raise NotAllowed(f"Only the member who asked for job {job.id} can {act} it.")
