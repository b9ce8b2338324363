"""What a town has one of: its cathedral, palace, gate and walls; and its towers and houses."""

import math
from collections.abc import Sequence

from inference.masters.town.ground import Hill
from inference.masters.town.mason import Mason
from inference.masters.town.parts import Corner, Wall
from inference.painter.colours import Colour

_STRIPES = 11


def house(
    mason: Mason, hill: Hill, centre: Corner, *, size: Corner, turn: float, floors: int
) -> None:
    """Two to four floors under a roof of tiles; sometimes a chimney, an arch, a terrace."""
    rng, stuff = mason.rng, mason.stuff
    stone = stuff.stones[int(rng.integers(len(stuff.stones)))].lighter(float(rng.uniform(0, 0.2)))
    roof = stuff.roofs[int(rng.integers(len(stuff.roofs)))]
    corners = mason.box(centre, size, turn)
    grounds = [hill.height(*corner) for corner in corners]
    foot, head = min(grounds) - 0.004, max(grounds) + 0.0185 * floors
    kind = str(rng.choice(["gable", "end", "hip", "terrace"], p=[0.55, 0.2, 0.17, 0.08]))
    rise = min(size) * float(rng.uniform(0.26, 0.4))
    if kind == "end":  # its gable looks at the street
        corners = [*corners[1:], corners[0]]
        rise = max(size) * 0.3
    for number, wall in mason.walls(corners, foot, head):
        gable = rise if kind in ("gable", "end") and number % 2 else 0.0
        mason.plain_wall(wall, stone, gable=gable)
        raised = Wall(wall.left, wall.right, max(grounds) - 0.004, head)
        mason.windows(raised, floors, arched=0.12, shutters=0.3)
    match kind:
        case "hip":
            mason.hip_roof(corners, head, rise, roof)
        case "terrace":
            mason.battlements(corners, head, stone, 0.0035)
        case _:
            mason.gable_roof(corners, head, rise, roof)
    if kind != "terrace" and rng.random() < 0.4:
        _chimney(mason, centre, head + 0.5 * rise, stone)


def _chimney(mason: Mason, centre: Corner, foot: float, stone: Colour) -> None:
    rng = mason.rng
    at = (centre[0] + float(rng.uniform(-0.012, 0.012)), centre[1] - 0.003)
    corners = mason.box(at, (0.0065, 0.0065), 0.3)
    for _, wall in mason.walls(corners, foot, foot + 0.015):
        mason.plain_wall(wall, stone)
    mason.face([(*corner, foot + 0.015) for corner in corners], mason.stuff.roofs[0], 0.2, edge=0.7)


def family_tower(mason: Mason, hill: Hill, centre: Corner, side: float, tall: float) -> None:
    """As high as a family was proud: hardly a window, and teeth or a low roof on top."""
    rng, stuff = mason.rng, mason.stuff
    stone = stuff.stones[int(rng.integers(len(stuff.stones)))].duller(0.15)
    corners = mason.box(centre, (side, side), float(rng.uniform(0.25, 0.9)))
    foot = min(hill.height(*corner) for corner in corners) - 0.004
    head = foot + tall
    for _, wall in mason.walls(corners, foot, head):
        mason.plain_wall(wall, stone)
        for up in (0.38, 0.58, 0.78):
            if rng.random() < 0.75:
                mason.opening(wall, 0.5, up * tall, (0.006, 0.014), arched=True)
        for _ in range(int(tall / 0.011)):
            along, up = float(rng.uniform(0.05, 0.7)), float(rng.uniform(0.04, 0.95)) * tall
            mason.line([wall.at(along, up), wall.at(along + 0.22, up)], stuff.shade, alpha=0.8)
    if rng.random() < 0.7:
        mason.battlements(corners, head, stone, 0.0036)
    else:
        mason.hip_roof(corners, head, 0.4 * side, stuff.roofs[int(rng.integers(len(stuff.roofs)))])


