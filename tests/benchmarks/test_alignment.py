"""The scores are those of the judge, and what is asked was never learned."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from benchmarks.alignment import main
from benchmarks.alignment.artists import Artist, painted
from benchmarks.alignment.questions import SEED, questions, stated
from benchmarks.alignment.scores import AMONG_THREE, Judging, score, wilson
from benchmarks.alignment.sheet import COLUMNS, ROWS, draw_sheet
from benchmarks.alignment.telling import Column, best, table
from inference.engines.diffusion.hardware import Device
from inference.judge import Judge
from inference.painter.facts import ATTRIBUTES
from inference.painter.reading import read
from inference.painter.sampling import for_training, held_out, pairs
from inference.painter.scene import Composition, Hour, Item, Scene, Style
from inference.painter.subjects.catalogue import SUBJECTS
from inference.training.config import read_config
from inference.training.stages.autoencoder import shrink_at_first
from inference.training.stages.judge import save_judge
from inference.training.stock import library
from tests.inference.engines.diffusion.tiny import sd15

CPU = Device(place="cpu", name="a CPU", dtype=torch.float32, why="it is the test's")
CAT = Scene(
    items=(Item(subject="cat", count=2, colours=("red",)),), hour=Hour.NIGHT, style=Style.INK
)
DOG = Scene(items=(Item(subject="dog"),))


def numbered(count: int) -> list[Image.Image]:
    """Pictures that say which they are."""
    return [Image.new("RGB", (4, 4), (number, 0, 0)) for number in range(count)]


def saying(*answers: Mapping[str, Sequence[str]]) -> Judging:
    """A judge that gives the numbered pictures these answers, the best first."""

    def judging(pixels: Tensor) -> dict[str, Tensor]:
        numbers = ((pixels[:, 0, 0, 0] + 1) * 127.5).round().int().tolist()
        told = {name: torch.zeros(len(numbers), len(them)) for name, them in ATTRIBUTES.items()}
        for row, number in enumerate(numbers):
            for name, guesses in answers[number].items():
                for place, guess in enumerate(guesses):
                    told[name][row, ATTRIBUTES[name].index(guess)] = len(guesses) - place
        return told

    return judging


def knowing(scenes: Sequence[Scene]) -> Judging:
    return saying(*({name: [told] for name, told in stated(it).items()} for it in scenes))


# ---- what is asked


def test_every_caption_shows_what_training_never_does() -> None:
    learnt = {
        pair for seed in (1, SEED) for n in range(800) for pair in pairs(for_training(n, seed))
    }

    for question in questions(100, SEED):
        assert held_out(question.scene)
        assert set(pairs(question.scene)) - learnt


def test_the_scenes_are_not_those_that_training_looks_at() -> None:
    assert read_config().seed != SEED


def test_a_caption_says_its_scene() -> None:
    for question in questions(80, SEED):
        assert read(question.caption).scene == replace(question.scene, composition=None)


def test_things_are_seen_from_near_though_no_caption_says_so() -> None:
    asked = questions(80, SEED)

    assert {question.scene.composition for question in asked} == {Composition.CLOSE_UP}
    assert not [it.caption for it in asked if "close" in it.caption]


def test_subjects_take_turns() -> None:
    asked = Counter(it.scene.items[0].subject for it in questions(2 * len(SUBJECTS) + 5, SEED))

    assert set(asked) == set(SUBJECTS)
    assert Counter(asked.values()) == {2: len(SUBJECTS) - 5, 3: 5}


def test_every_caption_asks_for_a_subject_and_a_count_and_most_for_more() -> None:
    asked = Counter(name for it in questions(100, SEED) for name in stated(it.scene))

    assert asked["subject"] == asked["count"] == 100
    assert min(asked[name] for name in ATTRIBUTES) > 30


def test_more_questions_begin_with_the_same() -> None:
    assert questions(30, SEED)[:10] == questions(10, SEED)
    assert questions(10, SEED) != questions(10, SEED + 1)


# ---- how it is scored


def test_a_judge_that_knows_the_answers_finds_all_right() -> None:
    scenes = [it.scene for it in questions(40, SEED)]  # more than are judged at once

    scores = score(numbered(40), scenes, knowing(scenes))

    assert all(share.right == share.asked > 0 for share in scores.shares.values())
    assert set(scores.shares) == {*ATTRIBUTES, AMONG_THREE}
    assert not any(scores.confused.values())
    assert list(scores.answers) == [stated(scene) for scene in scenes]


def test_only_what_a_scene_states_is_counted() -> None:
    scores = score(numbered(2), [CAT, DOG], knowing([CAT, DOG]))

    assert {name: share.asked for name, share in scores.shares.items()} == {
        "subject": 2, AMONG_THREE: 2, "count": 2, "colour": 1, "hour": 1, "style": 1,
    }  # fmt: skip


def test_mistakes_are_counted_by_what_was_taken_for_what() -> None:
    scenes = [CAT, CAT, CAT, DOG]
    cat, dog, fish = {"subject": ["cat"]}, {"subject": ["dog"]}, {"subject": ["fish"]}

    scores = score(numbered(4), scenes, saying(dog, dog, fish, cat))

    found = [(it.asked, it.told, it.times, it.of) for it in scores.confused["subject"]]
    assert found[0] == ("cat", "dog", 2, 3)
    assert sorted(found[1:]) == [("cat", "fish", 1, 3), ("dog", "cat", 1, 1)]
    assert scores.shares["subject"].right == 0


def test_the_third_guess_counts_among_three_and_the_fourth_does_not() -> None:
    third = {"subject": ["dog", "fish", "cat"]}
    fourth = {"subject": ["dog", "fish", "horse", "cat"]}

    scores = score(numbered(2), [CAT, CAT], saying(third, fourth))

    assert (scores.shares["subject"].right, scores.shares[AMONG_THREE].right) == (0, 1)


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (9, 10, 0.5958, 0.9821),
        (10, 10, 0.7225, 1.0),
        (460, 512, 0.8693, 0.9217),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_those_of_wilson(right: int, asked: int, low: float, high: float) -> None:
    assert wilson(right, asked) == pytest.approx((low, high), abs=1e-4)


# ---- how it is told


def column(name: str, scenes: Sequence[Scene], judge: Judging) -> Column:
    pictures = numbered(len(scenes))
    return Column(name=name, pictures=pictures, scores=score(pictures, scenes, judge), seconds=0.25)


def test_the_table_puts_what_was_measured_beside_what_is_promised() -> None:
    told = table([column("painter", [CAT, DOG], knowing([CAT, DOG]))])

    lines = {line[:20].strip(): line[20:].split() for line in told.splitlines()}
    assert lines["subject"] == ["2", "100.0", "(34.2-100.0)", "(promised:", ">=", "90)"]
    assert lines["seconds a picture"] == ["0.25"]


def test_what_was_never_asked_has_no_share() -> None:
    told = table([column("painter", [DOG], knowing([DOG]))])

    assert "colour                  0                   -  (promised: >= 90)" in told


def test_the_best_column_has_the_most_right_answers() -> None:
    wrong = column("wrong", [CAT], knowing([DOG]))
    right, also = (column(name, [CAT], knowing([CAT])) for name in ("right", "also"))

    assert best([wrong, right, also]) is right


def test_the_sheet_shows_no_more_than_fits() -> None:
    asked = questions(COLUMNS * ROWS + 1, SEED)
    scenes = [it.scene for it in asked]
    made = column("model", scenes, knowing(scenes))

    whole, less = draw_sheet(asked, made, made), draw_sheet(asked[:3], made, made)

    assert whole.width > whole.height / 2 > 500
    assert less.width < whole.width
    assert less.height < whole.height


# ---- all of it


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    sd15().save_pretrained(folder / "mozart")
    (folder / "mozart" / "mozart.json").write_text('{"steps": 2, "guidance": 1.5}')
    save_judge(Judge((8, 16)), folder, side=32)
    return folder


def test_a_model_works_as_its_folder_says_and_in_the_size_it_learned(models: Path) -> None:
    artist = Artist(models / "mozart", CPU)

    assert (artist.steps, artist.guidance, artist.side) == (2, 1.5, 64)


def test_a_caption_has_the_same_picture_whatever_stands_beside_it(models: Path) -> None:
    artist = Artist(models / "mozart", CPU)
    asked = questions(2, SEED)

    together = artist.made(asked, steps=2, guidance=2.0)
    alone = artist.made(asked[1:], steps=2, guidance=2.0)

    assert together[1].size == (64, 64)
    one, other = (np.asarray(it, dtype=int) for it in (together[1], alone[0]))
    assert np.abs(one - other).max() <= 1
    assert together[0].tobytes() != together[1].tobytes()


def test_rebuilt_pictures_have_the_models_size(models: Path) -> None:
    artist = Artist(models / "mozart", CPU)

    (rebuilt,) = artist.rebuilt([painted(questions(1, SEED)[0], 128)])

    assert rebuilt.size == (64, 64)


def test_rebuilt_pictures_keep_their_colours_where_the_autoencoder_does(tmp_path: Path) -> None:
    floors = {"encoder_block_out_channels": (8,) * 4, "decoder_block_out_channels": (8,) * 4}
    blocks = {"num_encoder_blocks": (1,) * 4, "num_decoder_blocks": (1,) * 4}
    torch.manual_seed(0)
    thumbnails = library.AutoencoderTiny(**floors, **blocks)
    shrink_at_first(thumbnails)
    pipeline = sd15()
    pipeline.register_modules(vae=thumbnails)
    pipeline.save_pretrained(tmp_path)

    (rebuilt,) = Artist(tmp_path, CPU).rebuilt([Image.new("RGB", (256, 256), (200, 120, 40))])

    middle = np.asarray(rebuilt)[16:48, 16:48].mean((0, 1))
    assert middle == pytest.approx((200, 120, 40), abs=12)


def test_settings_are_compared_in_one_run(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", str(models / "mozart"), "--count", "3", "--batch", "2"]

    main([*options, "--guidance", "1", "3", "--out", str(tmp_path)])

    told = json.loads((tmp_path / "alignment.json").read_bytes())
    names = ["painter", "rebuilt", "2 steps, guidance 1", "2 steps, guidance 3"]
    assert list(told["columns"]) == names
    assert [set(it["answers"]) for it in told["questions"]] == [set(names)] * 3
    with Image.open(tmp_path / "alignment.webp") as sheet:
        assert min(sheet.size) > 300
    assert "(promised: >= 95)" in capsys.readouterr().out


def test_without_weights_it_says_so_and_ends(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--model", str(tmp_path / "nowhere"), "--out", str(tmp_path)])
    main(["--model", str(models / "mozart"), "--judge", str(tmp_path / "judge"), "--count", "1"])

    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Skipped, because there is no {tmp_path}/nowhere/model_index.json."
    assert second == f"Skipped, because there is no {tmp_path}/judge."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--count", "--batch"])
def test_nothing_to_ask_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([option, "0"])

    assert "at least one" in capsys.readouterr().err
