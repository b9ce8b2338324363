"""A whole model in one file: the same weights as its folder, and nothing is fetched for it."""

import shutil
import socket
from pathlib import Path

import pytest
import torch

from inference.catalogue import Model
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.model import LoadedModel, load_model
from inference.errors import ModelNotFound
from inference.inventory import read_catalogue
from tests.inference.engines.diffusion.one_file import write_one_file

PARTS = ("unet", "vae", "text_encoder")


@pytest.fixture
def shelf(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models directory with one file, on a machine without a network."""
    write_one_file(models / "sd15", tmp_path / "all.safetensors")

    def refuse(*_: object) -> None:
        pytest.fail("It asked the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tmp_path


def weights(model: LoadedModel) -> dict[str, torch.Tensor]:
    pipeline = model.pipeline()
    found = {part: getattr(pipeline, part).state_dict() for part in PARTS}
    return {f"{part}.{name}": it for part, table in found.items() for name, it in table.items()}


def test_it_has_the_weights_of_its_folder(shelf: Path, models: Path, exact: Device) -> None:
    folder = load_model(read_catalogue(models).find("sd15"), exact)

    loaded = load_model(read_catalogue(shelf).find("all"), exact)

    expected, found = weights(folder), weights(loaded)
    assert expected.keys() == found.keys()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert loaded.traits.steps == folder.traits.steps


def test_its_configuration_may_be_a_link_to_a_folder_of_its_family(
    shelf: Path, models: Path, exact: Device
) -> None:
    shutil.rmtree(shelf / "all.config")
    (shelf / "all.config").symlink_to(models / "sd15", target_is_directory=True)

    loaded = load_model(read_catalogue(shelf).find("all"), exact)

    assert loaded.traits.side == 64


def test_a_habit_beside_its_configuration_is_kept(shelf: Path, exact: Device) -> None:
    (shelf / "all.config" / "mozart.json").write_text('{"steps": 7}')

    assert load_model(read_catalogue(shelf).find("all"), exact).traits.steps == 7


def refusal(shelf: Path, exact: Device) -> str:
    model = Model(
        name="all",
        engine="diffusion",
        title="",
        folder=shelf / "all.config",
        file=shelf / "all.safetensors",
    )
    with pytest.raises(ModelNotFound, match=r"^The model “all” .*\.$") as caught:
        load_model(model, exact)
    return str(caught.value)


def test_without_a_configuration_it_says_what_is_needed(shelf: Path, exact: Device) -> None:
    shutil.rmtree(shelf / "all.config")

    assert "needs the configuration of its family in a folder all.config" in refusal(shelf, exact)


def test_a_hostile_configuration_is_refused(shelf: Path, exact: Device) -> None:
    (shelf / "all.config" / "unet" / "run.py").touch()

    assert "unet/run.py may hold a program" in refusal(shelf, exact)


def test_a_configuration_without_a_part_is_refused(shelf: Path, exact: Device) -> None:
    shutil.rmtree(shelf / "all.config" / "vae")

    assert "vae is missing" in refusal(shelf, exact)


def test_a_family_that_does_not_come_in_one_file_is_refused(shelf: Path, exact: Device) -> None:
    index = shelf / "all.config" / "model_index.json"
    index.write_text(index.read_text().replace("StableDiffusionPipeline", "DDIMScheduler"))

    assert "is of a family that does not come in one file" in refusal(shelf, exact)


def test_a_file_that_is_cut_short_is_refused(shelf: Path, exact: Device) -> None:
    file = shelf / "all.safetensors"
    file.write_bytes(file.read_bytes()[:-10])

    assert "all.safetensors is cut short: 10 bytes" in refusal(shelf, exact)
