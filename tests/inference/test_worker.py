import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

import pytest
from PIL import Image
from typing_extensions import override

from inference.artist import Assignment
from inference.encoding import read_recipe, to_png
from inference.engine import Engine, Report, Result
from inference.errors import Cancelled, OutOfMemory, RequestRefused
from inference.events import Broke, Event, Finished, Lost, Painted, Preview, Progress, Stopped
from inference.request import Request, Task
from inference.worker import TOO_LARGE, Worker
from tests.inference.scripted import (
    CATALOGUE,
    SILENT_S,
    WAIT_S,
    FlatEngine,
    Gate,
    Heard,
    picture,
    request,
)

MakeWorker = Callable[..., Worker]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def make_worker() -> Iterator[MakeWorker]:
    """Builds workers with one engine under the name "flat" (and others by name)."""
    made: list[Worker] = []

    def make(flat: Engine, *, stall_s: float = WAIT_S, preview_every_s: float = 0.0) -> Worker:
        worker = Worker(
            {"flat": lambda: flat, "other": FlatEngine},
            CATALOGUE,
            stall_s=stall_s,
            preview_every_s=preview_every_s,
        )
        made.append(worker)
        return worker

    yield make
    for worker in made:
        worker.close()


def assignment(job_id: int = 1, *, of: Request | None = None, **inputs: bytes) -> Assignment:
    return Assignment(job_id=job_id, request=of or request(), inputs=inputs)


def test_a_job_tells_progress_then_its_pictures_in_order_then_that_it_finished(
    make_worker: MakeWorker, heard: Heard
) -> None:
    make_worker(FlatEngine()).start(assignment(of=request(count=3)), heard)

    last = heard.last()
    painted = [event for event in heard.of() if isinstance(event, Painted)]
    assert isinstance(last, Finished)
    assert [type(event) for event in heard.of()] == [*[Progress] * 3, *[Painted] * 3, Finished]
    assert [(event.index, event.seed) for event in painted] == [(0, 7), (1, 8), (2, 9)]


def test_a_picture_carries_the_recipe_that_makes_it_again(
    make_worker: MakeWorker, heard: Heard
) -> None:
    wanted = Request(
        prompt="a hare", negative="dogs", width=16, height=8, seed=2**32 - 1, count=2,
        model="flat", steps=4, guidance=2.5, strength=0.5, task=Task.VARY,
        inputs={"source": "ab"}, parent=(3, 1), spans=(("a ", 1.0), ("hare", 1.3)),
    )  # fmt: skip
    make_worker(FlatEngine()).start(assignment(of=wanted), heard)

    heard.last()
    second = [event for event in heard.of() if isinstance(event, Painted)][1]
    recipe = read_recipe(second.png)
    assert recipe is not None
    assert recipe.pop("software").startswith("Mozart ")
    assert recipe == {
        "prompt": "a hare", "negative": "dogs", "width": 16, "height": 8, "seed": 0,
        "model": "flat", "steps": 4, "guidance": 2.5, "strength": 0.5, "task": "vary",
        "inputs": {"source": "ab"}, "parent": [3, 1], "spans": [["a ", 1.0], ["hare", 1.3]],
    }  # fmt: skip
    with Image.open(BytesIO(second.png)) as image:
        assert image.tobytes() == picture(wanted, 1).tobytes()


def test_an_engine_sees_the_recipe_of_a_picture_it_starts_from(
    make_worker: MakeWorker, heard: Heard
) -> None:
    engine = FlatEngine()
    source = to_png(Image.new("RGB", (16, 8), "red"), {"seed": 5})

    make_worker(engine).start(assignment(source=source), heard)

    heard.last()
    assert engine.inputs["source"].getpixel((0, 0)) == (255, 0, 0)
    assert engine.inputs["source"].info["mozart"] == '{"seed": 5}'


def test_a_source_that_is_no_picture_is_refused_in_its_own_words(
    make_worker: MakeWorker, heard: Heard
) -> None:
    make_worker(FlatEngine()).start(assignment(source=b"text"), heard)

    assert "not a picture" in broke(heard).error


