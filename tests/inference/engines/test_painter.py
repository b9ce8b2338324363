import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inference.engine import Result
from inference.engines.painter import PainterEngine
from inference.errors import Cancelled, RequestRefused
from inference.request import MAX_SEED, Request, Task

BOATS = Request(
    prompt="three red sailboats at sunset, watercolour",
    width=128,
    height=96,
    seed=7,
    model="painter",
)


class Watcher:
    """Remembers what was reported; `curious` asks for previews, `stop_at` cancels."""

    def __init__(self, *, curious: bool = False, stop_at: float = 2.0) -> None:
        self.shares: list[float] = []
        self.previews: list[Sequence[Image.Image]] = []
        self._curious = curious
        self._stop_at = stop_at

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        self.shares.append(done)
        if preview is not None:
            self.previews.append(preview)
        if done >= self._stop_at:
            raise Cancelled("Stop.")

    def wants_preview(self) -> bool:
        return self._curious


@pytest.fixture
def run() -> Callable[..., list[Result]]:
    engine = PainterEngine()
    engine.load("painter")

    def run(
        request: Request, source: Image.Image | None = None, watcher: Watcher | None = None
    ) -> list[Result]:
        inputs = {} if source is None else {"source": source}
        return engine.run(request, inputs, watcher or Watcher())

    return run


def filed(result: Result, request: Request) -> Image.Image:
    """The picture as it comes back from storage, with its recipe."""
    image = result.image.copy()
    recipe = {**result.recipe, "prompt": request.prompt, "negative": "", "seed": request.seed}
    image.info["mozart"] = json.dumps(recipe)
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    small = [
        np.asarray(image.resize((32, 24), Image.Resampling.BOX), float) / 255
        for image in (one, other)
    ]
    return float(np.abs(small[0] - small[1]).mean())


def test_each_picture_of_a_job_is_the_one_its_seed_paints_alone(
    run: Callable[..., list[Result]],
) -> None:
    request = replace(BOATS, count=3, seed=MAX_SEED)
    together = run(request)

    alone = [run(request.only(index))[0] for index in range(3)]

    assert [r.image.tobytes() for r in together] == [r.image.tobytes() for r in alone]
    assert len({r.image.tobytes() for r in together}) == 3
    assert all(r.image.size == (128, 96) and r.image.mode == "RGB" for r in together)


def test_progress_never_falls_and_ends_whole(run: Callable[..., list[Result]]) -> None:
    watcher = Watcher()

    run(replace(BOATS, count=2), watcher=watcher)

    assert watcher.shares == sorted(watcher.shares)
    assert watcher.shares[-1] == 1
    assert watcher.previews == []


def test_previews_show_every_picture_of_the_job(run: Callable[..., list[Result]]) -> None:
    watcher = Watcher(curious=True)

    results = run(replace(BOATS, count=3), watcher=watcher)

    assert {len(preview) for preview in watcher.previews} == {3}
    last = watcher.previews[-1]
    assert last[0].tobytes() == results[0].image.tobytes()
    assert last[2].tobytes() == results[2].image.tobytes()
    assert len({preview[0].tobytes() for preview in watcher.previews}) > 4


def test_it_stops_in_the_middle_of_a_picture_and_stays_usable(
    run: Callable[..., list[Result]],
) -> None:
    watcher = Watcher(stop_at=0.3)

    with pytest.raises(Cancelled):
        run(BOATS, watcher=watcher)

    assert watcher.shares[-1] < 0.75
    assert len(run(BOATS)) == 1


def test_a_subtle_variation_keeps_the_composition(run: Callable[..., list[Result]]) -> None:
    request = replace(BOATS, prompt="a castle behind a red tree, oil")
    parent = run(request)[0]
    vary = replace(request, task=Task.VARY, seed=4711, strength=0.3)

    subtle = run(vary, filed(parent, request))[0].image
    stranger = run(replace(request, seed=4711))[0].image

    assert subtle.tobytes() != parent.image.tobytes()
    assert difference(subtle, parent.image) < 0.5 * difference(stranger, parent.image)


def test_a_strong_variation_has_another_composition_in_the_same_mood(
    run: Callable[..., list[Result]],
) -> None:
    request = replace(BOATS, prompt="mountains at sunset, oil")
    parent = run(request)[0]
    vary = replace(request, task=Task.VARY, seed=4712, strength=0.8)

    strong = run(vary, filed(parent, request))[0]

    assert strong.recipe["painter"] == {"layout": 4712, "palette": 7, "hand": 4712, "nudge": None}
    assert difference(strong.image, parent.image) > 0.01


