"""Making pictures now, on the command line: without Discord, a queue that waits, or a house.

What is to be made is said by `bot.orders` and `bot.sheet_once`; here it is made and written.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.equipment import catalogue_of, engines_of, scorer_of
from bot.house import draw_seed
from bot.orders import Order, orders_of
from bot.settings import Settings
from bot.sheet_once import sheet_asked, sheet_png
from inference.catalogue import Catalogue, has_seeds
from inference.encoding import read_recipe, to_png
from inference.events import Preview, Progress
from inference.once import Painting, paint_all, paint_once
from inference.storage import Storage


def make(settings: Settings, options: argparse.Namespace) -> int:
    """Make what a command of `bot.orders` was asked for, and write it to a folder; returns 0.

    Raises:
        PromptError, InferenceError, BotError: one sentence that says what to change.
        OSError: a file is not there, or the folder cannot be written to.
    """
    return asyncio.run(_make(settings, options))


def compare(settings: Settings, options: argparse.Namespace) -> int:
    """Paint every cell of a sheet; write the pictures and the sheet to a folder.

    Returns 1 where a cell failed. Raises as `make` does.
    """
    return asyncio.run(_compare(settings, options))


async def _make(settings: Settings, options: argparse.Namespace) -> int:
    catalogue = catalogue_of(settings)
    orders = orders_of(options, catalogue)
    options.out.mkdir(parents=True, exist_ok=True)
    for order in orders:
        await _make_one(settings, options, catalogue, order)
    return 0


async def _make_one(
    settings: Settings, options: argparse.Namespace, catalogue: Catalogue, order: Order
) -> None:
    request, pictures = order
    with TemporaryDirectory(prefix="mozart-") as name:
        folder = Path(name)
        if pictures:
            storage = Storage(folder / "pictures")
            kept = {role: storage.keep(to_png(it, {})) for role, it in pictures.items()}
            request = replace(request, inputs=kept)
        paintings = await paint_once(
            request,
            catalogue=catalogue,
            engines=engines_of(settings, catalogue, settings.devices[0]),
            folder=folder,
            on_event=_show_progress,
            scorer=scorer_of(settings),
        )
    for painting in paintings:
        _write(painting, request.model, options)


async def _compare(settings: Settings, options: argparse.Namespace) -> int:
    catalogue = catalogue_of(settings)
    found = sheet_asked(options, catalogue, draw_seed=draw_seed)
    options.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="mozart-") as name:
        outcomes = await paint_all(
            [it.request for it in found.made],
            catalogue=catalogue,
            engines=engines_of(settings, catalogue, settings.devices[0]),
            folder=Path(name),
            on_event=_show_progress,
            scorer=scorer_of(settings),
        )
    for cell, (made, outcome) in enumerate(zip(found.made, outcomes, strict=True)):
        if isinstance(outcome, str):
            print(f"{found.plan.label(cell)}: {outcome}", file=sys.stderr)
        else:
            _write(outcome[0], made.request.model, options)
    sheet = await asyncio.to_thread(sheet_png, found, outcomes)
    file = options.out / f"mozart-sheet-{sha256(sheet).hexdigest()[:8]}.png"
    file.write_bytes(sheet)
    print(json.dumps({"sheet": str(file)}) if options.json else file, flush=True)
    return int(any(isinstance(outcome, str) for outcome in outcomes))


def _show_progress(event: Progress | Preview) -> None:
    if isinstance(event, Progress) and sys.stderr.isatty():
        end = "\n" if event.done >= 1 else "\r"
        print(f"{round(100 * event.done):3d} %", end=end, file=sys.stderr, flush=True)


def _write(painting: Painting, model: str, options: argparse.Namespace) -> None:
    """Keep a picture under a name that tells it from those of other words and models."""
    picture = painting.picture
    size = f"{picture.width}x{picture.height}"
    recipe = read_recipe(painting.png) or {}
    which = recipe.get("to", picture.seed)  # of translations, seeds tell nothing
    file = options.out / f"mozart-{which}-{size}-{picture.sha256[:8]}.png"
    file.write_bytes(painting.png)
    line = {
        "file": str(file),
        "seed": picture.seed,
        "model": model,
        "width": picture.width,
        "height": picture.height,
        "seconds": round(painting.seconds, 3),
    }
    for beside in painting.files:
        file.with_name(f"{file.stem}-{beside.name}").write_bytes(beside.data)
    if painting.files:
        line["files"] = [f"{file.stem}-{beside.name}" for beside in painting.files]
    told = f"seed {picture.seed}" if has_seeds(model) else size
    if (score := recipe.get("score")) is not None:
        line["score"] = score
        told += f", score {score:.3f}"
    print(json.dumps(line) if options.json else f"{file} ({told})", flush=True)
    if not options.json:
        for beside in painting.files:
            print(file.with_name(f"{file.stem}-{beside.name}"), flush=True)
    if picture.note:
        print(picture.note, file=sys.stderr)
