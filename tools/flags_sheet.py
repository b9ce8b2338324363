"""Paint docs/pictures/flags.webp, weights.webp and forms.webp: what one prompt comes to.

Run from the repository: `python tools/flags_sheet.py`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from bot.wish import Wish, commissions_of, request_of
from inference.catalogue import PAINTER
from inference.engines.painter import PainterEngine
from inference.inventory import read_catalogue

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIDE, PAINTED = 176, 352
WIDE, LINE = 220, 20
FLAGS = (
    ("a fox in a forest, watercolour --seed 7 --s {}", ("0", "50", "100", "400", "1000")),
    ("a lighthouse, pastel --seed {} --c 0", ("1", "2", "3", "4", "5")),
    ("a lighthouse, pastel --seed {} --c 100", ("1", "2", "3", "4", "5")),
    ("a fox and a house --seed 7 --w {}", ("0", "250", "1000", "2000", "3000")),
    (
        "a castle behind a red tree at dusk, woodblock --seed 3 --stop {}",
        ("20", "35", "50", "80", "100"),
    ),
    ("a castle at night --seed 7 --style {}", ("oil", "mosaic", "neon", "woodcut", '"paper cut"')),
)  # fmt: skip
WEIGHTS = (
    ("a red fox and a (house:{}), poster --seed 7", ("0.5", "0.75", "1", "1.25", "1.5")),
    ("a (red:{}) fox in the snow, poster --seed 7", ("0.25", "0.5", "0.75", "1", "1.5")),
    ("a castle::{} a tree::1, pastel --seed 7", ("0.4", "0.7", "1", "1.5", "3")),
)

FORMS = (
    "{{red, blue}} {{fox, owl}} in the snow, woodcut --seed 7",
    "one __animal__ on a hill at sunset, watercolour --seed 7 --r 4",
    "{{2$$ and $$a castle|a red balloon|a pine|an elephant}} at dusk, poster --seed 7 --r 4",
)

_LABEL = re.compile(r"--s?[cw]? \d+$|--\w+ \{\}$|\S*:\{\}\S*")

Rows = Sequence[tuple[str, Sequence[str]]]


class Unheard:
    """Nobody watches."""

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        """Take no note."""

    def wants_preview(self) -> bool:
        return False


def main() -> None:
    """Paint both sheets."""
    for name, rows in (("flags", FLAGS), ("weights", WEIGHTS)):
        target = FOLDER / f"{name}.webp"
        sheet(rows).save(target, quality=62, method=6)
        print(f"{target.name}: {target.stat().st_size // 1000} kB")
    target = FOLDER / "forms.webp"
    forms().save(target, quality=62, method=6)
    print(f"{target.name}: {target.stat().st_size // 1000} kB")


def forms() -> Image.Image:
    """A row for each prompt, with what it comes to below each picture."""
    catalogue = read_catalogue(FOLDER)
    rows = []
    for text in FORMS:
        wish = Wish(prompt=text.format(), size=PAINTED, model=PAINTER)
        rows.append([made.request for made in commissions_of(wish, catalogue, draw_seed=lambda: 0)])
    whole = Image.new("RGB", (max(map(len, rows)) * WIDE, len(rows) * (WIDE + LINE)), "white")
    draw = ImageDraw.Draw(whole)
    for row, requests in enumerate(rows):
        for column, request in enumerate(requests):
            at = (column * WIDE, row * (WIDE + LINE))
            image = PainterEngine().run(request, {}, Unheard())[0].image
            whole.paste(image.resize((WIDE, WIDE), Image.Resampling.LANCZOS), at)
            said = request.prompt.split(",")[0]
            draw.text((at[0] + 4, at[1] + WIDE + 3), said, "black", font_size=12)
    return whole


def sheet(rows: Rows) -> Image.Image:
    """A row for each text, with what stands in its place written into each picture."""
    columns = max(len(values) for _, values in rows)
    whole = Image.new("RGB", (columns * SIDE, len(rows) * SIDE))
    draw = ImageDraw.Draw(whole)
    for row, (text, values) in enumerate(rows):
        for column, value in enumerate(values):
            at = (column * SIDE, row * SIDE)
            whole.paste(
                painted(text.format(value)).resize((SIDE, SIDE), Image.Resampling.LANCZOS), at
            )
            label = _LABEL.findall(text)[-1].format(value).strip(", ")
            draw.text((at[0] + 5, at[1] + 4), label, "white", stroke_width=2, stroke_fill="black")
    return whole


def painted(words: str) -> Image.Image:
    """What the painter makes of a prompt as members type it."""
    wish = Wish(prompt=words, size=PAINTED, model=PAINTER)
    request = request_of(wish, read_catalogue(FOLDER), draw_seed=lambda: 0)
    return PainterEngine().run(request, {}, Unheard())[0].image


if __name__ == "__main__":
    main()
