"""The same scene many times over, for the translator: at every hour, in every season, as contours.

    views/learn-00000.npy    (scenes, views, side, side, 3) uint8; the views in the order of VIEWS
    views/learn-00000.json   what is true of each scene, in the same order
    views/check-00000.npy    scenes to measure with, of combinations that no other chunk shows

A scene's views differ in one thing alone, since they are painted with the same seeds. A chunk
depends on the seed and its number alone. Knows nothing of torch.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.composition import Seeds, compose
from inference.painter.easel import Easel, Step, plain, shares
from inference.painter.forms import Composition, Form, Role
from inference.painter.hatching import pen_line
from inference.painter.paint import HANDS
from inference.painter.raster import Canvas
from inference.painter.raster import Path as Outline
from inference.painter.sampling import for_testing, for_training
from inference.painter.scene import Hour, Place, Scene, Season, Style, Weather
from inference.training.config import Config
from inference.training.files import write_whole
from inference.training.painting import Chunk, as_npy, in_processes
from inference.translating.tasks import HOURS, SEASONS, Task

PLACES: Mapping[Task, int] = {task: place for place, task in enumerate((*HOURS, *SEASONS))}
"""Where the view that a task asks for stands among a scene's."""
LINES = len(PLACES)
"""Where the line drawing stands, behind them."""
VIEWS = LINES + 1
"""Of each scene."""

_GREEN = (Place.MEADOW, Place.HILLS, Place.MOUNTAINS, Place.FOREST, Place.LAKE, Place.TOWN)
_OUTDOORS = (*_GREEN, Place.SEA, Place.BEACH, Place.DESERT, Place.SNOW, Place.SKY)
_FADED = frozenset({Weather.STARS, Weather.MOON, Weather.SUN, Weather.RAINBOW})  # tied to hours
_ATTEMPTS = 64
_VISIBLE = 0.012  # of [0, 1]: the mean difference between autumn and summer where there is green
_SMOOTH = 6  # scenes of twelve without any hand
_PAINTERLY = (Style.WATERCOLOUR, Style.OIL, Style.PASTEL)
_OTHER = (
    Style.POSTER, Style.PAPER, Style.WOODBLOCK, Style.POINTS, Style.INK, Style.PENCIL, Style.PIXEL,
)  # fmt: skip
_WHITE = Colour.hex("#ffffff")
_SOFT = 0.01  # units: a veil without an edge
_SMALL = 0.012  # units: too small for an outline of its own


class Truth(TypedDict):
    """What is true of a scene's views.

    Attributes:
        hour: of the views in seasons.
        season: of the views at hours; None where leaves are left as they are.
        green: whether seasons can be told apart at all.
        painterly: whether its hand is one that a sketch may be filled in.
    """

    hour: str
    season: str | None
    green: bool
    painterly: bool


def view_chunks(config: Config, purpose: str) -> list[Chunk]:
    """All the chunks of views that the configuration asks for; `count` is of scenes."""
    wanted = config.translator
    total = wanted.scenes if purpose == "learn" else wanted.check
    side = wanted.side
    return [
        Chunk(
            purpose=purpose,
            number=number,
            count=min(wanted.chunk, total - begin),
            size=(side, side),
        )
        for number, begin in enumerate(range(0, total, wanted.chunk))
    ]


def paint_missing_views(config: Config, folder: Path) -> Iterator[Chunk]:
    """Paint every chunk that is not there yet and yield each; who stops asking stops it."""
    missing = [
        chunk
        for purpose in ("check", "learn")
        for chunk in view_chunks(config, purpose)
        if not (folder / f"{chunk.name}.npy").exists()
    ]
    work = partial(paint_views, config, folder)
    yield from in_processes(work, missing, config.data.processes)


def paint_views(config: Config, folder: Path, chunk: Chunk) -> None:
    """Paint one chunk into its two files; the pictures' file comes last and says it is whole."""
    side = config.translator.side
    pictures = np.empty((chunk.count, VIEWS, side, side, 3), np.uint8)
    truths: list[Truth] = []
    for index in range(chunk.count):
        number = chunk.number * config.translator.chunk + index
        pictures[index], truth = views_of(number, config.seed, purpose=chunk.purpose, side=side)
        truths.append(truth)
    write_whole(folder / f"{chunk.name}.json", json.dumps(truths).encode())
    write_whole(folder / f"{chunk.name}.npy", as_npy(pictures))


