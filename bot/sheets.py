"""The use cases of contact sheets, without Discord: ask, cancel, adopt a picture, delete."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.address import Address
from bot.allowance import Allowances
from bot.errors import NotAllowed, NotReady
from bot.member import Member
from bot.plan import Plan
from bot.templates import ServerTemplates
from bot.wish import Commission
from inference.dispatcher import Dispatcher
from inference.errors import IllegalTransition, JobDeleted
from inference.job import Job, State
from inference.queue import Cell, Queue, Sheet
from inference.storage import Storage

_WITHOUT_PICTURE = {
    State.QUEUED: "is not painted yet. Wait until it stands on the sheet",
    State.RUNNING: "is being painted. Wait until it stands on the sheet",
    State.FAILED: "failed. Choose another one",
    State.CANCELLED: "was cancelled. Choose another one",
}


class Sheets:
    """What the buttons of contact sheets and `/compare` call."""

    def __init__(
        self,
        *,
        queue: Queue,
        storage: Storage,
        dispatcher: Dispatcher,
        allowances: Allowances,
        templates: ServerTemplates,
        tell: Callable[[Job | Sheet], None],
    ) -> None:
        """Build nothing; the arguments are those of Studio."""
        self._queue = queue
        self._storage = storage
        self._dispatcher = dispatcher
        self._allowances = allowances
        self._templates = templates
        self._tell = tell

    async def ask(
        self, member: Member, plan: Plan, made: Sequence[Commission], *, key: str, address: Address
    ) -> Sheet:
        """Queue a job for each cell, all or none; the message at `address` shows them together.

        Raises:
            QuotaUsedUp, DeviceTimeUsedUp: for all of them together; nothing was charged.
        """
        charges = [await self._allowances.charges(member, it.request.painted) for it in made]
        sheet = await self._queue.submit_sheet(
            [
                Cell(request=it.request, address=replace(address, typed=_typed(it)).to_json())
                for it in made
            ],
            key=key,
            user_id=member.user_id,
            address=address.to_json(),
            plan=plan.to_json(),
            charges=charges,
        )
        self._tell(sheet)
        self._dispatcher.wake()
        for job, it in zip(sheet.jobs, made, strict=False):
            if job is not None:
                await self._templates.note_use(member, it.template, job)
        return sheet

    async def cancel(self, member: Member, sheet_id: int) -> None:
        """Cancel all that is left of a sheet; what is painted stays.

        Raises:
            JobNotFound, JobDeleted: there is no such sheet (any more).
            NotAllowed: it is another member's, and the asker does not moderate there.
            IllegalTransition: nothing is left.
        """
        sheet = await self._own(member, sheet_id, "cancel")
        if not sheet.open:
            raise IllegalTransition("This sheet is finished already. Delete it if you like.")
        for job in reversed(sheet.open):  # the last first, so that none of them is begun meanwhile
            with suppress(IllegalTransition, JobDeleted):  # it ended meanwhile
                await self._dispatcher.cancel(job.id)

    async def delete(self, member: Member, sheet_id: int) -> Sheet:
        """Forget a sheet with all its pictures; what was adopted stays with who did.

        Raises:
            JobNotFound, JobDeleted: there is no such sheet (any more).
            NotAllowed: it is another member's, and the asker does not moderate there.
            NotReady: it is not over yet.
        """
        sheet = await self._own(member, sheet_id, "delete")
        if sheet.open:
            raise NotReady("This sheet is still being painted. Cancel it first.")
        orphans = await self._queue.delete_sheet(sheet_id)
        await self._queue.tidy(orphans, self._storage.remove)
        return sheet

    async def cross(self, member: Member, sheet_id: int) -> Sheet | None:
        """What a cross means: cancel what is not over; else delete, and the sheet that is gone."""
        if (await self._queue.sheet(sheet_id)).open:
            await self.cancel(member, sheet_id)
            return None
        return await self.delete(member, sheet_id)

    async def adopt(
        self, member: Member, sheet_id: int, cell: int, *, key: str, address: Address
    ) -> Job:
        """Give a cell's pictures to the member as a result of their own, which costs nothing.

        Raises:
            JobNotFound, JobDeleted: there is no such sheet or cell (any more).
            NotReady: it has no picture.
        """
        sheet = await self._queue.sheet(sheet_id)
        job = sheet.jobs[cell] if 0 <= cell < len(sheet.jobs) else None
        if job is None:
            raise JobDeleted("This picture was deleted.")
        if job.state is not State.DONE:
            raise NotReady(f"This picture {_WITHOUT_PICTURE[job.state]}.")
        address = replace(address, typed=Address.from_json(job.address).typed)
        copied = await self._queue.copy(
            job.id, key=key, user_id=member.user_id, address=address.to_json()
        )
        self._tell(copied)
        return copied

    async def bring(self, member: Member, sheet_id: int, *, address: Address) -> None:
        """Have a sheet shown at another address of the same channel from now on.

        Raises:
            JobNotFound, JobDeleted: there is no such sheet (any more).
            NotAllowed: its message stands in another channel.
        """
        sheet = await self._queue.sheet(sheet_id)
        old = Address.from_json(sheet.address)
        if old.channel_id != address.channel_id and sheet.user_id != member.user_id:
            raise NotAllowed("Open this sheet where it was asked for.")
        await self._queue.readdress_sheet(sheet_id, address.to_json())
        self._tell(await self._queue.sheet(sheet_id))

    async def _own(self, member: Member, sheet_id: int, act: str) -> Sheet:
        sheet = await self._queue.sheet(sheet_id)
        place = Address.from_json(sheet.address).guild_id
        moderates = member.moderates and place is not None and place == member.guild_id
        if sheet.user_id != member.user_id and not moderates:
            raise NotAllowed(f"Only the member who asked for this sheet can {act} it.")
        return sheet


def _typed(made: Commission) -> str:
    return "" if made.typed == made.request.prompt else made.typed
