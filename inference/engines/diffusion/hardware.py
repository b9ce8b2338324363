"""What there is to compute on, and the number format that suits it. Knows nothing of models."""

import platform
import time
from dataclasses import dataclass
from functools import cache
from typing import cast

import torch

from inference.device import find_device

WORTHWHILE = 1.3
"""How many times faster than fp32 a CPU must multiply in bf16 before we give up digits for it."""

_NAMES = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One place to compute.

    Attributes:
        place: as torch names it: "cpu", "mps" or "cuda:0".
        name: the maker's name.
        dtype: for weights and activations.
        why: what speaks for that dtype, for the log.
    """

    place: str
    name: str
    dtype: torch.dtype
    why: str

    def describe(self) -> str:
        """One sentence for the operator's log."""
        return f"Diffusion runs on {self.name} ({self.place}) in {_NAMES[self.dtype]}: {self.why}."

    @property
    def layout(self) -> torch.memory_format:
        """How images and convolutions' weights lie in memory where that is fastest.

        On CPUs in bf16 channels last: see docs/performance.md.
        """
        last = self.place == "cpu" and self.dtype is torch.bfloat16
        return torch.channels_last if last else torch.contiguous_format

    def free(self) -> None:
        """Give back what torch keeps for later."""
        if self.place.startswith("cuda"):
            torch.cuda.empty_cache()
        elif self.place == "mps":
            torch.mps.empty_cache()


def probe(wanted: str = "auto") -> Device:
    """Find the device and measure what it is good at; takes about 0.1 s.

    Args:
        wanted: "auto" (the first of CUDA, MPS, CPU that there is), "cpu", "mps", "cuda", "cuda:1".

    Raises:
        RequestRefused: that device is not there.
    """
    place = find_device(wanted)
    match place.partition(":")[0]:
        case "cuda":
            return _cuda(place)
        case "mps":
            return _mps()
    return _cpu()


def _cuda(place: str) -> Device:
    index = int(place.partition(":")[2])
    name = torch.cuda.get_device_name(index)
    with torch.cuda.device(index):
        if torch.cuda.is_bf16_supported(including_emulation=False):
            why = "it multiplies bf16 in hardware"
            return Device(place=place, name=name, dtype=torch.bfloat16, why=why)
    return Device(place=place, name=name, dtype=torch.float16, why="it has no bf16 of its own")


def _mps() -> Device:
    ones = torch.ones(64, 64, device="mps", dtype=torch.float16)
    name = f"{platform.processor() or 'Apple'} GPU"
    if bool(((ones @ ones) == 64).all()):
        why = "fp16 is right and half the size"
        return Device(place="mps", name=name, dtype=torch.float16, why=why)
    return Device(place="mps", name=name, dtype=torch.float32, why="its fp16 multiplies wrongly")


def _cpu() -> Device:
    gain = bf16_gain()
    dtype = torch.bfloat16 if gain >= WORTHWHILE else torch.float32
    features = " with " + ", ".join(_features()) if _features() else ""
    return Device(
        place="cpu",
        name=f"{platform.machine()}{features}",
        dtype=dtype,
        why=f"bf16 multiplies {gain:.1f} times as fast as fp32",
    )


def _features() -> list[str]:
    """What the CPU says of itself that bears on bf16; some say more than they hold."""
    says = cast("dict[str, bool]", torch.cpu.get_capabilities())
    known = {"AMX": "amx_bf16", "AVX512-BF16": "avx512_bf16", "BF16": "bf16"}
    return [name for name, flag in known.items() if says.get(flag)]


@cache
def bf16_gain() -> float:
    """How many times as fast as fp32 this CPU multiplies matrices in bf16: the best of 5 each."""
    best = dict.fromkeys((torch.float32, torch.bfloat16), float("inf"))
    matrices = {dtype: torch.ones(768, 768, dtype=dtype) for dtype in best}
    for _ in range(6):  # the first round also warms up; taking turns spreads other people's noise
        for dtype, matrix in matrices.items():
            began = time.perf_counter()
            torch.mm(matrix, matrix)
            best[dtype] = min(best[dtype], time.perf_counter() - began)
    return best[torch.float32] / best[torch.bfloat16]
