import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from inference.painter.colours import COLOURS, to_oklab
from inference.painter.composition import Seeds
from inference.painter.paint import HANDS, paint
from inference.painter.reading import read
from inference.painter.scene import Style

ROOT = Path(__file__).resolve().parents[3]
REFERENCES = Path(__file__).parent / "references"
SHOW_PICTURE = "three red sailboats at sunset"


def silent(_done: float, _look: Callable[[], Image.Image]) -> None:
    """Nobody watches."""


def painted(words: str, *, seed: int = 7, size: tuple[int, int] = (96, 96)) -> Image.Image:
    seeds = Seeds(layout=seed, palette=seed, hand=seed)
    return paint(read(words).scene, width=size[0], height=size[1], seeds=seeds, show=silent)


def digest(image: Image.Image) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()


def difference(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(image, np.float64) / 255 for image in (one, other))
    return float(np.abs(a - b).mean())


def test_every_style_has_a_hand() -> None:
    assert set(HANDS) == set(Style)
    assert len(HANDS) >= 14


@pytest.mark.parametrize("style", Style)
def test_the_same_words_seed_and_size_give_the_same_pixels(style: Style) -> None:
    words = f"{SHOW_PICTURE}, {style}"

    assert digest(painted(words)) == digest(painted(words))


def test_another_process_with_another_hash_seed_paints_the_same_pixels() -> None:
    program = (
        "from tests.inference.painter.test_paint import SHOW_PICTURE, Style, digest, painted\n"
        "for style in Style: print(digest(painted(f'{SHOW_PICTURE}, {style}')))"
    )
    here = [digest(painted(f"{SHOW_PICTURE}, {style}")) for style in Style]

    there = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert there.stdout.split() == here


@pytest.mark.parametrize("style", Style)
def test_the_picture_is_the_one_that_was_approved(style: Style) -> None:
    """Within a tolerance: the last bit of a sine or of a blend differs between processors."""
    with Image.open(REFERENCES / f"{style.name.lower()}.png") as reference:
        assert difference(painted(f"{SHOW_PICTURE}, {style}"), reference.convert("RGB")) < 0.012


def test_another_seed_is_another_picture() -> None:
    assert difference(painted("a cat, poster", seed=1), painted("a cat, poster", seed=2)) > 0.02


def test_the_global_generators_are_left_alone() -> None:
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state(legacy=False)["state"]["key"].tolist()

    painted(f"{SHOW_PICTURE}, oil")

    assert random.getstate() == before[0]
    assert np.random.get_state(legacy=False)["state"]["key"].tolist() == before[1]


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("size", [(64, 64), (64, 192), (192, 64), (104, 72)])
def test_every_style_paints_every_shape(style: Style, size: tuple[int, int]) -> None:
    image = painted(f"two trees, {style}", size=size)

    assert image.size == size
    assert image.mode == "RGB"
    assert np.asarray(image).std() > 8


@pytest.mark.parametrize("style", Style)
def test_a_picture_of_twice_the_size_is_the_same_picture(style: Style) -> None:
    words = f"two cats and a house, {style}"
    small, large = painted(words, size=(256, 256)), painted(words, size=(512, 512))

    blurred = [image.resize((64, 64), Image.Resampling.BOX) for image in (small, large)]

    assert difference(*blurred) < 0.045


def plain_subject(words: str, seed: int) -> np.ndarray:
    """Where the flat picture has the hue of `words`' first colour; (height, width) booleans."""
    image = painted(f"{words}, poster", seed=seed, size=(384, 384))
    lab = to_oklab(np.asarray(image, np.float64) / 255)
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    wanted = COLOURS[read(words).scene.items[0].colours[0]]
    away = np.abs((hue - wanted.hue + 180) % 360 - 180)
    return (away < 14) & (np.hypot(lab[..., 1], lab[..., 2]) > 0.6 * wanted.chroma)


@pytest.mark.parametrize("count", range(1, 7))
def test_balloons_can_be_counted_by_their_colour(count: int) -> None:
    for seed in (1, 2):
        mask = plain_subject(f"{count} purple balloons over the sea by day", seed)
        closed = ndimage.binary_closing(mask, iterations=3)
        blobs, _ = ndimage.label(closed)
        sizes = ndimage.sum_labels(closed, blobs, range(1, blobs.max() + 1))

        assert (np.asarray(sizes) > 0.15 * max(sizes)).sum() == count


@pytest.mark.parametrize(
    "colour", ["red", "orange", "yellow", "green", "blue", "purple", "pink", "turquoise"]
)
def test_a_thing_has_the_colour_that_was_asked_for(colour: str) -> None:
    asked = plain_subject(f"a {colour} car in the snow by day", 1).mean()
    other = painted("a grey car in the snow by day, poster", seed=1, size=(384, 384))

    assert asked > 0.02
    assert other.size == (384, 384)


def test_the_hour_decides_how_light_it_is() -> None:
    light = {
        hour: float(np.asarray(painted(f"a meadow at {hour}, oil")).mean())
        for hour in ("dawn", "noon", "night")
    }

    assert light["night"] < 0.7 * light["dawn"]
    assert light["night"] < 0.7 * light["noon"]


def test_whoever_watches_sees_the_picture_grow() -> None:
    seen: list[tuple[float, float]] = []
    final = painted(f"{SHOW_PICTURE}, watercolour", size=(128, 128))
    seeds = Seeds(layout=7, palette=7, hand=7)

    def watch(done: float, look: Callable[[], Image.Image]) -> None:
        seen.append((done, difference(look(), final)))

    paint(
        read(f"{SHOW_PICTURE}, watercolour").scene, width=128, height=128, seeds=seeds, show=watch
    )

    shares = [done for done, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert len(seen) >= 6
    assert seen[0][1] > 0.05
    assert seen[-1][1] == 0
