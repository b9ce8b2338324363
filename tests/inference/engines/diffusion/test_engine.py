"""The engine with models of the layouts that are out there, on the CPU, in fp32."""

import logging
import shutil
import socket
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoPipelineForImage2Image, DiffusionPipeline
from PIL import Image
from safetensors.torch import save_file
from typing_extensions import override

from inference.catalogue import Catalogue
from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion import engine as engine_module
from inference.engines.diffusion.engine import BLACKED, ENLARGING, NOT_REFINED
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.model import LoadedModel, load_model, weight_bytes
from inference.engines.diffusion.ordering import UPSCALE_STRENGTH
from inference.engines.diffusion.telling import NO_NEGATIVE
from inference.engines.diffusion.untyped import Autoencoder, Pipeline
from inference.errors import (
    Cancelled,
    ModelNotFound,
    OutOfMemory,
    RequestRefused,
    UpscalerUnreadable,
)
from inference.inventory import read_catalogue
from inference.request import Request, Task
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import load_upscaler
from tests.inference.upscaling.published import compact

FAMILIES = ["sd15", "sdxl", "flux"]
ALL = [*FAMILIES, "lcm"]

# diffusers 0.42.1 hands tensors to numpy 2 in schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


class Witness:
    """A report that writes down what it hears, and cancels at a step when told to."""

    def __init__(self, *, previews: bool = True, cancel_at: int | None = None) -> None:
        self.done: list[float] = []
        self.previews: list[list[Image.Image]] = []
        self._previews = previews
        self._cancel_at = cancel_at

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        if len(self.done) == self._cancel_at:
            raise Cancelled("Somebody asked for it.")
        self.done.append(done)
        if preview:
            self.previews.append(list(preview))

    def wants_preview(self) -> bool:
        return self._previews


def request(model: str, task: Task = Task.IMAGINE, **changes: Any) -> Request:
    plain = Request(
        prompt="a red fox in snow", width=64, height=64, seed=11, model=model, steps=3, task=task
    )
    return replace(plain, **changes)


def source(width: int = 64, height: int = 64) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 120)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8))


def pixels(result: Result | Image.Image) -> np.ndarray:
    image = result.image if isinstance(result, Result) else result
    return np.asarray(image).astype(int)


def model_of(engine: DiffusionEngine) -> LoadedModel:
    assert engine.model is not None
    return engine.model


Run = Callable[..., list[Result]]
Engines = Mapping[str, DiffusionEngine]


@pytest.fixture
def run(engines: Engines) -> Run:
    """Paint a request with the engine that has its model."""

    def run(
        wish: Request, picture: Image.Image | None = None, report: Witness | None = None
    ) -> list[Result]:
        inputs = {} if picture is None else {"source": picture}
        return engines[wish.model].run(wish, inputs, report or Witness(previews=False))

    return run


# --- The stock pipeline's pixels ----------------------------------------------------------------


def stock(models: Path, name: str) -> Pipeline:
    pipeline: Pipeline = DiffusionPipeline.from_pretrained(  # type: ignore[no-untyped-call]
        models / name, use_safetensors=True
    )
    pipeline.set_progress_bar_config(disable=True)
    pipeline.vae.enable_slicing()
    return pipeline


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("family", ALL)
def test_words_give_the_very_pixels_of_the_stock_pipeline(
    family: str, count: int, models: Path, run: Run
) -> None:
    expected = stock(models, family)(
        "a red fox in snow",
        width=64,
        height=64,
        num_inference_steps=3,
        guidance_scale=4.0,
        num_images_per_prompt=count,
        generator=generators(11, 12)[:count],
    ).images

    results = run(request(family, guidance=4.0, count=count))

    assert len(results) == count
    for result, image in zip(results, expected, strict=True):
        assert np.array_equal(pixels(result), pixels(image))


@pytest.mark.parametrize("family", ALL)
def test_a_picture_gives_the_very_pixels_of_the_stock_pipeline(
    family: str, models: Path, run: Run
) -> None:
    size = {"width": 64, "height": 64} if family == "flux" else {}
    expected = AutoPipelineForImage2Image.from_pipe(stock(models, family))(
        "a red fox in snow",
        image=[source()],
        strength=0.75,
        num_inference_steps=8,
        guidance_scale=4.0,
        generator=generators(11),
        **size,
    ).images[0]

    (result,) = run(request(family, Task.VARY, strength=0.75, steps=8, guidance=4.0), source())

    assert np.array_equal(pixels(result), pixels(expected))


