"""docs/painter.md lists what the painter knows: all of it, and nothing else."""

import re
from pathlib import Path

import pytest

from inference.painter.colours import COLOURS
from inference.painter.scene import Composition, Hour, Palette, Place, Season, Style, Weather
from inference.painter.subjects.catalogue import SUBJECTS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "painter.md").read_text(encoding="utf-8")


def listed(title: str) -> set[str]:
    """The names in a section's lists, without headings in bold and remarks."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0].split("Hundreds of")[0]
    plain = re.sub(r"\*\*[^*]+\*\*", " ", section)
    names = re.split(r"[,;.]\s*", " ".join(plain.split()))
    return {re.sub(r".*\((\w+)\)", r"\1", name.strip()) for name in names if name.strip()}


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Things", set(SUBJECTS)),
        ("Colours", set(COLOURS)),
        ("Places", {str(place) for place in Place}),
        ("Hours and weather", {str(each) for each in (*Hour, *Weather)}),
        ("Seasons", {str(season) for season in Season}),
        ("Compositions", {str(composition) for composition in Composition}),
        ("Palettes", {str(palette) for palette in Palette}),
        ("Styles", {str(style) for style in Style}),
    ],
)
def test_the_page_lists_what_the_painter_knows(title: str, known: set[str]) -> None:
    assert listed(title) == known


@pytest.mark.parametrize(
    ("name", "most"), [("painter.webp", 300_000), ("compositions.webp", 150_000)]
)
def test_the_pictures_of_the_page_are_small_enough_to_load(name: str, most: int) -> None:
    assert (DOCS / "pictures" / name).stat().st_size <= most
