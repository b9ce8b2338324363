"""Our arithmetic is that of the stock schedulers and pipelines."""

from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline
from torch.nn.functional import avg_pool2d

from inference.training.noise import Noise, consistent, few_steps, guided, many_steps
from inference.training.stages.distillation import guidance_channels


@pytest.fixture
def latents() -> torch.Tensor:
    return torch.randn(2, 4, 5, 3, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def noise() -> torch.Tensor:
    return torch.randn(2, 4, 5, 3, generator=torch.Generator().manual_seed(1))


def test_the_signal_ends_at_nothing(latents: torch.Tensor, noise: torch.Tensor) -> None:
    mixed = Noise("cpu").mixed(latents, noise, torch.tensor([999, 999]))

    torch.testing.assert_close(mixed, noise, atol=1e-4, rtol=0)


def test_a_velocity_tells_latents_and_noise(latents: torch.Tensor, noise: torch.Tensor) -> None:
    schedule, times = Noise("cpu"), torch.tensor([19, 700])

    mixed = schedule.mixed(latents, noise, times)
    parts = schedule.parts(mixed, schedule.velocity(latents, noise, times), times)

    torch.testing.assert_close(parts, (latents, noise), atol=1e-5, rtol=1e-5)


def test_a_larger_picture_made_smaller_looks_like_a_small_one(
    latents: torch.Tensor, noise: torch.Tensor
) -> None:
    times = torch.tensor([3, 700])
    large = latents.repeat_interleave(2, 2).repeat_interleave(2, 3)
    grain = torch.randn(large.shape, generator=torch.Generator().manual_seed(2))

    seen = avg_pool2d(Noise("cpu", 2).mixed(large, grain, times), 2)

    # The mean of four pixels' noise is half as strong.
    expected = Noise("cpu").mixed(latents, 2 * avg_pool2d(grain, 2), times)
    scale = Noise("cpu", 2).shares(times)[0] / Noise("cpu").shares(times)[0]
    torch.testing.assert_close(seen, scale * expected, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("scheduler", [many_steps(2), few_steps(50, 2)])
def test_a_larger_pictures_schedule_is_kept_with_the_scheduler(
    scheduler: Any, tmp_path: Path
) -> None:
    scheduler.save_pretrained(tmp_path)

    told = type(scheduler).from_pretrained(tmp_path)

    torch.testing.assert_close(told.alphas_cumprod, scheduler.alphas_cumprod)
    assert all(0 < beta < 1 for beta in told.config.trained_betas)
    assert float(told.alphas_cumprod[-1]) == 0
    assert told.alphas_cumprod[300] < many_steps().alphas_cumprod[300]


@pytest.mark.parametrize("larger", [1, 2])
def test_velocity_and_mixture_are_those_of_the_stock_scheduler(
    larger: int, latents: torch.Tensor, noise: torch.Tensor
) -> None:
    schedule, stock, times = Noise("cpu", larger), many_steps(larger), torch.tensor([3, 500])

    ours = schedule.mixed(latents, noise, times), schedule.velocity(latents, noise, times)

    theirs = stock.add_noise(latents, noise, times), stock.get_velocity(latents, noise, times)
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("index", [0, 2])
def test_the_student_is_read_as_the_stock_scheduler_reads_it(
    index: int, latents: torch.Tensor, noise: torch.Tensor
) -> None:
    stock = few_steps(50)
    stock.set_timesteps(4)
    time = stock.timesteps[index]

    mean, _ = Noise("cpu").parts(latents, noise, time.repeat(2))
    ours = consistent(latents, mean, time.repeat(2))

    theirs = stock.step(noise, time, latents).denoised
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_the_end_of_the_way_is_where_it_ends(latents: torch.Tensor, noise: torch.Tensor) -> None:
    torch.testing.assert_close(consistent(latents, noise, torch.tensor([0, 0])), latents)


def test_guidance_is_told_as_the_stock_pipeline_tells_it() -> None:
    extra = torch.tensor([0.0, 1.5, 7.0])

    theirs = StableDiffusionPipeline.get_guidance_scale_embedding(None, extra, 64)
    torch.testing.assert_close(guidance_channels(extra, 64), theirs)


def test_guidance_of_one_is_none_and_more_goes_beyond() -> None:
    words, empty = torch.full((2, 1, 1, 1), 3.0), torch.ones(2, 1, 1, 1)

    assert guided(words, empty, torch.tensor([1.0, 4.0])).flatten().tolist() == [3.0, 9.0]
