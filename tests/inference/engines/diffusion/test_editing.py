# mypy: disable-error-code="no-untyped-call"
"""Models that change pictures as they are told: tiny folders of their layouts, in fp32."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DiffusionPipeline,
    EulerAncestralDiscreteScheduler,
    FluxKontextPipeline,
    StableDiffusionInstructPix2PixPipeline,
    StableDiffusionXLInstructPix2PixPipeline,
)
from PIL import Image

from inference.catalogue import Catalogue
from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.engine import NOT_REFINED
from inference.engines.diffusion.ordering import NO_STRENGTH
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import RequestRefused
from inference.inventory import read_catalogue
from inference.request import Request, Task
from tests.inference.engines.diffusion.beside import controlnet, write_ip_adapter
from tests.inference.engines.diffusion.conftest import EXACT
from tests.inference.engines.diffusion.test_company import SOON_S, Stop
from tests.inference.engines.diffusion.test_engine import model_of
from tests.inference.engines.diffusion.tiny import WIDTH, flux, sd15, sdxl, unet
from tests.inference.engines.heard import Heard

WORDS = "make it snow"

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.usefixtures("company_pays"),
]


def instruct() -> Pipeline:
    parts = sd15().components | {"unet": unet(cross_attention_dim=WIDTH, in_channels=8)}
    parts |= {"scheduler": EulerAncestralDiscreteScheduler(beta_schedule="scaled_linear")}
    return StableDiffusionInstructPix2PixPipeline(**parts, requires_safety_checker=False)


def instruct_xl() -> Pipeline:
    parts = sdxl().components
    parts["unet"] = unet(
        in_channels=8,
        cross_attention_dim=2 * WIDTH,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + WIDTH,
    )
    names = ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")
    kept = {name: parts[name] for name in (*names, "scheduler")}
    return StableDiffusionXLInstructPix2PixPipeline(**kept)


def kontext() -> Pipeline:
    return FluxKontextPipeline(**flux().components)


BUILDERS: dict[str, Callable[[], Pipeline]] = {
    "instruct": instruct,
    "instruct-xl": instruct_xl,
    "kontext": kontext,
}
NEEDY = ["instruct", "instruct-xl"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editors")
    with torch.random.fork_rng():
        for name, build in BUILDERS.items():
            torch.manual_seed(0)
            build().save_pretrained(folder / name, safe_serialization=True)
    return folder


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    return read_catalogue(folder)


@pytest.fixture(scope="module")
def engines(catalogue: Catalogue) -> dict[str, DiffusionEngine]:
    found = {name: DiffusionEngine(catalogue, EXACT) for name in BUILDERS}
    for name, engine in found.items():
        engine.load(name)
    return found


Engines = dict[str, DiffusionEngine]


def picture(width: int = 64, height: int = 64) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 120)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8))


def request(model: str, **changes: Any) -> Request:
    plain = Request(prompt=WORDS, width=64, height=64, seed=11, model=model, steps=3, guidance=4.0)
    return replace(plain, **changes)


def run(
    engines: Engines, wish: Request, source: Image.Image | None = None, heard: Heard | None = None
) -> list[Result]:
    inputs = {} if source is None else {"source": source}
    return engines[wish.model].run(wish, inputs, heard or Heard())


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def stock(
    folder: Path, name: str, count: int, *, eye: Path | None = None, **given: Any
) -> list[Image.Image]:
    pipeline: Pipeline = DiffusionPipeline.from_pretrained(folder / name, use_safetensors=True)
    if eye is not None:
        pipeline.load_ip_adapter(eye.parent, eye.name, "ip-adapter.safetensors")
        pipeline.set_ip_adapter_scale(0.5)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.vae.enable_slicing()
    own = {"height": 64, "width": 64} if name != "instruct" else {}
    if name == "kontext":
        own |= {"max_area": 64 * 64, "_auto_resize": False}
    images: list[Image.Image] = pipeline(
        prompt=WORDS,
        image=[picture()] * count,
        num_inference_steps=3,
        num_images_per_prompt=count,
        generator=[torch.Generator().manual_seed(11 + index) for index in range(count)],
        **({"guidance_scale": 4.0} | own | given),
    ).images
    return images


def test_the_catalogue_tells_what_changes_pictures_and_what_can_do_nothing_else(
    catalogue: Catalogue,
) -> None:
    told = {name: catalogue.find(name) for name in BUILDERS}

    assert all(model.edits and model.takes_picture for model in told.values())
    assert [name for name, model in told.items() if model.needs_picture] == NEEDY
    assert not catalogue.find("painter").edits


@pytest.mark.parametrize(
    ("name", "count"), [("instruct", 1), ("instruct", 2), ("instruct-xl", 2), ("kontext", 2)]
)
def test_a_changed_picture_has_the_very_pixels_of_the_stock_pipeline(
    name: str, count: int, folder: Path, engines: Engines
) -> None:
    expected = stock(folder, name, count)

    results = run(engines, request(name, count=count), picture())

    assert len(results) == count
    for result, image in zip(results, expected, strict=True):
        assert np.array_equal(pixels(result.image), pixels(image))


def test_strength_says_how_little_the_picture_counts(folder: Path, engines: Engines) -> None:
    (expected,) = stock(folder, "instruct-xl", 1, image_guidance_scale=2.5)

    (result,) = run(engines, request("instruct-xl", strength=0.25), picture())

    assert np.array_equal(pixels(result.image), pixels(expected))


def test_a_model_that_knows_no_strength_says_so(engines: Engines) -> None:
    (plain,) = run(engines, request("kontext"), picture())
    (told,) = run(engines, request("kontext", strength=0.25), picture())

    assert (plain.note, told.note) == ("", NO_STRENGTH)


def test_what_is_to_be_kept_out_is_kept_out_as_by_the_stock_pipeline(
    folder: Path, engines: Engines
) -> None:
    (expected,) = stock(folder, "instruct", 1, negative_prompt="blur")

    (result,) = run(engines, request("instruct", negative="blur"), picture())

    assert np.array_equal(pixels(result.image), pixels(expected))


@pytest.mark.parametrize("name", NEEDY)
def test_words_that_weigh_more_make_a_difference(name: str, engines: Engines) -> None:
    spans = (("make it ", 1.0), ("snow", 1.6))

    (plain,) = run(engines, request(name), picture())
    (weighed,) = run(engines, request(name, spans=spans), picture())

    assert weighed.note == ""
    assert not np.array_equal(pixels(plain.image), pixels(weighed.image))


@pytest.mark.parametrize("name", BUILDERS)
def test_a_picture_of_any_shape_keeps_the_ordered_one_and_is_seen_coming(
    name: str, engines: Engines
) -> None:
    heard = Heard()

    (result,) = run(engines, request(name, width=72, height=40), picture(144, 80), heard)

    assert result.image.size == (72, 40)
    assert heard.previews
    assert heard.done[-1] == 1


@pytest.mark.parametrize("name", NEEDY)
def test_without_a_picture_there_is_nothing_to_change(name: str, engines: Engines) -> None:
    with pytest.raises(RequestRefused, match="changes pictures as it is told; send it one"):
        run(engines, request(name))


def test_kontext_paints_from_words_alone_as_well(engines: Engines) -> None:
    (result,) = run(engines, request("kontext"))

    assert result.image.size == (64, 64)


def test_a_mask_is_refused(engines: Engines) -> None:
    inputs = {"source": picture(), "mask": Image.new("L", (64, 64), 255)}

    with pytest.raises(RequestRefused, match="cannot paint in a part of a picture"):
        engines["instruct"].run(request("instruct"), inputs, Heard())


def test_a_changed_picture_is_varied_by_changing_it_a_little_more(engines: Engines) -> None:
    (same,) = run(engines, request("instruct", strength=0.35), picture())

    (varied,) = run(
        engines, request("instruct", task=Task.VARY, strength=0.35, parent=(1, 0)), picture()
    )

    assert np.array_equal(pixels(same.image), pixels(varied.image))


def test_a_changed_picture_is_enlarged_without_new_detail(engines: Engines) -> None:
    wish = request("instruct", task=Task.UPSCALE, width=128, height=128)

    (large,) = run(engines, wish, picture())

    assert large.image.size == (128, 128)
    assert large.note == NOT_REFINED


@pytest.mark.parametrize("name", ["instruct", "kontext"])
def test_jobs_that_change_pictures_share_their_denoiser(
    name: str, engines: Engines, threads: ThreadPoolExecutor
) -> None:
    wishes = [request(name, seed=seed, steps=6) for seed in (1, 2)]
    alone = [run(engines, wish, picture())[0] for wish in wishes]
    point = model_of(engines[name]).denoisers[0]
    before, stops = point.forwards, [Stop(at=1) for _ in wishes]

    runs = [
        threads.submit(engines[name].run, wish, {"source": picture()}, stop)
        for wish, stop in zip(wishes, stops, strict=True)
    ]
    for stop in stops:
        assert stop.came.wait(SOON_S)
    for stop in stops:
        stop.go.set()
    together = [run.result(SOON_S)[0] for run in runs]

    for one, other in zip(alone, together, strict=True):
        assert np.abs(pixels(one.image) - pixels(other.image)).max() <= 1
    assert not point.refused
    assert point.forwards - before < 2 * 6


@pytest.mark.parametrize("name", NEEDY)
def test_a_control_is_refused_in_a_sentence(name: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / name).symlink_to(folder / name, target_is_directory=True)
    family = {"instruct": sd15, "instruct-xl": sdxl}[name]()
    controlnet(family, seed=1).save_pretrained(tmp_path / "controlnets" / "depth")
    engine = DiffusionEngine(read_catalogue(tmp_path), EXACT)
    engine.load(name)

    with pytest.raises(RequestRefused, match="follows no ControlNets; leave the control out"):
        engine.run(
            request(name, control="depth"), {"source": picture(), "control": picture()}, Heard()
        )

    engine.unload()


@pytest.mark.parametrize(("guidance", "count"), [(4.0, 2), (1.0, 1)])
def test_a_reference_gives_the_very_pixels_of_the_stock_pipeline(
    guidance: float, count: int, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "instruct").symlink_to(folder / "instruct", target_is_directory=True)
    eye = tmp_path / "ip-adapters" / "eye"
    write_ip_adapter(eye, sd15(), seed=1)
    photo = picture().rotate(90)
    given = {"ip_adapter_image": photo, "guidance_scale": guidance}
    expected = stock(folder, "instruct", count, eye=eye, **given)
    engine = DiffusionEngine(read_catalogue(tmp_path), EXACT)
    engine.load("instruct")
    wish = request("instruct", count=count, guidance=guidance, looker="eye")
    wish = replace(wish, weights={"reference": 0.5})

    results = engine.run(wish, {"source": picture(), "reference": photo}, Heard())

    for result, image in zip(results, expected, strict=True):
        assert np.array_equal(pixels(result.image), pixels(image))
    engine.unload()