def test_a_variation_of_a_picture_without_a_recipe_is_a_picture_of_its_own(
    run: Callable[..., list[Result]],
) -> None:
    vary = replace(BOATS, task=Task.VARY, strength=0.3)

    result = run(vary, Image.new("RGB", (128, 96)))[0]

    assert result.image.tobytes() == run(BOATS)[0].image.tobytes()


def test_enlarging_paints_the_same_picture_anew(run: Callable[..., list[Result]]) -> None:
    parent = run(BOATS)[0]
    larger = replace(BOATS, task=Task.UPSCALE, width=256, height=192, seed=1)

    result = run(larger, filed(parent, BOATS))[0]

    assert result.image.size == (256, 192)
    assert result.note == ""
    assert result.recipe == parent.recipe
    assert difference(result.image, parent.image) < 0.045
    assert result.image.tobytes() == run(replace(BOATS, width=256, height=192))[0].image.tobytes()


def test_enlarging_a_subtle_variation_finds_its_way_back(run: Callable[..., list[Result]]) -> None:
    parent = run(BOATS)[0]
    vary = replace(BOATS, task=Task.VARY, seed=11, strength=0.2)
    child = run(vary, filed(parent, BOATS))[0]

    larger = replace(vary, task=Task.UPSCALE, width=256, height=192)
    result = run(larger, filed(child, vary))[0]

    assert result.note == ""
    assert result.recipe["painter"] == {"layout": 7, "palette": 7, "hand": 11, "nudge": 11}


@pytest.mark.parametrize(
    "recipe",
    [
        None,
        "not JSON",
        "[]",
        '{"seed": "x"}',
        '{"seed": -1}',
        '{"painter": {"layout": 1}}',
        '{"seed": 999999}',
    ],
)
def test_a_picture_it_cannot_paint_again_is_enlarged_from_its_pixels(
    run: Callable[..., list[Result]], recipe: str | None
) -> None:
    source = Image.new("RGB", (128, 96), "#3355aa")
    source.paste("#ffcc00", (20, 20, 60, 60))
    if recipe is not None:
        source.info["mozart"] = recipe

    result = run(replace(BOATS, task=Task.UPSCALE, width=256, height=192), source)[0]

    assert difference(result.image, source) < 0.02
    assert "pixels" in result.note


def test_beyond_its_largest_size_it_enlarges_the_pixels(run: Callable[..., list[Result]]) -> None:
    request = replace(BOATS, prompt="a cat, poster", width=800, height=800)
    parent = run(request)[0]
    larger = replace(request, task=Task.UPSCALE, width=1600, height=1600)

    result = run(larger, filed(parent, request))[0]

    assert result.image.size == (1600, 1600)
    assert "1536" in result.note


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (56, 56, "64 to 1536"),
        (1544, 1024, "64 to 1536"),
        (100, 96, "multiples of 8"),
        (512, 64, "3:1"),
        (0, 0, "64 to 1536"),
    ],
)
def test_a_size_that_it_does_not_paint_is_refused_in_a_sentence(
    run: Callable[..., list[Result]], width: int, height: int, reason: str
) -> None:
    with pytest.raises(RequestRefused, match=reason) as refusal:
        run(replace(BOATS, width=width, height=height))

    assert str(refusal.value).endswith(".")


def test_a_picture_to_start_from_is_refused(run: Callable[..., list[Result]]) -> None:
    with pytest.raises(RequestRefused, match="from words alone"):
        run(BOATS, Image.new("RGB", (64, 64)))


def test_nothing_to_enlarge_is_refused(run: Callable[..., list[Result]]) -> None:
    with pytest.raises(RequestRefused, match="no picture"):
        run(replace(BOATS, task=Task.UPSCALE))


def test_unknown_words_are_owned_up_to(run: Callable[..., list[Result]]) -> None:
    assert "“dragon”" in run(replace(BOATS, prompt="a dragon"))[0].note
    assert run(BOATS)[0].note == ""


def test_the_recipe_is_plain_json(run: Callable[..., list[Result]]) -> None:
    recipe = dict(run(BOATS)[0].recipe)

    assert json.loads(json.dumps(recipe)) == recipe
    assert recipe == {"painter": {"layout": 7, "palette": 7, "hand": 7, "nudge": None}}
