"""Paint the first example of every template, by the painter: on one sheet and each alone.

The sheet is docs/pictures/templates.webp; the others lie beside the templates, for /template show.
Run from the repository: `python tools/templates_sheet.py`.
"""

from collections.abc import Callable
from math import sqrt
from pathlib import Path

from PIL import Image

from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from prompts.printing import plain
from prompts.size import dimensions, read_aspect
from prompts.template import Dialect, Template, picture_file, shipped_templates
from prompts.tree import Text

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "templates.webp"
SIDE, MARGIN, COLUMNS = 256, 12, 6
ALONE = 400
PAPER = (244, 241, 234)
SEED = 7


def main() -> None:
    """Paint them in the order of their names and write the files."""
    shipped = shipped_templates().all
    rows = -(-len(shipped) // COLUMNS)
    cell = SIDE + MARGIN
    sheet = Image.new("RGB", (COLUMNS * cell + MARGIN, rows * cell + MARGIN), PAPER)
    for number, template in enumerate(shipped):
        row, column = divmod(number, COLUMNS)
        large = painted(template)
        large.save(picture_file(template.name), quality=74, method=6)
        image = large.copy()
        image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        left = MARGIN + column * cell + (SIDE - image.width) // 2
        sheet.paste(image, (left, MARGIN + row * cell + (SIDE - image.height) // 2))
    sheet.save(TARGET, quality=62, method=6)
    alone = sum(picture_file(it.name).stat().st_size for it in shipped)
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1000} kB, alone: {alone // 1000} kB")


def painted(template: Template, number: int = 0) -> Image.Image:
    """An example of a template, to fit into a square of ALONE."""
    values = template.values(template.examples[number])
    filled = {name: (Text(value),) for name, value in values.items()}
    scene = read(plain(template.words(filled, Dialect.SCENES))).scene
    ratio = read_aspect(template.defaults.ar or "1:1")
    side = round(2 * ALONE * min(sqrt(ratio), 1 / sqrt(ratio)))
    width, height = dimensions(ratio, side)
    seeds = Seeds(layout=SEED, palette=SEED, hand=SEED)
    image = paint(scene, width=width, height=height, seeds=seeds, show=_unseen)
    image.thumbnail((ALONE, ALONE), Image.Resampling.LANCZOS)
    return image


def _unseen(done: float, look: Callable[[], Image.Image]) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
