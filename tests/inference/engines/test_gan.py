"""The GAN as an engine, with a tiny generator of the test's own."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from inference.engine import Result
from inference.engines.gan import GanEngine
from inference.errors import Cancelled, ModelNotFound, RequestRefused
from inference.gan.arithmetic import Words
from inference.gan.file import write_generator
from inference.gan.network import Generator
from inference.request import Request, Task
from prompts.size import dimensions
from tests.inference.engines.heard import Heard
from tests.inference.upscaling.published import compact

ASKED = Request(prompt="the sea at night", width=96, height=64, seed=7, model="gan")
SIZE = 6
Run = Callable[..., list[Result]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> GanEngine:
    folder = tmp_path_factory.mktemp("gan")
    torch.manual_seed(1)
    generator = Generator(latent_size=SIZE, channels=(12, 8))
    last = generator.body[-2]
    assert isinstance(last, torch.nn.ConvTranspose2d)
    last.weight.data *= 40  # colours, where fresh weights are grey
    for _ in range(30):
        generator(torch.randn(32, SIZE))  # normalising learns what is usual
    words = Words.of_means(("hour: night", "place: sea"), np.eye(2, SIZE, dtype=np.float32) * 2)
    write_generator(generator.eval(), folder / "gan.safetensors", words)
    faint = {name: weight / 20 for name, weight in compact(scale=2).items()}
    save_file(faint, folder / "upscaler.safetensors")
    return GanEngine(folder / "upscaler.safetensors", file=folder / "gan.safetensors")


@pytest.fixture
def run(engine: GanEngine) -> Run:
    def run(
        request: Request, source: Image.Image | None = None, heard: Heard | None = None
    ) -> list[Result]:
        return engine.run(request, {} if source is None else {"source": source}, heard or Heard())

    return run


def filed(result: Result) -> Image.Image:
    """The picture as it comes back from storage, with its recipe."""
    image = result.image.copy()
    image.info["mozart"] = json.dumps(result.recipe)
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


def test_each_picture_of_a_job_is_the_one_its_seed_makes_alone(run: Run) -> None:
    grid = run(replace(ASKED, count=3))

    alone = [run(ASKED.only(index))[0] for index in range(3)]

    assert [it.image.tobytes() for it in grid] == [it.image.tobytes() for it in alone]
    assert len({it.image.tobytes() for it in grid}) == 3


@pytest.mark.parametrize("size", [(64, 64), (96, 64), (64, 192), (256, 256)])
def test_a_picture_is_as_large_as_it_was_asked_for(size: tuple[int, int], run: Run) -> None:
    (result,) = run(replace(ASKED, width=size[0], height=size[1]))

    assert (result.image.size, result.image.mode) == (size, "RGB")


def test_another_shape_is_cut_from_the_middle_of_the_square(run: Run) -> None:
    square = run(replace(ASKED, height=96))[0].image

    assert run(ASKED)[0].image.tobytes() == square.crop((0, 16, 96, 80)).tobytes()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "the sea at dawn"},
        {"spans": (("the sea", 1.5), (" at night", 0.5))},
        {"negative": "night", "prompt": "the sea"},
        {"options": {"chaos": 80}},
        {"options": {"weird": 1500}},
        {"options": {"stylize": 900}},
    ],
)
def test_words_weights_and_flags_move_the_place(change: dict[str, Any], run: Run) -> None:
    assert difference(run(replace(ASKED, **change))[0].image, run(ASKED)[0].image) > 0.5


def test_it_says_which_words_it_does_not_know(run: Run) -> None:
    assert run(ASKED)[0].note == ""
    assert "left out “fox”" in run(replace(ASKED, prompt="a fox at night"))[0].note


def test_a_variation_lies_near_its_parent_and_a_subtle_one_nearer(run: Run) -> None:
    seeds = range(100, 106)
    parent = run(ASKED)[0]

    def apart(strength: float | None) -> float:
        varied = [
            run(replace(ASKED, task=Task.VARY, seed=seed, strength=strength), filed(parent))[0]
            for seed in seeds
        ]
        return float(np.mean([difference(it.image, parent.image) for it in varied]))

    elsewhere = np.mean(
        [difference(run(replace(ASKED, seed=it))[0].image, parent.image) for it in seeds]
    )

    assert 0 < apart(0.35) < apart(0.75) < elsewhere


def test_a_variation_of_a_variation_starts_from_it(run: Run) -> None:
    vary = replace(ASKED, task=Task.VARY, seed=100, strength=0.35)
    child = run(vary, filed(run(ASKED)[0]))[0]

    grandchild = run(replace(vary, seed=200), filed(child))[0]

    assert grandchild.recipe == {"gan": {"seed": 7, "near": [[100, 0.25], [200, 0.25]]}}


@pytest.mark.parametrize(
    "text", [None, "{", "[]", '{"gan": {"seed": -1, "near": []}}', '{"gan": {"seed": 1}}']
)
def test_a_picture_without_a_recipe_is_varied_as_a_new_one(text: str | None, run: Run) -> None:
    source = Image.new("RGB", (96, 64))
    if text is not None:
        source.info["mozart"] = text

    (result,) = run(replace(ASKED, task=Task.VARY, strength=0.35), source)

    assert result.image.tobytes() == run(ASKED)[0].image.tobytes()


def test_enlarging_keeps_the_picture_and_where_it_lies(run: Run) -> None:
    parent = run(ASKED)[0]

    (large,) = run(replace(ASKED, task=Task.UPSCALE, width=192, height=128), filed(parent))

    assert large.image.size == (192, 128)
    assert difference(large.image.resize((96, 64)), parent.image) < 12
    assert large.recipe == parent.recipe


def test_it_works_without_a_network_that_enlarges(engine: GanEngine) -> None:
    plain = GanEngine(None, file=engine.file)

    (result,) = plain.run(ASKED, {}, Heard())
    (large,) = plain.run(
        replace(ASKED, task=Task.UPSCALE, width=192, height=128),
        {"source": result.image},
        Heard(),
    )

    assert (result.image.size, large.image.size) == ((96, 64), (192, 128))


@pytest.mark.parametrize(
    ("change", "source", "why"),
    [
        ({"width": 40}, None, "from 64 to 1024 pixels a side"),
        ({"width": 1024, "height": 256}, None, "up to 3:1"),
        ({}, Image.new("RGB", (8, 8)), "starts from a seed, not from a picture"),
        ({"task": Task.UPSCALE}, None, "There is no picture to enlarge"),
        ({"options": {"tile": True}}, None, "edges that do not fit"),
        ({"options": {"stop": 50}}, None, "in one step"),
        ({"options": {"chaos": 101}}, None, "a chaos from 0 to 100"),
    ],
)
def test_what_it_cannot_do_is_refused_in_a_sentence(
    change: dict[str, Any], source: Image.Image | None, why: str, run: Run
) -> None:
    with pytest.raises(RequestRefused, match=why):
        run(replace(ASKED, **change), source)


def test_the_widest_shape_is_made_though_its_sides_are_rounded(run: Run) -> None:
    width, height = dimensions(1 / 3, 256)

    assert run(replace(ASKED, width=width, height=height))[0].image.size == (144, 448)


def test_it_is_cancelled_between_pictures(run: Run) -> None:
    heard = Heard(stop_at=0.5)

    with pytest.raises(Cancelled):
        run(replace(ASKED, count=2), heard=heard)

    assert heard.done[-1] >= 0.5


def test_all_pictures_are_shown_before_they_are_large(run: Run) -> None:
    heard = Heard()

    run(replace(ASKED, count=2), heard=heard)

    assert len(heard.previews) == 4
    assert heard.done[-1] == 1.0
    assert heard.done == sorted(heard.done)


def test_a_file_that_is_none_is_a_model_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "gan.safetensors").write_bytes(b"x" * 40)

    with pytest.raises(ModelNotFound, match=r"The generator “gan.safetensors” is not a safe"):
        GanEngine(file=tmp_path / "gan.safetensors").load("gan")
