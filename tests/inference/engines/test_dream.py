"""Dreams as an engine, small: what is seen, what is kept, what is refused."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from inference.dreaming.eye import Eye
from inference.dreaming.motifs import sheet
from inference.dreaming.wish import CHANNELS, LAYERS, MOST_MOTIFS, dream_request
from inference.engine import Result
from inference.engines.dream import DreamEngine
from inference.errors import Cancelled, RequestRefused
from inference.painter.subjects.catalogue import SUBJECTS
from inference.request import Request, Task
from inference.styling.pixels import tensor_of
from tests.inference.engines.heard import Heard


@pytest.fixture(scope="module")
def engine() -> DreamEngine:
    return DreamEngine()


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """A slope with a disc on it."""
    down, across = np.mgrid[0:96, 0:128]
    pixels = np.stack([across * 2, down * 2, 200 - down], -1).astype(np.uint8)
    pixels[(down - 48) ** 2 + (across - 64) ** 2 < 400] = (230, 210, 60)
    return Image.fromarray(pixels)


def asked(picture: Image.Image, sent: Sequence[str] = (), **options: Any) -> Request:
    return dream_request(picture.size, seed=7, options=options, sent=sent, side=96)


def dreamt(
    engine: DreamEngine, picture: Image.Image, *, others: dict[str, Image.Image] | None = None,
    **options: Any,
) -> Result:  # fmt: skip
    others = others or {}
    request = asked(picture, list(others), **options)
    return engine.run(request, {"source": picture, **others}, Heard())[0]


def difference(one: Image.Image, other: Image.Image) -> float:
    pixels = [np.asarray(it.resize((64, 48)), np.float32) for it in (one, other)]
    return float(np.abs(pixels[0] - pixels[1]).mean())


def test_the_eye_has_the_layers_and_channels_that_can_be_wished() -> None:
    eye = Eye.load()

    assert eye.channels == CHANNELS
    assert len(eye.channels) == LAYERS
    assert eye.features(torch.rand(1, 3, 64, 64), 2).shape == (1, CHANNELS[1], 16, 16)


def test_a_dream_shows_the_network_more_of_what_it_sees(
    engine: DreamEngine, picture: Image.Image
) -> None:
    eye = Eye.load()
    before, after = (
        eye.features(tensor_of(it.resize((110, 84))), 3).square().mean()
        for it in (picture, dreamt(engine, picture, motifs="none", layer=3).image)
    )

    assert after > 1.5 * before


def test_a_dream_of_creatures_keeps_the_light_and_repeats(
    engine: DreamEngine, picture: Image.Image
) -> None:
    result = dreamt(engine, picture, motifs="owl castle")

    assert result.image.size == (110, 84)
    assert 4 < difference(result.image, picture) < 60
    assert dreamt(engine, picture, motifs="owl castle").image.tobytes() == result.image.tobytes()


def test_no_strength_leaves_the_picture_as_it_was(
    engine: DreamEngine, picture: Image.Image
) -> None:
    assert difference(dreamt(engine, picture, motifs="none", strength=0).image, picture) < 3


def test_one_channel_or_a_guide_changes_the_dream(
    engine: DreamEngine, picture: Image.Image
) -> None:
    free = dreamt(engine, picture, motifs="none", layer=2).image
    one = dreamt(engine, picture, motifs="none", layer=2, channel=5).image
    guide = sheet(["fish"], side_px=96, seed=1)
    guided = dreamt(engine, picture, others={"guide": guide}, motifs="none", layer=2).image

    assert len({free.tobytes(), one.tobytes(), guided.tobytes()}) == 3


def test_a_dream_can_go_on_as_a_film(engine: DreamEngine, picture: Image.Image) -> None:
    (film,) = dreamt(engine, picture, motifs="none", zoom=True).files

    assert film.instead
    with Image.open(io.BytesIO(film.data)) as frames:
        assert getattr(frames, "n_frames", 1) == 24


@pytest.mark.parametrize("mode", ["deep-style", "thin-style"])
def test_a_style_is_told_by_name_or_by_a_picture(
    engine: DreamEngine, picture: Image.Image, mode: str
) -> None:
    sent = sheet(["flower"], side_px=96, seed=1)
    result = dreamt(engine, picture, others={"style": sent}, mode=mode)

    assert result.image.size == (110, 84)
    assert difference(result.image, picture) > 3


def test_it_can_be_watched_and_stopped(engine: DreamEngine, picture: Image.Image) -> None:
    heard = Heard(stop_at=0.3)

    with pytest.raises(Cancelled):
        engine.run(asked(picture), {"source": picture}, heard)

    assert heard.done == sorted(heard.done)
    assert heard.previews


def test_motifs_fill_their_sheet_and_repeat() -> None:
    one = sheet(["cat", "ice cream"], side_px=64, seed=3)

    assert one.tobytes() == sheet(["cat", "ice cream"], side_px=64, seed=3).tobytes()
    assert one.tobytes() != sheet(["cat", "ice cream"], side_px=64, seed=4).tobytes()


@pytest.mark.parametrize(
    ("options", "sent", "sentence"),
    [
        ({"mode": "shallow"}, [], "There is no dream “shallow”; choose deep-dream, deep-style"),
        ({"motifs": "owl, unicorn"}, [], "Dreams know no “unicorn”"),
        ({"motifs": " ".join(list(SUBJECTS)[: MOST_MOTIFS + 1])}, [], "at most 12 kinds"),
        ({"layer": 5}, [], "layer is a whole number from 1 to 4"),
        ({"layer": 1, "channel": 24}, [], "channel is a whole number from 0 to 23"),
        ({"strength": 101}, [], "strength is a whole number from 0 to 100"),
        ({"style": "oil"}, [], "A deep dream has no style"),
        ({"mode": "thin-style", "style": "cubist"}, [], "There is no style “cubist”"),
        ({"mode": "thin-style", "style": "oil"}, ["style"], "a name or a picture"),
        ({"mode": "deep-style", "layer": 2}, [], "Only a deep dream has layer"),
        ({"mode": "thin-style", "channel": 0}, [], "Only a deep dream has channel"),
        ({"mode": "deep-style"}, ["guide"], "Only a deep dream has a guide"),
        ({"loud": True}, [], "Dreams know no option “loud”"),
    ],
)
def test_what_cannot_be_dreamed_is_said_before_anything_is_queued(
    picture: Image.Image, options: dict[str, Any], sent: list[str], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        asked(picture, sent, **options)


@pytest.mark.parametrize(("size", "side"), [((400, 100), 96), ((100, 100), 95), ((9, 9), 769)])
def test_shapes_and_sizes_have_limits(size: tuple[int, int], side: int) -> None:
    with pytest.raises(RequestRefused, match=r"Shapes up to 3:1|size is between 96 and 768"):
        dream_request(size, seed=1, options={}, side=side)


def test_the_engine_refuses_what_a_command_would_never_ask(
    engine: DreamEngine, picture: Image.Image
) -> None:
    request = asked(picture)

    with pytest.raises(RequestRefused, match="no picture to dream about"):
        engine.run(request, {}, Heard())
    with pytest.raises(RequestRefused, match="not varied"):
        engine.run(replace(request, task=Task.VARY), {"source": picture}, Heard())
