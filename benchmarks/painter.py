"""How long the painter takes: CPU time of one core for a picture, per style and size.

Beside it the longest time between two reports, which is how long a cancel waits, and the longest
that another thread of this process had to wait for its turn.
"""

import threading
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import perf_counter, thread_time

from PIL.Image import Image

from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.painter.scene import Style

WISHES = (
    "three red sailboats at sunset",
    "two cats and a house in the hills by day",
    "a castle behind a red tree at night",
)
PROMISED_MS = {256: 60.0, 1024: 500.0}
TURN_S = 0.001


def main() -> None:
    """Print a line for each style and size, then the medians with the promised ones."""
    for side in (256, 512, 1024):
        print(f"{side} x {side:<13}{'CPU ms':>9}{'gap ms':>9}{'turn ms':>9}")
        everything = []
        for style in Style:
            figures = [_measure(f"{wish}, {style}", side) for wish in WISHES]
            cpu, gap, turn = (1000 * median(column) for column in zip(*figures, strict=True))
            everything += [1000 * cpu_s for cpu_s, _, _ in figures]
            print(f"  {style:<17}{cpu:>9.0f}{gap:>9.0f}{turn:>9.0f}")
        promise = f" (promised: {PROMISED_MS[side]:.0f})" if side in PROMISED_MS else ""
        print(f"  {'median of all':<17}{median(everything):>9.0f}{promise}")


def _measure(words: str, side: int) -> tuple[float, float, float]:
    """(CPU seconds, longest between two reports in CPU seconds, longest wait of another thread)."""
    scene, seeds = read(words).scene, Seeds(layout=7, palette=7, hand=7)
    moments = [thread_time()]
    over, waits = threading.Event(), [0.0]

    def show(done: float, look: Callable[[], Image]) -> None:
        moments.append(thread_time())

    def take_turns() -> None:
        last = perf_counter()
        while not over.wait(TURN_S):
            now = perf_counter()
            waits.append(now - last - TURN_S)
            last = now

    other = threading.Thread(target=take_turns)
    other.start()
    try:
        paint(scene, width=side, height=side, seeds=seeds, show=show)
    finally:
        over.set()
        other.join()
    moments.append(thread_time())
    gaps = [after - before for before, after in pairwise(moments)]
    return moments[-1] - moments[0], max(gaps), max(waits)
