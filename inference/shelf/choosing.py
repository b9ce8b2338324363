"""Which of a model's files to take, by their names alone. Pure.

Taken are weights in safetensors and what describes them. Left are formats that may hold programs,
second copies of the same weights (in one file, in full precision, in formats of other libraries),
and whatever belongs to no part of the model.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from inference.errors import ModelNotFound

TAKEN = {".safetensors", ".json", ".txt", ".model"}
OURS = {"mozart.json", "source.json"}
MAX_NAME = 200

_WEIGHTS = re.compile(
    r"(?P<stem>[^.]+)(\.(?P<variant>[A-Za-z0-9_]+))?(-\d{5}-of-\d{5})?\.safetensors\Z"
)
_INDEX = re.compile(r"[^.]+\.safetensors\.index(\.(?P<variant>[A-Za-z0-9_]+))?\.json\Z")
_HALF = "fp16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file that can be had.

    Attributes:
        name: with forward slashes.
        size_bytes: of it.
        sha256: of it; None where nobody says.
        blob: its git object's name; None where nobody says.
    """

    name: str
    size_bytes: int
    sha256: str | None = None
    blob: str | None = None


def refuse_escapes(names: Iterable[str]) -> None:
    """Make sure that no name leads out of the folder that it is put into.

    Raises:
        ModelNotFound: one does, whether it would be taken or not.
    """
    for name in names:
        if not _stays(name):
            shown = name.encode("ascii", "backslashreplace").decode()[:80]
            raise ModelNotFound(f"It lists a file that no honest model has (“{shown}”).")


def choose(offered: Sequence[Offered], parts: Collection[str]) -> list[Offered]:
    """The files to take of a model in diffusers' layout.

    Args:
        offered: all there are.
        parts: the folders that its index asks for; "" stands for what lies beside the index.
    """
    inside = [it for it in offered if _folder(it.name) in parts and _is_taken(it.name)]
    half = _is_whole_in_half(inside)
    beside = [it for it in offered if "" not in parts and _describes(it.name)]
    return beside + [it for it in inside if _is_wanted(it.name, half=half)]


def _stays(name: str) -> bool:
    plain = name.isprintable() and "\\" not in name and ":" not in name
    pieces = name.split("/")
    return plain and 0 < len(name) <= MAX_NAME and not {"", ".", ".."} & set(pieces)


def _folder(name: str) -> str:
    parent = str(PurePosixPath(name).parent)
    return "" if parent == "." else parent


def _is_taken(name: str) -> bool:
    return PurePosixPath(name).suffix in TAKEN and PurePosixPath(name).name not in OURS


def _describes(name: str) -> bool:
    """Whether a file beside the index says something of the whole: the index, the licence."""
    if "/" in name:
        return False
    licence = name.upper().startswith("LICENSE") and PurePosixPath(name).suffix.lower() in {
        "",
        ".md",
        ".txt",
    }
    return licence or (name.endswith(".json") and _is_taken(name) and not _INDEX.match(name))


def _variant(name: str) -> str | None:
    file = PurePosixPath(name).name
    match = _WEIGHTS.match(file) or _INDEX.match(file)
    return match["variant"] if match else None


def _is_whole_in_half(files: Sequence[Offered]) -> bool:
    """Whether every part that has weights has them in half precision."""
    weights = [it.name for it in files if it.name.endswith(".safetensors")]
    half = {_folder(name) for name in weights if _variant(name) == _HALF}
    return bool(half) and half == {_folder(name) for name in weights}


def _is_wanted(name: str, *, half: bool) -> bool:
    file = PurePosixPath(name).name
    if not (file.endswith(".safetensors") or _INDEX.match(file)):
        return True
    return _variant(name) == (_HALF if half else None)
