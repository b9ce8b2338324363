"""What networks know best, as far as their folders and names say."""

from pathlib import Path

import pytest

from inference.upscalers import OWN, Kind, first_of, kind_of, read_upscalers, usual_of


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("upscalers/faces/any.safetensors", Kind.FACES),
        ("upscalers/lines/photo.safetensors", Kind.LINES),
        ("upscalers/photos/x.safetensors", Kind.PHOTO),
        ("upscalers/4xFaceUp.safetensors", Kind.FACES),
        ("upscalers/2x-AnimeSharp.safetensors", Kind.LINES),
        ("upscalers/4x_photo_v2.safetensors", Kind.PHOTO),
        ("upscalers/4x-UltraSharp.safetensors", None),
        ("upscalers/interface.safetensors", None),
        ("elsewhere/faces/x.safetensors", None),
    ],
)
def test_a_kind_is_told_by_the_folder_or_else_by_a_word_of_the_name(
    file: str, kind: Kind | None
) -> None:
    path = Path("models") / file

    assert kind_of(path.stem, path) is kind


def test_files_in_folders_of_a_kind_are_networks_and_never_the_usual_one(tmp_path: Path) -> None:
    for name in ("faces/calm", "faces/bold", "lines/pen"):
        file = tmp_path / "upscalers" / f"{name}.safetensors"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    networks = {name: it for name, it in read_upscalers(tmp_path, None).items() if name != OWN}

    assert set(networks) == {"bold", "calm", "pen"}
    assert first_of(networks, Kind.FACES) == "bold"
    assert first_of(networks, Kind.PHOTO) is None
    assert usual_of(networks) == "pen"
