"""Taking models off the shelf, and putting them back: what is removed lies in `.trash`."""

import shutil
from pathlib import Path

from inference.catalogue import CONFIG_SUFFIX, OURS
from inference.errors import ModelNotFound

FOLDER = ".trash"


def remove(models: Path, name: str, *, for_good: bool = False) -> Path | None:
    """Take a model off the shelf; gives where it lies now, or None when it is gone for good.

    An earlier model of that name in the trash makes way.

    Raises:
        ModelNotFound: there is none, or it is part of Mozart.
    """
    things = _things(models, name)
    if not things and name in OURS:
        raise ModelNotFound(f"“{name}” is part of Mozart and stays.")
    trash = models / FOLDER / name
    if not things and not (for_good and _is_name(name) and trash.is_dir()):
        raise ModelNotFound(f"There is no model “{name}” in {models}.")
    if trash.exists():
        shutil.rmtree(trash)
    trash.mkdir(parents=True)
    for thing in things:
        thing.rename(trash / thing.name)
    if not for_good:
        return trash
    shutil.rmtree(trash)
    return None


def restore(models: Path, name: str) -> None:
    """Put a model back that was removed.

    Raises:
        ModelNotFound: it is not in the trash, or another one has its name now.
    """
    trash = models / FOLDER / name
    if not _is_name(name) or not trash.is_dir():
        raise ModelNotFound(f"There is no model “{name}” in the trash of {models}.")
    if _things(models, name):
        raise ModelNotFound(f"There is another model “{name}” now; remove or rename it first.")
    for thing in sorted(trash.iterdir()):
        thing.rename(models / thing.name)
    trash.rmdir()


def removed(models: Path) -> list[str]:
    """The names that can be restored."""
    trash = models / FOLDER
    return sorted(it.name for it in trash.iterdir() if it.is_dir()) if trash.is_dir() else []


def _is_name(name: str) -> bool:
    """Whether it names something in a folder, and not another folder."""
    return Path(name).name == name and name != "" and not name.startswith(".")


def _things(models: Path, name: str) -> list[Path]:
    """The folder or file of that name, with its configuration; not what a link points to."""
    if not _is_name(name):
        return []
    file, config = models / f"{name}.safetensors", models / f"{name}{CONFIG_SUFFIX}"
    if (folder := models / name).is_dir():
        return [folder]
    return [it for it in (file, config) if it.exists()] if file.is_file() else []
