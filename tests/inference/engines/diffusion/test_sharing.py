"""Concurrent calls of one network, in real threads."""

import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from diffusers import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionOutput
from torch import Tensor, nn
from typing_extensions import override

from inference.engines.diffusion import sharing as sharing_module
from inference.engines.diffusion.sharing import Sharing
from inference.engines.diffusion.worth import Worth
from inference.errors import Cancelled
from tests.inference.engines.diffusion.tiny import WIDTH, unet

SOON_S = 60


class Doubler(nn.Module):
    """Doubles what it is given and adds the time; says how many rows came each time."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.seen: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)

    @override
    def forward(
        self, sample: Tensor, timestep: Tensor | float, words: Tensor | None = None
    ) -> tuple[Tensor]:
        self.seen.append(len(sample))
        self.entered.release()
        assert self.gate.wait(SOON_S)
        times = torch.as_tensor(timestep).reshape(-1, 1)
        return (self.scale * sample + times + (0 if words is None else words),)


class Crowd:
    """Jobs, each in a thread, that call a network when they are told to."""

    def __init__(self, sharing: Sharing, network: nn.Module) -> None:
        self.sharing, self.network = sharing, network
        self._threads = ThreadPoolExecutor(8)

    def call(self, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._threads.submit(self._call, *args, **kwargs)

    def _call(self, *args: Any, **kwargs: Any) -> Any:
        with self.sharing.member(), torch.no_grad():
            return self.network(*args, **kwargs)

    def close(self) -> None:
        self._threads.shutdown()


@contextmanager
def crowd_of(network: nn.Module, **options: Any) -> Iterator[Crowd]:
    sharing = Sharing(network, **options)
    crowd = Crowd(sharing, network)
    try:
        yield crowd
    finally:
        crowd.close()
        sharing.close()


def rows(*numbers: float) -> Tensor:
    return torch.tensor([[number] for number in numbers])


@contextmanager
def meeting(crowd: Crowd, network: Doubler, waiting: int) -> Iterator[None]:
    """The body's calls find the network busy, and so all stand in the line together."""
    network.gate.clear()
    while network.entered.acquire(blocking=False):
        pass  # those of meetings before
    first = crowd.call(rows(0.0), 0.0)
    assert network.entered.acquire(timeout=SOON_S)
    try:
        yield
        with crowd.sharing._changed:
            assert crowd.sharing._changed.wait_for(
                lambda: len(crowd.sharing._waiting) == waiting, SOON_S
            )
    finally:
        network.gate.set()
    first.result(SOON_S)


def test_a_lone_call_reaches_the_network_as_it_was_made() -> None:
    network = Doubler()
    given: list[tuple[Any, ...]] = []
    forward = network.forward

    def listening(*args: Any, **kwargs: Any) -> Any:
        given.append((args, kwargs))
        return forward(*args, **kwargs)

    network.forward = listening  # type: ignore[method-assign]
    with crowd_of(network) as crowd:
        sample = rows(1.0)

        (answer,) = crowd.call(sample, timestep=0.5).result(SOON_S)

    assert torch.equal(answer, rows(2.5))
    assert given[0][0][0] is sample
    assert given[0][1] == {"timestep": 0.5}


def test_calls_that_meet_become_one_and_each_gets_its_own_rows_back() -> None:
    network = Doubler()
    with crowd_of(network) as crowd:
        with meeting(crowd, network, waiting=3):
            one = crowd.call(rows(1.0, 2.0), torch.tensor(0.5))
            two = crowd.call(rows(3.0), torch.tensor([0.25]))
            three = crowd.call(rows(4.0), 7)
        answers = [call.result(SOON_S)[0] for call in (one, two, three)]

        assert torch.equal(answers[0], rows(2.5, 4.5))
        assert torch.equal(answers[1], rows(6.25))
        assert torch.equal(answers[2], rows(15.0))
        assert 4 in network.seen


