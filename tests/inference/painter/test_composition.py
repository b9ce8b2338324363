from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from inference.painter.composition import Seeds, compose
from inference.painter.forms import Composition, Layer, Role
from inference.painter.reading import read
from inference.painter.scene import Composition as School
from inference.painter.scene import Hour, Palette, Place, Scene

ASPECTS = (1 / 3, 2 / 3, 1.0, 1.5, 3.0)


def composed(words: str, *, aspect: float = 1.0, seed: int = 1) -> Composition:
    return compose(
        read(words).scene, aspect=aspect, seeds=Seeds(layout=seed, palette=seed, hand=seed)
    )


def things(picture: Composition) -> list[Layer]:
    return [layer for layer in picture.layers if layer.subject]


def things_in_order(picture: Composition) -> list[Layer]:
    """In the order of the words."""
    return sorted(things(picture), key=lambda layer: layer.number)


def middle(layer: Layer) -> float:
    left, _, right, _ = box(layer)
    return (left + right) / 2


def box(layer: Layer) -> tuple[float, float, float, float]:
    """Of the thing alone, without its shadow and its reflection."""
    solid = [form for form in layer.forms if form.role in (Role.PART, Role.DETAIL)]
    outline = np.vstack([form.points for form in solid])
    left, top = outline.min(axis=0).tolist()
    right, bottom = outline.max(axis=0).tolist()
    return left, top, right, bottom


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("count", range(1, 7))
def test_everything_asked_for_is_in_the_picture_and_can_be_counted(
    count: int, aspect: float
) -> None:
    for seed in range(4):
        picture = composed(f"{count} red sailboats", aspect=aspect, seed=seed)
        boxes = [box(layer) for layer in things(picture)]

        assert len(boxes) == count
        for left, top, right, bottom in boxes:
            assert left > -0.06
            assert right < picture.width + 0.06
            assert top > -0.06
            assert bottom < picture.height + 0.06
        middles = sorted((left + right) / 2 for left, _, right, _ in boxes)
        feet = [bottom for *_, bottom in boxes]
        apart = [b - a for a, b in pairwise(middles)]
        assert all(gap > 0.02 for gap in apart) or np.ptp(feet) > 0.1


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("hour", Hour)
def test_every_place_at_every_hour_has_sound_forms(place: Place, hour: Hour) -> None:
    scene = replace(read("a cat and two birds").scene, place=place, hour=hour)

    picture = compose(scene, aspect=1.5, seeds=Seeds(layout=3, palette=3, hand=3))

    assert len(things(picture)) == 3
    for layer in picture.layers:
        for form in layer.forms:
            assert np.isfinite(form.points).all()
            assert len(form.points) >= 3


def test_the_picture_has_an_area_of_one_whatever_its_shape() -> None:
    for aspect in ASPECTS:
        picture = composed("a cat", aspect=aspect)
        assert picture.width * picture.height == pytest.approx(1)
        assert picture.width / picture.height == pytest.approx(aspect)


def test_nearer_things_are_painted_later() -> None:
    feet = [box(layer)[3] for layer in things(composed("four houses", seed=5))]

    assert feet == sorted(feet)


def test_what_is_behind_is_painted_first_and_stands_higher() -> None:
    for seed in range(6):
        castle, tree = things(composed("a castle behind a red tree", seed=seed))
        assert (castle.name, tree.name) == ("castle", "tree")
        assert box(castle)[3] < box(tree)[3]


def test_a_house_is_larger_than_a_cat() -> None:
    for seed in range(6):
        tall = {
            layer.name: box(layer)[3] - box(layer)[1]
            for layer in things(composed("a cat and a house", seed=seed))
        }
        assert tall["house"] > tall["cat"]


def test_boats_float_and_balloons_fly() -> None:
    boat = composed("a sailboat")
    balloon = composed("a balloon over hills")

    assert box(things(boat)[0])[3] > boat.horizon
    assert box(things(balloon)[0])[3] < balloon.horizon + 0.05


def test_the_layout_stays_when_only_the_style_changes() -> None:
    one, other = composed("two owls, oil"), composed("two owls, poster")

    assert [box(layer) for layer in things(one)] == [box(layer) for layer in things(other)]


