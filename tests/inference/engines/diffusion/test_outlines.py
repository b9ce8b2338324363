"""Outlines of pictures, for ControlNets that read them."""

import numpy as np
from PIL import Image

from inference.engines.diffusion.outlines import outlines

SIDE = 96


def photo() -> Image.Image:
    """A dark disc before a bright wall in uneven light, with grain."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    grey = 80 + x * 1.2
    grey[(y - 48) ** 2 + (x - 48) ** 2 < 24**2] -= 50
    grey += np.random.default_rng(0).normal(0, 5, grey.shape)
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8)).convert("RGB")


def test_the_outline_of_a_thing_is_a_thin_line_around_it_and_grain_is_none() -> None:
    lines = np.asarray(outlines(photo()))[:, :, 0] > 0

    y, x = np.nonzero(lines)
    distances = np.hypot(y - 48, x - 48)
    inside = (y > 4) & (y < SIDE - 5) & (x > 4) & (x < SIDE - 5)
    assert np.abs(distances[inside] - 24).max() < 3
    angles = np.unique(np.round(np.degrees(np.arctan2(y - 48, x - 48)) / 15))
    assert len(angles) >= 24  # all around
    assert lines.mean() < 0.04


def test_what_is_drawn_in_white_on_black_already_is_left_alone() -> None:
    drawn = outlines(photo())

    assert outlines(drawn).tobytes() == drawn.tobytes()


def test_nothing_to_see_has_no_outlines() -> None:
    assert not np.asarray(outlines(Image.new("RGB", (16, 16), "teal"))).any()