def bell_tower(mason: Mason, hill: Hill, centre: Corner, turn: float, tall: float) -> None:
    """Striped like the cathedral, with more openings the higher it gets, and a pointed hat."""
    stuff, side = mason.stuff, 0.038
    corners = mason.box(centre, (side, side), turn)
    foot = hill.height(*centre) - 0.006
    for _, wall in mason.walls(corners, foot, foot + tall):
        mason.plain_wall(wall, stuff.marble)
        for up, count in ((0.42, 1), (0.58, 2), (0.75, 3)):
            mason.line([wall.at(0, (up - 0.03) * tall), wall.at(1, (up - 0.03) * tall)], stuff.ink,
                       weight=0.7)  # fmt: skip
            for i in range(count):
                size = (0.62 * side / (count + 1), 0.095 * tall)
                mason.opening(wall, (i + 1) / (count + 1), up * tall, size, arched=True)
        mason.line([wall.at(0, 0.9 * tall), wall.at(1, 0.9 * tall)], stuff.ink, weight=0.8)
    mason.hip_roof(corners, foot + tall, 1.25 * side, stuff.roofs[0], eaves=0.003)
    tip = foot + tall + 1.25 * side
    mason.line([(*centre, tip), (*centre, tip + 0.016)], stuff.ink)


def cathedral(mason: Mason, hill: Hill, centre: Corner, turn: float) -> None:
    """A striped front with a rose window and three doors; behind it a nave, aisles and the dome."""
    stuff = mason.stuff
    foot = hill.height(*centre) - 0.003
    cos, sin = math.cos(turn), math.sin(turn)

    def placed(u: float, v: float) -> Corner:
        return centre[0] + u * cos - v * sin, centre[1] + u * sin + v * cos

    dome = placed(0.0, 0.07)
    mason.box(placed(0, -0.085), (0.01, 0.01), 0)  # how near it comes
    transept = mason.box(dome, (0.165, 0.062), turn)
    _striped(mason, transept, foot, foot + 0.085, gable=0.02, ends=(1, 3))
    mason.gable_roof(transept, foot + 0.085, 0.02, stuff.roofs[0], eaves=0.003)
    mason.dome(dome, 0.05, foot + 0.098, stuff.roofs[1])
    for side in (-1, 1):
        aisle = mason.box(placed(side * 0.052, -0.022), (0.032, 0.118), turn)
        _striped(mason, aisle, foot, foot + 0.05)
        inner = [placed(side * 0.036, -0.081), placed(side * 0.036, 0.037)]
        outer = [placed(side * 0.071, -0.081), placed(side * 0.071, 0.037)]
        slope = [(*outer[0], foot + 0.048), (*inner[0], foot + 0.064)]
        slope += [(*inner[1], foot + 0.064), (*outer[1], foot + 0.048)]
        mason.face(slope, stuff.roofs[0], -0.3 * side)
    nave = mason.box(placed(0, -0.02), (0.122, 0.074), turn + math.pi / 2)
    _striped(mason, nave, foot, foot + 0.1, gable=0.028, ends=(1, 3), front=True)
    mason.gable_roof(nave, foot + 0.1, 0.028, stuff.roofs[0], eaves=0.002)


def _striped(
    mason: Mason,
    corners: list[Corner],
    foot: float,
    head: float,
    *,
    gable: float = 0.0,
    ends: Sequence[int] = (),
    front: bool = False,
) -> None:
    """Walls in two marbles; the end towards the square is the front."""
    stuff = mason.stuff
    band = stuff.marble if stuff.bare else stuff.marble.mixed(stuff.dark, 0.45)
    for number, wall in mason.walls(corners, foot, head):
        tall, at_end = head - foot, number in ends
        mason.plain_wall(wall, stuff.marble, gable=gable if at_end else 0.0)
        for i in range(1, _STRIPES, 2):
            low, high = tall * i / _STRIPES, tall * (i + 1) / _STRIPES
            spots = [wall.at(0, low), wall.at(1, low), wall.at(1, high), wall.at(0, high)]
            points = mason.view.all(spots)
            mason.sheet.area(points, mason.lit(band, wall.light))
            mason.sheet.stroke(points, stuff.shade, closed=True, weight=0.7)
        mason.line([wall.at(0, 0), wall.at(0, tall)], stuff.ink, weight=0.8)
        if not at_end:
            for along in (0.2, 0.4, 0.6, 0.8):
                mason.opening(wall, along, 0.4 * tall, (0.006, 0.32 * tall), arched=True)
        elif front:
            for along, size in ((0.5, 0.02), (0.2, 0.012), (0.8, 0.012)):
                mason.opening(wall, along, 0.0, (size, 2.0 * size), arched=True)
            _rose(mason, wall, 0.73 * tall)


