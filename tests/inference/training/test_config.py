"""One file says it all; whatever it says wrongly is named."""

from pathlib import Path

import pytest

from inference.training.config import ConfigRefused, read_config


def test_the_default_configuration_is_whole() -> None:
    config = read_config()

    assert config.data.sizes[0] == (256, 256)
    assert config.denoiser.dropped > 0


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("seed = 5\n[denoiser]\nbatch = 3\n")

    config = read_config(file)

    assert (config.seed, config.denoiser.batch) == (5, 3)
    assert config.denoiser.rate == read_config().denoiser.rate


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[denoiser]\nbacth = 3", "denoiser.bacth: Extra inputs are not permitted"),
        ("[upscaler]\nscale = 3", "upscaler.scale: Input should be 2 or 4"),
        ("[judge]\nbatch = 0", "judge.batch"),
        ("[core]\nchannels = [60, 128]", "channels must divide by groups"),
        ("[core]\nhead = 40", "channels that attend must divide by head"),
        ("[autoencoder]\nchannels = [8, 16]", "the same channels at every resolution"),
        ("[autoencoder]\nlayout = 'tiny'\nchannels = [8, 8]", "as many blocks as channels"),
        ("[autoencoder]\nlanes = 2", "take one lane"),
        ("[judge]\nlanes = 2", "takes one lane"),
        ("[core]\nattending = 4", "no more resolutions can attend"),
        ("[core]\nchannels = [32, 96, 192]", "the first of channels must be at least 36"),
        ("[data]\nsizes = [[200, 200]]", "half the sizes must divide"),
        ("[autoencoder]\ncrop = 512", "a crop is larger than the least side"),
        ("[encoder]\nheads = 5", "width must divide by heads"),
        ("[data]\nsizes = [[200, 200]]\n[judge]\nchannels = [12, 8]", "must divide by 8"),
        ("seed = ", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)

    with pytest.raises(ConfigRefused) as refusal:
        read_config(file)

    assert complaint in str(refusal.value)
    assert str(refusal.value).startswith(str(file))


def test_the_file_that_the_docs_show_is_one(tmp_path: Path) -> None:
    told = (Path(__file__).parents[3] / "docs" / "training.md").read_text(encoding="utf-8")
    file = tmp_path / "shown.toml"
    file.write_text(told.partition("```toml\n")[2].partition("```")[0])

    config = read_config(file)

    assert (config.seed, config.core.channels) == (7, (96, 192, 256))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match=r"none\.toml cannot be read"):
        read_config(tmp_path / "none.toml")
