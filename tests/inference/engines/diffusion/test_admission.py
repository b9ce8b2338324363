"""The door of a model: who fits may enter, first come first in."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import torch

from inference.engines.diffusion.admission import (
    CALM_RUNS,
    MOST_CALM_RUNS,
    Admission,
    free_bytes,
    pixels_that_fit,
)
from inference.errors import Cancelled

SOON_S = 60


class Guest:
    """Enters in a thread of its own and stays until told to leave."""

    def __init__(self, door: Admission, pixels: float, *, wanted: bool = True) -> None:
        self.inside, self._leave, self._asked = (threading.Event() for _ in range(3))
        self._door, self._pixels, self._wanted = door, pixels, wanted

    def visit(self) -> None:
        with self._door.admitted(self._pixels, self._check):
            self.inside.set()
            assert self._leave.wait(SOON_S)

    def leave(self) -> None:
        self._leave.set()

    def waits(self) -> bool:
        """Whether it was asked at the door at least once, and is not inside."""
        return self._asked.wait(SOON_S) and not self.inside.is_set()

    def _check(self) -> None:
        self._asked.set()
        if not self._wanted:
            raise Cancelled("Nobody wants it.")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def visit(threads: ThreadPoolExecutor, guest: Guest) -> "Future[None]":
    return threads.submit(guest.visit)


def test_who_fits_enters_and_who_does_not_waits_until_there_is_room(
    threads: ThreadPoolExecutor,
) -> None:
    door = Admission(10)
    first, second, third = Guest(door, 6), Guest(door, 4), Guest(door, 1)
    visits = [visit(threads, first)]
    assert first.inside.wait(SOON_S)
    visits.append(visit(threads, second))
    assert second.inside.wait(SOON_S)
    visits.append(visit(threads, third))
    assert third.waits()

    second.leave()

    assert third.inside.wait(SOON_S)
    for guest in (first, third):
        guest.leave()
    for ended in visits:
        ended.result(SOON_S)


def test_one_larger_than_all_there_is_enters_alone(threads: ThreadPoolExecutor) -> None:
    door = Admission(10)
    huge, small = Guest(door, 99), Guest(door, 1)
    visits = [visit(threads, huge)]
    assert huge.inside.wait(SOON_S)
    visits.append(visit(threads, small))
    assert small.waits()

    huge.leave()

    assert small.inside.wait(SOON_S)
    small.leave()
    for ended in visits:
        ended.result(SOON_S)


def test_a_cancel_is_heard_at_the_door_and_holds_nobody_up(threads: ThreadPoolExecutor) -> None:
    door = Admission(10)
    first, unwanted, last = Guest(door, 10), Guest(door, 10, wanted=False), Guest(door, 10)
    visits = [visit(threads, first)]
    assert first.inside.wait(SOON_S)

    with pytest.raises(Cancelled):
        visit(threads, unwanted).result(SOON_S)

    visits.append(visit(threads, last))
    first.leave()
    assert last.inside.wait(SOON_S)
    last.leave()
    for ended in visits:
        ended.result(SOON_S)


def test_once_memory_ended_fewer_are_let_in(threads: ThreadPoolExecutor) -> None:
    door = Admission(100)
    first, second = Guest(door, 10), Guest(door, 10)
    visits = [visit(threads, first)]
    assert first.inside.wait(SOON_S)

    door.narrow()

    visits.append(visit(threads, second))
    assert second.waits()
    first.leave()
    assert second.inside.wait(SOON_S)
    second.leave()
    for ended in visits:
        ended.result(SOON_S)


def run_with_somebody_waiting(threads: ThreadPoolExecutor, door: Admission) -> None:
    """One run ends while another, which does not fit beside it, is at the door."""
    first, second = Guest(door, 10), Guest(door, 1000)
    visits = [visit(threads, first)]
    assert first.inside.wait(SOON_S)
    visits.append(visit(threads, second))
    assert second.waits()
    for guest in (first, second):
        guest.leave()
    for ended in visits:
        ended.result(SOON_S)


def test_runs_that_end_well_while_others_wait_let_more_in_again(
    threads: ThreadPoolExecutor,
) -> None:
    door = Admission(20)
    with door.admitted(10, lambda: None):
        door.narrow()
    narrow = door._most

    for _ in range(2 * CALM_RUNS):
        run_with_somebody_waiting(threads, door)
    wider = door._most
    for _ in range(40 * CALM_RUNS):
        with door.admitted(1, lambda: None):  # nobody waits: nothing is put to the test
            pass

    assert narrow == 7.5
    assert wider == pytest.approx(7.5 * 1.1)
    assert door._most == wider


def test_every_shortage_makes_the_door_more_careful_and_it_never_opens_wider_than_at_first() -> (
    None
):
    door = Admission(10)
    for _ in range(20):
        door.narrow()
    assert door._needed == MOST_CALM_RUNS

    door._line.append(object())  # somebody who will wait for ever
    for _ in range(100 * MOST_CALM_RUNS):
        door._widen()

    assert door._most == 10


def test_who_waits_says_so_and_who_enters_at_once_does_not(threads: ThreadPoolExecutor) -> None:
    door, told = Admission(10), list[str]()

    @contextmanager
    def waits() -> Iterator[None]:
        told.append("waits")
        yield
        told.append("goes on")

    with door.admitted(10, lambda: None, waits):
        assert told == []
        asked = threading.Event()
        late = threads.submit(lambda: door.admitted(1, asked.set, waits).__enter__())
        assert asked.wait(SOON_S)
        assert told == ["waits"]
    late.result(SOON_S)

    assert told == ["waits", "goes on"]


def test_half_precision_lets_twice_as_much_in() -> None:
    assert free_bytes("cpu") > 0
    full, half = (pixels_that_fit("cpu", dtype) for dtype in (torch.float32, torch.bfloat16))
    assert half / full == pytest.approx(2, rel=0.2)  # others take memory meanwhile
