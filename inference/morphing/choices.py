"""What films have to choose, each read in one way. Pure; the sentences name the film."""

from collections.abc import Mapping

from inference.errors import RequestRefused
from inference.moving import KINDS
from inference.request import MAX_SEED, Option

SLOWEST, RATE, FASTEST = 2, 12, 24
"""Frames a second."""


def whole(
    options: Mapping[str, Option], name: str, usual: int, *, least: int, most: int, film: str
) -> int:
    """A whole number among the options.

    Args:
        options: by name.
        name: of this one.
        usual: where it is not there.
        least: that it may be.
        most: that it may be.
        film: what it is of, such as "a morph".

    Raises:
        RequestRefused: it is something else.
    """
    value = options.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RequestRefused(
            f"{name.capitalize()} of {film}: a whole number from {least} to {most}."
        )
    return value


def rate(options: Mapping[str, Option], film: str) -> int:
    """Frames a second.

    Raises:
        RequestRefused: films do not run like that.
    """
    return whole(options, "rate", RATE, least=SLOWEST, most=FASTEST, film=film)


def kind(options: Mapping[str, Option], film: str) -> str:
    """The film's kind, one of KINDS.

    Raises:
        RequestRefused: it is none of them.
    """
    value = str(options.get("kind", "webp"))
    if value not in KINDS:
        raise RequestRefused(
            f"{film.capitalize()} is one of {', '.join(KINDS)}; choose one of these kinds."
        )
    return value


def check_seed(seed: object) -> int:
    """The same number.

    Raises:
        RequestRefused: it is no seed.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise RequestRefused(f"A seed is a whole number between 0 and {MAX_SEED}.")
    return seed
