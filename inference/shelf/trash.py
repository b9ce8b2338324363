"""Taking things off the shelf, and putting them back: what is removed lies in `.trash`.

    models/NAME, models/NAME.safetensors         -->  .trash/NAME/...
    models/loras/NAME.safetensors, .../lora/NAME -->  .trash/.lora/NAME/loras/..., .../lora/...
    models/upscalers/faces/NAME.safetensors      -->  .trash/.upscaler/NAME/upscalers/faces/...

A base model is removed by its name; so is what goes with models, by its kind too where two share a
name. What lies on another disk, such as behind a link, is copied there and back.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from inference.catalogue import CONFIG_SUFFIX, OURS
from inference.companions import ENCODER
from inference.errors import ModelNotFound
from inference.offers import Kind
from inference.upscalers import FOLDERS

FOLDER = ".trash"
MOST_NAMED = 3
LONGEST_BYTES = 255 - len(".safetensors")  # of a name, as file systems count


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
        shutil.move(thing, place)
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
    places = {it: models / it.relative_to(trash) for it in _kept(trash, found)}
    if _things(models, name, found) or any(it.exists() for it in places.values()):
        raise ModelNotFound(f"There is another {_title(found)} “{name}” now; remove or rename it.")
    for thing, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(thing, place)
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
    """Whether it can name something in a folder, and not another folder."""
    short = len(name.encode(errors="surrogatepass")) <= LONGEST_BYTES
    return Path(name).name == name and name != "" and not name.startswith(".") and short


def _bin(models: Path, name: str, kind: Kind) -> Path:
    trash = models / FOLDER
    return trash / name if kind is Kind.BASE else trash / f".{kind}" / name


def _things(models: Path, name: str, kind: Kind) -> list[Path]:
    """The folders and files of that name and kind; not what a link points to."""
    if not _is_name(name) or (kind is not Kind.BASE and name == ENCODER):
        return []
    if kind is not Kind.BASE:
        lone = models / f"{kind}s"
        folders = _folders_of(lone)
        places = [models / kind / name, lone / name]
        places += [it / f"{name}.safetensors" for it in (lone, *folders)]
        return [it for it in places if it not in folders and (it.exists() or it.is_symlink())]
    if name.endswith(CONFIG_SUFFIX):  # goes with its file
        return []
    file, config = models / f"{name}.safetensors", models / f"{name}{CONFIG_SUFFIX}"
    if (folder := models / name).is_dir():
        return [] if name in _PLACES else [folder]
    return [it for it in (file, config) if it.exists()] if file.is_file() else []


def _folders_of(lone: Path) -> Sequence[Path]:
    """Those in which upscalers of one kind of pictures lie, and which are none themselves."""
    return [lone / it for it in FOLDERS] if lone.name == f"{Kind.UPSCALER}s" else []


def _kept(trash: Path, kind: Kind) -> list[Path]:
    """The folders and files that were removed together."""
    if kind is Kind.BASE:
        return sorted(trash.iterdir())
    folders = _folders_of(trash / f"{kind}s")
    return sorted(
        thing
        for it in trash.glob("*/*")
        for thing in (it.iterdir() if it in folders and it.is_dir() else [it])
    )


_PLACES = frozenset(place for kind in Kind for place in (str(kind), f"{kind}s"))
"""Folders in which things of a kind lie, and which are none themselves."""


def _names(models: Path) -> list[str]:
    """Everything that can be removed."""
    folders = _folders_of(models / f"{Kind.UPSCALER}s")
    places = [models, *(models / place for place in sorted(_PLACES)), *folders]
    found = [it for place in places for it in _visible(place) if it not in folders]
    kinds = [it for it in found if it.is_dir() or it.suffix == ".safetensors"]
    names = {it.stem if it.is_file() else it.name.removesuffix(CONFIG_SUFFIX) for it in kinds}
    return sorted(names - _PLACES - {ENCODER})


def _visible(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (it for it in folder.iterdir() if not it.name.startswith("."))


def _folders(folder: Path) -> Iterator[Path]:
    yield from (it for it in _visible(folder) if it.is_dir())
