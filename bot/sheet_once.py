"""`mozart compare`: what it takes, and the sheet of what was painted."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from bot.comparison import Comparison, compared
from bot.contact_sheet import Tile, draw_sheet
from bot.wish import Wish
from inference.catalogue import Catalogue
from inference.encoding import read_picture, to_png
from inference.once import Painting

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its type has no other name


def compare_parser(tasks: Parsers) -> argparse.ArgumentParser:
    """What `mozart compare` takes."""
    compare = tasks.add_parser("compare", help="paint a contact sheet over one or two axes")
    compare.add_argument("prompt", help="what to paint; braces are an axis")
    compare.add_argument("--x", default="", help="from left to right, such as 'steps: 4, 8'")
    compare.add_argument("--y", default="", help="from top to bottom, such as 'seed: 1-3'")
    compare.add_argument("--negative", default="", help="what to keep out")
    compare.add_argument("--aspect", help="width:height, such as 3:2")
    compare.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    compare.add_argument("--seed", type=int, help="of all pictures, unless it is an axis")
    compare.add_argument("--model", help="who paints")
    compare.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    compare.add_argument("--json", action="store_true", help="print one JSON line per picture")
    return compare


def sheet_asked(
    options: argparse.Namespace, catalogue: Catalogue, *, draw_seed: Callable[[], int]
) -> Comparison:
    """What `mozart compare` was asked for.

    Raises:
        PromptError, ModelNotFound: one sentence that says what to change.
    """
    wish = Wish(
        prompt=options.prompt,
        negative=options.negative,
        aspect=options.aspect,
        size=options.size,
        seed=options.seed,
        model=options.model,
    )
    return compared(wish, [options.x, options.y], catalogue, draw_seed=draw_seed)


def sheet_png(found: Comparison, outcomes: Sequence[list[Painting] | str]) -> bytes:
    """The sheet as a PNG, with its words and axes inside.

    Args:
        found: the sheet.
        outcomes: for each cell its paintings, or why there are none.
    """
    requests = [it.request for it in found.made]
    shape = max(it.width for it in requests), max(it.height for it in requests)
    tiles = [
        Tile(words="failed", trouble=True)
        if isinstance(outcome, str)
        else Tile(pictures=tuple(read_picture(it.png) for it in outcome))
        for outcome in outcomes
    ]
    recipe = {"prompt": found.text, "axes": found.plan.axes}
    return to_png(draw_sheet(found.plan, tiles, shape), recipe)
