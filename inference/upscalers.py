"""The networks that enlarge, by the names members type. Reads no weights and imports no torch."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

OWN = "mozart"
"""The name of the one that comes with Mozart, where this copy has one."""


class Kind(StrEnum):
    """What a network knows best, as far as the operator or its name says."""

    PHOTO = "photo"
    LINES = "lines"
    FACES = "faces"


FOLDERS: Mapping[str, Kind] = {"photos": Kind.PHOTO, "lines": Kind.LINES, "faces": Kind.FACES}
"""Folders in `models/upscalers`."""
_WORDS = {
    Kind.FACES: r"faces?|faceup|facial|portraits?",
    Kind.LINES: r"lines?|lineart|anime|manga|comics?|cartoons?|drawings?|sketch",
    Kind.PHOTO: r"photos?|realistic|realphoto|nomos\w*",
}
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def built_in_upscaler() -> Path | None:
    """The file of Mozart's own upscaler, where this copy of Mozart has one."""
    file = Path(__file__).parent / "models" / "upscaler.safetensors"
    return file if file.is_file() else None


def read_upscalers(models: Path, named: Path | None) -> dict[str, Path]:
    """Files by name, of which the first is used where nobody names one.

    Args:
        models: the models directory: files in its `upscalers` and in that one's folders, and in
            `upscaler` folders that were pulled. Need not exist.
        named: the operator's usual one; None takes Mozart's own.
    """
    own = built_in_upscaler()
    found = {} if named is None else {named.stem: named}
    found |= {} if own is None else {OWN: own}
    for file in lone_upscalers(models):
        found.setdefault(file.stem[:100], file)
    for file in sorted((models / "upscaler").glob("*/*.safetensors")):
        found.setdefault(file.parent.name[:100], file)
    return found


def lone_upscalers(models: Path) -> list[Path]:
    """The files in `upscalers` of the models directory and in the folders there, in this order."""
    folders = [models / "upscalers", *(models / "upscalers" / name for name in FOLDERS)]
    return [file for folder in folders for file in sorted(folder.glob("*.safetensors"))]


def kind_of(name: str, file: Path) -> Kind | None:
    """What a network knows best: what its folder says, or else a word of its name; None is all.

    Args:
        name: what members type.
        file: its own.
    """
    if file.parent.parent.name == "upscalers" and file.parent.name in FOLDERS:
        return FOLDERS[file.parent.name]
    words = {part.lower() for part in _PARTS.findall(name)}
    for kind, pattern in _WORDS.items():
        if any(re.fullmatch(pattern, word) for word in words):
            return kind
    return None


def first_of(networks: Mapping[str, Path], kind: Kind) -> str | None:
    """The name of the first network of a kind, where there is one."""
    return next((name for name, file in networks.items() if kind_of(name, file) is kind), None)


def usual_of(networks: Mapping[str, Path]) -> str | None:
    """The first network that is not for faces alone, where there is one."""
    found = (it for it, file in networks.items() if kind_of(it, file) is not Kind.FACES)
    return next(found, None)
