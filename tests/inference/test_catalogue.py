"""What is on offer: our own model, the painter, and the operator's folders, whatever they hold."""

import json
from pathlib import Path

import pytest

from inference.catalogue import Catalogue, Dialect
from inference.errors import ModelNotFound
from inference.inventory import read_catalogue

INDEX = '{"_class_name": "StableDiffusionPipeline"}'


def put(folder: Path, name: str, index: str, **configs: object) -> None:
    (folder / name).mkdir()
    (folder / name / "model_index.json").write_text(index)
    for part, config in configs.items():
        (folder / name / part).mkdir()
        (folder / name / part / "config.json").write_text(json.dumps(config))


def catalogue_of(folder: Path, default: str | None = None) -> Catalogue:
    """The catalogue of a Mozart without a model of its own."""
    return read_catalogue(folder, default, built_in=folder / "not built in")


def test_without_folders_there_is_the_painter(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path / "nowhere")

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

    model = catalogue_of(tmp_path).find("mine")

    assert (model.side, model.engine, model.folder) == (side, "diffusion", tmp_path / "mine")
    assert "FluxPipeline" in model.title


@pytest.mark.parametrize("index", ["", "{", "[]", "[" * 100_000, '{"a": "' + "x" * 2**20 + '"}'])
def test_a_broken_folder_spoils_nothing_for_the_others(index: str, tmp_path: Path) -> None:
    put(tmp_path, "broken", index)
    put(tmp_path, "good", '{"_class_name": "FluxPipeline"}')

    assert [model.name for model in catalogue_of(tmp_path).models] == [
        "painter",
        "broken",
        "good",
    ]


def test_the_default_stands_first_and_must_be_there(tmp_path: Path) -> None:
    put(tmp_path, "mine", "{}")

    assert catalogue_of(tmp_path, "mine").default.name == "mine"
    with pytest.raises(ModelNotFound, match=r"Choose one of: painter, mine\.$"):
        catalogue_of(tmp_path, "yours")


@pytest.fixture
def built_in(tmp_path: Path) -> Path:
    """A model of our own that is told captions of scenes, at 256 pixels."""
    (tmp_path / "package").mkdir()
    put(tmp_path / "package", "own", INDEX, unet={"sample_size": 32})
    return tmp_path / "package" / "own"


def test_our_own_model_stands_behind_the_painter(built_in: Path, tmp_path: Path) -> None:
    put(tmp_path, "mine", INDEX)

    catalogue = read_catalogue(tmp_path, built_in=built_in)

    assert [model.name for model in catalogue.models] == ["painter", "mozart", "mine"]
    own = catalogue.find("mozart")
    assert own.title == "Mozart's own model"
    assert (own.folder, own.engine) == (built_in, "diffusion")
    assert (own.side, own.takes_picture) == (256, True)
    assert not own.refines


def test_our_own_gan_stands_beside_the_painter_where_there_is_one(
    built_in: Path, tmp_path: Path
) -> None:
    file = built_in.with_name("gan.safetensors")
    file.touch()

    catalogue = read_catalogue(tmp_path, built_in=built_in)

    assert [model.name for model in catalogue.models] == ["painter", "mozart", "gan"]
    gan = catalogue.find("gan")
    assert (gan.engine, gan.file, gan.light, gan.takes_picture) == ("gan", file, True, False)


@pytest.mark.parametrize("name", ["styles", "arbitrary"])
def test_it_knows_which_networks_paint_at_once(name: str, built_in: Path, tmp_path: Path) -> None:
    before = read_catalogue(tmp_path, built_in=built_in)
    built_in.with_name(f"{name}.safetensors").touch()

    after = read_catalogue(tmp_path, built_in=built_in)

    assert (before.instant_names, before.instant_pictures) == (False, False)
    assert (after.instant_names, after.instant_pictures) == (name == "styles", name == "arbitrary")


def test_only_the_operators_models_take_free_words(built_in: Path, tmp_path: Path) -> None:
    put(tmp_path, "mine", INDEX)

    catalogue = read_catalogue(tmp_path, built_in=built_in)

    assert [model.dialect for model in catalogue.models] == [
        Dialect.SCENES,
        Dialect.SCENES,
        Dialect.FREE,
    ]


@pytest.mark.parametrize("name", ["painter", "mine"])
def test_another_model_can_be_the_default(name: str, built_in: Path, tmp_path: Path) -> None:
    put(tmp_path, "mine", INDEX)

    catalogue = read_catalogue(tmp_path, name, built_in=built_in)

    assert catalogue.default.name == name
    assert catalogue.find("mozart").folder == built_in


@pytest.mark.parametrize("name", ["painter", "mozart", "gan", "x" * 101])
def test_a_folder_that_members_could_not_name_is_left_out(name: str, tmp_path: Path) -> None:
    put(tmp_path, name, '{"_class_name": "FluxPipeline"}')

    assert len(catalogue_of(tmp_path).models) == 1
