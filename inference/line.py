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
from heapq import heappop, heappush
from typing import NamedTuple

from inference.fairness import Waiting, patience_s, pick

Foreseen = Callable[[str, Waiting], float]
"""A device's name and a job -> device seconds that the job takes there."""


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

    Lazy, so stop at the job you look for; all of 5,000 jobs of 500 users take some 30 ms.

    Args:
        waiting: all of them, each user's oldest first.
        served_s: device seconds each user had in the window, with their running jobs.
        devices: not empty. A free one with the least to do takes the next job.
        swap_cost_s: device seconds that replacing a model takes.
        now: unix seconds.
        foreseen: asked once for each job, when it is taken.
    """
    served, shared, in_s = dict(served_s), [_Shared(device) for device in devices], 0.0
    heads = _Heads(waiting, served, [device.loaded for device in shared], swap_cost_s, now)
    taken = 0
    while True:
        while heads and (free := [device for device in shared if device.free]):
            device = min(free, key=lambda device: device.jobs)
            job = heads.take(now + in_s, device.loaded)
            work_s = foreseen(device.name, job)
            device.take(job, Turn(job.id, taken, in_s, in_s, work_s), in_s, swap_cost_s)
            served[job.user_id] = served.get(job.user_id, 0.0) + work_s
            heads.follow(job, now + in_s)
            taken += 1
        busy = [device for device in shared if device.jobs]
        if not busy:
            return
        device = min(busy, key=_Shared.ends_in_s)
        in_s = device.ends_in_s()
        yield device.end()


class _Shared:
    """A device with its jobs. Its clock is the seconds that each megapixel of them has had."""

    def __init__(self, device: Device) -> None:
        self.name = device.name
        self.loaded = set(device.loaded)
        self._slots = device.slots
        self._had_s = 0.0
        self._at_s = 0.0
        self._parts = 0.0
        self._ends: list[tuple[float, Turn, float]] = []  # on that clock; the job; its part
        self._behind: tuple[float, Turn, float] | None = None  # until its model can be loaded
        for job_id, left_s, megapixels in device.held:
            self._begin(left_s, Turn(job_id, 0, 0.0, 0.0, left_s), megapixels, 0.0)

    @property
    def jobs(self) -> int:
        return len(self._ends)

    @property
    def free(self) -> bool:
        return self._behind is None and self.jobs < self._slots

    def ends_in_s(self) -> float:
        return self._at_s + (self._ends[0][0] - self._had_s) * self._parts

    def take(self, job: Waiting, turn: Turn, in_s: float, swap_cost_s: float) -> None:
        if job.model in self.loaded:
            self._begin(turn.work_s, turn, job.megapixels, in_s)
            return
        self.loaded.add(job.model)
        if self._ends:
            self._behind = swap_cost_s + turn.work_s, turn, job.megapixels
        else:
            self._begin(swap_cost_s + turn.work_s, turn, job.megapixels, in_s)

    def end(self) -> Turn:
        self._at_s = self.ends_in_s()
        self._had_s, turn, part = heappop(self._ends)
        self._parts = self._parts - part if self._ends else 0.0
        if self._behind and not self._ends:
            work_s, behind, megapixels = self._behind
            self._behind = None
            self._begin(work_s, behind._replace(starts_in_s=self._at_s), megapixels, self._at_s)
        return turn._replace(ends_in_s=self._at_s)

    def _begin(self, work_s: float, turn: Turn, megapixels: float, in_s: float) -> None:
        if self._ends:
            self._had_s += (in_s - self._at_s) / self._parts
        self._at_s = in_s
        part = megapixels if self._slots > 1 else 1.0  # alone there is nothing to divide
        self._parts += part
        heappush(self._ends, (self._had_s + work_s / part, turn, part))


class _Heads:
    """Each user's oldest waiting job: what `pick` chooses from, quick also when they are many.

    Who may be passed for a swap is `fresh` and compared one by one, as that changes with every
    second; all others stand in a heap. Few are fresh, and none whose model is loaded everywhere.
    """

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
        self._aged: list[tuple[float, int, Waiting]] = []
        self._behind: dict[int, deque[Waiting]] = {}
        for job in waiting:
            self._behind.setdefault(job.user_id, deque()).append(job)
        for jobs in self._behind.values():
            self._add(jobs.popleft(), now)

    def __bool__(self) -> bool:
        return bool(self._fresh or self._aged)

    def follow(self, job: Waiting, now: float) -> None:
        """The user's next one stands there now."""
        if behind := self._behind[job.user_id]:
            self._add(behind.popleft(), now)

    def take(self, now: float, loaded: Collection[str]) -> Waiting:
        if not self._fresh:
            return heappop(self._aged)[2]
        before, self._fresh = self._fresh, []
        for job in before:
            self._add(job, now)
        oldest = [self._aged[0][2]] if self._aged else []
        chosen = pick(oldest + self._fresh, self._served_s, loaded, self._swap_cost_s, now)
        assert chosen is not None
        if chosen in oldest:
            heappop(self._aged)
        else:
            self._fresh.remove(chosen)
        return chosen

    def _add(self, job: Waiting, now: float) -> None:
        everywhere = all(job.model in models for models in self._loaded)
        if not everywhere and patience_s(job, self._swap_cost_s, now):
            self._fresh.append(job)
        else:
            heappush(self._aged, (self._served_s.get(job.user_id, 0.0), job.id, job))
