"""What a device can do at best, and seconds of it that other people's work does not stretch."""

from collections.abc import Callable
from time import perf_counter, process_time, sleep

import torch
from torch.utils.flop_counter import FlopCounterMode

from inference.engines.diffusion.hardware import Device

SIDES = {"cpu": 1536, "cuda": 8192, "mps": 4096}
"""Of the matrices, in numbers: large enough to be limited by multiplying alone."""

ROUNDS = 6  # of which the first warms up


def busy_s(device: Device) -> float:
    """Seconds that count for this process alone: of a CPU those that it had, by the thread.

    Elsewhere the usual ones: nobody else is expected on a GPU.
    """
    if device.place == "cpu":
        return process_time() / torch.get_num_threads()
    return perf_counter()


class Clock:
    """Busy seconds since its making, and idle ones, which nobody waits for on a CPU."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._began_s = busy_s(device)
        self._idle_s = 0.0

    def now(self) -> float:
        """Seconds."""
        return busy_s(self._device) - self._began_s + self._idle_s

    def idle_until(self, moment: float) -> None:
        """Nothing is to be done before that."""
        left_s = max(0.0, moment - self.now())
        if self._device.place == "cpu":
            self._idle_s += left_s
        else:
            sleep(left_s)


def peak_flops(device: Device) -> float:
    """Floating point operations a second of one large matrix product, in the device's format."""
    side = SIDES[torch.device(device.place).type]
    matrix = torch.ones(side, side, dtype=device.dtype, device=device.place)
    best_s = float("inf")
    for _ in range(ROUNDS):
        began = busy_s(device)
        product = matrix @ matrix
        product[0, 0].item()  # waits for the device
        best_s = min(best_s, busy_s(device) - began)
    return 2 * side**3 / best_s


def flops_of(call: Callable[[], object]) -> int:
    """Floating point operations of what a call multiplies: matrices, convolutions, attention."""
    with FlopCounterMode(display=False) as counter:
        call()
    return int(counter.get_total_flops())
