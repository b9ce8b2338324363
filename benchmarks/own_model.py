"""Mozart's own model on this machine: seconds to four pictures, and how well it uses the device.

Both number formats take turns in one run, through the engine that serves members; the best of each
counts. The share of the peak is of one large matrix product in the same format.
"""

from dataclasses import replace
from time import perf_counter

import torch

from benchmarks._device import busy_s, flops_of, peak_flops
from benchmarks.diffusion import Viewer
from inference.catalogue import BUILT_IN, MOZART
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device, probe
from inference.inventory import read_catalogue
from inference.request import Request
from inference.upscalers import built_in_upscaler

ROUNDS = 4
COUNT = 4
PROMISED_S = {256: 2.0, 512: 4.0}
WISH = Request(prompt="a red fox in the snow, oil", width=0, height=0, seed=1, model=MOZART)


def main() -> None:
    """Print the table; nothing where the model is not there."""
    if not (BUILT_IN / "model_index.json").is_file():
        print(f"Skipped, because there is no model in {BUILT_IN}.")
        return
    device = probe()
    print(device.describe(), f"{torch.get_num_threads()} threads.")
    found = [replace(device, dtype=dtype) for dtype in (torch.float32, torch.bfloat16)]
    engines = {it: _engine(it) for it in found}
    runs = [(it, side) for side in PROMISED_S for it in found]
    rounds = [[_spent(engines[it], it, side) for it, side in runs] for _ in range(ROUNDS)]
    best = {run: tuple(map(min, *spent)) for run, *spent in zip(runs, *rounds, strict=True)}
    print(f"{COUNT} pictures of{'':<7}{'format':>8}{'seconds':>9}{'a second':>10}{'promised':>10}")
    for (it, side), (seconds, _) in best.items():
        name = str(it.dtype).removeprefix("torch.")
        print(
            f"{side} x {side} pixels{'':<7}{name:>8}{seconds:>9.2f}{COUNT / seconds:>10.2f}"
            f"{'<= ' + str(PROMISED_S[side]):>10}"
        )
    for it in found:
        _print_share(it, engines[it], best[it, 256][1])
    gain = best[found[0], 256][0] / best[found[1], 256][0]
    print(f"bf16 makes {gain:.2f} times as many pictures as fp32.")


def _engine(device: Device) -> DiffusionEngine:
    engine = DiffusionEngine(read_catalogue(BUILT_IN), device, upscaler=built_in_upscaler())
    engine.load(MOZART)
    return engine


def _spent(engine: DiffusionEngine, device: Device, side: int) -> tuple[float, float]:
    """Seconds by the clock, and those that the device was busy, for COUNT pictures."""
    began, busy = perf_counter(), busy_s(device)
    engine.run(replace(WISH, width=side, height=side, count=COUNT), {}, Viewer(every_s=1.0))
    return perf_counter() - began, busy_s(device) - busy


def _print_share(device: Device, engine: DiffusionEngine, seconds: float) -> None:
    model = engine.model
    assert model is not None
    pipeline = model.pipeline()
    work = flops_of(
        lambda: pipeline(
            [WISH.prompt] * COUNT,
            num_inference_steps=model.traits.steps,
            guidance_scale=model.traits.guidance,
        )
    )
    peak = peak_flops(device)
    print(
        f"{device.dtype}: {work / COUNT / 1e9:.0f} GFLOP a picture,"
        f" {work / seconds / 1e9:.0f} GFLOP/s, {100 * work / seconds / peak:.0f} % of the"
        f" {peak / 1e9:.0f} GFLOP/s of one matrix product, in seconds that the device was busy."
    )