def test_progress_never_falls_and_small_steps_are_thinned_out(
    make_worker: MakeWorker, heard: Heard
) -> None:
    def script(_: Request, report: Report) -> None:
        report(0.5)
        report(0.2)
        for step in range(500):
            report(0.5 + step / 1000)
        report(7.0)

    make_worker(FlatEngine(script)).start(assignment(), heard)

    heard.last()
    done = [event.done for event in heard.of() if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[0] == 0.0
    assert done[-1] == 1.0
    assert len(done) < 50


def test_previews_come_as_often_as_wanted_and_not_more(
    make_worker: MakeWorker, heard: Heard
) -> None:
    wanted: list[bool] = []

    def script(asked: Request, report: Report) -> None:
        for _ in range(10):
            wanted.append(report.wants_preview())
            report(0.1, [picture(asked, 0)])

    make_worker(FlatEngine(script), preview_every_s=3600).start(assignment(1), heard)
    heard.last(1)
    make_worker(FlatEngine(script), preview_every_s=0).start(assignment(2), heard)
    heard.last(2)

    assert wanted == [False] * 10 + [True] * 10
    assert [event for event in heard.of(1) if isinstance(event, Preview)] == []
    previews = [event for event in heard.of(2) if isinstance(event, Preview)]
    assert len(previews) == 10
    with Image.open(BytesIO(previews[0].webp)) as sheet:
        assert sheet.format == "WEBP"


def test_after_a_preview_none_is_wanted_for_a_while(make_worker: MakeWorker, heard: Heard) -> None:
    wanted: list[bool] = []
    pause = threading.Event()

    def script(asked: Request, report: Report) -> None:
        while not report.wants_preview():
            pause.wait(0.05)
        report(0.5, [picture(asked, 0)])
        wanted.append(report.wants_preview())

    make_worker(FlatEngine(script), preview_every_s=1.0).start(assignment(), heard)

    heard.last()
    assert wanted == [False]


def test_a_running_job_stops_at_its_next_report(make_worker: MakeWorker, heard: Heard) -> None:
    gate, steps = Gate(), []

    def script(_: Request, report: Report) -> None:
        steps.append(1)
        gate.stop_here()
        report(0.5)
        steps.append(2)

    worker = make_worker(FlatEngine(script))
    worker.start(assignment(), heard)
    gate.wait_for()
    worker.cancel(1)
    gate.open()

    assert isinstance(heard.last(), Stopped)
    assert steps == [1]


def test_a_job_cancelled_after_its_last_report_still_ends_once(
    make_worker: MakeWorker, heard: Heard
) -> None:
    gate = Gate()
    worker = make_worker(FlatEngine(lambda _, __: gate.stop_here()))
    worker.start(assignment(), heard)
    gate.wait_for()
    worker.cancel(1)
    gate.open()

    assert isinstance(heard.last(), Stopped)


def test_cancelling_what_is_over_or_unknown_does_nothing(
    make_worker: MakeWorker, heard: Heard
) -> None:
    worker = make_worker(FlatEngine())
    worker.start(assignment(), heard)
    heard.last()

    worker.cancel(1)
    worker.cancel(99)

    assert isinstance(heard.last(), Finished)


def test_a_job_waiting_for_the_device_is_cancelled_at_once(
    make_worker: MakeWorker, heard: Heard
) -> None:
    gate = Gate()
    engine = FlatEngine(lambda _, __: gate.stop_here())
    worker = make_worker(engine)
    worker.start(assignment(1), heard)
    gate.wait_for()
    worker.start(assignment(2), heard)
    worker.cancel(2)

    assert isinstance(heard.last(2), Stopped)
    gate.open()
    assert isinstance(heard.last(1), Finished)
    assert engine.calls.count("run flat") == 1


def test_as_many_jobs_run_at_once_as_the_engine_has_slots(
    make_worker: MakeWorker, heard: Heard
) -> None:
    gate = Gate()
    engine = FlatEngine(lambda _, __: gate.stop_here(), slots=2)
    worker = make_worker(engine)
    for job_id in (1, 2, 3):
        worker.start(assignment(job_id), heard)
    gate.wait_for(2)
    gate.open()

    assert all(isinstance(heard.last(job_id), Finished) for job_id in (1, 2, 3))
    assert engine.most == 2
    assert engine.calls.count("load flat") == 1
    assert worker.slots == 2


def test_a_worker_takes_one_job_until_it_knows_its_engine() -> None:
    worker = Worker({}, CATALOGUE)

    assert worker.slots == 1
    assert worker.loaded() == frozenset()


def test_another_engine_waits_until_the_device_is_empty_and_keeps_its_turn(heard: Heard) -> None:
    gate = Gate()
    flat = FlatEngine(lambda _, __: gate.stop_here(), slots=2)
    other = FlatEngine()
    worker = Worker({"flat": lambda: flat, "other": lambda: other}, CATALOGUE)
    worker.start(assignment(1), heard)
    gate.wait_for()
    worker.start(assignment(2, of=request(model="other")), heard)
    worker.start(assignment(3), heard)
    assert worker.loaded() == {"flat"}
    assert worker.slots == 3
    gate.open()

    assert all(isinstance(heard.last(job_id), Finished) for job_id in (1, 2, 3))
    assert flat.calls == ["load flat", "run flat", "unload", "load flat", "run flat"]
    assert other.calls == ["load other", "run other", "unload"]
    worker.close()
    assert flat.calls[-1] == "unload"


def test_a_light_model_leaves_what_lies_on_the_device(heard: Heard) -> None:
    flat, light = FlatEngine(), FlatEngine()
    worker = Worker({"flat": lambda: flat, "light": lambda: light}, CATALOGUE)
    for job_id, model in enumerate(("flat", "light", "light", "flat", "light", "flat"), 1):
        worker.start(assignment(job_id, of=request(model=model)), heard)
        heard.last(job_id)
    assert worker.loaded() == {"flat", "light"}
    worker.close()

    assert [call for call in flat.calls if call != "run flat"] == [*["load flat"] * 3, "unload"]


def test_what_a_light_model_left_goes_before_another_heavy_one(heard: Heard) -> None:
    flat, light, other = FlatEngine(), FlatEngine(), FlatEngine()
    engines = {"flat": lambda: flat, "light": lambda: light, "other": lambda: other}
    worker = Worker(engines, CATALOGUE)
    for job_id, model in enumerate(("flat", "light", "other"), 1):
        worker.start(assignment(job_id, of=request(model=model)), heard)
        heard.last(job_id)

    assert flat.calls[-1] == "unload"
    assert worker.loaded() == {"other", "light"}
    worker.close()


def test_another_model_of_the_same_engine_is_loaded_into_it(
    make_worker: MakeWorker, heard: Heard
) -> None:
    engine = FlatEngine(slots=2)
    worker = make_worker(engine)
    worker.start(assignment(1), heard)
    heard.last(1)
    worker.start(assignment(2, of=request(model="plain")), heard)
    heard.last(2)

    assert engine.calls == ["load flat", "run flat", "load plain", "run plain"]
    assert worker.loaded() == {"plain"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RequestRefused("Ask for 64 pixels."), "Ask for 64 pixels."),
        (OutOfMemory("cuda"), TOO_LARGE),
        (MemoryError(), TOO_LARGE),
        (ZeroDivisionError("secret"), "The operator's log has the details (job 1)."),
        (SystemExit(1), "The operator's log has the details (job 1)."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_becomes_a_sentence_and_the_next_job_runs(
    make_worker: MakeWorker, heard: Heard, error: BaseException, sentence: str
) -> None:
    failures = [error]

    def script(_: Request, __: Report) -> None:
        if failures:
            raise failures.pop()

    worker = make_worker(FlatEngine(script))
    worker.start(assignment(1), heard)
    assert broke(heard).error.endswith(sentence)
    worker.start(assignment(2), heard)

    assert isinstance(heard.last(2), Finished)


def test_an_engine_that_returns_too_few_pictures_broke(
    make_worker: MakeWorker, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    class Short(FlatEngine):
        @override
        def run(
            self, request: Request, inputs: Mapping[str, Image.Image], report: Report
        ) -> list[Result]:
            return super().run(request, inputs, report)[:1]

    make_worker(Short()).start(assignment(of=request(count=2)), heard)

    assert "Something went wrong" in broke(heard).error
    assert "Job 1 broke" in caplog.text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RequestRefused("Its files are damaged."), "Its files are damaged."),
        (OutOfMemory("cuda"), "The model “flat” is too large for this device; choose another one."),
    ],
)
def test_a_model_that_does_not_load_leaves_an_empty_device(
    heard: Heard, error: Exception, sentence: str
) -> None:
    class Unloadable(FlatEngine):
        @override
        def load(self, model: str) -> None:
            super().load(model)
            raise error

    engines = [FlatEngine(), Unloadable()]
    bad = engines[1]
    worker = Worker({"flat": engines.pop}, CATALOGUE)
    worker.start(assignment(1), heard)
    assert broke(heard).error == sentence
    assert worker.loaded() == frozenset()
    worker.start(assignment(2), heard)

    assert isinstance(heard.last(2), Finished)
    assert bad.calls == ["load flat", "unload"]
    worker.close()


