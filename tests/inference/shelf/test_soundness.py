"""A damaged model is refused in a sentence, and a sound one is read once."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from inference.catalogue import Model
from inference.errors import ModelNotFound
from inference.shelf.soundness import NOTES, problems, refuse_damaged

WEIGHTS = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def model(tiny: Path, shelf: Path) -> Model:
    shutil.copytree(tiny, shelf / "mine")
    return Model(name="mine", engine="diffusion", title="", folder=shelf / "mine")


def test_a_sound_model_is_not_refused(model: Model) -> None:
    refuse_damaged(model)

    assert list(problems(model)) == []


def test_every_problem_is_told_at_once(model: Model, shelf: Path) -> None:
    shutil.rmtree(shelf / "mine" / "vae")
    (shelf / "mine" / "run.py").touch()
    (shelf / "mine" / "scheduler" / "scheduler_config.json").write_text("{")

    told = list(problems(model))

    assert len(told) == 3
    assert all(line.startswith("The model “mine” was not loaded: ") for line in told)
    with pytest.raises(ModelNotFound):
        refuse_damaged(model)


def test_what_was_read_once_is_not_read_again(model: Model, shelf: Path) -> None:
    refuse_damaged(model)
    noted = json.loads((shelf / NOTES).read_text())
    stat = (shelf / "mine" / WEIGHTS).stat()
    assert noted[f"mine/{WEIGHTS}"] == [stat.st_size, stat.st_mtime_ns, ""]

    (shelf / NOTES).write_text(
        json.dumps({f"mine/{WEIGHTS}": [stat.st_size, stat.st_mtime_ns, "is as was noted"]})
    )

    assert list(problems(model)) == [f"The model “mine” was not loaded: {WEIGHTS} is as was noted."]


def test_a_file_that_changed_is_read_again(model: Model, shelf: Path) -> None:
    refuse_damaged(model)
    file = shelf / "mine" / WEIGHTS
    weights = load_file(file)
    weights["conv_in.bias"][0] = torch.inf

    save_file(weights, file)

    with pytest.raises(ModelNotFound, match="no numbers"):
        refuse_damaged(model)
    with pytest.raises(ModelNotFound, match="no numbers"):  # noted, and still refused
        refuse_damaged(model)


@pytest.mark.parametrize("notes", ["", "[]", "{", '{"a": 1, "b": ["x"]}', "[" * 100_000])
def test_spoiled_notes_are_as_good_as_none(notes: str, model: Model, shelf: Path) -> None:
    (shelf / NOTES).write_text(notes)

    refuse_damaged(model)

    assert f"mine/{WEIGHTS}" in json.loads((shelf / NOTES).read_text())


def test_where_nobody_may_write_nothing_is_noted(model: Model, shelf: Path) -> None:
    (shelf / NOTES).mkdir()

    refuse_damaged(model)

    assert not list(shelf.glob(f"{NOTES}.*"))


def test_notes_of_files_that_are_gone_are_dropped(model: Model, shelf: Path) -> None:
    (shelf / NOTES).write_text('{"gone/x.safetensors": [1, 2, ""]}')

    refuse_damaged(model)

    assert not [key for key in json.loads((shelf / NOTES).read_text()) if "gone" in key]
