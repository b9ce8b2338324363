"""Requests with a mask, a ControlNet or pictures to look at: alone, in company, and refused."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    AutoPipelineForImage2Image,
    AutoPipelineForInpainting,
    AutoPipelineForText2Image,
    ControlNetModel,
    StableDiffusionInpaintPipeline,
)
from PIL import Image
from safetensors.torch import load_file, save_file

from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.dressing import STRETCHED
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.outlines import outlines
from inference.engines.diffusion.sharing import Sharing
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import AdapterNotFound, Cancelled, RequestRefused
from inference.inventory import read_catalogue
from inference.request import Request, Task
from tests.inference.engines.diffusion.beside import controlnet, ip_adapter, write_ip_adapter
from tests.inference.engines.diffusion.loras import stock, write_lora
from tests.inference.engines.diffusion.test_company import HAIR, SOON_S, Stop
from tests.inference.engines.diffusion.test_engine import (
    generators,
    model_of,
    pixels,
    request,
    source,
)
from tests.inference.engines.diffusion.tiny import WIDTH, unet

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.usefixtures("company_pays"),
]

STEPS = 2
FAMILIES = ("sd15", "sdxl")
Inputs = Mapping[str, Image.Image]


def mask(side: int = 64) -> Image.Image:
    """White in the middle."""
    made = Image.new("L", (side, side), 0)
    made.paste(255, (side // 4, side // 4, 3 * side // 4, 3 * side // 4))
    return made.convert("RGB")


PHOTO = source().rotate(90)
MASKED: Inputs = {"source": source(), "mask": mask()}


@dataclass(frozen=True)
class Studio:
    """Tiny models with ControlNets and IP-Adapters beside them, by family."""

    folder: Path
    engines: Mapping[str, DiffusionEngine]

    def point(self, family: str) -> Sharing:
        return model_of(self.engines[family]).denoisers[0]

    def stock(self, family: str, control: str | None = None) -> Pipeline:
        parts: dict[str, Any] = {}
        if control is not None:
            parts["controlnet"] = ControlNetModel.from_pretrained(  # type: ignore[no-untyped-call]
                self.folder / "controlnets" / control
            )
        pipeline: Pipeline = AutoPipelineForText2Image.from_pretrained(  # type: ignore[no-untyped-call]
            self.folder / family, dtype=torch.float32, **parts
        )
        pipeline.set_progress_bar_config(disable=True)
        pipeline.vae.enable_slicing()
        return pipeline


@pytest.fixture(scope="module")
def studio(models: Path, exact: Device, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("beside")
    for seed, family in enumerate(FAMILIES):
        shutil.copytree(models / family, folder / family)
        pipeline = stock(models / family)
        for name in ("depth", "canny"):
            made = controlnet(pipeline, seed=seed + len(name))
            made.save_pretrained(folder / "controlnets" / f"{name}-{family}")
        write_ip_adapter(folder / "ip-adapters" / f"eye-{family}", pipeline, seed=seed)
    sd15 = stock(models / "sd15")
    write_ip_adapter(folder / "ip-adapters" / "plus", sd15, seed=7, plus=True)
    write_lora(folder / "loras" / "ink.safetensors", sd15, seed=1)
    catalogue = read_catalogue(folder)
    engines = {family: DiffusionEngine(catalogue, exact) for family in FAMILIES}
    for family, engine in engines.items():
        engine.load(family)
    return Studio(folder, engines)


Start = Callable[..., "Future[list[Result]]"]


@pytest.fixture
def start(studio: Studio, threads: ThreadPoolExecutor) -> Start:
    def start(wish: Request, inputs: Inputs, report: Stop | None = None) -> "Future[list[Result]]":
        return threads.submit(studio.engines[wish.model].run, wish, inputs, report or Stop())

    return start


def picture(start: Start, wish: Request, inputs: Inputs) -> np.ndarray:
    return pixels(start(wish, inputs).result(SOON_S)[0])


# ---- a mask


@pytest.mark.parametrize("family", FAMILIES)
def test_a_mask_gives_the_very_pixels_of_the_stock_pipeline_inside_and_the_own_ones_outside(
    family: str, studio: Studio, start: Start
) -> None:
    expected = AutoPipelineForInpainting.from_pipe(studio.stock(family))(
        "a red fox in snow",
        image=[source()] * 2,
        mask_image=mask(),
        width=64,
        height=64,
        strength=1.0,
        num_inference_steps=STEPS,
        guidance_scale=4.0,
        num_images_per_prompt=2,
        generator=generators(11, 12),
    ).images
    wish = request(family, steps=STEPS, guidance=4.0, count=2)

    results = start(wish, MASKED).result(SOON_S)

    inside, outside = np.s_[18:46, 18:46], np.asarray(mask())[:, :, 0] == 0
    for result, image in zip(results, expected, strict=True):
        assert np.array_equal(pixels(result)[inside], pixels(image)[inside])
        assert np.array_equal(pixels(result)[outside], pixels(source())[outside])
        assert not np.array_equal(pixels(result)[inside], pixels(source())[inside])


def test_a_mask_of_another_shape_is_stretched_and_its_member_told(start: Start) -> None:
    wide = mask().resize((128, 64))
    wish = request("sd15", steps=STEPS)

    (stretched,) = start(wish, {**MASKED, "mask": wide}).result(SOON_S)
    (fitting,) = start(wish, {**MASKED, "mask": mask(128)}).result(SOON_S)

    assert (stretched.note, fitting.note) == (STRETCHED, "")


def test_a_mask_lies_on_its_picture_however_that_is_cut(start: Start) -> None:
    """A wide picture is cut at its sides for a square one; so is its mask."""
    inputs = {"source": source(128, 64), "mask": Image.new("RGB", (128, 64))}
    inputs["mask"].paste("white", (0, 0, 64, 64))

    found = picture(start, request("sd15", steps=STEPS), inputs)

    kept = pixels(source(128, 64).crop((32, 0, 96, 64)))
    assert np.array_equal(found[:, 32:], kept[:, 32:])
    assert not np.array_equal(found[:, :28], kept[:, :28])


def test_a_model_made_for_masks_paints_without_one_as_well(
    models: Path, exact: Device, tmp_path: Path
) -> None:
    parts = stock(models / "sd15").components
    with torch.random.fork_rng():
        torch.manual_seed(3)
        parts["unet"] = unet(in_channels=9, cross_attention_dim=WIDTH)
    pipeline: Pipeline = StableDiffusionInpaintPipeline(**parts, requires_safety_checker=False)  # type: ignore[no-untyped-call]
    pipeline.save_pretrained(tmp_path / "mender")
    pipeline.set_progress_bar_config(disable=True)
    engine = DiffusionEngine(read_catalogue(tmp_path), exact)
    engine.load("mender")
    common = {"width": 64, "height": 64, "num_inference_steps": STEPS, "strength": 1.0}
    white, grey = Image.new("L", (64, 64), 255), Image.new("RGB", (64, 64), "grey")
    asked: list[tuple[Inputs, Any, Any]] = [({}, grey, white), (MASKED, source(), mask())]

    for inputs, image, part in asked:
        expected = pipeline(
            "a red fox in snow", image=image, mask_image=part, generator=generators(11), **common
        ).images[0]
        (found,) = engine.run(request("mender", steps=STEPS), inputs, Stop())
        assert np.array_equal(pixels(found)[18:46, 18:46], pixels(expected)[18:46, 18:46])
    (varied,) = engine.run(
        request("mender", Task.VARY, steps=STEPS, strength=0.5), {"source": source()}, Stop()
    )
    assert not np.array_equal(pixels(varied), pixels(source()))
    engine.unload()


# ---- a ControlNet


@pytest.mark.parametrize("family", FAMILIES)
def test_a_control_gives_the_very_pixels_of_the_stock_pipeline(
    family: str, studio: Studio, start: Start
) -> None:
    pipeline = studio.stock(family, f"depth-{family}")
    common = {
        "num_inference_steps": STEPS,
        "guidance_scale": 4.0,
        "num_images_per_prompt": 2,
        "controlnet_conditioning_scale": 0.7,
    }
    begun = {"image": [source()] * 2, "strength": 1.0, "control_image": PHOTO}
    size = {"width": 64, "height": 64}
    ways: list[tuple[Any, Inputs]] = [
        (pipeline, {}),
        (AutoPipelineForImage2Image.from_pipe(pipeline), {"source": source()}),
        (AutoPipelineForInpainting.from_pipe(pipeline), MASKED),
    ]
    wish = request(family, steps=STEPS, guidance=4.0, count=2, control=f"depth-{family}")
    wish = replace(wish, weights={"control": 0.7}, strength=1.0)

    for stocks, inputs in ways:
        options = {"image": PHOTO, **size} if not inputs else begun
        options = options | ({"mask_image": mask(), **size} if "mask" in inputs else {})
        expected = stocks(
            "a red fox in snow", generator=generators(11, 12), **common, **options
        ).images
        results = start(wish, {**inputs, "control": PHOTO}).result(SOON_S)

        for result, image in zip(results, expected, strict=True):
            middle = np.s_[18:46, 18:46] if "mask" in inputs else np.s_[:, :]
            assert np.array_equal(pixels(result)[middle], pixels(image)[middle])


def test_a_lone_file_is_the_same_controlnet(studio: Studio, start: Start) -> None:
    folder = studio.folder / "controlnets"
    (weights,) = (folder / "depth-sd15").glob("*.safetensors")
    file = folder / "lone.safetensors"
    shutil.copy(weights, file)
    studio_engine = DiffusionEngine(read_catalogue(studio.folder), studio.engines["sd15"].device)
    studio_engine.load("sd15")
    wish = request("sd15", steps=STEPS, control="depth-sd15")

    expected = picture(start, wish, {"control": PHOTO})
    (found,) = studio_engine.run(replace(wish, control="lone"), {"control": PHOTO}, Stop())

    assert np.array_equal(pixels(found), expected)
    studio_engine.unload()


def test_the_outlines_of_a_photo_are_drawn_for_a_controlnet_that_reads_them(start: Start) -> None:
    scene = Image.new("RGB", (64, 64), "navy")
    scene.paste("gold", (16, 16, 48, 48))
    wish = request("sd15", steps=STEPS, control="canny-sd15")

    photo = picture(start, wish, {"control": scene})
    drawn = picture(start, wish, {"control": outlines(scene)})

    assert np.array_equal(photo, drawn)


# ---- pictures to look at


@pytest.mark.parametrize(
    ("family", "name", "guidance"),
    [("sd15", "eye", 4.0), ("sd15", "eye", 1.0), ("sd15", "plus", 4.0), ("sdxl", "eye", 4.0)],
)
def test_a_reference_gives_the_very_pixels_of_the_stock_pipeline(
    family: str, name: str, guidance: float, studio: Studio, start: Start
) -> None:
    looker = name if name == "plus" else f"{name}-{family}"
    pipeline = studio.stock(family)
    folder = studio.folder / "ip-adapters"
    pipeline.load_ip_adapter(folder, subfolder=looker, weight_name="ip-adapter.safetensors")
    pipeline.set_ip_adapter_scale(0.5)
    expected = pipeline(
        "a red fox in snow",
        ip_adapter_image=PHOTO,
        width=64,
        height=64,
        num_inference_steps=STEPS,
        guidance_scale=guidance,
        num_images_per_prompt=2,
        generator=generators(11, 12),
    ).images
    wish = request(family, steps=STEPS, guidance=guidance, count=2, looker=looker)
    wish = replace(wish, weights={"reference": 0.5})

    results = start(wish, {"reference": PHOTO}).result(SOON_S)

    for result, image in zip(results, expected, strict=True):
        assert np.array_equal(pixels(result), pixels(image))


def test_a_style_is_taken_by_the_layers_that_carry_it(studio: Studio, start: Start) -> None:
    pipeline = studio.stock("sdxl")
    folder = studio.folder / "ip-adapters"
    pipeline.load_ip_adapter(folder, subfolder="eye-sdxl", weight_name="ip-adapter.safetensors")
    pipeline.set_ip_adapter_scale({"up": {"block_0": [0.0, 1.0]}})
    expected = pipeline(
        "a red fox in snow",
        ip_adapter_image=PHOTO,
        width=64,
        height=64,
        num_inference_steps=STEPS,
        generator=generators(11),
    ).images[0]
    wish = request("sdxl", steps=STEPS, looker="eye-sdxl")

    found = picture(start, wish, {"style": PHOTO})

    assert np.array_equal(found, pixels(expected))
    assert not np.array_equal(found, picture(start, wish, {"reference": PHOTO}))


# ---- in company


def crowd(family: str) -> list[tuple[Request, Inputs]]:
    """One of everything, and two who ask for words alone."""
    wish = request(family, steps=STEPS)
    looks = replace(wish, looker=f"eye-{family}")
    follows = replace(wish, control=f"depth-{family}")
    return [
        (replace(wish, seed=1), {}),
        (replace(wish, seed=2, guidance=3.0, count=2, negative="snow"), {}),
        (replace(wish, seed=3), MASKED),
        (replace(follows, seed=4), {"control": PHOTO}),
        (replace(follows, seed=5, count=2), {"control": PHOTO.rotate(180), "source": source()}),
        (replace(looks, seed=6, guidance=1.0), {"reference": PHOTO}),
        (replace(looks, seed=7, count=2), {"reference": source(), "style": PHOTO}),
        (
            replace(follows, seed=8, looker=f"eye-{family}"),
            {"control": PHOTO, "style": source(), **MASKED},
        ),
    ]


def together(
    point: Sharing, start: Start, wishes: Sequence[tuple[Request, Inputs]]
) -> tuple[list[np.ndarray], list[int]]:
    """All pictures of requests that first meet at a point, and the rows of each of its forwards."""
    rows = list[int]()
    watched: Any = point._computing
    count = watched._count

    def noted(some: int) -> None:
        rows.append(some)
        count(some)

    with point._changed:
        point._busy = True
    watched._count = noted
    runs = [start(*wish) for wish in wishes]
    with point._changed:
        assert point._changed.wait_for(lambda: len(point._waiting) == len(wishes), SOON_S)
        point._busy = False
        point._changed.notify_all()
    found = [pixels(result) for run in runs for result in run.result(SOON_S)]
    watched._count = count
    return found, rows


def rows_of(wishes: Sequence[tuple[Request, Inputs]]) -> int:
    return sum(it.count * (1 if it.guidance == 1.0 else 2) for it, _ in wishes)


@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_jobs_look_at_and_follow_they_share_a_forward(
    family: str, studio: Studio, start: Start
) -> None:
    wishes, point = crowd(family)[:: 1 if family == "sd15" else 3], studio.point(family)
    expected = [pixels(it) for wish in wishes for it in start(*wish).result(SOON_S)]

    found, rows = together(point, start, wishes)

    for one, another in zip(found, expected, strict=True):
        assert np.abs(one - another).max() <= HAIR
    assert not point.refused
    assert rows[0] == rows_of(wishes)


def test_jobs_that_follow_one_controlnet_meet_in_it(studio: Studio, start: Start) -> None:
    wishes: list[tuple[Request, Inputs]] = [
        (request("sd15", seed=seed, steps=STEPS, control="depth-sd15"), {"control": PHOTO})
        for seed in (1, 2)
    ]
    expected = [picture(start, *wish) for wish in wishes]
    kept = model_of(studio.engines["sd15"]).controls._keep._kept
    point = next(guide.sharing for it, guide in kept.items() if "depth-sd15" in str(it))

    found, rows = together(point, start, wishes)

    for one, another in zip(found, expected, strict=True):
        assert np.abs(one - another).max() <= HAIR
    assert not point.refused
    assert rows[0] == rows_of(wishes)


def test_a_looker_that_is_cancelled_changes_nobody_and_leaves_no_hook(
    studio: Studio, start: Start
) -> None:
    plain = request("sd15", seed=11, steps=STEPS)
    expected = picture(start, plain, {})
    stop = Stop(at=2, cancel=True)
    looking = start(replace(plain, looker="eye-sd15"), {"reference": PHOTO}, stop)
    assert stop.came.wait(SOON_S)
    gazing = model_of(studio.engines["sd15"])._gazings["unet"]
    assert gazing.mounted
    beside = start(plain, {})

    stop.go.set()
    with pytest.raises(Cancelled):
        looking.result(SOON_S)

    assert np.abs(pixels(beside.result(SOON_S)[0]) - expected).max() <= HAIR
    assert not gazing.mounted
    assert np.array_equal(picture(start, plain, {}), expected)


def test_with_fixed_rows_a_reference_is_the_same_to_the_last_bit_in_company(
    studio: Studio, exact: Device, threads: ThreadPoolExecutor
) -> None:
    engine = DiffusionEngine(read_catalogue(studio.folder), exact, fixed_rows=3)
    engine.load("sd15")
    wish = request("sd15", seed=5, steps=STEPS, count=2, looker="eye-sd15")
    looks, plain = {"reference": PHOTO}, request("sd15", seed=9, steps=STEPS)
    expected = engine.run(wish, looks, Stop())

    runs = [threads.submit(engine.run, *it, Stop()) for it in ((plain, {}), (wish, looks))]
    found = [run.result(SOON_S) for run in runs][1]

    for one, another in zip(found, expected, strict=True):
        assert np.array_equal(pixels(one), pixels(another))
    engine.unload()


# ---- refused


@pytest.mark.parametrize(
    ("changes", "inputs", "sentence"),
    [
        ({}, {"mask": mask()}, "A mask needs a picture to start from; send both."),
        (
            {},
            {"source": source(), "mask": Image.new("RGB", (64, 64))},
            "The mask is black all over",
        ),
        ({"control": "depth-sd15"}, {}, "There is no picture for the ControlNet “depth-sd15”"),
        ({"weights": {"control": 3.0}}, {}, "A picture weighs from 0 to 2."),
        ({"control": "depth-sdxl"}, {"control": PHOTO}, "The ControlNet “depth-sdxl” was made for"),
        ({"looker": "eye-sdxl"}, {"style": PHOTO}, "The IP-Adapter “eye-sdxl” was made for"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    changes: dict[str, Any], inputs: Inputs, sentence: str, start: Start
) -> None:
    with pytest.raises(RequestRefused) as refusal:
        start(request("sd15", **changes), inputs).result(SOON_S)

    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("changes", "inputs", "sentence"),
    [
        ({"control": "depth"}, {"control": PHOTO}, "The model “flux” follows no ControlNets"),
        ({"looker": "eye"}, {"style": PHOTO}, "The model “flux” looks at no pictures"),
    ],
)
def test_a_family_without_it_refuses(  # noqa: PLR0917 - fixtures
    changes: dict[str, Any],
    inputs: Inputs,
    sentence: str,
    studio: Studio,
    models: Path,
    exact: Device,
    tmp_path: Path,
) -> None:
    shutil.copytree(models / "flux", tmp_path / "flux")
    shutil.copytree(studio.folder / "controlnets" / "depth-sd15", tmp_path / "controlnets/depth")
    shutil.copytree(studio.folder / "ip-adapters" / "eye-sd15", tmp_path / "ip-adapters/eye")
    engine = DiffusionEngine(read_catalogue(tmp_path), exact)
    engine.load("flux")

    with pytest.raises(RequestRefused) as refusal:
        engine.run(request("flux", **changes), inputs, Stop())

    assert str(refusal.value).startswith(sentence)
    engine.unload()


def _pickled(folder: Path) -> None:
    (folder / "extra.bin").write_bytes(b"\x80\x04.")


def _numberless(folder: Path) -> None:
    (file,) = folder.glob("*.safetensors")
    state = load_file(file)
    next(iter(state.values()))[...] = torch.nan
    save_file(state, file)


def _another(folder: Path) -> None:
    (file,) = folder.glob("*.safetensors")
    save_file({"a": torch.ones(2)}, file)


def _programmed(folder: Path) -> None:
    file = next(folder.glob("**/config.json"))
    file.write_text(json.dumps(json.loads(file.read_text()) | {"auto_map": {"a": "b"}}))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_pickled, "was not loaded: extra.bin may hold a program"),
        (_numberless, "holds weights that are no numbers"),
        (_another, "is none, whatever its folder says"),
        (_programmed, "asks to run its maker's program"),
    ],
)
@pytest.mark.parametrize("kind", ["controlnets", "ip-adapters"])
def test_what_may_not_be_loaded_is_refused_before_anything_of_it_is(  # noqa: PLR0917 - fixtures
    spoil: Callable[[Path], None],
    sentence: str,
    kind: str,
    studio: Studio,
    exact: Device,
    tmp_path: Path,
) -> None:
    name = {"controlnets": "depth-sd15", "ip-adapters": "eye-sd15"}[kind]
    shutil.copytree(studio.folder / kind / name, tmp_path / kind / "odd")
    spoil(tmp_path / kind / "odd")
    model = model_of(studio.engines["sd15"])
    (companion,) = read_catalogue(tmp_path).companions

    def load() -> None:
        if kind == "controlnets":
            model.controls.take(companion)
        else:
            model.sights.see(companion, PHOTO, weight=1.0, style=False)

    with pytest.raises(RequestRefused) as refusal:
        load()

    assert sentence in str(refusal.value)
    assert "“odd”" in str(refusal.value)


def test_an_adapter_beside_the_image_encoder_of_another_is_refused(
    studio: Studio, tmp_path: Path
) -> None:
    folder = tmp_path / "ip-adapters" / "eye"
    shutil.copytree(studio.folder / "ip-adapters" / "eye-sd15", folder)
    wide = ip_adapter(studio.stock("sd15"), seed=1)
    wide["image_proj.proj.weight"] = torch.ones(len(wide["image_proj.proj.weight"]), 48)
    save_file(wide, folder / "ip-adapter.safetensors")
    (companion,) = read_catalogue(tmp_path).companions

    with pytest.raises(RequestRefused, match="sees through another image encoder than the one"):
        model_of(studio.engines["sd15"]).sights.see(companion, PHOTO, weight=1.0, style=False)


def test_a_controlnet_that_is_not_there_is_told_with_those_alike(start: Start) -> None:
    with pytest.raises(AdapterNotFound, match=r"no ControlNet called “dept”.* Did you mean “depth"):
        start(request("sd15", control="dept"), {"control": PHOTO}).result(SOON_S)
