"""Settings, and .env.example in step with them."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.environment import read_settings
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
SHOWN = dict(
    line.removeprefix("#").split("=", 1)
    for line in EXAMPLE.splitlines()
    if line and not line.startswith("# ")
)


@pytest.fixture(autouse=True)
def _nothing_set_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("MOZART_"):
            monkeypatch.delenv(name)


def test_the_example_shows_every_setting_and_nothing_else() -> None:
    assert list(SHOWN) == [f"MOZART_{name.upper()}" for name in Settings.model_fields]


def test_the_example_changes_nothing_as_it_is() -> None:
    assert all(line.startswith("#") for line in EXAMPLE.splitlines() if line)


def test_the_example_shows_the_defaults() -> None:
    defaults = {
        f"MOZART_{name.upper()}": "" if value is None else str(value)
        for name, value in read_settings()
    }

    assert defaults == SHOWN


def test_every_line_of_the_example_can_be_switched_on() -> None:
    defaults = read_settings()

    Path(".env").write_text("\n".join(f"{name}={value}" for name, value in SHOWN.items()))

    assert read_settings() == defaults


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MOZART_DEVICE=cpu\nMOZART_THREADS=3\n")
    monkeypatch.setenv("MOZART_DEVICE", "cuda:1")

    settings = read_settings()

    assert (settings.device, settings.threads) == ("cuda:1", 3)


def test_a_token_is_never_shown() -> None:
    Path(".env").write_text("MOZART_DISCORD_TOKEN=very-secret\n")

    settings = read_settings()

    assert "very-secret" not in f"{settings!r} {settings}"
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "very-secret"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("MOZART_TOKEN=1", "MOZART_TOKEN is not a setting of Mozart; .env.example lists them all."),
        ("TOKEN=1", "TOKEN is not a setting of Mozart; .env.example lists them all."),
        ("MOZART_THREADS=-1", "MOZART_THREADS is wrong: "),
        ("MOZART_THREADS=many", "MOZART_THREADS is wrong: "),
        ("MOZART_LOG_LEVEL=loud", "MOZART_LOG_LEVEL is wrong: "),
        (
            "MOZART_ENCODER=x",
            "MOZART_ENCODER is wrong: There is no encoder in “x”; give the folder",
        ),
        ("MOZART_UPSCALER=x.pth", "MOZART_UPSCALER is wrong: There is no .safetensors file “x.p"),
        ("MOZART_DEVICE=cpu,tpu", "MOZART_DEVICE is wrong: There is no device “tpu”; choose auto"),
    ],
)
def test_a_wrong_line_gets_one_sentence(line: str, sentence: str) -> None:
    Path(".env").write_text(line)

    with pytest.raises(SystemExit) as refused:
        read_settings()

    message = str(refused.value)
    assert message.startswith(sentence)
    assert message.endswith(".")
    assert "\n" not in message


def test_an_upscaler_must_be_a_file_in_the_format_that_runs_no_programs() -> None:
    for name in ("own.safetensors", "other.pth"):
        Path(name).touch()

    assert Settings(upscaler=Path("own.safetensors")).upscaler == Path("own.safetensors")
    for wrong in ("other.pth", "absent.safetensors", "."):
        with pytest.raises(ValidationError, match=r"no \.safetensors file"):
            Settings(upscaler=Path(wrong))


@pytest.mark.parametrize(
    ("device", "devices"),
    [
        ("auto", ("auto",)),
        ("cuda:0, cuda:1", ("cuda:0", "cuda:1")),
        ("cuda:1,cuda:1,", ("cuda:1",)),
        (" , ", ("auto",)),
    ],
)
def test_each_named_device_paints_once(device: str, devices: tuple[str, ...]) -> None:
    assert Settings(device=device).devices == devices
