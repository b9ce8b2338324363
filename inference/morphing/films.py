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
    frames: Sequence[Image.Image], *, rate: float, kind: str, back: bool, most: int = MOST_BYTES
) -> bytes:
    """A file of that kind, smaller than the frames where they would make too much of it.

    Args:
        frames: RGB, of one size with even sides.
        rate: frames a second.
        kind: of inference.moving.KINDS.
        back: whether it goes back again.
        most: how many bytes it may have.
    """
    while True:
        data = _written(frames, rate, kind, back=back)
        if len(data) <= most or min(frames[0].size) * _SMALLER < _LEAST_SIDE:
            return data
        width, height = (2 * round(it * _SMALLER / 2) for it in frames[0].size)
        frames = [it.resize((width, height), Image.Resampling.LANCZOS) for it in frames]


def _written(frames: Sequence[Image.Image], rate: float, kind: str, *, back: bool) -> bytes:
    if kind == "gif":  # its few colours are chosen once for there and back, not twice
        frames = [it.convert("P", palette=Image.Palette.ADAPTIVE) for it in frames]
    return write_film(there_and_back(frames) if back else frames, rate=rate, kind=kind)
