"""From the hub, or from this machine, onto the shelf: whole and looked over, or not at all.

    models/.pulling/NAME/COMMIT/   while it comes; a killed pull goes on there
    models/NAME/                   once every file is whole, and the model may be loaded
    models/KIND/NAME/              the same for what goes with a base model, such as a LoRA

The last step is one rename.
"""

import errno
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inference.catalogue import LONGEST_NAME, MAX_CONFIG_BYTES, OURS
from inference.errors import DataInUse, DiskFull, ModelNotFound, PullFailed
from inference.lock import hold
from inference.offers import Kind
from inference.origin import Kept, Origin, read_origin, write_origin
from inference.shelf.choosing import Offered, choose, refuse_escapes
from inference.shelf.folder import INDEX, files_of, problems_of
from inference.shelf.hub import Hub, Listing
from inference.shelf.parts import parts_of
from inference.shelf.soundness import weight_problems
from inference.weights import header_trouble, is_checkpoint, value_trouble

PULLING = ".pulling"
SPARE_BYTES = 2**26
SLICE_BYTES = 2**22

Tell = Callable[[str], None]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to pull.

    Attributes:
        name: of it on the shelf.
        repo: on the hub.
        revision: a branch, tag or commit; None for the newest.
        kind: what it is for.
        files: what to take, by name; empty leaves it to the layout.
        licence: as the catalogue has it; the hub's word is used where it has none.
    """

    name: str
    repo: str
    revision: str | None = None
    kind: Kind = Kind.BASE
    files: Sequence[str] = ()
    licence: str | None = None


def place_of(models: Path, name: str, kind: Kind) -> Path:
    """Where a model of that name lies on the shelf.

    Raises:
        PullFailed: no model can have that name.
    """
    good = _NAME.match(name) and len(name) <= LONGEST_NAME and not name.endswith(".config")
    if not good or name in OURS:
        raise PullFailed(
            f"No model can be called “{name[:LONGEST_NAME]}”; choose another name with --as."
        )
    return models / name if kind is Kind.BASE else models / kind / name


def pull(wanted: Wanted, models: Path, hub: Hub, *, now: datetime, tell: Tell) -> Path:
    """Put a model of the hub onto the shelf; gives its folder. Again: says that it is there.

    Raises:
        PullFailed, ModelNotFound: the message says why; nothing on the shelf has changed.
        DiskFull: the model does not fit, told before anything is downloaded where possible.
    """
    target = place_of(models, wanted.name, wanted.kind)
    listing = hub.listing(wanted.repo, wanted.revision)
    if _is_here(target, listing):
        tell(f"“{wanted.name}” is here already, at commit {listing.commit[:12]}.")
        return target
    _refuse_another(target)
    refuse_escapes(file.name for file in listing.files)
    work = models / PULLING / wanted.name
    try:
        with hold(work):
            folder = work / listing.commit
            _drop_others(work, folder)
            chosen = _chosen(wanted, listing, hub, folder)
            _refuse_too_large(chosen, folder)
            licence = wanted.licence or listing.licence
            tell(_opening(wanted, listing, chosen, licence))
            for number, file in enumerate(chosen, 1):
                tell(f"  {number}/{len(chosen)} {file.name} ({size(file.size_bytes)})")
                hub.fetch(listing, file, folder / file.name)
            origin = Origin(
                repo=listing.repo,
                commit=listing.commit,
                licence=licence,
                pulled=f"{now.astimezone(UTC):%Y-%m-%d}",
                files={},
            )
            _shelve(folder, target, wanted, origin)
    except DataInUse as error:
        raise PullFailed(f"Another pull of “{wanted.name}” is under way.") from error
    shutil.rmtree(work)
    return target


def copy(path: Path, models: Path, name: str, kind: Kind, *, now: datetime, tell: Tell) -> Path:
    """Put a folder or file of this machine onto the shelf; gives where it is then.

    Raises:
        PullFailed, ModelNotFound, DiskFull: as for `pull`.
    """
    target = place_of(models, name, kind)
    if path.is_file() and kind is Kind.BASE:
        return _copy_checkpoint(path, models, name, tell=tell)
    _refuse_another(target)
    root = path if path.is_dir() else path.parent
    found = _plain_files(root) if path.is_dir() else [path]
    offered = [
        Offered(name=file.relative_to(root).as_posix(), size_bytes=file.stat().st_size)
        for file in found
    ]
    chosen = choose(offered, _parts_here(path, kind, offered))
    work = models / PULLING / name
    try:
        with hold(work):
            folder = work / "copy"
            shutil.rmtree(folder, ignore_errors=True)
            _refuse_too_large(chosen, folder)
            for file in chosen:
                tell(f"  {file.name} ({size(file.size_bytes)})")
                _copy_file(root / file.name, folder / file.name)
            origin = Origin(pulled=f"{now.astimezone(UTC):%Y-%m-%d}", files={})
            _shelve(folder, target, Wanted(name=name, repo="", kind=kind), origin)
    except DataInUse as error:
        raise PullFailed(f"Another pull of “{name}” is under way.") from error
    shutil.rmtree(work)
    return target


def _parts_here(path: Path, kind: Kind, offered: Iterable[Offered]) -> list[str]:
    """The folders of a model of this machine that are taken; "" is its own."""
    match kind:
        case Kind.BASE:
            return list(parts_of(_index_of(path / INDEX)))
        case Kind.IP_ADAPTER:  # its image encoder lies in one
            return sorted({file.name.rpartition("/")[0] for file in offered})
    return [""]


def sha256_of(file: Path) -> str:
    """The digest of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(SLICE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def size(count: int) -> str:
    """A number of bytes for people."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"


# ---- what to take


def _chosen(wanted: Wanted, listing: Listing, hub: Hub, folder: Path) -> list[Offered]:
    by_name = {file.name: file for file in listing.files}
    if wanted.files:
        if missing := [name for name in wanted.files if name not in by_name]:
            raise PullFailed(f"{listing.repo} has no file {missing[0]} at this revision.")
        return [by_name[name] for name in wanted.files]
    if wanted.kind is not Kind.BASE:
        chosen = choose(listing.files, [""])
    elif (index := by_name.get(INDEX)) is None:
        raise PullFailed(
            f"{listing.repo} has no {INDEX}, so it is not in diffusers' layout; say --kind lora (or"
            " upscaler, controlnet, embedding, ip-adapter) if it goes with a model."
        )
    elif index.size_bytes > MAX_CONFIG_BYTES:
        raise PullFailed(f"The {INDEX} of {listing.repo} is too large to be one.")
    else:
        hub.fetch(listing, index, folder / INDEX)
        chosen = choose(listing.files, list(parts_of(_index_of(folder / INDEX))))
    if not any(file.name.endswith(".safetensors") for file in chosen):
        raise PullFailed(f"{listing.repo} has no weights in .safetensors files.")
    return chosen


def _index_of(file: Path) -> dict[str, object]:
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise PullFailed(f"{file.parent} has no {INDEX}.") from error
    except (ValueError, RecursionError) as error:
        raise PullFailed(f"Its {INDEX} is not JSON.") from error
    if not isinstance(content, dict):
        raise PullFailed(f"Its {INDEX} is not an index.")
    return content


def _opening(
    wanted: Wanted, listing: Listing, chosen: Sequence[Offered], licence: str | None
) -> str:
    total = size(sum(file.size_bytes for file in chosen))
    terms = f"Its licence is {licence}; mind" if licence else "Its card names no licence; look up"
    return (
        f"Pulling “{wanted.name}” from {listing.repo} at {listing.commit[:12]}: {len(chosen)}"
        f" files, {total}. {terms} what it allows."
    )


# ---- where to put it


def _plain_files(folder: Path) -> list[Path]:
    """The plain files of a folder that nobody has looked over; links are not followed."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and not file.is_symlink()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    ]


def _is_here(target: Path, listing: Listing) -> bool:
    if not target.is_dir():
        return False
    origin = read_origin(target)
    return origin is not None and origin.commit == listing.commit


def _refuse_another(target: Path) -> None:
    if target.exists() or target.with_name(f"{target.name}.safetensors").exists():
        raise PullFailed(
            f"There is a model “{target.name}” already; remove it first, or choose another name"
            " with --as."
        )


def _drop_others(work: Path, folder: Path) -> None:
    """Throw away what an earlier pull of another commit left."""
    for entry in work.iterdir():
        if entry.is_dir() and entry != folder:
            shutil.rmtree(entry)


def _refuse_too_large(chosen: Iterable[Offered], folder: Path) -> None:
    needed = sum(file.size_bytes for file in chosen) + SPARE_BYTES
    folder.mkdir(parents=True, exist_ok=True)
    had = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    free = shutil.disk_usage(folder).free
    if needed - had > free:
        raise DiskFull(
            f"The model needs {size(needed - had)} more and the disk has {size(free)}; make room"
            " and pull again."
        )


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("The disk is full; make room and pull again.") from error
        raise


def _copy_checkpoint(path: Path, models: Path, name: str, *, tell: Tell) -> Path:
    """A whole model in one file: it has no folder, so nothing is written of its origin."""
    target = models / f"{name}.safetensors"
    if target.exists() or (models / name).exists():
        raise PullFailed(f"There is a model “{name}” already; choose another name with --as.")
    if trouble := header_trouble(path):
        raise PullFailed(f"{path.name} {trouble}.")
    if not is_checkpoint(path):
        raise PullFailed(
            f"{path.name} is not a whole model in one file; say --kind lora (or upscaler,"
            " embedding) if it goes with one."
        )
    if trouble := value_trouble(path):
        raise PullFailed(f"{path.name} {trouble}.")
    part = models / PULLING / f"{name}.safetensors"
    part.parent.mkdir(parents=True, exist_ok=True)
    _refuse_too_large([Offered(name=name, size_bytes=path.stat().st_size)], part.parent)
    tell(f"  {path.name} ({size(path.stat().st_size)})")
    _copy_file(path, part)
    part.replace(target)
    return target


def _shelve(folder: Path, target: Path, wanted: Wanted, origin: Origin) -> None:
    """Look a whole folder over, note what it is, and move it to its place.

    What may not be loaded is thrown away: another try would bring the same.
    """
    base = wanted.kind is Kind.BASE
    found = list(problems_of(folder, name=wanted.name, index=base))
    found = found or list(weight_problems(folder, wanted.name))
    if found:
        shutil.rmtree(folder)
        raise ModelNotFound(found[0])
    kept = {
        file.relative_to(folder).as_posix(): Kept(
            size_bytes=file.stat().st_size, sha256=sha256_of(file)
        )
        for file in files_of(folder)
    }
    write_origin(folder, origin.model_copy(update={"files": kept}))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
