"""What `mozart enhance`, `describe` and `shorten` show: the writer without Discord."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from bot.desk import Desk
from bot.errors import NotReady

TASKS = ("enhance", "describe", "shorten")


def add_parsers(tasks: Any) -> list[argparse.ArgumentParser]:  # noqa: ANN401 - argparse hides it
    """Add the three commands to those there are."""
    enhance = tasks.add_parser("enhance", help="make a few words into richer prompts")
    enhance.add_argument("words", nargs="?", default="", help="a few words, or a whole prompt")
    enhance.add_argument(
        "--files",
        action="store_true",
        help="copy what the writer is asked to where you may edit it",
    )
    describe = tasks.add_parser("describe", help="get words for a picture")
    describe.add_argument("picture", type=Path, help="a PNG, JPEG or WebP")
    shorten = tasks.add_parser("shorten", help="see which words matter, and get shorter prompts")
    shorten.add_argument("words", help="a whole prompt in plain words")
    return [enhance, describe, shorten]


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
