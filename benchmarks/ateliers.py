"""Every figure that is promised of the ateliers, measured in one run, each beside its bar.

Each thing is asked for in the words of the command line and made by the worker that makes it for
members, so a figure holds the reading of what was sent, the engine, the PNG and the files beside
it. It is the median of some rounds with a seed each; the first time, which loads what is needed,
is not among them. "first look" is the first preview that shows more than the picture that was
sent. CPU seconds are those of all cores. `python -m benchmarks ateliers --quick` only tries
whether all of it works.
"""

import argparse
import asyncio
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from benchmarks._room import Made, Room
from benchmarks.masters import PROMISED_S, SIDE_PX
from bot.orders import ORDERS
from inference.encoding import to_png
from inference.errors import RequestRefused
from inference.masters.catalogue import MASTERS
from inference.moving import read_moving, write_film
from inference.styling.film import filmed, unrest
from inference.styling.names import MANNERS
from inference.styling.pixels import tensor_of
from inference.styling.plates import plate
from inference.styling.styling import Colours, Order, Quality, Style, styled

STYLE_S, LOOK_S, FULL_S, DICE_S, MORPH_S, MAP_S = 1.5, 5.0, 40.0, 3.0, 15.0, 10.0
WARP = 0.35
_BARS = {Quality.INSTANT: STYLE_S, Quality.FAST: None, Quality.FULL: FULL_S}
"""Of a style by its name or a picture's; of fast, the first look is promised."""
_RATE = 8.0
_UNLIKE = 4.0  # levels of 255: more than WebP takes from a picture of 64 pixels a side
_SCENES = {
    "content": "a red fox in the hills by day, oil",
    "style": "three owls in a forest, watercolour",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: was measured.
        value: in `unit`; None where this Mozart cannot do it.
        cpu_s: of all cores; None where it says nothing.
        why: a sentence, where there is no value.
        bar: what was promised at most; None where nothing was.
    """

    what: str
    value: float | None
    unit: str = "s"
    cpu_s: float | None = None
    bar: float | None = None
    why: str = ""

    @property
    def told(self) -> str:
        """As a line."""
        promised = "" if self.bar is None else f"(promised: <= {self.bar:g})"
        if self.value is None:
            return f"{self.what:<42}{'-':>8}   {promised} {self.why}".rstrip()
        worked = "-" if self.cpu_s is None else f"{self.cpu_s:.2f}"
        return f"{self.what:<42}{self.value:>8.2f} {self.unit:<2}{worked:>8}  {promised}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How much is measured.

    Attributes:
        side: of pictures, in pixels.
        drawn: side of drawings, in pixels.
        rounds: of each figure.
        warm: whether there is a round before, which is not counted.
        hung: pictures on the map.
        frames: of the film.
    """

    side: int = 512
    drawn: int = SIDE_PX
    rounds: int = 3
    warm: bool = True
    hung: int = 500
    frames: int = 6


QUICK = Setting(side=128, drawn=128, rounds=1, warm=False, hung=6, frames=2)


class Ateliers:
    """Measures one atelier after the other; everything it writes is in one folder."""

    def __init__(self, room: Room, folder: Path, setting: Setting) -> None:
        """Paint what the others start from."""
        self._room, self._folder, self._setting = room, folder, setting
        for name, words in _SCENES.items():
            line = ("imagine", words, "--model", "painter", "--size", f"{setting.side}")
            self._file(f"{name}.png", room.make((*line, "--seed", "3")).painted.png)

    def style(self) -> Iterator[Figure]:
        """In named styles and in that of a picture, in each quality that needs no file."""
        for quality, bar in _BARS.items():
            yield self._whole(f"style ink, {quality}", self._styled(quality, "ink"), bar)
            line = self._styled(quality, self._path("style.png"))
            if quality is Quality.FAST:
                yield from self._looked_at(f"style of a picture, {quality}", line)
            else:
                yield self._whole(f"style of a picture, {quality}", line, bar)

    def film(self) -> Iterator[Figure]:
        """How much less a film flickers than frames that are styled alone.

        As it is painted, and as a WebP file, whose own losses flicker in both.
        """
        for style in ("ink", "pencil"):
            yield self._painted_flicker(style)
        for style, quality in (("ink", "fast"), ("pencil", "fast"), ("ink", "instant")):
            yield self._flicker(style, quality)

    def dream(self) -> Iterator[Figure]:
        """The deep dream."""
        yield from self._looked_at("deep dream", ("dream", self._path("content.png"), *self._side))

    def draw(self) -> Iterator[Figure]:
        """Each master, with the files for plotters and paper."""
        size = ("--size", f"{self._setting.drawn}")
        for name in MASTERS:
            line = ("draw", name, "--svg", "--pdf", *size)
            yield self._whole(f"draw {name}, SVG and PDF", line, PROMISED_S)

    def dice(self) -> Iterator[Figure]:
        """A waltz with all its files."""
        yield self._whole("dice", ("dice",), DICE_S)

    def morph(self) -> Iterator[Figure]:
        """24 frames between two pictures, and between words."""
        pictures = (self._path("content.png"), self._path("style.png"))
        for what, ends in (("pictures", pictures), ("words", tuple(_SCENES.values()))):
            line = ("morph", *ends, "--frames", "24", *self._side)
            yield self._whole(f"morph of {what}, 24 frames", line, MORPH_S)

    def map(self) -> Iterator[Figure]:
        """Pictures that the encoder has not seen before, to a poster and a page."""
        yield asyncio.run(self._mapped())

    def translate(self) -> Iterator[Figure]:
        """Day to night, where this Mozart can."""
        if "translate" in ORDERS:
            for to in ("night", "winter", "drawing"):
                line = ("translate", self._path("content.png"), "--to", to, *self._side)
                yield self._whole(f"translate to {to}", line, None, seeds=False)

    # ---- how

    @property
    def _side(self) -> tuple[str, str]:
        return "--size", f"{self._setting.side}"

    def _path(self, name: str) -> str:
        return str(self._folder / name)

    def _file(self, name: str, data: bytes) -> str:
        (self._folder / name).write_bytes(data)
        return self._path(name)

    def _styled(self, quality: Quality, style: str) -> Sequence[str]:
        line = ("style", self._path("content.png"), "--style", style, "--quality", quality)
        return *line, *self._side

    def _rounds(self, line: Sequence[str], *, seeds: bool = True) -> list[Made]:
        warm = int(self._setting.warm)
        numbers = range(1, 1 + warm + self._setting.rounds)
        more = [("--seed", f"{number}") if seeds else () for number in numbers]
        return [self._room.make((*line, *it)) for it in more][warm:]

    def _whole(
        self, what: str, line: Sequence[str], bar: float | None, *, seeds: bool = True
    ) -> Figure:
        try:
            return _figure(what, self._rounds(line, seeds=seeds), bar)
        except RequestRefused as error:
            return Figure(what=what, value=None, bar=bar, why=str(error))

    def _looked_at(self, what: str, line: Sequence[str]) -> Iterator[Figure]:
        """The first look, to which the bar belongs, and the whole."""
        rounds = self._rounds(line)
        sent = Image.open(self._folder / "content.png")
        look_s = median(_first_look(made, sent) for made in rounds)
        yield Figure(what=f"{what}: first look", value=look_s, bar=LOOK_S)
        yield _figure(what, rounds, None)

    def _flicker(self, style: str, quality: str) -> Figure:
        what = f"warp error of a film in {style}, {quality}"
        try:
            ratio = self._warp_error(("--style", style, "--quality", quality, "--seed", "1"))
        except RequestRefused as error:
            return Figure(what=what, value=None, unit="x", bar=WARP, why=str(error))
        return Figure(what=what, value=ratio, unit="x", bar=WARP)

    def _painted_flicker(self, name: str) -> Figure:
        frames = [tensor_of(it) for it in read_moving(self._panned()).frames]
        colours = Colours.STYLE if MANNERS[name].own_colours else Colours.STROKES
        height, width = frames[0].shape[-2:]
        order = Order(
            content=frames[0],
            styles=[Style(picture=tensor_of(plate(name)), share=1.0, colours=colours)],
            height=height,
            width=width,
            seed=1,
        )
        with torch.inference_mode():
            together = filmed(order, frames, _unseen)
            alone = [styled(replace(order, content=frame), _unseen) for frame in frames]
        what = f"warp error of frames in {name}, {order.quality}"
        value = unrest(frames, together) / unrest(frames, alone)
        return Figure(what=what, value=value, unit="x", bar=WARP)

    def _warp_error(self, how: Sequence[str]) -> float:
        """Of a film, beside its frames painted alone."""
        film = self._file("film.webp", self._panned())
        content = read_moving(Path(film).read_bytes()).frames
        [together] = self._room.make(("style", film, *how)).painted.files
        alone = []
        for place, frame in enumerate(content):
            file = self._file(f"frame-{place}.png", to_png(frame, {}))
            painted = self._room.make(("style", file, *how)).painted
            alone.append(Image.open(io.BytesIO(painted.png)))
        # Through the same file format, so that both have lost the same to it.
        apart = write_film(alone, rate=_RATE, kind="webp")
        return _unrest(content, together.data) / _unrest(content, apart)

    def _panned(self) -> bytes:
        """A film over which the camera pans."""
        whole = Image.open(self._folder / "content.png")
        side = whole.width // 2
        boxes = [(4 * place, 2 * place) for place in range(self._setting.frames)]
        frames = [whole.crop((x, y, x + side, y + side)) for x, y in boxes]
        return write_film(frames, rate=_RATE, kind="webp")

    async def _mapped(self) -> Figure:
        setting = self._setting
        rounds = range(int(setting.warm) + setting.rounds)
        async with self._room.gallery(self._folder, setting.hung, setting.side // 2) as queue:
            taken = [await self._room.mapped(queue, self._folder, it) for it in rounds]
        walls, cores, counts = zip(*taken[int(setting.warm) :], strict=True)
        what = f"map of {min(counts)} pictures"
        return Figure(what=what, value=median(walls), cpu_s=median(cores), bar=MAP_S)


def _figure(what: str, rounds: Sequence[Made], bar: float | None) -> Figure:
    wall_s, cpu_s = (median(it) for it in zip(*((m.wall_s, m.cpu_s) for m in rounds), strict=True))
    return Figure(what=what, value=wall_s, cpu_s=cpu_s, bar=bar)


def _first_look(made: Made, sent: Image.Image) -> float:
    """When somebody who waits saw something new, in seconds."""
    before = _shrunk(sent)
    for at_s, webp in made.looks:
        if np.abs(_shrunk(Image.open(io.BytesIO(webp))) - before).mean() > _UNLIKE:
            return at_s
    return made.wall_s


def _shrunk(picture: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.asarray(picture.convert("RGB").resize((64, 64)), np.float32)


def _unseen(_: float, __: Callable[[], Tensor]) -> None:
    """Nobody watches."""


def _unrest(content: Sequence[Image.Image], film: bytes) -> float:
    painted = read_moving(film).frames
    return unrest([tensor_of(it) for it in content], [tensor_of(it) for it in painted])


MEASURES: Mapping[str, Callable[[Ateliers], Iterator[Figure]]] = {
    "style": Ateliers.style,
    "film": Ateliers.film,
    "dream": Ateliers.dream,
    "draw": Ateliers.draw,
    "dice": Ateliers.dice,
    "morph": Ateliers.morph,
    "map": Ateliers.map,
    "translate": Ateliers.translate,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was named, or all, and print each figure once it is there."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.name if name not in MEASURES]:
        parser.error(f"There is no “{unknown[0]}” here. Choose of: {', '.join(MEASURES)}.")
    if options.rounds < 1:
        parser.error("There must be at least one round.")
    setting = QUICK if options.quick else Setting(rounds=options.rounds)
    show = partial(_show, as_json=options.json)
    if not options.json:
        print(f"{'':<42}{'median':>10}{'CPU s':>9}")
    with TemporaryDirectory(prefix="mozart-benchmark-") as name:
        room = Room(options.models)
        try:
            ateliers = Ateliers(room, Path(name), setting)
            for measure in options.name or MEASURES:
                for figure in MEASURES[measure](ateliers):
                    show(figure)
        finally:
            room.worker.close()
    if options.quick and not options.json:
        print("These were small: they say nothing about what is promised.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ateliers", description="What is promised of ateliers.")
    parser.add_argument("name", nargs="*", help=f"which: {', '.join(MEASURES)}; all if none")
    parser.add_argument("--rounds", type=int, default=Setting().rounds, help="of each figure")
    parser.add_argument("--models", type=Path, default=Path("models"), help="the operator's")
    parser.add_argument("--quick", action="store_true", help="small, to see whether it works")
    parser.add_argument("--json", action="store_true", help="one JSON object on each line")
    return parser


def _show(figure: Figure, *, as_json: bool) -> None:
    print(json.dumps(asdict(figure)) if as_json else figure.told, flush=True)


if __name__ == "__main__":
    main()
