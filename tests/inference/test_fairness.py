"""Who goes next: tables for people to read, properties for the rest."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.fairness import Turn, Waiting, line, pick

ANN, BOB, CAT = 1, 2, 3
NOW, SWAP_S = 1000.0, 20.0


def waiting(
    user_id: int, job_id: int = 0, *, model: str = "painter", age_s: float = 1, work_s: float = 1
) -> Waiting:
    return Waiting(job_id or user_id, user_id, model, NOW - age_s, work_s)


def choose(heads: Sequence[Waiting], served_s: Mapping[int, float]) -> Waiting | None:
    return pick(heads, served_s, {"painter"}, SWAP_S, NOW)


def test_nobody_waiting_means_no_job() -> None:
    assert choose([], {}) is None


def test_the_least_served_user_goes_first_even_when_later() -> None:
    ann, bob = waiting(ANN, age_s=2), waiting(BOB, age_s=1)

    assert choose([ann, bob], {ANN: 300.0, BOB: 4.0}) == bob


@pytest.mark.parametrize("served_s", [{}, {ANN: 3.0, BOB: 3.0}])
def test_ties_go_to_the_job_that_came_first(served_s: Mapping[int, float]) -> None:
    late, early = waiting(ANN, 9), waiting(BOB, 8, age_s=0)

    assert choose([late, early], served_s) == early


def test_a_loaded_model_may_pass_by_at_most_the_swap_cost() -> None:
    ann, bob = waiting(ANN, model="sd", age_s=0), waiting(BOB)

    assert choose([ann, bob], {BOB: 19.0}) == bob
    assert choose([ann, bob], {BOB: 21.0}) == ann


@pytest.mark.parametrize(("age_s", "first"), [(0, BOB), (18, BOB), (19.5, ANN), (500, ANN)])
def test_nobody_is_held_back_for_longer_than_a_swap_takes(age_s: float, first: int) -> None:
    ann, bob = waiting(ANN, model="sd", age_s=age_s), waiting(BOB)

    chosen = choose([ann, bob], {BOB: 1.0})

    assert chosen is not None
    assert chosen.user_id == first


def test_a_clock_that_was_set_back_holds_nobody_back() -> None:
    ann, bob = waiting(ANN, model="sd", age_s=-86_400), waiting(BOB)

    assert choose([ann, bob], {BOB: 1.0}) == ann


def test_two_models_can_be_loaded() -> None:
    ann, bob = waiting(ANN, model="sd", age_s=0), waiting(BOB, model="painter")

    assert pick([ann, bob], {BOB: 1.0}, {"sd", "painter"}, SWAP_S, NOW) == ann


def play(jobs: Sequence[Waiting], *free_in_s: float, **served: float) -> list[tuple[int, float]]:
    served_s = {int(user_id[1:]): seconds for user_id, seconds in served.items()}
    turns = line(jobs, served_s, {"painter"}, SWAP_S, NOW, free_in_s=free_in_s or [0])
    return [(turn.job.id, turn.starts_in_s) for turn in turns]


def test_users_alternate_in_the_line() -> None:
    jobs = [waiting(ANN, 1), waiting(ANN, 2), waiting(ANN, 3), waiting(BOB, 4)]

    assert play(jobs) == [(1, 0), (4, 1), (2, 2), (3, 3)]


def test_a_batch_waits_for_the_single_pictures_of_others() -> None:
    jobs = [waiting(ANN, 1, work_s=40), waiting(ANN, 2), *(waiting(BOB, n) for n in (3, 4, 5))]

    assert [job_id for job_id, _ in play(jobs)] == [1, 3, 4, 5, 2]


def test_the_line_uses_every_slot() -> None:
    jobs = [waiting(user, user, work_s=10) for user in (ANN, BOB, CAT)]

    assert play(jobs, 4.0, 3.0) == [(1, 3.0), (2, 4.0), (3, 13.0)]


def test_a_swap_takes_its_time_once() -> None:
    jobs = [waiting(ANN, 1, model="sd", age_s=50), waiting(ANN, 2, model="sd"), waiting(BOB, 3)]

    assert play(jobs) == [(1, 0), (3, 21), (2, 22)]


seconds = st.integers(0, 240).map(lambda quarters: quarters / 4)  # exact, so that ties are ties
works = st.integers(1, 80).map(lambda quarters: quarters / 4)
lines = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["painter", "sd", "flux"]), seconds, works),
    max_size=25,
).map(
    lambda jobs: [
        Waiting(number, user_id, model, NOW - age_s, work_s)
        for number, (user_id, model, age_s, work_s) in enumerate(jobs, start=1)
    ]
)
services = st.dictionaries(st.integers(1, 5), seconds)
slots = st.lists(seconds, min_size=1, max_size=3)


@given(lines, services, slots)
def test_the_line_is_what_picking_again_and_again_gives(
    jobs: list[Waiting], served_s: dict[int, float], free_in_s: list[float]
) -> None:
    turns = list(line(jobs, served_s, {"painter"}, SWAP_S, NOW, free_in_s=free_in_s))

    assert turns == slowly(jobs, served_s, free_in_s)


def slowly(
    jobs: Sequence[Waiting], served_s: Mapping[int, float], free_in_s: Sequence[float]
) -> list[Turn]:
    """The same as `line`, with nothing to make it quick."""
    left, served, free, loaded = list(jobs), dict(served_s), list(free_in_s), {"painter"}
    turns = []
    while left:
        heads = {job.user_id: job for job in reversed(left)}
        starts_in_s = min(free)
        job = pick(list(heads.values()), served, loaded, SWAP_S, NOW + starts_in_s)
        assert job is not None
        turns.append(Turn(job, starts_in_s))
        swap_s = 0 if job.model in loaded else SWAP_S
        free[free.index(starts_in_s)] = starts_in_s + swap_s + job.work_s
        loaded.add(job.model)
        served[job.user_id] = served.get(job.user_id, 0) + job.work_s
        left.remove(job)
    return turns


@given(lines, services, slots)
def test_nobody_starves(
    jobs: list[Waiting], served_s: dict[int, float], free_in_s: list[float]
) -> None:
    """Before my first job starts, no other user gets more than brings them level with me, the
    swap's worth on top, and the job that they were at."""
    turns = list(line(jobs, served_s, {"painter"}, SWAP_S, NOW, free_in_s=free_in_s))

    assert sorted(turn.job.id for turn in turns) == [job.id for job in jobs]
    for user_id in {job.user_id for job in jobs}:
        before: dict[int, list[float]] = {}
        for turn in turns:
            if turn.job.user_id == user_id:
                break
            before.setdefault(turn.job.user_id, []).append(turn.job.work_s)
        for other, works_s in before.items():
            level_s = served_s.get(user_id, 0) - served_s.get(other, 0) + SWAP_S
            assert sum(works_s) <= max(0, level_s) + works_s[-1]


@given(lines, services)
def test_who_had_least_and_waited_a_swap_is_next(
    jobs: list[Waiting], served_s: dict[int, float]
) -> None:
    heads = list({job.user_id: job for job in reversed(jobs)}.values())
    patient = [job for job in heads if job.created_at <= NOW - SWAP_S]
    least_s = min((served_s.get(job.user_id, 0) for job in heads), default=0)
    due = [job for job in patient if served_s.get(job.user_id, 0) == least_s]

    chosen = pick(heads, served_s, {"painter"}, SWAP_S, NOW)

    if due and chosen not in due:
        assert chosen is not None
        assert served_s.get(chosen.user_id, 0) == least_s
        assert chosen.id < min(job.id for job in due)
