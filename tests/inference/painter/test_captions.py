import hashlib
from dataclasses import replace

import pytest

from inference.painter.captions import captions
from inference.painter.chance import stream
from inference.painter.reading import read
from inference.painter.sampling import for_testing, for_training
from inference.painter.scene import Composition, Item, Relation, Scene, Style, Where

CAT_AND_HOUSE = Scene(
    items=(Item(subject="cat", colours=("grey",)), Item(subject="house", count=2)),
    relations=(Relation(where=Where.BESIDE, one=0, other=1),),
    style=Style.WATERCOLOUR,
)


def caption(scene: Scene, number: int) -> str:
    return captions(scene, stream(number, "caption"))


def test_the_reader_gives_the_facts_of_two_thousand_scenes_back() -> None:
    scenes = [for_training(i, 1) for i in range(1000)] + [for_testing(i, 1) for i in range(1000)]

    wrong = []
    for number, scene in enumerate(scenes):
        reading = read(caption(scene, number))
        assert reading.unknown == (), caption(scene, number)
        if reading.scene != scene:
            wrong.append(caption(scene, number))

    assert len(wrong) <= 20, wrong


def test_one_scene_has_many_phrasings() -> None:
    assert len({caption(CAT_AND_HOUSE, number) for number in range(200)}) > 100


def test_the_same_chance_gives_the_same_words() -> None:
    assert caption(CAT_AND_HOUSE, 7) == caption(CAT_AND_HOUSE, 7)


def test_a_caption_spells_like_one_side_of_the_ocean() -> None:
    both = [caption(CAT_AND_HOUSE, number) for number in range(200)]

    assert any("grey" in text for text in both)
    assert any("gray" in text for text in both)
    assert not [text for text in both if "gray" in text and "colour" in text]
    assert not [text for text in both if "grey" in text and "color" in text.replace("colour", "")]


@pytest.mark.parametrize("number", range(5))
def test_what_flies_or_is_far_is_said(number: int) -> None:
    duck, horse = Item(subject="duck", flying=True), Item(subject="horse", behind=True)
    scene = replace(CAT_AND_HOUSE, items=(horse, duck), relations=())

    assert read(caption(scene, number)).scene.items == (horse, duck)


@pytest.mark.parametrize("composition", Composition)
def test_a_composition_is_told_and_read_back(composition: Composition) -> None:
    for number in range(60):
        scene = replace(for_training(number, 1), composition=composition)
        assert read(captions(scene)).scene == scene
        assert read(caption(scene, number)).scene.composition is composition


def test_scenes_and_captions_without_a_composition_stay_as_they_were_learnt() -> None:
    texts = [caption(for_training(number, 1), number) for number in range(300)]

    learnt = hashlib.sha256("\n".join(texts).encode()).hexdigest()

    assert learnt == "8aad086cb4886782ccbe9fe6c13a3d1a2dd3963d244a7134a5a25f4984c95abe"