def test_calls_of_other_shapes_or_arguments_are_not_mixed() -> None:
    network = Doubler()
    with crowd_of(network) as crowd:
        with meeting(crowd, network, waiting=3):
            plain = crowd.call(rows(1.0), 0.0)
            wide = crowd.call(torch.ones(1, 2), 0.0)
            told = crowd.call(rows(1.0), 0.0, rows(5.0))
        answers = [call.result(SOON_S)[0] for call in (plain, wide, told)]

    assert [answer.tolist() for answer in answers] == [[[2.0]], [[2.0, 2.0]], [[7.0]]]
    assert network.seen == [1, 1, 1, 1]


def test_no_more_rows_than_allowed_are_computed_at_once() -> None:
    network = Doubler()
    with crowd_of(network, most_rows=2) as crowd:
        with meeting(crowd, network, waiting=3):
            calls = [crowd.call(rows(float(number)), 0.0) for number in range(3)]
        answers = sorted(float(call.result(SOON_S)[0]) for call in calls)

    assert answers == [0.0, 2.0, 4.0]
    assert max(network.seen) == 2


class Average(Doubler):
    """Its answers depend on the neighbours, as those of a normalisation over the batch do."""

    @override
    def forward(
        self, sample: Tensor, timestep: Tensor | float, words: Tensor | None = None
    ) -> tuple[Tensor]:
        (answer,) = super().forward(sample, timestep, words)
        return (answer - answer.mean(),)


def test_a_network_whose_rows_depend_on_each_other_is_found_out_and_never_joined() -> None:
    network = Average()
    with crowd_of(network) as crowd:
        for _ in range(2):
            with meeting(crowd, network, waiting=2):
                one, two = crowd.call(rows(1.0), 0.0), crowd.call(rows(5.0), 0.0)

            assert float(one.result(SOON_S)[0]) == float(two.result(SOON_S)[0]) == 0.0
        assert crowd.sharing.refused
        assert network.seen.count(2) == 1  # the trial, which nobody got


class Picky(Doubler):
    """Refuses negative numbers."""

    @override
    def forward(
        self, sample: Tensor, timestep: Tensor | float, words: Tensor | None = None
    ) -> tuple[Tensor]:
        if float(sample.min()) < 0:
            raise ValueError("no negative numbers")
        return super().forward(sample, timestep, words)


def test_a_call_that_fails_fails_alone() -> None:
    network = Picky()
    with crowd_of(network) as crowd:
        with meeting(crowd, network, waiting=2):
            good, bad = crowd.call(rows(1.0), 0.0), crowd.call(rows(-1.0), 0.0)

        assert torch.equal(good.result(SOON_S)[0], rows(2.0))
        with pytest.raises(ValueError, match="no negative"):
            bad.result(SOON_S)


class Small(Doubler):
    """Has memory for two rows."""

    @override
    def forward(
        self, sample: Tensor, timestep: Tensor | float, words: Tensor | None = None
    ) -> tuple[Tensor]:
        if len(sample) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return super().forward(sample, timestep, words)


def test_where_memory_ends_smaller_groups_go_on_and_stay_small() -> None:
    network, freed = Small(), []
    with crowd_of(network, free=lambda: freed.append(True)) as crowd:
        for _ in range(2):
            with meeting(crowd, network, waiting=4):
                calls = [crowd.call(rows(float(number)), 0.0) for number in range(4)]
            answers = sorted(float(call.result(SOON_S)[0]) for call in calls)
            assert answers == [0.0, 2.0, 4.0, 6.0]

        assert freed == [True]
        assert network.seen.count(2) >= 3


def test_forwards_that_fit_let_more_rows_be_joined_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_module, "CALM_FORWARDS", 2)
    network = Small()
    with crowd_of(network) as crowd:
        with meeting(crowd, network, waiting=4):
            calls = [crowd.call(rows(float(number)), 0.0) for number in range(4)]
        for call in calls:
            call.result(SOON_S)
        narrow = crowd.sharing._most_rows
        for _ in range(2):  # after a shortage it takes twice as many
            with meeting(crowd, network, waiting=2):
                calls = [crowd.call(rows(float(number)), 0.0) for number in range(2)]
            for call in calls:
                call.result(SOON_S)

        assert narrow == 2
        assert crowd.sharing._most_rows == 3


