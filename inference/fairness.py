"""Who goes next. Pure: no clock, no database, no device.

Least attained service: the user who has had the fewest device seconds lately goes first, so one
person's batch of forty cannot starve another's single picture. Running jobs count as if they
were done. Swapping models costs real seconds, so a job for a loaded model may pass one that is
not, but nobody is held back for the sake of a swap longer than the swap itself would take.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

SLOT_S = 300
"""Device seconds are remembered in slots of this length."""

WINDOW_SLOTS = 12
"""Attained service is what a user had in this many slots: an hour."""


class Waiting(NamedTuple):
    """What is looked at of a queued job. A tuple, as thousands are made for one look.

    Attributes:
        id: in order of arrival.
        created_at: unix seconds.
        task, megapixels, steps: of its request; how long it takes hangs on them.
    """

    id: int
    user_id: int
    model: str
    created_at: float
    task: str
    megapixels: float
    steps: int | None


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
        swap_s = 0.0 if job.model in loaded else patience_s(job, swap_cost_s, now)
        return served_s.get(job.user_id, 0.0) + swap_s, job.id

    return min(heads, key=debt, default=None)


def patience_s(job: Waiting, swap_cost_s: float, now: float) -> float:
    """How much longer it may be passed. None before its arrival: then the clock was set back."""
    waited_s = now - job.created_at
    return swap_cost_s - waited_s if 0 <= waited_s < swap_cost_s else 0.0
