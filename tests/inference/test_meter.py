import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.meter import Meter

ANN, BOB = "ann", "bob"


def test_who_is_alone_pays_for_every_second() -> None:
    meter = Meter()
    meter.enter(ANN, 1.0, now=100.0)

    assert meter.cost_s(ANN, now=103.0) == pytest.approx(3.0)
    assert meter.leave(ANN, now=104.0) == pytest.approx(4.0)
    assert meter.cost_s(ANN, now=200.0) == 0.0


def test_two_share_the_seconds_that_they_are_there_together() -> None:
    meter = Meter()
    meter.enter(ANN, 1.0, now=0.0)
    meter.enter(BOB, 1.0, now=2.0)

    assert meter.leave(ANN, now=6.0) == pytest.approx(2.0 + 2.0)
    assert meter.leave(BOB, now=7.0) == pytest.approx(2.0 + 1.0)


def test_larger_jobs_pay_more_of_a_shared_second() -> None:
    meter = Meter()
    meter.enter(ANN, 3.0, now=0.0)
    meter.enter(BOB, 1.0, now=0.0)

    assert meter.leave(ANN, now=4.0) == pytest.approx(3.0)
    assert meter.leave(BOB, now=4.0) == pytest.approx(1.0)


def test_an_empty_device_costs_nobody_anything() -> None:
    meter = Meter()
    meter.enter(ANN, 1.0, now=0.0)
    meter.leave(ANN, now=1.0)
    meter.enter(BOB, 1.0, now=1000.0)

    assert meter.leave(BOB, now=1001.0) == pytest.approx(1.0)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0.0, 5.0), st.floats(0.1, 4.0)), max_size=40)
)
def test_the_costs_add_up_to_the_seconds_that_the_device_was_busy(
    moves: list[tuple[int, float, float]],
) -> None:
    meter, now, busy_s, paid_s = Meter(), 0.0, 0.0, 0.0
    inside: set[int] = set()
    for who, passed_s, weight in moves:
        busy_s += passed_s if inside else 0.0
        now += passed_s
        if who in inside:
            inside.remove(who)
            paid_s += meter.leave(who, now)
        else:
            inside.add(who)
            meter.enter(who, weight, now)
    paid_s += sum(meter.leave(who, now) for who in inside)

    assert paid_s == pytest.approx(busy_s, abs=1e-9)
