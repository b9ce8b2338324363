"""Pictures brought to a model's size, and what a mask keeps of them."""

import numpy as np
from PIL import Image, ImageDraw

from inference.engines.diffusion.canvas import centre, grown, kept

BLUE, RED = Image.new("RGB", (256, 256), "blue"), Image.new("RGB", (256, 256), "red")


def test_what_was_grown_is_found_again_in_the_middle() -> None:
    picture = Image.effect_noise((50, 34), 60).convert("RGB")

    assert centre(grown(picture, (50, 34), (64, 48)), 50, 34).tobytes() == picture.tobytes()


def test_black_keeps_every_pixel_and_white_fades_in() -> None:
    mask = Image.new("L", (256, 256))
    mask.paste(255, (64, 64, 192, 192))

    found = np.asarray(kept(RED, BLUE, mask))

    row = found[128, :, 0].astype(int)
    assert not row[:64].any()
    assert not row[192:].any()
    assert (row[70:186] == 255).all()
    assert (np.diff(row[:128]) >= 0).all()
    assert 0 < row[65] < 255


def test_a_mask_of_fine_lines_is_not_faded_away() -> None:
    mask = Image.new("L", (256, 256))
    ImageDraw.Draw(mask).line((0, 128, 255, 128), fill=255)

    found = np.asarray(kept(RED, BLUE, mask))

    assert (found[128, :, 0] == 255).all()
    assert not found[127, :, 0].any()