def test_one_call_too_large_for_memory_says_so_to_its_owner() -> None:
    network = Small()
    with crowd_of(network) as crowd:
        with pytest.raises(torch.OutOfMemoryError):
            crowd.call(rows(1.0, 2.0, 3.0), 0.0).result(SOON_S)

        assert torch.equal(crowd.call(rows(1.0), 0.0).result(SOON_S)[0], rows(2.0))


def test_whoever_is_late_is_not_waited_for_twice() -> None:
    network = Doubler()
    with crowd_of(network) as crowd:
        stays = threading.Event()
        came = threading.Event()

        def slow() -> None:
            with crowd.sharing.member(), torch.no_grad():
                network(rows(1.0), 0.0)
                came.set()
                assert stays.wait(SOON_S)

        thread = threading.Thread(target=slow)
        thread.start()
        assert came.wait(SOON_S)
        crowd.call(rows(1.0), 0.0).result(SOON_S)

        assert not any(member.stepping for member in crowd.sharing._members)
        stays.set()
        thread.join(SOON_S)


class Long(Doubler):
    """Computes a 2 until somebody has left."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Event()

    @override
    def forward(
        self, sample: Tensor, timestep: Tensor | float, words: Tensor | None = None
    ) -> tuple[Tensor]:
        answer = super().forward(sample, timestep, words)
        if float(sample[0]) == 2:
            assert self.left.wait(SOON_S)
        return answer


def test_who_waits_hears_that_others_go_on_and_may_leave() -> None:
    network = Long()
    with crowd_of(network, most_rows=1) as crowd:

        def leave() -> None:
            network.left.set()
            raise Cancelled("Nobody wants it.")

        def wait() -> None:
            with crowd.sharing.member(check=leave), torch.no_grad():
                network(rows(1.0), 0.0)

        with ThreadPoolExecutor(1) as pool, meeting(crowd, network, waiting=2):
            others = crowd.call(rows(2.0), 0.0)
            with crowd.sharing._changed:
                assert crowd.sharing._changed.wait_for(lambda: crowd.sharing._waiting, SOON_S)
            leaving = pool.submit(wait)

        with pytest.raises(Cancelled):
            leaving.result(SOON_S)
        assert torch.equal(others.result(SOON_S)[0], rows(4.0))
        assert not crowd.sharing._waiting


def test_who_has_taken_the_last_step_is_not_waited_for() -> None:
    network = Doubler()
    with crowd_of(network) as crowd, crowd.sharing.member() as member, torch.no_grad():
        network(rows(1.0), 0.0)
        assert member.stepping

        crowd.sharing.rest()

        assert not member.stepping


def test_answers_that_overflow_prove_nothing() -> None:
    network = Average()
    network.scale.data.fill_(torch.inf)
    with crowd_of(network) as crowd:
        with meeting(crowd, network, waiting=2):
            calls = [crowd.call(rows(number), 0.0) for number in (1.0, 5.0)]
        for call in calls:
            call.result(SOON_S)

        assert not crowd.sharing.refused
        assert not crowd.sharing._proven


def test_a_call_from_outside_goes_straight_through() -> None:
    network = Doubler()
    with crowd_of(network):
        assert torch.equal(network(rows(1.0), 0.0)[0], rows(2.0))


def test_closing_gives_the_network_its_own_forward_back() -> None:
    network = Doubler()
    sharing = Sharing(network)

    sharing.close()
    sharing.close()

    assert "forward" not in vars(network)


# --- The door -----------------------------------------------------------------------------------


class Never(Worth):
    """Company pays nobody."""

    @override
    def pays(self, kind: Hashable, rows: int) -> bool:
        return False


class Walker:
    """A job of a few steps that can be held before each of them."""

    def __init__(self, sharing: Sharing, network: nn.Module) -> None:
        self.step, self.stepped = threading.Semaphore(0), threading.Semaphore(0)
        self.at_the_door, self.wanted, self.heard = threading.Event(), True, list[str]()
        self._sharing, self._network = sharing, network

    def walk(self, steps: int) -> None:
        with self._sharing.member(check=self._check, steps=steps, waits=self._waits):
            for _ in range(steps):
                assert self.step.acquire(timeout=SOON_S)
                self._network(rows(1.0), 0.0)
                self.stepped.release()
            self._sharing.rest()
            assert self.step.acquire(timeout=SOON_S)  # the picture is decoded

    def go(self, steps: int) -> None:
        for _ in range(steps):
            self.step.release()
            assert self.stepped.acquire(timeout=SOON_S)

    def _check(self) -> None:
        if not self.wanted:
            raise Cancelled("Nobody wants it.")

    @contextmanager
    def _waits(self) -> Iterator[None]:
        self.heard.append("waits")
        self.at_the_door.set()
        yield
        self.heard.append("goes on")


@contextmanager
def walking(count: int, worth: Worth) -> Iterator[tuple[Sharing, list[Walker], Any]]:
    """So many jobs on one network, and a pool for their threads."""
    network = Doubler()
    sharing = Sharing(network, worth=worth)
    walkers = [Walker(sharing, network) for _ in range(count)]
    with ThreadPoolExecutor(count) as pool, torch.no_grad():
        try:
            yield sharing, walkers, pool
        finally:
            for walker in walkers:
                walker.step.release(100)
    sharing.close()


def test_where_company_pays_nobody_a_job_begins_when_the_one_before_has_taken_its_last_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sharing_module, "IDLE_S", SOON_S)
    with walking(2, Never()) as (sharing, (first, second), pool):
        ends = [pool.submit(first.walk, 2)]
        first.go(1)
        ends.append(pool.submit(second.walk, 2))
        second.step.release()
        assert second.at_the_door.wait(SOON_S)
        assert not second.stepped.acquire(blocking=False)

        first.go(1)  # it still decodes

        assert second.stepped.acquire(timeout=SOON_S)
        second.go(1)
        assert (first.heard, second.heard) == ([], ["waits", "goes on"])
        assert not sharing.crowded
        for walker, end in zip((first, second), ends, strict=True):
            walker.step.release()
            end.result(SOON_S)


def test_nobody_waits_at_the_door_of_a_device_that_is_idle() -> None:
    with walking(2, Never()) as (_, (first, second), pool):
        end = pool.submit(first.walk, 2)
        first.go(1)  # and then makes a preview, or hangs
        pool.submit(second.walk, 1)

        second.go(1)

        first.go(1)
        first.step.release()
        end.result(SOON_S)


def test_a_cancel_is_heard_at_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_module, "IDLE_S", SOON_S)
    with walking(2, Never()) as (sharing, (first, second), pool):
        pool.submit(first.walk, 3)
        first.go(1)
        cancelled = pool.submit(second.walk, 1)
        second.step.release()
        assert second.at_the_door.wait(SOON_S)
        second.wanted = False

        first.go(1)

        with pytest.raises(Cancelled):
            cancelled.result(SOON_S)
        assert not sharing.crowded
        assert not sharing._knocking


def test_what_forwards_take_is_learned_from_them(monkeypatch: pytest.MonkeyPatch) -> None:
    network, told = Doubler(), list[tuple[int, float]]()
    moments = iter(float(moment) for moment in range(100))
    monkeypatch.setattr(Worth, "learn", lambda _, __, *it: told.append(it))
    with crowd_of(network, worth=Worth(), clock=lambda: next(moments)) as crowd:
        for number in range(2):  # the first time that two meet, both ways are computed
            with meeting(crowd, network, waiting=2):
                calls = [crowd.call(rows(1.0, 2.0), 0.0), crowd.call(rows(3.0), 0.0)]
            for call in calls:
                call.result(SOON_S)
            assert told == [(1, 1.0), (1, 1.0), (3, 1.0)][: 1 + 2 * number]


# --- Real networks ------------------------------------------------------------------------------


@pytest.fixture
def denoiser() -> nn.Module:
    torch.manual_seed(0)
    network: Any = unet(cross_attention_dim=WIDTH)
    return network.eval()  # type: ignore[no-any-return]


def told(count: int, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return (
        torch.randn(count, 4, 8, 8, generator=generator),
        torch.randn(count, 7, WIDTH, generator=generator),
    )


@contextmanager
def all_meet(crowd: Crowd, count: int) -> Iterator[Callable[[int], None]]:
    """Holds the device until `count` calls stand in the line."""
    sharing = crowd.sharing
    with sharing._changed:
        sharing._busy = True

    def go(_: int = 0) -> None:
        with sharing._changed:
            assert sharing._changed.wait_for(lambda: len(sharing._waiting) == count, SOON_S)
            sharing._busy = False
            sharing._changed.notify_all()

    yield go


def test_a_unets_rows_are_the_same_in_company_within_a_hair(denoiser: nn.Module) -> None:
    (first, words), (second, others) = told(2, 1), told(1, 2)
    with torch.no_grad():
        alone = denoiser(first, 17, encoder_hidden_states=words).sample
    with crowd_of(denoiser) as crowd, all_meet(crowd, 2) as go:
        one = crowd.call(first, 17, encoder_hidden_states=words)
        two = crowd.call(second, torch.tensor(900), encoder_hidden_states=others)
        go(0)
        answer = one.result(SOON_S)

        assert isinstance(answer, UNet2DConditionOutput)
        assert (answer.sample - alone).abs().max() <= 1e-4
        assert two.result(SOON_S).sample.shape == (1, 4, 8, 8)
        assert not crowd.sharing.refused


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_with_fixed_rows_company_changes_no_bit(denoiser: nn.Module, dtype: torch.dtype) -> None:
    denoiser.to(dtype)
    mine, words = (tensor.to(dtype) for tensor in told(2, 1))
    with crowd_of(denoiser, fixed_rows=4) as crowd:
        alone = crowd.call(mine, 17, words, return_dict=False).result(SOON_S)[0]
        for seed in (2, 3, 4):
            with all_meet(crowd, 3) as go:
                others = [
                    crowd.call(
                        told(1, 10 * seed + number)[0].to(dtype),
                        100 * seed,
                        told(1, seed)[1].to(dtype),
                        return_dict=False,
                    )
                    for number in range(2)
                ]
                again = crowd.call(mine, 17, words, return_dict=False)
                go(0)
                together = again.result(SOON_S)[0]
                for other in others:
                    other.result(SOON_S)

            assert torch.equal(together, alone)


def test_a_controlnets_lists_are_joined_and_cut_too(denoiser: nn.Module) -> None:
    torch.manual_seed(0)
    control: Any = ControlNetModel.from_unet(denoiser).eval()
    for block in control.controlnet_down_blocks:
        nn.init.normal_(block.weight)
    (first, words), (second, others) = told(2, 1), told(1, 2)
    hints = [torch.rand(count, 3, 64, 64) for count in (2, 1)]
    with torch.no_grad():
        alone = control(first, 17, words, controlnet_cond=hints[0], return_dict=False)
    with crowd_of(control) as crowd, all_meet(crowd, 2) as go:
        one = crowd.call(first, 17, words, controlnet_cond=hints[0], return_dict=False)
        two = crowd.call(second, 5, others, controlnet_cond=hints[1], return_dict=False)
        go(0)
        downs, mid = one.result(SOON_S)
        two.result(SOON_S)

        assert not crowd.sharing.refused
    assert len(downs) == len(alone[0])
    for mine, expected in zip([*downs, mid], [*alone[0], alone[1]], strict=True):
        assert (mine - expected).abs().max() <= 1e-4
