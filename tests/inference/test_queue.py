"""The queue on a real database: the way of a job, fairness, recovery, deletion, the disk."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from inference.errors import (
    DataInUse,
    DeviceTimeUsedUp,
    DiskFull,
    IllegalTransition,
    InferenceError,
    JobDeleted,
    JobNotFound,
    QuotaUsedUp,
)
from inference.job import Job, Picture, State
from inference.queue import BROKEN_OFF, LOST, Charge, Place, Queue
from inference.request import Request

ANN, BOB, CAT = 1, 2, 3
DAY = "2026-11-23"
LIMIT_S = 60  # of any wait in these tests


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


def request(
    *, megapixels: float = 1, model: str = "painter", source: str = "", prompt: str = "a fox"
) -> Request:
    return Request(
        prompt=prompt,
        width=int(1000 * megapixels),
        height=1000,
        seed=7,
        model=model,
        inputs={"source": source} if source else {},
    )


def charge(pictures: int = 2, *, limit: int | None = 10, account: str = "member") -> Charge:
    return Charge(account=account, day=DAY, pictures=pictures, limit=limit)


def picture(sha256: str) -> Picture:
    return Picture(sha256=sha256, width=8, height=8, seed=7, note="Nice.")


_keys = iter(range(10**9))


async def submit(
    queue: Queue, user_id: int = ANN, wish: Request | None = None, *charges: Charge
) -> Job:
    key = f"key {next(_keys)}"
    return await queue.submit(
        wish or request(), key=key, user_id=user_id, address="{}", charges=charges
    )


async def claim(queue: Queue, *loaded: str, swap_cost_s: float = 0) -> Job:
    job = await queue.claim(loaded=loaded, swap_cost_s=swap_cost_s)
    assert job is not None
    return job


async def done(queue: Queue, *sha256s: str, source: str = "", prompt: str = "a fox") -> Job:
    await submit(queue, ANN, request(source=source, prompt=prompt))
    job = await claim(queue)
    return await queue.finish(job.id, [picture(sha256) for sha256 in sha256s], cost_s=1)


# The way of a job


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
    await submit(queue, ANN, None, charge(9))

    with pytest.raises(QuotaUsedUp) as refusal:
        await submit(queue, ANN, None, charge(account="server", limit=None), charge(2))

    assert (refusal.value.account, refusal.value.limit, refusal.value.left) == ("member", 10, 1)
    assert await queue.used("server", DAY) == 0
    assert len(await queue.undelivered()) == 1


async def test_an_unknown_job_is_not_found(queue: Queue) -> None:
    for call in (
        queue.job(9),
        queue.line(9),
        queue.readdress(9, "{}"),
        queue.delivered(9),
        queue.cancel(9),
        queue.fail(9, "No."),
        queue.stopped(9, cost_s=0),
        queue.release(9, blame=True),
        queue.finish(9, [], cost_s=0),
        queue.delete(9),
    ):
        with pytest.raises(JobNotFound, match=r"There is no job 9\."):
            await call


async def test_each_refusal_says_how_the_job_stands(queue: Queue) -> None:
    waiting, running, over = [await submit(queue) for _ in range(3)]
    await queue.cancel(over.id)
    running, waiting = await claim(queue), running

    with pytest.raises(IllegalTransition, match="is waiting"):
        await queue.finish(waiting.id, [], cost_s=1)
    with pytest.raises(IllegalTransition, match="is being painted"):
        await queue.delete(running.id)
    for call in (queue.fail(over.id, "No."), queue.cancel(over.id)):
        with pytest.raises(IllegalTransition, match="was cancelled already"):
            await call


async def test_an_answer_can_be_sent_elsewhere(queue: Queue) -> None:
    job = await submit(queue)

    await queue.readdress(job.id, '{"channel": 5}')

    assert (await queue.job(job.id)).address == '{"channel": 5}'


async def test_open_and_untold_jobs_are_undelivered_oldest_first(queue: Queue) -> None:
    jobs = [await submit(queue, user_id) for user_id in (ANN, BOB, CAT, ANN)]
    await claim(queue)
    for job in (jobs[1], jobs[2]):
        await queue.cancel(job.id)

    await queue.delivered(jobs[2].id)
    await queue.delivered(jobs[2].id)

    assert [job.id for job in await queue.undelivered()] == [jobs[0].id, jobs[1].id, jobs[3].id]


async def test_nothing_is_delivered_before_there_is_an_outcome(queue: Queue) -> None:
    job = await submit(queue)

    with pytest.raises(IllegalTransition):
        await queue.delivered(job.id)


# Quotas


@pytest.mark.parametrize("end", ["cancel", "fail", "stopped"])
async def test_what_came_to_nothing_is_given_back_once(queue: Queue, end: str) -> None:
    kept = await submit(queue, ANN, None, charge(3))
    job = await submit(queue, ANN, None, charge(2), charge(2, account="server"))
    if end == "stopped":
        await queue.cancel(kept.id)
        await claim(queue)
        await submit(queue, BOB, None, charge(3))
    calls = {
        "cancel": lambda: queue.cancel(job.id),
        "fail": lambda: queue.fail(job.id, "It broke."),
        "stopped": lambda: queue.stopped(job.id, cost_s=1),
    }

    await calls[end]()
    with pytest.raises(IllegalTransition):
        await calls[end]()

    assert await queue.used("member", DAY) == 3
    assert await queue.used("server", DAY) == 0


async def test_what_was_painted_stays_charged(queue: Queue) -> None:
    job = await submit(queue, ANN, None, charge(2))
    await claim(queue)
    await queue.finish(job.id, [picture("a")], cost_s=1)
    await queue.delete(job.id)

    assert await queue.used("member", DAY) == 2


async def test_a_reset_day_begins_at_zero_and_stays_exact(queue: Queue) -> None:
    before = await submit(queue, ANN, None, charge(4))
    await queue.reset("member", DAY)
    after = await submit(queue, ANN, None, charge(3))

    await queue.cancel(before.id)
    assert await queue.used("member", DAY) == 3

    await queue.cancel(after.id)
    assert await queue.used("member", DAY) == 0


async def test_sixteen_at_once_are_granted_the_cap_exactly(queue: Queue) -> None:
    async def ask(user_id: int) -> int:
        granted = 0
        for _ in range(10):
            try:
                job = await submit(queue, user_id, None, charge(3, limit=100))
            except QuotaUsedUp:
                continue
            granted += 3
            if user_id % 2:  # gives it back, so that others get it
                await queue.cancel(job.id)
                granted -= 3
        return granted

    granted = sum(await asyncio.gather(*(ask(user_id) for user_id in range(16))))

    assert granted == await queue.used("member", DAY) == 99


def timed(limit_s: int | None, *, account: str = "member") -> Charge:
    return Charge(account=account, day=DAY, pictures=1, limit=None, limit_s=limit_s)


async def test_device_seconds_are_reserved_as_foreseen_and_settled_as_used(queue: Queue) -> None:
    job = await submit(queue, ANN, request(megapixels=4), timed(10))
    reserved_s = await queue.used_s("member", DAY)
    await claim(queue)
    await queue.finish(job.id, [picture("a")], cost_s=2.5)

    assert reserved_s == 4
    assert await queue.used_s("member", DAY) == 2.5


async def test_more_device_seconds_than_are_left_are_refused(queue: Queue) -> None:
    await submit(queue, ANN, request(megapixels=3), timed(10))
    await submit(queue, ANN, request(megapixels=3), timed(10))

    with pytest.raises(DeviceTimeUsedUp) as refusal:
        await submit(queue, ANN, request(megapixels=5), timed(None, account="server"), timed(10))

    error = refusal.value
    assert (error.account, error.limit_s, error.left_s, error.asked_s) == ("member", 10, 4, 5)
    assert await queue.used_s("server", DAY) == 0
    await submit(queue, ANN, request(megapixels=4), timed(10))


@pytest.mark.parametrize(
    ("end", "charged_s"), [("cancel", 0), ("fail", 0), ("stopped", 3), ("lost", 0)]
)
async def test_failures_cost_no_device_seconds_and_cancelled_jobs_what_they_used(
    queue: Queue, end: str, charged_s: float
) -> None:
    job = await submit(queue, ANN, request(megapixels=4), timed(10))
    calls = {
        "cancel": lambda: queue.cancel(job.id),
        "fail": lambda: queue.fail(job.id, "It broke.", cost_s=3),
        "stopped": lambda: queue.stopped(job.id, cost_s=3),
        "lost": lambda: queue.release(job.id, cost_s=3, blame=True),
    }
    if end == "lost":
        await claim(queue)
        await queue.release(job.id, cost_s=3, blame=True)
    if end != "cancel":
        await claim(queue)

    await calls[end]()

    assert await queue.used_s("member", DAY) == charged_s
    assert await queue.used("member", DAY) == 0


async def test_the_attempt_that_came_to_pictures_is_charged_alone(queue: Queue) -> None:
    job = await submit(queue, ANN, None, timed(10))
    await claim(queue)
    await queue.release(job.id, cost_s=5, blame=True)
    await claim(queue)
    await queue.finish(job.id, [picture("a")], cost_s=2)

    assert await queue.used_s("member", DAY) == 2


async def test_sixteen_at_once_pass_the_cap_by_no_more_than_was_not_foreseen(
    queue: Queue,
) -> None:
    late_s = 0.5

    async def ask(user_id: int) -> int:
        granted = 0
        for _ in range(10):
            with suppress(DeviceTimeUsedUp):
                await submit(queue, user_id, None, timed(50))
                granted += 1
        return granted

    granted = sum(await asyncio.gather(*(ask(user_id) for user_id in range(16))))
    assert granted == await queue.used_s("member", DAY) == 50
    for _ in range(granted):
        job = await claim(queue)
        await queue.finish(job.id, [], cost_s=1 + late_s)

    assert await queue.used_s("member", DAY) == 50 + granted * late_s


async def test_a_job_from_before_a_reset_settles_nothing(queue: Queue) -> None:
    before = await submit(queue, ANN, None, timed(10))
    await queue.reset("member", DAY)
    await submit(queue, ANN, request(megapixels=3), timed(10))
    await claim(queue)
    await queue.finish(before.id, [], cost_s=7)

    assert await queue.used_s("member", DAY) == 3


async def test_no_cap_counts_all_the_same(queue: Queue) -> None:
    await submit(queue, ANN, None, charge(40, limit=None))

    assert await queue.used("member", DAY) == 40
    assert await queue.used("member", "2026-11-24") == 0


async def test_limits_are_kept_by_name(queue: Queue) -> None:
    await queue.set_limit("server:1", 50)
    await queue.set_limit("role:1:%", 5)
    await queue.set_limit("role:1:2", 6)
    await queue.set_limit("role:1:2", 7)
    await queue.set_limit("server:1", None)

    assert await queue.limits("role:1:") == {"role:1:%": 5, "role:1:2": 7}
    assert await queue.limits("server:") == {}


async def test_accounts_are_listed_by_prefix_and_day(queue: Queue) -> None:
    for account in ("member:1:5", "member:1:6", "member:10:5"):
        await submit(queue, ANN, None, charge(account=account))
    await queue.reset("member:1:6", DAY)

    assert await queue.accounts("member:1:", DAY) == ["member:1:5"]
    assert await queue.accounts("member:1:", "2026-11-24") == []


async def test_notes_outlive_a_restart(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    await queue.set_note("commands", "old")
    await queue.set_note("commands", "new")
    await queue.close()

    queue = await Queue.open(tmp_path / "queue.db")
    assert await queue.note("commands") == "new"
    assert await queue.note("another") is None
    await queue.close()


# Fairness and the line


async def test_device_seconds_of_failed_and_cancelled_jobs_count(queue: Queue) -> None:
    for end in ("fail", "stopped", "release"):
        await submit(queue, ANN)
        job = await claim(queue)
        if end == "fail":
            await queue.fail(job.id, "No.", cost_s=5)
        elif end == "stopped":
            await queue.stopped(job.id, cost_s=5)
        else:
            await queue.release(job.id, cost_s=5, blame=False)
    await submit(queue, BOB)

    assert (await claim(queue)).user_id == BOB


async def test_attained_service_is_forgotten_after_an_hour(queue: Queue, clock: Clock) -> None:
    await submit(queue, ANN)
    job = await claim(queue)
    await queue.finish(job.id, [], cost_s=60)
    clock.now += 3700
    await submit(queue, ANN)
    await submit(queue, BOB)

    assert (await claim(queue)).user_id == ANN


async def test_a_loaded_model_goes_first_for_a_moment(queue: Queue, clock: Clock) -> None:
    await submit(queue, ANN, request(model="sd"))
    await submit(queue, BOB, request(model="painter"))

    first = await claim(queue, "painter", swap_cost_s=20)
    await queue.release(first.id, blame=False)
    clock.now += 20
    later = await claim(queue, "painter", swap_cost_s=20)

    assert (first.user_id, later.user_id) == (BOB, ANN)


async def test_the_line_tells_place_and_seconds(queue: Queue, clock: Clock) -> None:
    running, second, third = [await submit(queue, user) for user in (ANN, BOB, CAT)]
    await claim(queue, "painter")
    clock.now += 0.25

    assert await queue.line(running.id) == Place(work_s=0.75)
    assert await queue.line(second.id) == Place(ahead=0, wait_s=0.75, work_s=1)
    assert await queue.line(third.id) == Place(ahead=1, wait_s=1.75, work_s=1)
    await queue.cancel(third.id)
    assert await queue.line(third.id) == Place()


async def test_a_free_slot_shortens_the_line(queue: Queue) -> None:
    jobs = [await submit(queue, user) for user in (ANN, BOB)]
    for _ in jobs:
        await claim(queue)
    await queue.finish(jobs[0].id, [], cost_s=1)
    third = await submit(queue, CAT)

    assert (await queue.line(third.id)).wait_s == 0


async def finished(queue: Queue, wish: Request, cost_s: float, *, device: str = "") -> None:
    await submit(queue, ANN, wish)
    job = await queue.claim(loaded=[], swap_cost_s=0, device=device)
    assert job is not None
    await queue.finish(job.id, [], cost_s=cost_s)


async def test_what_a_job_takes_is_learned_by_model_and_size(queue: Queue) -> None:
    for megapixels in (1, 4, 2, 3) * 5:  # two seconds each, and half a second per megapixel
        await finished(queue, request(megapixels=megapixels, model="sd"), 2 + megapixels / 2)
        await finished(queue, request(megapixels=megapixels), 0.1 * megapixels)
    sd = await submit(queue, ANN, request(megapixels=8, model="sd"))
    painter = await submit(queue, BOB, request(megapixels=8))

    assert (await queue.line(sd.id)).work_s == pytest.approx(6, rel=0.1)
    assert (await queue.line(painter.id)).work_s == pytest.approx(0.8, rel=0.1)


async def test_what_a_job_takes_is_learned_by_steps(queue: Queue) -> None:
    for steps in (10, 50, 20) * 5:
        await finished(queue, replace(request(), steps=steps), 1 + 0.1 * steps)
    quick = await submit(queue, ANN, replace(request(), steps=30))

    assert (await queue.line(quick.id)).work_s == pytest.approx(4, rel=0.1)


async def test_each_device_has_its_own_pace(queue: Queue) -> None:
    for _ in range(3):
        await finished(queue, request(), 1, device="fast")
        await finished(queue, request(), 9, device="slow")
    waiting = [await submit(queue, user_id) for user_id in (BOB, CAT, ANN)]

    for device in ("slow", "fast"):
        assert await queue.claim(loaded=["painter"], swap_cost_s=0, device=device)

    running = [await queue.job(job.id) for job in waiting[:2]]
    assert [job.device for job in running] == ["slow", "fast"]
    assert [(await queue.line(job.id)).work_s for job in running] == [9, 1]
    assert await queue.line(waiting[2].id) == Place(wait_s=1, work_s=1)


async def test_what_was_learned_outlives_a_restart(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    await finished(queue, request(megapixels=2), 8)
    await queue.close()

    queue = await Queue.open(tmp_path / "queue.db")
    job = await submit(queue)
    assert (await queue.line(job.id)).work_s == 4
    await queue.close()


async def test_a_running_job_is_foreseen_from_its_own_speed(queue: Queue, clock: Clock) -> None:
    running, waiting = await submit(queue, ANN), await submit(queue, BOB)
    await claim(queue, "painter")
    clock.now += 30  # until its model is loaded
    queue.hear(running.id, 0.0)
    clock.now += 6
    queue.hear(running.id, 0.5)
    clock.now += 2

    assert await queue.line(running.id) == Place(work_s=4)
    assert await queue.line(waiting.id) == Place(wait_s=4, work_s=1)


async def test_what_a_former_attempt_said_is_forgotten(queue: Queue, clock: Clock) -> None:
    job = await submit(queue)
    await claim(queue)
    queue.hear(job.id, 0.0)
    clock.now += 60
    queue.hear(job.id, 0.6)
    await queue.release(job.id, blame=True)
    await claim(queue)

    assert (await queue.line(job.id)).work_s == 1


async def test_a_device_that_has_not_claimed_yet_shortens_the_line(queue: Queue) -> None:
    await queue.serve(["one", "two"])
    await submit(queue, ANN)
    waiting = await submit(queue, BOB)
    await queue.claim(loaded=["painter"], swap_cost_s=0, device="one")

    assert (await queue.line(waiting.id)).wait_s == 0


async def test_the_overview_shows_all_in_numbers_and_mine_in_full(queue: Queue) -> None:
    mine = [await submit(queue, ANN) for _ in range(2)]
    for _ in range(3):
        await submit(queue, BOB, request(megapixels=2))
    await claim(queue)

    seen = await queue.overview(ANN)

    assert (seen.waiting, seen.running, seen.work_s) == (4, 1, 7)
    assert [(job.id, place.ahead) for job, place in seen.mine] == [(mine[0].id, 0), (mine[1].id, 1)]
    assert (await queue.overview(CAT)).mine == ()


# Devices and processes that die


async def test_a_job_survives_a_restart(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    job = await submit(queue)
    await claim(queue)
    await queue.close()

    queue = await Queue.open(tmp_path / "queue.db")
    recovered = await queue.recover()

    assert [(job.id, job.state, job.attempts) for job in recovered] == [(job.id, State.QUEUED, 1)]
    assert recovered[0].started_at is None
    assert await queue.recover() == []
    await queue.close()


async def test_a_job_that_kills_its_device_twice_is_given_up(queue: Queue) -> None:
    poison = await submit(queue, ANN, None, charge(2))
    states = []
    for _ in range(2):
        await claim(queue)
        states.append((await queue.release(poison.id, cost_s=1, blame=True)).state)

    job = await queue.job(poison.id)

    assert states == [State.QUEUED, State.FAILED]
    assert (job.attempts, job.cost_s, job.error) == (2, 2.0, LOST)
    assert await queue.used("member", DAY) == 0


async def test_our_own_deaths_are_not_blamed_on_a_job(queue: Queue) -> None:
    job = await submit(queue)
    for _ in range(3):
        await claim(queue)
        await queue.recover()
    await claim(queue)

    released = await queue.release(job.id, blame=True)

    assert (released.state, released.attempts) == (State.QUEUED, 4)


async def test_stopping_us_costs_a_job_no_attempt(queue: Queue) -> None:
    job = await submit(queue)
    for _ in range(7):
        await claim(queue)
        job = await queue.release(job.id, blame=False)

    assert (job.state, job.attempts) == (State.QUEUED, 0)


async def test_a_job_that_was_running_at_five_deaths_is_given_up(queue: Queue) -> None:
    await submit(queue, ANN, None, charge(2))
    jobs = []
    for _ in range(5):
        await claim(queue)
        jobs += await queue.recover()

    assert [job.state for job in jobs] == [State.QUEUED] * 4 + [State.FAILED]
    assert jobs[-1].error == BROKEN_OFF
    assert await queue.used("member", DAY) == 0


async def test_a_running_job_that_is_cancelled_runs_until_it_stops(queue: Queue) -> None:
    job = await submit(queue, ANN, None, charge(2))
    await claim(queue)

    unwanted = [await queue.cancel(job.id) for _ in range(2)]
    stopped = await queue.stopped(job.id, cost_s=1)

    assert [job.state for job in unwanted] == [State.RUNNING] * 2
    assert stopped.state is State.CANCELLED
    assert await queue.used("member", DAY) == 0


async def test_a_cancelled_job_that_ends_first_is_done(queue: Queue) -> None:
    job = await submit(queue)
    await claim(queue)
    await queue.cancel(job.id)

    assert (await queue.finish(job.id, [picture("a")], cost_s=1)).state is State.DONE


@pytest.mark.parametrize("back", ["blamed", "released", "recovered"])
async def test_a_job_cancelled_while_it_ran_never_comes_back(
    queue: Queue, clock: Clock, back: str
) -> None:
    job = await submit(queue, ANN, None, charge(2))
    other = await submit(queue, BOB)
    await claim(queue)
    await queue.cancel(job.id)
    await claim(queue)

    if back == "recovered":
        gone = (await queue.recover())[0]
    else:
        gone = await queue.release(job.id, blame=back == "blamed")
        await queue.release(other.id, blame=False)

    assert (gone.state, gone.finished_at, gone.error) == (State.CANCELLED, clock.now, "")
    assert await queue.used("member", DAY) == 0
    assert (await claim(queue)).id == other.id
    assert await queue.claim(loaded=[], swap_cost_s=0) is None


async def test_a_claim_that_nobody_awaits_any_more_is_taken_back(tmp_path: Path) -> None:
    entered, go, armed = threading.Event(), threading.Event(), threading.Event()

    def clock() -> float:
        if armed.is_set():
            entered.set()
            assert go.wait(LIMIT_S)
        return 1e6

    queue = await Queue.open(tmp_path / "queue.db", clock=clock)
    job = await submit(queue)
    armed.set()
    claiming = asyncio.create_task(claim(queue))
    assert await asyncio.to_thread(entered.wait, LIMIT_S)
    claiming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await claiming
    armed.clear()
    go.set()

    job = await queue.job(job.id)
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    await queue.close()


@pytest.mark.parametrize("jump_s", [-86_400, 86_400, -3600, 3600])
async def test_a_clock_that_jumps_changes_nothing(
    queue: Queue, clock: Clock, jump_s: float
) -> None:
    wanted = [(await submit(queue, user, None, charge(1))).id for user in (ANN, BOB, CAT, ANN)]
    painted = []
    for number in range(4):
        clock.now += jump_s if number % 2 else 1
        job = await claim(queue, "painter", swap_cost_s=20)
        clock.now += jump_s if number % 3 else 1
        places = [await queue.line(open_job.id) for open_job in await queue.undelivered()]
        assert all(place.wait_s <= 4 for place in places)
        painted.append(job.id)
        await queue.finish(job.id, [picture(str(number))], cost_s=1)

    assert sorted(painted) == wanted
    assert await queue.claim(loaded=[], swap_cost_s=0) is None
    assert await queue.used("member", DAY) == 4


# Deletion


async def test_deleting_tells_which_pictures_nobody_needs_any_more(queue: Queue) -> None:
    first = await done(queue, "a", "b", "c")
    second = await done(queue, "c", "d", source="b")

    was, unused = await queue.delete(first.id)

    assert (was.state, was.pictures) == (State.DELETED, first.pictures)
    assert unused == ["a"]
    assert (await queue.delete(second.id))[1] == ["b", "c", "d"]


async def test_only_what_no_job_names_is_removed_and_counted(queue: Queue) -> None:
    def remove(sha256: str) -> bool:
        removed.append(sha256)
        return sha256 != "held"

    removed: list[str] = []
    await done(queue, "a", source="b")
    await submit(queue, ANN, request(source="c"))

    assert await queue.tidy(["a", "b", "c", "d", "held"], remove) == 1
    assert removed == ["d", "held"]


async def test_a_deleted_job_is_gone_for_good(queue: Queue) -> None:
    job = await done(queue, "a")
    await queue.delete(job.id)

    for call in (
        queue.job(job.id),
        queue.delete(job.id),
        queue.delivered(job.id),
        queue.readdress(job.id, "{}"),
        queue.submit(request(), key=job.key, user_id=ANN, address="{}"),
    ):
        with pytest.raises(JobDeleted):
            await call
    assert await queue.undelivered() == []


async def test_favourites_are_the_users_own_last_star_first(queue: Queue, clock: Clock) -> None:
    first, second, third = [await submit(queue, BOB) for _ in range(3)]
    for job in (third, first, second, third):
        clock.now += 1
        await queue.star(ANN, job.id, starred=True)
    await queue.star(ANN, first.id, starred=False)
    await queue.star(ANN, first.id, starred=False)

    assert [job.id for job in await queue.starred(ANN, 9)] == [second.id, third.id]
    assert [job.id for job in await queue.starred(ANN, 1)] == [second.id]
    assert await queue.starred(BOB, 9) == []


async def test_a_deleted_job_is_nobodys_favourite(queue: Queue) -> None:
    job = await done(queue, "a")
    await queue.star(ANN, job.id, starred=True)
    await queue.delete(job.id)

    assert await queue.starred(ANN, 9) == []
    with pytest.raises(JobDeleted):
        await queue.star(ANN, job.id, starred=True)


async def test_deleted_words_have_left_the_disk(queue: Queue, tmp_path: Path) -> None:
    def files_with(words: bytes) -> list[str]:
        return [path.name for path in tmp_path.iterdir() if words in path.read_bytes()]

    job = await done(queue, "a", prompt="a canary in a coal mine")
    await done(queue, "b", prompt="another bird")

    assert files_with(b"another bird") == ["queue.db-wal"]
    await queue.delete(job.id)

    assert files_with(b"canary") == []


# The file


async def test_a_commit_waits_for_the_disk_and_the_file_is_ours_alone(queue: Queue) -> None:
    def pragmas(db: Database) -> list[object]:
        names = ("journal_mode", "synchronous", "locking_mode", "foreign_keys")
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    found = await asyncio.wrap_future(queue._base.post(pragmas))

    assert found == ["wal", 2, "exclusive", 1]


async def test_a_second_queue_on_the_directory_is_refused(queue: Queue, tmp_path: Path) -> None:
    with pytest.raises(DataInUse) as refusal:
        await Queue.open(tmp_path / "queue.db")

    assert str(refusal.value).startswith(f"Another Mozart is using {tmp_path}. Stop it first")


async def test_a_second_process_is_refused_without_waiting_for_the_lock(
    queue: Queue, tmp_path: Path
) -> None:
    program = """
