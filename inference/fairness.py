"""Who goes next, and how long that takes. Pure: no clock, no database, no device.

Least attained service: the user who has had the fewest device seconds lately goes first, so one
person's batch of forty cannot starve another's single picture. Running jobs count as if they
were done. Swapping models costs real seconds, so a job for a loaded model may pass one that is
not, but nobody is held back for the sake of a swap longer than the swap itself would take.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from typing import NamedTuple

SLOT_S = 300
"""Device seconds are remembered in slots of this length."""

WINDOW_SLOTS = 12
"""Attained service is what a user had in this many slots: an hour."""


class Waiting(NamedTuple):
    """What the choice needs of a queued job. A tuple, as thousands are made for one look.

    Attributes:
        id: in order of arrival.
        created_at: unix seconds.
        work_s: device seconds it will probably take.
    """

    id: int
    user_id: int
    model: str
    created_at: float
    work_s: float


class Turn(NamedTuple):
    """When a waiting job will probably start, in seconds from now."""

    job: Waiting
    starts_in_s: float


def pick(
    heads: Iterable[Waiting],
    served_s: Mapping[int, float],
    loaded: Collection[str],
    swap_cost_s: float,
    now: float,
) -> Waiting | None:
    """Choose the next job among each user's oldest waiting one.

    Args:
        heads: at most one job per user.
        served_s: device seconds each user had in the window, with their running jobs; absent
            means none.
        loaded: the models now on the device.
        swap_cost_s: what replacing one costs, in seconds.
        now: unix seconds, the clock `created_at` was read from.

    Returns:
        The job to run, or None when nobody waits. Ties go to the oldest job.
    """

    def debt(job: Waiting) -> tuple[float, int]:
        swap_s = 0.0 if job.model in loaded else _patience_s(job, swap_cost_s, now)
        return served_s.get(job.user_id, 0.0) + swap_s, job.id

    return min(heads, key=debt, default=None)


def _patience_s(job: Waiting, swap_cost_s: float, now: float) -> float:
    """How much longer it may be passed. None before its arrival: then the clock was set back."""
    waited_s = now - job.created_at
    return swap_cost_s - waited_s if 0 <= waited_s < swap_cost_s else 0.0


def line(
    waiting: Iterable[Waiting],
    served_s: Mapping[int, float],
    loaded: Collection[str],
    swap_cost_s: float,
    now: float,
    *,
    free_in_s: Sequence[float],
) -> Iterator[Turn]:
    """Play `pick` forward: every waiting job in its turn, if nothing new comes.

    Jobs take the seconds they are expected to, and a model that was swapped in stays. Lazy, so
    stop at the job you look for; all of 5,000 jobs of 500 users take some 10 ms.

    Args:
        waiting: all of them, each user's oldest first.
        served_s: as for `pick`, like the next three.
        loaded: at first.
        swap_cost_s: added to a job that swaps.
        now: the time at which this is asked.
        free_in_s: for each slot of the devices, seconds until it is free. Not empty.
    """
    served, models, slots = dict(served_s), set(loaded), list(free_in_s)
    heapify(slots)
    behind: dict[int, deque[Waiting]] = {}
    for job in waiting:
        behind.setdefault(job.user_id, deque()).append(job)
    heads = _Heads(served, models, swap_cost_s)
    for jobs in behind.values():
        heads.add(jobs.popleft(), now + slots[0])
    while heads:
        job, starts_in_s = heads.take(now + slots[0]), slots[0]
        yield Turn(job, starts_in_s)
        busy_s = job.work_s if job.model in models else swap_cost_s + job.work_s
        heapreplace(slots, starts_in_s + busy_s)
        models.add(job.model)
        served[job.user_id] = served.get(job.user_id, 0.0) + job.work_s
        if behind[job.user_id]:
            heads.add(behind[job.user_id].popleft(), now + slots[0])


class _Heads:
    """Each user's oldest waiting job: what `pick` chooses from, quick also when they are many.

    Who may be passed for a swap is `fresh` and compared one by one, as that changes with every
    second; all others stand in a heap. Few are fresh, and none once its model is loaded.
    """

    def __init__(
        self, served_s: Mapping[int, float], loaded: Collection[str], swap_cost_s: float
    ) -> None:
        self._served_s = served_s
        self._loaded = loaded
        self._swap_cost_s = swap_cost_s
        self._fresh: list[Waiting] = []
        self._aged: list[tuple[float, int, Waiting]] = []

    def __bool__(self) -> bool:
        return bool(self._fresh or self._aged)

    def add(self, job: Waiting, now: float) -> None:
        if job.model not in self._loaded and _patience_s(job, self._swap_cost_s, now):
            self._fresh.append(job)
        else:
            heappush(self._aged, (self._served_s.get(job.user_id, 0.0), job.id, job))

    def take(self, now: float) -> Waiting:
        if not self._fresh:
            return heappop(self._aged)[2]
        before, self._fresh = self._fresh, []
        for job in before:
            self.add(job, now)
        oldest = [self._aged[0][2]] if self._aged else []
        chosen = pick(oldest + self._fresh, self._served_s, self._loaded, self._swap_cost_s, now)
        assert chosen is not None
        if chosen in oldest:
            heappop(self._aged)
        else:
            self._fresh.remove(chosen)
        return chosen
