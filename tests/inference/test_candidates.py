"""More pictures are painted than kept: the nearest are kept, in groups, each able to come again."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from typing_extensions import override

from inference.artist import Assignment
from inference.encoding import read_recipe
from inference.engine import Report, Result
from inference.errors import ModelNotFound
from inference.events import Broke, Finished, Painted, Preview, Progress, Stopped
from inference.request import Request
from inference.worker import Worker
from tests.inference.scripted import (
    CATALOGUE,
    FlatEngine,
    Gate,
    Heard,
    Script,
    picture,
    request,
    two_steps,
)


class Bluest:
    """Words are all alike; a picture is nearer to them the nearer its blue is to 10."""

    def of_words(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1, 0]] * len(texts), np.float32)

    def of_pictures(self, pictures: Sequence[Image.Image]) -> np.ndarray:
        angles = [abs(int(np.asarray(it)[0, 0, 2]) - 10) / 16 for it in pictures]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


class Counting(FlatEngine):
    """Remembers how many pictures each run was asked for."""

    def __init__(self, script: Script = two_steps) -> None:
        super().__init__(script)
        self.counts: list[int] = []

    @override
    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        self.counts.append(request.count)
        return super().run(request, inputs, report)


def painted_by(worker: Worker, wanted: Request, heard: Heard) -> list[Painted]:
    worker.start(Assignment(job_id=1, request=wanted, inputs={}), heard)
    try:
        heard.last()
    finally:
        worker.close()
    return [event for event in heard.of() if isinstance(event, Painted)]


def make(engine: FlatEngine, scorer: Bluest | None = None, **options: float) -> Worker:
    scorer = scorer or Bluest()
    return Worker({"flat": lambda: engine}, CATALOGUE, scorer=lambda: scorer, **options)


def test_the_nearest_are_kept_best_first_with_seeds_of_their_own() -> None:
    pictures = painted_by(make(FlatEngine()), request(count=3, best=7), Heard())

    assert [(it.index, it.seed) for it in pictures] == [(0, 10), (1, 9), (2, 11)]
    for it in pictures:
        alone = request(seed=it.seed)
        with Image.open(BytesIO(it.png)) as image:
            assert image.tobytes() == picture(alone, 0).tobytes()


def test_a_cancel_does_not_wait_for_the_encoder_to_load() -> None:
    gate, heard, engine = Gate(), Heard(), FlatEngine()

    def slow() -> Bluest:
        gate.stop_here()
        return Bluest()

    worker = Worker({"flat": lambda: engine}, CATALOGUE, scorer=slow)
    worker.start(Assignment(job_id=1, request=request(best=2), inputs={}), heard)
    gate.wait_for()
    worker.cancel(1)

    assert isinstance(heard.last(), Stopped)
    gate.open()
    worker.close()
    assert engine.calls == []


def test_recipes_tell_the_score_and_of_how_many_they_are_the_best() -> None:
    pictures = painted_by(make(FlatEngine()), request(count=2, best=6), Heard())

    recipes = [read_recipe(it.png) or {} for it in pictures]
    assert [(it["seed"], it["best_of"]) for it in recipes] == [(10, 6), (9, 6)]
    assert recipes[0]["score"] == 1.0 > recipes[1]["score"]


def test_no_group_is_larger_than_a_job() -> None:
    engine = Counting()

    painted_by(make(engine), request(count=1, best=10), Heard())

    assert engine.counts == [4, 4, 2]


def test_progress_is_that_of_the_whole_and_every_group_can_be_seen() -> None:
    heard = Heard()

    def script(wanted: Request, report: Report) -> None:
        report(0.5, [picture(wanted, 0)])
        report(1.0)

    painted_by(make(FlatEngine(script), preview_every_s=0.0), request(best=8), heard)

    done = [event.done for event in heard.of() if isinstance(event, Progress)]
    assert done == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert len([event for event in heard.of() if isinstance(event, Preview)]) == 2


def test_a_cancel_between_two_groups_ends_it() -> None:
    heard, gate = Heard(), Gate()

    def script(wanted: Request, report: Report) -> None:
        if wanted.seed > 7:
            gate.stop_here()
        report(1.0)

    worker = make(FlatEngine(script))
    worker.start(Assignment(job_id=1, request=request(best=16), inputs={}), heard)
    gate.wait_for()
    worker.cancel(1)
    gate.open()

    assert isinstance(heard.last(), Stopped)
    worker.close()


def test_what_cannot_choose_is_told_before_anything_is_painted() -> None:
    class Missing(Bluest):
        @override
        def of_words(self, texts: Sequence[str]) -> np.ndarray:
            raise ModelNotFound("There is no encoder.")

    engine, heard = Counting(), Heard()

    painted_by(make(engine, Missing()), request(best=4), heard)

    last = heard.last()
    assert isinstance(last, Broke)
    assert last.error == "There is no encoder."
    assert engine.counts == []


def test_what_chooses_is_loaded_before_the_device_is_charged() -> None:
    heard = Heard()
    told: list[int] = []

    class Heavy(Bluest):
        @override
        def of_words(self, texts: Sequence[str]) -> np.ndarray:
            told.append(len(heard.of()))
            return super().of_words(texts)

    painted_by(make(FlatEngine(), Heavy()), request(best=8), heard)

    assert told == [0]
    assert isinstance(heard.of()[0], Progress)


def test_a_device_without_an_encoder_says_so() -> None:
    heard = Heard()

    painted_by(Worker({"flat": FlatEngine}, CATALOGUE), request(best=4), heard)

    last = heard.last()
    assert isinstance(last, Broke)
    assert "leave --best out" in last.error


def test_it_costs_what_is_painted() -> None:
    assert request(count=2, best=8).megapixels == request(count=8).megapixels
    assert request(count=2, best=8).painted == 8
    assert request(count=2, best=8).only(1) == request(seed=8)


def test_another_quality_or_an_early_stop_costs_as_much_more_or_less() -> None:
    usual = request(count=2).megapixels

    assert request(count=2, options={"quality": 2.0}).megapixels == 2 * usual
    assert request(count=2, options={"quality": 0.5, "stop": 50}).megapixels == usual / 4
    assert request(count=2, options={"quality": "draft"}).megapixels == usual


@pytest.mark.parametrize("wanted", [request(count=3), request(count=1, best=3)])
def test_every_way_ends_in_pictures(wanted: Request) -> None:
    heard = Heard()

    pictures = painted_by(make(FlatEngine()), wanted, heard)

    assert isinstance(heard.last(), Finished)
    assert len(pictures) == wanted.count
