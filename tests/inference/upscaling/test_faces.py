"""Faces laid in: all of them, nothing else, and no edge that shows."""

import numpy as np
from PIL import Image, ImageDraw

from inference.upscaling.faces import around, laid_in, patches

SIZE = (96, 64)
GREY = Image.new("RGB", SIZE, (100, 100, 100))


def white(*boxes: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", SIZE)
    for box in boxes:
        ImageDraw.Draw(mask).rectangle(box, fill=255)
    return mask


def test_each_white_part_is_a_face_and_black_is_none() -> None:
    parts = patches(white((8, 8, 23, 31), (60, 10, 69, 19)))

    assert [part.box[0] <= left for part, left in zip(parts, (8, 60), strict=True)] == [True, True]
    assert parts[0].box[2] < 60  # the larger one, alone
    assert all(np.asarray(part.weight).max() > 250 for part in parts)
    assert all(np.asarray(part.weight)[0].max() < 8 for part in parts)  # so no edge shows
    assert patches(Image.new("L", SIZE)) == []


def test_what_is_around_a_face_belongs_to_it() -> None:
    where = np.asarray(around([(40, 20, 60, 44)], SIZE))

    assert where[20:44, 50].all()
    assert where[16, 50]  # hair
    assert not where[:10].any()
    assert not where[16, 38]  # an oval


def test_faces_alone_are_enlarged_by_their_network() -> None:
    asked = []

    def whiten(piece: Image.Image, size: tuple[int, int]) -> Image.Image:
        asked.append((piece.size, size))
        return Image.new("RGB", size, "white")

    large = GREY.resize((192, 128))
    result = laid_in(large, GREY, patches(white((20, 16, 51, 47))), whiten)

    pixels = np.asarray(result)[..., 0].astype(int)
    [(small, larger)] = asked
    assert larger == (2 * small[0], 2 * small[1])
    assert pixels[64, 70] == 255
    assert (pixels[:, 130:] == 100).all()
    assert np.abs(np.diff(pixels, axis=1)).max() < 60  # from one to the other by and by
