"""How to paint, told by flags: each acts on steps, guidance, words or pixels, or is refused."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.adapters import Mixing
from inference.engines.diffusion.manners import USUAL
from inference.engines.diffusion.model import LoadedModel
from inference.errors import RequestRefused
from inference.request import Request
from tests.inference.engines.diffusion.test_engine import Witness

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

Paint = Callable[..., list[Result]]
FOX = Request(prompt="a red fox", width=64, height=64, seed=11, model="sd15")


@pytest.fixture
def loaded(engines: Mapping[str, DiffusionEngine]) -> Mapping[str, DiffusionEngine]:
    """Whatever other tests did to them, they have their models."""
    for name, engine in engines.items():
        engine.load(name)
    return engines


@pytest.fixture
def paint(loaded: Mapping[str, DiffusionEngine]) -> Paint:
    def paint(
        model: str = "sd15", *, count: int = 1, seed: int = 11, **options: Any
    ) -> list[Result]:
        steps = None if "quality" in options else options.pop("steps", 4)
        wanted = replace(FOX, model=model, count=count, seed=seed, steps=steps, options=options)
        return loaded[model].run(wanted, {}, Witness(previews=False))

    return paint


@pytest.fixture
def sd15(loaded: Mapping[str, DiffusionEngine]) -> LoadedModel:
    model = loaded["sd15"].model
    assert model is not None
    return model


def pixels(result: Result) -> np.ndarray:
    return np.asarray(result.image).astype(int)


def rolled(latents: Tensor) -> Tensor:
    return torch.roll(latents, (4, 4), (2, 3))


# ---- tile


@pytest.mark.parametrize("part", ["unet", "vae"])
def test_with_wrapped_edges_a_moved_picture_is_the_same_picture_moved(
    part: str, sd15: LoadedModel
) -> None:
    adapter = sd15.seamless()
    assert adapter is not None
    network = getattr(sd15.pipeline(), part)
    if part == "vae":
        network = copy.deepcopy(network)
        network.disable_tiling()  # other tests may have let memory end
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1))
    words = torch.zeros(1, 3, 32)

    def answer(x: Tensor) -> Tensor:
        with torch.no_grad():
            told = network.decode(x) if part == "vae" else network(x, 7, words)
        found: Tensor = told.sample
        return found

    def is_moved() -> bool:
        moved, scale = answer(rolled(latents)), answer(latents).shape[-1] // 16
        expected = torch.roll(answer(latents), (4 * scale, 4 * scale), (2, 3))
        return torch.allclose(moved, expected, atol=1e-4)

    assert not is_moved()
    with Mixing(network, part).worn(((adapter, 1.0),)):
        assert is_moved()
    assert not is_moved()


def test_rows_that_wrap_share_a_forward_with_rows_that_do_not(sd15: LoadedModel) -> None:
    adapter = sd15.seamless()
    assert adapter is not None
    unet = sd15.pipeline().unet
    latents = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    words = torch.zeros(2, 3, 32)
    mixing = Mixing(unet, "unet")

    with torch.no_grad():
        plain = unet(latents[:1], 7, words[:1]).sample
        with mixing.worn(((adapter, 1.0),)):
            wrapped = unet(latents[1:], 7, words[1:]).sample
            with mixing.rows([(1, ()), (1, ((adapter, 1.0),))]):
                both = unet(latents, 7, words).sample

    assert torch.allclose(both, torch.cat([plain, wrapped]), atol=1e-5)


def test_tiles_are_other_pixels_also_where_they_are_painted_larger(paint: Paint) -> None:
    tile, plain = paint(tile=True)[0], paint()[0]

    assert np.abs(pixels(tile) - pixels(plain)).mean() > 1
    assert tile.image.size == (64, 64)


@pytest.mark.parametrize("model", ["flux", "sd3", "pixart"])
def test_a_transformer_says_that_it_knows_edges(model: str, paint: Paint) -> None:
    with pytest.raises(RequestRefused, match="only models with a U-Net"):
        paint(model, tile=True)


# ---- stop


@pytest.mark.parametrize("model", ["sd15", "sdxl", "flux", "lcm", "pixart"])
def test_a_stopped_picture_takes_fewer_steps_and_is_another(
    model: str, loaded: Mapping[str, DiffusionEngine]
) -> None:
    def run(stop: int) -> tuple[Result, Witness]:
        witness = Witness(previews=False)
        wanted = replace(FOX, model=model, steps=4, options={"stop": stop})
        return loaded[model].run(wanted, {}, witness)[0], witness

    (whole, all_steps), (half, few) = run(100), run(50)

    assert half.image.size == whole.image.size
    assert half.image.tobytes() != whole.image.tobytes()
    assert len(few.done) <= len(all_steps.done) - 2
    assert few.done == sorted(few.done)
    assert few.done[-1] == 1.0


def test_what_is_stopped_is_the_picture_without_the_noise(paint: Paint) -> None:
    early, full = pixels(paint(stop=80, steps=10)[0]), pixels(paint(steps=10)[0])
    other = pixels(paint(steps=10, seed=12)[0])

    assert np.abs(early - full).mean() < 0.5 * np.abs(other - full).mean()


# ---- stylize, weird, quality, chaos


def test_stylize_moves_guidance_away_from_the_models_own(paint: Paint) -> None:
    def guidance(**options: float) -> float:
        told = paint(steps=1, **options)[0].recipe["guidance"]
        assert isinstance(told, float)
        return told

    told = [guidance(stylize=s) for s in (0, 50, 250, 1000)]
    usual = guidance()

    assert told == sorted(told, reverse=True)
    assert told[0] == pytest.approx(1 + 1.5 * (usual - 1))
    assert told[-1] == pytest.approx(1 + 0.5 * (usual - 1))
    assert told[1] > usual > told[2]


def test_weird_keeps_more_of_the_usual_out_the_more_it_is(paint: Paint) -> None:
    pictures = [pixels(paint(weird=w, steps=2)[0]) for w in (0, 1, 3000)]

    assert len(USUAL) == 1 + 3000 // 500
    assert len({picture.tobytes() for picture in pictures}) == 3


def test_quality_is_a_factor_of_the_models_own_steps(paint: Paint) -> None:
    usual = 4

    few = paint("lcm", quality=0.5)[0].recipe["steps"]
    many = paint("lcm", quality=2)[0].recipe["steps"]

    assert (few, many) == (usual // 2, 2 * usual)


def test_with_chaos_each_picture_is_still_the_one_its_seed_paints_alone(paint: Paint) -> None:
    together = paint(count=3, chaos=100, steps=2)

    (last,) = paint(seed=13, chaos=100, steps=2)

    assert pixels(together[2]).tobytes() == pixels(last).tobytes()
    assert len({it.recipe["guidance"] for it in together}) == 3
    assert any("caption" in it.recipe for it in together)


@pytest.mark.parametrize("options", [{"stylize": 0}, {"weird": 500}])
def test_a_model_without_guidance_says_which_flag_to_leave_out(
    options: dict[str, float], loaded: Mapping[str, DiffusionEngine]
) -> None:
    wanted = replace(FOX, guidance=1.0, steps=2, options=options)

    with pytest.raises(RequestRefused, match="leave it out"):
        loaded["sd15"].run(wanted, {}, Witness(previews=False))
