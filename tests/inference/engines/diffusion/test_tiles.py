"""Tiles that cover, and a mosaic without seams."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from inference.engines.diffusion.tiles import Mosaic, boxes, shares


@pytest.mark.parametrize("width", [1, 63, 64, 65, 112, 113, 500])
@pytest.mark.parametrize("height", [64, 200])
def test_tiles_cover_every_pixel_and_overlap_enough(width: int, height: int) -> None:
    covered = np.zeros((height, width), int)
    for left, top, right, bottom in boxes(width, height, side=64, overlap=16):
        assert right - left == min(64, width)
        assert bottom - top == min(64, height)
        covered[top:bottom, left:right] += 1

    assert covered.min() >= 1
    lefts = sorted({box[0] for box in boxes(width, height, side=64, overlap=16)})
    assert all(after - before <= 48 for before, after in pairwise(lefts))


def test_a_picture_cut_into_tiles_and_laid_out_again_is_itself() -> None:
    random = np.random.default_rng(1)
    picture = Image.fromarray(random.integers(0, 256, (90, 150, 3), dtype=np.uint8))
    mosaic = Mosaic(picture, overlap=16)

    for box in boxes(150, 90, side=64, overlap=16):
        mosaic.put(picture.crop(box), box)

    assert np.array_equal(np.asarray(mosaic.picture()), np.asarray(picture))


def test_where_tiles_of_two_greys_meet_the_grey_rises_without_a_seam() -> None:
    mosaic = Mosaic(Image.new("RGB", (112, 64)), overlap=16)

    for grey, box in zip((100, 200), boxes(112, 64, side=64, overlap=16), strict=True):
        mosaic.put(Image.new("RGB", (64, 64), (grey,) * 3), box)

    row = np.asarray(mosaic.picture())[32, :, 0].astype(int)
    assert (row[0], row[-1]) == (100, 200)
    steps = np.diff(row)
    assert steps.min() >= 0
    assert steps.max() <= 8


def test_where_no_tile_lies_yet_the_base_shows() -> None:
    mosaic = Mosaic(Image.new("RGB", (128, 64), "red"), overlap=16)

    mosaic.put(Image.new("RGB", (64, 64), "blue"), (0, 0, 64, 64))

    assert mosaic.picture().getpixel((10, 10)) == (0, 0, 255)
    assert mosaic.picture().getpixel((120, 10)) == (255, 0, 0)
    assert mosaic.picture(every=4).size == (32, 16)
    assert mosaic.picture(every=4).getpixel((30, 2)) == (255, 0, 0)


def test_shares_are_equal_and_fill_the_whole() -> None:
    assert list(shares(4)) == [(0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)]
