"""Paint docs/pictures/compositions.webp: one scene after each school of composition.

Run from the repository: `python tools/compositions_sheet.py`.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.painter.scene import Composition

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "compositions.webp"
SIDE, COLUMNS = 240, 5
WORDS = "a lighthouse and two sailboats at sunset, woodblock"
SEED = 4


def main() -> None:
    """Paint the scene after each school and write the file."""
    schools = tuple(Composition)
    rows = -(-len(schools) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * SIDE, rows * SIDE))
    seeds = Seeds(layout=SEED, palette=SEED, hand=SEED)
    for number, school in enumerate(schools):
        row, column = divmod(number, COLUMNS)
        scene = read(f"{WORDS}, {school}").scene
        image = paint(scene, width=2 * SIDE, height=2 * SIDE, seeds=seeds, show=_unseen)
        small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        sheet.paste(small, (column * SIDE, row * SIDE))
    sheet.save(TARGET, quality=60, method=6)
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1000} kB")


def _unseen(done: float, look: Callable[[], Image.Image]) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
