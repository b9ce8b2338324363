"""When each job's turn comes and when it is over. Pure: no clock, no database, no device.

Plays the choice of fairness.py forward on devices as they are: a device takes as many jobs as it
has slots, and each of n equal jobs on it goes on at an n-th of its speed; unequal ones have their
part by megapixels, as the meter charges them. So the time to wait is the work ahead divided by the
devices, however many slots they have; more slots let jobs begin sooner and go on slower. A job of a
model that is not loaded begins when those before it on its device are through, with the swap added
to its work, and holds the device's other slots up until then.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from math import inf
from operator import attrgetter
from typing import NamedTuple

from inference.fairness import Waiting, pick

Foreseen = Callable[[str, Waiting], float]
"""A device's name and a job -> device seconds that the job takes there."""

alike = attrgetter("model", "task", "megapixels", "steps")
"""What the seconds of a job hang on; jobs that have it in common take the same."""


class Held(NamedTuple):
    """A running job: the device seconds that it still takes, and its megapixels."""

    job_id: int
    left_s: float
    megapixels: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as it is now.

    Attributes:
        slots: how many jobs it takes at once.
        loaded: the models on it; one that is swapped in stays.
        held: the jobs that run on it.
    """

    name: str
    slots: int = 1
    loaded: frozenset[str] = frozenset()
    held: tuple[Held, ...] = ()


class Turn(NamedTuple):
    """A job's time on a device, in seconds from now; a running job's began at 0.

    Attributes:
        ahead: waiting jobs that are taken before it.
        work_s: device seconds that it takes, without a swap.
    """

    job_id: int
    ahead: int
    starts_in_s: float
    ends_in_s: float
    work_s: float


_End = tuple[float, int, int, float, float, float]
"""On the device's clock; then the job, its place, its start, its work, and its part."""

_CLOSED = 1_000_000
"""Less room than any device has: it takes nothing while a job waits for another model."""


def line(
    waiting: Iterable[Waiting],
    served_s: Mapping[int, float],
    devices: Sequence[Device],
    *,
    swap_cost_s: float,
    now: float,
    foreseen: Foreseen,
) -> Iterator[Turn]:
    """Every job's turn, in the order in which they end, if nothing new comes.

    Lazy, so stop at the job you look for; all of 5,000 jobs of 500 users take some 17 ms.

    Args:
        waiting: all of them, each user's oldest first.
        served_s: device seconds each user had in the window, with their running jobs.
        devices: not empty. A free one with the least to do takes the next job.
        swap_cost_s: device seconds that replacing a model takes.
        now: unix seconds.
        foreseen: asked once on each device for all jobs of one model, task, size and steps.
    """
    served, shared, in_s = dict(served_s), [_Shared(device) for device in devices], 0.0
    known_s: dict[tuple[str, object], float] = {}
    heads = _Heads(waiting, served, [device.loaded for device in shared], swap_cost_s, now)
    taken = 0
    while True:
        while heads.some and (device := _free(shared)):
            job = heads.take(now + in_s, device.loaded)
            like = device.name, alike(job)
            work_s = known_s.get(like, 0.0)
            if not work_s:
                work_s = known_s[like] = foreseen(device.name, job)
            device.take(job, taken, in_s, work_s, swap_cost_s)
            served[job.user_id] = served.get(job.user_id, 0.0) + work_s
            heads.follow(now + in_s)
            taken += 1
        device = min(shared, key=_ends_in_s)
        if device.ends_in_s == inf:
            return
        in_s = device.ends_in_s
        yield device.end()


def _free(shared: Sequence["_Shared"]) -> "_Shared | None":
    """The device with the least to do of those that take another job."""
    found = None
    for device in shared:
        if device.room > 0 and (found is None or device.jobs < found.jobs):
            found = device
    return found


