"""The `mozart models` command: what it shows of the shelf, and what it does there.

It knows nothing of Discord. What it says goes to two functions: `show` for results, `tell` for what
happens meanwhile.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from inference.catalogue import Catalogue, Model
from inference.companions import Companion
from inference.errors import InferenceError, ModelNotFound, PullFailed
from inference.inventory import read_catalogue
from inference.offers import Kind, Offer, read_offers
from inference.origin import read_origin
from inference.shelf import trash
from inference.shelf.folder import files_of
from inference.shelf.hub import Hub
from inference.shelf.pulling import Wanted, copy, pull, sha256_of, size
from inference.shelf.soundness import companion_problems, problems
from inference.upscalers import lone_upscalers
from inference.weights import has_small_numbers

Say = Callable[[str], None]

HERE = ("name", "family", "size", "licence", "about")
OFFERED = ("name", "family", "memory", "licence", "about")


def run(
    options: argparse.Namespace, models: Path, token: str | None, *, show: Say, tell: Say
) -> int:
    """Do what was asked; gives the exit status.

    Raises:
        InferenceError: the message says why not.
    """
    match options.task:
        case "list":
            _list(models, as_json=options.json, show=show)
        case "pull":
            where = _pull(options, models, token, tell=tell)
            show(f"It is in {where}.")
        case "remove":
            kind = Kind(options.kind) if options.kind else None
            where_now = trash.remove(models, options.name, kind=kind, for_good=options.for_good)
            told = f" --kind {kind}" if kind else ""
            again = f"; `mozart models restore {options.name}{told}` undoes it"
            show(f"“{options.name}” is removed{again if where_now else ''}.")
        case "restore":
            kind = Kind(options.kind) if options.kind else None
            trash.restore(models, options.name, kind=kind)
            show(f"“{options.name}” is back.")
        case _:
            return _check(models, options.name, show=show, tell=tell)
    return 0


# ---- list


def _list(models: Path, *, as_json: bool, show: Say) -> None:
    catalogue = read_catalogue(models)
    here = [_row(model) for model in catalogue.models]
    here += list(_companions(models, catalogue.companions))
    names = {row["name"] for row in here}
    offered = [
        _offer_row(name, offer) for name, offer in read_offers().items() if name not in names
    ]
    if as_json:
        for row in here + offered:
            show(json.dumps(row, ensure_ascii=False))
        return
    show("Here:")
    for line in _table(here, HERE):
        show(line)
    show("\nTo pull with `mozart models pull NAME`:")
    for line in _table(offered, OFFERED):
        show(line)
    if removed := trash.removed(models):
        show(f"\nIn the trash: {', '.join(removed)}.")


def _row(model: Model) -> dict[str, object]:
    files = [model.file] if model.file else files_of_model(model)
    return {
        "name": model.name,
        "here": True,
        "kind": str(Kind.BASE),
        "family": model.family,
        "licence": model.licence,
        "size_bytes": sum(file.stat().st_size for file in files) or None,
        "gated": False,
        "about": model.title,
    }


def files_of_model(model: Model) -> list[Path]:
    """The visible files of a model's folder; none where there is no folder."""
    if model.folder is None or not model.folder.is_dir():
        return []
    return [
        file for file in model.folder.rglob("*") if file.is_file() and not file.name.startswith(".")
    ]


def _companions(models: Path, known: Sequence[Companion]) -> Iterator[dict[str, object]]:
    """What goes with base models: a folder for each, in a folder of their kind; then lone files."""
    families = {it.folder: it.family for it in known}
    offers = {offer.repo: offer for offer in read_offers().values()}
    for kind in Kind:
        for folder in sorted((models / kind).glob("*/")) if kind is not Kind.BASE else []:
            try:
                origin = read_origin(folder)
            except ModelNotFound:
                origin = None
            offer = offers.get(origin.repo or "") if origin else None
            yield {
                "name": folder.name,
                "here": True,
                "kind": str(kind),
                "family": offer.family if offer else families.get(folder),
                "licence": origin.licence if origin else None,
                "size_bytes": sum(it.stat().st_size for it in folder.rglob("*") if it.is_file()),
                "gated": False,
                "about": offer.about if offer else f"({kind})",
            }
    for it in known:
        if it.folder is None or it.folder.parent.name == f"{it.kind}s":  # as people put it there
            files = [it.file] if it.folder is None else files_of(it.folder)
            yield {
                "name": it.name,
                "here": True,
                "kind": str(it.kind),
                "family": it.family,
                "licence": None,
                "size_bytes": sum(file.stat().st_size for file in files),
                "gated": False,
                "about": f"({it.kind})",
            }
    for file in lone_upscalers(models):
        yield {
            "name": file.stem,
            "here": True,
            "kind": str(Kind.UPSCALER),
            "family": None,
            "licence": None,
            "size_bytes": file.stat().st_size,
            "gated": False,
            "about": f"({Kind.UPSCALER})",
        }


