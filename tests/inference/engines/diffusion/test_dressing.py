"""Requests with LoRAs and embeddings: alone, in company, and refused."""

import shutil
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from inference.engine import Result
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.order import Order
from inference.engines.diffusion.painting import arguments
from inference.engines.diffusion.sharing import Sharing
from inference.errors import Cancelled, RequestRefused
from inference.inventory import read_catalogue
from inference.request import Request
from tests.inference.engines.diffusion.conftest import EXACT
from tests.inference.engines.diffusion.loras import (
    EVERYTHING,
    Deltas,
    fold,
    stock,
    write_embedding,
    write_lora,
)
from tests.inference.engines.diffusion.test_company import HAIR, SOON_S, Stop
from tests.inference.engines.diffusion.test_engine import model_of, pixels, request
from tests.inference.engines.diffusion.tiny import WIDTH

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.usefixtures("company_pays"),
]

STEPS = 4
LORAS = {  # name -> family, seed, form, layers, networks
    "ink": ("sd15", 1, "kohya", EVERYTHING, ("unet",)),
    "oil": ("sd15", 2, "peft", EVERYTHING, ("unet",)),
    "words": ("sd15", 3, "kohya", EVERYTHING, ("unet", "text_encoder")),
    "large": ("sdxl", 4, "kohya", r"attn|conv|proj", ("unet", "text_encoder", "text_encoder_2")),
    "flow": ("flux", 5, "peft", r"attn\.|proj_|ff\.", ("transformer",)),
    "third": ("sd3", 6, "peft", r"attn\.|ff\.", ("transformer",)),
}


@dataclass(frozen=True)
class Studio:
    """Tiny models with LoRAs and embeddings beside them.

    Attributes:
        folder: the models directory.
        deltas: what each LoRA adds.
        engines: by family, and with the LoRA folded in by "family+name".
    """

    folder: Path
    deltas: dict[str, Deltas]
    engine: Callable[[str], DiffusionEngine]

    def point(self, family: str) -> Sharing:
        return model_of(self.engine(family)).denoisers[0]


