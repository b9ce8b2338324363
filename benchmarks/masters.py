"""How long drawings by rule take: CPU time of one core for each master, at 1024 x 1024 pixels.

Three seeds of each, with the choices that the seeds make. `in all` is what a member waits for who
leaves the files to us; a film is extra.
"""

from itertools import pairwise
from statistics import median
from time import process_time

from inference.masters import files
from inference.masters.catalogue import MASTERS
from inference.masters.drawing import Page
from inference.masters.master import Master
from inference.masters.picture import picture
from inference.masters.plot import traces

SEEDS = (1, 2, 3)
SIDE_PX = 1024
PROMISED_S = 2.0
PARTS = ("rule", "pixels", "lines", "SVG", "PDF", "in all", "film")


def main() -> None:
    """Print a line for each master, medians in milliseconds, then the slowest drawing of all."""
    print(f"{'master':<22}" + "".join(f"{part:>8}" for part in PARTS))
    slowest = (0.0, "")
    for master in MASTERS.values():
        figures = [_measure(master, seed) for seed in SEEDS]
        slowest = max(slowest, *((it[5], f"{master.name} {seed}") for it, seed in zip(
            figures, SEEDS, strict=True)))  # fmt: skip
        columns = [1000 * median(column) for column in zip(*figures, strict=True)]
        print(f"{master.name:<22}" + "".join(f"{column:>8.0f}" for column in columns))
    print(f"slowest: {slowest[1]}, {slowest[0]:.2f} s (promised: {PROMISED_S:.0f} s)")


def _measure(master: Master, seed: int) -> tuple[float, ...]:
    """CPU seconds of each of PARTS."""
    moments = [process_time()]
    drawing = master.draw(Page.of(1, 1), master.choose({}, seed), seed)
    moments.append(process_time())
    picture(drawing, SIDE_PX, SIDE_PX)
    moments.append(process_time())
    lines = traces(drawing)
    moments.append(process_time())
    files.svg(drawing, lines, title=master.name)
    moments.append(process_time())
    files.pdf(drawing, title=master.name)
    moments.append(process_time())
    files.timelapse(drawing, lines, limit_bytes=2**23)
    moments.append(process_time())
    parts = [after - before for before, after in pairwise(moments)]
    return *parts[:5], sum(parts[:5]), parts[5]
