"""Who may begin, on a simulated device: members wait less, whatever rows cost there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.engines.diffusion.door import AWAY, Door, Guest
from inference.engines.diffusion.worth import SURE_FORWARDS, Worth

Cost = Callable[[int], float]
"""Seconds of a forward of so many rows."""

LINEAR: Cost = lambda rows: 0.02 * rows  # noqa: E731
FIXED: Cost = lambda rows: 0.1 + 0.0005 * rows  # noqa: E731
HALF: Cost = lambda rows: 0.06 + 0.01 * rows  # noqa: E731
CONCAVE: Cost = lambda rows: 0.05 * rows**0.5  # noqa: E731
FULL_AT_8: Cost = lambda rows: max(0.1, 0.0125 * rows)  # noqa: E731
WORSE: Cost = lambda rows: 0.02 * rows * (1 + 0.03 * max(0, rows - 8))  # noqa: E731
CURVES = [LINEAR, FIXED, HALF, CONCAVE, FULL_AT_8, WORSE]
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """When they come, what they need, and how much noise is on each forward."""

    moments: Sequence[float]
    steps: Sequence[int]
    rows: Sequence[int]
    noise: Sequence[float]


def jobs(seed: int, cost: Cost, load: float, *, mixed: bool, count: int = 150) -> Jobs:
    """That come by chance, at a share of what the device can do at its best."""
    dice = np.random.default_rng(seed)
    steps = dice.choice([4, 8, 24], count, p=[0.4, 0.4, 0.2]) if mixed else np.full(count, 8)
    rows = dice.choice([1, 2, 4], count) if mixed else np.full(count, 2)
    best = min(cost(size) / size for size in range(1, 2 * AT_ONCE + 1))
    gaps = dice.exponential(float((steps * rows).mean()) * best / load, count)
    return Jobs(
        moments=np.cumsum(gaps).tolist(),
        steps=steps.tolist(),
        rows=rows.tolist(),
        noise=np.exp(dice.normal(0, 0.15, 1000)).tolist(),
    )


def served(these: Jobs, cost: Cost, worth: Worth | None) -> tuple[list[float], list[int]]:
    """Seconds from each job's coming to its end, and how many were inside at each forward."""
    door, inside, sizes = Door(worth), dict[Guest, int](), list[int]()
    coming, took = list(range(len(these.moments))), [0.0] * len(these.moments)
    guests: dict[Guest, int] = {}
    now = 0.0
    while coming or guests:
        if not guests:
            now = max(now, these.moments[coming[0]])
        while coming and these.moments[coming[0]] <= now and len(guests) < AT_ONCE:
            number = coming.pop(0)
            guest = Guest(steps=these.steps[number], kind="one size", rows=these.rows[number])
            guests[guest] = number
            door.knock(guest)
        inside |= {guest: guests[guest] for guest in door.admit()}
        assert inside, "the device is idle and somebody waits"
        rows = sum(guest.rows for guest in inside)
        seconds = cost(rows) * these.noise[len(sizes) % len(these.noise)]
        sizes.append(len(inside))
        now += seconds
        if worth:
            worth.learn("one size", rows, seconds)
        for guest in list(inside):
            guest.steps -= 1
            if guest.steps <= 0:
                door.leave(guest)
                del inside[guest]
                number = guests.pop(guest)
                took[number] = now - these.moments[number]
    return took, sizes


