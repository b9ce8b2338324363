from collections import Counter

from inference.painter.sampling import EMPTY_PLACES, for_testing, for_training, held_out, pairs
from inference.painter.scene import Place, Scene, Style
from inference.painter.subjects.catalogue import SUBJECTS


def drawn(count: int, seed: int = 5) -> list[Scene]:
    return [for_training(number, seed) for number in range(count)]


def test_training_and_testing_share_no_held_out_combination() -> None:
    learnt = {pair for scene in drawn(1500) for pair in pairs(scene)}

    for number in range(200):
        scene = for_testing(number, 5)
        assert held_out(scene)
        assert set(pairs(scene)) - learnt


def test_what_is_held_out_does_not_depend_on_the_seed() -> None:
    assert not any(
        held_out(for_training(number, seed)) for number in range(50) for seed in range(9)
    )


def test_every_subject_comes_as_often_as_any_other() -> None:
    scenes = drawn(4 * (len(SUBJECTS) + EMPTY_PLACES))

    first = Counter(scene.items[0].subject for scene in scenes if scene.items)

    assert set(first) == set(SUBJECTS)
    assert set(first.values()) == {4}


def test_some_scenes_are_places_without_a_thing() -> None:
    places = [scene for scene in drawn(4 * (len(SUBJECTS) + EMPTY_PLACES)) if not scene.items]

    assert len(places) == 4 * EMPTY_PLACES
    assert all(scene.place for scene in places)


def test_every_style_and_place_comes_often_enough() -> None:
    scenes = drawn(2000)

    styles = Counter(scene.style for scene in scenes)
    places = Counter(scene.place for scene in scenes)

    assert min(styles[style] for style in Style) > 60
    assert min(places[place] for place in Place) > 10


def test_scenes_from_near_hold_the_same_combinations_out() -> None:
    learnt = [for_training(number, 5, near=True) for number in range(300)]
    tested = [for_testing(number, 5, near=True) for number in range(100)]

    assert not any(held_out(scene) for scene in learnt)
    assert all(held_out(scene) for scene in tested)
    assert max(len(scene.items) for scene in learnt + tested) == 1


def test_a_number_and_a_seed_name_a_scene() -> None:
    assert for_training(12, 3) == for_training(12, 3)
    assert for_training(12, 3) != for_training(12, 4)
    assert for_training(12, 3) != for_training(13, 3)
