"""Where frames that are dear are painted: along ways on which much happens at once."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from inference.morphing.pacing import first_ways, next_ways


def paced(look: Callable[[float], float], frames: int, *, most: int = 1) -> list[float]:
    """The ways of all frames of one leg, where what is seen is a number."""
    ways = first_ways(frames, legs=1, closed=False)
    while missing := frames - len(ways):
        steps = [abs(look(b) - look(a)) for a, b in pairwise(ways)]
        ways = sorted([*ways, *next_ways(ways, steps, min(most, missing))])
    return ways


def largest(look: Callable[[float], float], ways: list[float]) -> float:
    return max(abs(look(b) - look(a)) for a, b in pairwise(ways))


@pytest.mark.parametrize("most", [1, 4])
def test_steps_are_evener_than_at_even_distances(most: int) -> None:
    def look(way: float) -> float:
        return way**6

    ways = paced(look, 12, most=most)

    assert len(set(ways)) == 12
    assert (ways[0], ways[-1]) == (0, 1)
    assert largest(look, ways) < 0.5 * largest(look, [place / 11 for place in range(12)])


def test_where_nothing_is_seen_to_change_the_way_is_even() -> None:
    assert paced(lambda _: 0.0, 5) == [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize(
    ("frames", "legs", "closed", "ways"),
    [
        (4, 1, False, [0, 1]),
        (12, 1, False, [0, 1 / 3, 2 / 3, 1]),
        (8, 4, True, [0, 1, 2, 3]),
        (24, 4, True, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]),
    ],
)
def test_the_first_frames_hold_every_stop(
    frames: int,
    legs: int,
    closed: bool,  # noqa: FBT001 - of a table
    ways: list[float],
) -> None:
    assert first_ways(frames, legs=legs, closed=closed) == ways


def test_steps_far_smaller_than_the_largest_wait_for_their_turn() -> None:
    assert next_ways([0, 1, 2, 3], [1, 4, 3], 3) == [1.5, 2.5]