@settings(max_examples=25, deadline=None)
@given(
    cost=st.sampled_from(CURVES),
    load=st.sampled_from([0.4, 0.8]),
    mixed=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_nobody_waits_longer_in_the_mean_than_with_all_at_once(
    *, cost: Cost, load: float, mixed: bool, seed: int
) -> None:
    these = jobs(seed, cost, load, mixed=mixed)

    ours, _ = served(these, cost, Worth())
    all_at_once, _ = served(these, cost, None)

    assert min(ours) > 0
    assert fmean(ours) <= 1.02 * fmean(all_at_once)


@pytest.mark.parametrize("cost", [LINEAR, WORSE])
def test_where_company_gains_nothing_members_wait_less_one_after_the_other(cost: Cost) -> None:
    these = jobs(1, cost, 0.8, mixed=False, count=400)

    ours, inside = served(these, cost, Worth())
    all_at_once, _ = served(these, cost, None)

    assert fmean(ours) < 0.85 * fmean(all_at_once)
    assert np.median(inside[len(inside) // 4 :]) <= 2


def test_where_rows_are_free_nobody_waits_at_the_door() -> None:
    these = jobs(1, FIXED, 0.8, mixed=False)

    ours, inside = served(these, FIXED, Worth())

    assert ours == served(these, FIXED, None)[0]
    assert max(inside) == AT_ONCE


def learned(cost: Cost, sizes: Sequence[int], times: int = 40) -> Worth:
    worth = Worth()
    for size in [*sizes] * times:
        worth.learn("one size", size, cost(size))
    return worth


def test_a_row_pays_until_the_device_is_full() -> None:
    below, above = learned(FULL_AT_8, [2, 4, 6]), learned(FULL_AT_8, [8, 10, 14])

    assert below.pays("one size", 6)
    assert not above.pays("one size", 14)


def test_before_enough_is_known_everything_pays_and_the_first_of_each_shape_does_not_count() -> (
    None
):
    worth = Worth()
    for size in (1, 2):  # as slow as preparing a shape is
        worth.learn("one size", size, 99.0 * size)
    for index in range(SURE_FORWARDS):
        assert worth.pays("one size", 2)
        worth.learn("one size", 1 + index % 2, 0.02 * (1 + index % 2))

    assert not worth.pays("one size", 2)
    assert worth.pays("another size", 2)


def test_a_hiccup_of_the_device_changes_nothing() -> None:
    worth = learned(HALF, [2, 4])
    assert worth.pays("one size", 4)

    for _ in range(3):
        worth.learn("one size", 4, 60.0)

    assert worth.pays("one size", 4)


def test_what_has_not_been_tried_for_long_is_tried_again() -> None:
    worth, forwards = learned(LINEAR, [2, 4]), 0

    while not worth.pays("one size", 2):
        worth.learn("one size", 2, LINEAR(2))
        forwards += 1
        assert forwards < 3000

    assert forwards > 100  # trying costs


def guest(steps: float, kind: str = "one size", rows: int = 2) -> Guest:
    return Guest(steps=steps, kind=kind, rows=rows)


@pytest.fixture
def shut() -> Door:
    """Where company gains nothing, with a job inside that has 20 steps to go."""
    door = Door(learned(LINEAR, [2, 4]))
    door.knock(guest(20))
    assert len(door.admit()) == 1
    return door


def test_equal_jobs_wait_for_each_other_and_small_ones_and_other_sizes_do_not(shut: Door) -> None:
    equal, small, other = guest(20), guest(4), guest(20, "another size")

    for it in (small, equal, other):
        shut.knock(it)

    assert shut.admit() == [small, other]
    assert len(shut) == 1


def test_nobody_overtakes_in_a_line_of_one_size(shut: Door) -> None:
    equal, small = guest(20), guest(1)
    shut.knock(equal)
    shut.knock(small)

    assert shut.admit() == []
    shut.leave(equal)  # cancelled

    assert shut.admit() == [small]


def test_a_job_that_misses_forwards_holds_nobody_up(shut: Door) -> None:
    (inside,) = shut._inside
    shut.knock(next_one := guest(20))
    inside.missed = AWAY - 1
    assert shut.admit() == []

    inside.missed += 1

    assert shut.admit() == [next_one]


def test_on_an_idle_device_the_next_may_begin(shut: Door) -> None:
    first, second = guest(20), guest(20)
    shut.knock(first)
    shut.knock(second)

    shut.count_out()

    assert shut.admit() == [first]
