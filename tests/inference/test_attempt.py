"""What an attempt pays for."""

import time

import pytest

from inference.artist import Assignment
from inference.attempt import Attempt
from inference.candidates import best_of
from inference.engine import Report, Result, waits
from inference.errors import Cancelled
from inference.meter import Meter
from inference.request import Request
from tests.inference.scripted import request

LATER_S = 1000.0


def attempt(meter: Meter) -> Attempt:
    return Attempt(
        Assignment(job_id=1, request=request()),
        lambda _: None,
        preview_every_s=1.0,
        meter=meter,
    )


def test_while_a_job_waits_for_room_it_pays_nothing_and_others_pay_all() -> None:
    meter = Meter()
    one = attempt(meter)
    one.begin()
    meter.enter("other", one.request.megapixels, time.monotonic())

    with one.waits():
        paid_s = one.cost_s
        later = time.monotonic() + LATER_S
        assert meter.cost_s("other", later) == pytest.approx(LATER_S, rel=0.1)
        assert one.cost_s == paid_s
    meter.leave("other", later + LATER_S)
    one.rest()

    assert one.cost_s == pytest.approx(LATER_S / 2, rel=0.1)


def test_a_job_that_is_given_up_while_it_waits_pays_no_more() -> None:
    meter = Meter()
    one = attempt(meter)
    one.begin()

    with one.waits():
        one.rest()
        cost_s = one.cost_s

    assert meter.cost_s(one, time.monotonic() + LATER_S) == 0
    assert one.cost_s == cost_s


def test_candidates_that_wait_for_room_are_not_paid_for() -> None:
    meter = Meter()
    one = attempt(meter)
    one.begin()

    def run(wish: Request, report: Report) -> list[Result]:
        with waits(report):
            assert meter.cost_s(one, time.monotonic() + LATER_S) == 0
        raise Cancelled("That was all.")

    with pytest.raises(Cancelled):
        best_of(request(best=2), run, one, lambda pictures: [0.0] * len(pictures))
