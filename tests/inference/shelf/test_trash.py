"""What is removed can be put back, and nothing that belongs to Mozart can be removed."""

import errno
import os
import re
from pathlib import Path

import pytest

from inference.errors import ModelNotFound
from inference.offers import Kind
from inference.shelf.trash import remove, removed, restore


@pytest.fixture
def mine(shelf: Path) -> Path:
    (shelf / "mine").mkdir(parents=True)
    (shelf / "mine" / "model_index.json").write_text("first")
    return shelf / "mine"


def test_a_removed_model_comes_back_as_it_was(mine: Path, shelf: Path) -> None:
    remove(shelf, "mine")
    assert not mine.exists()
    assert removed(shelf) == ["mine"]

    restore(shelf, "mine")

    assert (mine / "model_index.json").read_text() == "first"
    assert removed(shelf) == []


def test_the_trash_keeps_the_newest_of_a_name(mine: Path, shelf: Path) -> None:
    remove(shelf, "mine")
    mine.mkdir()
    (mine / "model_index.json").write_text("second")
    remove(shelf, "mine")

    restore(shelf, "mine")

    assert (mine / "model_index.json").read_text() == "second"


def test_a_model_in_one_file_takes_its_configuration_along(shelf: Path) -> None:
    (shelf / "all.config").mkdir(parents=True)
    (shelf / "all.safetensors").touch()

    remove(shelf, "all")
    assert [it.name for it in shelf.iterdir()] == [".trash"]

    restore(shelf, "all")
    assert (shelf / "all.safetensors").is_file()
    assert (shelf / "all.config").is_dir()


def test_a_configuration_stays_with_its_file(shelf: Path) -> None:
    (shelf / "all.config").mkdir(parents=True)
    (shelf / "all.safetensors").touch()

    with pytest.raises(ModelNotFound, match=r"There is no model “all\.config”"):
        remove(shelf, "all.config")

    assert (shelf / "all.config").is_dir()


@pytest.fixture
def full(shelf: Path) -> Path:
    """A shelf with one of each kind, pulled or put there by hand."""
    for place in ("loras", "embeddings", "upscalers", "ip-adapters"):
        (shelf / place).mkdir(parents=True)
        (shelf / place / f"one of {place}.safetensors").write_text(place)
    for place in ("lora/pulled", "controlnet/edges", "controlnets/depth", "writer/poet"):
        (shelf / place).mkdir(parents=True)
        (shelf / place / "model.safetensors").write_text(place)
    (shelf / "ip-adapters" / "image_encoder").mkdir()
    for name in ("one face", "another face"):
        (shelf / "upscalers" / "faces").mkdir(exist_ok=True)
        (shelf / "upscalers" / "faces" / f"{name}.safetensors").write_text(name)
    return shelf


def contents(shelf: Path) -> dict[str, str]:
    files = [it for it in shelf.rglob("*") if it.is_file()]
    return {str(it.relative_to(shelf)): it.read_text() for it in files}


@pytest.mark.parametrize(
    "name",
    [
        *("one of loras", "one of embeddings", "one of upscalers", "one of ip-adapters"),
        *("pulled", "edges", "depth", "poet", "one face"),
    ],
)
def test_what_goes_with_models_comes_back_too(name: str, full: Path) -> None:
    before = contents(full)

    where = remove(full, name)

    assert where is not None
    gone = {path: text for path, text in contents(full).items() if not path.startswith(".trash")}
    assert len(gone) == len(before) - 1
    assert removed(full) == [name]
    restore(full, name)
    assert contents(full) == before
    assert removed(full) == []


def test_what_lies_on_another_disk_is_moved_all_the_same(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(here: object, there: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    before = contents(full)
    monkeypatch.setattr(os, "rename", rename)

    remove(full, "edges")
    assert not (full / "controlnet" / "edges").exists()
    restore(full, "edges")

    assert contents(full) == before


def test_where_two_share_a_name_their_kind_tells_them_apart(full: Path) -> None:
    (full / "embeddings" / "pulled.safetensors").touch()
    with pytest.raises(ModelNotFound, match="say one of --kind lora and --kind embedding"):
        remove(full, "pulled")

    for kind in (Kind.LORA, Kind.EMBEDDING):
        remove(full, "pulled", kind=kind)

    assert not (full / "lora" / "pulled").exists()
    with pytest.raises(ModelNotFound, match="Several things are called “pulled”"):
        restore(full, "pulled")
    restore(full, "pulled", kind=Kind.LORA)
    assert (full / "lora" / "pulled" / "model.safetensors").is_file()
    remove(full, "pulled", kind=Kind.EMBEDDING, for_good=True)
    assert removed(full) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("edgs", "Did you mean “edges”?"),
        ("one of lora", "Did you mean “one of loras”"),
        ("other face", "Did you mean “another face”"),
        ("faces", "There is no model “faces”"),
        ("loras", "There is no model “loras”"),
        ("controlnet", "There is no model “controlnet”"),
        ("image_encoder", "There is no model “image_encoder”"),
    ],
)
def test_what_is_misspelt_is_said_and_folders_of_a_kind_stay(
    name: str, sentence: str, full: Path
) -> None:
    before = contents(full)

    with pytest.raises(ModelNotFound, match=re.escape(sentence)):
        remove(full, name)

    assert contents(full) == before
    remove(full, "edges")
    with pytest.raises(ModelNotFound, match=r"in the trash of .* Did you mean “edges”"):
        restore(full, "edge")


def test_for_good_is_for_good(mine: Path, shelf: Path) -> None:
    remove(shelf, "mine", for_good=True)
    assert removed(shelf) == []

    mine.mkdir()
    remove(shelf, "mine")
    remove(shelf, "mine", for_good=True)
    assert removed(shelf) == []


def test_a_restored_model_takes_nobodys_place(mine: Path, shelf: Path) -> None:
    remove(shelf, "mine")
    mine.mkdir()

    with pytest.raises(ModelNotFound, match="another model “mine”"):
        restore(shelf, "mine")


def test_a_restored_file_takes_no_others_configuration(shelf: Path) -> None:
    (shelf / "all.config").mkdir(parents=True)
    (shelf / "all.safetensors").touch()
    remove(shelf, "all")
    (shelf / "all.config").mkdir()

    with pytest.raises(ModelNotFound, match="another model “all”"):
        restore(shelf, "all")

    assert list((shelf / "all.config").iterdir()) == []


@pytest.mark.parametrize("name", ["painter", "mozart"])
def test_what_is_part_of_mozart_stays(name: str, shelf: Path) -> None:
    with pytest.raises(ModelNotFound, match="is part of Mozart"):
        remove(shelf, name)


@pytest.mark.parametrize(
    "name", ["nothing", "../models", ".trash", "..", "", "/mine", "mine/", "a\0b", "n" * 300]
)
def test_what_is_no_model_is_not_removed(name: str, mine: Path, shelf: Path) -> None:
    remove(shelf, "mine")

    for for_good in (False, True):
        with pytest.raises(ModelNotFound):
            remove(shelf, name, for_good=for_good)
    with pytest.raises(ModelNotFound):
        restore(shelf, name)

    assert removed(shelf) == ["mine"]


def test_a_link_is_removed_and_not_what_it_points_to(shelf: Path, tmp_path: Path) -> None:
    shelf.mkdir()
    (tmp_path / "far").mkdir()
    (shelf / "linked").symlink_to(tmp_path / "far", target_is_directory=True)

    remove(shelf, "linked", for_good=True)

    assert (tmp_path / "far").is_dir()
