import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from inference.errors import RequestRefused
from inference.masters.aaron.colouring import clear_of
from inference.masters.aaron.head import EYE_WHITE, silhouette
from inference.masters.catalogue import MASTERS, find_master
from inference.masters.drawing import Area, Drawing, Page, Pen, Stroke
from inference.masters.hand import freehand
from inference.masters.options import Choice, Inks, Share, Whole, varied
from inference.masters.picture import picture
from inference.painter.colours import Colour

PAGE, WIDE = Page.of(1, 1), Page.of(3, 1)
SPARE: Mapping[str, Mapping[str, object]] = {
    "aaron": {"people": 1, "plants": 0.1, "subject": "garden"},
    "town": {"towers": 2, "rings": 1, "wall": "no"},
    "interruptions": {"rows": 14},
    "lewitt": {"density": 0.1},
    "maze": {"cells": 8},
    "field": {"density": 0.2},
}
"""Choices that make a small drawing of it."""


def drawn(name: str, seed: int = 1, page: Page = PAGE, **options: object) -> Drawing:
    return _drawn(name, seed, page, frozenset({**SPARE.get(name, {}), **options}.items()))


@cache
def _drawn(name: str, seed: int, page: Page, options: frozenset[tuple[str, object]]) -> Drawing:
    master = find_master(name)
    return master.draw(page, master.choose(dict(options), seed), seed)


EVERY = pytest.mark.parametrize("name", MASTERS)


DIGESTS = {
    "aaron": "60ee7e6f5343",
    "town": "8baa46d5d313",
    "interruptions": "237a2e94fdb9",
    "disorder": "dfb5535a642b",
    "hypertransformations": "90a717f07758",
    "letters": "bcb585a51b12",
    "schotter": "05466f0f387b",
    "nake": "7caa11f04168",
    "lewitt": "c6a11757cb0f",
    "maze": "535cf83cc699",
    "field": "b183b9f6b555",
    "mondrian": "cd76635b625e",
}
"""Of every master's drawing of seed 7: change one only when its drawings are to change."""


def test_a_seed_draws_the_same_lines_on_every_machine() -> None:
    assert {name: drawn(name, seed=7).digest()[:12] for name in MASTERS} == DIGESTS


def test_a_seed_draws_the_same_lines_in_another_process() -> None:
    script = (
        "from tests.inference.masters.test_masters import MASTERS, drawn\n"
        "for name in MASTERS: print(name, drawn(name, seed=7).digest())"
    )
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    here = [f"{name} {drawn(name, seed=7).digest()}" for name in MASTERS]

    assert told == here


@EVERY
def test_another_seed_draws_something_else(name: str) -> None:
    assert drawn(name, seed=7).digest() != drawn(name).digest()


@EVERY
def test_a_drawing_of_twice_the_size_has_the_same_lines(name: str) -> None:
    assert drawn(name, page=WIDE).digest() == drawn(name, page=Page.of(3072, 1024)).digest()


@EVERY
@pytest.mark.parametrize("page", [WIDE, Page.of(1, 3)], ids=["wide", "tall"])
def test_any_page_is_filled(name: str, page: Page) -> None:
    drawing = drawn(name, page=page)

    points = np.vstack([mark.points for mark in drawing.marks])
    inside = np.clip(points, 0, (page.width, page.height))
    assert np.isfinite(points).all()
    reach = np.ptp(inside, axis=0) / (page.width, page.height)
    assert reach.min() > 0.25
    assert reach.max() > 0.6


@EVERY
def test_every_option_changes_the_drawing(name: str) -> None:
    master = find_master(name)
    before = drawn(name)
    values = master.choose(SPARE.get(name, {}), 1)
    for option in master.options:
        other: object
        match option:
            case Whole():
                other = option.low if values[option.name] != option.low else option.low + 1
            case Share():
                other = option.low if values[option.name] != option.low else option.high
            case Choice():
                other = next(word for word in option.words if word != values[option.name])
            case Inks():
                other = "#123456, #654321"
        if option.name in UNSEEN.get(name, ()):
            continue
        assert (
            _drawn(
                name, 1, PAGE, frozenset({**SPARE.get(name, {}), option.name: other}.items())
            ).digest()
            != before.digest()
        ), option.name


UNSEEN = {"lewitt": ("density",)}
"""What makes no difference to the spare drawing, at the end of its range already."""


