"""Taking things off the shelf, and putting them back: what is removed lies in `.trash`.

    models/NAME, models/NAME.safetensors         -->  .trash/NAME/...
    models/loras/NAME.safetensors, .../lora/NAME -->  .trash/.lora/NAME/loras/..., .../lora/...

A base model is removed by its name; so is what goes with models, by its kind too where two share a
name.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from inference.catalogue import CONFIG_SUFFIX, OURS
from inference.companions import ENCODER
from inference.errors import ModelNotFound
from inference.offers import Kind

FOLDER = ".trash"
MOST_NAMED = 3


def remove(
    models: Path, name: str, *, kind: Kind | None = None, for_good: bool = False
) -> Path | None:
    """Take something off the shelf; gives where it lies now, or None when it is gone for good.

    An earlier one of that name and kind in the trash makes way.

    Args:
        models: the shelf.
        name: of a base model, or of what goes with models.
        kind: which of those that have the name; None where there is only one.
        for_good: keep nothing; then what lies in the trash already may be meant, too.

    Raises:
        ModelNotFound: there is none, there are several, or it is part of Mozart.
    """
    kinds = [it for it in _chosen(kind) if _things(models, name, it)]
    if not kinds and name in OURS:
        raise ModelNotFound(f"“{name}” is part of Mozart and stays.")
    if not kinds and for_good:
        kinds = [it for it in _chosen(kind) if _is_name(name) and _bin(models, name, it).is_dir()]
    found = _only(kinds, name, lambda: _missing(models, name, "", _names(models)))
    trash, things = _bin(models, name, found), _things(models, name, found)
    if trash.exists():
        shutil.rmtree(trash)
    for thing in things:
        place = trash / thing.relative_to(models)
        place.parent.mkdir(parents=True, exist_ok=True)
        thing.rename(place)
    if not for_good:
        return trash
    shutil.rmtree(trash, ignore_errors=True)
    return None


def restore(models: Path, name: str, *, kind: Kind | None = None) -> None:
    """Put something back that was removed.

    Raises:
        ModelNotFound: it is not in the trash, several of the name are, or another has it now.
    """
    kinds = [it for it in _chosen(kind) if _is_name(name) and _bin(models, name, it).is_dir()]
    there = removed(models)
    found = _only(kinds, name, lambda: _missing(models, name, "the trash of ", there))
    trash = _bin(models, name, found)
    if _things(models, name, found):
        raise ModelNotFound(f"There is another {_title(found)} “{name}” now; remove or rename it.")
    things = list(trash.iterdir()) if found is Kind.BASE else list(trash.glob("*/*"))
    for thing in sorted(things):
        place = models / thing.relative_to(trash)
        place.parent.mkdir(parents=True, exist_ok=True)
        thing.rename(place)
    shutil.rmtree(trash)


def removed(models: Path) -> list[str]:
    """The names that can be restored."""
    bins = list(_folders(models / FOLDER))
    for kind in Kind:
        bins += _folders(models / FOLDER / f".{kind}")
    return sorted({it.name for it in bins})


def _chosen(kind: Kind | None) -> Sequence[Kind]:
    return [kind] if kind else list(Kind)


def _only(kinds: Sequence[Kind], name: str, missing: Callable[[], ModelNotFound]) -> Kind:
    if not kinds:
        raise missing()
    if len(kinds) > 1:
        several = " and ".join(f"--kind {kind}" for kind in kinds)
        raise ModelNotFound(f"Several things are called “{name}”; say one of {several}.")
    return kinds[0]


def _missing(models: Path, name: str, place: str, known: Sequence[str]) -> ModelNotFound:
    sentence = f"There is no model “{name[:100]}” in {place}{models}, nor what goes with one."
    alike = get_close_matches(name[:100], known, n=MOST_NAMED, cutoff=0.6)
    return ModelNotFound(sentence + (f" Did you mean {_or(alike)}?" if alike else ""))


def _or(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def _title(kind: Kind) -> str:
    return "model" if kind is Kind.BASE else str(kind)


def _is_name(name: str) -> bool:
    """Whether it names something in a folder, and not another folder."""
    return Path(name).name == name and name != "" and not name.startswith(".")


def _bin(models: Path, name: str, kind: Kind) -> Path:
    trash = models / FOLDER
    return trash / name if kind is Kind.BASE else trash / f".{kind}" / name


def _things(models: Path, name: str, kind: Kind) -> list[Path]:
    """The folders and files of that name and kind; not what a link points to."""
    if not _is_name(name) or (kind is not Kind.BASE and name == ENCODER):
        return []
    if kind is not Kind.BASE:
        lone = models / f"{kind}s"
        places = [models / kind / name, lone / name, lone / f"{name}.safetensors"]
        return [it for it in places if it.exists() or it.is_symlink()]
    file, config = models / f"{name}.safetensors", models / f"{name}{CONFIG_SUFFIX}"
    if (folder := models / name).is_dir():
        return [] if name in _PLACES else [folder]
    return [it for it in (file, config) if it.exists()] if file.is_file() else []


_PLACES = frozenset(place for kind in Kind for place in (str(kind), f"{kind}s"))
"""Folders in which things of a kind lie, and which are none themselves."""


def _names(models: Path) -> list[str]:
    """Everything that can be removed."""
    places = [models, *(models / place for place in sorted(_PLACES))]
    found = [it for place in places for it in _visible(place)]
    kinds = [it for it in found if it.is_dir() or it.suffix == ".safetensors"]
    names = {it.stem if it.is_file() else it.name.removesuffix(CONFIG_SUFFIX) for it in kinds}
    return sorted(names - _PLACES - {ENCODER})


def _visible(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (it for it in folder.iterdir() if not it.name.startswith("."))


def _folders(folder: Path) -> Iterator[Path]:
    yield from (it for it in _visible(folder) if it.is_dir())
