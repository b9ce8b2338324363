# mypy: disable-error-code="no-untyped-call"
"""Looking at latents: the guess under the noise, the colours, the packing."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    HeunDiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    UniPCMultistepScheduler,
)
from torch import Tensor

from inference.engines.diffusion.latents import Foresight, Sketcher, unpacked
from inference.engines.diffusion.untyped import Scheduler

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

USUAL = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
KINDS = [
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    UniPCMultistepScheduler,
]


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


@pytest.mark.parametrize(
    ("kind", "prediction"),
    [
        (kind, prediction)
        for kind in KINDS
        for prediction in ("epsilon", "v_prediction", "sample")
        if prediction != "sample" or kind not in {PNDMScheduler, EulerAncestralDiscreteScheduler}
    ],
)
def test_a_denoiser_that_is_right_shows_the_picture_at_once(kind: Any, prediction: str) -> None:
    scheduler = kind(**USUAL, prediction_type=prediction)
    scheduler.set_timesteps(8)
    clean, noise = torch.randn(2, 1, 4, 8, 8, generator=generator()).unbind(0)
    time = scheduler.timesteps[3]
    noisy = scheduler.add_noise(clean, noise, time[None])
    signal = scheduler.alphas_cumprod[int(time)]
    truth: dict[str, Tensor] = {
        "epsilon": noise,
        "v_prediction": signal.sqrt() * noise - (1 - signal).sqrt() * clean,
        "sample": clean,
    }
    foresight = Foresight(scheduler)

    scheduler.step(truth[prediction], time, noisy, return_dict=False)

    assert torch.allclose(foresight.clean(noisy), clean, atol=0.05)


@pytest.mark.parametrize("shape", [(1, 4, 8, 8), (1, 16, 16)])
def test_a_flow_that_is_right_shows_the_picture_at_once(shape: tuple[int, ...]) -> None:
    scheduler: Any = FlowMatchEulerDiscreteScheduler(shift=3.0)
    scheduler.set_timesteps(8)
    clean, noise = torch.randn(2, *shape, generator=generator()).unbind(0)
    time = scheduler.timesteps[3]
    noisy = scheduler.scale_noise(clean, time[None], noise)
    foresight = Foresight(scheduler)

    scheduler.step(noise - clean, time, noisy, return_dict=False)

    assert torch.allclose(foresight.clean(noisy), clean, atol=1e-4)


def test_before_the_first_step_the_latents_stand_for_themselves() -> None:
    latents = torch.ones(1, 4, 8, 8)

    assert Foresight(DDIMScheduler()).clean(latents) is latents


def test_listening_changes_neither_the_steps_nor_their_signature() -> None:
    plain: Scheduler
    watched: Scheduler
    plain, watched = DDIMScheduler(**USUAL), DDIMScheduler(**USUAL)
    foresight = Foresight(watched)
    output, sample = torch.randn(2, 1, 4, 8, 8, generator=generator()).unbind(0)
    results = []
    for scheduler in (plain, watched):
        scheduler.set_timesteps(8)
        results.append(scheduler.step(output, 500, sample, eta=0.0).prev_sample)

    assert torch.equal(*results)
    foresight.close()
    assert "step" not in vars(watched)


def test_flux_rows_unpack_to_the_grid_they_were_packed_from() -> None:
    grid = torch.randn(2, 16, 6, 10, generator=generator())
    rows = FluxPipeline._pack_latents(grid, 2, 16, 6, 10)

    assert torch.equal(unpacked(rows, 6, 10), grid)
    assert unpacked(grid, 6, 10) is grid


class LinearAutoencoder:
    """Its latents are the mean colour of 8 x 8 pixels, turned and shifted, in four channels."""

    device, dtype = torch.device("cpu"), torch.float32

    def __init__(self) -> None:
        self.turn = torch.randn(4, 3, generator=generator())
        self.config = _Config(scaling_factor=0.5, shift_factor=0.2)

    def encode(self, pictures: Tensor) -> SimpleNamespace:
        means = torch.nn.functional.avg_pool2d(pictures, 8)
        latents = torch.einsum("lc,bchw->blhw", self.turn, means) + 0.3
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: latents))


class _Config(dict[str, float]):
    scaling_factor = 0.5


def test_a_sketch_has_the_colours_of_the_picture() -> None:
    vae = LinearAutoencoder()
    colour = torch.tensor([0.9, 0.2, 0.5])
    picture = (colour * 2 - 1).view(1, 3, 1, 1).expand(2, 3, 64, 96)
    latents = (vae.encode(picture).latent_dist.mode() - 0.2) * 0.5

    sketches = Sketcher(vae).sketch(latents)

    assert [sketch.size for sketch in sketches] == [(12, 8)] * 2
    found = torch.tensor(sketches[1].getpixel((5, 3))) / 255
    assert torch.allclose(found, colour, atol=0.02)


def test_a_sketch_of_nonsense_is_grey_or_saturated_but_a_picture() -> None:
    latents = torch.full((1, 4, 8, 8), torch.nan)

    (sketch,) = Sketcher(LinearAutoencoder()).sketch(latents)

    assert sketch.mode == "RGB"
