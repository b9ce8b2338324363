"""What `mozart enhance`, `describe` and `shorten` show: the writer without Discord."""

import argparse
import asyncio
from importlib import import_module

from bot.desk import Desk
from bot.equipment import writer_of
from bot.errors import NotReady
from bot.house import draw_seed
from bot.settings import Settings
from inference.inventory import read_catalogue

TASKS = ("enhance", "describe", "shorten")


def reword(settings: Settings, options: argparse.Namespace) -> int:
    """Help with words; returns 0.

    Raises:
        PromptError, InferenceError, NotReady: one sentence that says what to do.
    """
    if options.command == "enhance" and options.files:
        copy = import_module("inference.engines.writer.task").copy_tasks
        print(*copy(settings.data / "writer"), sep="\n")
        return 0
    catalogue = read_catalogue(settings.models, settings.default_model)
    desk = Desk(writer_of(settings), catalogue, draw_seed)
    try:
        print(*asyncio.run(told(options, desk)), sep="\n")
    finally:
        desk.close()
    return 0


async def told(options: argparse.Namespace, desk: Desk) -> list[str]:
    """The lines to print, each a prompt that `mozart imagine` takes but for notes in brackets.

    Raises:
        PromptError, InferenceError, NotReady: as the desk does.
    """
    match options.command:
        case "enhance":
            return await desk.enrich(options.words)
        case "describe":
            if not options.picture.is_file():
                raise NotReady(f"There is no file {options.picture}.")
            found = await desk.describe(await asyncio.to_thread(options.picture.read_bytes))
            again = [f"[painted by Mozart from] {found.again}"] if found.again else []
            return [*again, *found.proposals]
        case _:
            weighing, shorter = await desk.weigh(options.words)
            weights = " ".join(f"{it.word} [{it.weight:.2f}]" for it in weighing.words)
            return [weights, *shorter]
