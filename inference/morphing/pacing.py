"""Where to look next along a way whose pictures are dear, so that they end in even steps. Pure.

The first pictures stand at even distances. From then on each new one halves the largest step that
is seen, so that none is painted in vain.
"""

from collections.abc import Sequence

_FIRST = 3
"""One in so many pictures is painted before anything is known of the way."""


def first_ways(frames: int, *, legs: int, closed: bool) -> list[float]:
    """Where the first pictures are, rising, from 0 to `legs`; that one is not asked for if closed.

    Args:
        frames: in all; at least one for each leg, and two.
        legs: parts of the way, each of length 1, at whose ends there is a picture.
        closed: whether the way ends where it began.
    """
    at_least = legs if closed else legs + 1
    each = max(1, (max(at_least, frames // _FIRST) - (0 if closed else 1)) // legs)
    ways = [place / each for place in range(each * legs + 1)]
    return ways[:-1] if closed else ways


def next_ways(ways: Sequence[float], steps: Sequence[float], most: int) -> list[float]:
    """Where the next pictures belong: in the middle of the largest steps.

    Args:
        ways: of the pictures that there are, rising; of a closed way with its end.
        steps: how much is seen to change between neighbours; one fewer than ways.
        most: how many may be painted at once, at least one.

    Returns:
        At least one, rising. Steps less than half as large as the largest are left for later. Of
        equal steps the earlier comes first.
    """
    order = sorted(range(len(steps)), key=lambda place: -_length(ways, steps, place))
    largest = _length(ways, steps, order[0])
    chosen = [it for it in order[:most] if _length(ways, steps, it) >= largest / 2]
    return sorted((ways[it] + ways[it + 1]) / 2 for it in chosen)


def _length(ways: Sequence[float], steps: Sequence[float], place: int) -> float:
    """A step's size; where nothing at all is seen to change, the longer part of the way."""
    return steps[place] + 1e-6 * (ways[place + 1] - ways[place])
