"""Looks a model's folder over before anything in it is loaded. Reads names, sizes and JSON only.

Formats that can hold programs are refused even where the loaders are told not to touch them:
such switches were got round before. Hidden folders are not looked at, since nothing loads them.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inference.catalogue import MAX_CONFIG_BYTES
from inference.errors import ModelNotFound
from inference.shelf.parts import missing_parts, missing_shards
from inference.weights import header_trouble

MAX_FILES = 2000
MAX_DEPTH = 4
MAX_TABLE_BYTES = 2**26
INDEX = "model_index.json"

_INERT = {".safetensors", ".json", ".txt", ".model", ".jinja", ".md", ".yaml"}
_INERT |= {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".pdf", ""}
_TABLES = {"tokenizer.json", "vocab.json"}
_KEYS = {"auto_map", "trust_remote_code", "custom_pipeline", "custom_pipelines", "code_revision"}
_REMOTE = {"attn_implementation", "_attn_implementation"}
_LIBRARIES = {"diffusers", "transformers", "stable_diffusion", "flux"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WEIGHTS_INDEX = re.compile(r"\.safetensors\.index(\.[a-z0-9]+)?\.json\Z|\.index\.json\Z")


def check_folder(folder: Path, *, name: str | None = None) -> None:
    """Make sure that a model is whole and that loading it runs none of its maker's programs.

    Args:
        folder: in diffusers' layout.
        name: to call it by; unset means the folder's own.

    Raises:
        ModelNotFound: naming the file and what to do.
    """
    for problem in problems_of(folder, name=name):
        raise ModelNotFound(problem)


def problems_of(
    folder: Path,
    *,
    name: str | None = None,
    title: str | None = None,
    weights_elsewhere: bool = False,
    index: bool = True,
) -> Iterator[str]:
    """Whatever is wrong with a folder, a sentence each; nothing when it may be loaded.

    Args:
        folder: of the model.
        name: to call it by; unset means the folder's own.
        title: how sentences begin; unset means as of a model of that name.
        weights_elsewhere: the folder has configurations for a file that has the weights.
        index: whether it needs a model_index.json, as all but what goes with a model does.
    """
    title = f"The model “{folder.name if name is None else name}”" if title is None else title
    if index and not (folder / INDEX).is_file():
        yield f"{title} has no {INDEX}; give its whole diffusers folder."
        return
    root = folder.resolve()
    weights = 0
    try:
        for file in _files(root, root):
            weights += file.suffix.lower() == ".safetensors"
            if why := _oddity(file):
                yield _sentence(root, title, file, why)
    except _Odd as odd:  # the folder itself is odd, and there may be no end to it
        yield _sentence(root, title, odd.file, odd.why)
        return
    if not (weights or weights_elsewhere):
        yield f"{title} has no .safetensors files; fetch it in that format."
        return
    for file, why in _gaps(root, weights_elsewhere=weights_elsewhere):
        yield _sentence(root, title, file, why)


def variant_of(folder: Path) -> str | None:
    """The variant to load: "fp16" where the weights are there in that format alone, else None."""
    names = [file.name for file in folder.glob("*/*.safetensors")]
    half = [name for name in names if ".fp16." in name or ".fp16-" in name]
    return "fp16" if names and len(half) == len(names) else None


def files_of(folder: Path) -> list[Path]:
    """The files of a folder that passed, at any depth, without hidden folders."""
    return list(_files(folder, folder.resolve()))


def read_index(folder: Path) -> dict[str, Any]:
    """A folder's model_index.json; empty when there is none or it is none."""
    try:
        content = json.loads((folder / INDEX).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


class _Odd(Exception):
    """A file, and the end of a sentence that begins with its name."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file, self.why = file, why


def _sentence(root: Path, title: str, file: Path, why: str) -> str:
    return f"{title} was not loaded: {file.relative_to(root)} {why}."


def _oddity(file: Path) -> str | None:
    try:
        _check_file(file)
    except _Odd as odd:
        return odd.why
    return None


def _gaps(root: Path, *, weights_elsewhere: bool) -> Iterator[tuple[Path, str]]:
    yield from missing_parts(root, read_index(root), weights_elsewhere=weights_elsewhere)
    for folder in [root, *(child for child in sorted(root.iterdir()) if child.is_dir())]:
        yield from missing_shards(folder)


def _files(root: Path, real: Path) -> Iterator[Path]:
    """The files at any depth.

    Args:
        root: where to look.
        real: the same folder without links on the way to it, which nothing may lead out of.

    Raises:
        _Odd: there is something else than files and folders, or too much of them.
    """
    left, count = [(root, 0)], 0
    while left:
        folder, depth = left.pop()
        if depth > MAX_DEPTH:
            raise _Odd(folder, "lies too deep")
        for path in sorted(folder.iterdir()):
            if path.is_symlink() and not path.resolve().is_relative_to(real):
                raise _Odd(path, "points to a place outside the model; copy the file itself")
            if path.is_dir():
                left += [] if path.name.startswith(".") else [(path, depth + 1)]
            elif not path.is_file():
                raise _Odd(path, "is neither a file nor a folder")
            elif (count := count + 1) > MAX_FILES:
                raise _Odd(path, f"is one of more than {MAX_FILES} files")
            else:
                yield path


def _check_file(file: Path) -> None:
    suffix = file.suffix.lower()
    if suffix not in _INERT:
        raise _Odd(file, "may hold a program; remove it and keep .safetensors files only")
    size = file.stat().st_size
    if suffix == ".safetensors":
        if trouble := header_trouble(file):
            raise _Odd(file, trouble)
    elif suffix == ".json" and file.name not in _TABLES:
        _check_json(file, size)
    elif size > MAX_TABLE_BYTES:
        raise _Odd(file, f"is larger than {MAX_TABLE_BYTES >> 20} MiB")


def _check_json(file: Path, size: int) -> None:
    weights = _WEIGHTS_INDEX.search(file.name) is not None
    limit = MAX_TABLE_BYTES if weights else MAX_CONFIG_BYTES
    if size > limit:
        raise _Odd(file, f"is larger than {limit >> 20} MiB, too much for a configuration")
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _Odd(file, "is not JSON") from error
    for key, value in _pairs(content):
        _check_pair(file, key, value)
    if file.name == INDEX:
        _check_index(file, content)
    if weights:
        _check_shards(file, content)


def _pairs(content: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    """Every key with its value, at any depth."""
    left = [content]
    while left:
        match left.pop():
            case dict() as mapping:
                yield from mapping.items()
                left += mapping.values()
            case list() as items:
                left += items


def _check_pair(file: Path, key: str, value: object) -> None:
    if key in _KEYS and value:
        raise _Odd(file, f"asks to run its maker's program ({key}); remove that entry")
    if key in _REMOTE and isinstance(value, str) and not _IDENTIFIER.match(value):
        raise _Odd(file, f"asks to fetch a program ({key}); remove that entry")


def _check_index(file: Path, content: object) -> None:
    """The index names a pipeline's class, and a library and a class for each of its parts."""
    if not isinstance(content, dict):
        raise _Odd(file, "is not an index")
    if not _is_name(content.get("_class_name")):
        raise _Odd(file, "names a pipeline that is not part of diffusers")
    for part, value in content.items():
        if part.startswith("_") or not isinstance(value, list):
            continue
        if not _is_name(part):
            raise _Odd(file, "names a part that lies elsewhere")
        if value not in ([None, None], [None]) and not _is_class(value):
            raise _Odd(file, f"wants “{part}” from a library that we do not load")


def _is_class(value: list[object]) -> bool:
    return len(value) == 2 and value[0] in _LIBRARIES and _is_name(value[1])


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _IDENTIFIER.match(value) is not None


def _check_shards(file: Path, content: object) -> None:
    names = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(names, dict):
        raise _Odd(file, "is not an index of weights")
    for name in sorted(set(map(str, names.values()))):
        if "/" in name or "\\" in name or not name.endswith(".safetensors"):
            raise _Odd(file, "points to weights outside its folder or of another format")
        if not (file.parent / name).is_file():
            raise _Odd(file, f"points to {name[:80]}, which is missing; pull the model again")
