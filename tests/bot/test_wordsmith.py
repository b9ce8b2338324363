"""`mozart enhance`, `describe` and `shorten` as a shell calls them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bot.__main__ import main
from inference.encoding import to_png

Shell = Callable[..., int]


@pytest.fixture
def mozart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `mozart` in an empty folder; gives its exit status."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        return main(words)

    return run


def test_enhance_prints_prompts_that_imagine_takes(
    mozart: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mozart("enhance", "a red fox --ar 3:2") == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(it.startswith("a red fox") and it.endswith(" --ar 3:2") for it in lines)


def test_describe_prints_what_a_file_says_and_what_it_may_show(
    mozart: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = {"prompt": "a fox", "seed": 3, "width": 64, "height": 64}
    (tmp_path / "fox.png").write_bytes(to_png(Image.new("RGB", (64, 64), "teal"), recipe))

    assert mozart("describe", "fox.png") == 0

    first, *others = capsys.readouterr().out.splitlines()
    assert first == "[painted by Mozart from] a fox --ar 1:1 --seed 3"
    assert len(others) == 4


def test_shorten_prints_weights_and_shorter_prompts(
    mozart: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mozart("shorten", "a red fox, masterpiece, ink") == 0

    weights, *shorter = capsys.readouterr().out.splitlines()
    assert "fox, [1.00] masterpiece, [0.0" in weights
    assert "fox, ink" in shorter


def test_the_files_that_say_what_is_asked_can_be_had_to_edit(
    mozart: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mozart("enhance", "--files") == 0

    told = capsys.readouterr().out.splitlines()
    assert told == ["data/writer/general.toml", "data/writer/own.toml"]
    assert (tmp_path / "data" / "writer" / "general.toml").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("enhance", ""), "Say what to paint"),
        (("describe", "nothing.png"), "There is no file nothing.png."),
        (("shorten", "fox"), "one thing only"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(
    mozart: Shell, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert mozart(*words) == 1

    assert said in capsys.readouterr().err


def test_a_language_model_that_is_not_there_is_told_at_once(
    mozart: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOZART_WRITER", "gpt-99")

    assert mozart("enhance", "a fox") == 1

    assert "There is no language model “gpt-99”" in capsys.readouterr().err
