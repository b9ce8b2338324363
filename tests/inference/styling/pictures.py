"""Small pictures to style: a face of sorts, and two textures that cannot be mistaken."""

import numpy as np
from PIL import Image, ImageDraw


def face(width: int = 56, height: int = 48) -> Image.Image:
    """A light face with dark eyes before a ground that grows darker."""
    ground = np.linspace(220, 90, width, dtype=np.uint8)
    image = Image.fromarray(np.broadcast_to(ground, (height, width)).copy()).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.3, height * 0.15, width * 0.7, height * 0.85), fill=(240, 200, 170))
    for x in (0.42, 0.58):
        box = (width * x - 3, height * 0.38, width * x + 3, height * 0.5)
        draw.ellipse(box, fill=(30, 20, 20))
    return image


def stripes(side: int = 64, *, period: int = 6) -> Image.Image:
    """Black and white lines from left to right."""
    rows = (np.arange(side) // (period // 2) % 2 * 255).astype(np.uint8)
    return Image.fromarray(np.repeat(rows[:, None], side, 1)).convert("RGB")


def blots(side: int = 64, seed: int = 1) -> Image.Image:
    """Round spots of blue, teal and yellow, light and dark."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", (side, side), (20, 30, 120))
    draw = ImageDraw.Draw(image)
    colours = [(20, 60, 160), (30, 150, 160), (250, 220, 60), (10, 15, 70), (90, 180, 220)]
    for _ in range(400):
        x, y, reach = *chance.uniform(0, side, 2), chance.uniform(2, 4)
        fill = colours[int(chance.integers(len(colours)))]
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)
    return image
