"""The grammar of a hill town: what comes from what, and where there is room for it.

    Town     -> Summit Towers* Rings Wall? Country
    Summit   -> Cathedral Bell Palace Square
    Rings    -> Ring*          along the hill's level lines, broken by streets
    Ring     -> (House | Church | alley)*
    Wall     -> Gate (Curtain Tower)*
    Country  -> Road Field* Tree*

Source: Celestino Soddu, Città aleatorie (Masson, 1989), whose program for Italian medieval towns is
a genetic code that grows town after town of one kind; the grammar is ours.
"""

import math

import numpy as np

from inference.masters.drawing import Drawing, Sheet
from inference.masters.master import Task
from inference.masters.town import landscape, monuments
from inference.masters.town.ground import Hill, View
from inference.masters.town.mason import Mason
from inference.masters.town.palettes import PAPER, stuff
from inference.masters.town.parts import Corner, Thing
from inference.painter.curves import Points, smooth

_ALLEY = 0.012
_RINGS = (0.43, 0.56, 0.69, 0.81, 0.91)


class Founder:
    """Founds one town: keeps what is built and which ground is taken."""

    def __init__(self, task: Task) -> None:
        page, values = task.page, task.values
        self._task = task
        self._rng = task.rng("plan")
        scale = min(0.80 * page.width, 0.83 * page.height)
        self._view = View(x=page.width / 2, y=0.85 * page.height - 0.03, scale=scale, pitch=0.40)
        self._hill = Hill(wide=0.60, deep=0.52, high=0.22 + 0.32 * values.share("steep"))
        self._stuff = stuff(values.word("colours"))
        self._things: list[Thing] = []
        self._taken: list[tuple[float, float, float]] = []
        self._farmed: list[tuple[float, float, float]] = []
        facing = float(self._rng.uniform(-0.5, 0.5))
        self._gate = -math.pi / 2 + facing
        self._edge = _RINGS[values.whole("rings") - 1] + 0.09
        self._street = self._main_street()

    def town(self) -> Drawing:
        """All of it on a page."""
        task, page = self._task, self._task.page
        sheet = Sheet(page)
        landscape.backdrop(sheet, self._view, self._stuff, task.rng("sky"))
        rings, edge = task.values.whole("rings"), self._edge
        self._things += landscape.strips(self._view, self._hill, self._stuff, page, edge - 0.03)
        self._summit()
        self._towers(task.values.whole("towers"))
        for ring in _RINGS[:rings]:
            self._ring(ring)
        if task.values.word("wall") == "yes":
            self._wall(edge)
        self._country(edge)
        for thing in sorted(self._things, key=lambda it: -it.depth):
            sheet.marks += thing.marks
        return sheet.drawing(PAPER, grain=1.0)

    def _mason(self) -> Mason:
        return Mason(self._task.page, self._view, self._stuff, self._rng)

    def _built(self, mason: Mason) -> None:
        self._things.append(mason.thing())

    def _free(self, x: float, d: float, radius: float) -> bool:
        """Whether there is room for a thing, also beside the street."""
        if any(math.hypot(x - u, d - v) < radius + r for u, v, r in self._taken):
            return False
        away = np.hypot(self._street[:, 0] - x, self._street[:, 1] - d)
        return bool(away.min() > radius + 0.014)

    def _main_street(self) -> Points:
        """From the gate to the square, bending as the hill asks: (n, 2) of x and d."""
        bend = float(self._rng.uniform(0.25, 0.6)) * float(self._rng.choice([-1, 1]))
        knots = []
        for part in np.linspace(0, 1, 7).tolist():
            out = self._edge + (0.22 - self._edge) * part
            angle = self._gate + bend * math.sin(math.pi * part) * (1 - 0.3 * part)
            knots.append(self._hill.spot(out, angle))
        return smooth(knots, closed=False, steps=5)

    def _summit(self) -> None:
        """The cathedral with its tower on one side, the palace on the other, the square between."""
        rng, hill = self._rng, self._hill
        side = float(rng.choice([-1, 1]))
        turn = side * float(rng.uniform(0.18, 0.42))
        church = (0.055 * side, 0.07)
        mason = self._mason()
        monuments.cathedral(mason, hill, church, turn)
        self._built(mason)
        mason = self._mason()
        bell = (church[0] + 0.105 * side, church[1] - 0.03)
        monuments.bell_tower(mason, hill, bell, turn, 0.25)
        self._built(mason)
        mason = self._mason()
        palace = (-0.125 * side, -0.005)
        monuments.palace(mason, hill, palace, -0.5 * turn, float(rng.uniform(0.2, 0.27)))
        self._built(mason)
        self._taken += [(*church, 0.115), (*bell, 0.03), (*palace, 0.08)]
        self._square((0.01 * side, -0.105))

    def _square(self, centre: Corner) -> None:
        """Paved in rays, with a well in its middle."""
        mason, hill = self._mason(), self._hill
        rim = [
            (centre[0] + 0.1 * math.cos(t), centre[1] + 0.06 * math.sin(t))
            for t in (2 * math.pi * i / 28 for i in range(28))
        ]
        spots = [(x, d, hill.height(x, d)) for x, d in rim]
        points = self._view.all(spots)
        mason.sheet.area(points, self._stuff.street.lighter(0.45))
        mason.sheet.stroke(points, self._stuff.shade, closed=True)
        for spot in spots[::4]:
            middle = (*centre, hill.height(*centre))
            mason.line([middle, spot], self._stuff.shade, alpha=0.8)
        # All of it is ground, which lies under whatever stands on it.
        self._things.append(Thing(centre[1] + 0.061, mason.sheet.marks))
        well = self._mason()
        foot = hill.height(*centre)
        well.round_wall(centre, 0.009, foot, foot + 0.012, self._stuff.marble)
        self._built(well)
        # The first row of houses leaves a gap, or nobody would see the square.
        self._taken += [(*centre, 0.075), (centre[0], centre[1] - 0.115, 0.06)]

    def _towers(self, count: int) -> None:
        rng, hill = self._rng, self._hill
        for _ in range(count):
            for _ in range(40):
                x, d = hill.spot(float(rng.uniform(0.36, 0.8)), float(rng.uniform(0, 2 * math.pi)))
                if self._free(x, d, 0.02):
                    break
            else:
                return
            mason = self._mason()
            tall = float(rng.uniform(0.10, 0.21))
            monuments.family_tower(mason, hill, (x, d), float(rng.uniform(0.022, 0.031)), tall)
            self._built(mason)
            self._taken.append((x, d, 0.017))

    def _ring(self, out: float) -> None:
        """Houses wall to wall round the hill, but for alleys and what is there already."""
        rng, hill = self._rng, self._hill
        angle = float(rng.uniform(0, 0.3))
        end = angle + 2 * math.pi - 0.02
        parish = int(rng.integers(3, 9)) if out > 0.6 else -1
        number = 0
        while angle < end:
            wide, deep = float(rng.uniform(0.036, 0.066)), float(rng.uniform(0.032, 0.042))
            x, d = hill.spot(out, angle)
            pace = math.hypot(hill.wide * math.sin(angle), hill.deep * math.cos(angle)) * out
            step = (wide + 0.001) / pace
            x, d = hill.spot(out, angle + step / 2)
            along = math.atan2(hill.deep * math.cos(angle + step / 2),
                               -hill.wide * math.sin(angle + step / 2))  # fmt: skip
            if self._free(x, d, 0.42 * wide):
                mason = self._mason()
                if number == parish and d < 0:
                    monuments.church(mason, hill, (x, d), 0.3)
                else:
                    floors = int(rng.integers(2, 4 if out > 0.6 else 5))
                    turn = along + float(rng.normal(0, 0.04))
                    size = (wide, deep)
                    monuments.house(mason, hill, (x, d), size=size, turn=turn, floors=floors)
                self._built(mason)
                self._taken.append((x, d, 0.36 * wide))
            number += 1
            angle += step + (_ALLEY / pace if rng.random() < 0.22 else 0.0)

    def _wall(self, out: float) -> None:
        """Round the town, with the gate where the street comes in."""
        hill, rng = self._hill, self._rng
        count = int(rng.integers(15, 20))
        step = 2 * math.pi / count
        kind = str(rng.choice(["round", "square"]))
        spots = [hill.spot(out, self._gate + (i + 0.5) * step) for i in range(count)]
        for i in range(count):
            one, other = spots[i], spots[(i + 1) % count]
            mason = self._mason()
            if i < count - 1:
                monuments.curtain(mason, hill, one, other)
            else:
                self._gatehouse(one, other, out)
            self._built(mason)
            tower = self._mason()
            monuments.wall_tower(tower, hill, one, tall=0.085, kind=kind)
            self._built(tower)

    def _gatehouse(self, one: Corner, other: Corner, out: float) -> None:
        """The gate in the middle of its piece of wall."""
        hill = self._hill
        centre = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        for start, end in ((one, centre), (centre, other)):
            mason = self._mason()
            monuments.curtain(mason, hill, start, end)
            self._built(mason)
        mason = self._mason()
        ahead = hill.spot(out, self._gate)
        monuments.gate(mason, hill, centre, (ahead[0] / hill.wide, ahead[1] / hill.deep))
        self._built(mason)

    # ---- the country

    def _country(self, edge: float) -> None:
        mason, hill, rng = self._mason(), self._hill, self._task.rng("country")
        self._things += landscape.road(mason, hill, self._street[::-1], 0.024, steps=True)
        way = self._way(edge)
        self._things += landscape.road(mason, hill, way, 0.034)
        self._farms(rng, way, edge)
        self._fields(rng, way, edge)
        self._trees(rng, way, edge)

    def _way(self, edge: float) -> Points:
        """The road from the gate down to the plain, and out of the picture."""
        x, d = self._hill.spot(edge, self._gate)
        swing = float(self._rng.uniform(0.12, 0.3)) * float(self._rng.choice([-1, 1]))
        knots = [(x, d), (1.12 * x, d - 0.08), (1.1 * x + 0.7 * swing, d - 0.22),
                 (x - 0.3 * swing, d - 0.42), (x - 1.2 * swing, d - 0.7)]  # fmt: skip
        return smooth(knots, closed=False, steps=9)

    def _farms(self, rng: np.random.Generator, way: Points, edge: float) -> None:
        """Some houses far from all others, in the shade of cypresses."""
        for _ in range(int(rng.integers(9, 16))):
            x, d = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.8, 1.1))
            if (
                np.hypot(way[:, 0] - x, way[:, 1] - d).min() < 0.1
                or self._hill.out(x, d) < edge + 0.3
            ):
                continue
            mason = Mason(self._task.page, self._view, self._stuff, rng)
            size = (float(rng.uniform(0.05, 0.075)), 0.042)
            turn = float(rng.uniform(-0.6, 0.6))
            monuments.house(mason, self._hill, (x, d), size=size, turn=turn, floors=2)
            self._built(mason)
            for _ in range(int(rng.integers(1, 5))):
                at = (x + float(rng.normal(0, 0.03)), d + float(rng.uniform(0.035, 0.07)))
                self._tree(rng, at, tall=float(rng.uniform(0.07, 0.11)))
            self._farmed.append((x, d, 0.06))

    def _fields(self, rng: np.random.Generator, way: Points, edge: float) -> None:
        stuff, taken = self._stuff, self._farmed
        for number in range(200):
            low, high = ((-1.0, -0.45), (-0.9, 2.2))[number % 2]
            x, d = float(rng.uniform(-1.5, 1.5)), float(rng.uniform(low, high))
            wide, deep = float(rng.uniform(0.12, 0.34)), float(rng.uniform(0.1, 0.24))
            radius = 0.5 * math.hypot(wide, deep)
            near = np.hypot(way[:, 0] - x, way[:, 1] - d).min() < 0.8 * radius
            if near or self._hill.out(x, d) < edge + 0.08 + 1.7 * radius:
                continue
            if any(math.hypot(x - u, d - v) < 0.8 * (radius + r) for u, v, r in taken):
                continue
            mason = self._mason()
            colour = stuff.fields[int(rng.integers(len(stuff.fields)))]
            turn = float(rng.uniform(-0.5, 0.5))
            landscape.field(mason, self._hill, (x, d), size=(wide, deep), turn=turn, colour=colour)
            thing = mason.thing()
            # It lies flat: whatever stands in it comes later.
            self._things.append(Thing(thing.depth - 0.001, thing.marks))
            taken.append((x, d, radius))

    def _trees(self, rng: np.random.Generator, way: Points, edge: float) -> None:
        """Along the road, over the country, and between the houses."""
        hill = self._hill
        ahead = np.gradient(way, axis=0)
        for i in range(9, len(way), 3):
            for side in (-1, 1):
                across = side * np.array([-ahead[i, 1], ahead[i, 0]])
                across = across / max(float(np.hypot(*across)), 1e-9) * 0.036
                if rng.random() < 0.75:
                    x, d = (way[i] + across).tolist()
                    self._tree(rng, (x, d), tall=float(rng.uniform(0.07, 0.12)))
        for number in range(190):
            low, high = ((-1.0, -0.3), (-0.95, 1.6))[number % 2]
            x, d = float(rng.uniform(-1.2, 1.2)), float(rng.uniform(low, high))
            self._wild(rng, (x, d), way, edge)
        for _ in range(26):
            x, d = hill.spot(float(rng.uniform(0.4, edge - 0.06)), float(rng.uniform(0, 6.28)))
            if self._free(x, d, 0.006):
                self._tree(rng, (x, d), tall=float(rng.uniform(0.05, 0.085)))

    def _wild(self, rng: np.random.Generator, at: Corner, way: Points, edge: float) -> None:
        """A tree of the country, unless there is something else."""
        x, d = at
        on_road = np.hypot(way[:, 0] - x, way[:, 1] - d).min() < 0.06
        on_field = any(math.hypot(x - u, d - v) < r for u, v, r in self._farmed)
        if on_road or on_field or self._hill.out(x, d) < edge + 0.13:
            return
        if rng.random() < 0.35:
            self._tree(rng, at, tall=float(rng.uniform(0.06, 0.12)))
            return
        mason = self._mason()
        landscape.olive(mason, self._hill, at, float(rng.uniform(0.014, 0.026)))
        self._built(mason)

    def _tree(self, rng: np.random.Generator, at: Corner, *, tall: float) -> None:
        mason = Mason(self._task.page, self._view, self._stuff, rng)
        landscape.cypress(mason, self._hill, at, tall)
        self._built(mason)


def town(task: Task) -> Drawing:
    """A hill town with its country round it."""
    return Founder(task).town()
