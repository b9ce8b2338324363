"""Requests, and the ways to serve them without our engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoPipelineForText2Image
from PIL.Image import Image

from benchmarks._device import Clock
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.untyped import Pipeline
from inference.request import Request

WORDS = ("a red fox in snow", "a blue boat at night", "two green trees", "a yellow house, ink")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is compared.

    Attributes:
        name: of the model.
        side: of the pictures, in pixels.
        steps: of each request.
        guidance: 1 computes one row for each picture, more than 1 computes two.
        at_once: the most requests that share the device; the engine lets in those that pay.
        static_at_once: the most of a batch that nobody joins.
    """

    name: str
    side: int
    steps: int
    guidance: float
    at_once: int
    static_at_once: int

    def request(self, number: int) -> Request:
        """One member's."""
        return Request(
            prompt=WORDS[number % len(WORDS)],
            width=self.side,
            height=self.side,
            seed=number,
            model=self.name,
            steps=self.steps,
            guidance=self.guidance,
        )


class Stock:
    """The stock pipeline as `from_pretrained` gives it, in the same number format."""

    def __init__(self, folder: Path, setting: Setting, device: Device) -> None:
        self._setting = setting
        self.pipeline: Pipeline = AutoPipelineForText2Image.from_pretrained(  # type: ignore[no-untyped-call]
            folder / setting.name, dtype=device.dtype, use_safetensors=True
        )
        self.pipeline.to(device.place)
        self.pipeline.set_progress_bar_config(disable=True)

    def __call__(self, numbers: Sequence[int]) -> Sequence[Image]:
        """The pictures of these requests, as one batch."""
        setting = self._setting
        images: Sequence[Image] = self.pipeline(
            [setting.request(number).prompt for number in numbers],
            width=setting.side,
            height=setting.side,
            num_inference_steps=setting.steps,
            guidance_scale=setting.guidance,
            generator=[torch.Generator().manual_seed(number) for number in numbers],
        ).images
        return images


def queued(
    moments: Sequence[float],
    paint: Callable[[Sequence[int]], object],
    clock: Clock,
    *,
    most: int,
) -> list[float]:
    """Seconds from each moment to its picture, when up to `most` that wait become one call."""
    ends, done = [0.0] * len(moments), 0
    while done < len(moments):
        now = clock.now()
        waiting = [number for number in range(done, len(moments)) if moments[number] <= now]
        if not waiting:
            clock.idle_until(moments[done])
            continue
        batch = waiting[:most]
        paint(batch)
        for number in batch:
            ends[number] = clock.now()
        done += len(batch)
    return [end - moment for end, moment in zip(ends, moments, strict=True)]
