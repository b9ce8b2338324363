"""What is on offer: the painter, and the folders of the operator, whatever they hold."""

import json
from pathlib import Path

import pytest

from inference.catalogue import read_catalogue
from inference.errors import ModelNotFound


def put(folder: Path, name: str, index: str, **configs: object) -> None:
    (folder / name).mkdir()
    (folder / name / "model_index.json").write_text(index)
    for part, config in configs.items():
        (folder / name / part).mkdir()
        (folder / name / part / "config.json").write_text(json.dumps(config))


def test_without_folders_there_is_the_painter(tmp_path: Path) -> None:
    catalogue = read_catalogue(tmp_path / "nowhere")

    assert [model.name for model in catalogue.models] == ["painter"]
    assert catalogue.default.name == "painter"


@pytest.mark.parametrize(
    ("configs", "side"),
    [
        ({"unet": {"sample_size": 64}}, 512),
        ({"unet": {"sample_size": 128}}, 1024),
        ({"unet": {"sample_size": 512}}, 1024),
        ({"unet": {"sample_size": 1}}, 64),
        ({"unet": {"sample_size": [96, 96]}}, 512),
        ({"unet": {"x": 1}}, 512),
        ({"transformer": {"guidance_embeds": True}}, 1024),
        ({"transformer": {"sample_size": 32}}, 256),
        ({}, 512),
    ],
)
def test_a_models_side_is_that_of_its_denoiser(
    configs: dict[str, object], side: int, tmp_path: Path
) -> None:
    put(tmp_path, "mine", '{"_class_name": "FluxPipeline"}', **configs)

    model = read_catalogue(tmp_path).find("mine")

    assert (model.side, model.engine, model.folder) == (side, "diffusion", tmp_path / "mine")
    assert "FluxPipeline" in model.title


@pytest.mark.parametrize("index", ["", "{", "[]", "[" * 100_000, '{"a": "' + "x" * 2**20 + '"}'])
def test_a_broken_folder_spoils_nothing_for_the_others(index: str, tmp_path: Path) -> None:
    put(tmp_path, "broken", index)
    put(tmp_path, "good", '{"_class_name": "FluxPipeline"}')

    assert [model.name for model in read_catalogue(tmp_path).models] == [
        "painter",
        "broken",
        "good",
    ]


def test_the_default_stands_first_and_must_be_there(tmp_path: Path) -> None:
    put(tmp_path, "mine", "{}")

    assert read_catalogue(tmp_path, "mine").default.name == "mine"
    with pytest.raises(ModelNotFound, match=r"Choose one of: painter, mine\.$"):
        read_catalogue(tmp_path, "yours")


@pytest.mark.parametrize("name", ["painter", "x" * 101])
def test_a_folder_that_members_could_not_name_is_left_out(name: str, tmp_path: Path) -> None:
    put(tmp_path, name, '{"_class_name": "FluxPipeline"}')

    assert len(read_catalogue(tmp_path).models) == 1
