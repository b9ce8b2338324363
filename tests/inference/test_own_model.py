"""The model that comes with Mozart: stock, obedient, and safe with every sampler."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file

from inference.catalogue import BUILT_IN, MOZART, Dialect
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device
from inference.errors import RequestRefused
from inference.inventory import read_catalogue
from inference.judge import SHIPPED, read_judge, seen_at
from inference.painter.facts import ATTRIBUTES
from inference.request import SAMPLERS, Request
from inference.shelf.folder import check_folder
from tests.inference.engines.heard import Heard
from tests.inference.stock import STOCK_PICTURES, painted_by_stock

CPU = Device(place="cpu", name="a CPU", dtype=torch.float32, why="it is the test's")
UNABLE = ("heun", "dpm++ 2m karras", "dpm++ sde karras")
TOLD = ("tractor", "lighthouse", "sailboat", "apple", "castle", "owl", "snowman", "rocket")
WISH = Request(prompt="", width=256, height=256, seed=1, model=MOZART)

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DiffusionEngine:
    made = DiffusionEngine(read_catalogue(tmp_path_factory.mktemp("none")), CPU)
    made.load(MOZART)
    return made


def paint(engine: DiffusionEngine, prompt: str, **options: Any) -> NDArray[np.uint8]:
    """(height, width, 3) of the one picture."""
    (result,) = engine.run(replace(WISH, prompt=prompt, **options), {}, Heard())
    return np.asarray(result.image.convert("RGB"))


def test_stock_pipelines_run_it_without_our_code(tmp_path: Path) -> None:
    answer = painted_by_stock([BUILT_IN], tmp_path)

    assert answer["ours"] == []
    assert answer["told"] == [[name, "DDIMScheduler", size] for name, size in STOCK_PICTURES]


def test_it_is_in_half_precision_and_whole() -> None:
    check_folder(BUILT_IN)

    weights = load_file(BUILT_IN / "unet" / "diffusion_pytorch_model.safetensors")

    assert {tensor.dtype for tensor in weights.values()} == {torch.float16}
    assert all(tensor.isfinite().all() for tensor in weights.values())


def test_members_can_choose_it_and_it_is_told_scenes(tmp_path: Path) -> None:
    own = read_catalogue(tmp_path).find(MOZART)

    assert (own.dialect, own.side, own.enlarged) == (Dialect.SCENES, 512, 2)


def test_it_says_that_it_paints_one_kind_of_thing(engine: DiffusionEngine) -> None:
    wish = replace(WISH, prompt="a red fox beside a house", width=64, height=64, steps=2)

    (result,) = engine.run(wish, {}, Heard())

    assert result.recipe["caption"] == "a red fox"
    assert "left out a house" in result.note


@pytest.mark.parametrize("sampler", [name for name in SAMPLERS if name not in UNABLE])
def test_every_sampler_paints_with_it(sampler: str, engine: DiffusionEngine) -> None:
    picture = paint(engine, "a red apple", sampler=sampler, steps=20, width=128, height=128)

    assert picture.std() > 10
    assert np.abs(np.diff(picture.astype(float), axis=0)).mean() < 20  # noise has 85


@pytest.mark.parametrize("sampler", UNABLE)
def test_samplers_that_cannot_begin_without_a_signal_are_refused(
    sampler: str, engine: DiffusionEngine
) -> None:
    with pytest.raises(RequestRefused, match="noise without any signal"):
        paint(engine, "a red apple", sampler=sampler)


def test_larger_pictures_show_one_thing_as_well(engine: DiffusionEngine) -> None:
    small = paint(engine, "a red apple", width=256, height=256)
    large = paint(engine, "a red apple", width=1024, height=1024)

    shrunk = Image.fromarray(large).resize((256, 256), Image.Resampling.BOX)
    assert np.abs(np.asarray(shrunk).astype(float) - small).mean() < 8


def test_it_paints_what_it_is_told(engine: DiffusionEngine) -> None:
    judge, side = read_judge(SHIPPED)
    seen = []

    for name in TOLD:
        picture = torch.from_numpy(paint(engine, f"a {name}").copy()).permute(2, 0, 1)[None]
        with torch.no_grad():
            told = judge(seen_at(picture.float() / 127.5 - 1, side))
        seen.append(ATTRIBUTES["subject"][int(told["subject"].argmax())])

    assert sum(a == b for a, b in zip(seen, TOLD, strict=True)) >= len(TOLD) - 2