def test_what_to_keep_out_gives_the_very_pixels_of_the_stock_pipeline(
    models: Path, run: Run
) -> None:
    expected = stock(models, "sdxl")(
        "a red fox in snow",
        negative_prompt="blur",
        width=64,
        height=64,
        num_inference_steps=3,
        generator=generators(11),
    ).images[0]

    (result,) = run(request("sdxl", negative="blur"))

    assert np.array_equal(pixels(result), pixels(expected))


# --- Seeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ALL)
def test_the_same_request_gives_the_same_pixels_whatever_ran_between(family: str, run: Run) -> None:
    (first,) = run(request(family))
    run(request(family, Task.VARY, seed=99, count=2), source())

    (again,) = run(request(family))

    assert np.array_equal(pixels(first), pixels(again))


@pytest.mark.parametrize("task", [Task.IMAGINE, Task.VARY])
@pytest.mark.parametrize("family", ALL)
def test_a_picture_does_not_depend_on_its_neighbours(family: str, task: Task, run: Run) -> None:
    wish = request(family, task, count=3, strength=0.75)
    picture = source() if task is Task.VARY else None
    together = run(wish, picture)

    for index, result in enumerate(together):
        (alone,) = run(wish.only(index), picture)
        assert np.abs(pixels(result) - pixels(alone)).max() <= 1
    assert not np.array_equal(pixels(together[0]), pixels(together[1]))


def test_the_recipe_names_what_the_model_chose_itself(run: Run) -> None:
    told, left = run(request("sd15")), run(request("lcm", steps=None))

    assert told[0].recipe == {
        "steps": 3,
        "guidance": 7.5,
        "strength": None,
        "sampler": "PNDMScheduler",
    }
    assert left[0].recipe["steps"] == 4


def test_the_random_numbers_of_others_are_left_alone(run: Run) -> None:
    run(request("sd15"))
    before = torch.get_rng_state()

    run(request("sd15", count=2))

    assert torch.equal(torch.get_rng_state(), before)


# --- Starting from a picture --------------------------------------------------------------------


@pytest.mark.parametrize("family", ALL)
def test_a_subtle_variation_is_nearer_to_its_source_than_a_strong_one(
    family: str, run: Run
) -> None:
    def varied(strength: float) -> np.ndarray:
        wish = request(family, Task.VARY, strength=strength, steps=20)
        return pixels(run(wish, source())[0])

    copy, subtle, strong = varied(0.05), varied(0.35), varied(0.95)

    assert np.abs(subtle - copy).mean() < np.abs(strong - copy).mean()


@pytest.mark.parametrize("family", FAMILIES)
def test_words_can_start_from_a_picture_of_any_shape(family: str, run: Run) -> None:
    with_picture = run(request(family, width=96, height=64), source(300, 50))
    without = run(request(family, width=96, height=64))

    assert with_picture[0].image.size == (96, 64)
    assert not np.array_equal(pixels(with_picture[0]), pixels(without[0]))


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize("steps", [1, 4])
def test_even_few_steps_of_little_strength_change_something(
    family: str, steps: int, run: Run
) -> None:
    witness = Witness()

    run(request(family, Task.VARY, strength=0.1, steps=steps), source(), witness)

    assert len(witness.previews) >= 1


def test_a_variation_without_a_picture_is_refused(run: Run) -> None:
    with pytest.raises(RequestRefused, match="no picture to start from"):
        run(request("sd15", Task.VARY))