def test_an_option_outside_its_range_is_refused_in_one_sentence() -> None:
    wrong = {
        ("interruptions", "rows", "1"): "“rows” takes a whole number from 8 to 90, not “1”.",
        ("interruptions", "rows", "9.5"): "“rows” takes a whole number from 8 to 90, not “9.5”.",
        ("disorder", "kept", "nan"): "“kept” takes a number from 0 to 1, not “nan”.",
        ("maze", "tile", "bricks"): (
            "“tile” takes one of slashes, arcs, ribbons, triangles, not “bricks”."
        ),
        ("maze", "inks", "mauve"): "I have no ink called “mauve”; use #rrggbb or one of: red,",
        ("town", "height", "3"): "“town” has no option “height”; it has colours, rings, steep,",
    }
    for (name, option, value), sentence in wrong.items():
        with pytest.raises(RequestRefused) as refused:
            find_master(name).choose({option: value}, 1)
        assert str(refused.value).startswith(sentence)
        assert str(refused.value).endswith(".")


def test_a_master_that_nobody_knows_is_refused_with_all_names() -> None:
    with pytest.raises(RequestRefused) as refused:
        find_master("raphael")

    assert all(name in str(refused.value) for name in MASTERS)


@EVERY
def test_choices_near_others_are_still_allowed(name: str) -> None:
    master = find_master(name)
    for seed in range(20):
        values = master.choose({}, seed)
        near = varied(master.options, values, seed + 1, reach=0.5)
        assert master.choose(near, seed) == near


# ---- interruptions


def test_interruptions_have_holes_and_strokes_of_one_length() -> None:
    whole = drawn("interruptions", rows=30, holes=0)
    holed = drawn("interruptions", rows=30, holes=8)

    lengths = [float(np.hypot(*(mark.points[1] - mark.points[0]))) for mark in holed.marks]
    assert np.ptp(lengths) < 1e-5
    assert len(holed.marks) < 0.95 * len(whole.marks)


def test_gravel_lies_still_above_and_falls_below() -> None:
    drawing = drawn("schotter", rows=20, columns=10, falls="down", disorder=1.0)

    tilts = [abs(float(np.sin(2 * np.arctan2(*np.diff(mark.points[:2], axis=0)[0][::-1]))))
             for mark in drawing.marks]  # fmt: skip
    assert max(tilts[:10]) < 1e-3
    assert np.mean(tilts[-50:]) > 0.3


def test_letters_begin_calm_and_end_upset() -> None:
    strokes = [m for m in drawn("letters", lines=20, hysteria=1.0).marks if isinstance(m, Stroke)]

    def unrest(line: np.ndarray) -> float:
        """How often a pen goes back on its way."""
        return float((np.diff(line[:, 0]) < 0).mean())

    left = [unrest(it.points) for it in strokes if it.points[0, 0] < 0.25]
    right = [unrest(it.points) for it in strokes if it.points[0, 0] > 0.7]
    assert np.mean(right) > 3 * np.mean(left)


def test_lines_of_a_current_keep_apart_and_off_the_stones() -> None:
    drawing = drawn("field", density=0.1, stones=3, water="calm")
    lines = [m.points for m in drawing.marks if isinstance(m, Stroke) and not m.closed]
    rims = [m.points for m in drawing.marks if isinstance(m, Stroke) and m.closed]
    gap = 0.019 - 0.0145 * 0.1

    owners = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    close = cKDTree(np.vstack(lines)).query_pairs(0.5 * gap, output_type="ndarray")
    assert (owners[close[:, 0]] == owners[close[:, 1]]).all()
    assert len(rims) == 3
    for rim in rims:
        centre, radius = rim.mean(axis=0), np.hypot(*(rim - rim.mean(axis=0)).T).min()
        assert min(np.hypot(*(line - centre).T).min() for line in lines) > radius


def test_lewitts_fifteen_parts_are_all_combinations_of_four_directions() -> None:
    drawing = drawn("lewitt", instruction="fifteen", inks="black, gold, red, blue")
    frames = [m for m in drawing.marks if isinstance(m, Stroke) and m.closed]

    found = set()
    for frame in frames:
        low, high = frame.points.min(axis=0), frame.points.max(axis=0)
        inside = {
            m.pen.name
            for m in drawing.marks
            if isinstance(m, Stroke)
            and not m.closed
            and (m.points.min(axis=0) > low - 1e-6).all()
            and (m.points.max(axis=0) < high + 1e-6).all()
        }
        found.add(frozenset(inside))
    assert len(frames) == len(found) == 15