def _rose(mason: Mason, wall: Wall, up: float) -> None:
    """A round window with spokes."""
    radius = 0.017
    turns = [2 * math.pi * i / 20 for i in range(20)]
    rim = [
        wall.at(0.5 + radius / wall.length * math.cos(t), up + radius * math.sin(t)) for t in turns
    ]
    points = mason.view.all(rim)
    mason.sheet.area(points, mason.stuff.dark)
    mason.sheet.stroke(points, mason.stuff.ink, closed=True)
    for spot in rim[::5]:
        mason.line([wall.at(0.5, up), spot], mason.stuff.shade, weight=0.7)


def palace(mason: Mason, hill: Hill, centre: Corner, turn: float, tall: float) -> None:
    """Where the town is ruled: three rows of arches, teeth all round, and a tower above all."""
    stuff = mason.stuff
    stone = stuff.stones[-1]
    foot = hill.height(*centre) - 0.004
    corners = mason.box(centre, (0.135, 0.07), turn)
    head = foot + 0.105
    for _, wall in mason.walls(corners, foot, head):
        mason.plain_wall(wall, stone)
        _arcades(mason, wall)
    mason.battlements(corners, head, stone, 0.0042)
    at = (
        centre[0] + 0.036 * math.cos(turn) - 0.012 * math.sin(turn),
        centre[1] + 0.036 * math.sin(turn) + 0.012 * math.cos(turn),
    )
    _palace_tower(mason, at, turn, head, foot + tall)


def _arcades(mason: Mason, wall: Wall) -> None:
    """Three rows of arches, the upper two with a column in each."""
    stuff = mason.stuff
    count = max(2, int(wall.length / 0.021))
    for floor, size in ((0.0, (0.0125, 0.024)), (0.04, (0.011, 0.022)), (0.072, (0.011, 0.021))):
        mason.line([wall.at(0, floor - 0.004), wall.at(1, floor - 0.004)], stuff.ink, weight=0.6)
        for i in range(count):
            along = (i + 0.5) / count
            mason.opening(wall, along, floor, size, arched=True)
            if floor:
                column = [wall.at(along, floor), wall.at(along, floor + 0.9 * size[1])]
                mason.line(column, stuff.shade, weight=0.8)


def _palace_tower(mason: Mason, at: Corner, turn: float, foot: float, head: float) -> None:
    """A slender shaft, a crown that is wider than it, and a bell above."""
    stuff = mason.stuff
    shaft = mason.box(at, (0.026, 0.026), turn)
    for _, wall in mason.walls(shaft, foot, head):
        mason.plain_wall(wall, stuff.stones[0])
        for up in (0.3, 0.6):
            mason.opening(wall, 0.5, up * (head - foot), (0.005, 0.013), arched=True)
    crown = mason.box(at, (0.037, 0.037), turn)
    for _, wall in mason.walls(crown, head, head + 0.026):
        mason.plain_wall(wall, stuff.marble)
        for i in range(4):
            mason.opening(wall, (i + 0.5) / 4, 0.0, (0.005, 0.012), arched=True)
    mason.battlements(crown, head + 0.026, stuff.marble, 0.0038)
    cage = mason.box(at, (0.015, 0.015), turn)
    for _, wall in mason.walls(cage, head + 0.028, head + 0.052):
        mason.plain_wall(wall, stuff.marble)
        mason.opening(wall, 0.5, 0.003, (0.008, 0.017), arched=True)
    mason.hip_roof(cage, head + 0.052, 0.012, stuff.roofs[0], eaves=0.002)