def test_a_model_that_takes_no_picture_says_so(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(engines["sd15"])
    monkeypatch.setattr(model, "traits", replace(model.traits, repaint={}))

    with pytest.raises(RequestRefused, match="“sd15” cannot start from a picture"):
        run(request("sd15", Task.VARY), source())
    (result,) = run(request("sd15", Task.UPSCALE, width=128, height=128), source())
    assert result.note == NOT_REFINED


# --- Upscaling ----------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ALL)
def test_an_upscale_has_twice_the_size_and_new_detail(family: str, run: Run) -> None:
    plain = source().resize((128, 128), Image.Resampling.LANCZOS)

    (result,) = run(request(family, Task.UPSCALE, width=128, height=128), source())

    assert result.image.size == (128, 128)
    assert result.note == ""
    assert not np.array_equal(pixels(result), pixels(plain))


def test_a_large_upscale_is_refined_in_tiles_that_report_and_repeat(run: Run) -> None:
    wish = request("sd15", Task.UPSCALE, width=160, height=208, count=2)
    witness = Witness()

    first = run(wish, source(80, 104), witness)
    second = run(wish.only(1), source(80, 104))

    assert [result.image.size for result in first] == [(160, 208)] * 2
    assert np.array_equal(pixels(first[1]), pixels(second[0]))
    assert witness.done == sorted(witness.done)
    assert {len(preview) for preview in witness.previews} == {2}
    assert witness.previews[-1][0].size[1] == pytest.approx(208, abs=1)


def test_a_huge_upscale_is_only_resampled_and_says_so(run: Run) -> None:
    (result,) = run(request("sd15", Task.UPSCALE, width=512, height=512), source())

    assert result.image.size == (512, 512)
    assert result.note == NOT_REFINED


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """The file of an upscaler of 4."""
    save_file(compact(scale=4), tmp_path / "lovely.safetensors")
    return tmp_path / "lovely.safetensors"


@pytest.fixture
def learned(catalogue: Catalogue, exact: Device, network: Path) -> DiffusionEngine:
    """An engine that enlarges with it, and has a model loaded."""
    engine = DiffusionEngine(catalogue, exact, upscaler=network)
    engine.load("sd15")
    return engine


@pytest.fixture
def plain(catalogue: Catalogue) -> Catalogue:
    """One model that does not refine."""
    return Catalogue([replace(catalogue.find("sd15"), refines=False)])


def enlarged(network: Path, picture: Image.Image) -> Image.Image:
    upscaler = load_upscaler(network)
    width, height = 2 * picture.width, 2 * picture.height
    return enlarge(picture, upscaler, width=width, height=height, report=lambda _: None)


def test_what_the_network_enlarged_is_refined(learned: DiffusionEngine, network: Path) -> None:
    wish = request("sd15", Task.VARY, width=128, height=128, strength=UPSCALE_STRENGTH)
    (expected,) = learned.run(wish, {"source": enlarged(network, source())}, Witness())
    witness = Witness()

    (result,) = learned.run(
        request("sd15", Task.UPSCALE, width=128, height=128), {"source": source()}, witness
    )

    assert np.array_equal(pixels(result), pixels(expected))
    assert (result.note, result.recipe["upscaler"]) == ("", "lovely")
    assert result.recipe["strength"] == UPSCALE_STRENGTH
    assert witness.done == sorted(witness.done)
    assert (witness.done[0], witness.done[-1]) == (0, 1)


def test_a_model_that_does_not_refine_leaves_what_the_network_made(
    plain: Catalogue, exact: Device, network: Path
) -> None:
    engine, witness = DiffusionEngine(plain, exact, upscaler=network), Witness()
    engine.load("sd15")
    wish = request("sd15", Task.UPSCALE, width=160, height=208, count=2, negative="snow")

    results = engine.run(wish, {"source": source(80, 104)}, witness)

    assert len(results) == 2
    for result in results:
        assert np.array_equal(pixels(result), pixels(enlarged(network, source(80, 104))))
        assert (result.note, result.recipe) == ("", {"upscaler": "lovely"})
    assert witness.done == sorted(witness.done)
    assert len(set(witness.done)) > 5


def test_without_network_and_refining_nothing_is_learned_and_the_note_says_so(
    plain: Catalogue, exact: Device
) -> None:
    engine = DiffusionEngine(plain, exact)
    engine.load("sd15")

    (result,) = engine.run(
        request("sd15", Task.UPSCALE, width=128, height=128), {"source": source()}, Witness()
    )

    assert np.array_equal(
        pixels(result), pixels(source().resize((128, 128), Image.Resampling.LANCZOS))
    )
    assert (result.note, result.recipe) == (NOT_REFINED, {"upscaler": "lanczos"})


def test_a_huge_upscale_is_left_to_the_network(learned: DiffusionEngine, network: Path) -> None:
    picture = source(256, 256)

    (result,) = learned.run(
        request("sd15", Task.UPSCALE, width=512, height=512), {"source": picture}, Witness()
    )

    assert np.array_equal(pixels(result), pixels(enlarged(network, picture)))
    assert result.note == ""


@pytest.mark.parametrize("step", [0, 3])
def test_cancelling_reaches_the_network(step: int, learned: DiffusionEngine) -> None:
    wish = request("sd15", Task.UPSCALE, width=128, height=128)
    (expected,) = learned.run(wish, {"source": source()}, Witness())
    witness = Witness(cancel_at=step)

    with pytest.raises(Cancelled):
        learned.run(wish, {"source": source()}, witness)

    assert max(witness.done, default=0) < ENLARGING
    (again,) = learned.run(wish, {"source": source()}, Witness())
    assert np.array_equal(pixels(again), pixels(expected))


def test_a_wrong_network_costs_nothing_but_the_upscales(
    learned: DiffusionEngine, network: Path
) -> None:
    network.write_bytes(b"no weights")
    learned.run(request("sd15"), {}, Witness())

    with pytest.raises(UpscalerUnreadable, match=r"“lovely.safetensors” is not a safetensors"):
        learned.run(
            request("sd15", Task.UPSCALE, width=128, height=128), {"source": source()}, Witness()
        )

    learned.run(request("sd15"), {}, Witness())


def test_unloading_lets_the_network_go(learned: DiffusionEngine) -> None:
    learned.run(
        request("sd15", Task.UPSCALE, width=128, height=128), {"source": source()}, Witness()
    )
    assert learned._enlarger._network is not None
    network = weakref.ref(learned._enlarger._network.network)

    learned.unload()

    assert network() is None


# --- Sizes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize(("width", "height"), [(70, 50), (16, 120), (65, 64)])
def test_odd_sizes_come_out_exactly(family: str, width: int, height: int, run: Run) -> None:
    (painted,) = run(request(family, width=width, height=height))
    (varied,) = run(request(family, Task.VARY, width=width, height=height), source(width, height))

    assert painted.image.size == varied.image.size == (width, height)
    assert painted.image.mode == "RGB"


def test_an_absurd_size_is_refused_with_what_to_ask_for(run: Run) -> None:
    with pytest.raises(RequestRefused, match=r"best at 64 x 64; ask for that, and for an upscale"):
        run(request("sd15", width=4096, height=4096))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 0},
        {"steps": 10_000},
        {"guidance": -1.0},
        {"guidance": float("nan")},
        {"strength": 1.5},
        {"width": 4},
    ],
)
def test_numbers_out_of_range_are_refused(changes: dict[str, Any], run: Run) -> None:
    with pytest.raises(RequestRefused, match=r"^Ask for .*\.$"):
        run(request("sd15", **changes))


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_what_to_keep_out_makes_a_difference(family: str, run: Run) -> None:
    (without,) = run(request(family))
    (result,) = run(request(family, negative="snow, fox"))

    assert not np.array_equal(pixels(result), pixels(without))
    assert result.note == ""


