"""A translator from its file, and pictures of any size through it. Knows nothing of jobs.

What an hour or a season does is decided on a small copy of the picture. What it did there is
fitted, around every pixel, by a gain and an offset on the picture's own shades; these are enlarged
and laid on the large picture, whose detail is thereby kept:

    picture --> small --> network --> small answer --.
       |          `-----------------> gain, offset --+--> enlarged --> answer
       `------------------------------------------------------^

What is wrong with a picture is in its pixels, so it is restored at its whole size, in tiles that
share one impression of the whole.
Source: Wu et al., "Fast End-to-End Trainable Guided Filter" (2018; arXiv:1803.05619), for the
fitting.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from inference.errors import InferenceError
from inference.translating.network import MULTIPLE, TranslatorNetwork
from inference.translating.tasks import Task

Report = Callable[[float], None]
"""Hears how much is done, in [0, 1], at least once for each tile. Raises Cancelled to stop."""

SIDE = 192
"""Of a square as large as the small copy, in pixels: that of the scenes it learned from."""
SIDES: Mapping[Task, int] = {Task.SKETCH: 320, Task.PAINTING: 96}
"""The same for others: lines want to be seen closely, and what they enclose from afar."""
TILE = 512
_MARGIN = 64  # of a tile that is thrown away; a multiple of MULTIPLE, so that all tiles agree
_EDGE = 16  # pixels that are added around what the network sees, and taken away again
_RADIUS = 2  # of the squares in which gain and offset are fitted, in pixels
_STEADY = 4e-4  # how much the shades must differ for their gain to be believed
_MOST_GAIN = 1.5  # of detail where they do not
_LUMA = torch.tensor([0.299, 0.587, 0.114])
_VIVID = 1.8  # times as colourful as the network fills drawings in, which hedges its guesses
_PALE = 0.03  # what is hardly darker than paper stays paper
_DARKEST = 0.9
_MOST_PRESSED = 10.0  # times as dark as the network draws, which is careful


class TranslatorRefused(InferenceError):
    """The file is no translator, or one for other tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """A network that turns pictures into others of the same scene, in fp32, on its device.

    Attributes:
        network: frozen.
        tasks: that it knows, in the order of its numbers.
        place: where it computes, as torch names it.
    """

    network: TranslatorNetwork
    tasks: tuple[Task, ...] = tuple(Task)
    place: str = "cpu"

    @torch.inference_mode()
    def translate(
        self,
        picture: Tensor,
        task: Task,
        *,
        strength: float = 1.0,
        report: Report | None = None,
    ) -> Tensor:
        """The picture translated; the same call gives the same pixels on one device.

        Args:
            picture: (1, 3, H, W) fp32 in [0, 1], any size from one pixel a side.
            task: one of `tasks`.
            strength: how much of the change is laid on the picture, in [0, 1]; 0 changes nothing.
            report: see Report.

        Returns:
            (1, 3, H, W) fp32 in [0, 1], on the CPU.

        Raises:
            TranslatorRefused: the network does not know the task.
            Cancelled: `report` said so.
        """
        if task not in self.tasks:
            raise TranslatorRefused(f"This translator has not learned “{task}”.")
        hear = _unheard if report is None else report
        hear(0.0)
        given = picture.to(self.place, torch.float32)
        seen = grey(given) if task is Task.COLOUR else given
        number = torch.tensor([self.tasks.index(task)], device=self.place)
        made = self._restored if task is Task.RESTORED else self._changed
        answer = made(seen, number, task, hear)
        if task is Task.COLOUR:
            answer = coloured(seen, answer)
        if task is Task.SKETCH:
            answer = inked(answer)
        if task is Task.PAINTING:
            shades = grey(answer.clamp(0, 1))
            answer = coloured(shades, _VIVID * (answer - shades))
        hear(1.0)
        return torch.lerp(given, answer.clamp(0, 1), strength).cpu()

    def _changed(self, picture: Tensor, number: Tensor, task: Task, report: Report) -> Tensor:
        """Decided on a small copy, laid on the large picture."""
        small = _small(picture, SIDES.get(task, SIDE))
        if task is Task.PAINTING:  # it learned from its edges where the sky is
            answer: Tensor = self.network(small, number)
        else:
            answer = self._answer(small, number)
        report(0.5)
        if small.shape == picture.shape:
            return answer
        return _laid_on(picture, small, answer.clamp(0, 1))

    def _restored(self, picture: Tensor, number: Tensor, task: Task, report: Report) -> Tensor:
        """At its whole size, tile by tile."""
        del task
        whole = self.network.impression(_small(picture, SIDE), number)
        answer = torch.empty_like(picture)
        tiles = list(_tiles(picture.shape[-2], picture.shape[-1]))
        for done, (outer, inner, within) in enumerate(tiles, start=1):
            made = self._answer(picture[..., outer[0], outer[1]], number, whole)
            answer[..., inner[0], inner[1]] = made[..., within[0], within[1]]
            report(done / (len(tiles) + 1))
        return answer

    def _answer(self, picture: Tensor, number: Tensor, whole: Tensor | None = None) -> Tensor:
        """What the network makes of it; its edges continued, so that no frame is seen there."""
        wider = functional.pad(picture, (_EDGE,) * 4, mode="replicate")
        answer: Tensor = self.network(wider, number, whole)
        return answer[..., _EDGE:-_EDGE, _EDGE:-_EDGE]


