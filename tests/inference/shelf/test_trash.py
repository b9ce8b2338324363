"""What is removed can be put back, and nothing that belongs to Mozart can be removed."""

from pathlib import Path

import pytest

from inference.errors import ModelNotFound
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


@pytest.mark.parametrize("name", ["painter", "mozart"])
def test_what_is_part_of_mozart_stays(name: str, shelf: Path) -> None:
    with pytest.raises(ModelNotFound, match="is part of Mozart"):
        remove(shelf, name)


@pytest.mark.parametrize("name", ["nothing", "../models", ".trash", "..", ""])
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