@pytest.mark.parametrize(("family", "guidance"), [("lcm", None), ("sd15", 1.0), ("sdxl", 0.0)])
def test_a_model_that_does_not_read_what_to_keep_out_says_so(
    family: str, guidance: float | None, run: Run
) -> None:
    (result,) = run(request(family, negative="snow", guidance=guidance))

    assert result.note == NO_NEGATIVE


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_the_note_names_the_first_words_that_were_not_read(family: str, run: Run) -> None:
    (result,) = run(request(family, prompt="a " * 600 + "golden light on the old harbour wall"))

    assert "nothing from “golden light on the” on was read" in result.note


def test_the_longest_window_of_several_encoders_counts(run: Run) -> None:
    (short,) = run(request("flux", prompt="a fox " * 40))
    (long,) = run(request("flux", prompt="a fox " * 400))

    assert short.note == ""
    assert "was read" in long.note


@pytest.mark.parametrize("prompt", ["", " ", "狐 🦊", "\0", "\ud800", "x" * 6000])
def test_any_words_can_be_painted(prompt: str, run: Run) -> None:
    (result,) = run(request("sd15", prompt=prompt, negative=prompt))

    assert result.image.size == (64, 64)


# --- A model that knows captions of scenes alone ------------------------------------------------


@pytest.fixture
def tell(models: Path, tmp_path: Path, exact: Device) -> Run:
    """Paint with a model of our own; it is called "mozart" and says how it likes to be used."""
    shutil.copytree(models / "sd15", tmp_path / "own")
    (tmp_path / "own" / "mozart.json").write_text('{"steps": 2, "guidance": 1.0}')
    engine = DiffusionEngine(read_catalogue(tmp_path / "none", built_in=tmp_path / "own"), exact)
    engine.load("mozart")

    def tell(
        prompt: str, picture: Image.Image | None = None, task: Task = Task.IMAGINE, **changes: Any
    ) -> list[Result]:
        wish = request("mozart", task, **{"prompt": prompt, "steps": None} | changes)
        return engine.run(wish, {} if picture is None else {"source": picture}, Witness())

    return tell


