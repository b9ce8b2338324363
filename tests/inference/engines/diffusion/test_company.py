"""Jobs that run together on one model: the same pictures, joins, leaves and cancels at any step."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
)
from PIL import Image

from inference.catalogue import Catalogue
from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine, sharing
from inference.engines.diffusion.engine import AT_ONCE
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.sharing import Sharing
from inference.engines.diffusion.worth import Worth
from inference.errors import Cancelled, RequestRefused
from inference.request import SAMPLERS, Request, Task
from tests.inference.engines.diffusion.test_engine import (
    ALL,
    Engines,
    model_of,
    pixels,
    request,
    source,
)

SOON_S = 60
HAIR = 1
"""Of 255: what company may change of a picture in fp32, by the rounding of the last bit."""

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.usefixtures("company_pays"),
]


class Stop:
    """A report that can hold a run at a step, let it go on, and cancel it there.

    Signs of life between two steps count for nothing: who is held at one while its call is the next
    in line holds all the others, too.
    """

    def __init__(self, at: int | None = None, *, cancel: bool = False) -> None:
        self.came = threading.Event()
        self.go = threading.Event()
        self._at, self._cancel = at, cancel
        self._steps, self._done = 0, 0.0

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        if done <= self._done:
            return
        self._done, self._steps = done, self._steps + 1
        if self._steps == self._at:
            self.came.set()
            assert self.go.wait(SOON_S)
            if self._cancel:
                raise Cancelled("Somebody asked for it.")

    def wants_preview(self) -> bool:
        return False


Start = Callable[..., "Future[list[Result]]"]


@pytest.fixture
def start(engines: Engines, threads: ThreadPoolExecutor) -> Start:
    """Begin a request in a thread of its own."""

    def start(wish: Request, report: Stop | None = None) -> "Future[list[Result]]":
        inputs = {"source": source()} if wish.task is not Task.IMAGINE else {}
        return threads.submit(engines[wish.model].run, wish, inputs, report or Stop())

    return start


def meeting_point(engines: Engines, model: str) -> Sharing:
    return model_of(engines[model]).denoisers[0]


def together(
    engines: Engines, start: Start, wishes: Sequence[Request]
) -> tuple[list[np.ndarray], int]:
    """All pictures of requests that begin at once, and how many forwards that took."""
    point = meeting_point(engines, wishes[0].model)
    before, stops = point.forwards, [Stop(at=1) for _ in wishes]
    runs = [start(wish, stop) for wish, stop in zip(wishes, stops, strict=True)]
    for stop in stops:
        assert stop.came.wait(SOON_S)
    for stop in stops:
        stop.go.set()
    found = [pixels(result) for run in runs for result in run.result(SOON_S)]
    return found, point.forwards - before


def alone(start: Start, wishes: Sequence[Request]) -> list[np.ndarray]:
    return [pixels(result) for wish in wishes for result in start(wish).result(SOON_S)]


def assert_same(found: Sequence[np.ndarray], expected: Sequence[np.ndarray]) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert np.abs(one - other).max() <= HAIR


def test_different_samplers_steps_guidance_and_words_share_every_forward_they_can(
    engines: Engines, start: Start
) -> None:
    wishes = [
        request("sd15", sampler=sampler, seed=number, steps=4 + number % 5, prompt=f"fox {number}")
        for number, sampler in enumerate(SAMPLERS[:7])
    ]
    wishes.append(request("sd15", guidance=1.0, count=2, steps=9, negative="snow"))
    expected = alone(start, wishes)
    point = meeting_point(engines, "sd15")

    found, forwards = together(engines, start, wishes)

    assert_same(found, expected)
    assert not point.refused
    one_by_one = sum(wish.steps or 0 for wish in wishes)
    assert forwards < 0.6 * one_by_one


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_sampler_gives_the_same_picture_in_company(
    sampler: str, engines: Engines, start: Start
) -> None:
    wishes = [
        request("sd15", sampler=sampler, seed=1, steps=5),
        request("sd15", sampler=sampler, seed=2, steps=7, guidance=3.0),
    ]
    point = meeting_point(engines, "sd15")
    begun = point.forwards
    expected = alone(start, wishes)
    one_by_one = point.forwards - begun

    found, forwards = together(engines, start, wishes)

    assert_same(found, expected)
    assert forwards < one_by_one


@pytest.mark.parametrize("family", [*ALL, "sd3", "pixart"])
def test_a_family_gives_the_same_pictures_in_company(
    family: str, engines: Engines, start: Start
) -> None:
    wishes = [
        request(family, seed=1, steps=4),
        request(family, seed=2, steps=6, guidance=3.0, prompt="a boat"),
        request(family, seed=3, steps=5, count=2, negative="snow"),
    ]
    if model_of(engines[family]).traits.repaint:
        wishes.append(request(family, Task.VARY, seed=4, steps=8, strength=0.6))
    expected = alone(start, wishes)

    found, forwards = together(engines, start, wishes)

    assert_same(found, expected)
    assert not meeting_point(engines, family).refused
    assert forwards < sum(wish.steps or 0 for wish in wishes)


STEPS = 5


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_job_may_join_at_any_step_of_another(step: int, engines: Engines, start: Start) -> None:
    first, second = request("sd15", seed=1, steps=STEPS), request("sd15", seed=2, steps=STEPS)
    expected = alone(start, [first, second])
    stop = Stop(at=step)

    running = start(first, stop)
    assert stop.came.wait(SOON_S)
    joining = start(second)
    stop.go.set()
    found = [pixels(run.result(SOON_S)[0]) for run in (running, joining)]

    assert_same(found, expected)


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_cancel_at_any_step_frees_its_place_and_changes_nobody_else(
    step: int, engines: Engines, start: Start
) -> None:
    others = [request("sd15", seed=seed, steps=STEPS + 2) for seed in (1, 2)]
    expected = alone(start, others)
    point = meeting_point(engines, "sd15")
    stop = Stop(at=step, cancel=True)

    unwanted = start(request("sd15", seed=3, steps=STEPS), stop)
    runs = [start(wish) for wish in others]
    assert stop.came.wait(SOON_S)
    stop.go.set()
    with pytest.raises(Cancelled):
        unwanted.result(SOON_S)
    found = [pixels(run.result(SOON_S)[0]) for run in runs]

    assert_same(found, expected)
    assert not point._members
    assert not point._waiting


def test_with_fixed_rows_a_picture_is_the_same_to_the_last_bit_in_company(
    catalogue: Catalogue, exact: Device, threads: ThreadPoolExecutor
) -> None:
    engine = DiffusionEngine(catalogue, exact, fixed_rows=4)
    engine.load("sd15")
    wish = request("sd15", seed=5, steps=6)

    def run(wish: Request) -> Any:
        return threads.submit(engine.run, wish, {}, Stop())

    (expected,) = run(wish).result(SOON_S)
    point = model_of(engine).denoisers[0]
    begun, counted = point.forwards, point.rows
    runs = [run(wish), *(run(request("sd15", seed=9 + n, steps=4 + n)) for n in range(3))]
    (found,), *_ = [future.result(SOON_S) for future in runs]

    assert np.array_equal(pixels(found), pixels(expected))
    assert point.forwards - begun < (point.rows - counted) / 2  # guided: two rows a step
    engine.unload()


def test_where_company_pays_nobody_jobs_run_one_after_the_other_with_the_very_same_pixels(
    engines: Engines, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "IDLE_S", SOON_S)
    monkeypatch.setattr(Worth, "pays", lambda *_: False)
    point, stop = meeting_point(engines, "sd15"), Stop(at=3)
    wishes = [request("sd15", seed=number, steps=5) for number in range(3)]
    before = point.forwards
    expected, between = alone(start, wishes), point.forwards

    runs = [start(wishes[0], stop)]
    assert stop.came.wait(SOON_S)
    runs += [start(wish) for wish in wishes[1:]]
    with point._changed:
        assert point._changed.wait_for(lambda: len(point._door) == 2, SOON_S)
    assert engines["sd15"].slots == 3  # the others wait in the queue
    stop.go.set()
    found = [pixels(result) for run in runs for result in run.result(SOON_S)]

    assert all(map(np.array_equal, found, expected))
    assert point.forwards - between == between - before  # not one was shared
    assert engines["sd15"].slots == AT_ONCE


def test_words_that_were_encoded_before_are_not_encoded_again(
    engines: Engines, start: Start
) -> None:
    recall = model_of(engines["sd15"])._recalls[0]
    wish = request("sd15", prompt="a wish that nobody had before")
    start(wish).result(SOON_S)
    before = recall.misses

    first, again = alone(start, [wish, wish])

    assert recall.misses == before
    assert np.array_equal(first, again)


def test_many_jobs_read_their_words_at_once(engines: Engines, start: Start) -> None:
    """Fast tokenizers refuse two threads ("Already borrowed")."""
    wishes = [request("sd15", prompt=f"new words {n} " * 30, steps=1, seed=n) for n in range(24)]

    results = [run.result(SOON_S) for run in [start(wish) for wish in wishes]]

    assert len(results) == len(wishes)


def test_a_sampler_that_does_not_exist_is_refused(start: Start) -> None:
    with pytest.raises(RequestRefused, match=r"no sampler “magic”\. Choose one of: euler,"):
        start(request("sd15", sampler="magic")).result(SOON_S)


@pytest.mark.parametrize("sampler", [name for name in SAMPLERS if name != "lcm"])
def test_a_model_of_latent_consistency_takes_its_own_sampler_alone(
    sampler: str, start: Start
) -> None:
    with pytest.raises(RequestRefused, match="“lcm” alone"):
        start(request("lcm", sampler=sampler)).result(SOON_S)


def test_the_sampler_lcm_takes_no_more_steps_than_it_can_plan(start: Start) -> None:
    assert len(start(request("sd15", sampler="lcm", steps=60)).result(SOON_S)) == 1


def test_a_flow_model_takes_its_own_sampler_alone(start: Start) -> None:
    with pytest.raises(RequestRefused, match="“euler” alone"):
        start(request("flux", sampler="ddim")).result(SOON_S)

    (asked,) = start(request("flux", sampler="euler")).result(SOON_S)
    (usual,) = start(request("flux")).result(SOON_S)
    assert np.array_equal(pixels(asked), pixels(usual))


def test_stock_pipelines_of_any_task_take_part(
    engines: Engines, threads: ThreadPoolExecutor
) -> None:
    """Inpainting, a ControlNet and words, each its stock pipeline around the same denoiser."""
    model = model_of(engines["sd15"])
    stock = model.pipeline()
    torch.manual_seed(0)
    control: Any = ControlNetModel.from_unet(stock.unet)
    for block in control.controlnet_down_blocks:
        torch.nn.init.normal_(block.weight)
    parts = {name: part for name, part in stock.components.items() if name != "image_encoder"}
    mask = Image.new("L", (64, 64), 0)
    mask.paste(255, (16, 16, 48, 48))
    asked: list[tuple[Any, dict[str, Any]]] = [
        (StableDiffusionPipeline, {}),
        (StableDiffusionInpaintPipeline, {"image": source(), "mask_image": mask, "strength": 0.9}),
        (StableDiffusionControlNetPipeline, {"image": source()}),
        (StableDiffusionControlNetPipeline, {"image": source().rotate(90)}),
    ]

    def run(number: int) -> np.ndarray:
        kind, options = asked[number]
        extra = {"controlnet": control} if "ControlNet" in kind.__name__ else {}
        pipeline = kind(**parts, **extra, requires_safety_checker=False)
        pipeline.scheduler = type(stock.scheduler).from_config(stock.scheduler.config)
        pipeline.set_progress_bar_config(disable=True)
        generator = torch.Generator().manual_seed(number)
        with model.member():
            images = pipeline(
                "a fox", width=64, height=64, num_inference_steps=8, generator=generator, **options
            ).images
        return pixels(images[0])

    expected = [run(number) for number in range(len(asked))]
    point = model.denoisers[0]
    before = point.forwards
    with point._changed:
        point._busy = True
    runs = [threads.submit(run, number) for number in range(len(asked))]
    with point._changed:
        assert point._changed.wait_for(lambda: len(point._waiting) == len(asked), SOON_S)
        point._busy = False
        point._changed.notify_all()
    found = [future.result(SOON_S) for future in runs]

    assert_same(found, expected)
    assert point.forwards - before < 4 * 8
    assert not point.refused
