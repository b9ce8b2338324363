"""Enlarging as an engine: with a network, without one, and what it refuses."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from inference.engine import Result
from inference.engines.upscale import NOT_FOUND, NOT_LOOKED, WITHOUT, UpscaleEngine
from inference.errors import Cancelled, RequestRefused
from inference.request import Task
from inference.upscalers import read_upscalers
from inference.upscaling.enlarging import enlarge
from inference.upscaling.file import load_upscaler
from inference.upscaling.wish import NONE, upscale_request
from tests.inference.detectors import detector
from tests.inference.engines.heard import Heard
from tests.inference.upscaling.published import compact


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    models = tmp_path_factory.mktemp("models")
    for name in ("upscalers/lines.safetensors", "upscaler/photo/w.safetensors"):
        file = models / name
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(compact(scale=2), file)
    return {name: it for name, it in read_upscalers(models, None).items() if name != "mozart"}


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    random = np.random.default_rng(1)
    return Image.fromarray(random.integers(60, 190, (24, 32, 3), dtype=np.uint8))


def enlarged(
    picture: Image.Image,
    networks: Mapping[str, Path],
    *,
    scale: int = 2,
    network: str | None = None,
) -> Result:
    request = upscale_request(picture.size, scale=scale, network=network, known=networks)
    return UpscaleEngine(networks).run(request, {"source": picture}, Heard())[0]


def test_networks_are_known_by_the_names_of_their_files_or_folders(
    networks: Mapping[str, Path], tmp_path: Path
) -> None:
    assert list(networks) == ["lines", "photo"]
    mine = tmp_path / "mine.safetensors"
    assert next(iter(read_upscalers(tmp_path, mine).items())) == ("mine", mine)


def test_the_device_is_found_where_the_operator_names_none(
    networks: Mapping[str, Path], picture: Image.Image
) -> None:
    request = upscale_request(picture.size, scale=2, known=networks)

    found = UpscaleEngine(networks, place="auto").run(request, {"source": picture}, Heard())[0]

    assert (found.image.size, found.recipe) == ((64, 48), {"upscaler": "lines"})


@pytest.mark.parametrize("scale", [2, 4])
def test_the_network_that_was_named_enlarges(
    picture: Image.Image, networks: Mapping[str, Path], scale: int
) -> None:
    result = enlarged(picture, networks, scale=scale, network="photo")

    size = scale * picture.width, scale * picture.height
    upscaler = load_upscaler(networks["photo"])
    expected = enlarge(picture, upscaler, width=size[0], height=size[1], report=lambda _: None)
    assert result.image.tobytes() == expected.tobytes()
    assert result.note == ""


def test_without_a_network_pixels_are_interpolated_and_that_is_said(picture: Image.Image) -> None:
    result = enlarged(picture, {})

    assert result.image == picture.resize((64, 48), Image.Resampling.LANCZOS)
    assert result.note == WITHOUT


def test_who_wants_no_network_is_not_told_that_there_is_none(
    picture: Image.Image, networks: Mapping[str, Path]
) -> None:
    result = enlarged(picture, networks, network=NONE)

    assert result.image == picture.resize((64, 48), Image.Resampling.LANCZOS)
    assert result.note == ""


@pytest.fixture(scope="module")
def kinds(networks: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models of an operator who has a network for lines and one for faces, which darkens."""
    models = tmp_path_factory.mktemp("kinds")
    for folder, weights in (("lines", compact(scale=2)), ("faces", compact(scale=2, depth=1))):
        file = models / "upscalers" / folder / f"{folder[:-1]}.safetensors"
        file.parent.mkdir(parents=True)
        save_file(weights, file)
    return models


def by_kind(
    picture: Image.Image,
    models: Path,
    kind: str | None,
    *,
    mask: Image.Image | None = None,
    finder: Path | None = None,
) -> Result:
    networks = {name: it for name, it in read_upscalers(models, None).items() if name != "mozart"}
    sent = {} if mask is None else {"mask": mask}
    request = upscale_request(picture.size, kind=kind, known=networks, sent=sent)
    engine = UpscaleEngine(networks, detector=finder)
    return engine.run(request, {"source": picture, **sent}, Heard())[0]


def test_the_kind_of_a_picture_chooses_among_the_networks(
    picture: Image.Image, kinds: Path
) -> None:
    assert by_kind(picture, kinds, "lines").recipe == {"upscaler": "line"}
    assert by_kind(picture, kinds, None).recipe == {"upscaler": "line"}  # the face's never is usual


def test_faces_are_done_by_their_network_where_the_mask_is_white(
    picture: Image.Image, kinds: Path
) -> None:
    mask = Image.new("L", picture.size)
    mask.paste(255, (0, 0, 12, 24))

    result = by_kind(picture, kinds, "faces", mask=mask)

    lines, faces = (
        np.asarray(by_kind(picture, kinds, kind).image, int) for kind in ("lines", "faces")
    )
    mixed = np.asarray(result.image, int)
    assert result.recipe == {"upscaler": "line", "faces": "face"}
    assert result.note == "A face by face, the rest by line."
    assert np.abs(mixed[:, :14] - faces[:, :14]).max() <= 40  # its context ends sooner
    assert np.abs(mixed[:, 4:12] - lines[:, 4:12]).mean() > 5
    assert (mixed[:, 40:] == lines[:, 40:]).all()