def test_it_is_given_a_caption_instead_of_the_words(tell: Run, run: Run) -> None:
    (result,) = tell("2 ginger kittens, aquarelle")

    (expected,) = run(request("sd15", prompt="two orange cats, watercolour", steps=2, guidance=1.0))
    assert np.array_equal(pixels(result), pixels(expected))
    assert result.note == ""
    assert result.recipe == {
        "caption": "two orange cats, watercolour",
        "steps": 2,
        "guidance": 1.0,
        "strength": None,
        "sampler": "PNDMScheduler",
    }


def test_what_is_kept_out_is_kept_out_of_the_caption(tell: Run) -> None:
    (result,) = tell("a cat, a dog", negative="dogs, blur", guidance=7.5)

    assert result.recipe["caption"] == "a cat"
    assert result.note == ""


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("a dragon", "It does not know “dragon” and painted the nearest it can, a bird."),
        ("seven cats", "It paints at most 6 of a kind, so “seven” became 6."),
        ("word " * 200, "It does not know “word”, and left it out."),
    ],
)
@pytest.mark.parametrize("task", Task)
def test_the_note_says_what_became_of_the_words(
    prompt: str, sentence: str, task: Task, tell: Run
) -> None:
    picture = None if task is Task.IMAGINE else source()

    (result,) = tell(prompt, picture, task)

    refined = task is not Task.UPSCALE  # which paints nothing, so no words got lost
    assert (sentence in result.note) is refined
    assert "was read" not in result.note


def test_a_variation_is_of_the_caption_too(tell: Run) -> None:
    (result,) = tell("kittens", source(), Task.VARY, count=1)

    assert result.recipe["caption"] == "three cats"


# --- Watching and stopping ----------------------------------------------------------------------


@pytest.mark.parametrize("family", ALL)
def test_progress_rises_to_one_and_every_step_shows_every_picture(family: str, run: Run) -> None:
    witness = Witness()

    run(request(family, count=2, width=96), report=witness)

    assert witness.done == sorted(witness.done)
    assert (witness.done[0], witness.done[-1]) == (0, 1)
    assert len(witness.previews) >= 3
    for preview in witness.previews:
        assert [(image.mode, image.size) for image in preview] == [("RGB", (12, 8))] * 2


def test_nobody_pays_for_previews_that_nobody_wants(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    sketcher = model_of(engines["sd15"]).sketcher
    assert sketcher is not None

    def sketch(latents: torch.Tensor) -> list[Image.Image]:
        made.append(len(latents))
        return []

    monkeypatch.setattr(sketcher, "sketch", sketch)

    run(request("sd15"), report=Witness(previews=False))
    unwanted = len(made)
    run(request("sd15"), report=Witness())

    assert unwanted == 0
    assert made  # so they would have been counted


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize("task", [Task.IMAGINE, Task.VARY])
@pytest.mark.parametrize("step", [0, 2])
def test_a_cancelled_run_stops_at_that_step_and_leaves_the_engine_usable(
    family: str, task: Task, step: int, run: Run
) -> None:
    wish = request(family, task, steps=8, strength=0.75)
    picture = source() if task is Task.VARY else None
    (expected,) = run(wish, picture)
    witness = Witness(cancel_at=step)

    with pytest.raises(Cancelled):
        run(wish, picture, witness)

    assert len(witness.done) == step
    assert np.array_equal(pixels(run(wish, picture)[0]), pixels(expected))


# --- When memory or numbers run out -------------------------------------------------------------


def crowded(forward: Callable[..., object], error: Exception, most: int) -> Callable[..., object]:
    def limited(sample: torch.Tensor, *args: object, **kwargs: object) -> object:
        if len(sample) > most:
            raise error
        return forward(sample, *args, **kwargs)

    return limited


SHORTAGES = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9.00 GiB."),
    RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate"),
    RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
    MemoryError(),
]


