"""Paint docs/pictures/painter.webp: the sheet that shows what the painter can do.

Run from the repository: `python tools/painter_sheet.py`.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "painter.webp"
SIDE, COLUMNS = 400, 4
WISHES = (
    ("three red sailboats at sunset, watercolour", 33),
    ("an owl at night under the stars, stained glass", 9),
    ("two penguins, oil", 20),
    ("a castle behind a red tree at dusk, woodblock", 3),
    ("three purple hot-air balloons over mountains at dawn, poster", 4),
    ("four fish, paper cut", 2),
    ("a fox in a forest, pencil", 6),
    ("a bouquet by the window, pixel art", 26),
    ("a cat in front of a house, pastel", 12),
    ("sunflowers, ink", 16),
    ("a train in a town, pointillism", 3),
    ("a rocket in space, mosaic", 21),
    ("a bear beside a yellow tent in autumn, woodcut", 5),
    ("a clock in front of a whirl, blueprint", 2),
    ("a helicopter above a bus in the town, neon", 4),
    ("a giraffe on a grid, poster", 3),
)


def main() -> None:
    """Paint the wishes side by side and write the file."""
    rows = -(-len(WISHES) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * SIDE, rows * SIDE))
    for number, (words, seed) in enumerate(WISHES):
        row, column = divmod(number, COLUMNS)
        seeds = Seeds(layout=seed, palette=seed, hand=seed)
        scene = read(words).scene
        image = paint(scene, width=2 * SIDE, height=2 * SIDE, seeds=seeds, show=_unseen)
        small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        sheet.paste(small, (column * SIDE, row * SIDE))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(TARGET, quality=62, method=6)
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1000} kB")


def _unseen(done: float, look: Callable[[], Image.Image]) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