@pytest.mark.parametrize("model", ["nowhere", "orphan"])
def test_a_model_that_cannot_run_here_is_refused_with_those_that_can(
    make_worker: MakeWorker, heard: Heard, model: str
) -> None:
    make_worker(FlatEngine()).start(assignment(of=request(model=model)), heard)

    assert f"“{model}”" in broke(heard).error
    assert "flat, plain, other" in broke(heard).error


def test_a_silent_engine_is_given_up_and_the_next_job_gets_another(heard: Heard) -> None:
    gate, went_on = Gate(), threading.Event()

    def script(_: Request, report: Report) -> None:
        gate.stop_here()
        report(0.5)
        went_on.set()

    stuck, fresh = FlatEngine(script), FlatEngine()
    engines: list[Engine] = [fresh, stuck]
    worker = Worker({"flat": engines.pop}, CATALOGUE, stall_s=SILENT_S)
    worker.start(assignment(1), heard)
    last = heard.last(1)
    assert isinstance(last, Lost)
    assert last.cost_s >= SILENT_S
    worker.start(assignment(1), second := Heard())
    assert isinstance(second.last(1), Finished)

    gate.open()
    join_threads_of(1)
    assert isinstance(heard.last(1), Lost)
    assert not went_on.is_set()
    assert stuck.calls[-1] == "unload"
    worker.close()


