"""What stands where: people in a garden, people near to us in a room, or plants alone."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from inference.masters.aaron import foliage
from inference.masters.aaron.body import draw_person
from inference.masters.aaron.colouring import Colourist
from inference.masters.aaron.draughtsman import PAPER, Draughtsman
from inference.masters.aaron.people import somebody
from inference.masters.drawing import Drawing, Sheet
from inference.masters.master import Task
from inference.painter.colours import Colour
from inference.painter.curves import Points, smooth


class _Scene:
    """A picture in the making, back to front."""

    def __init__(self, task: Task) -> None:
        self.page = task.page
        self.values = task.values
        self.sheet = Sheet(task.page)
        self.rng = task.rng("composition")
        coloured = task.values.word("colour") == "painted"
        self.artist = Draughtsman(self.sheet, task.rng("hand"), coloured=coloured)
        self.colours = Colourist(task.rng("colours"))

    def field(self, outline: Points | list[tuple[float, float]], colour: Colour) -> None:
        """A large flat ground, with its edge drawn."""
        self.artist.form(np.asarray(outline, np.float64), colour, weight=0.9, bristle=0.13)

    def plant(self, kinds: tuple[str, ...], x: float, y: float, high: float) -> None:
        kind = kinds[int(self.rng.integers(len(kinds)))]
        foliage.PLANTS[kind](self.artist, self.colours, np.array([x, y]), high)


def aaron(task: Task) -> Drawing:
    """One picture."""
    scene = _Scene(task)
    _SUBJECTS[task.values.word("subject")](scene)
    return scene.sheet.drawing(PAPER, grain=0.7)


def _garden(scene: _Scene) -> None:
    """Whole people between plants, before a horizon."""
    page, rng = scene.page, scene.rng
    sky = scene.colours.ground()
    ground = scene.colours.other_ground(sky)
    horizon = page.height * float(rng.uniform(0.48, 0.62))
    scene.field(_whole(scene), sky)
    if rng.random() < 0.6:
        _sun(scene, horizon)
    line = smooth(
        [
            (x, horizon + float(rng.normal(0, 0.012)))
            for x in np.linspace(-0.06, page.width + 0.06, 8)
        ],
        closed=False,
    )
    edge = page.height + 0.06
    scene.field(np.vstack([line, [(page.width + 0.06, edge), (-0.06, edge)]]), ground)
    lush = scene.values.share("plants")
    for x in _spread(rng, round(1 + 6 * lush * page.width), page.width):
        y = horizon + float(rng.uniform(0.0, 0.03))
        scene.plant(("tree", "tree", "palm", "stems", "fan"), x, y, float(rng.uniform(0.3, 0.52)))
    for _ in range(int(rng.integers(0, 3))):
        at = np.array([float(rng.uniform(0, page.width)), horizon + float(rng.uniform(0.03, 0.12))])
        stone = Colour.of(float(rng.uniform(0.5, 0.78)), 0.025, scene.colours.hue)
        foliage.rock(scene.artist, stone, at, float(rng.uniform(0.05, 0.11)))
    _crowd(scene, [sky, ground], lush)


def _crowd(scene: _Scene, beside: list[Colour], lush: float) -> None:
    """People and the plants between and before them, the nearest last."""
    page, rng = scene.page, scene.rng
    count = scene.values.whole("people")
    tall = 0.70 * page.height if count < 4 else 0.6 * page.height
    head = min(tall / 7.35, 0.9 * page.width / max(1, count) / 2.9)
    things: list[tuple[float, Callable[[], None]]] = []

    def person(at: Points, size: float) -> Callable[[], None]:
        somebody_new = somebody(rng, scene.colours, beside, whole=True)
        return lambda: draw_person(scene.artist, somebody_new, at, size)

    def plant(at: Points, high: float) -> Callable[[], None]:
        kinds = ("fan", "stems", "monstera", "fan")
        return lambda: scene.plant(kinds, float(at[0]), float(at[1]), high)

    for x in _spread(rng, count, page.width, margin=0.14, loose=0.15):
        y = page.height * float(rng.uniform(0.86, 0.95))
        things.append((y, person(np.array([x, y]), head * float(rng.uniform(0.93, 1.05)))))
    for x in _spread(rng, round(1 + 5 * lush * page.width), page.width):
        y = page.height * float(rng.uniform(0.74, 1.05))
        things.append((y, plant(np.array([x, y]), float(rng.uniform(0.2, 0.38)))))
    for _, draw in sorted(things, key=lambda it: it[0]):
        draw()


def _portrait(scene: _Scene) -> None:
    """People as near as in a photograph, before a wall with something on or by it."""
    page, rng = scene.page, scene.rng
    wall = scene.colours.ground()
    scene.field(_whole(scene), wall)
    _wall(scene, wall)
    lush = scene.values.share("plants")
    count = max(1, scene.values.whole("people"))
    for x in _spread(rng, round(5 * lush * page.width), page.width):
        y = page.height * float(rng.uniform(0.78, 1.02))
        scene.plant(("fan", "monstera", "stems", "pot"), x, y, float(rng.uniform(0.45, 0.75)))
    head = min(0.25 * page.height, 0.72 * page.width / (count + 0.3) / 1.7)
    order = rng.permutation(count).tolist()
    spots = _spread(rng, count, page.width, margin=0.3 if count == 1 else 0.15, loose=0.12)
    for i in order:
        top = page.height * float(rng.uniform(0.07, 0.13))
        foot = np.array([spots[i], top + 6.85 * head])
        draw_person(scene.artist, somebody(rng, scene.colours, [wall], whole=False), foot, head)
    for x in _spread(rng, round(2.4 * lush * page.width), page.width, margin=0.0):
        y = page.height * float(rng.uniform(1.0, 1.12))
        scene.plant(("fan", "stems", "monstera"), x, y, float(rng.uniform(0.24, 0.36)))


def _wall(scene: _Scene, wall: Colour) -> None:
    """A window, a picture, a dado, or nothing."""
    page, rng = scene.page, scene.rng
    kind = str(rng.choice(["window", "picture", "dado", "nothing"]))
    other = scene.colours.other_ground(wall)
    if kind == "dado":
        y = page.height * float(rng.uniform(0.55, 0.7))
        edge = page.height + 0.06
        scene.field(
            [(-0.06, y), (page.width + 0.06, y), (page.width + 0.06, edge), (-0.06, edge)], other
        )
    elif kind != "nothing":
        wide = page.width * float(rng.uniform(0.26, 0.4))
        tall = page.height * float(rng.uniform(0.3, 0.5))
        x = float(rng.choice([0.06, 0.94])) * page.width
        x = x if x < page.width / 2 else x - wide
        y = 0.07 * page.height
        frame = _box(x, y, wide, tall)
        scene.artist.form(frame, scene.colours.ground().darker(0.2), wander=0.006)
        rim = 0.018
        scene.artist.form(
            _box(x + rim, y + rim, wide - 2 * rim, tall - 2 * rim), other, wander=0.006
        )
        middle = x + wide / 2
        if kind == "window":
            for line in ([(middle, y + rim), (middle, y + tall - rim)],
                         [(x + rim, y + tall / 2), (x + wide - rim, y + tall / 2)]):  # fmt: skip
                scene.artist.line(np.array(line), weight=1.3, wander=0.006)
        else:
            at = np.array([middle, y + 0.72 * tall])
            foliage.fan(scene.artist, scene.colours, at, 0.5 * min(wide, tall))


def _plants(scene: _Scene) -> None:
    """A thicket, and a horizon that hardly shows."""
    page, rng = scene.page, scene.rng
    sky = scene.colours.ground()
    scene.field(_whole(scene), sky)
    lush = scene.values.share("plants")
    if rng.random() < 0.5:
        _sun(scene, 0.7 * page.height)
    for row, (low, high, size, kinds) in enumerate(
        (
            (0.58, 0.66, 0.5, ("tree", "palm", "tree")),
            (0.74, 0.84, 0.44, ("fan", "stems", "monstera", "palm")),
            (0.96, 1.06, 0.36, ("fan", "stems", "monstera")),
        )
    ):
        if row:
            ground = scene.colours.other_ground(sky)
            y = page.height * (low - 0.05)
            line = [
                (x, y + float(rng.normal(0, 0.015)))
                for x in np.linspace(-0.06, page.width + 0.06, 7)
            ]
            edge = page.height + 0.06
            ridge = np.vstack(
                [smooth(line, closed=False), [(page.width + 0.06, edge), (-0.06, edge)]]
            )
            if row == 1:
                scene.field(ridge, ground)
        for x in _spread(rng, round(2 + 4 * lush * page.width), page.width, margin=0.02):
            y = page.height * float(rng.uniform(low, high))
            scene.plant(kinds, x, y, size * float(rng.uniform(0.8, 1.2)))


def _sun(scene: _Scene, horizon: float) -> None:
    page, rng = scene.page, scene.rng
    radius = page.short * float(rng.uniform(0.05, 0.09))
    x, y = page.width * float(rng.uniform(0.15, 0.85)), horizon * float(rng.uniform(0.2, 0.5))
    turns = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    disc = np.array([x, y]) + radius * np.column_stack([np.cos(turns), np.sin(turns)])
    scene.artist.form(disc, Colour.of(0.86, 0.14, float(rng.uniform(50, 95))), wander=0.02)


def _whole(scene: _Scene) -> list[tuple[float, float]]:
    wide, tall, over = scene.page.width, scene.page.height, 0.05
    return [(-over, -over), (wide + over, -over), (wide + over, tall + over), (-over, tall + over)]


def _box(x: float, y: float, wide: float, tall: float) -> Points:
    return np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)])


def _spread(
    rng: np.random.Generator, count: int, width: float, *, margin: float = 0.04, loose: float = 0.24
) -> list[float]:
    """Places side by side, each a little off its own."""
    room = (1 - 2 * margin) * width
    return [
        margin * width + room * (i + 0.5 + float(rng.uniform(-loose, loose))) / count
        for i in range(count)
    ]


_SUBJECTS: Mapping[str, Callable[[_Scene], None]] = {
    "garden": _garden,
    "portrait": _portrait,
    "plants": _plants,
}
