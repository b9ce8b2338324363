"""The line played forward: tables for people to read, a slow simulation for the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.fairness import Waiting, pick
from inference.line import Device, Held, Turn, line

ANN, BOB, CAT = 1, 2, 3
NOW, SWAP_S = 1000.0, 20.0
TICK_S = 1 / 64


def waiting(
    user_id: int,
    job_id: int = 0,
    *,
    model: str = "painter",
    age_s: float = 1,
    work_s: float = 1,
    megapixels: float = 1,
) -> Waiting:
    """A step is a quarter of a second."""
    steps = round(4 * work_s)
    return Waiting(job_id or user_id, user_id, model, NOW - age_s, "imagine", megapixels, steps)


def seconds_of(job: Waiting) -> float:
    assert job.steps is not None
    return job.steps / 4


def device(*left_s: float, name: str = "gpu", slots: int = 1) -> Device:
    held = tuple(Held(-number, seconds, 1) for number, seconds in enumerate(left_s, start=1))
    return Device(name=name, slots=slots, loaded=frozenset({"painter"}), held=held)


def turns(
    jobs: Sequence[Waiting],
    *devices: Device,
    served_s: Mapping[int, float] | None = None,
    speeds: Mapping[str, float] | None = None,
) -> list[Turn]:
    """All of them."""
    return list(
        line(
            jobs,
            served_s or {},
            devices or [device()],
            swap_cost_s=SWAP_S,
            now=NOW,
            foreseen=lambda name, job: seconds_of(job) / (speeds or {}).get(name, 1),
        )
    )


def starts(found: Sequence[Turn]) -> list[tuple[int, float]]:
    """When the waiting ones begin, in their order."""
    waited = [turn for turn in found if turn.job_id > 0]
    return [(turn.job_id, turn.starts_in_s) for turn in sorted(waited, key=lambda it: it.ahead)]


def test_users_alternate_in_the_line() -> None:
    jobs = [waiting(ANN, 1), waiting(ANN, 2), waiting(ANN, 3), waiting(BOB, 4)]

    assert starts(turns(jobs)) == [(1, 0), (4, 1), (2, 2), (3, 3)]


def test_a_batch_waits_for_the_single_pictures_of_others() -> None:
    jobs = [waiting(ANN, 1, work_s=40), waiting(ANN, 2), *(waiting(BOB, n) for n in (3, 4, 5))]

    assert [job_id for job_id, _ in starts(turns(jobs))] == [1, 3, 4, 5, 2]


def test_the_line_uses_every_device() -> None:
    jobs = [waiting(user, user, work_s=10) for user in (ANN, BOB, CAT)]

    found = turns(jobs, device(4.0, name="one"), device(3.0, name="two"))

    assert starts(found) == [(1, 3.0), (2, 4.0), (3, 13.0)]


def test_a_swap_takes_its_time_once() -> None:
    jobs = [waiting(ANN, 1, model="sd", age_s=50), waiting(ANN, 2, model="sd"), waiting(BOB, 3)]

    assert starts(turns(jobs)) == [(1, 0), (3, 21), (2, 22)]


def test_jobs_on_one_device_share_it_evenly() -> None:
    jobs = [waiting(ANN, 1, work_s=2), waiting(BOB, 2, work_s=4)]

    found = turns(jobs, device(slots=2))

    assert [(turn.job_id, turn.starts_in_s, turn.ends_in_s) for turn in found] == [
        (1, 0, 4),
        (2, 0, 6),
    ]


def test_larger_jobs_have_the_larger_part_of_a_device() -> None:
    jobs = [waiting(ANN, 1, work_s=6, megapixels=3), waiting(BOB, 2, work_s=2, megapixels=1)]

    found = turns(jobs, device(slots=2))

    assert [turn.ends_in_s for turn in found] == [8, 8]


@pytest.mark.parametrize("slots", [1, 2, 4, 8])
def test_slots_do_not_multiply_a_device(slots: int) -> None:
    jobs = [waiting(user, user, work_s=3) for user in range(1, 25)]

    found = turns(jobs, device(slots=slots))

    assert found[-1].ends_in_s == pytest.approx(24 * 3)


def test_two_devices_halve_the_work_ahead() -> None:
    jobs = [waiting(user, user, work_s=3) for user in range(1, 25)]

    found = turns(jobs, device(name="one", slots=4), device(name="two", slots=4))

    assert found[-1].ends_in_s == pytest.approx(24 * 3 / 2)


def test_each_device_takes_jobs_at_its_own_pace() -> None:
    jobs = [waiting(user, user, work_s=6) for user in range(1, 5)]

    found = turns(jobs, device(name="one"), device(name="two"), speeds={"one": 3})

    assert [(turn.job_id, turn.ends_in_s) for turn in found] == [(1, 2), (3, 4), (4, 6), (2, 6)]


def test_another_model_waits_until_its_device_is_empty_and_closes_it() -> None:
    jobs = [waiting(ANN, 1, model="sd", age_s=99), waiting(BOB, 2), waiting(BOB, 3)]

    found = turns(jobs, device(5.0, slots=3), served_s={BOB: 9})

    assert starts(found) == [(1, 5), (2, 5), (3, 5)]


def test_running_jobs_have_their_turns_too() -> None:
    found = turns([waiting(ANN, 1)], device(2.0, 4.0, slots=2))

    assert [(turn.job_id, turn.ends_in_s) for turn in found] == [(-1, 4), (1, 6), (-2, 7)]


seconds = st.integers(0, 240).map(lambda quarters: quarters / 4)  # exact, so that ties are ties
works = st.integers(1, 80).map(lambda quarters: quarters / 4)
lines = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["painter", "sd", "flux"]), seconds, works),
    max_size=25,
).map(
    lambda jobs: [
        waiting(user_id, number, model=model, age_s=age_s, work_s=work_s)
        for number, (user_id, model, age_s, work_s) in enumerate(jobs, start=1)
    ]
)
services = st.dictionaries(st.integers(1, 5), seconds)
singles = st.lists(works, min_size=1, max_size=3).map(
    lambda left: [device(s, name=f"gpu-{number}") for number, s in enumerate(left)]
)


@given(lines, services, singles)
def test_the_line_is_what_picking_again_and_again_gives(
    jobs: list[Waiting], served_s: dict[int, float], devices: list[Device]
) -> None:
    assert starts(turns(jobs, *devices, served_s=served_s)) == slowly(jobs, served_s, devices)


def slowly(
    jobs: Sequence[Waiting], served_s: Mapping[int, float], devices: Sequence[Device]
) -> list[tuple[int, float]]:
    """The same for devices with one slot, with nothing to make it quick."""
    left, served = list(jobs), dict(served_s)
    free_in_s = {device.name: sum(held.left_s for held in device.held) for device in devices}
    loaded = {device.name: set(device.loaded) for device in devices}
    found = []
    while left:
        heads = {job.user_id: job for job in reversed(left)}
        name = min(free_in_s, key=lambda name: free_in_s[name])
        job = pick(list(heads.values()), served, loaded[name], SWAP_S, NOW + free_in_s[name])
        assert job is not None
        found.append((job.id, free_in_s[name]))
        free_in_s[name] += seconds_of(job) + (0 if job.model in loaded[name] else SWAP_S)
        loaded[name].add(job.model)
        served[job.user_id] = served.get(job.user_id, 0) + seconds_of(job)
        left.remove(job)
    return found


@dataclass
class Easel:
    """A device that works in ticks: each is divided among the jobs that are there."""

    slots: int
    left_s: dict[int, float] = field(default_factory=dict)

    def tick(self) -> list[int]:
        share_s = TICK_S / len(self.left_s) if self.left_s else 0
        self.left_s = {job_id: left_s - share_s for job_id, left_s in self.left_s.items()}
        over = [job_id for job_id, left_s in self.left_s.items() if left_s <= 0]
        for job_id in over:
            del self.left_s[job_id]
        return over


@given(st.lists(works, min_size=1, max_size=12), st.integers(1, 4), st.integers(1, 2))
def test_shared_devices_do_in_ticks_what_the_line_foresees(
    wanted: list[float], slots: int, count: int
) -> None:
    jobs = [waiting(user, user, work_s=work_s) for user, work_s in enumerate(wanted, start=1)]
    easels = [Easel(slots) for _ in range(count)]
    left, in_s, ends_in_s = list(jobs), 0.0, dict[int, float]()

    found = turns(jobs, *(device(name=f"gpu-{number}", slots=slots) for number in range(count)))
    while left or any(easel.left_s for easel in easels):
        while left and (free := [it for it in easels if len(it.left_s) < it.slots]):
            job = left.pop(0)
            min(free, key=lambda it: len(it.left_s)).left_s[job.id] = seconds_of(job)
        in_s += TICK_S
        ends_in_s |= {job_id: in_s for easel in easels for job_id in easel.tick()}

    late_s = slots * len(jobs) * TICK_S  # each end comes with the next tick
    if count == 1:  # on two, a tick may decide which of them is free first
        for turn in found:
            assert turn.ends_in_s == pytest.approx(ends_in_s[turn.job_id], abs=late_s)
    assert found[-1].ends_in_s <= max(ends_in_s.values()) + max(wanted) * slots


@given(lines, services, singles)
def test_nobody_starves(
    jobs: list[Waiting], served_s: dict[int, float], devices: list[Device]
) -> None:
    """Before my first job starts, no other user gets more than brings them level with me, the
    swap's worth on top, and the job that they were at."""
    found = turns(jobs, *devices, served_s=served_s)
    order = sorted((turn for turn in found if turn.job_id > 0), key=lambda turn: turn.ahead)
    of_job = {job.id: job for job in jobs}

    assert sorted(turn.job_id for turn in order) == [job.id for job in jobs]
    for user_id in {job.user_id for job in jobs}:
        before: dict[int, list[float]] = {}
        for turn in order:
            job = of_job[turn.job_id]
            if job.user_id == user_id:
                break
            before.setdefault(job.user_id, []).append(turn.work_s)
        for other, works_s in before.items():
            level_s = served_s.get(user_id, 0) - served_s.get(other, 0) + SWAP_S
            assert sum(works_s) <= max(0, level_s) + works_s[-1]