def test_an_engine_that_reports_is_not_given_up(make_worker: MakeWorker, heard: Heard) -> None:
    pause = threading.Event()

    def script(_: Request, report: Report) -> None:
        for step in range(20):
            pause.wait(SILENT_S / 15)
            report(step / 20)

    make_worker(FlatEngine(script), stall_s=SILENT_S).start(assignment(), heard)

    assert isinstance(heard.last(), Finished)


def test_a_model_may_load_for_longer_than_an_engine_may_be_silent(
    make_worker: MakeWorker, heard: Heard
) -> None:
    class Heavy(FlatEngine):
        @override
        def load(self, model: str) -> None:
            threading.Event().wait(1.5 * SILENT_S)

    make_worker(Heavy(), stall_s=SILENT_S).start(assignment(), heard)

    assert isinstance(heard.last(), Finished)


def test_a_listener_that_fails_does_not_stop_the_painting(
    make_worker: MakeWorker, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(event: Event) -> None:
        heard(event)
        raise RuntimeError("Event loop is closed")

    with caplog.at_level(logging.CRITICAL):
        make_worker(FlatEngine()).start(assignment(), deaf)
        assert isinstance(heard.last(), Finished)
        join_threads_of(1)


def test_closing_stops_running_and_waiting_jobs_and_unloads(heard: Heard) -> None:
    gate = Gate()

    def script(_: Request, report: Report) -> None:
        gate.stop_here()
        report(0.5)

    engine = FlatEngine(script)
    worker = Worker({"flat": lambda: engine}, CATALOGUE)
    worker.start(assignment(1), heard)
    gate.wait_for()
    worker.start(assignment(2), heard)
    closing = threading.Thread(target=worker.close)
    closing.start()
    assert isinstance(heard.last(2), Stopped)
    gate.open()
    closing.join(WAIT_S)

    assert isinstance(heard.last(1), Stopped)
    assert engine.calls == ["load flat", "run flat", "unload"]


def test_closing_gives_up_what_does_not_stop(heard: Heard) -> None:
    gate = Gate()
    worker = Worker({"flat": lambda: FlatEngine(lambda _, __: gate.stop_here())}, CATALOGUE)
    worker.start(assignment(1), heard)
    gate.wait_for()
    worker.close(timeout_s=0.01)

    assert isinstance(heard.last(1), Lost)
    gate.open()
    join_threads_of(1)


def test_closing_while_a_model_loads_gives_its_memory_back_once_it_has_loaded(heard: Heard) -> None:
    gate = Gate()

    class Heavy(FlatEngine):
        @override
        def load(self, model: str) -> None:
            super().load(model)
            gate.stop_here()

    engine = Heavy()
    worker = Worker({"flat": lambda: engine}, CATALOGUE)
    worker.start(assignment(1), heard)
    gate.wait_for()
    worker.close(timeout_s=0.01)
    assert isinstance(heard.last(1), Lost)
    gate.open()
    join_threads_of(1)

    assert engine.calls == ["load flat", "unload"]


def test_a_closed_worker_stops_what_it_is_given(heard: Heard) -> None:
    worker = Worker({"flat": FlatEngine}, CATALOGUE)
    worker.close()
    worker.start(assignment(1), heard)

    assert isinstance(heard.last(1), Stopped)


def test_an_engine_is_made_in_the_thread_of_its_job(heard: Heard) -> None:
    made_in: list[str] = []

    def make() -> FlatEngine:
        made_in.append(threading.current_thread().name)
        return FlatEngine()

    worker = Worker({"flat": make}, CATALOGUE)
    worker.start(assignment(4), heard, artist="cpu")
    heard.last(4)
    worker.close()

    assert made_in == ["artist-cpu-job-4"]


@pytest.mark.parametrize("order", range(20))
def test_cancel_racing_with_the_end_leaves_one_last_word(
    make_worker: MakeWorker, heard: Heard, order: int
) -> None:
    ready = threading.Barrier(2)

    def script(_: Request, report: Report) -> None:
        ready.wait(WAIT_S)
        report(0.5)

    worker = make_worker(FlatEngine(script))
    worker.start(assignment(), heard)
    ready.wait(WAIT_S)
    for _ in range(order * 50):  # a little later each time
        pass
    worker.cancel(1)

    assert isinstance(heard.last(), Finished | Stopped)
    join_threads_of(1)
    heard.last()


def broke(heard: Heard) -> Broke:
    last = heard.last()
    assert isinstance(last, Broke)
    return last


def join_threads_of(job_id: int) -> None:
    for thread in threading.enumerate():
        if thread.name.endswith(f"-job-{job_id}"):
            thread.join(WAIT_S)
            assert not thread.is_alive()


def test_report_raises_cancelled_for_engines_to_clean_up_after(
    make_worker: MakeWorker, heard: Heard
) -> None:
    gate, cleaned = Gate(), threading.Event()

    def script(_: Request, report: Report) -> None:
        gate.stop_here()
        try:
            report(0.5)
        except Cancelled:
            cleaned.set()
            raise

    worker = make_worker(FlatEngine(script))
    worker.start(assignment(), heard)
    gate.wait_for()
    worker.cancel(1)
    gate.open()

    assert cleaned.wait(WAIT_S)
    assert isinstance(heard.last(), Stopped)


def test_an_engine_that_hangs_takes_the_jobs_that_share_it_with_it_and_the_next_gets_another(
    make_worker: MakeWorker, heard: Heard
) -> None:
    """They may be waiting for the one that hangs, and report that they are well."""
    gate = Gate()

    def hang(job: Request, report: Report) -> None:
        if job.prompt == "hangs":
            gate.stop_here()
        else:
            while not stopped.wait(0.02):
                report(0.1)

    stopped = threading.Event()
    worker = make_worker(FlatEngine(hang, slots=2), stall_s=SILENT_S)
    worker.start(assignment(1, of=request("hangs")), heard)
    gate.wait_for(1)
    worker.start(assignment(2, of=request("waits")), heard)

    assert isinstance(heard.last(1), Lost)
    assert isinstance(heard.last(2), Lost)
    stopped.set()
    gate.open()


def test_jobs_that_share_a_device_pay_for_each_second_once(
    make_worker: MakeWorker, heard: Heard
) -> None:
    gate = Gate()

    def together(_: Request, report: Report) -> None:
        gate.stop_here()
        report(1.0)

    worker = make_worker(FlatEngine(together, slots=2))
    began = time.monotonic()
    for number in (1, 2):
        worker.start(assignment(number), heard)
    gate.wait_for(2)
    gate.open()
    costs = [heard.last(number).cost_s for number in (1, 2)]

    assert 0 < sum(costs) <= time.monotonic() - began
