"""`mozart train` from the command line."""

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.inference.training.conftest import Trained


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no .env of this machine is read."""
    monkeypatch.chdir(tmp_path)


def test_the_command_prints_what_training_tells(
    trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--config", str(trained.file), "--out", str(trained.out), "--minutes", "1"]

    status = main(["train", "--stage", "judge", *asked])

    assert status == 0
    assert capsys.readouterr().out.endswith("\njudge: finished before.\n")


def test_a_slip_in_the_file_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[judge]\nbacth = 3\n")

    status = main(["train", "--config", str(file), "--out", str(tmp_path / "out")])

    assert status == 1
    complaint = f"{file}: judge.bacth: Extra inputs are not permitted.\n"
    assert capsys.readouterr().err == complaint


def test_without_a_folder_it_trains_in_the_data(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--config", str(trained.file), "--data", str(tmp_path / "mine"), "--minutes", "0"]

    assert main(["train", "--stage", "data", *asked]) == 0

    assert capsys.readouterr().out.endswith("\ndata: the time is over.\n")
    assert (tmp_path / "mine" / "training" / "data" / "check-00000.npy").exists()
