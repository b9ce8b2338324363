"""Films of which the model paints every frame: from stop to stop through words and noise.

    a few frames at even distances --> judged --> others that halve the largest steps --> film
                                         ^--------------------'

Knows orders and what paints them; nothing of pipelines.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from math import floor

from PIL import Image
from typing_extensions import override

from inference.engine import Report, Result, waits
from inference.engines.diffusion.blending import Blend, End
from inference.engines.diffusion.order import Order, Painted
from inference.engines.diffusion.watching import Part
from inference.files import File
from inference.judge import SHIPPED, read_judge
from inference.morphing.films import film_within
from inference.morphing.journey import Journey
from inference.morphing.pacing import first_ways, next_ways
from inference.morphing.timing import changes
from inference.moving import sheet_of
from inference.styling.pixels import resized, size_at, tensor_of

AT_A_TIME = 4
"""Frames that are painted together."""
_JUDGED_SIDE = 96
_SHOWN_SIDE = 128
_FILMED = 0.02  # of the progress

Paint = Callable[[Order, Part], Painted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelled:
    """The film, and whether the model's own filter blacked some of its frames out."""

    result: Result
    blacked: bool


def travel(journey: Journey, stops: Sequence[Order], paint: Paint, report: Report) -> Travelled:
    """Paint the film; its middle is the still picture of a morph, its beginning that of a walk.

    Args:
        journey: what is asked for.
        stops: the orders of its stops, of one picture each; all but words and seeds is the first's.
        paint: paints up to AT_A_TIME pictures of an order.
        report: hears of each step of each frame, and sees all frames so far in their order.

    Raises:
        RequestRefused, OutOfMemory, Cancelled: as `paint` does.
    """
    road = _Road(journey, stops, paint, report)
    road.paint(first_ways(journey.frames, legs=journey.legs, closed=journey.closed))
    while missing := journey.frames - len(road.frames):
        road.paint(next_ways(road.ways, road.steps(), min(missing, AT_A_TIME)))
    frames = [road.frames[way] for way in sorted(road.frames)]
    data = film_within(frames, rate=journey.rate, kind=journey.kind, back=journey.back)
    film = File(name=f"{journey.name}.{journey.kind}", data=data, instead=True)
    still = frames[0] if journey.closed else frames[len(frames) // 2]
    return Travelled(result=Result(image=still, files=[film]), blacked=road.blacked)


class _Road:
    """The frames there are so far, by how far they are on the way."""

    def __init__(
        self, journey: Journey, stops: Sequence[Order], paint: Paint, report: Report
    ) -> None:
        self._journey, self._stops, self._paint, self._report = journey, stops, paint, report
        self._judge = read_judge(SHIPPED)[0]
        self.frames: dict[float, Image.Image] = {}
        self.blacked = False

    @property
    def ways(self) -> list[float]:
        """Rising; of a closed way with its end."""
        return [
            *sorted(self.frames),
            *([float(self._journey.legs)] if self._journey.closed else []),
        ]

    def paint(self, ways: Sequence[float]) -> None:
        """Paint the frames there."""
        for begin in range(0, len(ways), AT_A_TIME):
            some = ways[begin : begin + AT_A_TIME]
            order = replace(
                self._stops[0],
                seeds=list(self._stops[0].seeds) * len(some),
                blends=[self._blend(way) for way in some],
            )
            done = len(self.frames) / self._journey.frames
            more = len(some) / self._journey.frames
            part = Part(
                _Shown(self._report, self.frames, some),
                len(some),
                begin=(1 - _FILMED) * done,
                end=(1 - _FILMED) * (done + more),
            )
            painted = self._paint(order, part)
            self.frames |= dict(zip(some, painted.images, strict=True))
            self.blacked |= any(painted.blacked)

    def steps(self) -> list[float]:
        """How much is seen to change from each frame to the next."""
        found = [self.frames[way] for way in sorted(self.frames)]
        whole = [*found, found[0]] if self._journey.closed else found
        small = [tensor_of(it) for it in whole]
        size = size_at(_JUDGED_SIDE, *small[0].shape[-2:])
        return changes([resized(it, *size) for it in small], self._judge)

    def _blend(self, way: float) -> Blend:
        leg = min(floor(way), self._journey.legs - 1)
        return Blend(first=self._end(leg), second=self._end(leg + 1), way=way - leg)

    def _end(self, place: int) -> End:
        stop = self._stops[place % len(self._stops)]
        return End(prompt=stop.prompt, spans=tuple(stop.spans), seed=stop.seeds[0])


class _Shown(Report):
    """A report whose previews are all frames so far, with those that are on the way in between."""

    def __init__(
        self, report: Report, frames: Mapping[float, Image.Image], coming: Sequence[float]
    ) -> None:
        self._report, self._frames, self._coming = report, frames, coming

    @override
    def __call__(self, done: float, preview: Sequence[Image.Image] | None = None) -> None:
        self._report(done, [self._sheet(preview)] if preview else None)

    @override
    def wants_preview(self) -> bool:
        return self._report.wants_preview()

    def waits(self) -> AbstractContextManager[None]:
        return waits(self._report)

    def _sheet(self, preview: Sequence[Image.Image]) -> Image.Image:
        known = dict(self._frames) | dict(zip(self._coming, preview, strict=True))
        first = preview[0]
        height, width = size_at(_SHOWN_SIDE, first.height, first.width)
        return sheet_of([known[way].resize((width, height)) for way in sorted(known)])