def test_a_nudge_moves_things_a_little() -> None:
    scene = read("three red sailboats at sunset").scene
    seeds = Seeds(layout=7, palette=7, hand=7)
    before = compose(scene, aspect=1, seeds=seeds)
    after = compose(scene, aspect=1, seeds=replace(seeds, nudge=99))

    shift = np.abs(
        np.array([box(layer) for layer in things(before)])
        - np.array([box(layer) for layer in things(after)])
    )

    assert 0 < shift.max() < 0.08
    assert before.air == after.air


def test_the_palette_decides_the_light() -> None:
    scene = read("mountains at sunset").scene
    skies = {
        compose(scene, aspect=1, seeds=Seeds(layout=1, palette=palette, hand=1)).air.sky
        for palette in range(12)
    }

    assert len(skies) > 2


def test_layers_that_are_not_wanted_are_left_out() -> None:
    scene = read("a castle by day", "clouds").scene
    names = {
        layer.name
        for layer in compose(scene, aspect=1, seeds=Seeds(layout=1, palette=1, hand=1)).layers
    }

    assert "clouds" not in names


def test_an_empty_scene_is_a_landscape() -> None:
    picture = compose(Scene(), aspect=1, seeds=Seeds(layout=1, palette=1, hand=1))

    assert things(picture) == []
    assert len(picture.layers) > 3


SEEDS = range(8)


@pytest.mark.parametrize("aspect", [2 / 3, 1.0, 1.5])
@pytest.mark.parametrize("words", ["a cat to the left of a house", "two foxes left of a tent"])
def test_what_is_left_of_another_is_left_of_it(words: str, aspect: float) -> None:
    for seed in SEEDS:
        *ones, other = things_in_order(composed(words, aspect=aspect, seed=seed))
        for one in ones:
            assert middle(one) < middle(other)


@pytest.mark.parametrize("aspect", [2 / 3, 1.0, 1.5])
@pytest.mark.parametrize("words", ["a balloon above a castle", "a bird over a tree"])
def test_what_is_above_another_ends_above_it(words: str, aspect: float) -> None:
    for seed in SEEDS:
        one, other = things_in_order(composed(words, aspect=aspect, seed=seed))
        assert box(one)[3] < box(other)[1] + 0.06
        assert abs(middle(one) - middle(other)) < 0.4


@pytest.mark.parametrize("aspect", [1.0, 1.5])
@pytest.mark.parametrize("words", ["a cat beside a house", "a robot next to a car"])
def test_what_is_beside_another_stands_at_its_height_and_apart(words: str, aspect: float) -> None:
    for seed in SEEDS:
        one, other = things_in_order(composed(words, aspect=aspect, seed=seed))
        assert abs(box(one)[3] - box(other)[3]) < 0.12
        gap = max(box(one)[0] - box(other)[2], box(other)[0] - box(one)[2])
        assert -0.1 < gap < 0.2


@pytest.mark.parametrize("words", ["a dog in front of a tree", "a person in front of a bus"])
def test_what_is_in_front_is_painted_later_lower_and_close(words: str) -> None:
    for seed in SEEDS:
        picture = composed(words, seed=seed)
        one, other = things_in_order(picture)
        assert things(picture)[-1] is one
        assert box(one)[3] > box(other)[3]
        widths = box(one)[2] - box(one)[0] + box(other)[2] - box(other)[0]
        assert abs(middle(one) - middle(other)) < 0.6 * widths


def test_the_sides_of_the_picture_are_kept() -> None:
    for seed in SEEDS:
        picture = composed("a bear on the right and a mouse on the left", seed=seed)
        bear, mouse = things_in_order(picture)
        assert middle(mouse) < picture.width / 2 < middle(bear)


def test_a_palette_turns_the_scenery_and_spares_the_colour_that_was_asked_for() -> None:
    seeds = Seeds(layout=1, palette=1, hand=1)
    plain = read("a purple car in a meadow by day").scene
    turned = replace(plain, palette=Palette.FAUVIST)

    before, after = (compose(scene, aspect=1, seeds=seeds) for scene in (plain, turned))

    body = [
        max(things(picture)[0].forms, key=lambda form: form.size) for picture in (before, after)
    ]
    assert abs(body[0].colour.hue - body[1].colour.hue) < 2
    assert before.air.sky != after.air.sky