def read_translator(file: Path, place: str = "cpu") -> Translator:
    """A translator from its file alone, frozen, in fp32.

    Args:
        file: safetensors, as `write_translator` makes it.
        place: the device, as torch names it.

    Raises:
        TranslatorRefused: it is not there, is none, or has learned tasks that we do not know.
    """
    try:
        with safe_open(file, "pt") as opened:
            tasks = tuple(Task(name) for name in json.loads((opened.metadata() or {})["tasks"]))
        weights = {name: tensor.float() for name, tensor in load_file(file).items()}
        network = TranslatorNetwork.sized(weights)
        network.load_state_dict(weights)
    except (OSError, SafetensorError, LookupError, ValueError, RuntimeError) as error:
        raise TranslatorRefused(f"“{file.name}” is no translator that we can read.") from error
    network.to(place).eval().requires_grad_(requires_grad=False)
    return Translator(network=network, tasks=tasks, place=place)


def write_translator(translator: Translator, file: Path) -> None:
    """Write its weights in half precision, with the names of its tasks."""
    weights = translator.network.state_dict()
    halves = {name: tensor.half().contiguous().cpu() for name, tensor in weights.items()}
    save_file(halves, file, {"tasks": json.dumps([task.value for task in translator.tasks])})


def grey(pictures: Tensor) -> Tensor:
    """(B, 3, H, W) in [0, 1] to the same without colour."""
    return _luma(pictures).expand_as(pictures)


def coloured(shades: Tensor, colours: Tensor) -> Tensor:
    """The shades of one picture in the colours of another: no shade changes.

    Args:
        shades: (B, 3, H, W) in [0, 1].
        colours: of the same shape, any numbers; where they would leave [0, 1] they become paler.
    """
    light = _luma(shades)
    away = colours - _luma(colours)
    above = ((1 - light) / away.amax(1, keepdim=True).clamp_min(1e-6)).clamp_max(1)
    below = (light / (-away).amax(1, keepdim=True).clamp_min(1e-6)).clamp_max(1)
    return light + away * torch.minimum(above, below)


def inked(lines: Tensor) -> Tensor:
    """Lines of any paleness in black ink on white, (1, 3, H, W) in [0, 1]."""
    dark = 1 - _luma(lines.clamp(0, 1))
    rank = max(1, round(0.015 * dark.numel()))  # the darkest tell how pale it is
    press = _DARKEST / dark.flatten().topk(rank).values[-1].clamp_min(_DARKEST / _MOST_PRESSED)
    ink = ((dark - _PALE) * press).clamp(0, _DARKEST)
    return (1 - ink).expand_as(lines)


def _luma(pictures: Tensor) -> Tensor:
    return (pictures * _LUMA.to(pictures)[:, None, None]).sum(1, keepdim=True)


def _small(picture: Tensor, side: int) -> Tensor:
    """Of the area of that square at most."""
    height, width = picture.shape[-2:]
    scale = side / math.sqrt(height * width)
    if scale >= 1:
        return picture
    size = [max(1, round(scale * length)) for length in (height, width)]
    return functional.interpolate(picture, size, mode="area")


def _laid_on(picture: Tensor, small: Tensor, answer: Tensor) -> Tensor:
    """What became of the small copy, with the detail of the large picture."""
    mean, told = _around(small), _around(answer)
    spread = _around(small * small) - mean * mean
    together = _around(small * answer) - mean * told
    usual = ((told + 0.05) / (mean + 0.05)).clamp_max(_MOST_GAIN)
    gain = (together + _STEADY * usual) / (spread + _STEADY)
    offset = _around(told - gain * mean)
    gain = _around(gain)
    rest = answer - (gain * small + offset)  # what is new: stars, say
    large = torch.empty_like(picture)
    size = picture.shape[-2:]
    for colour in range(3):  # one at a time: a large picture's colours need not all lie about
        parts = torch.cat([part[:, colour, None] for part in (gain, offset + rest)], dim=1)
        much, more = functional.interpolate(parts, size, mode="bicubic").chunk(2, dim=1)
        large[:, colour, None] = much * picture[:, colour, None] + more
    return large


def _around(pictures: Tensor) -> Tensor:
    """The mean of the square around each pixel."""
    padded = functional.pad(pictures, (_RADIUS,) * 4, mode="replicate")
    return functional.avg_pool2d(padded, 2 * _RADIUS + 1, stride=1)


Spot = tuple[slice, slice]


def _tiles(height: int, width: int) -> Iterator[tuple[Spot, Spot, Spot]]:
    """Where each tile is read, where its answer belongs, and where that is within the tile."""
    for down, across in ((down, across) for down in _spans(height) for across in _spans(width)):
        yield (down[0], across[0]), (down[1], across[1]), (down[2], across[2])


def _spans(length: int) -> Iterator[tuple[slice, slice, slice]]:
    inner = TILE - 2 * _MARGIN
    assert inner % MULTIPLE == 0
    for begin in range(0, length, inner):
        end = min(begin + inner, length)
        low, high = max(0, begin - _MARGIN), min(end + _MARGIN, length)
        yield slice(low, high), slice(begin, end), slice(begin - low, end - low)


def _unheard(done: float) -> None:
    """Nobody asks how far it is."""
