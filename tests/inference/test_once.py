import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from inference.encoding import read_recipe
from inference.engine import Report
from inference.errors import InferenceError, ModelNotFound, RequestRefused
from inference.events import Preview, Progress
from inference.job import State
from inference.once import Painting, paint_all, paint_once
from inference.queue import Queue
from inference.request import Request
from tests.inference.scripted import CATALOGUE, WAIT_S, FlatEngine, Script, request, two_steps


async def paint(
    folder: Path,
    wanted: Request,
    script: Script = two_steps,
    on_event: Callable[[Progress | Preview], None] = lambda _: None,
) -> list[Painting]:
    async with asyncio.timeout(WAIT_S):
        return await paint_once(
            wanted,
            catalogue=CATALOGUE,
            engines={"flat": lambda: FlatEngine(script)},
            folder=folder,
            on_event=on_event,
        )


async def test_pictures_come_back_in_seed_order_with_their_seconds(tmp_path: Path) -> None:
    heard: list[Progress | Preview] = []

    paintings = await paint(tmp_path, request(count=3), on_event=heard.append)

    assert [painting.picture.seed for painting in paintings] == [7, 8, 9]
    assert [(read_recipe(painting.png) or {})["seed"] for painting in paintings] == [7, 8, 9]
    assert all(painting.seconds > 0 for painting in paintings)
    assert [event.done for event in heard if isinstance(event, Progress)] == [0.0, 0.5, 1.0]


async def test_a_failed_job_raises_its_sentence(tmp_path: Path) -> None:
    def script(_: Request, __: Report) -> None:
        raise RequestRefused("Ask for 64 pixels.")

    with pytest.raises(InferenceError, match="Ask for 64 pixels"):
        await paint(tmp_path, request(), script)


async def test_an_unknown_model_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="Choose one of"):
        await paint(tmp_path, request(model="nowhere"))

    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


async def test_cancelling_stops_the_engine_and_lets_the_folder_go(tmp_path: Path) -> None:
    painting, stopped, pause = threading.Event(), threading.Event(), threading.Event()

    def script(_: Request, report: Report) -> None:
        painting.set()
        try:
            while True:
                report(0.5)
                pause.wait(0.01)
        finally:
            stopped.set()

    task = asyncio.create_task(paint(tmp_path, request(), script))
    assert await asyncio.to_thread(painting.wait, WAIT_S)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert stopped.is_set()
    queue = await Queue.open(tmp_path / "queue.db")
    assert (await queue.job(1)).state is State.QUEUED
    await queue.close()


async def test_of_several_requests_one_that_fails_says_why(tmp_path: Path) -> None:
    def script(wanted: Request, report: Report) -> None:
        if wanted.seed == 2:
            raise RequestRefused("Not that one.")
        report(1.0)

    async with asyncio.timeout(WAIT_S):
        outcomes = await paint_all(
            [request(seed=seed) for seed in (1, 2, 3)],
            catalogue=CATALOGUE,
            engines={"flat": lambda: FlatEngine(script)},
            folder=tmp_path,
            on_event=lambda _: None,
        )

    assert [it if isinstance(it, str) else it[0].picture.seed for it in outcomes] == [
        1,
        "Not that one.",
        3,
    ]
