import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inference.engine import Result
from inference.engines.masters import MastersEngine
from inference.errors import Cancelled, RequestRefused
from inference.masters import files
from inference.request import Request, Task

SQUARES = Request(
    prompt="disorder",
    width=128,
    height=96,
    seed=7,
    model="draw",
    options={"master": "disorder", "cells": 5, "disorder": 0.4, "files": "svg"},
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


def run(
    request: Request, source: Image.Image | None = None, watcher: Watcher | None = None
) -> list[Result]:
    engine = MastersEngine()
    engine.load("draw")
    inputs: Mapping[str, Image.Image] = {} if source is None else {"source": source}
    return engine.run(request, inputs, watcher or Watcher())


def filed(result: Result) -> Image.Image:
    """The picture as it comes back from storage, with its recipe."""
    image = result.image.copy()
    image.info["mozart"] = json.dumps(result.recipe)
    return image


def told(result: Result) -> dict[str, object]:
    recipe = result.recipe["draw"]
    assert isinstance(recipe, dict)
    return recipe


def test_it_draws_each_picture_with_its_own_seed_and_tells_all_choices() -> None:
    one, two = run(replace(SQUARES, count=2))

    (alone,) = run(replace(SQUARES, seed=8))
    assert one.image.size == (128, 96)
    assert one.image.tobytes() != two.image.tobytes() == alone.image.tobytes()
    assert "cells=5 " in one.note
    assert told(one)["seed"] == 7
    assert [file.name for file in one.files] == ["plot.svg"]


def test_a_subtle_variation_keeps_the_seed_and_a_strong_one_only_the_master() -> None:
    (parent,) = run(SQUARES)
    vary = replace(SQUARES, task=Task.VARY, seed=99)

    (subtle,) = run(replace(vary, strength=0.3), filed(parent))
    (strong,) = run(replace(vary, strength=0.8), filed(parent))

    assert (told(subtle)["seed"], told(strong)["seed"]) == (7, 99)
    assert told(subtle)["master"] == told(strong)["master"] == "disorder"
    assert told(subtle)["values"] != told(parent)["values"]
    grey = [np.asarray(it.image.convert("L"), float) for it in (parent, subtle, strong)]
    assert np.abs(grey[0] - grey[1]).mean() > 0


def test_an_enlarged_variation_is_the_same_drawing_at_twice_the_size() -> None:
    (parent,) = run(replace(SQUARES, task=Task.VARY, seed=99, strength=0.3), filed(run(SQUARES)[0]))
    up = replace(SQUARES, task=Task.UPSCALE, width=256, height=192, seed=99)

    (large,) = run(up, filed(parent))

    assert large.image.size == (256, 192)
    assert large.recipe == parent.recipe
    assert [it.data for it in large.files] == [it.data for it in parent.files]


def test_without_a_recipe_options_and_seed_say_what_is_enlarged() -> None:
    (parent,) = run(SQUARES)
    up = replace(SQUARES, task=Task.UPSCALE, width=256, height=192)

    (large,) = run(up, Image.new("RGB", (128, 96)))

    assert large.recipe == parent.recipe


def test_a_film_that_was_all_that_was_asked_for_is_shown_in_the_pictures_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "_FILM_SIZES", ((64, 50),))
    small: dict[str, str | int] = {"master": "schotter", "rows": 2, "columns": 2}

    (alone,) = run(replace(SQUARES, options={**small, "files": "timelapse"}))
    (beside,) = run(replace(SQUARES, options={**small, "files": "svg, timelapse"}))

    assert [(it.name, it.instead) for it in alone.files] == [("timelapse.webp", True)]
    assert [it.instead for it in beside.files] == [False, False]


WRONG = {
    "master": ({"options": {"master": "raphael"}}, "There is no master called “raphael”; choose"),
    "no master": ({"options": {}}, "There is no master called “”; choose one of"),
    "option": ({"options": {"master": "maze", "walls": 3}}, "“maze” has no option “walls”; it has"),
    "file": (
        {"options": {"master": "maze", "files": "dxf"}},
        "A drawing has no “dxf” file; there are svg, pdf, timelapse.",
    ),
    "small": ({"width": 32}, "Drawings have 64 to 4096 pixels a side, not 32 x 96."),
    "thin": ({"width": 1024}, "Drawings are up to three times as long as wide."),
    "large": ({"width": 4096, "height": 4098}, "Drawings have 64 to 4096 pixels a side"),
}


@pytest.mark.parametrize(("change", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(
    change: Mapping[str, object], sentence: str
) -> None:
    with pytest.raises(RequestRefused) as refused:
        run(replace(SQUARES, **change))  # type: ignore[arg-type]  # any field

    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("stop_at", [0.0, 0.3, 0.75])
def test_a_drawing_can_be_stopped_while_it_is_made_painted_and_plotted(stop_at: float) -> None:
    watcher = Watcher(stop_at=stop_at)

    with pytest.raises(Cancelled):
        run(SQUARES, watcher=watcher)

    assert watcher.shares[-1] < 1


def test_progress_only_grows_and_previews_show_all_pictures() -> None:
    watcher = Watcher(curious=True)

    run(replace(SQUARES, count=2, options={**SQUARES.options, "files": "svg, pdf"}), None, watcher)

    assert watcher.shares == sorted(watcher.shares)
    assert watcher.shares[-1] == 1
    assert {len(preview) for preview in watcher.previews} == {2}