def _offer_row(name: str, offer: Offer) -> dict[str, object]:
    return {
        "name": name,
        "here": False,
        "kind": str(offer.kind),
        "family": offer.family,
        "licence": offer.licence,
        "size_bytes": offer.size_bytes,
        "gated": offer.gated,
        "about": offer.about,
        "repo": offer.repo,
        "revision": offer.revision,
        "memory_gib": offer.memory_gib,
    }


def _table(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> list[str]:
    cells = [[_cell(row, column) for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(columns), *cells]
    ]


def _cell(row: dict[str, object], column: str) -> str:
    match column, row:
        case "size", {"size_bytes": int() as count}:
            return size(count)
        case "memory", {"memory_gib": float() as gib}:
            return f"~{gib:.0f} GiB"
        case "licence", {"gated": True}:
            return f"{row['licence'] or '?'} (gated)"
        case _:
            return str(row.get(column) or "-")


# ---- pull


def _pull(options: argparse.Namespace, models: Path, token: str | None, *, tell: Say) -> Path:
    now = datetime.now(UTC)
    path = Path(options.what)
    offer = read_offers().get(options.what)
    if offer is None and path.exists():
        name = options.name or (path.stem if path.is_file() else path.resolve().name)
        kind = Kind(options.kind or Kind.BASE)
        return copy(path, models, name, kind, now=now, tell=tell)
    return pull(_wanted(options, offer), models, Hub(token), now=now, tell=tell)


def _wanted(options: argparse.Namespace, offer: Offer | None) -> Wanted:
    if offer is not None:
        return Wanted(
            name=options.name or options.what,
            repo=offer.repo,
            revision=options.revision or offer.revision,
            kind=offer.kind,
            files=offer.files,
            licence=offer.licence,
        )
    if options.what.count("/") != 1:
        raise PullFailed(
            f"“{options.what}” is not in the list of `mozart models list`; give a name of it,"
            " owner/name on the hub, or a folder or file that exists."
        )
    return Wanted(
        name=options.name or options.what.partition("/")[2],
        repo=options.what,
        revision=options.revision,
        kind=Kind(options.kind or Kind.BASE),
    )


# ---- check


def _check(models: Path, name: str | None, *, show: Say, tell: Say) -> int:
    catalogue: Catalogue = read_catalogue(models)
    beside = [it for it in catalogue.companions if name in (None, it.name)]
    chosen = [it for it in catalogue.models if name in (None, it.name)]
    if not (beside or chosen):
        catalogue.find(name or "")  # which says what there is
    failed = False
    for model in chosen:
        if model.folder is None:
            show(f"{model.name}: sound, nothing to check.")
            continue
        tell(f"Reading “{model.name}” ...")
        found = [*problems(model), *_changes(model.folder)]
        for problem in found:
            show(problem)
        failed = failed or bool(found)
        if not found:
            show(f"{model.name}: sound.{_note(model)}")
    return int(_check_beside(beside, show=show) or failed)


def _check_beside(companions: Sequence[Companion], *, show: Say) -> bool:
    """Look over what goes with models; gives whether something is wrong."""
    failed = False
    for it in companions:
        found = list(_troubles(it))
        for problem in found:
            show(problem)
        failed = failed or bool(found)
        if not found:
            show(f"{it.name}: sound ({it.family or 'of a family that its file does not tell'}).")
    return failed


def _troubles(companion: Companion) -> Iterator[str]:
    yield from companion_problems(companion)
    if companion.folder is not None:
        yield from _changes(companion.folder)


def _changes(folder: Path) -> Iterator[str]:
    """What is no longer as it was pulled."""
    try:
        origin = read_origin(folder)
    except InferenceError as error:
        yield str(error)
        return
    for name, kept in origin.files.items() if origin else ():
        file = folder / name
        if ".." in Path(name).parts or not file.resolve().is_relative_to(folder.resolve()):
            yield f"The model “{folder.name}” was tampered with: source.json names {name[:80]}."
        elif not file.is_file():
            yield f"{name} of “{folder.name}” is missing; pull the model again."
        elif file.stat().st_size != kept.size_bytes or sha256_of(file) != kept.sha256:
            yield f"{name} of “{folder.name}” is not the file that was pulled; pull it again."


def _note(model: Model) -> str:
    assert model.folder is not None
    files = [model.file] if model.file is not None else []
    files += [file for file in files_of(model.folder) if file.suffix == ".safetensors"]
    small = [file.name for file in files if has_small_numbers(file)]
    return f" Numbers of 8 bits were not looked at ({small[0]})." if small else ""
