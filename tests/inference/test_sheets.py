"""Sheets on a real database: all cells or none, one by one from then on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from inference.errors import (
    DeviceTimeUsedUp,
    IllegalTransition,
    JobDeleted,
    JobNotFound,
    QuotaUsedUp,
)
from inference.job import Picture, State
from inference.queue import Cell, Charge, Queue, Sheet
from inference.request import Request

ANN, BOB = 1, 2
DAY = "2026-11-28"
REQUEST = Request(prompt="a fox", width=1000, height=1000, seed=1, model="painter")
RED = Picture(sha256="a" * 64, width=8, height=8, seed=1)


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    queue = await Queue.open(tmp_path / "queue.db", clock=lambda: 1_000_000.0)
    yield queue
    await queue.close()


def charge(*, limit: int | None = None, limit_s: int | None = None) -> Charge:
    return Charge(account="ann", day=DAY, pictures=1, limit=limit, limit_s=limit_s)


async def submit(
    queue: Queue, count: int = 3, key: str = "k", charged: Charge | None = None
) -> Sheet:
    cells = [Cell(request=replace(REQUEST, seed=n), address=f"to {n}") for n in range(count)]
    return await queue.submit_sheet(
        cells,
        key=key,
        user_id=ANN,
        address="here",
        plan="plan",
        charges=[[charged or charge()]] * count,
    )


async def paint(queue: Queue, *pictures: Picture) -> int:
    job = await queue.claim(loaded=(), swap_cost_s=0)
    assert job is not None
    await queue.finish(job.id, pictures, cost_s=1)
    return job.id


async def test_a_sheet_has_a_queued_job_for_each_cell(queue: Queue) -> None:
    sheet = await submit(queue)

    jobs = [job for job in sheet.jobs if job]
    assert [(job.request.seed, job.address, job.state) for job in jobs] == [
        (0, "to 0", State.QUEUED),
        (1, "to 1", State.QUEUED),
        (2, "to 2", State.QUEUED),
    ]
    assert {job.sheet_id for job in jobs} == {sheet.id}
    assert (sheet.address, sheet.plan, sheet.delivered) == ("here", "plan", False)
    assert await queue.used("ann", DAY) == 3


async def test_the_same_key_is_the_same_sheet_charged_once(queue: Queue) -> None:
    first = await submit(queue)

    assert await submit(queue) == first
    assert await queue.used("ann", DAY) == 3


async def test_jobs_of_a_sheet_owe_no_message_of_their_own(queue: Queue) -> None:
    sheet = await submit(queue)

    assert await queue.undelivered() == []
    assert await queue.undelivered_sheets() == [sheet]
    await queue.sheet_delivered(sheet.id)
    assert await queue.undelivered_sheets() == []


LIMITS = {
    "pictures": (charge(limit=4), QuotaUsedUp, "2 of 4"),
    "seconds": (charge(limit_s=4), DeviceTimeUsedUp, "2"),
}


@pytest.mark.parametrize(("charged", "error", "left"), LIMITS.values(), ids=LIMITS)
async def test_a_limit_is_for_all_cells_together_and_tells_what_is_left(
    queue: Queue, charged: Charge, error: type[Exception], left: str
) -> None:
    await submit(queue, 2, "before", charged)

    with pytest.raises(error, match=left):
        await submit(queue, 3, "k", charged)

    assert await queue.used("ann", DAY) == 2
    with pytest.raises(JobNotFound):
        await queue.sheet(2)
    with pytest.raises(error, match=left):
        await queue.check([REQUEST] * 3, [[charged]] * 3)
    await queue.check([REQUEST] * 2, [[charged]] * 2)


async def test_cells_end_one_by_one_and_a_failed_one_is_refunded(queue: Queue) -> None:
    sheet = await submit(queue)
    await paint(queue, RED)
    await queue.fail(2, "No paint.")

    now = await queue.sheet(sheet.id)

    assert [job.state for job in now.jobs if job] == [State.DONE, State.FAILED, State.QUEUED]
    assert [job.id for job in now.open] == [3]
    assert await queue.used("ann", DAY) == 2


async def test_a_sheet_survives_a_restart(tmp_path: Path) -> None:
    queue = await Queue.open(tmp_path / "queue.db")
    before = await submit(queue)
    await queue.readdress_sheet(before.id, "there")
    await queue.close()

    queue = await Queue.open(tmp_path / "queue.db")
    [after] = await queue.undelivered_sheets()
    await queue.close()

    assert after == replace(before, address="there")


async def test_a_cell_deleted_alone_leaves_its_place_empty(queue: Queue) -> None:
    sheet = await submit(queue, 2)
    await paint(queue, RED)

    await queue.delete(1)

    now = await queue.sheet(sheet.id)
    assert [job and job.id for job in now.jobs] == [None, 2]


async def test_a_copy_is_free_belongs_to_who_asked_and_outlives_its_sheet(queue: Queue) -> None:
    sheet = await submit(queue, 1)
    await paint(queue, RED)

    copied = await queue.copy(1, key="mine", user_id=BOB, address="to bob")
    again = await queue.copy(1, key="mine", user_id=BOB, address="to bob")
    orphans = await queue.delete_sheet(sheet.id)

    assert copied == again == await queue.job(copied.id)
    assert (copied.user_id, copied.address, copied.sheet_id) == (BOB, "to bob", None)
    assert (copied.state, copied.pictures, copied.delivered) == (State.DONE, (RED,), False)
    assert orphans == []
    assert await queue.used("ann", DAY) == 1


async def test_what_is_not_done_cannot_be_copied(queue: Queue) -> None:
    await submit(queue, 1)

    with pytest.raises(IllegalTransition, match="Job 1 is waiting"):
        await queue.copy(1, key="mine", user_id=BOB, address="")
    with pytest.raises(JobNotFound):
        await queue.copy(9, key="mine", user_id=BOB, address="")


async def test_a_deleted_sheet_leaves_nothing_but_numbers(queue: Queue, tmp_path: Path) -> None:
    sheet = await submit(queue, 2)
    with pytest.raises(IllegalTransition, match="Sheet 1 is still being painted"):
        await queue.delete_sheet(sheet.id)
    await paint(queue, RED)
    await queue.cancel(2)

    assert await queue.delete_sheet(sheet.id) == [RED.sha256]

    with pytest.raises(JobDeleted, match="Sheet 1 was deleted"):
        await queue.sheet(sheet.id)
    with pytest.raises(JobDeleted):
        await queue.job(1)
    with pytest.raises(JobDeleted):
        await submit(queue, 2)
    assert await queue.undelivered_sheets() == []
    assert b"to 1" not in (tmp_path / "queue.db").read_bytes()


async def test_what_a_wish_takes_is_foreseen_behind_those_who_wait(queue: Queue) -> None:
    alone = await queue.foresee(ANN, [REQUEST] * 3)
    await queue.submit(replace(REQUEST, count=4), key="bob", user_id=BOB, address="")

    behind = await queue.foresee(ANN, [REQUEST] * 3)

    assert (alone.work_s, alone.done_s) == (3.0, 3.0)
    assert behind.work_s == 3.0
    assert behind.done_s > alone.done_s
    assert await queue.job(1)
    with pytest.raises(JobNotFound):
        await queue.job(2)
