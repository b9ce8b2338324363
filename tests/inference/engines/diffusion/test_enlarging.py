"""Models whose folder says that a network enlarges what they paint."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save_file

from inference.catalogue import Catalogue
from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.enlarging import larger, smaller
from inference.engines.diffusion.hardware import Device
from inference.errors import Cancelled, RequestRefused
from inference.inventory import read_catalogue
from inference.morphing.journey import morph_between
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import load_upscaler
from tests.inference.engines.diffusion.test_travelling import seen
from tests.inference.upscaling.published import compact

TIMES = 2
WISH = Request(prompt="a red fox in snow", width=160, height=128, seed=11, model="small", steps=2)
WISH_SIZE = WISH.width, WISH.height

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


class Hearer:
    """A report that keeps what it hears, and cancels from some progress on."""

    def __init__(self, cancel_from: float = 2.0) -> None:
        self.done: list[float] = []
        self._cancel_from = cancel_from

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        self.done.append(done)
        if done >= self._cancel_from:
            raise Cancelled("Somebody asked for it.")

    def wants_preview(self) -> bool:
        return False


@pytest.fixture
def catalogue(models: Path, tmp_path: Path) -> Catalogue:
    """The same model twice: as it is, and as one whose pictures are enlarged."""
    folder = tmp_path / "models"
    for name, says in (("own", {}), ("small", {"enlarged": TIMES})):
        shutil.copytree(models / "sd15", folder / name)
        (folder / name / "mozart.json").write_text(json.dumps(says))
    return read_catalogue(folder)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """The file of an upscaler of 4."""
    save_file(compact(scale=4), tmp_path / "lovely.safetensors")
    return tmp_path / "lovely.safetensors"


Run = Callable[..., list[Result]]


@pytest.fixture
def run(catalogue: Catalogue, exact: Device, network: Path) -> Run:
    engine = DiffusionEngine(catalogue, exact, upscaler=network)

    def run(wish: Request, report: Hearer | None = None, **inputs: Image.Image) -> list[Result]:
        engine.load(wish.model)
        return engine.run(wish, inputs, report or Hearer())

    return run


def test_the_catalogue_offers_it_at_the_enlarged_size(catalogue: Catalogue) -> None:
    own, small = catalogue.find("own"), catalogue.find("small")

    assert (own.enlarged, small.enlarged) == (1, TIMES)
    assert small.side == TIMES * own.side


def test_a_picture_is_painted_small_and_enlarged(run: Run, network: Path) -> None:
    (painted,) = run(replace(WISH, model="own", width=80, height=64))

    (result,) = run(WISH)

    large = enlarge(
        painted.image, load_upscaler(network), width=160, height=128, report=lambda _: None
    )
    assert np.array_equal(np.asarray(result.image), np.asarray(large))
    assert result.recipe == {**painted.recipe, "upscaler": "lovely"}


def test_without_a_network_lanczos_enlarges(catalogue: Catalogue, exact: Device, run: Run) -> None:
    engine = DiffusionEngine(catalogue, exact)
    engine.load("small")
    (painted,) = run(replace(WISH, model="own", width=80, height=64))

    (result,) = engine.run(WISH, {}, Hearer())

    large = painted.image.resize((160, 128), Image.Resampling.LANCZOS)
    assert np.array_equal(np.asarray(result.image), np.asarray(large))
    assert result.recipe["upscaler"] == "lanczos"


@pytest.mark.parametrize("count", [1, 3])
def test_progress_rises_to_one_and_the_network_has_a_share_of_it(count: int, run: Run) -> None:
    report = Hearer()

    results = run(replace(WISH, count=count), report)

    assert [result.image.size for result in results] == [(160, 128)] * count
    assert report.done == sorted(report.done)
    assert (report.done[0], report.done[-1]) == (0, 1)
    assert sum(0.75 < done < 1 for done in report.done) >= count


def test_a_cancel_is_heard_while_it_enlarges(run: Run) -> None:
    report = Hearer(cancel_from=0.8)

    with pytest.raises(Cancelled):
        run(replace(WISH, count=3), report)

    assert 0.8 <= report.done[-1] < 1


def test_what_a_mask_keeps_keeps_its_own_pixels(run: Run) -> None:
    source, mask = _waves(), Image.new("L", WISH_SIZE)
    mask.paste(255, (80, 0, 160, 128))

    (result,) = run(WISH, source=source, mask=mask)

    pixels, before = np.asarray(result.image).astype(int), np.asarray(source).astype(int)
    assert np.array_equal(pixels[:, :80], before[:, :80])
    assert np.abs(pixels[:, 86:] - before[:, 86:]).mean() > 10


def test_a_variation_starts_from_the_picture_made_small(run: Run, network: Path) -> None:
    wish: dict[str, Any] = {"task": Task.VARY, "strength": 0.5}
    (painted,) = run(replace(WISH, model="own", width=80, height=64, **wish), source=_waves())

    (result,) = run(replace(WISH, **wish), source=_waves())

    large = enlarge(
        painted.image, load_upscaler(network), width=160, height=128, report=lambda _: None
    )
    assert np.array_equal(np.asarray(result.image), np.asarray(large))


def test_a_picture_upscaled_is_not_painted_small(run: Run) -> None:
    wish = replace(WISH, task=Task.UPSCALE, width=320, height=256)

    (result,) = run(wish, source=_waves())

    assert result.image.size == (320, 256)
    assert result.recipe["upscaler"] == "lovely"


def test_edges_that_fit_together_still_do(network: Path) -> None:
    tile = _waves().resize((64, 48)).convert("RGB")
    moved = Image.fromarray(np.roll(np.asarray(tile), (24, 32), (0, 1)))

    def large(picture: Image.Image, *, wraps: bool) -> np.ndarray:
        upscaler = load_upscaler(network)
        made = larger(picture, (256, 192), upscaler, lambda _: None, wraps=wraps)
        return np.asarray(made).astype(int)

    def difference(*, wraps: bool) -> float:
        rolled = np.roll(large(moved, wraps=wraps), (-96, -128), (0, 1))
        return float(np.abs(rolled - large(tile, wraps=wraps))[:4].mean())

    assert difference(wraps=True) < 0.5 < difference(wraps=False)


@pytest.mark.parametrize(
    ("asked", "painted"),
    [
        ((512, 512), (128, 128)),
        ((1024, 768), (148, 111)),
        ((510, 512), (128, 128)),
        ((128, 128), (128, 128)),
        ((150, 150), (150, 150)),
        ((256, 192), (148, 111)),
        ((1760, 576), (224, 73)),
        ((80, 320), (64, 256)),
        ((48, 600), (48, 600)),
        ((0, 8), (0, 8)),
    ],
)
def test_it_is_painted_at_the_models_own_size_in_its_shape(
    asked: tuple[int, int], painted: tuple[int, int]
) -> None:
    wish = smaller(replace(WISH, width=asked[0], height=asked[1]), 4, side=128)

    assert (wish.width, wish.height) == painted


def test_the_frames_of_a_film_are_enlarged(run: Run) -> None:
    wish = replace(WISH, width=128, height=128)
    (still,) = run(wish)

    with seen() as frames:
        (result,) = run(morph_between(wish, replace(wish, seed=12), {"frames": 4, "back": False}))

    assert [frame.size for frame in (result.image, *frames)] == [(128, 128)] * 5
    gap = np.abs(np.asarray(frames[0], float) - np.asarray(still.image, float)).mean()
    assert gap < 0.5


@pytest.mark.parametrize("says", ['{"enlarged": 0}', '{"enlarged": 99}', '{"enlarged": "4"}', "["])
def test_nonsense_enlarges_nothing_in_the_catalogue(says: str, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "model_index.json").write_text('{"_class_name": "FluxPipeline"}')
    (tmp_path / "odd" / "mozart.json").write_text(says)

    assert read_catalogue(tmp_path).find("odd").enlarged == 1


def test_a_size_beyond_it_is_refused_with_the_sizes_that_members_get(
    catalogue: Catalogue, run: Run
) -> None:
    best = catalogue.find("small").side

    with pytest.raises(RequestRefused, match=f"at most {2 * best} x {2 * best} pixels"):
        run(replace(WISH, width=4 * best, height=4 * best))


def _waves() -> Image.Image:
    y, x = np.mgrid[0 : WISH.height, 0 : WISH.width]
    rgb = np.stack([128 + 90 * np.sin(x / 3), 128 + 90 * np.cos(y / 4), x + 0 * y], axis=-1)
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8))
