"""Builds one thing of the town: walls with windows, roofs of tiles, battlements, domes.

A mason works on a sheet of its own, far parts first; the town lays the sheets over each other.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from inference.masters.drawing import Page, Pen, Sheet
from inference.masters.town.ground import Spot, View
from inference.masters.town.parts import (
    SUN,
    Corner,
    Stuff,
    Thing,
    Wall,
    apart,
    between,
    grown,
    mixed,
    turns_away,
)
from inference.painter.colours import Colour


class Mason:
    """Builds one thing."""

    def __init__(self, page: Page, view: View, stuff: Stuff, rng: np.random.Generator) -> None:
        self.sheet = Sheet(page)
        self.view = view
        self.stuff = stuff
        self.rng = rng
        self._near = math.inf

    def thing(self) -> Thing:
        """What was built."""
        return Thing(self._near, self.sheet.marks)

    def box(self, centre: Corner, size: Corner, turn: float) -> list[Corner]:
        """The four corners of a plan, counter-clockwise from above, and remember how near it is."""
        cos, sin = math.cos(turn), math.sin(turn)
        wide, deep = size[0] / 2, size[1] / 2
        corners = [
            (centre[0] + u * cos - v * sin, centre[1] + u * sin + v * cos)
            for u, v in ((-wide, -deep), (wide, -deep), (wide, deep), (-wide, deep))
        ]
        self._near = min(self._near, *(d for _, d in corners))
        return corners

    def walls(self, corners: list[Corner], foot: float, head: float) -> Iterator[tuple[int, Wall]]:
        """The faces that are seen, the farther ones first, with their number."""
        faces = [
            (i, Wall(corners[i], corners[(i + 1) % len(corners)], foot, head))
            for i in range(len(corners))
        ]
        seen = [(i, wall) for i, wall in faces if wall.seen]
        return iter(sorted(seen, key=lambda it: -(it[1].left[1] + it[1].right[1])))

    def face(self, spots: list[Spot], colour: Colour, light: float, *, edge: float = 1.0) -> None:
        """A flat outline in the light."""
        points = self.view.all(spots)
        self.sheet.area(points, self.lit(colour, light))
        if edge > 0:
            self.sheet.stroke(points, self.stuff.ink, closed=True, weight=edge)

    def lit(self, colour: Colour, light: float) -> Colour:
        """A colour in that much light, -1 to 1."""
        if self.stuff.bare:
            return colour
        return colour.lighter(0.22 * light) if light > 0 else colour.darker(-0.34 * light)

    def line(self, spots: list[Spot], pen: Pen, *, weight: float = 1.0, alpha: float = 1.0) -> None:
        """A line over what is there."""
        self.sheet.stroke(self.view.all(spots), pen, weight=weight, alpha=alpha)

    def plain_wall(self, wall: Wall, colour: Colour, *, gable: float = 0.0) -> None:
        """A bare wall, with a gable that high over its head; hatched where it lies in the shade."""
        top = wall.head - wall.foot
        spots = [wall.at(0, 0), wall.at(1, 0), wall.at(1, top)]
        spots += [wall.at(0.5, top + gable)] if gable else []
        self.face([*spots, wall.at(0, top)], colour, wall.light)
        if wall.light < -0.25:
            count = max(1, int(wall.length / (0.0052 if wall.light < -0.6 else 0.0075)))
            for i in range(count):
                along = (i + 0.5) / count
                reach = top + gable * (1 - abs(2 * along - 1))
                self.line([wall.at(along, 0.04 * reach), wall.at(along, 0.97 * reach)],
                          self.stuff.shade, alpha=0.5)  # fmt: skip

    def opening(self, wall: Wall, along: float, up: float, size: Corner, *, arched: bool) -> None:
        """A dark hole: `size` is its width along the wall and its height."""
        half, tall = size[0] / 2 / max(wall.length, 1e-9), size[1]
        if arched:
            rise = min(size[0] / 2, 0.6 * tall)
            turns = [math.pi * i / 6 for i in range(7)]
            crown = [
                wall.at(along + half * math.cos(t), up + tall - rise + rise * math.sin(t))
                for t in turns
            ]
            spots = [wall.at(along - half, up), wall.at(along + half, up), *crown]
        else:
            spots = [
                wall.at(along - half, up),
                wall.at(along + half, up),
                wall.at(along + half, up + tall),
                wall.at(along - half, up + tall),
            ]
        points = self.view.all(spots)
        self.sheet.area(points, self.stuff.dark)
        self.sheet.stroke(points, self.stuff.ink, closed=True, weight=0.6)

    def windows(self, wall: Wall, floors: int, *, arched: float, shutters: float) -> None:
        """Doors below, rows of windows above, some of them with shutters."""
        rng, tall = self.rng, (wall.head - wall.foot) / floors
        count = int(wall.length / 0.0205)
        if count == 0:
            return
        door = int(rng.integers(count))
        shutter = self.stuff.shutters[int(rng.integers(len(self.stuff.shutters)))]
        width = min(0.0078, 0.4 * wall.length / count)
        for floor in range(floors):
            for i in range(count):
                along = (i + 0.5) / count
                if floor == 0:
                    if i == door or rng.random() < 0.22:
                        size = (1.35 * width, 0.68 * tall)
                        self.opening(wall, along, 0.0, size, arched=rng.random() < 0.75)
                    continue
                if rng.random() < 0.14:
                    continue
                up, size = floor * tall + 0.27 * tall, (width, 0.48 * tall)
                self.opening(wall, along, up, size, arched=rng.random() < arched)
                if rng.random() < shutters:
                    self._shutters(wall, along, up, size, shutter)

    def _shutters(self, wall: Wall, along: float, up: float, size: Corner, colour: Colour) -> None:
        half = size[0] / 2 / wall.length
        for side in (-1, 1):
            inner, outer = along + side * half, along + side * 2.1 * half
            spots = [wall.at(inner, up), wall.at(outer, up)]
            spots += [wall.at(outer, up + size[1]), wall.at(inner, up + size[1])]
            points = self.view.all(spots)
            self.sheet.area(points, self.lit(colour, wall.light))
            self.sheet.stroke(points, self.stuff.ink, closed=True, weight=0.45)

    def gable_roof(
        self,
        corners: list[Corner],
        head: float,
        rise: float,
        colour: Colour,
        *,
        eaves: float = 0.005,
    ) -> None:
        """Two slopes whose ridge runs along the first side of the plan."""
        a, b, c, d = grown(corners, eaves)
        low = head - eaves * rise / max(apart(b, c) / 2, 1e-9)
        start, end = between(a, d), between(b, c)
        slopes = [
            [(*a, low), (*b, low), (*end, head + rise), (*start, head + rise)],
            [(*c, low), (*d, low), (*start, head + rise), (*end, head + rise)],
        ]
        for slope in sorted(slopes, key=lambda it: -(it[0][1] + it[1][1])):
            self._tiled(slope, colour)

    def hip_roof(
        self,
        corners: list[Corner],
        head: float,
        rise: float,
        colour: Colour,
        *,
        eaves: float = 0.005,
    ) -> None:
        """Four slopes that meet in a short ridge, or in a point over a square."""
        a, b, c, d = grown(corners, eaves)
        inset = min(0.5, 0.5 * apart(b, c) / max(apart(a, b), 1e-9))
        middle = between(a, d), between(b, c)
        start, end = between(*middle, inset), between(*middle, 1 - inset)
        top = head + rise
        slopes = [
            [(*a, head), (*b, head), (*end, top), (*start, top)],
            [(*b, head), (*c, head), (*end, top)],
            [(*c, head), (*d, head), (*start, top), (*end, top)],
            [(*d, head), (*a, head), (*start, top)],
        ]
        for slope in sorted(slopes, key=lambda it: -(it[0][1] + it[1][1])):
            self._tiled(slope, colour)

    def _tiled(self, slope: list[Spot], colour: Colour) -> None:
        """One slope with its rows of tiles, if it is seen at all."""
        points = self.view.all(slope)
        if turns_away(points):
            return
        x, d = slope[1][0] - slope[0][0], slope[1][1] - slope[0][1]
        length = math.hypot(x, d)
        light = (d * SUN[0] - x * SUN[1]) / max(length, 1e-9)
        self.sheet.area(points, self.lit(colour, 0.8 * light))
        self.sheet.stroke(points, self.stuff.ink, closed=True)
        top_left, top_right = slope[-1], slope[2]
        count = max(2, int(length / 0.0085))
        for i in range(1, count):
            part = i / count
            foot = mixed(slope[0], slope[1], part)
            ridge = mixed(top_left, top_right, part)
            self.line([mixed(foot, ridge, 0.03), mixed(foot, ridge, 0.96)], self.stuff.tile,
                      weight=0.75, alpha=0.75)  # fmt: skip

    def battlements(self, corners: list[Corner], head: float, colour: Colour, tooth: float) -> None:
        """A flat roof behind a parapet with teeth: far sides seen from inside, near ones not."""
        rim = [(*corner, head) for corner in corners]
        faces = [(corners[i], corners[(i + 1) % len(corners)]) for i in range(len(corners))]
        back = [pair for pair in faces if not Wall(*pair, 0, 0).seen]
        front = [pair for pair in faces if Wall(*pair, 0, 0).seen]
        for one, other in back:
            self._teeth(Wall(other, one, head, head), colour.darker(0.12), tooth)
        self.face(rim, colour.darker(0.1), 0.1)
        for one, other in front:
            self._teeth(Wall(one, other, head, head), colour, tooth)

    def _teeth(self, wall: Wall, colour: Colour, tooth: float) -> None:
        """A parapet as one outline: up and down along the wall."""
        count = max(2, round(wall.length / (2 * tooth)))
        spots = [wall.at(0, 0), wall.at(1, 0)]
        for i in range(count, 0, -1):
            for along, up in ((i, 1.7), (i - 0.55, 1.7), (i - 0.55, 0.7), (i - 1, 0.7)):
                spots.append(wall.at(along / count, up * tooth))
        self.face(spots, colour, wall.light, edge=0.8)

    def round_wall(
        self, centre: Corner, radius: float, foot: float, head: float, colour: Colour
    ) -> None:
        """The near half of a round tower, in bands of light."""
        self._near = min(self._near, centre[1] - radius)
        angles = [math.pi + math.pi * i / 8 for i in range(9)]
        rim = [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in angles]
        for one, other in pairwise(rim):
            wall = Wall(one, other, foot, head)
            spots = [wall.at(0, 0), wall.at(1, 0), wall.at(1, head - foot), wall.at(0, head - foot)]
            self.face(spots, colour, 0.8 * wall.light, edge=0)
        for number, spot in enumerate(rim[5:-1]):
            tall = (head - foot) * 0.96
            self.line([(*spot, foot), (*spot, foot + tall)], self.stuff.shade,
                      alpha=0.35 + 0.1 * number)  # fmt: skip
        outline = [(*rim[0], head), *((*spot, foot) for spot in rim), (*rim[-1], head)]
        self.line(outline, self.stuff.ink)

    def cone(self, centre: Corner, radius: float, foot: float, rise: float, colour: Colour) -> None:
        """A pointed roof over a round tower."""
        rim = [
            (centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t), foot)
            for t in (math.pi + math.pi * i / 10 for i in range(11))
        ]
        tip = (*centre, foot + rise)
        self.face([*rim, tip], colour, 0.25)
        for spot in rim[1:-1]:
            self.line([spot, mixed(spot, tip, 0.93)], self.stuff.tile, weight=0.7, alpha=0.8)

    def dome(self, centre: Corner, radius: float, foot: float, colour: Colour) -> None:
        """Eight sides on a drum with round windows, ribs, and a lantern on top."""
        turn = math.pi / 8
        rim = [
            (centre[0] + radius * math.cos(t + turn), centre[1] + radius * math.sin(t + turn))
            for t in (2 * math.pi * i / 8 for i in range(8))
        ]
        drum = 0.62 * radius
        for _, wall in self.walls(rim, foot, foot + drum):
            self.plain_wall(wall, self.stuff.marble)
            self.opening(wall, 0.5, 0.2 * drum, (0.26 * radius, 0.5 * drum), arched=True)
        shell = [math.pi / 2 * i / 9 for i in range(10)]
        sides = []
        for i in range(8):
            one, other = rim[i], rim[(i + 1) % 8]
            up = [
                (between(centre, one, math.cos(t)), foot + drum + 1.15 * radius * math.sin(t))
                for t in shell
            ]
            down = [
                (between(centre, other, math.cos(t)), foot + drum + 1.15 * radius * math.sin(t))
                for t in reversed(shell)
            ]
            spots = [(*spot, z) for spot, z in [*up, *down]]
            sides.append((Wall(one, other, 0, 0), spots))
        for wall, spots in sorted(sides, key=lambda it: -(it[0].left[1] + it[0].right[1])):
            if wall.seen or wall.left[1] + wall.right[1] - 2 * centre[1] < 0.9 * radius:
                self.face(spots, colour, 0.9 * wall.light)
                for part in (0.3, 0.55, 0.8):
                    rows = len(spots) // 2
                    row = int(part * rows)
                    self.line([spots[row], spots[-1 - row]], self.stuff.tile, weight=0.6, alpha=0.7)
        self._lantern(centre, 0.17 * radius, foot + drum + 1.13 * radius)

    def _lantern(self, centre: Corner, half: float, foot: float) -> None:
        corners = self.box(centre, (2 * half, 2 * half), 0.6)
        for _, wall in self.walls(corners, foot, foot + 2.4 * half):
            self.plain_wall(wall, self.stuff.marble)
        self.hip_roof(corners, foot + 2.4 * half, 2.4 * half, self.stuff.roofs[0], eaves=0.001)
        tip = foot + 4.8 * half
        self.line([(*centre, tip), (*centre, tip + 2.2 * half)], self.stuff.ink)
        bar = tip + 1.5 * half
        arm = 0.6 * half
        cross = [(centre[0] - arm, centre[1], bar), (centre[0] + arm, centre[1], bar)]
        self.line(cross, self.stuff.ink)
