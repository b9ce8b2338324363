"""What pictures look like is kept, and goes with them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.job import Job, Picture
from inference.looks import Look
from inference.queue import Queue
from tests.inference.scripted import request

LOOK = Look(vector=b"\x00" * 8, small=b"RIFF")


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    opened = await Queue.open(tmp_path / "queue.db")
    yield opened
    await opened.close()


async def done(queue: Queue, key: str, *sha256s: str) -> Job:
    await queue.submit(request(), key=key, user_id=1, address=f'{{"at": "{key}"}}')
    job = await queue.claim(loaded=[], swap_cost_s=0)
    assert job is not None
    pictures = [Picture(sha256=it, width=16, height=8, seed=7) for it in sha256s]
    return await queue.finish(job.id, pictures, cost_s=1)


async def test_pictures_hang_newest_job_first_and_a_page_at_a_time(queue: Queue) -> None:
    for key in "abc":
        await done(queue, key, f"{key}1", f"{key}2")

    first = await queue.looks.hung(2**62, 2)
    rest = await queue.looks.hung(first[-1].job_id, 2)

    assert [it.sha256 for it in first] == ["c1", "c2", "b1", "b2"]
    assert [(it.job_id, it.index, it.address) for it in rest] == [
        (1, 0, '{"at": "a"}'), (1, 1, '{"at": "a"}'),
    ]  # fmt: skip


async def test_a_look_is_known_to_the_encoder_that_took_it(queue: Queue) -> None:
    await done(queue, "a", "a1", "a2")

    await queue.looks.keep("clip", {"a1": LOOK})

    assert await queue.looks.known("clip", ["a1", "a2"]) == {"a1": LOOK}
    assert await queue.looks.known("other", ["a1"]) == {}


async def test_a_look_goes_with_the_last_job_that_shows_the_picture(queue: Queue) -> None:
    first, second = await done(queue, "a", "a1"), await done(queue, "b", "a1")
    await queue.looks.keep("clip", {"a1": LOOK})

    await queue.delete(first.id)
    assert await queue.looks.known("clip", ["a1"]) == {"a1": LOOK}
    await queue.delete(second.id)

    assert await queue.looks.known("clip", ["a1"]) == {}


async def test_nothing_is_kept_of_a_picture_that_is_gone(queue: Queue) -> None:
    await queue.looks.keep("clip", {"a1": LOOK})

    assert await queue.looks.known("clip", ["a1"]) == {}