def test_mondrians_bars_are_black_and_his_colours_primary() -> None:
    drawing = drawn("mondrian", period="composition", bars=9)

    pens = {m.hatch.pen.name for m in drawing.marks if isinstance(m, Area) and m.hatch}
    assert "black" in pens
    assert pens <= {"black", "red", "blue", "yellow", "grey"}


# ---- pixels


def test_pixels_of_a_drawing_are_those_of_the_page_whatever_their_number() -> None:
    drawing = drawn("mondrian", period="composition")

    small = np.asarray(picture(drawing, 64, 64).resize((32, 32)), np.float32)
    large = np.asarray(picture(drawing, 256, 256).resize((32, 32)), np.float32)

    assert np.abs(small - large).mean() < 8


def test_pens_are_told_in_the_order_in_which_they_are_needed() -> None:
    pens = drawn("maze", tile="slashes", inks="black, crimson").pens

    assert {pen.name for pen in pens} == {"black", "crimson"}
    assert all(isinstance(pen, Pen) for pen in pens)
    assert all(one != other for one, other in pairwise(pens))


# ---- aaron


def test_aaron_draws_as_many_people_as_were_asked_for() -> None:
    def eyes(drawing: Drawing) -> int:
        return sum(isinstance(m, Area) and m.colour == EYE_WHITE for m in drawing.marks)

    counts = [eyes(drawn("aaron", people=people, plants=0.1)) for people in (0, 2, 4)]

    assert counts[0] == 0
    assert 2 <= counts[1] <= 4
    assert 4 <= counts[2] <= 8


def test_a_person_in_ink_is_all_paper_and_line() -> None:
    drawing = drawn("aaron", colour="ink", subject="plants", plants=0.0)

    assert {m.colour for m in drawing.marks if isinstance(m, Area)} == {drawing.paper}
    assert {pen.name for pen in drawing.pens} == {"ink"}


def test_a_freehand_line_errs_and_still_arrives() -> None:
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = 0.2 * np.column_stack([np.cos(turns), np.sin(turns)])
    corner = np.array([(0.0, 0.0), (0.2, 0.0), (0.0, 0.01)])

    for seed in range(12):
        rng = np.random.default_rng(seed)
        round_ = freehand(circle, rng, closed=True)
        sharp = freehand(corner, rng)
        off = np.abs(np.hypot(round_[:, 0], round_[:, 1]) - 0.2)
        assert 1e-4 < off.max() < 0.012
        assert np.hypot(*(round_[0] - round_[-1])) < 0.01
        assert np.hypot(*np.diff(sharp, axis=0).T).max() < 0.009
        assert np.allclose(sharp[-1], corner[-1])
        assert sharp[:, 0].max() > 0.18


def test_heads_turn_and_noses_break_the_outline_only_in_profile() -> None:
    ahead, profile = silhouette(0.0), silhouette(np.pi / 2)

    def nose(edges: tuple[np.ndarray, np.ndarray]) -> float:
        """How far it stands out over the brow."""
        right = edges[1]
        tip, brow = (np.interp(z, right[:, 1], right[:, 0]) for z in (-0.36, 0.14))
        return float(tip - brow)

    assert np.allclose(ahead[0][:, 0], -ahead[1][:, 0], atol=1e-9)
    assert nose(ahead) < 0
    assert nose(profile) > 0.15
    assert np.allclose(profile[1][:, 0], -silhouette(-np.pi / 2)[0][:, 0])


def test_colours_can_be_told_apart_by_lightness_alone() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        others = [Colour.of(float(rng.uniform(0.3, 0.9)), 0.1, 30) for _ in range(2)]
        found = clear_of(Colour.of(float(rng.uniform(0.3, 0.9)), 0.15, 200), others)
        assert min(abs(found.light - other.light) for other in others) >= 0.12


def test_thin_lines_do_not_fade_in_small_pictures() -> None:
    drawing = drawn("disorder", cells=3, inks="black")

    darkest = [np.asarray(picture(drawing, side, side).convert("L")).min() for side in (96, 768)]

    assert max(darkest) < 130
