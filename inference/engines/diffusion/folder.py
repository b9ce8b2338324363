"""Looks a model's folder over before anything in it is loaded. Reads names, sizes and JSON only.

Formats that can hold programs are refused even where the loaders are told not to touch them:
such switches were got round before. Hidden folders are not looked at, since nothing loads them.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inference.catalogue import MAX_CONFIG_BYTES
from inference.errors import ModelNotFound

MAX_FILES = 2000
MAX_DEPTH = 4
MAX_TABLE_BYTES = 2**26

_INERT = {".safetensors", ".json", ".txt", ".model", ".jinja", ".md", ".yaml"}
_INERT |= {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".pdf", ""}
_TABLES = {"tokenizer.json", "vocab.json"}
_KEYS = {"auto_map", "trust_remote_code", "custom_pipeline", "custom_pipelines", "code_revision"}
_REMOTE = {"attn_implementation", "_attn_implementation"}
_LIBRARIES = {"diffusers", "transformers", "stable_diffusion", "flux"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def check_folder(folder: Path) -> None:
    """Make sure that loading this folder runs none of its maker's programs.

    Raises:
        ModelNotFound: naming the file and what to do.
    """
    if not (folder / "model_index.json").is_file():
        raise ModelNotFound(
            f"The model “{folder.name}” has no model_index.json; give its whole diffusers folder."
        )
    weights, root = 0, folder.resolve()
    for count, file in enumerate(_files(root, root, depth=0)):
        if count >= MAX_FILES:
            raise _refusal(root, file, f"is one of more than {MAX_FILES} files")
        _check_file(root, file)
        weights += file.suffix == ".safetensors"
    if not weights:
        raise ModelNotFound(
            f"The model “{folder.name}” has no .safetensors files; fetch it in that format."
        )


def variant_of(folder: Path) -> str | None:
    """The variant to load: "fp16" where the weights are there in that format alone, else None."""
    names = [file.name for file in folder.glob("*/*.safetensors")]
    half = [name for name in names if ".fp16." in name or ".fp16-" in name]
    return "fp16" if names and len(half) == len(names) else None


def _files(folder: Path, root: Path, depth: int) -> Iterator[Path]:
    if depth > MAX_DEPTH:
        raise _refusal(root, folder, "lies too deep")
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_symlink() and not path.resolve().is_relative_to(root):
            raise _refusal(root, path, "points to a place outside the model; copy the file itself")
        if entry.is_dir():
            if not entry.name.startswith("."):
                yield from _files(path, root, depth + 1)
        elif entry.is_file():
            yield path
        else:
            raise _refusal(root, path, "is neither a file nor a folder")


def _check_file(root: Path, file: Path) -> None:
    suffix = file.suffix.lower()
    if suffix not in _INERT:
        raise _refusal(root, file, "may hold a program; remove it and keep .safetensors files only")
    size = file.stat().st_size
    if suffix == ".safetensors":
        _check_weights(root, file, size)
    elif suffix == ".json" and file.name not in _TABLES:
        _check_json(root, file, size)
    elif size > MAX_TABLE_BYTES:
        raise _refusal(root, file, f"is larger than {MAX_TABLE_BYTES >> 20} MiB")


def _check_weights(root: Path, file: Path, size: int) -> None:
    """Weights begin with the length of a JSON header, and that header."""
    with file.open("rb") as stream:
        start = stream.read(9)
    header = int.from_bytes(start[:8], "little")
    if start[8:] != b"{" or header + 8 > size or header > MAX_TABLE_BYTES:
        raise _refusal(root, file, "is not a safetensors file, whatever its name says")


def _check_json(root: Path, file: Path, size: int) -> None:
    index = file.name.endswith(".index.json")
    limit = MAX_TABLE_BYTES if index else MAX_CONFIG_BYTES
    if size > limit:
        raise _refusal(
            root, file, f"is larger than {limit >> 20} MiB, too much for a configuration"
        )
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _refusal(root, file, "is not JSON") from error
    for key, value in _pairs(content):
        _check_pair(root, file, key, value)
    if file.name == "model_index.json":
        _check_index(root, file, content)
    if index:
        _check_shards(root, file, content)


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


def _check_pair(root: Path, file: Path, key: str, value: object) -> None:
    if key in _KEYS and value:
        raise _refusal(root, file, f"asks to run its maker's program ({key}); remove that entry")
    if key in _REMOTE and isinstance(value, str) and not _IDENTIFIER.match(value):
        raise _refusal(root, file, f"asks to fetch a program ({key}); remove that entry")


def _check_index(root: Path, file: Path, content: object) -> None:
    """The index names a pipeline's class, and a library and a class for each of its parts."""
    if not isinstance(content, dict):
        raise _refusal(root, file, "is not an index")
    if not _is_name(content.get("_class_name")):
        raise _refusal(root, file, "names a pipeline that is not part of diffusers")
    for part, value in content.items():
        if part.startswith("_") or not isinstance(value, list):
            continue
        if value not in ([None, None], [None]) and not _is_class(value):
            raise _refusal(root, file, f"wants “{part}” from a library that we do not load")


def _is_class(value: list[object]) -> bool:
    return len(value) == 2 and value[0] in _LIBRARIES and _is_name(value[1])


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _IDENTIFIER.match(value) is not None


def _check_shards(root: Path, file: Path, content: object) -> None:
    names = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(names, dict):
        raise _refusal(root, file, "is not an index of weights")
    for name in set(map(str, names.values())):
        if "/" in name or "\\" in name or not name.endswith(".safetensors"):
            raise _refusal(root, file, "points to weights outside its folder or of another format")


def _refusal(root: Path, file: Path, why: str) -> ModelNotFound:
    return ModelNotFound(f"The model “{root.name}” was not loaded: {file.relative_to(root)} {why}.")
