"""The queue on a real database: the way of a job, quotas, recovery, one Mozart per directory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.errors import (
    QuotaUsedUp,
)
from inference.job import Job, Picture, State
from inference.queue import Charge, Queue
from inference.request import Request

ANN, BOB = 1, 2
DAY = "2026-11-23"


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def queue(tmp_path: Path, clock: Clock) -> AsyncIterator[Queue]:
    queue = await Queue.open(tmp_path / "queue.db", clock=clock)
    yield queue
    await queue.close()


def request(*, model: str = "painter", width: int = 1000, source: str | None = None) -> Request:
    inputs = {} if source is None else {"source": source}
    return Request(
        prompt="a fox", width=width, height=1000, seed=7, model=model, count=2, inputs=inputs
    )


def charge(pictures: int = 2, *, limit: int | None = 10, account: str = "member") -> Charge:
    return Charge(account=account, day=DAY, pictures=pictures, limit=limit)


def picture(sha256: str) -> Picture:
    return Picture(sha256=sha256, width=8, height=8, seed=7, note="Nice.")


_keys = iter(range(10**9))


async def submit(queue: Queue, user_id: int = ANN, *charges: Charge, **wish: object) -> Job:
    wanted = wish.pop("request", None) or request(**wish)  # type: ignore[arg-type]
    assert isinstance(wanted, Request)
    return await queue.submit(
        wanted, key=f"key {next(_keys)}", user_id=user_id, address="{}", charges=charges
    )


async def claim(queue: Queue) -> Job:
    job = await queue.claim(loaded=["painter"], swap_cost_s=0)
    assert job is not None
    return job


async def test_a_job_goes_from_queued_to_done(queue: Queue, clock: Clock) -> None:
    submitted = await submit(queue)
    clock.now += 5
    claimed = await claim(queue)
    clock.now += 4
    finished = await queue.finish(submitted.id, [picture("a"), picture("b")], cost_s=4)

    assert submitted.state is State.QUEUED
    assert (claimed.id, claimed.state, claimed.attempts) == (submitted.id, State.RUNNING, 1)
    assert (finished.state, finished.cost_s) == (State.DONE, 4.0)
    assert (finished.created_at, finished.started_at, finished.finished_at) == (
        1e6,
        1e6 + 5,
        1e6 + 9,
    )
    assert [p.sha256 for p in finished.pictures] == ["a", "b"]
    assert await queue.job(submitted.id) == finished
    assert finished.request == request()


async def test_nobody_waiting_means_no_job(queue: Queue) -> None:
    assert await queue.claim(loaded=[], swap_cost_s=20) is None


async def test_users_alternate_however_many_jobs_one_of_them_sends(queue: Queue) -> None:
    for user_id in (ANN, ANN, ANN, BOB):
        await submit(queue, user_id)

    order = [(await claim(queue)).user_id for _ in range(4)]

    assert order == [ANN, BOB, ANN, ANN]


async def test_the_same_key_is_the_same_job_charged_once(queue: Queue) -> None:
    jobs = [
        await queue.submit(request(), key="k", user_id=ANN, address="{}", charges=[charge()])
        for _ in range(2)
    ]

    assert jobs[0] == jobs[1]
    assert await queue.used("member", DAY) == 2


async def test_a_full_account_makes_no_job_and_charges_nobody(queue: Queue) -> None:
    await submit(queue, ANN, charge(9))

    with pytest.raises(QuotaUsedUp) as refusal:
        await submit(queue, ANN, charge(account="server", limit=None), charge(2))

    assert (refusal.value.account, refusal.value.limit, refusal.value.left) == ("member", 10, 1)
    assert await queue.used("server", DAY) == 0
    assert len(await queue.undelivered()) == 1