class _Shared:
    """A device with its jobs. Its clock is the seconds that each megapixel of them has had.

    Attributes:
        jobs: how many are on it.
        room: how many more it takes now.
        ends_in_s: when the next one is over; never, if there is none.
    """

    __slots__ = (
        *("_alone", "_at_s", "_behind", "_ends", "_had_s", "_parts"),
        *("ends_in_s", "jobs", "loaded", "name", "room"),
    )

    def __init__(self, device: Device) -> None:
        self.name = device.name
        self.loaded = set(device.loaded)
        self.jobs = 0
        self.room = device.slots
        self.ends_in_s = inf
        self._alone = device.slots == 1
        self._had_s = 0.0
        self._at_s = 0.0
        self._parts = 0.0
        self._ends: list[_End] = []
        self._behind: tuple[Waiting, int, float, float] | None = None  # until it can be loaded
        for job_id, left_s, megapixels in device.held:
            self._begin(job_id, 0, 0.0, left_s, busy_s=left_s, megapixels=megapixels)

    def take(
        self, job: Waiting, ahead: int, in_s: float, work_s: float, swap_cost_s: float
    ) -> None:
        if job.model in self.loaded:
            self._begin(job.id, ahead, in_s, work_s, busy_s=work_s, megapixels=job.megapixels)
            return
        self.loaded.add(job.model)
        if self.jobs:
            self._behind = job, ahead, work_s, swap_cost_s
            self.room -= _CLOSED
        else:
            busy_s = swap_cost_s + work_s
            self._begin(job.id, ahead, in_s, work_s, busy_s=busy_s, megapixels=job.megapixels)

    def end(self) -> Turn:
        self._at_s = ended_in_s = self.ends_in_s
        self._had_s, job_id, ahead, starts_in_s, work_s, part = heappop(self._ends)
        self.jobs -= 1
        self.room += 1
        self._parts = self._parts - part if self.jobs else 0.0
        self._look()
        if self._behind and not self.jobs:
            job, place, its_s, swap_cost_s = self._behind
            self._behind = None
            self.room += _CLOSED
            busy_s = swap_cost_s + its_s
            self._begin(job.id, place, ended_in_s, its_s, busy_s=busy_s, megapixels=job.megapixels)
        return Turn(job_id, ahead, starts_in_s, ended_in_s, work_s)

    def _begin(
        self,
        job_id: int,
        ahead: int,
        in_s: float,
        work_s: float,
        *,
        busy_s: float,
        megapixels: float,
    ) -> None:
        if self.jobs:
            self._had_s += (in_s - self._at_s) / self._parts
        self._at_s = in_s
        part = 1.0 if self._alone else megapixels  # alone there is nothing to divide
        self._parts += part
        heappush(self._ends, (self._had_s + busy_s / part, job_id, ahead, in_s, work_s, part))
        self.jobs += 1
        self.room -= 1
        self._look()

    def _look(self) -> None:
        ends = self._ends
        self.ends_in_s = self._at_s + (ends[0][0] - self._had_s) * self._parts if ends else inf


_ends_in_s = attrgetter("ends_in_s")


class _Heads:
    """Each user's oldest waiting job: what `pick` chooses from, quick also when they are many.

    Who may be passed for a swap is `fresh` and compared one by one, as that changes with every
    second; all others stand in a heap. Few are fresh, and none whose model is loaded everywhere.
    A job that was taken stays at its place until `follow`, which puts the user's next one there.

    Attributes:
        some: whether there are any.
    """

    __slots__ = (
        "_aged",
        "_behind",
        "_fresh",
        "_loaded",
        "_served_s",
        "_swap_cost_s",
        "_taken",
        "some",
    )

    def __init__(
        self,
        waiting: Iterable[Waiting],
        served_s: Mapping[int, float],
        loaded: Sequence[Collection[str]],
        swap_cost_s: float,
        now: float,
    ) -> None:
        self._served_s = served_s
        self._loaded = loaded
        self._swap_cost_s = swap_cost_s
        self._fresh: list[Waiting] = []
        self._aged: list[_Aged] = []
        self._behind: dict[int, deque[Waiting]] = {}
        self._taken: Waiting | None = None
        for job in waiting:
            behind = self._behind.get(job.user_id)
            if behind is None:
                self._behind[job.user_id] = deque()
                self._add(job, now)
            else:
                behind.append(job)
        self.some = bool(self._behind)

    def take(self, now: float, loaded: Collection[str]) -> Waiting:
        """The next job; call `follow` before anything else."""
        if self._fresh:
            before, self._fresh = self._fresh, []
            for job in before:
                self._add(job, now)
        chosen = self._aged[0][2] if self._aged else None
        if self._fresh:
            oldest = [chosen] if chosen else []
            chosen = pick(oldest + self._fresh, self._served_s, loaded, self._swap_cost_s, now)
        assert chosen is not None
        self._taken = chosen
        return chosen

    def follow(self, now: float) -> None:
        """The next job of that user stands in the place of the one that was taken."""
        taken, aged = self._taken, self._aged
        assert taken is not None
        behind = self._behind[taken.user_id]
        following = behind.popleft() if behind else None
        if not aged or aged[0][2] is not taken:
            self._fresh.remove(taken)
            if following is not None:
                self._add(following, now)
        elif following is None or self._is_fresh(following, now):
            heappop(aged)
            if following is not None:
                self._fresh.append(following)
        else:
            heapreplace(aged, self._debt(following))
        self.some = bool(aged or self._fresh)

    def _add(self, job: Waiting, now: float) -> None:
        if self._is_fresh(job, now):
            self._fresh.append(job)
        else:
            heappush(self._aged, self._debt(job))

    def _debt(self, job: Waiting) -> "_Aged":
        return self._served_s.get(job.user_id, 0.0), job.id, job

    def _is_fresh(self, job: Waiting, now: float) -> bool:
        if not 0 <= now - job.created_at < self._swap_cost_s:  # as patience_s, for thousands
            return False
        for models in self._loaded:  # noqa: SIM110 - quicker than any(), and asked thousands of times
            if job.model not in models:
                return True
        return False


_Aged = tuple[float, int, Waiting]
