"""Faces are found by whatever detector an operator names, or it says what is wrong with it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from inference.errors import ModelNotFound
from inference.faces import FaceFinder
from tests.inference.detectors import detector

GREY = Image.new("RGB", (100, 80), "grey")


def test_a_face_is_found_where_it_is(tmp_path: Path) -> None:
    assert FaceFinder(detector(tmp_path)).find(GREY) == [(25, 20, 75, 60)]


def test_other_things_and_what_is_unsure_are_no_faces(tmp_path: Path) -> None:
    unsure = detector(tmp_path / "unsure", sure=-9.5)
    cats = detector(tmp_path / "cats", names=("cat", "human face"))

    assert FaceFinder(unsure).find(GREY) == []
    assert FaceFinder(cats).find(GREY) == []


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(("cat", "dog"), "knows nothing called a face"), (None, "has no .safetensors files")],
)
def test_what_finds_no_faces_is_refused_by_name(
    tmp_path: Path, names: tuple[str, ...] | None, sentence: str
) -> None:
    folder = tmp_path / "eyes" if names is None else detector(tmp_path / "eyes", names=names)
    folder.mkdir(exist_ok=True)

    with pytest.raises(ModelNotFound, match=sentence) as raised:
        FaceFinder(folder)

    assert "eyes" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("config.json", {"hidden_size": "eight"}),
        ("config.json", {"id2label": []}),
        ("config.json", {"patch_size": 0}),
        ("preprocessor_config.json", {"image_processor_type": "ViTImageProcessor"}),
        ("preprocessor_config.json", {"image_mean": [1]}),
    ],
)
def test_a_broken_detector_is_told_before_a_picture_needs_it(
    tmp_path: Path, name: str, wrong: Mapping[str, object]
) -> None:
    file = detector(tmp_path / "eyes") / name
    file.write_text(json.dumps(json.loads(file.read_text()) | wrong))

    with pytest.raises(ModelNotFound, match="The detector “eyes” cannot be used"):
        FaceFinder(file.parent)


def test_a_detector_that_is_gone_is_told(tmp_path: Path) -> None:
    shutil.rmtree(detector(tmp_path / "eyes"))

    with pytest.raises(ModelNotFound, match="The detector “eyes” cannot be used"):
        FaceFinder(tmp_path / "eyes")
