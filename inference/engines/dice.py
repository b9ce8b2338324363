"""The dice game as an engine: requests in, a page with its sound, notes and score out.

It holds no weights and uses no device but one core.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PIL.Image import Image

from inference.dice.engraving import engrave
from inference.dice.game import BARS, number_of, throw, throw_again
from inference.dice.page import draw_page
from inference.dice.recording import record
from inference.dice.score import midi, musicxml
from inference.dice.sound import play
from inference.dice.waltz import waltz_of
from inference.dice.wish import Wished, read_options
from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.request import Request, Task

MIN_SIDE, MAX_SIDE = 256, 3072
_SUBTLE_BARS, _STRONG_BARS = 4, 10
_SUBTLE_BELOW = 0.5

Throws = Sequence[tuple[int, int]]


class DiceEngine:
    """Throws dice and sets waltzes. Safe to use from several threads at once."""

    slots = 2

    def load(self, model: str) -> None:
        """Do nothing; there are no weights."""

    def unload(self) -> None:
        """Do nothing; nothing is kept."""

    def run(self, request: Request, inputs: Mapping[str, Image], report: Report) -> list[Result]:
        """Set the waltzes; the same request gives the same bytes on every machine.

        Raises:
            RequestRefused: an option or a size that it does not know, or a picture to start from
                that is no page of ours.
            Cancelled: `report` said so.
        """
        wished = read_options(request.options)
        _check_size(request)
        results = []
        for index in range(request.count):
            throws = _throws(request, index, wished, inputs.get("source"))
            results.append(_set(request, index, throws, wished, report))
        return results


def _check_size(request: Request) -> None:
    sides = request.width, request.height
    if min(sides) < MIN_SIDE or max(sides) > MAX_SIDE:
        raise RequestRefused(
            f"A page has {MIN_SIDE} to {MAX_SIDE} pixels a side,"
            f" not {request.width} x {request.height}; choose a size in between."
        )


def _throws(request: Request, index: int, wished: Wished, source: Image | None) -> Throws:
    seed = request.seed_of(index)
    if request.task is Task.IMAGINE:
        return throw(seed, wished.sums)
    before = _thrown(source)
    if request.task is Task.UPSCALE:
        return before
    subtle = request.strength is not None and request.strength < _SUBTLE_BELOW
    return throw_again(before, seed, bars=_SUBTLE_BARS if subtle else _STRONG_BARS)


def _thrown(source: Image | None) -> Throws:
    """What was thrown for a page, as its file tells.

    Raises:
        RequestRefused: it is no page of ours.
    """
    text = source.info.get("mozart") if source is not None else None
    try:
        recipe: dict[str, Any] = json.loads(text) if isinstance(text, str) else {}
        throws = [(int(one), int(other)) for one, other in recipe["throws"]]
    except (KeyError, TypeError, ValueError) as error:
        raise RequestRefused("This picture does not say how it was thrown; throw anew.") from error
    if len(throws) != BARS or not all(1 <= die <= 6 for pair in throws for die in pair):
        raise RequestRefused("This picture does not say how it was thrown; throw anew.")
    return throws


def _set(request: Request, index: int, throws: Throws, wished: Wished, report: Report) -> Result:
    number = number_of(throws)
    title = f"Waltz No. {number:,}"
    done = _Share(report, index, request.count)
    waltz, tempo = waltz_of(throws), wished.eighths_per_minute
    xml = musicxml(waltz, title)
    engraving = engrave(xml)
    done(0.1)
    page = draw_page(
        waltz,
        throws,
        engraving,
        number=number,
        width_px=request.width,
        height_px=request.height,
    )
    done(0.4, page)
    sound = play(waltz, wished.instrument, eighths_per_minute=tempo)
    done(0.7, page)
    recorded = record(sound, wished.sound, title)
    done(1.0, page)
    return Result(
        image=page,
        note=f"{title}. Anybody can have it again: /dice number:{number}",
        files=[
            File(name=f"waltz.{wished.sound}", data=recorded),
            File(name="waltz.mid", data=midi(waltz, title, eighths_per_minute=tempo)),
            File(name="waltz.musicxml", data=xml.encode()),
            File(name="score.svg", data=engraving.svg.encode()),
        ],
        recipe={"throws": [list(pair) for pair in throws], "number": number},
    )


class _Share:
    """Tells of one waltz's progress as part of the job's."""

    def __init__(self, report: Report, index: int, count: int) -> None:
        self._report, self._index, self._count = report, index, count

    def __call__(self, done: float, page: Image | None = None) -> None:
        self._report((self._index + done) / self._count, [page] if page else None)