def test_every_palette_leaves_sound_colours() -> None:
    for palette in Palette:
        scene = replace(read("a house and a tree at sunset").scene, palette=palette)
        picture = compose(scene, aspect=1, seeds=Seeds(layout=2, palette=2, hand=2))
        for layer in picture.layers:
            for form in layer.forms:
                assert all(0 <= part <= 1 for part in form.colour.rgb())


def test_the_seasons_change_the_meadow() -> None:
    grounds = {
        next(layer for layer in composed(f"a house in a meadow, {season}").layers
             if layer.name in ("ground", "snow")).forms[-1].colour
        for season in ("spring", "summer", "autumn", "winter")
    }  # fmt: skip

    assert len(grounds) == 4


def place_of(picture: Composition) -> float:
    """Where the only thing is, as a share of the width."""
    return middle(things(picture)[0]) / picture.width


@pytest.mark.parametrize("aspect", [2 / 3, 1.0, 1.5])
@pytest.mark.parametrize(
    ("school", "least", "most"),
    [
        (School.HIGH_HORIZON, 0.25, 0.35),
        (School.LOW_HORIZON, 0.75, 0.85),
        (School.EMPTINESS, 0.75, 0.85),
        (School.THIRDS, 0.64, 0.69),
        (School.GOLDEN, 0.61, 0.63),
    ],
)
def test_a_composition_sets_the_horizon(
    school: School, least: float, most: float, aspect: float
) -> None:
    picture = composed(f"a horse in the hills, {school}", aspect=aspect)

    assert least < picture.horizon / picture.height < most


@pytest.mark.parametrize(
    ("school", "share"),
    [
        (School.THIRDS, 1 / 3),
        (School.GOLDEN, 0.382),
        (School.SYMMETRY, 0.5),
        (School.DIAGONAL, 0.3),
        (School.EMPTINESS, 0.24),
    ],
)
def test_a_composition_sets_where_the_main_thing_stands(school: School, share: float) -> None:
    for seed in SEEDS:
        at = place_of(composed(f"a lighthouse in a meadow, {school}", seed=seed))
        assert min(abs(at - share), abs(at - (1 - share))) < 0.05


def test_a_composition_sets_how_large_things_are() -> None:
    tall = {}
    for school in (School.CLOSE_UP, School.THIRDS, School.PANORAMA, School.EMPTINESS):
        _, top, _, bottom = box(things(composed(f"a horse in the hills, {school}"))[0])
        tall[school] = bottom - top

    assert tall[School.CLOSE_UP] > 1.25 * tall[School.THIRDS]
    assert tall[School.THIRDS] > 1.5 * tall[School.PANORAMA] > 1.5 * tall[School.EMPTINESS] * 0.7


def test_a_frieze_stands_on_one_line() -> None:
    for seed in SEEDS:
        feet = [box(layer)[3] for layer in things(composed("four foxes, frieze", seed=seed))]
        assert np.ptp(feet) < 0.02


def test_symmetry_mirrors_equal_things_at_the_axis() -> None:
    for seed in SEEDS:
        picture = composed("two owls in a forest, symmetry", seed=seed)
        one, other = things(picture)
        assert abs(middle(one) + middle(other) - picture.width) < 0.08


def test_emptiness_leaves_out_what_is_small() -> None:
    full, bare = composed("a horse in the hills"), composed("a horse in the hills, negative space")

    assert len(bare.layers) < len(full.layers)
    assert not {"trees", "clouds", "grass"} & {layer.name for layer in bare.layers}


def test_what_the_words_say_of_things_goes_before_the_composition() -> None:
    for school in School:
        picture = composed(f"a cat to the left of a house, {school}")
        cat, house = things_in_order(picture)
        assert middle(cat) < middle(house)


@pytest.mark.parametrize("school", School)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_composition_keeps_things_in_the_picture(school: School, aspect: float) -> None:
    for words in ("a balloon", "a bird and two horses", "six sailboats", "a teapot", "a horse"):
        picture = composed(f"{words}, {school}", aspect=aspect, seed=3)
        for left, top, right, bottom in map(box, things(picture)):
            assert left > -0.08
            assert right < picture.width + 0.08
            assert top > -0.08
            assert bottom < picture.height + 0.08


def test_what_is_asked_for_keeps_its_colour_at_night() -> None:
    bird = things(composed("a white bird at night in a meadow"))[0]
    body = max((form for form in bird.forms if form.role is Role.PART), key=lambda form: form.size)

    assert body.tone > 0.62
    assert body.colour.chroma < 0.05
