"""Aspect and size to width and height. Pure."""

import math
import re

from prompts.errors import PromptError

SMALLEST_SIDE = 64
LARGEST_SIDE = 1536
WIDEST = 3.0
STEP = 16  # denoisers work on latents of 8 x 8 pixels, some in pairs of them

ASPECTS = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "2:1", "1:2", "3:1", "1:3")
"""What the picker offers; any other ratio between 1:3 and 3:1 can be typed."""

_ASPECT = re.compile(r"\s*(\d{1,4}(?:\.\d{1,3})?)\s*[:x/]\s*(\d{1,4}(?:\.\d{1,3})?)\s*", re.ASCII)


def read_aspect(text: str) -> float:
    """Width over height, from "3:2", "16x9" or "4/3".

    Raises:
        PromptError: it is no ratio, or not between 1:3 and 3:1.
    """
    match = _ASPECT.fullmatch(text)
    if match is None or not float(match[1]) or not float(match[2]):
        raise PromptError(f"“{text[:20]}” is not an aspect. Write it as width:height, such as 3:2.")
    ratio = float(match[1]) / float(match[2])
    if not 1 / WIDEST <= ratio <= WIDEST:
        raise PromptError(
            f"{text.strip()} is too long and thin. Choose an aspect between 1:3 and 3:1."
        )
    return ratio


def dimensions(ratio: float, side: int) -> tuple[int, int]:
    """Width and height in pixels, multiples of 16, with about the area of a `side` x `side` square.

    The longer side never passes 1536 px; the area gives way first, the ratio last.

    Raises:
        PromptError: `side` is not between 64 and 1536.
    """
    if not SMALLEST_SIDE <= side <= LARGEST_SIDE:
        raise PromptError(f"A size is between {SMALLEST_SIDE} and {LARGEST_SIDE} pixels.")
    width, height = side * math.sqrt(ratio), side / math.sqrt(ratio)
    shrink = min(1.0, LARGEST_SIDE / max(width, height))
    return _round(width * shrink), _round(height * shrink)


def _round(length: float) -> int:
    return max(SMALLEST_SIDE, min(LARGEST_SIDE, round(length / STEP) * STEP))