@pytest.mark.parametrize("size", [(1, 1), (7, 90)])
@pytest.mark.parametrize("level", [0, 255])
def test_a_mask_may_have_any_size_and_be_all_one_level(
    picture: Image.Image, kinds: Path, size: tuple[int, int], level: int
) -> None:
    mask = Image.new("L", size, level)

    result = by_kind(picture, kinds, "faces", mask=mask)

    assert result.image.size == (64, 48)
    assert result.recipe.get("faces") == ("face" if level else None)


def test_without_a_mask_or_a_detector_the_network_for_faces_does_all_and_that_is_said(
    picture: Image.Image, kinds: Path
) -> None:
    result = by_kind(picture, kinds, "faces")

    assert result.recipe == {"upscaler": "face"}
    assert result.note == NOT_LOOKED.format(faces="face")


def test_the_operators_detector_finds_faces_also_where_nobody_names_a_kind(
    picture: Image.Image, kinds: Path, tmp_path: Path
) -> None:
    finder = detector(tmp_path)

    for kind in (None, "faces"):
        result = by_kind(picture, kinds, kind, finder=finder)
        assert result.recipe == {"upscaler": "line", "faces": "face"}


def test_where_no_face_is_found_that_is_said_to_who_counted_on_one(
    picture: Image.Image, kinds: Path, tmp_path: Path
) -> None:
    finder = detector(tmp_path, sure=-9.5)

    asked, left_open = (by_kind(picture, kinds, it, finder=finder) for it in ("faces", None))

    assert asked.note == NOT_FOUND.format(other="line")
    assert left_open.note == ""
    assert asked.recipe == left_open.recipe == {"upscaler": "line"}


def test_a_broken_detector_keeps_nobody_from_enlarging(
    picture: Image.Image, kinds: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finder = detector(tmp_path, names=("cat", "dog"))

    asked, left_open = (by_kind(picture, kinds, it, finder=finder) for it in ("faces", None))

    assert (asked.recipe, asked.note) == ({"upscaler": "face"}, NOT_LOOKED.format(faces="face"))
    assert (left_open.recipe, left_open.note) == ({"upscaler": "line"}, "")
    assert "knows nothing called a face" in caplog.text


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_a_device_that_is_not_there_is_named(
    picture: Image.Image, networks: Mapping[str, Path]
) -> None:
    request = upscale_request(picture.size, known=networks)

    with pytest.raises(RequestRefused, match="chose the device “cuda:1”, which is not here"):
        UpscaleEngine(networks, place="cuda:1").run(request, {"source": picture}, Heard())


def test_the_picture_is_shown_while_it_grows_and_a_cancel_stops(
    picture: Image.Image, networks: Mapping[str, Path]
) -> None:
    request = upscale_request(picture.size, scale=4, known=networks)
    heard = Heard(stop_at=0.5)

    with pytest.raises(Cancelled):
        UpscaleEngine(networks).run(request, {"source": picture}, heard)

    assert heard.done == sorted(heard.done)
    assert heard.previews[0].size == picture.size


def test_a_file_that_is_no_network_is_refused_by_name(picture: Image.Image, tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"nothing of the kind")

    with pytest.raises(RequestRefused, match="bad"):
        enlarged(picture, {"bad": tmp_path / "bad.safetensors"})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scale": 3}, "2 or 4 times as large"),
        ({"scale": True}, "2 or 4 times as large"),
        ({"kind": "faces"}, "no network for faces here; leave the kind out"),
        ({"kind": "cubes"}, "“cubes” are not known; choose one of: photo, lines, faces"),
        ({"kind": "photo", "network": "lines"}, "Name a network, or say what the picture shows"),
        ({"kind": "photo", "sent": {"mask"}}, "A mask says where faces are"),
        ({"network": "cubist"}, "no network “cubist” that enlarges; choose one of: lines, photo,"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_queued(
    networks: Mapping[str, Path], fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        upscale_request((32, 24), known=networks, **fields)  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize(("size", "scale"), [((1025, 8), 4), ((2049, 2), 2)])
def test_what_would_be_too_large_is_refused_with_the_limit(
    size: tuple[int, int], scale: int
) -> None:
    with pytest.raises(RequestRefused, match="up to 4096 a side"):
        upscale_request(size, scale=scale, known={})


def test_the_engine_refuses_what_a_command_would_never_ask(
    picture: Image.Image, networks: Mapping[str, Path]
) -> None:
    request = upscale_request(picture.size, known=networks)
    engine = UpscaleEngine(networks)

    with pytest.raises(RequestRefused, match="no picture to enlarge"):
        engine.run(request, {}, Heard())
    with pytest.raises(RequestRefused, match="enlarged once"):
        engine.run(replace(request, task=Task.VARY), {"source": picture}, Heard())
    with pytest.raises(RequestRefused, match="knows no option “twice”"):
        engine.run(replace(request, options={"twice": True}), {"source": picture}, Heard())
