"""What is foreseen: where jobs stand in the line, and what one would cost.

It remembers what devices say of their running jobs, and what they have loaded; not on disk, as all
of it is said again after a start.
"""

from collections.abc import Callable, Collection, Sequence

from sqlite_utils import Database

from inference import costs, ledger, rows
from inference.costs import Heard
from inference.database import PrivateDatabase, on_thread
from inference.ledger import Charge
from inference.places import Devices, Foresight, Overview, Place, foresee, overview, places
from inference.records import Records
from inference.request import Request


class Outlook(Records):
    """Says when what will be done."""

    def __init__(self, base: PrivateDatabase, clock: Callable[[], float]) -> None:
        super().__init__(base, clock)
        self._devices = Devices()
        self._heard: dict[int, Heard] = {}

    @on_thread
    def serve(self, db: Database, devices: Collection[str]) -> None:
        """These devices take jobs from now on, even before each has claimed its first."""
        for device in devices:
            self._devices = self._devices.with_device(device)

    def hear(self, job_id: int, done: float) -> None:
        """A running job is `done` of the way; remembered for the line, and not on disk.

        Call it on the event loop; its first word, which may be 0, says that the job has begun.
        """
        now, last = self._clock(), self._heard.get(job_id)
        began_at = last.began_at if last and done >= last.done else now
        self._heard[job_id] = Heard(began_at, now, done)  # one step, so the other thread sees all

    def _forget(self, running: Collection[int]) -> None:
        """Drop what was heard of jobs that run no more: their next attempt begins anew."""
        for job_id in set(self._heard) - set(running):  # a copy, as the loop may add to it
            del self._heard[job_id]

    # The line, as the member reads it

    @on_thread
    def line(self, db: Database, job_id: int) -> Place:
        """The job's place in the fair order, if nothing new comes; all zero when it is over.

        Raises:
            JobNotFound: there is no such job.
        """
        if rows.find(db, job_id).state.over:
            return Place()
        return places(db, {job_id}, self._devices, self._heard, self._clock())[job_id]

    @on_thread
    def overview(self, db: Database, user_id: int) -> Overview:
        """The whole queue, and the places of the user's own jobs."""
        return overview(db, user_id, self._devices, self._heard, self._clock())

    @on_thread
    def foresee(self, db: Database, user_id: int, requests: Sequence[Request]) -> Foresight:
        """What at least one request of a user would take if it were submitted now."""
        now = self._clock()
        return foresee(db, requests, self._devices, self._heard, user_id=user_id, now=now)

    @on_thread
    def check(
        self, db: Database, requests: Sequence[Request], charges: Sequence[Sequence[Charge]]
    ) -> None:
        """Refuse what could not be charged now for all these requests together; charges nothing.

        `charges` are of each of the requests.

        Raises:
            QuotaUsedUp, DeviceTimeUsedUp: an account would pass its limit.
        """
        self._check(db, requests, charges)

    def _check(
        self, db: Database, requests: Sequence[Request], charges: Sequence[Sequence[Charge]]
    ) -> None:
        laws = costs.laws(db)
        foreseen_s = sum(self._devices.foreseen_s(laws, request) for request in requests)
        ledger.check(db, ledger.together(charges), foreseen_s)