def church(mason: Mason, hill: Hill, centre: Corner, turn: float) -> None:
    """A small parish: one nave, one door, and a bell in the gable."""
    stuff = mason.stuff
    corners = mason.box(centre, (0.066, 0.04), turn + math.pi / 2)
    foot = min(hill.height(*corner) for corner in corners) - 0.004
    head = hill.height(*centre) + 0.042
    for number, wall in mason.walls(corners, foot, head):
        mason.plain_wall(wall, stuff.marble, gable=0.016 if number % 2 else 0.0)
        if number % 2:
            mason.opening(wall, 0.5, 0.006, (0.011, 0.02), arched=True)
            mason.opening(wall, 0.5, 0.034, (0.009, 0.01), arched=True)
    mason.gable_roof(corners, head, 0.016, stuff.roofs[0], eaves=0.002)
    near = (corners[3], corners[0]) if corners[3][0] < corners[0][0] else (corners[1], corners[2])
    middle = ((near[0][0] + near[1][0]) / 2, (near[0][1] + near[1][1]) / 2)
    bell = mason.box(middle, (0.016, 0.006), turn)
    for _, wall in mason.walls(bell, head + 0.012, head + 0.036):
        mason.plain_wall(wall, stuff.marble, gable=0.006 if wall.length > 0.01 else 0.0)
        if wall.length > 0.01:
            mason.opening(wall, 0.5, 0.004, (0.008, 0.015), arched=True)


def curtain(mason: Mason, hill: Hill, one: Corner, other: Corner) -> None:
    """A piece of the town's wall between two of its towers, outside face out."""
    stone = mason.stuff.stones[0].duller(0.25)
    foot = min(hill.height(*one), hill.height(*other)) - 0.002
    x, d = other[0] - one[0], other[1] - one[1]
    length = math.hypot(x, d)
    inner = (-d / length * 0.012, x / length * 0.012)
    corners = [one, other, (other[0] + inner[0], other[1] + inner[1]),
               (one[0] + inner[0], one[1] + inner[1])]  # fmt: skip
    mason.box(one, (0.001, 0.001), 0)
    mason.box(other, (0.001, 0.001), 0)
    head = foot + 0.058
    for number, wall in mason.walls(corners, foot, head):
        if number in (1, 3):
            continue
        mason.plain_wall(wall, stone)
        if number == 0:
            for _ in range(int(length / 0.012)):
                along, up = float(mason.rng.uniform(0, 0.9)), float(mason.rng.uniform(0.005, 0.05))
                mason.line([wall.at(along, up), wall.at(along + 0.006 / length, up)],
                           mason.stuff.shade, alpha=0.8)  # fmt: skip
    mason.battlements(corners, head, stone, 0.0046)


def wall_tower(mason: Mason, hill: Hill, centre: Corner, *, tall: float, kind: str) -> None:
    """A square or round tower of the town's wall."""
    stuff = mason.stuff
    stone = stuff.stones[0].duller(0.2)
    foot = hill.height(*centre) - 0.003
    head = foot + tall
    if kind == "round":
        mason.round_wall(centre, 0.02, foot, head, stone)
        mason.cone(centre, 0.023, head, 0.03, stuff.roofs[1])
        return
    corners = mason.box(centre, (0.034, 0.034), math.atan2(centre[0], -centre[1]))
    for _, wall in mason.walls(corners, foot, head):
        mason.plain_wall(wall, stone)
        mason.opening(wall, 0.5, 0.6 * tall, (0.005, 0.014), arched=True)
    mason.battlements(corners, head, stone, 0.0042)


def gate(mason: Mason, hill: Hill, centre: Corner, out: Corner) -> None:
    """The way in: an arch between two round towers; `out` points away from the town."""
    stuff = mason.stuff
    stone = stuff.stones[0].duller(0.15)
    turn = math.atan2(out[0], -out[1])
    foot = hill.height(*centre) - 0.003
    along = (math.cos(turn), math.sin(turn))
    sides = [(centre[0] + s * 0.043 * along[0], centre[1] + s * 0.043 * along[1]) for s in (-1, 1)]
    corners = mason.box(centre, (0.07, 0.03), turn)
    head = foot + 0.088
    for number, wall in mason.walls(corners, foot, head):
        mason.plain_wall(wall, stone)
        if number == 0:
            mason.opening(wall, 0.5, 0.0, (0.03, 0.056), arched=True)
            mason.opening(wall, 0.5, 0.066, (0.008, 0.011), arched=False)
            for side in (-1, 1):
                spot = 0.5 + side * 0.22
                mason.line([wall.at(spot, 0.004), wall.at(spot, 0.05)], stuff.shade)
    mason.battlements(corners, head, stone, 0.0044)
    for tower in sorted(sides, key=lambda it: -it[1]):
        mason.round_wall(tower, 0.021, foot, foot + 0.098, stone)
        mason.cone(tower, 0.024, foot + 0.098, 0.036, stuff.roofs[0])