@pytest.mark.parametrize("error", SHORTAGES, ids=["cuda", "cpu", "mps", "python"])
def test_what_does_not_fit_together_is_painted_one_by_one(
    error: Exception, engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [run(request("sd15", seed=seed, guidance=1.0))[0] for seed in (11, 12, 13)]
    unet = model_of(engines["sd15"]).pipeline().unet
    monkeypatch.setattr(unet, "forward", crowded(unet.forward, error, most=1))
    witness = Witness()

    results = run(request("sd15", count=3, guidance=1.0), report=witness)

    for result, one in zip(results, alone, strict=True):
        assert np.array_equal(pixels(result), pixels(one))
    assert witness.done == sorted(witness.done)
    assert {len(preview) for preview in witness.previews} == {3}


def test_a_picture_that_cannot_be_decoded_whole_is_decoded_in_tiles(
    catalogue: Catalogue, exact: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DiffusionEngine(catalogue, exact)
    engine.load("sd15")
    wish = request("sd15", width=128, height=128, count=2)
    expected = engine.run(wish, {}, Witness())
    decoder: Any = model_of(engine).pipeline().vae.decoder
    forward, sizes = decoder.forward, list[int]()

    def narrow(latents: torch.Tensor, *args: Any) -> torch.Tensor:
        sizes.append(latents.shape[-1])
        if latents.shape[-1] > 8:
            raise SHORTAGES[0]
        decoded: torch.Tensor = forward(latents, *args)
        return decoded

    monkeypatch.setattr(decoder, "forward", narrow)

    found = engine.run(wish, {}, Witness())

    assert max(sizes[-8:]) == 8
    for one, other in zip(found, expected, strict=True):
        assert one.image.size == (128, 128)
        assert np.abs(pixels(one) - pixels(other)).mean() < 12
    engine.unload()


def test_what_does_not_fit_at_all_fails_with_a_sentence_and_the_next_job_runs(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    unet = model_of(engines["sd15"]).pipeline().unet
    with monkeypatch.context() as patched:
        patched.setattr(unet, "forward", crowded(unet.forward, SHORTAGES[0], most=0))
        with pytest.raises(OutOfMemory, match=r"^The device ran out of memory: .*\.$"):
            run(request("sd15", count=2))

    assert len(run(request("sd15", count=2))) == 2


def test_what_cannot_be_enlarged_beside_others_is_enlarged_once_they_made_room(
    models: Path, exact: Device, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DiffusionEngine(read_catalogue(models), exact, upscaler=network)
    for name in ("lcm", "sd15"):
        engine.load(name)
    wish = request("sd15", Task.UPSCALE, width=128, height=128)
    expected = engine.run(wish, {"source": source()}, Witness())[0]
    assert engine._enlarger._network is not None
    layer = engine._enlarger._network.network.body[0]
    forward = layer.forward

    def crowded_out(given: torch.Tensor) -> torch.Tensor:
        if engine._idle:
            raise SHORTAGES[0]
        found: torch.Tensor = forward(given)
        return found

    monkeypatch.setattr(layer, "forward", crowded_out)

    (found,) = engine.run(wish, {"source": source()}, Witness())

    assert np.array_equal(pixels(found), pixels(expected))
    assert not engine._idle
    engine.unload()


def test_a_job_that_waits_at_the_door_says_so(engines: Engines) -> None:
    told = list[str]()

    class Paying(Witness):
        @contextmanager
        def waits(self) -> Iterator[None]:
            told.append("waits")
            yield

        @override
        def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
            super().__call__(done, preview)
            if told and not done:
                raise Cancelled("It was asked at the door.")

    engine = engines["sd15"]
    with engine._admission.admitted(1e12, lambda: None), pytest.raises(Cancelled):
        engine.run(request("sd15"), {}, Paying())

    assert told == ["waits"]


def test_other_errors_pass_unchanged(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    unet = model_of(engines["sd15"]).pipeline().unet
    broken = crowded(unet.forward, RuntimeError("shapes do not match"), most=0)
    monkeypatch.setattr(unet, "forward", broken)

    with pytest.raises(RuntimeError, match="shapes do not match"):
        run(request("sd15"))


@pytest.fixture
def half(catalogue: Catalogue) -> DiffusionEngine:
    """An engine that computes in bf16."""
    device = Device(place="cpu", name="test", dtype=torch.bfloat16, why="half the digits")
    return DiffusionEngine(catalogue, device)


@pytest.mark.parametrize("family", FAMILIES)
def test_half_precision_paints_nearly_the_same(
    family: str, half: DiffusionEngine, run: Run
) -> None:
    half.load(family)

    rough = half.run(request(family, guidance=1.0), {}, Witness())

    exactly = run(request(family, guidance=1.0))
    assert np.abs(pixels(rough[0]) - pixels(exactly[0])).mean() < 8


@pytest.mark.parametrize("family", FAMILIES)
def test_a_decoder_that_overflows_is_asked_again_in_full_precision(
    family: str, half: DiffusionEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    half.load(family)
    wish = request(family, width=96)
    (expected,) = half.run(wish, {}, Witness())
    vae: Autoencoder = model_of(half).vae
    decode = type(vae).decode

    def overflowing(own: Autoencoder, latents: torch.Tensor, *args: Any, **kwargs: Any) -> object:
        half = latents.dtype != torch.float32
        return decode(own, latents * torch.nan if half else latents, *args, **kwargs)

    monkeypatch.setattr(type(vae), "decode", overflowing)

    (result,) = half.run(wish, {}, Witness())

    assert np.abs(pixels(result) - pixels(expected)).mean() < 4
    assert vae.dtype == torch.bfloat16


def test_a_model_that_loses_its_numbers_fails_with_a_sentence(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    unet = model_of(engines["sdxl"]).pipeline().unet
    forward = unet.forward
    monkeypatch.setattr(
        unet, "forward", lambda *args, **kwargs: (forward(*args, **kwargs)[0] * torch.nan,)
    )

    with pytest.raises(RequestRefused, match="another seed"):
        run(request("sdxl"), report=Witness())


def test_a_picture_that_the_models_own_filter_blacked_out_says_so(
    engines: Engines, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(model_of(engines["sd15"]).pipeline())
    monkeypatch.setattr(
        kind, "run_safety_checker", lambda _, image, *args: (image * 0, [False, True])
    )

    first, second = run(request("sd15", count=2))

    assert (first.note, second.note) == ("", BLACKED)


# --- Loading ------------------------------------------------------------------------------------


def test_models_stay_while_there_is_room_and_come_back_as_they_were(
    catalogue: Catalogue, exact: Device
) -> None:
    engine = DiffusionEngine(catalogue, exact, reserve_bytes=0)
    engine.load("sd15")
    first = model_of(engine)
    (before,) = engine.run(request("sd15"), {}, Witness())
    engine.load("flux")
    engine.run(request("flux"), {}, Witness())

    engine.load("sd15")

    assert model_of(engine) is first
    (after,) = engine.run(request("sd15"), {}, Witness())
    assert np.array_equal(pixels(before), pixels(after))
    engine.unload()


def test_without_room_the_model_that_was_used_least_lately_goes_first(
    catalogue: Catalogue, exact: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DiffusionEngine(catalogue, exact, reserve_bytes=0)
    unets: dict[str, weakref.ref[Any]] = {}
    for name in ("sd15", "lcm", "sdxl"):
        engine.load(name)
        unets[name] = weakref.ref(model_of(engine).pipeline().unet)
    engine.load("sd15")  # so that lcm is the one used least lately
    rooms = iter([0.0, 1e12])
    monkeypatch.setattr(engine, "_room", lambda: next(rooms))

    engine.load("flux")

    assert unets["lcm"]() is None
    assert unets["sd15"]() is not None
    assert unets["sdxl"]() is not None
    engine.unload()
    assert [unet() for unet in unets.values()] == [None] * 3


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_room_is_made_for_weights_as_the_device_holds_them(
    dtype: torch.dtype, catalogue: Catalogue, engines: Engines
) -> None:
    parts = model_of(engines["sd15"]).pipeline().components.values()
    networks = [part for part in parts if isinstance(part, torch.nn.Module)]
    count = sum(weight.numel() for network in networks for weight in network.parameters())

    found = weight_bytes(catalogue.find("sd15"), dtype)

    assert found == pytest.approx(count * dtype.itemsize, rel=0.02)


def test_a_model_that_finds_no_memory_is_tried_again_without_the_idle_ones(
    catalogue: Catalogue, exact: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DiffusionEngine(catalogue, exact, reserve_bytes=0)
    engine.load("sd15")
    first = weakref.ref(model_of(engine).pipeline().unet)

    def full_while_others_stay(*args: Any, **kwargs: Any) -> LoadedModel:
        if first() is not None:
            raise OutOfMemory("The device ran out of memory.")
        return load_model(*args, **kwargs)

    monkeypatch.setattr(engine_module, "load_model", full_while_others_stay)

    engine.load("flux")

    assert model_of(engine).name == "flux"


def test_loading_another_model_without_room_lets_the_first_go(
    catalogue: Catalogue, exact: Device
) -> None:
    engine = DiffusionEngine(catalogue, exact, reserve_bytes=1e18)
    engine.load("sd15")
    first = weakref.ref(model_of(engine).pipeline().unet)
    engine.run(request("sd15"), {}, Witness())

    engine.load("flux")

    assert first() is None
    with pytest.raises(ModelNotFound, match="“sd15” is not loaded"):
        engine.run(request("sd15"), {}, Witness())


def test_loading_twice_is_loading_once(engines: Engines) -> None:
    first = model_of(engines["sd15"])

    engines["sd15"].load("sd15")

    assert model_of(engines["sd15"]) is first


@pytest.mark.parametrize("name", ["unicorn", "painter"])
def test_a_model_that_is_not_there_is_not_found(
    name: str, catalogue: Catalogue, exact: Device
) -> None:
    engine = DiffusionEngine(catalogue, exact)

    with pytest.raises(ModelNotFound, match=name):
        engine.load(name)


def test_a_folder_that_went_away_is_not_found(models: Path, tmp_path: Path, exact: Device) -> None:
    shutil.copytree(models / "sd15", tmp_path / "sd15")
    engine = DiffusionEngine(read_catalogue(tmp_path), exact)
    shutil.rmtree(tmp_path / "sd15")

    with pytest.raises(ModelNotFound, match=r"“sd15” has no model_index\.json"):
        engine.load("sd15")


def test_loading_and_painting_ask_nobody_and_say_nothing(
    catalogue: Catalogue,
    exact: Device,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def unwanted(*_: object) -> None:
        pytest.fail("It wanted to talk to somebody.")

    monkeypatch.setattr(socket.socket, "connect", unwanted)
    monkeypatch.setattr(socket, "getaddrinfo", unwanted)
    monkeypatch.setattr("builtins.input", unwanted)
    engine = DiffusionEngine(catalogue, exact)

    with caplog.at_level(logging.WARNING):
        for family in ALL:
            engine.load(family)
            engine.run(request(family, count=2, prompt="word " * 200), {}, Witness())
            engine.run(request(family, Task.VARY, count=2), {"source": source()}, Witness())

    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_folder_with_fp16_weights_alone_loads(
    models: Path, tmp_path: Path, exact: Device
) -> None:
    stock(models, "sd15").to(torch.float16).save_pretrained(tmp_path / "small", variant="fp16")
    engine = DiffusionEngine(read_catalogue(tmp_path), exact)

    engine.load("small")

    assert len(engine.run(request("small"), {}, Witness())) == 1


def test_the_engine_computes_with_the_threads_it_is_given(catalogue: Catalogue) -> None:
    before = torch.get_num_threads()
    try:
        DiffusionEngine(catalogue, "cpu", threads=1)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("family", ALL)
def test_a_gpu_paints_what_the_cpu_paints(family: str, catalogue: Catalogue, run: Run) -> None:
    engine = DiffusionEngine(catalogue, "cuda")
    engine.load(family)

    painted = engine.run(request(family, guidance=1.0, count=2), {}, Witness())

    for one, other in zip(painted, run(request(family, guidance=1.0, count=2)), strict=True):
        assert np.abs(pixels(one) - pixels(other)).mean() < 8
