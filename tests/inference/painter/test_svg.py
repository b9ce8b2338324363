from xml.etree import ElementTree as ET

import numpy as np
import pytest
import skia
from PIL import Image

from inference.painter.composition import Seeds
from inference.painter.paint import LINES, paint, svg
from inference.painter.reading import read
from inference.painter.scene import Style

SEEDS = Seeds(layout=3, palette=3, hand=3)


def drawn(style: Style, title: str = "") -> str:
    scene = read(f"a castle and two red trees by day, {style}").scene
    return svg(scene, width=300, height=200, seeds=SEEDS, title=title)


@pytest.mark.parametrize("style", LINES)
def test_the_file_is_sound_and_says_its_size_and_title(style: Style) -> None:
    root = ET.fromstring(drawn(style, title="a < b & c"))

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("width"), root.get("height")) == ("300", "200")
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "a < b & c"
    assert len(list(root)) > 100


@pytest.mark.parametrize("style", LINES)
def test_a_viewer_shows_the_picture_that_is_painted(style: Style) -> None:
    scene = read(f"a castle and two red trees by day, {style}").scene
    painted = paint(scene, width=300, height=200, seeds=SEEDS, show=lambda _done, _look: None)
    pixels = np.zeros((200, 300, 4), np.uint8)
    stream = skia.MemoryStream.MakeCopy(drawn(style).encode())

    skia.SVGDOM.MakeFromStream(stream).render(skia.Surface(pixels).getCanvas())

    shown = Image.fromarray(pixels[..., :3])
    apart = np.abs(np.asarray(painted, float) - np.asarray(shown, float)).mean() / 255
    assert apart < 0.05


def test_the_same_words_and_seed_give_the_same_file() -> None:
    assert drawn(Style.INK) == drawn(Style.INK)


def test_brushwork_is_not_to_be_had_as_lines() -> None:
    with pytest.raises(KeyError):
        drawn(Style.OIL)
