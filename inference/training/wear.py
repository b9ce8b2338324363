"""What happens to pictures: they fade, blur, get noise, blocks and scratches; they become lines.

Works on (3, H, W) in [0, 1], fp32, on the CPU; nothing is clamped but where it says so.
"""

import io
import math

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional

_GREY = torch.tensor([0.299, 0.587, 0.114])[:, None, None]


def worn(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """One to four things that happen to a picture over the years, in [0, 1]."""
    happenings = [_faded, _blurred, _noisy, _scratched, _blocky]
    chances = rng.random(len(happenings))
    least = int(chances.argmin())
    for number, happen in enumerate(happenings):
        if chances[number] < 0.4 or number == least:
            picture = happen(picture, rng)
    return picture.clamp(0, 1)


def lines_of(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """The picture as dark lines on white, where its shades change, in [0, 1].

    Source: Winnemöller, Kyprianidis, Olsen, "XDoG: An eXtended difference-of-Gaussians compendium
    including advanced image stylization" (2012).
    """
    grey = (picture * _GREY).sum(0, keepdim=True)
    fine = float(rng.uniform(0.5, 1.0))
    apart = blurred(grey, fine) - float(rng.uniform(0.96, 0.99)) * blurred(grey, 1.6 * fine)
    steep = float(rng.uniform(25, 90))
    shades = 1 + torch.tanh(steep * (apart - float(rng.uniform(0.0, 0.006)))).clamp_max(0)
    dark = float(rng.uniform(0.0, 0.35))
    return (dark + (1 - dark) * shades.clamp(0, 1)).expand(3, -1, -1)


def tinted(lines: Tensor, picture: Tensor, rng: np.random.Generator) -> Tensor:
    """The lines with pale hints of the picture's colours, as with a few crayons."""
    hints = blurred(picture, float(rng.uniform(1.5, 4)))
    return lines * (1 + float(rng.uniform(0.2, 0.8)) * (hints - 1))


def textured(
    before: Tensor, after: Tensor, rng: np.random.Generator, most: float = 0.07
) -> tuple[Tensor, Tensor]:
    """Both under the same fine texture, which the painter's pictures lack and photographs have."""
    noise = torch.from_numpy(rng.standard_normal((1, *before.shape[1:]), np.float32))
    noise = blurred(noise, float(rng.uniform(0.4, 2.5)))
    shades = 1 + float(rng.uniform(0, most)) * noise / noise.std().clamp_min(1e-3)
    return (before * shades).clamp(0, 1), (after * shades).clamp(0, 1)


def exposed(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """As a camera might have taken it: a little lighter or darker, warmer or cooler; in [0, 1]."""
    curve = math.exp(float(rng.normal(0, 0.12)))
    balance = torch.from_numpy(1 + 0.04 * rng.standard_normal((3, 1, 1), np.float32))
    return (picture.clamp_min(0) ** curve * balance).clamp(0, 1)


def blurred(picture: Tensor, sigma: float) -> Tensor:
    """(C, H, W) under a Gaussian of that many pixels."""
    reach = max(1, math.ceil(2.5 * sigma))
    places = torch.arange(-reach, reach + 1, dtype=torch.float32)
    bell = torch.exp(-0.5 * (places / sigma) ** 2)
    bell = bell / bell.sum()
    padded = functional.pad(picture[:, None], (reach,) * 4, mode="replicate")
    across = functional.conv2d(padded, bell[None, None, None, :])
    return functional.conv2d(across, bell[None, None, :, None])[:, 0]


def _faded(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """Paler, flatter, and as yellow as old paper."""
    grey = (picture * _GREY).sum(0, keepdim=True)
    pale = grey + float(rng.uniform(0.25, 0.9)) * (picture - grey)
    low, high = float(rng.uniform(0.0, 0.28)), float(rng.uniform(0.7, 1.0))
    cast = torch.tensor([1.0, float(rng.uniform(0.86, 1.0)), float(rng.uniform(0.66, 1.0))])
    return (low + (high - low) * pale) * cast[:, None, None]


def _blurred(picture: Tensor, rng: np.random.Generator) -> Tensor:
    return blurred(picture, float(rng.uniform(0.5, 1.7)))


def _noisy(picture: Tensor, rng: np.random.Generator) -> Tensor:
    colours = 3 if rng.random() < 0.5 else 1
    noise = rng.standard_normal((colours, *picture.shape[1:]), np.float32)
    return picture + float(rng.uniform(0.02, 0.13)) * torch.from_numpy(noise)


def _scratched(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """Thin lines and specks, light or dark."""
    _, height, width = picture.shape
    marks = Image.new("L", (2 * width, 2 * height))
    draw = ImageDraw.Draw(marks)
    size = np.array([2 * width, 2 * height])
    for _ in range(int(rng.integers(1, 6))):
        begin = rng.uniform(0, 1, 2) * size
        way = np.cumsum(rng.normal(0, 1, (5, 2)) * [3, 1] + rng.normal(0, 0.3, 2) * size, axis=0)
        points = [tuple(point) for point in np.vstack([begin, begin + way]).tolist()]
        draw.line(points, fill=int(rng.integers(120, 256)), width=int(rng.integers(1, 4)))
    for _ in range(int(rng.integers(0, 25))):
        x, y = (rng.uniform(0, 1, 2) * size).tolist()
        r = float(rng.uniform(0.5, 2.5))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.integers(120, 256)))
    small = marks.resize((width, height), Image.Resampling.BOX)
    cover = torch.from_numpy(np.asarray(small, np.float32) / 255)
    tone = float(rng.uniform(0.85, 1.0)) if rng.random() < 0.75 else float(rng.uniform(0, 0.15))
    return picture + cover * (tone - picture)


def _blocky(picture: Tensor, rng: np.random.Generator) -> Tensor:
    file = io.BytesIO()
    Image.fromarray(_bytes_of(picture)).save(file, "JPEG", quality=int(rng.integers(8, 55)))
    return torch.from_numpy(np.array(Image.open(file), np.float32) / 255).movedim(-1, 0)


def _bytes_of(picture: Tensor) -> NDArray[np.uint8]:
    levels = (picture.clamp(0, 1) * 255).round().movedim(0, -1)
    return levels.numpy().astype(np.uint8)
