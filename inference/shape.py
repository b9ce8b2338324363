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
