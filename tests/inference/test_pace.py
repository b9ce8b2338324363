"""What is learned of devices whose law is known here, and not there."""

import math
import random
from dataclasses import dataclass, field
from statistics import median

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inference.pace import PLAIN, Kind, Law, Laws, Pace, guess, left_s
from inference.request import Request, Task

SIZES = [0.26, 0.39, 0.59, 1.05, 1.57, 2.36, 4.2]
STEPS = [10, 20, 28, 50]


def kind(device: str, model: str, task: str = "imagine", *, counted: bool = True) -> Kind:
    return Kind(device, model, task, counted)


@dataclass
class Device:
    """Takes fixed_s + megapixels x (megapixel_s + steps x step_s), with noise of a fifth."""

    law: Law
    chance: random.Random
    counted: bool = True
    pace: Pace = field(default_factory=Pace)

    def size(self) -> tuple[float, int | None]:
        return self.chance.choice(SIZES), self.chance.choice(STEPS) if self.counted else None

    def finish(self, jobs: int, *, slower: float = 1.0, noise: float = 0.2) -> None:
        for _ in range(jobs):
            megapixels, steps = self.size()
            cost_s = slower * self.truth_s(megapixels, steps)
            cost_s *= math.exp(self.chance.gauss(0, noise))
            self.pace = self.pace.learned(PLAIN[self.counted], megapixels, steps, cost_s)

    def truth_s(self, megapixels: float, steps: int | None) -> float:
        return self.law.fixed_s + megapixels * (
            self.law.megapixel_s + self.law.step_s * (steps or 0)
        )

    def foreseen_s(self, megapixels: float, steps: int | None) -> float:
        return self.pace.law(PLAIN[self.counted]).seconds(megapixels, steps)

    def errors(self, *, slower: float = 1.0) -> list[float]:
        """Relative, of what is foreseen, for every size."""
        sizes = [(size, steps if self.counted else None) for size in SIZES for steps in STEPS]
        return [abs(self.foreseen_s(*size) / (slower * self.truth_s(*size)) - 1) for size in sizes]


def powers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda exponent: 10**exponent)


thorough = settings(max_examples=40)
devices = st.builds(
    Device,
    st.builds(Law, powers(-2, 1.5), powers(-2, 1.5), powers(-3, 0.5)),
    st.integers(0, 2**32).map(random.Random),
    st.booleans(),
)


@settings(max_examples=40, derandomize=True)  # chance takes one of 1500 devices to 0.27
@given(devices)
def test_thirty_jobs_teach_a_device(device: Device) -> None:
    device.finish(30)

    assert median(device.errors()) < 0.25  # 0.05 on most devices


@thorough
@given(devices)
def test_without_noise_the_law_itself_is_found(device: Device) -> None:
    device.finish(30, noise=0)

    assert median(device.errors()) < 0.1  # 0.008 on most devices, 0.029 on the worst of 1500


def test_a_second_job_that_nobody_could_foresee_does_not_outweigh_all_later_ones() -> None:
    device = Device(Law(10**1.5, 1, 0.1), random.Random(4676))
    device.finish(30, noise=0)

    assert median(device.errors()) < 0.1


@thorough
@given(devices, st.sampled_from([3.0, 1 / 3]))
def test_a_device_that_changes_its_speed_is_followed(device: Device, slower: float) -> None:
    device.finish(30)
    device.finish(12, slower=slower)

    assert median(device.errors(slower=slower)) < 0.35  # 0.06 on most, 0.26 on the worst of 3000


def test_a_change_is_seen_where_no_job_alone_is_incredible() -> None:
    device = Device(Law(0, 1, 0), random.Random(7), counted=False)
    device.finish(30, noise=0)
    device.finish(4, noise=0, slower=2.4)

    assert median(device.errors(slower=2.4)) < 0.1


@thorough
@given(devices, st.sampled_from([100.0, 0.01]))
def test_one_incredible_job_changes_little(device: Device, times: float) -> None:
    device.finish(30)
    assume(not device.pace.surprise)  # a second one in a row is a change
    before = [device.foreseen_s(size, 20) for size in SIZES]
    device.finish(1, slower=times)

    after = [device.foreseen_s(size, 20) for size in SIZES]

    assert median(abs(y / x - 1) for x, y in zip(before, after, strict=True)) < 0.2


def test_an_incredible_first_job_is_outvoted_by_the_next_ones() -> None:
    device = Device(Law(1.0, 2.0, 0.1), random.Random(7))
    device.finish(1, slower=100)
    device.finish(9)

    assert median(device.errors()) < 0.3


@given(
    st.lists(
        st.tuples(st.floats(0.01, 20), st.none() | st.integers(1, 150), st.floats(0, 1e6)),
        max_size=30,
    )
)
def test_whatever_happens_nothing_is_foreseen_to_take_less_than_nothing(
    jobs: list[tuple[float, int | None, float]],
) -> None:
    pace = Pace()
    for megapixels, steps, cost_s in jobs:
        pace = pace.learned(PLAIN[True], megapixels, steps, cost_s)

    law = pace.law(PLAIN[True])

    assert all(coefficient >= 0 and math.isfinite(coefficient) for coefficient in law)
    assert law.seconds(1, 20) > 0
    assert Pace.from_json(pace.to_json()) == pace


def test_the_first_job_sets_the_speed() -> None:
    pace = Pace().learned(PLAIN[False], 4, None, 8)

    assert pace.law(PLAIN[False]) == pytest.approx(Law(0, 2, 0))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, PLAIN[True]),
        ({kind("gpu", "sd", "vary"): Law(1, 2, 3)}, Law(1, 2, 3)),
        ({kind("gpu", "sd", counted=False): Law(1, 50, 0)}, Law(1, 0, 2)),
        ({kind("gpu", "flux"): Law(4, 5, 6)}, Law(4, 5, 6)),
        ({kind("cpu", "flux"): Law(4, 5, 6)}, PLAIN[True]),
        (
            {
                kind("gpu", "flux"): Law(4, 5, 6),
                kind("cpu", "sd"): Law(1, 2, 3),
            },
            Law(1, 2, 3),
        ),
        (
            {
                kind("gpu", "flux"): Law(4, 5, 6),
                kind("gpu", "xl"): Law(0, 1, 2),
            },
            Law(2, 3, 4),
        ),
    ],
)
def test_what_has_not_finished_yet_is_guessed_from_what_is_most_alike(
    known: dict[Kind, Law], expected: Law
) -> None:
    assert guess(kind("gpu", "sd"), known) == expected


def test_an_upscaled_picture_is_foreseen_by_the_pixels_it_will_have() -> None:
    laws = Laws({kind("gpu", "sd", "upscale", counted=False): Law(0, 1, 0)})
    upscale = Request(
        prompt="a fox", width=2000, height=1000, seed=7, model="sd", task=Task.UPSCALE
    )

    assert laws.foreseen_s("gpu", upscale) == 2


@pytest.mark.parametrize(
    ("elapsed_s", "done", "left"),
    [(0, 0, 10), (4, 0.1, 6), (25, 0.1, 0), (2, 0.25, 6.75), (10, 0.5, 10), (20, 1, 0)],
)
def test_a_running_job_is_believed_more_the_further_it_is(
    elapsed_s: float, done: float, left: float
) -> None:
    assert left_s(10, elapsed_s, done) == pytest.approx(left)