import asyncio, pathlib, sys, time
from inference.errors import DataInUse
from inference.queue import Queue
begin = time.monotonic()
try:
    asyncio.run(Queue.open(pathlib.Path(sys.argv[1])))
except DataInUse:
    print(time.monotonic() - begin)
"""
    command = [sys.executable, "-c", program, str(tmp_path / "queue.db")]

    told = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=120, check=True
    )

    assert float(told.stdout) < 5  # as long as SQLite waits by itself


async def test_a_file_that_another_program_holds_is_in_use(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "queue.db")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DataInUse):
        await Queue.open(tmp_path / "queue.db")
    other.close()

    queue = await Queue.open(tmp_path / "queue.db")
    await queue.close()


async def test_a_directory_that_cannot_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(InferenceError, match=r"data cannot be used: (File exists|Not a directory)"):
        await Queue.open(tmp_path / "data" / "queue.db")


async def test_a_file_that_is_no_queue_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "queue.db").write_text("Dear diary, " * 1000)

    with pytest.raises(InferenceError, match=r"queue\.db cannot be used: file is not a database\."):
        await Queue.open(tmp_path / "queue.db")


async def test_data_of_a_newer_mozart_is_refused(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    await queue.close()
    with Database(tmp_path / "queue.db") as db:
        db["_sqlite_migrations"].insert({"migration_set": "mozart", "name": "m999_future"})

    with pytest.raises(InferenceError, match=r"newer Mozart \(m999_future\)"):
        await Queue.open(tmp_path / "queue.db")


async def test_a_full_disk_acknowledges_nothing_and_is_overcome(queue: Queue) -> None:
    def leave_pages(db: Database, more: int) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + more}").fetchall()

    kept = []

    async def fill() -> None:
        while True:
            kept.append(await submit(queue, ANN, request(prompt="x" * 900), charge(1, limit=None)))

    await asyncio.wrap_future(queue._base.post(lambda db: leave_pages(db, 3)))
    with pytest.raises(DiskFull, match=r"Make room there and try again\.$"):
        await fill()

    assert 0 < len(kept) == len(await queue.undelivered()) == await queue.used("member", DAY)
    await asyncio.wrap_future(queue._base.post(lambda db: leave_pages(db, 1000)))
    await submit(queue)
    assert len(await queue.undelivered()) == len(kept) + 1


async def test_no_statement_of_the_daily_way_reads_all_jobs(queue: Queue) -> None:
    statements: set[str] = set()

    def listen(db: Database) -> None:
        db._tracer = lambda sql, _: statements.add(sql)

    await asyncio.wrap_future(queue._base.post(listen))
    job = await submit(queue, ANN, request(source="a"), charge(1))
    await submit(queue, BOB)
    await queue.line(job.id)
    await queue.undelivered()
    await queue.overview(ANN)
    await claim(queue)
    await queue.finish(job.id, [picture("a")], cost_s=1)
    await queue.delivered(job.id)
    await queue.delete(job.id)
    await queue.tidy(["a"], lambda _: True)
    await queue.recover()

    def plans(db: Database) -> list[str]:
        db._tracer = None
        words = ("SELECT", "INSERT", "UPDATE", "DELETE")
        wanted = [sql for sql in statements if sql.startswith(words)]
        assert len(wanted) > 15
        return [
            f"{step[3]}: {sql}"
            for sql in wanted
            for step in db.execute(
                f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?") if "?" in sql else _Nothing()
            )
        ]

    found = await asyncio.wrap_future(queue._base.post(plans))

    whole = re.compile(
        r"SCAN (jobs|pictures|inputs|ledger|usage)\b"
        r"(?! USING (COVERING )?INDEX jobs_(queued|running|undelivered))"
    )
    assert [plan for plan in found if whole.match(plan)] == []


class _Nothing(dict[str, None]):
    """Every named value is NULL."""

    def __missing__(self, name: str) -> None:
        return None