def views_of(number: int, seed: int, *, purpose: str, side: int) -> tuple[NDArray[np.uint8], Truth]:
    """All views of the scene of that number, (VIEWS, side, side, 3), and what is true of them."""
    rng = stream(seed, f"{purpose} views {number}")
    scene = _scene(number, seed, rng, purpose=purpose)
    style = _style(rng)
    hour = Hour.DAY if rng.random() < 0.7 else tuple(Hour)[int(rng.integers(len(Hour)))]
    season = None if rng.random() < 0.5 else tuple(Season)[int(rng.integers(len(Season)))]
    shown = [replace(scene, hour=Hour(task.value), season=season) for task in HOURS]
    shown += [replace(scene, hour=hour, season=Season(task.value)) for task in SEASONS]
    paint = partial(_painted, seed=int(rng.integers(2**32)), side=side)
    views = [paint(each, style) for each in shown]
    views.append(paint(replace(scene, hour=Hour.DAY), None, lines=float(rng.uniform(0.003, 0.008))))
    summer, autumn = (views[PLACES[task]] for task in (Task.SUMMER, Task.AUTUMN))
    apart = np.abs(summer.astype(np.int16) - autumn).mean() / 255
    truth = Truth(
        hour=hour.value,
        season=None if season is None else season.value,
        green=bool(apart > _VISIBLE),
        painterly=style is None or style in _PAINTERLY,
    )
    return np.stack(views), truth


def _scene(number: int, seed: int, rng: np.random.Generator, *, purpose: str) -> Scene:
    """A scene under the open sky; half of those on dry land are where leaves and grass grow."""
    draw = for_training if purpose == "learn" else for_testing
    drawn = (draw(number * _ATTEMPTS + attempt, seed) for attempt in range(_ATTEMPTS))
    scene = next((one for one in drawn if one.place in _OUTDOORS), Scene(place=Place.MEADOW))
    place = scene.place
    if place in (Place.DESERT, Place.SNOW, Place.TOWN) and rng.random() < 0.5:
        place = _GREEN[int(rng.integers(len(_GREEN)))]
    weather = scene.weather - _FADED
    return replace(scene, place=place, weather=weather, palette=None, season=None)


def _style(rng: np.random.Generator) -> Style | None:
    turn = int(rng.integers(12))
    if turn < _SMOOTH:
        return None
    styles = _PAINTERLY if turn % 2 else _OTHER
    return styles[int(rng.integers(len(styles)))]


def _painted(
    scene: Scene, style: Style | None, *, seed: int, side: int, lines: float = 0.0
) -> NDArray[np.uint8]:
    picture = compose(scene, aspect=1.0, seeds=Seeds(layout=seed, palette=seed, hand=seed))
    hand = plain if style is None else HANDS[style]
    if lines:
        hand = partial(contours, width=lines)
    canvas = None
    for _, canvas in hand(picture, Easel(side, side, seed)):  # noqa: B007 - the last one is used
        pass
    assert canvas is not None
    return np.asarray(canvas.image())


def contours(picture: Composition, easel: Easel, *, width: float) -> Iterator[Step]:
    """The outlines alone, in a dark pen on white; what is in front hides what is behind."""
    canvas = easel.canvas(_WHITE)
    rng = easel.rng("contours")
    ink = Colour.of(float(rng.uniform(0.1, 0.45)), 0.0, 0.0)
    for share, layer in shares(picture):
        for form in layer.forms:
            _contour(canvas, form, rng, ink, width)
        yield share, canvas


def _contour(
    canvas: Canvas, form: Form, rng: np.random.Generator, ink: Colour, width: float
) -> None:
    path = Outline(form.points)
    match form.role:
        case Role.SHADE | Role.GLOW:
            return
        case Role.MARK:
            canvas.tint(path, ink, 0.6 * form.alpha)
        case Role.VEIL if form.soft > _SOFT or form.size < 0.05:
            return
        case _:
            canvas.tint(path, _WHITE)
            if form.size > _SMALL:
                pen_line(canvas, form.points, rng, width=width, colour=ink)
