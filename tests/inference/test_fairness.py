"""Who goes next: tables for people to read, properties for the rest."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.fairness import Waiting, pick

ANN, BOB = 1, 2
NOW, SWAP_S = 1000.0, 20.0


def waiting(user_id: int, job_id: int = 0, *, model: str = "painter", age_s: float = 1) -> Waiting:
    return Waiting(job_id or user_id, user_id, model, NOW - age_s, "imagine", 1.0, None)


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


seconds = st.integers(0, 240).map(lambda quarters: quarters / 4)  # exact, so that ties are ties
lines = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["painter", "sd", "flux"]), seconds), max_size=25
).map(
    lambda jobs: [
        waiting(user_id, number, model=model, age_s=age_s)
        for number, (user_id, model, age_s) in enumerate(jobs, start=1)
    ]
)
services = st.dictionaries(st.integers(1, 5), seconds)


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