@pytest.fixture(scope="module")
def studio(models: Path, exact: Device, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("dressed")
    deltas: dict[str, Deltas] = {}
    for name, (family, seed, form, layers, parts) in LORAS.items():
        if not (folder / family).exists():
            shutil.copytree(models / family, folder / family)
        file = folder / "loras" / f"{name}.safetensors"
        deltas[name] = write_lora(
            file, stock(models / family), seed=seed, form=form, layers=layers, parts=parts
        )
    draw = torch.Generator().manual_seed(9)
    vectors = torch.randn(3, WIDTH, generator=draw)
    write_embedding(folder / "embeddings" / "hand.safetensors", {"emb_params": vectors})
    write_embedding(folder / "embeddings" / "one.safetensors", {"<one>": vectors[0]})
    both = {"clip_l": vectors[:2], "clip_g": 2 * vectors[:2]}
    write_embedding(folder / "embeddings" / "both.safetensors", both)
    made: dict[str, DiffusionEngine] = {}

    def engine(family: str) -> DiffusionEngine:
        if family not in made:
            made[family] = DiffusionEngine(read_catalogue(folder), exact)
            made[family].load(family)
        return made[family]

    return Studio(folder, deltas, engine)


Start = Callable[..., "Future[list[Result]]"]


@pytest.fixture
def start(studio: Studio, threads: ThreadPoolExecutor) -> Start:
    def start(wish: Request, report: Stop | None = None) -> "Future[list[Result]]":
        return threads.submit(studio.engine(wish.model).run, wish, {}, report or Stop())

    return start


def wearing(family: str, adapters: dict[str, float], **options: object) -> Request:
    made = request(family, steps=STEPS, **options)  # type: ignore[arg-type]  # a test's shorthand
    return replace(made, adapters=adapters)


def picture(start: Start, wish: Request) -> np.ndarray:
    return pixels(start(wish).result(SOON_S)[0])


def folded(
    studio: Studio, family: str, adapters: dict[str, float], folder: Path
) -> DiffusionEngine:
    """An engine whose model has the LoRAs in its own weights."""
    pipeline = stock(studio.folder / family)
    for name, weight in adapters.items():
        fold(pipeline, studio.deltas[name], weight=weight)
    pipeline.save_pretrained(folder / family)
    engine = DiffusionEngine(read_catalogue(folder), EXACT)
    engine.load(family)
    return engine


@pytest.mark.parametrize(
    ("family", "adapters"),
    [
        ("sd15", {"ink": 1.0}),
        ("sd15", {"oil": -0.5}),
        ("sd15", {"ink": 0.5, "oil": 0.7, "words": 0.3}),
        ("sd15", {"words": 1.0}),
        ("sdxl", {"large": 0.8}),
        ("flux", {"flow": 0.8}),
        ("sd3", {"third": 0.8}),
    ],
)
def test_a_lora_paints_what_the_model_would_with_it_in_its_weights(
    family: str, adapters: dict[str, float], studio: Studio, start: Start, tmp_path: Path
) -> None:
    wish = wearing(family, adapters, negative="snow")
    plain = replace(wish, adapters={})
    expected = folded(studio, family, adapters, tmp_path).run(plain, {}, Stop())
    without = picture(start, plain)

    found = picture(start, wish)

    assert np.abs(found - pixels(expected[0])).max() <= HAIR
    assert np.abs(found - without).max() > 10 * HAIR


def together(
    studio: Studio, start: Start, wishes: Sequence[Request]
) -> tuple[list[np.ndarray], int]:
    """All pictures of requests that begin at once, and how many forwards that took."""
    point = studio.point(wishes[0].model)
    before, stops = point.forwards, [Stop(at=1) for _ in wishes]
    runs = [start(wish, stop) for wish, stop in zip(wishes, stops, strict=True)]
    for stop in stops:
        assert stop.came.wait(SOON_S)
    for stop in stops:
        stop.go.set()
    found = [pixels(result) for run in runs for result in run.result(SOON_S)]
    return found, point.forwards - before


@pytest.mark.parametrize(
    ("family", "name", "other"),
    [("sd15", "ink", "oil"), ("sdxl", "large", "large"), ("flux", "flow", "flow")],
)
def test_different_loras_weights_and_none_are_computed_in_one_batch(
    family: str, name: str, other: str, studio: Studio, start: Start
) -> None:
    wishes = [
        wearing(family, {name: 1.0}, seed=1),
        wearing(family, {name: -0.4}, seed=2, guidance=3.0, negative="snow"),
        wearing(family, {other: 0.6}, seed=3, count=2),
        wearing(family, {}, seed=4),
        wearing(family, {name: 0.3} | {other: 0.2}, seed=5),
    ]
    expected = [pixels(it) for wish in wishes for it in start(wish).result(SOON_S)]
    together(studio, start, wishes)  # where each way of joining is proven

    found, forwards = together(studio, start, wishes)

    for one, another in zip(found, expected, strict=True):
        assert np.abs(one - another).max() <= HAIR
    assert not studio.point(family).refused
    assert forwards < 0.6 * len(wishes) * STEPS


def test_without_adapters_a_picture_is_the_same_bit_for_bit_before_and_after_others_had_some(
    studio: Studio, start: Start
) -> None:
    wish = wearing("sd15", {}, seed=11)
    before = picture(start, wish)

    picture(start, replace(wish, adapters={"words": 1.0}))
    after = picture(start, wish)

    assert np.array_equal(before, after)
    model = model_of(studio.engine("sd15"))
    assert not any(mixing.mounted for mixing in model._mixings.values())


def test_a_cancelled_job_leaves_no_hook_behind(studio: Studio, start: Start) -> None:
    stop = Stop(at=2, cancel=True)
    running = start(wearing("sd15", {"ink": 1.0}, seed=3), stop)
    assert stop.came.wait(SOON_S)
    model = model_of(studio.engine("sd15"))
    assert model._mixings["unet"].mounted

    stop.go.set()
    with pytest.raises(Cancelled):
        running.result(SOON_S)

    assert not model._mixings["unet"].mounted


def test_words_that_were_encoded_with_a_lora_are_not_those_without(
    studio: Studio, start: Start
) -> None:
    recall = model_of(studio.engine("sd15"))._recalls[0]
    plain = wearing("sd15", {}, prompt="words for one lora", guidance=1.0)
    picture(start, plain)
    missed = recall.misses

    picture(start, replace(plain, adapters={"ink": 1.0}))  # which leaves the encoder alone
    assert recall.misses == missed
    picture(start, replace(plain, adapters={"words": 1.0}))
    picture(start, replace(plain, adapters={"words": 0.5}))
    assert recall.misses == missed + 2
    picture(start, replace(plain, adapters={"words": 0.5}))

    assert recall.misses == missed + 2


# ---- embeddings


@pytest.mark.parametrize(("family", "name"), [("sd15", "hand"), ("sd15", "one"), ("sdxl", "both")])
def test_an_embedding_paints_what_stock_diffusers_would_with_it(
    family: str, name: str, studio: Studio, start: Start
) -> None:
    wish = replace(
        request(family, steps=STEPS, prompt=f"a fox, <embedding:{name}>, ink", seed=3),
        embeddings=(name,),
    )
    plain = replace(wish, prompt="a fox, ink", embeddings=())
    expected = stock_picture(studio, family, name, "a fox, <learnt>, ink", seed=3)

    found = picture(start, wish)

    assert np.abs(found - expected).max() <= HAIR
    assert np.abs(found - picture(start, plain)).max() > HAIR


def stock_picture(studio: Studio, family: str, name: str, prompt: str, *, seed: int) -> np.ndarray:
    """What diffusers paints with an embedding that it has loaded as <learnt>."""
    pipeline = stock(studio.folder / family)
    for index, vectors in enumerate(vectors_of(studio, name)):
        end = "_2" if index else ""
        pipeline.load_textual_inversion(
            {"<learnt>": vectors},
            token="<learnt>",
            text_encoder=getattr(pipeline, f"text_encoder{end}"),
            tokenizer=getattr(pipeline, f"tokenizer{end}"),
        )
    order = Order(prompt=prompt, negative="", width=64, height=64, seeds=[seed], steps=STEPS)
    given = arguments(model_of(studio.engine(family)), order, 64, 64)
    image = pipeline(**given, output_type="pt").images[0]
    whole: np.ndarray = (image.clamp(0, 1) * 255).round().movedim(0, -1).numpy().astype(int)
    return whole


def vectors_of(studio: Studio, name: str) -> list[torch.Tensor]:
    state = load_file(studio.folder / "embeddings" / f"{name}.safetensors")
    return [state[key] for key in sorted(state, reverse=True)]  # clip_l before clip_g


def test_an_embedding_may_stand_among_what_to_keep_out(studio: Studio, start: Start) -> None:
    plain = request("sd15", steps=STEPS, negative="snow", seed=3)
    wish = replace(plain, negative="<embedding:hand>, snow", embeddings=("hand",))

    assert np.abs(picture(start, wish) - picture(start, plain)).max() > HAIR


def test_learning_a_word_disturbs_nobody_who_is_painting(
    models: Path, exact: Device, studio: Studio, threads: ThreadPoolExecutor
) -> None:
    engine = DiffusionEngine(read_catalogue(studio.folder), exact)
    engine.load("sd15")
    wish = request("sd15", steps=STEPS, seed=21, prompt="a quiet harbour")
    learning = replace(
        wish, prompt="a <embedding:hand> <embedding:one>", embeddings=("hand", "one")
    )
    (expected,) = engine.run(wish, {}, Stop())
    stop = Stop(at=2)
    running = threads.submit(engine.run, wish, {}, stop)
    assert stop.came.wait(SOON_S)

    learnt = threads.submit(engine.run, replace(learning, steps=1), {}, Stop())
    stop.go.set()
    learnt.result(SOON_S)
    (found,) = running.result(SOON_S)
    (again,) = engine.run(replace(wish, prompt="a quiet  harbour"), {}, Stop())

    assert np.abs(pixels(found) - pixels(expected)).max() <= HAIR
    assert np.array_equal(pixels(again), pixels(expected))
    engine.unload()


def test_many_jobs_learn_and_read_words_at_once(
    studio: Studio, exact: Device, threads: ThreadPoolExecutor
) -> None:
    engine = DiffusionEngine(read_catalogue(studio.folder), exact)
    engine.load("sd15")
    wishes = [
        replace(
            request("sd15", prompt=f"{number} <embedding:{name}>", steps=1, seed=number),
            embeddings=(name,),
        )
        for number, name in enumerate(["hand", "one"] * 8)
    ]

    runs = [threads.submit(engine.run, wish, {}, Stop()) for wish in wishes]
    found = [pixels(run.result(SOON_S)[0]) for run in runs]

    expected = [pixels(engine.run(wish, {}, Stop())[0]) for wish in wishes]
    for one, another in zip(found, expected, strict=True):
        assert np.abs(one - another).max() <= HAIR
    assert len(model_of(engine).embeddings._tokens) == 2
    engine.unload()


def test_nothing_of_a_model_that_wore_something_is_left_after_unload(
    studio: Studio, exact: Device
) -> None:
    engine = DiffusionEngine(read_catalogue(studio.folder), exact)
    engine.load("sd15")
    wish = request("sd15", prompt="a <embedding:hand>", steps=1)
    engine.run(replace(wish, adapters={"words": 1.0}, embeddings=("hand",)), {}, Stop())
    pipeline = model_of(engine).pipeline()
    left = [weakref.ref(part) for part in (pipeline.unet, pipeline.text_encoder)]
    del pipeline

    engine.unload()

    assert [it() for it in left] == [None, None]


# ---- what is refused


def test_what_cannot_be_added_is_refused_in_one_sentence(studio: Studio, start: Start) -> None:
    def refusal(family: str, **added: object) -> str:
        words = "a <embedding:one> <embedding:hand> <embedding:both>"
        wish = replace(request(family, prompt=words), **added)  # type: ignore[arg-type]
        with pytest.raises(RequestRefused) as caught:
            start(wish).result(SOON_S)
        return str(caught.value)

    assert refusal("sd15", adapters={"inc": 1.0}).endswith("Did you mean “ink”?")
    assert "another family than that of the model “sd15”" in refusal(
        "sd15", adapters={"large": 1.0}
    )
    assert "another family" in refusal("sdxl", adapters={"ink": 1.0})
    assert "another family" in refusal("flux", adapters={"ink": 1.0})
    assert "up to 4 LoRAs" in refusal("sd15", adapters=dict.fromkeys("abcde", 1.0))
    assert "from -2 to 2" in refusal("sd15", adapters={"ink": 2.1})
    assert "from -2 to 2" in refusal("sd15", adapters={"ink": float("nan")})
    assert "There is no embedding called “two”" in refusal("sd15", embeddings=("two",))
    assert "another family" in refusal("sdxl", embeddings=("hand",))
    assert "another family" in refusal("sd15", embeddings=("both",))
    assert "takes no embeddings" in refusal("flux", embeddings=("one",))
