"""Sizes of pictures that keep their shape. Pure."""

from math import sqrt


def shaped(
    size: tuple[int, int], side: float, *, step: int = 2, least: int | None = None
) -> tuple[int, int]:
    """(width, height) of the same shape, with about the area of a square of `side` pixels.

    Args:
        size: (width, height) whose shape it has, in any unit.
        side: of the square, in pixels.
        step: both are a multiple of so many pixels.
        least: of each, in pixels; None is one step.
    """
    scale = side / sqrt(size[0] * size[1])
    shortest = step if least is None else least
    width, height = (max(shortest, step * round(it * scale / step)) for it in size)
    return width, height


def too_slim(width: int, height: int, *, widest: float, step: int = 0) -> bool:
    """Whether a shape passes `widest` to one, as far as no rounding of its sides explains it.

    Args:
        width: in pixels.
        height: in pixels.
        widest: the longer side over the shorter one.
        step: that the sides were rounded to, in pixels; 0 means that they were not.
    """
    long, short = max(width, height) - step / 2, min(width, height) + step / 2
    return long > widest * short
