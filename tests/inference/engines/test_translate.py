"""Translating as an engine: with a small network that the test makes, and without one."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inference.engine import Result
from inference.engines.translate import BESIDE, NONE, TranslateEngine
from inference.errors import Cancelled, RequestRefused
from inference.request import Request
from inference.request import Task as Work
from inference.styling.pixels import tensor_of
from inference.translating.tasks import Task
from inference.translating.translator import read_translator
from inference.translating.wish import translate_request
from tests.inference.engines.heard import Heard
from tests.inference.translating.small import small_translator


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_translator(tmp_path_factory.mktemp("translator"))


def picture(width: int = 40, height: int = 32) -> Image.Image:
    random = np.random.default_rng(1)
    return Image.fromarray(random.integers(60, 190, (height, width, 3), dtype=np.uint8))


@pytest.fixture
def run(file: Path) -> Callable[..., list[Result]]:
    engine = TranslateEngine(file)

    def run(request: Request, heard: Heard | None = None) -> list[Result]:
        source = picture(request.width, request.height)
        return engine.run(request, {"source": source}, heard or Heard())

    return run


Run = Callable[..., list[Result]]


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def test_each_target_is_a_picture_of_the_sources_size(run: Run) -> None:
    results = run(translate_request((40, 32), to="night, winter, sketch"))

    assert [it.image.size for it in results] == [(40, 32)] * 3
    different = [pixels(it.image) for it in results]
    assert not np.array_equal(different[0], different[1])
    assert not np.array_equal(different[1], different[2])


def test_the_widest_shape_is_translated_though_its_sides_are_rounded(run: Run) -> None:
    request = translate_request((160, 40), to="night", side=33)

    assert run(request)[0].image.size == (66, 16)


def test_the_same_request_gives_the_same_pixels(run: Run, file: Path) -> None:
    request = translate_request((40, 32), to="restored")
    (first,) = run(request)
    run(translate_request((40, 32), to="night"))

    (again,) = run(request)
    (fresh,) = TranslateEngine(file).run(request, {"source": picture()}, Heard())

    assert pixels(first.image).tolist() == pixels(again.image).tolist()
    assert pixels(first.image).tolist() == pixels(fresh.image).tolist()


def test_with_a_plus_the_second_change_is_made_to_what_the_first_made(run: Run, file: Path) -> None:
    translator = read_translator(file)
    snowy = translator.translate(tensor_of(picture()), Task.WINTER)
    expected = translator.translate(snowy, Task.NIGHT)

    (result,) = run(translate_request((40, 32), to="winter+night"))

    assert torch.allclose(tensor_of(result.image), expected, atol=0.003)


def test_strength_goes_from_the_picture_itself_to_all_of_the_change(run: Run) -> None:
    before = pixels(picture())

    none, half, whole = (
        pixels(run(translate_request((40, 32), to="night", strength=it))[0].image)
        for it in (0, 50, 100)
    )

    assert np.array_equal(none, before)
    assert np.abs(whole - before).max() > 10
    assert np.abs(2 * half - before - whole).max() <= 2


@pytest.mark.parametrize(("size", "sheet"), [((40, 32), (82, 32)), ((60, 30), (60, 62))])
def test_before_and_after_stand_beside_each_other(
    size: tuple[int, int], sheet: tuple[int, int], run: Run
) -> None:
    (result,) = run(translate_request(size, to="night", beside=True))

    (file,) = result.files
    shown = Image.open(io.BytesIO(file.data))
    assert (file.name, file.instead, shown.size) == (BESIDE, True, sheet)
    after = (sheet[0] - size[0], sheet[1] - size[1], *sheet)
    assert np.array_equal(pixels(shown.crop((0, 0, *size))), pixels(picture(*size)))
    assert np.array_equal(pixels(shown.crop(after)), pixels(result.image))


def test_another_size_is_brought_about_first(file: Path) -> None:
    request = translate_request((40, 32), to="night", side=64)

    (result,) = TranslateEngine(file).run(request, {"source": picture()}, Heard())

    assert result.image.size == (request.width, request.height) == (72, 57)


def test_progress_is_told_and_seen_until_the_end(run: Run) -> None:
    heard = Heard()

    run(translate_request((40, 32), to="hours"), heard)

    assert heard.done == sorted(heard.done)
    assert (heard.done[0], heard.done[-1]) == (0, 1)
    assert len(heard.previews) % 4 == 0


def test_a_cancelled_translation_stops_and_the_next_one_runs(run: Run) -> None:
    request = translate_request((40, 32), to="hours")
    with pytest.raises(Cancelled):
        run(request, Heard(stop_at=0.4))

    assert len(run(request)) == 4


def test_without_a_network_the_sentence_says_so() -> None:
    request = translate_request((40, 32), to="night")

    with pytest.raises(RequestRefused, match="no network here") as caught:
        TranslateEngine(None).run(request, {"source": picture()}, Heard())

    assert str(caught.value) == NONE


def test_a_file_that_is_no_network_or_has_not_learned_the_task_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"no weights")
    young = small_translator(tmp_path, [Task.NIGHT])
    request = translate_request((40, 32), to="winter")

    with pytest.raises(RequestRefused, match=r"“broken.safetensors” is no translator"):
        TranslateEngine(broken).run(request, {"source": picture()}, Heard())
    with pytest.raises(RequestRefused, match="has not learned “winter”"):
        TranslateEngine(young).run(request, {"source": picture()}, Heard())


NIGHT = translate_request((40, 32), to="night")


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (replace(NIGHT, task=Work.VARY), "is not varied or enlarged"),
        (replace(NIGHT, options={"to": "night", "speed": 3}), "knows no option “speed”"),
        (replace(NIGHT, options={}), "Say what to turn the picture into"),
        (replace(NIGHT, count=2), "something of its own"),
        (replace(NIGHT, strength=1.5), "between 0 and 1"),
        (replace(NIGHT, width=4), "at least 8 a side"),
        (replace(NIGHT, width=4000, height=3000), "between 32 and 2048"),
    ],
)
def test_what_no_command_asks_for_is_refused(request_: Request, sentence: str, run: Run) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        run(request_)


def test_without_a_picture_there_is_nothing_to_translate(file: Path) -> None:
    with pytest.raises(RequestRefused, match="no picture to translate"):
        TranslateEngine(file).run(NIGHT, {}, Heard())
