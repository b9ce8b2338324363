"""`mozart compare`: what was asked for, and the sheet of what was painted."""

import argparse
from collections.abc import Callable, Sequence

from bot.comparison import Comparison, compared
from bot.contact_sheet import Tile, draw_sheet
from bot.wish import Wish
from inference.catalogue import Catalogue
from inference.encoding import read_picture, to_png
from inference.once import Painting


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
