"""Whether a model may be loaded: it is whole, runs no programs, and its weights are numbers.

Weights are read once: what was found is noted in `.checked.json` beside the model, by size and time
of change, so that a second load costs nothing. Where nobody may write there, it is noted while the
program runs.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from inference.catalogue import BUILT_IN, Model
from inference.companions import Companion
from inference.errors import ModelNotFound
from inference.shelf.folder import files_of, problems_of
from inference.weights import header_trouble, is_checkpoint, value_trouble

log = logging.getLogger(__name__)

NOTES = ".checked.json"

Notes = dict[str, list[int | str]]


def refuse_damaged(model: Model) -> None:
    """Make sure that a model of the catalogue may be loaded.

    Raises:
        ModelNotFound: a sentence that names the file and what to do.
    """
    for problem in problems(model):
        raise ModelNotFound(problem)


def problems(model: Model) -> Iterator[str]:
    """Whatever is wrong with a model, a sentence each; weights are read last."""
    assert model.folder is not None
    found = list(
        problems_of(model.folder, name=model.name)
        if model.file is None
        else _checkpoint_problems(model.file, model.folder, model.name)
    )
    yield from found
    if not found:
        yield from weight_problems(model.folder, model.name, alone=model.file)


def refuse_damaged_companion(companion: Companion) -> None:
    """Make sure that what goes with models may be loaded.

    Raises:
        ModelNotFound: a sentence that names the file and what to do.
    """
    for problem in companion_problems(companion):
        raise ModelNotFound(problem)


def companion_problems(companion: Companion) -> Iterator[str]:
    """Whatever is wrong with what goes with models, a sentence each; weights are read last."""
    title, file, folder = companion.title, companion.file, companion.folder
    folders = [] if folder is None else [folder]
    if companion.encoder is not None and not any(map(companion.encoder.is_relative_to, folders)):
        folders.append(companion.encoder)
    found = [it for place in folders for it in problems_of(place, title=title, index=False)]
    yield from found
    if found:
        return
    for place in folders:
        yield from weight_problems(place, companion.name, title=title)
    if folder is None and (trouble := value_trouble(file)):
        yield f"{title} was not loaded: {file.name} {trouble}."


def weight_problems(
    folder: Path, name: str, *, title: str | None = None, alone: Path | None = None
) -> Iterator[str]:
    """Which weights are no numbers; every file is read once, and noted.

    Args:
        folder: all that lies in it.
        name: to call the model by.
        title: how sentences begin; unset means as of a model of that name.
        alone: a file beside it that belongs to it.
    """
    title = f"The model “{name}”" if title is None else title
    inside = [file for file in files_of(folder) if file.suffix.lower() == ".safetensors"]
    place = None if folder == BUILT_IN else folder.parent
    before = _read_notes(place)
    after = dict(before)
    for file in [*([alone] if alone is not None else []), *inside]:
        if trouble := _noted(file, place, after):
            shown = file.relative_to(folder) if file.is_relative_to(folder) else file.name
            yield f"{title} was not loaded: {shown} {trouble}."
    if after != before:
        _write_notes(place, after)


def _checkpoint_problems(file: Path, config: Path, name: str) -> Iterator[str]:
    if trouble := header_trouble(file):
        yield f"The model “{name}” was not loaded: {file.name} {trouble}."
    elif not is_checkpoint(file):
        yield f"The model “{name}” was not loaded: {file.name} is not a whole model in one file."
    elif not (config / "model_index.json").is_file():
        yield (
            f"The model “{name}” needs the configuration of its family in a folder {config.name}"
            " beside it; a link to the folder of a model of the same family will do."
        )
    else:
        yield from problems_of(config, name=name, weights_elsewhere=True)


def _noted(file: Path, place: Path | None, notes: Notes) -> str | None:
    stat = file.stat()
    if place is None or not file.is_relative_to(place):
        return value_trouble(file)
    key, seen = file.relative_to(place).as_posix(), [stat.st_size, stat.st_mtime_ns]
    match notes.get(key):
        case [int() as size, int() as mtime_ns, str() as trouble] if [size, mtime_ns] == seen:
            return trouble or None
    found = value_trouble(file)
    notes[key] = [*seen, found or ""]
    return found


def _read_notes(place: Path | None) -> Notes:
    if place is None:
        return {}
    try:
        content = json.loads((place / NOTES).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    notes = content if isinstance(content, dict) else {}
    return {str(key): value for key, value in notes.items() if isinstance(value, list)}


def _write_notes(place: Path | None, notes: Notes) -> None:
    """Keep what was found, of files that are still there; not worth failing for."""
    if place is None:
        return
    kept = {key: value for key, value in notes.items() if (place / key).is_file()}
    new = place / f"{NOTES}.{os.getpid()}"
    try:
        new.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        new.replace(place / NOTES)
    except OSError as error:
        log.debug("%s was not written: %s", place / NOTES, error.strerror)
        new.unlink(missing_ok=True)
