"""Diffusion on this machine: what bf16 gains, and what the engine adds to a bare pipeline.

Random weights in the layout of Stable Diffusion 1.5, small enough to be built here. Both sides of
each figure take turns in one run, and the best of each counts, so that other load cancels out.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import torch
from PIL import Image

from inference.catalogue import Catalogue
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device, probe
from inference.engines.diffusion.untyped import Pipeline
from inference.inventory import read_catalogue
from inference.request import Request
from tests.inference.engines.diffusion.tiny import WIDTH, sd15

ROUNDS = 5
WIDTHS = (64, 128)
SIDE, STEPS = 256, 8


class Viewer:
    """A report that takes previews as often as a member sees one, or never."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._seen_at = 0.0

    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        """Take it."""
        if preview:
            self._seen_at = perf_counter()

    def wants_preview(self) -> bool:
        """Whether it is time for one."""
        return perf_counter() - self._seen_at >= self._every_s


def main() -> None:
    """Print both tables."""
    device = probe()
    print(device.describe(), f"{torch.get_num_threads()} threads.")
    _compare_formats(device)
    with TemporaryDirectory(prefix="mozart-benchmark-") as folder:
        torch.manual_seed(0)
        sd15(WIDTHS, SIDE // 8).save_pretrained(Path(folder) / "small")
        _compare_calls(read_catalogue(Path(folder)), device)


def _compare_formats(device: Device) -> None:
    formats = (torch.float32, torch.bfloat16)
    pipelines: list[Pipeline] = [sd15(WIDTHS, SIDE // 8).to(device.place, it) for it in formats]
    print(f"{'milliseconds':<34}{'fp32':>9}{'bf16':>9}{'gain':>7}")
    for batch in (1, 4):
        denoise = [_denoising(pipeline, batch) for pipeline in pipelines]
        _print_gain(f"denoise 32 x 32 latents, batch {batch}", *_best_s(device, *denoise))
    decode = [_decoding(pipeline) for pipeline in pipelines]
    _print_gain("decode to 256 x 256", *_best_s(device, *decode))


def _denoising(pipeline: Pipeline, batch: int) -> Callable[[], object]:
    like = {"device": pipeline.device, "dtype": pipeline.dtype}
    latents = torch.randn(batch, 4, SIDE // 8, SIDE // 8, **like)
    words = torch.randn(batch, 77, WIDTH, **like)
    return lambda: pipeline.unet(latents, 500, words)


def _decoding(pipeline: Pipeline) -> Callable[[], object]:
    latents = torch.randn(1, 4, SIDE // 8, SIDE // 8, device=pipeline.device, dtype=pipeline.dtype)
    return lambda: pipeline.vae.decode(latents)


def _print_gain(what: str, full: float, half: float) -> None:
    print(f"{what:<34}{1000 * full:>9.1f}{1000 * half:>9.1f}{full / half:>7.2f}", flush=True)


def _compare_calls(catalogue: Catalogue, device: Device) -> None:
    engine = DiffusionEngine(catalogue, device)
    engine.load("small")
    request = Request(
        prompt="a red fox", width=SIDE, height=SIDE, seed=1, model="small", steps=STEPS
    )
    assert engine.model is not None
    pipeline = engine.model.pipeline()

    def bare() -> None:
        pipeline(
            request.prompt,
            width=SIDE,
            height=SIDE,
            num_inference_steps=STEPS,
            generator=torch.Generator().manual_seed(1),
        )

    alone, unseen, seen, always = _best_s(
        device,
        bare,
        lambda: engine.run(request, {}, Viewer(every_s=1e9)),
        lambda: engine.run(request, {}, Viewer(every_s=1.0)),
        lambda: engine.run(request, {}, Viewer(every_s=0.0)),
    )
    print(
        f"\none picture of {SIDE} px in {STEPS} steps, best of {ROUNDS}: {1000 * alone:.0f} ms bare"
    )
    print(f"through the engine, no preview            {unseen / alone:6.3f} times as long")
    print(f"through the engine, a preview a second    {seen / alone:6.3f} times as long")
    print(f"through the engine, a preview every step  {always / alone:6.3f} times as long")


def _best_s(device: Device, *calls: Callable[[], object]) -> list[float]:
    """The shortest time of each call, taking turns; the first round warms up."""
    best = [float("inf")] * len(calls)
    for turn in range(ROUNDS + 1):
        for index, call in enumerate(calls):
            began = perf_counter()
            with torch.no_grad():
                call()
            if device.place.startswith("cuda"):
                torch.cuda.synchronize()
            if turn:
                best[index] = min(best[index], perf_counter() - began)
    return best
