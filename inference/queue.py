"""The durable queue: the way of every job, and the choice of who is next.

    records.py (what is read and noted) <-- outlook.py (what is foreseen) <-- here (what moves jobs)

One connection on one private thread holds the database alone. Every public call is one
transaction there, committed (WAL, synchronous=FULL) before it returns: what was acknowledged
survives SIGKILL and a power cut. Each transition is one guarded UPDATE, so whoever comes too late
finds no row and is told. The clock is for people and for fairness; nothing correct hangs on it.

It knows neither who a user is, nor what an address means, nor how pictures are painted.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from inference import costs, ledger, rows, sheets
from inference.database import PrivateDatabase, on_thread
from inference.fairness import pick
from inference.job import Job, Picture, State
from inference.ledger import Charge
from inference.outlook import Outlook
from inference.places import Foresight, Overview, Place
from inference.request import Request
from inference.sheets import Cell, Sheet

__all__ = [
    "Cell",
    "Charge",
    "Foresight",
    "Overview",
    "Place",
    "Queue",
    "Sheet",
]  # the whole face of the queue, in one place

MOST_LOSSES = 2
"""A job under which its device died this often fails."""

MOST_ATTEMPTS = 5
"""So does one that was running at its n-th attempt when Mozart died: perhaps not its fault."""

LOST = "The device gave up twice while painting this. Try fewer or smaller pictures."
BROKEN_OFF = (
    "Mozart stopped five times while painting this. Try again, perhaps with smaller pictures."
)


class Queue(Outlook):
    """Jobs on disk. Made by `Queue.open`, awaited from the event loop.

    Any call may raise DiskFull: then nothing of it happened, and the queue stays usable.
    """

    @classmethod
    async def open(cls, path: Path, *, clock: Callable[[], float] = time.time) -> Self:
        """The queue at `path`, made where it is missing; its folder is ours until `close`.

        Raises:
            DataInUse: another Mozart holds the folder; told within a second.
            InferenceError: the file is no queue, or one of a newer Mozart.
        """
        return cls(await PrivateDatabase.open(path), clock)

    async def close(self) -> None:
        """Finish what was asked before, then let the folder go. Call it once."""
        await self._base.close()

    # The way of a job

    @on_thread
    def submit(
        self,
        db: Database,
        request: Request,
        *,
        key: str,
        user_id: int,
        address: str,
        charges: Sequence[Charge] = (),
        words: str = "",
    ) -> Job:
        """A queued job; the same key gives the same job again, charged once.

        The history finds it by `words`, or else by its prompt.

        Raises:
            QuotaUsedUp, DeviceTimeUsedUp: a charge would pass its limit; there is no job then.
            JobDeleted: that key's job was deleted.
        """
        return self._submitted(
            db, request, charges, key=key, user_id=user_id, address=address, words=words
        )

    @on_thread
    def submit_sheet(
        self,
        db: Database,
        cells: Sequence[Cell],
        *,
        key: str,
        user_id: int,
        address: str,
        plan: str,
        charges: Sequence[Sequence[Charge]],
    ) -> Sheet:
        """A sheet with a queued job for each cell; the same key gives the same again, charged once.

        `charges` are of each cell, in order; a job's key is the sheet's with its number.

        Raises:
            QuotaUsedUp, DeviceTimeUsedUp: all cells together would pass a limit; none is queued.
            JobDeleted: that key's sheet was deleted.
        """
        sheet_id = sheets.insert(db, key=key, user_id=user_id, address=address, plan=plan)
        if sheet_id is None:
            return sheets.known(db, key)
        self._check(db, [cell.request for cell in cells], charges)
        for number, (cell, charged) in enumerate(zip(cells, charges, strict=True)):
            self._submitted(
                db,
                cell.request,
                charged,
                key=f"{key}:{number}",
                user_id=user_id,
                address=cell.address,
                sheet_id=sheet_id,
            )
        return sheets.find(db, sheet_id)

    def _submitted(
        self,
        db: Database,
        request: Request,
        charges: Sequence[Charge],
        *,
        key: str,
        user_id: int,
        address: str,
        words: str = "",
        sheet_id: int | None = None,
    ) -> Job:
        job_id = rows.insert(
            db,
            request,
            key=key,
            user_id=user_id,
            address=address,
            words=words,
            sheet_id=sheet_id,
            now=self._clock(),
        )
        if job_id is None:
            return rows.of_key(db, key)
        if charges:
            ledger.reserve(db, job_id, charges, self._devices.foreseen_s(costs.laws(db), request))
        return rows.find(db, job_id)

    async def claim(
        self, *, loaded: Collection[str], swap_cost_s: float, device: str = ""
    ) -> Job | None:
        """The fairest waiting job, now RUNNING; None when nobody waits.

        Args:
            loaded: the models now on the device.
            swap_cost_s: what replacing one costs, in seconds.
            device: who claims; what jobs cost is learned for each.
        """
        claiming = self._base.post(partial(self._claim, device, frozenset(loaded), swap_cost_s))
        try:
            return await asyncio.wrap_future(claiming)
        except asyncio.CancelledError:  # nobody will paint what the thread may have claimed by now
            self._base.post(partial(self._unclaim, claiming))
            raise

    def _claim(
        self, device: str, loaded: frozenset[str], swap_cost_s: float, db: Database
    ) -> Job | None:
        now = self._clock()
        running = costs.running(db, costs.laws(db), self._heard, now)
        served_s = costs.served_s(db, now, running)
        head = pick(costs.heads(db), served_s, loaded, swap_cost_s, now)
        if head is None:
            return None
        there = 1 + sum(job.device == device for job in running)
        devices = self._devices.with_claim(device, loaded | {head.model}, there)
        self._devices = replace(devices, swap_cost_s=swap_cost_s)
        self._forget({job.id for job in running})
        return rows.moved(
            db,
            "UPDATE jobs SET state = 'running', started_at = :now, device = :device,"
            " attempts = attempts + 1 WHERE id = :id AND state = 'queued' RETURNING *",
            head.id,
            now=now,
            device=device,
        )

    def _unclaim(self, claiming: Future[Job | None], db: Database) -> None:
        if not claiming.cancelled() and (job := claiming.result()):
            self._sent_back(db, job.id, forgiven=True)

    @on_thread
    def finish(
        self, db: Database, job_id: int, pictures: Sequence[Picture], *, cost_s: float
    ) -> Job:
        """RUNNING to DONE. What is foreseen follows what it cost, and accounts are charged that.

        Raises:
            IllegalTransition: it does not run.
        """
        job = rows.moved(
            db,
            "UPDATE jobs SET state = 'done', finished_at = :now, cost_s = cost_s + :cost_s"
            " WHERE id = :id AND state = 'running' RETURNING *",
            job_id,
            now=self._clock(),
            cost_s=cost_s,
        )
        for number, picture in enumerate(pictures):
            rows.add_picture(db, job_id, number, picture)
        costs.attain(db, job.user_id, cost_s, self._clock())
        costs.learn(db, job.device, job.request, cost_s)
        ledger.settle(db, job.id, cost_s)
        return replace(job, pictures=tuple(pictures))

    @on_thread
    def fail(self, db: Database, job_id: int, error: str, *, cost_s: float = 0.0) -> Job:
        """QUEUED or RUNNING to FAILED, refunded. `error` is a sentence for the member.

        Raises:
            IllegalTransition: it is over.
        """
        job = rows.moved(
            db,
            "UPDATE jobs SET state = 'failed', finished_at = :now, cost_s = cost_s + :cost_s,"
            " error = :error WHERE id = :id AND state IN ('queued', 'running') RETURNING *",
            job_id,
            now=self._clock(),
            cost_s=cost_s,
            error=error,
        )
        return self._settled(db, job, cost_s)

    @on_thread
    def cancel(self, db: Database, job_id: int) -> Job:
        """QUEUED to CANCELLED, refunded; a RUNNING job is unwanted from now on.

        That one still runs: tell its device to stop (the dispatcher does). Wherever it would come
        back to the line, even after we died, it is CANCELLED instead.

        Raises:
            IllegalTransition: it is over.
        """
        running = rows.one(
            db,
            "UPDATE jobs SET unwanted = 1 WHERE id = :id AND state = 'running' RETURNING *",
            id=job_id,
        )
        if running is not None:
            return rows.read(db, running)
        job = rows.moved(
            db,
            "UPDATE jobs SET state = 'cancelled', finished_at = :now"
            " WHERE id = :id AND state = 'queued' RETURNING *",
            job_id,
            now=self._clock(),
        )
        return self._settled(db, job)

    @on_thread
    def stopped(self, db: Database, job_id: int, *, cost_s: float) -> Job:
        """RUNNING to CANCELLED, refunded: the device stopped because somebody asked.

        Raises:
            IllegalTransition: it does not run.
        """
        job = rows.moved(
            db,
            "UPDATE jobs SET state = 'cancelled', finished_at = :now, cost_s = cost_s + :cost_s"
            " WHERE id = :id AND state = 'running' RETURNING *",
            job_id,
            now=self._clock(),
            cost_s=cost_s,
        )
        return self._settled(db, job, cost_s)

    @on_thread
    def release(self, db: Database, job_id: int, *, cost_s: float = 0.0, blame: bool) -> Job:
        """RUNNING back to QUEUED, to be painted again; CANCELLED and refunded if it is unwanted.

        `blame` says that its device died under it: at the second time it is FAILED instead, and
        refunded. Without (we are stopping) the attempt is taken back.

        Raises:
            IllegalTransition: it does not run.
        """
        jobs = self._sent_back(db, job_id, lost=blame, forgiven=not blame, cost_s=cost_s)
        return jobs[0] if jobs else rows.refuse(db, job_id)

    @on_thread
    def recover(self, db: Database) -> list[Job]:
        """At start: every RUNNING job, QUEUED again.

        After five attempts FAILED instead, if it is unwanted CANCELLED; both refunded.
        """
        return self._sent_back(db, most_attempts=MOST_ATTEMPTS)

    def _sent_back(
        self,
        db: Database,
        job_id: int | None = None,
        *,
        lost: bool = False,
        forgiven: bool = False,
        most_attempts: int | None = None,
        cost_s: float = 0.0,
    ) -> list[Job]:
        """One running job, or all: queued again, or over if it is unwanted or was tried enough."""
        found = rows.every(
            db,
            "UPDATE jobs SET state = fate, cost_s = cost_s + :cost_s,"
            " attempts = attempts - :forgiven, losses = losses + :lost,"
            " started_at = iif(fate = 'queued', NULL, started_at),"
            " finished_at = iif(fate = 'queued', NULL, :now),"
            " error = iif(fate = 'failed', :error, '')"
            " FROM (SELECT id AS one, CASE WHEN unwanted THEN 'cancelled'"
            " WHEN losses + :lost >= :most_losses OR attempts >= :most_attempts THEN 'failed'"
            " ELSE 'queued' END AS fate"
            " FROM jobs WHERE state = 'running' AND id = coalesce(:id, id))"
            " WHERE id = one RETURNING *",
            id=job_id,
            lost=lost,
            forgiven=forgiven,
            most_losses=MOST_LOSSES,
            most_attempts=most_attempts,
            cost_s=cost_s,
            now=self._clock(),
            error=LOST if lost else BROKEN_OFF,
        )
        jobs = [self._settled(db, rows.read(db, row), cost_s) for row in found]
        return sorted(jobs, key=lambda job: job.id)

    def _settled(self, db: Database, job: Job, cost_s: float = 0.0) -> Job:
        """Count what it cost to its user; if it came to nothing, give back what it had reserved.

        But for the device seconds that a job had used when its member cancelled it.
        """
        costs.attain(db, job.user_id, cost_s, self._clock())
        if job.state.over:
            ledger.refund(db, job.id)
            ledger.settle(db, job.id, cost_s if job.state is State.CANCELLED else 0.0)
        return job

    async def delete(self, job_id: int) -> tuple[Job, list[str]]:
        """Forget a job that is over: its words have left the file when this returns.

        Returns:
            What it was, now DELETED, and each sha256 of its pictures and inputs to which no
            other job refers, for `tidy`.

        Raises:
            IllegalTransition: it waits or runs.
        """
        outcome = await self._delete(job_id)
        await asyncio.wrap_future(self._base.post_scrub())
        return outcome

    @on_thread
    def _delete(self, db: Database, job_id: int) -> tuple[Job, list[str]]:
        job = rows.find(db, job_id)
        if not job.state.over:
            rows.refuse(db, job_id)
        return replace(job, state=State.DELETED), rows.erase(db, job)

    @on_thread
    def tidy(self, db: Database, sha256s: Sequence[str], remove: Callable[[str], bool]) -> int:
        """Call `remove` with each sha256 that no job names; how many it says it removed.

        It is called on the queue's own thread: no job can come to name one in between.
        """
        return sum(map(remove, rows.unneeded(db, sha256s)))

    # Sheets of several jobs

    async def delete_sheet(self, sheet_id: int) -> list[str]:
        """Forget a sheet and its jobs; returns what `delete` does for `tidy`.

        Raises:
            IllegalTransition: one of them waits or runs.
            JobNotFound: there is none; JobDeleted: not any more.
        """
        orphans = await self._delete_sheet(sheet_id)
        await asyncio.wrap_future(self._base.post_scrub())
        return orphans

    @on_thread
    def _delete_sheet(self, db: Database, sheet_id: int) -> list[str]:
        return sheets.erase(db, sheet_id)

    @on_thread
    def copy(self, db: Database, job_id: int, *, key: str, user_id: int, address: str) -> Job:
        """A done job with the same request and pictures, free; the same key gives the same again.

        Raises:
            IllegalTransition: the job is not done.
            JobNotFound: there is none; JobDeleted: not any more.
        """
        return sheets.copy(db, job_id, key=key, user_id=user_id, address=address, now=self._clock())
