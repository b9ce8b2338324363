import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inference.engine import Result
from inference.engines.painter import PainterEngine
from inference.errors import Cancelled, RequestRefused
from inference.painter.reading import read
from inference.painter.weights import LEAST, MOST, weighed
from inference.painter.whims import strange, varied
from inference.request import MAX_SEED, Request, Task
from prompts.size import dimensions

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


def test_the_widest_shape_is_painted_though_its_sides_are_rounded(
    run: Callable[..., list[Result]],
) -> None:
    width, height = dimensions(3, 256)

    assert run(replace(BOATS, width=width, height=height))[0].image.size == (448, 144)


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


# ---- the manner that flags ask for


@pytest.mark.parametrize(
    "options",
    [{"stylize": 0}, {"stylize": 1000}, {"chaos": 100}, {"weird": 3000}, {"stop": 50}],
    ids=str,
)
def test_a_manner_changes_the_picture_and_comes_again_alone(
    options: dict[str, float], run: Callable[..., list[Result]]
) -> None:
    usual = replace(BOATS, prompt="a fox and a house, poster", width=64, height=64, count=2)
    manner = replace(usual, options=options)

    second = run(manner)[1].image

    assert difference(second, run(usual.only(1))[0].image) > 0.005
    assert run(manner.only(1))[0].image.tobytes() == second.tobytes()


def test_taste_lies_on_one_line_from_the_plain_scene_to_the_hand_overdone(
    run: Callable[..., list[Result]],
) -> None:
    small = replace(BOATS, width=64, height=64)
    bare, half, full, over = (
        run(replace(small, options={"stylize": s}))[0].image for s in (0, 50, 100, 1000)
    )

    assert run(small)[0].image.tobytes() == full.tobytes()
    assert 0 < difference(bare, half) < difference(bare, full) < difference(bare, over)


def test_chaos_spreads_the_pictures_of_a_grid(run: Callable[..., list[Result]]) -> None:
    def spread(chaos: float) -> float:
        wanted = replace(
            BOATS, prompt="a lighthouse, poster", count=4, width=64, height=64,
            options={"chaos": chaos},
        )  # fmt: skip
        images = [result.image for result in run(wanted)]
        return sum(difference(images[0], image) for image in images[1:])

    assert spread(0) < spread(100)


def test_chaos_and_weirdness_keep_what_was_said() -> None:
    said = read("a red fox in a forest at night in the rain, ink, symmetry").scene

    for seed in range(20):
        scene = varied(said, 100, layout=seed, palette=seed)
        odd = strange(scene, 3000, layout=seed, palette=seed)
        assert replace(scene, palette=None, season=None) == said
        assert (odd.place, odd.hour, odd.items[0].colours) == (said.place, said.hour, ("red",))


@pytest.mark.parametrize(("quality", "times"), [(0.25, 0.5), (4, 2.0)])
def test_quality_is_more_or_fewer_pixels_under_the_same_picture(
    quality: float, times: float, run: Callable[..., list[Result]]
) -> None:
    square = replace(BOATS, prompt="three boats, poster", height=128)
    made = run(replace(square, options={"quality": quality}))[0].image
    side = int(128 * times)

    expected = run(replace(square, width=side, height=side))[0].image

    assert made.tobytes() == expected.resize((128, 128), Image.Resampling.LANCZOS).tobytes()
    assert difference(made, run(square)[0].image) < 0.05


def test_an_upscale_keeps_the_manner(run: Callable[..., list[Result]]) -> None:
    wanted = replace(BOATS, prompt="a fox and a house, poster", options={"weird": 2000})
    (small,) = run(wanted)
    larger = replace(wanted, task=Task.UPSCALE, width=256, height=192)

    (large,) = run(larger, filed(small, wanted))

    assert "enlarged from its pixels" not in large.note
    assert difference(large.image, small.image) < 0.075


@pytest.mark.parametrize(
    ("options", "told"),
    [({"tile": True}, "Leave --tile out"), ({"stop": 5}, "from 10 to 100"), ({"weird": "x"}, "0")],
)
def test_a_manner_that_it_has_not_is_refused(
    options: dict[str, float | str], told: str, run: Callable[..., list[Result]]
) -> None:
    with pytest.raises(RequestRefused, match=told):
        run(replace(BOATS, options=options))


# ---- weights


def test_a_thing_grows_with_its_weight() -> None:
    scene = read("a red fox and a house, poster").scene

    big = weighed(scene, [("a red fox and a ", 1.0), ("house", 1.4)])
    small = weighed(scene, [("a red fox", 0.6), (" and a house", 1.0)])

    assert [item.size for item in big.items] == [1.0, 1.4]
    assert [item.size for item in small.items] == [0.6, 1.0]
    assert weighed(scene, []) == scene


def test_a_weight_on_a_colour_makes_it_glow_or_fade(run: Callable[..., list[Result]]) -> None:
    def redness(weight: float) -> float:
        spans = (("a ", 1.0), ("red", weight), (" fox, poster", 1.0))
        wanted = replace(BOATS, prompt="a red fox, poster", spans=spans)
        red, green, _ = np.asarray(run(wanted)[0].image, float).transpose(2, 0, 1)
        return float(np.sort((red - green).ravel())[-400:].mean())

    faint, usual, strong = redness(0.3), redness(1.0), redness(1.8)

    assert faint < usual < strong


def test_no_weight_is_too_large_to_fit() -> None:
    scene = read("a house").scene

    assert weighed(scene, [("house", 10.0)]).items[0].size == MOST
    assert weighed(scene, [("house", 0.01)]).items[0].size == LEAST
