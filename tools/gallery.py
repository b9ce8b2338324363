"""The sheet of docs/gallery.md: what one model makes of thirty-one wishes, as a host would ask it.

    python -m tools.gallery --model painter --out docs/pictures/gallery-painter.webp

Each picture is the first that `mozart imagine` makes of the words with seed 1.
"""

import argparse
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

WISHES = (
    "two orange cats under a crescent moon, stained glass",
    "three red sailboats at sunset, watercolour",
    "a lighthouse in a storm, woodcut",
    "an astronaut among the planets, pixel art",
    "a fox in a snowy forest at dawn, pastel",
    "five yellow ducks on a lake in the fog, ink",
    "a white owl at night under the stars, paper cut",
    "a castle on a hill in autumn, oil painting",
    "a pair of pink elephants in the desert, pointillism",
    "a blue teapot beside three green apples, pencil",
    "a whale under the sea, mosaic",
    "a hot air balloon above the mountains, travel poster",
    "a red tractor in a field in summer, woodblock print",
    "a robot in the city at night, neon",
    "a steam train in the hills, blueprint",
    "four purple tulips on a table, watercolor",
    "a snowman in winter at noon, paper cut",
    "an octopus and two starfish on the seabed, stained glass",
    "a church in a village in the evening, impressionist palette",
    "a giraffe in front of a tree at sunset",
    "a black cat left of an orange lamp in a room",
    "six butterflies in a meadow in spring, japanese print",
    "a dragon over the mountains, ink",
    "a bicycle in the rain in a town, fauvist palette, oil",
    "a rocket in outer space, poster",
    "a windmill by a lake, pencil sketch",
    "two penguins on the ice under the northern moon, linocut",
    "circles, bauhaus palette",
    "on a mondrian grid a red guitar",
    "a palm on a desert island, golden hour, pointillism",
    "an ice cream on the beach, 8 bit",
)
_SIDE, _TEXT, _GAP, _COLUMNS = 176, 50, 10, 8
_PAPER, _INK = "#f7f4ec", "#2b2a27"


def main() -> None:
    """Paint them all and write the sheet."""
    parser = argparse.ArgumentParser(prog="python -m tools.gallery", description=__doc__)
    parser.add_argument("--model", default="painter")
    parser.add_argument("--size", type=int, default=256, help="side of each, in pixels")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = -(-len(WISHES) // _COLUMNS)
    wide, high = _SIDE + _GAP, _SIDE + _TEXT + _GAP
    sheet = Image.new("RGB", (_COLUMNS * wide + _GAP, rows * high + _GAP), _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    with TemporaryDirectory() as folder:
        for index, wish in enumerate(WISHES):
            left, top = _GAP + index % _COLUMNS * wide, _GAP + index // _COLUMNS * high
            picture = _painted(wish, options.model, options.size, Path(folder))
            sheet.paste(picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), (left, top))
            for line in textwrap.wrap(wish, 29, max_lines=3):
                pen.text((left, top + _SIDE + 3), line, _INK, font)
                top += 15
    sheet.save(options.out, quality=86)
    print(f"{options.out}: {len(WISHES)} wishes by {options.model}")


def _painted(wish: str, model: str, size: int, folder: Path) -> Image.Image:
    command = [str(Path(sys.executable).with_name("mozart")), "imagine", wish, "--model", model]
    command += ["--seed", "1", "--size", str(size), "--out", str(folder), "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Image.open(json.loads(told)["file"]).convert("RGB")


if __name__ == "__main__":
    main()
