"""The throws: by chance, by a member, or by their number. Pure.

A throw is the sum of two dice, 2 to 12, one for each of sixteen bars. All sixteen together have a
number, 1 to 11 ** 16, so that a waltz can be shared in one line.
"""

import re
from collections.abc import Sequence
from random import Random

from inference.errors import RequestRefused

BARS = 16
LEAST, MOST = 2, 12
_WAYS = MOST - LEAST + 1
WALTZES = _WAYS**BARS
"""How many there are, counted by their throws: 45,949,729,863,572,161."""

_BETWEEN = re.compile(r"[\s,;]+")
_LONGEST = 400


def throw(seed: int, chosen: Sequence[int] = ()) -> tuple[tuple[int, int], ...]:
    """Sixteen pairs of dice: those chosen first, by their sums, then what falls.

    Args:
        seed: decides what falls, and how a chosen sum lies on its two dice.
        chosen: up to 16 sums, 2 to 12.
    """
    chance = Random(seed)
    fallen = [(chance.randint(1, 6), chance.randint(1, 6)) for _ in range(BARS)]
    return tuple(
        _dice_of(chosen[bar], pair) if bar < len(chosen) else pair
        for bar, pair in enumerate(fallen)
    )


def throw_again(
    throws: Sequence[tuple[int, int]], seed: int, *, bars: int
) -> tuple[tuple[int, int], ...]:
    """The same throws but for so many bars, which fall anew."""
    chance = Random(seed)
    anew = set(chance.sample(range(BARS), bars))
    return tuple(
        (chance.randint(1, 6), chance.randint(1, 6)) if bar in anew else pair
        for bar, pair in enumerate(throws)
    )


def number_of(throws: Sequence[tuple[int, int]]) -> int:
    """The number of a waltz, 1 to WALTZES: its sums as digits, the first bar's most significant."""
    number = 0
    for one, other in throws:
        number = number * _WAYS + one + other - LEAST
    return number + 1


def sums_of(number: int) -> list[int]:
    """The sixteen sums of the waltz with that number.

    Raises:
        RequestRefused: there is no such waltz.
    """
    if not 1 <= number <= WALTZES:
        raise RequestRefused(f"The waltzes are numbered from 1 to {WALTZES:,}.")
    digits = []
    rest = number - 1
    for _ in range(BARS):
        rest, digit = divmod(rest, _WAYS)
        digits.append(digit + LEAST)
    return digits[::-1]


def read_sums(text: str) -> list[int]:
    """The sums a member threw, from "7 11 3, 5".

    Raises:
        RequestRefused: something is no sum of two dice, or there are more than sixteen.
    """
    words = [word for word in _BETWEEN.split(text[:_LONGEST].strip()) if word]
    if len(words) > BARS or len(text) > _LONGEST:
        raise RequestRefused(
            f"A waltz has {BARS} throws, and these are {len(words)} or more; leave some out."
        )
    for word in words:
        if not (word.isascii() and word.isdigit() and LEAST <= int(word[:4]) <= MOST):
            raise RequestRefused(
                f"“{word[:20]}” is no throw of two dice; write sums from {LEAST} to {MOST},"
                " such as 7 11 3."
            )
    return [int(word) for word in words]


def read_number(text: str) -> int:
    """The number of a waltz, also with separators: "12,345".

    Raises:
        RequestRefused: it is none.
    """
    digits = re.sub(r"[\s,._'’]|[Nn]o\.?", "", text[:60])
    if not (digits.isascii() and digits.isdigit()):
        raise RequestRefused(
            f"“{text[:30]}” is not the number of a waltz; copy it from a page that Mozart made."
        )
    number = int(digits)
    sums_of(number)
    return number


def _dice_of(total: int, pair: tuple[int, int]) -> tuple[int, int]:
    """Two dice with that sum; as they fell if they have it, else nearest to how the first fell."""
    first = max(total - 6, min(6, total - 1, pair[0]), 1)
    return first, total - first
