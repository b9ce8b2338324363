import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typing_extensions import override

from inference.artist import Assignment, Tell
from inference.artists.local import LocalArtist
from inference.dispatcher import SOURCE_GONE, Last
from inference.encoding import read_recipe, to_png
from inference.engine import Engine, Report
from inference.errors import DiskFull, IllegalTransition, JobNotFound, RequestRefused
from inference.events import Broke, Finished, Lost, Painted, Preview, Progress, Stopped
from inference.job import Job, Picture, State
from inference.queue import Queue
from inference.request import Request
from inference.storage import Storage
from inference.worker import Worker
from tests.inference.bench import ANN, BOB, Bench
from tests.inference.scripted import (
    CATALOGUE,
    SILENT_S,
    WAIT_S,
    FlatEngine,
    Gate,
    picture,
    request,
)

Open = Callable[..., Awaitable[Bench]]


@pytest.fixture(autouse=True)
def no_safety_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What wakes the dispatcher in these tests is a call of `wake`, and not the clock."""
    monkeypatch.setattr("inference.dispatcher.TICK_S", 3600.0)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Open]:
    """Opens benches, each with one artist per engine; the last is closed after the test."""
    opened: list[Bench] = []

    async def start(*engines: Engine, stall_s: float = WAIT_S, **options: Any) -> Bench:
        artists = [artist(f"cpu-{index}", engine, stall_s) for index, engine in enumerate(engines)]
        opened.append(await Bench.open(tmp_path / "data", *artists, **options))
        opened[-1].start()
        return opened[-1]

    yield start
    if opened:
        await opened[-1].close()


def artist(name: str, engine: Engine, stall_s: float = WAIT_S) -> LocalArtist:
    engines = {"flat": lambda: engine, "other": FlatEngine}
    return LocalArtist(name, Worker(engines, CATALOGUE, stall_s=stall_s, preview_every_s=0))


def held_at(gate: Gate) -> Callable[[Request, Report], None]:
    """A script that stops once at the gate, and reports after it."""

    def script(_: Request, report: Report) -> None:
        gate.stop_here()
        report(0.5)

    return script


def png(red: int) -> bytes:
    return to_png(Image.new("RGB", (16, 8), (red, 0, 0)), {})


async def reached(gate: Gate, comers: int = 1) -> None:
    await asyncio.to_thread(gate.wait_for, comers)


async def test_a_job_is_told_as_running_then_its_progress_then_as_done(bench: Open) -> None:
    def script(asked: Request, report: Report) -> None:
        report(0.5, [picture(asked, 0)])

    studio = await bench(FlatEngine(script))
    job = await studio.outcome(await studio.submit(count=2))

    kinds = [told.state if isinstance(told, Job) else type(told) for told in studio.said]
    assert kinds == [State.RUNNING, Progress, Progress, Preview, State.DONE]
    assert job.cost_s > 0
    assert [picture.seed for picture in job.pictures] == [7, 8]
    recipes = [read_recipe(studio.storage.read(picture.sha256)) for picture in job.pictures]
    assert [recipe and recipe["seed"] for recipe in recipes] == [7, 8]
    assert await studio.queue.job(job.id) == job


async def test_a_job_tells_which_device_painted_it(bench: Open) -> None:
    studio = await bench(FlatEngine())

    job = await studio.outcome(await studio.submit())

    assert job.device == "cpu-0"


async def test_a_waiting_job_is_cancelled_at_once(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)))
    first = await studio.submit()
    second = await studio.submit()
    await reached(gate)
    cancelled = await studio.dispatcher.cancel(second.id)

    assert cancelled.state is State.CANCELLED
    gate.open()
    assert (await studio.outcome(first)).state is State.DONE
    assert studio.states(second) == [State.CANCELLED]


async def test_a_running_job_is_cancelled_at_its_next_step(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)))
    job = await studio.submit()
    await reached(gate)
    asked = await studio.dispatcher.cancel(job.id)

    assert asked.state is State.RUNNING
    gate.open()
    assert (await studio.outcome(job)).state is State.CANCELLED
    assert studio.states(job) == [State.RUNNING, State.CANCELLED]


async def test_a_job_that_is_over_or_unknown_cannot_be_cancelled(bench: Open) -> None:
    studio = await bench(FlatEngine())
    job = await studio.outcome(await studio.submit())

    with pytest.raises(IllegalTransition):
        await studio.dispatcher.cancel(job.id)
    with pytest.raises(JobNotFound):
        await studio.dispatcher.cancel(99)


async def test_a_job_is_cancelled_between_its_claim_and_its_start(bench: Open) -> None:
    gate = Gate()

    class SlowStorage(Storage):
        @override
        def read(self, name: str) -> bytes:
            gate.stop_here()
            return super().read(name)

    engine = FlatEngine()
    studio = await bench(engine, storage=SlowStorage)
    source = studio.storage.keep(png(0))
    job = await studio.submit(inputs={"source": source})
    await reached(gate)
    await studio.dispatcher.cancel(job.id)
    gate.open()

    assert (await studio.outcome(job)).state is State.CANCELLED
    assert engine.calls == []


@pytest.mark.parametrize("yields", range(0, 40, 4))
async def test_cancel_racing_with_the_end_gives_one_outcome(bench: Open, yields: int) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)))
    job = await studio.submit()
    await reached(gate)
    gate.open()
    for _ in range(yields):
        await asyncio.sleep(0)
    try:
        await studio.dispatcher.cancel(job.id)
        possible = {State.CANCELLED, State.DONE}
    except IllegalTransition:
        possible = {State.DONE}

    outcome = await studio.outcome(job)
    assert outcome.state in possible
    assert outcome == await studio.queue.job(job.id)
    assert len(studio.states(job)) == 2


class SlowQueue(Queue):
    """Says what it claimed only when the gate is open."""

    claimed: asyncio.Event
    gate: asyncio.Event

    @override
    async def claim(
        self, *, loaded: Collection[str], swap_cost_s: float, device: str = ""
    ) -> Job | None:
        job = await super().claim(loaded=loaded, swap_cost_s=swap_cost_s, device=device)
        if job:
            self.claimed.set()
            await self.gate.wait()
        return job


@pytest.fixture
def slow_queue() -> type[SlowQueue]:
    class Fresh(SlowQueue):
        claimed = asyncio.Event()
        gate = asyncio.Event()

    return Fresh


async def test_a_job_is_cancelled_while_it_is_being_claimed(
    bench: Open, slow_queue: type[SlowQueue]
) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)), queue=slow_queue)
    job = await studio.submit()
    async with asyncio.timeout(WAIT_S):
        await slow_queue.claimed.wait()
    cancelling = asyncio.create_task(studio.dispatcher.cancel(job.id))
    await asyncio.to_thread(lambda: None)
    slow_queue.gate.set()

    assert (await cancelling).state is State.RUNNING
    gate.open()
    assert (await studio.outcome(job)).state is State.CANCELLED


async def test_closing_releases_a_job_that_is_being_claimed(
    bench: Open, slow_queue: type[SlowQueue]
) -> None:
    studio = await bench(FlatEngine(), queue=slow_queue)
    job = await studio.submit()
    async with asyncio.timeout(WAIT_S):
        await slow_queue.claimed.wait()
    closing = asyncio.create_task(studio.dispatcher.close())
    await asyncio.to_thread(lambda: None)
    slow_queue.gate.set()
    await closing

    released = await studio.queue.job(job.id)
    assert (released.state, released.attempts) == (State.QUEUED, 0)


async def test_a_finished_job_waiting_for_the_disk_is_not_cancelled(bench: Open) -> None:
    full, failing = asyncio.Event(), asyncio.Event()
    full.set()

    class FullQueue(Queue):
        @override
        async def finish(self, job_id: int, pictures: Sequence[Picture], *, cost_s: float) -> Job:
            if full.is_set():
                failing.set()
                raise DiskFull("Mozart's disk is full.")
            return await super().finish(job_id, pictures, cost_s=cost_s)

    studio = await bench(FlatEngine(), queue=FullQueue)
    job = await studio.submit()
    async with asyncio.timeout(WAIT_S):
        await failing.wait()
    with pytest.raises(IllegalTransition, match="just ending"):
        await studio.dispatcher.cancel(job.id)
    full.clear()

    assert (await studio.outcome(job)).state is State.DONE


async def test_both_slots_of_an_engine_are_filled(tmp_path: Path) -> None:
    gate = Gate()
    engine = FlatEngine(held_at(gate), slots=2)
    studio = await Bench.open(tmp_path / "data", artist("cpu", engine))
    jobs = [await studio.submit() for _ in range(5)]
    studio.start()
    await reached(gate, 2)
    gate.open()

    assert {(await studio.outcome(job)).state for job in jobs} == {State.DONE}
    assert engine.most == 2
    await studio.close()


async def test_two_devices_share_the_work(bench: Open) -> None:
    gate = Gate()
    engines = [FlatEngine(held_at(gate)) for _ in range(2)]
    studio = await bench(*engines)
    jobs = [await studio.submit() for _ in range(2)]
    await reached(gate, 2)
    gate.open()

    assert {(await studio.outcome(job)).state for job in jobs} == {State.DONE}
    assert [engine.calls for engine in engines] == [["load flat", "run flat"]] * 2


class ScriptedArtist:
    """A device without an engine: every job takes one second, at once or never."""

    def __init__(self, name: str, *, slots: int = 1, paints: bool = True) -> None:
        self.name = name
        self.slots = slots
        self.started: list[int] = []
        self._paints = paints
        self._tells: dict[int, Tell] = {}

    def loaded(self) -> frozenset[str]:
        return frozenset({"flat"})

    def start(self, assignment: Assignment, tell: Tell) -> None:
        job_id = assignment.job_id
        self.started.append(job_id)
        self._tells[job_id] = tell
        if self._paints:
            tell(Painted(job_id=job_id, index=0, png=b"png", width=16, height=8, seed=7))
            tell(Finished(job_id=job_id, cost_s=1.0))

    def cancel(self, job_id: int) -> None:
        if job_id in self._tells:
            self._tells[job_id](Stopped(job_id=job_id, cost_s=0.5))

    def close(self) -> None:
        pass


async def test_jobs_are_spread_over_the_devices(tmp_path: Path) -> None:
    artists = [ScriptedArtist(name, slots=2, paints=False) for name in ("left", "right")]
    studio = await Bench.open(tmp_path / "data", *artists)
    jobs = [await studio.submit() for _ in range(3)]
    studio.start()
    for job in jobs:
        await studio.state(job, State.RUNNING)
    await studio.close()

    assert [artist.started for artist in artists] == [[1, 3], [2]]


async def test_users_alternate_however_many_jobs_one_of_them_sends(tmp_path: Path) -> None:
    studio = await Bench.open(tmp_path / "data", ScriptedArtist("even"))
    jobs = [await studio.submit(user_id=user_id) for user_id in (ANN, ANN, ANN, BOB, BOB)]
    studio.start()
    for job in jobs:
        await studio.outcome(job)
    await studio.close()

    told = [told for told in studio.said if isinstance(told, Job)]
    order = [job.user_id for job in told if job.state is State.RUNNING]
    assert order == [ANN, BOB, ANN, BOB, ANN]


async def test_a_failure_is_told_in_a_sentence_and_the_next_job_runs(bench: Open) -> None:
    failures: list[Exception] = [RequestRefused("Ask for 64 pixels.")]

    def script(_: Request, __: Report) -> None:
        if failures:
            raise failures.pop()

    studio = await bench(FlatEngine(script))
    first = await studio.outcome(await studio.submit())
    second = await studio.outcome(await studio.submit())

    assert (first.state, first.error) == (State.FAILED, "Ask for 64 pixels.")
    assert second.state is State.DONE


async def test_a_model_that_cannot_run_here_fails_with_a_sentence(bench: Open) -> None:
    studio = await bench(FlatEngine())
    job = await studio.outcome(await studio.submit(model="orphan"))

    assert job.state is State.FAILED
    assert "Choose one of: flat, plain, other." in job.error


async def test_a_job_whose_source_is_gone_fails_with_a_sentence(bench: Open) -> None:
    studio = await bench(FlatEngine())
    job = await studio.outcome(await studio.submit(inputs={"source": "0" * 64}))

    assert (job.state, job.error) == (State.FAILED, SOURCE_GONE)


async def test_a_fault_of_ours_fails_one_job_and_not_the_next(bench: Open) -> None:
    class OddStorage(Storage):
        @override
        def read(self, name: str) -> bytes:
            raise ZeroDivisionError

    studio = await bench(FlatEngine(), storage=OddStorage)
    first = await studio.outcome(await studio.submit(inputs={"source": "0" * 64}))
    second = await studio.outcome(await studio.submit())

    assert first.state is State.FAILED
    assert "Something went wrong" in first.error
    assert second.state is State.DONE


async def test_a_job_that_its_device_lost_is_painted_again_and_done_once(bench: Open) -> None:
    gates = [Gate()]

    def script(_: Request, report: Report) -> None:
        if gates:
            gates.pop().stop_here()
        report(0.5)

    gate = gates[0]
    studio = await bench(FlatEngine(script), stall_s=SILENT_S)
    job = await studio.outcome(await studio.submit())
    gate.open()

    assert job.state is State.DONE
    assert job.attempts == 2
    assert studio.states(job) == [State.RUNNING, State.QUEUED, State.RUNNING, State.DONE]


async def test_a_job_that_loses_every_device_fails_and_its_neighbour_does_not(bench: Open) -> None:
    gate = Gate()

    def script(asked: Request, _: Report) -> None:
        if asked.prompt == "poison":
            gate.stop_here()

    studio = await bench(FlatEngine(script), stall_s=SILENT_S)
    poison = await studio.submit("poison")
    neighbour = await studio.submit(user_id=BOB)

    failed = await studio.outcome(poison)
    assert (failed.state, failed.attempts) == (State.FAILED, 2)
    assert (await studio.outcome(neighbour)).state is State.DONE
    gate.open()


async def test_a_cancelled_job_that_its_device_lost_is_not_painted_again(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)), stall_s=SILENT_S)
    job = await studio.submit()
    await reached(gate)
    await studio.dispatcher.cancel(job.id)

    assert (await studio.outcome(job)).state is State.CANCELLED
    gate.open()


async def test_closing_releases_a_running_job_which_is_done_once_after_a_restart(
    bench: Open,
) -> None:
    painting, pause = threading.Event(), threading.Event()

    def script(_: Request, report: Report) -> None:
        painting.set()
        while True:
            report(0.5)
            pause.wait(0.01)

    before = await bench(FlatEngine(script))
    job = await before.submit(count=2)
    assert await asyncio.to_thread(painting.wait, WAIT_S)
    await before.close()
    after = await bench(FlatEngine())
    done = await after.outcome(job)

    assert before.states(job) == [State.RUNNING, State.QUEUED]
    assert after.states(job) == [State.RUNNING, State.DONE]
    assert done.attempts == 1
    assert len(done.pictures) == 2


async def test_closing_releases_even_what_does_not_stop(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)), grace_s=0.05)
    job = await studio.submit()
    await reached(gate)
    await studio.dispatcher.close()

    released = await studio.queue.job(job.id)
    assert (released.state, released.attempts) == (State.QUEUED, 0)
    gate.open()


async def test_a_job_cancelled_before_closing_does_not_come_back(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)), grace_s=0.05)
    job = await studio.submit()
    await reached(gate)
    await studio.dispatcher.cancel(job.id)
    await studio.dispatcher.close()

    assert (await studio.queue.job(job.id)).state is State.CANCELLED
    gate.open()


class ClumsyArtist(ScriptedArtist):
    """Paints the same picture every time, and then says what it is told to say."""

    def __init__(self, *lasts: Last) -> None:
        super().__init__("clumsy")
        self._lasts = list(lasts)

    @override
    def start(self, assignment: Assignment, tell: Tell) -> None:
        job_id = assignment.job_id
        self._tells[job_id] = tell
        tell(Painted(job_id=job_id, index=0, png=b"png", width=16, height=8, seed=7))
        tell(Progress(job_id=job_id, done=1.0))
        if self._lasts:
            tell(replace(self._lasts.pop(0), job_id=job_id))


DONE = Finished(job_id=0, cost_s=1.0)
BROKE = Broke(job_id=0, cost_s=1.0, error="It broke.")
LOST = Lost(job_id=0, cost_s=1.0)


@pytest.mark.parametrize("lasts", [[BROKE], [LOST, LOST]])
async def test_what_a_failed_job_painted_is_removed(tmp_path: Path, lasts: list[Last]) -> None:
    studio = await Bench.open(tmp_path / "data", ClumsyArtist(*lasts))
    job = await studio.submit()
    studio.start()

    assert (await studio.outcome(job)).state is State.FAILED
    await studio.close()
    assert studio.storage.names() == []


async def test_what_another_job_names_too_is_not_removed(tmp_path: Path) -> None:
    studio = await Bench.open(tmp_path / "data", ClumsyArtist(DONE, BROKE))
    first, second = await studio.submit(), await studio.submit()
    studio.start()
    done = await studio.outcome(first)
    await studio.outcome(second)
    await studio.close()

    assert studio.storage.names() == [done.pictures[0].sha256]


async def test_what_a_released_job_painted_is_removed(tmp_path: Path) -> None:
    def hear(event: Progress | Preview | Job) -> None:
        if isinstance(event, Progress):
            painted.set()

    painted = asyncio.Event()
    studio = await Bench.open(tmp_path / "data", ClumsyArtist(), tell=hear)
    await studio.submit()
    studio.start()
    async with asyncio.timeout(WAIT_S):
        await painted.wait()
    before = studio.storage.names()
    await studio.close()

    assert (len(before), studio.storage.names()) == (1, [])


async def test_deleting_a_job_leaves_the_picture_that_another_paints_now(bench: Open) -> None:
    painted, go_on = asyncio.Event(), asyncio.Event()

    class WaitingQueue(Queue):
        @override
        async def finish(self, job_id: int, pictures: Sequence[Picture], *, cost_s: float) -> Job:
            if job_id == 2:
                painted.set()
                await go_on.wait()
            return await super().finish(job_id, pictures, cost_s=cost_s)

    studio = await bench(FlatEngine(), queue=WaitingQueue)
    first = await studio.outcome(await studio.submit())
    again = await studio.submit(count=2)
    async with asyncio.timeout(WAIT_S):
        await painted.wait()
    await studio.queue.delete(first.id)
    names = [picture.sha256 for picture in first.pictures]
    removed = await studio.queue.tidy(names, studio.storage.remove)
    go_on.set()

    second = await studio.outcome(again)
    assert removed == 0
    assert all(studio.storage.path(picture.sha256).exists() for picture in second.pictures)


async def test_files_that_no_job_names_are_removed_before_the_first_claim(
    bench: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    before = await bench(FlatEngine())
    left, source = [before.storage.keep(png(red)) for red in (1, 2)]
    done = await before.outcome(await before.submit())
    await before.dispatcher.close()
    waiting = await before.queue.submit(
        request(inputs={"source": source}), key="waiting", user_id=BOB, address=""
    )
    await before.close()
    (tmp_path / "data" / "pictures" / left[:2] / "notes.txt").write_text("The operator's own.")
    found: list[list[str]] = []
    after = await bench(FlatEngine(lambda *_: found.append(after.storage.names())))
    await after.outcome(waiting)

    assert sorted(found[0]) == sorted([done.pictures[0].sha256, source])
    assert "Pictures that no job names: 1 removed" in caplog.text
    assert (tmp_path / "data" / "pictures" / left[:2] / "notes.txt").exists()


async def test_nothing_is_claimed_after_closing(bench: Open) -> None:
    studio = await bench(FlatEngine())
    await studio.dispatcher.close()
    job = await studio.submit()
    await studio.running

    assert (await studio.queue.job(job.id)).state is State.QUEUED


async def test_a_cancelled_run_leaves_its_jobs_to_close(bench: Open) -> None:
    gate = Gate()
    studio = await bench(FlatEngine(held_at(gate)))
    job = await studio.submit()
    await reached(gate)
    studio.running.cancel()
    await asyncio.wait([studio.running])
    studio.running = asyncio.create_task(asyncio.sleep(0))
    gate.open()

    assert (await studio.outcome(job)).state is State.DONE


async def test_jobs_that_were_running_when_we_died_are_taken_up_and_told(
    bench: Open, tmp_path: Path
) -> None:
    dead = await Bench.open(tmp_path / "data")
    job = await dead.submit()
    await dead.queue.claim(loaded=(), swap_cost_s=0)
    await dead.queue.close()
    studio = await bench(FlatEngine())

    assert (await studio.outcome(job)).attempts == 2
    assert studio.states(job) == [State.QUEUED, State.RUNNING, State.DONE]


async def test_a_full_disk_delays_a_job_and_loses_nothing(bench: Open) -> None:
    failures = ["keep", "finish", "keep", "finish"]

    class FullStorage(Storage):
        @override
        def keep(self, png: bytes) -> str:
            fail("keep")
            return super().keep(png)

    class FullQueue(Queue):
        @override
        async def finish(self, job_id: int, pictures: Sequence[Picture], *, cost_s: float) -> Job:
            fail("finish")
            return await super().finish(job_id, pictures, cost_s=cost_s)

    def fail(what: str) -> None:
        if what in failures:
            failures.remove(what)
            raise DiskFull("Mozart's disk is full.")

    engine = FlatEngine()
    studio = await bench(engine, storage=FullStorage, queue=FullQueue)
    job = await studio.outcome(await studio.submit())

    assert job.state is State.DONE
    assert failures == []
    assert engine.calls.count("run flat") == 1


async def test_a_disk_too_full_to_claim_stops_nothing(bench: Open) -> None:
    failures = [DiskFull("Mozart's disk is full.")]

    class FullQueue(Queue):
        @override
        async def claim(self, **options: Any) -> Job | None:
            if failures:
                raise failures.pop()
            return await super().claim(**options)

    studio = await bench(FlatEngine(), queue=FullQueue)
    job = await studio.submit()

    assert (await studio.outcome(job)).state is State.DONE


async def test_closing_while_the_disk_is_full_leaves_the_job_to_the_next_start(
    bench: Open,
) -> None:
    failing = asyncio.Event()

    class FullQueue(Queue):
        @override
        async def finish(self, job_id: int, pictures: Sequence[Picture], *, cost_s: float) -> Job:
            failing.set()
            raise DiskFull("Mozart's disk is full.")

    before = await bench(FlatEngine(), queue=FullQueue, retry_s=60)
    job = await before.submit()
    async with asyncio.timeout(WAIT_S):
        await failing.wait()
    await before.close()
    after = await bench(FlatEngine())

    assert (await after.outcome(job)).state is State.DONE


async def test_a_listener_that_raises_harms_no_job(
    bench: Open, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[object] = []

    def deaf(event: Progress | Preview | Job) -> None:
        heard.append(event)
        if isinstance(event, Job) and event.state is State.DONE:
            done.set()
        raise RuntimeError

    done = asyncio.Event()
    studio = await bench(FlatEngine(), tell=deaf)
    job = await studio.submit()
    async with asyncio.timeout(WAIT_S):
        await done.wait()

    assert (await studio.queue.job(job.id)).state is State.DONE
    assert "RuntimeError" in caplog.text


async def test_another_model_gets_its_turn_between_jobs_of_the_loaded_one(bench: Open) -> None:
    studio = await bench(FlatEngine(slots=2), swap_cost_s=0.0)
    jobs = [
        await studio.submit(user_id=user_id, model=model)
        for user_id, model in [(ANN, "flat"), (BOB, "other"), (ANN, "plain"), (BOB, "flat")]
    ]

    assert {(await studio.outcome(job)).state for job in jobs} == {State.DONE}


def test_the_dispatcher_brings_no_torch_into_the_process() -> None:
    check = (
        "import inference.dispatcher, inference.artists.local, sys; print('torch' in sys.modules)"
    )

    run = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, timeout=120, check=True
    )

    assert run.stdout == "False\n"
