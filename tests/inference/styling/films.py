"""Short films: a face that wanders over a ground that stays."""

from PIL import Image

from inference.moving import write_film
from tests.inference.styling.pictures import blots, face


def walk(count: int = 5, *, size: tuple[int, int] = (72, 56)) -> list[Image.Image]:
    """Frames in which a face moves three pixels to the right each time."""
    ground = blots(96, seed=4).resize(size).convert("L").convert("RGB")
    head = face(56, 48).crop((14, 6, 42, 42))
    frames = []
    for place in range(count):
        frame = ground.copy()
        frame.paste(head, (4 + 3 * place, 10))
        frames.append(frame)
    return frames


def film_file(kind: str, count: int = 5, *, rate: float = 8.0) -> bytes:
    """The same as a file."""
    return write_film(walk(count), rate=rate, kind=kind)
