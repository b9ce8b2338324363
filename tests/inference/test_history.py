"""Looking back at a user's jobs: order, pages, search, and how SQLite finds them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from inference import history
from inference.job import Job
from inference.queue import Charge, Queue
from inference.request import Request
from inference.schema import STEPS
from inference.sheets import Cell

ANN, BOB = 1, 2


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    queue = await Queue.open(tmp_path / "queue.db")
    yield queue
    await queue.close()


async def submit(queue: Queue, *prompts: str, user_id: int = ANN, words: str = "") -> list[Job]:
    return [
        await queue.submit(
            Request(prompt=prompt, width=64, height=64, seed=7, model="painter"),
            key=f"{user_id}:{prompt}",
            user_id=user_id,
            address="{}",
            words=words,
        )
        for prompt in prompts
    ]


async def prompts(queue: Queue, search: str = "", user_id: int = ANN) -> list[str]:
    return [job.request.prompt for job in await queue.history.before(user_id, search, limit=9)]


async def test_the_users_own_jobs_come_newest_first(queue: Queue) -> None:
    await submit(queue, "a fox", "an owl")
    await submit(queue, "a hen", user_id=BOB)

    assert await prompts(queue) == ["an owl", "a fox"]


async def test_pages_go_on_where_the_last_one_ended_in_both_directions(queue: Queue) -> None:
    await submit(queue, "a fox", "an owl")
    await submit(queue, "a hen", user_id=BOB)
    await submit(queue, "a crab", "a bee")

    older = await queue.history.before(ANN, "", bound=5, limit=2)
    newer = await queue.history.after(ANN, "", bound=1, limit=2)

    assert [job.id for job in older] == [4, 2]
    assert [job.id for job in newer] == [4, 2]
    assert await queue.history.after(ANN, "", bound=5, limit=2) == []


FOUND = {
    "a word": ("fox", ["a red fox", "foxgloves"]),
    "two, in any order": ("fox red", ["a red fox"]),
    "case and width": ("\uff32\uff25\uff24 Fox", ["a red fox"]),
    "sharp s": ("STRASSE", ["an alte Straße"]),
    "signs of SQL": ("100%", ["100% wool"]),
    "an underscore": ("_", []),
    "quotes": ("' OR 1=1 --", []),
    "four words at most": ("a red fox a zebra", ["a red fox"]),
    "nothing": ("  ", ["a red fox", "foxgloves", "an alte Straße", "100% wool"]),
}


@pytest.mark.parametrize(("search", "found"), FOUND.values(), ids=FOUND)
async def test_a_search_finds_what_holds_its_words(
    queue: Queue, search: str, found: list[str]
) -> None:
    await submit(queue, "100% wool", "an alte Straße", "foxgloves", "a red fox")

    assert await prompts(queue, search) == found


async def test_a_job_is_found_by_the_words_that_were_given_with_it(queue: Queue) -> None:
    await submit(queue, "a fox", words="a {fox|owl} --mine a fox")

    assert await prompts(queue, "--mine {fox|") == ["a fox"]


async def test_a_deleted_job_and_its_words_are_gone(tmp_path: Path, queue: Queue) -> None:
    await submit(queue, "a fox", "an owl", words="purple secret")
    await queue.cancel(1)

    await queue.delete(1)

    assert await prompts(queue, "purple") == ["an owl"]
    await queue.cancel(2)
    await queue.delete(2)
    assert await prompts(queue) == []
    assert b"purple" not in await asyncio.to_thread((tmp_path / "queue.db").read_bytes)


@pytest.mark.parametrize("sql", [history.OLDER, history.NEWER])
def test_a_page_reads_the_users_rows_in_order_and_no_others(sql: str) -> None:
    """So 100,000 jobs of one user are searched in some 35 ms, and a page is there in one."""
    with Database(memory=True, execute_plugins=False) as db:
        STEPS.apply(db)
        values = {"user_id": ANN, "bound": 7, "limit": 6, **history.values_of("fox")}

        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    sign = "<" if sql is history.OLDER else ">"
    assert plan == [f"SEARCH words USING PRIMARY KEY (user_id=? AND job_id{sign}?)"]


def test_jobs_from_before_there_was_a_history_are_found_by_their_prompts() -> None:
    with Database(memory=True, execute_plugins=False) as db:
        STEPS.apply(db, stop_before="m009_words")
        for key, state, request in (
            ("a", "queued", '{"prompt": "A Red  Fox"}'),
            ("b", "deleted", ""),
        ):
            db.execute(
                "INSERT INTO jobs (key, user_id, model, megapixels, request, state, address,"
                " created_at) VALUES (?, 1, 'painter', 1.0, ?, ?, '{}', 0.0)",
                [key, request, state],
            )

        STEPS.apply(db)

        assert list(db.execute("SELECT * FROM words")) == [(1, 1, "a red fox")]


async def test_a_copy_is_found_by_the_words_of_what_it_copies(queue: Queue) -> None:
    await submit(queue, "a fox", words="a {fox|owl}")
    await queue.claim(loaded=(), swap_cost_s=0)
    await queue.finish(1, [], cost_s=0)

    await queue.copy(1, key="copy", user_id=BOB, address="{}")

    assert await prompts(queue, "{fox|", BOB) == ["a fox"]


async def test_each_job_of_a_sheet_is_found_until_the_sheet_is_deleted(queue: Queue) -> None:
    [made] = await submit(queue, "an owl")
    cells = [Cell(request=made.request, address="{}")] * 2
    charges: list[list[Charge]] = [[], []]
    sheet = await queue.submit_sheet(
        cells, key="sheet", user_id=BOB, address="{}", plan="{}", charges=charges
    )

    assert await prompts(queue, "owl", BOB) == ["an owl", "an owl"]
    for job in sheet.open:
        await queue.cancel(job.id)
    await queue.delete_sheet(sheet.id)
    assert await prompts(queue, "owl", BOB) == []
