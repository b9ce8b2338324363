"""Frames as a file that can be sent: there and back, and no larger than places take."""

from collections.abc import Sequence

from PIL import Image

from inference.moving import write_film

MOST_BYTES = 8_000_000
"""What every place on Discord takes, with room for the still picture."""
_SMALLER = 0.8
_LEAST_SIDE = 64


def there_and_back(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """The frames, and the same backwards without those at the ends, which would stand still."""
    return [*frames, *frames[-2:0:-1]]


def film_within(
    frames: Sequence[Image.Image], *, rate: float, kind: str, most: int = MOST_BYTES
) -> bytes:
    """A file of that kind, smaller than the frames where they would make too much of it.

    Args:
        frames: RGB, of one size with even sides.
        rate: frames a second.
        kind: of inference.moving.KINDS.
        most: how many bytes it may have.
    """
    data = write_film(frames, rate=rate, kind=kind)
    while len(data) > most and min(frames[0].size) * _SMALLER >= _LEAST_SIDE:
        width, height = (2 * round(it * _SMALLER / 2) for it in frames[0].size)
        frames = [it.resize((width, height), Image.Resampling.LANCZOS) for it in frames]
        data = write_film(frames, rate=rate, kind=kind)
    return data
