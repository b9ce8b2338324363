"""The score says what share of the asked-for facts a judge found, on combinations never learned."""

import json
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor

from benchmarks._scores import Asked, answers, interval, questions, score
from benchmarks.alignment import main
from inference.painter.sampling import for_training, held_out, pairs
from inference.training.networks import Judge
from inference.training.scenes import ATTRIBUTES, UNKNOWN
from inference.training.stages.judge import read_judge, save_judge
from tests.inference.engines.diffusion.tiny import sd15


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return questions(160, seed=99)


def test_no_caption_shows_only_what_was_learned(asked: list[Asked]) -> None:
    learned = {pair for number in range(1500) for pair in pairs(for_training(number, 1))}

    for one in asked:
        assert held_out(one.scene)
        assert set(pairs(one.scene)) - learned


def test_every_caption_asks_for_one_kind_of_thing_and_how_many(asked: list[Asked]) -> None:
    for one in asked:
        assert len(one.scene.items) == 1
        assert one.labels["subject"] != UNKNOWN
        assert one.labels["count"] != UNKNOWN


def test_subjects_are_asked_for_in_turns(asked: list[Asked]) -> None:
    subjects = [one.scene.items[0].subject for one in asked]

    assert len(set(subjects)) > 60
    assert max(map(subjects.count, subjects)) <= 4


def test_the_same_seed_asks_the_same(asked: list[Asked]) -> None:
    assert questions(5, seed=99) == asked[:5]
    assert questions(5, seed=98) != asked[:5]


def test_a_judge_that_knows_finds_everything(asked: list[Asked]) -> None:
    scores = score(_knowing(asked), asked)

    assert {name: one.share for name, one in scores.items()} == dict.fromkeys(ATTRIBUTES, 1.0)
    assert scores["subject"].asked == len(asked)
    assert scores["hour"].asked == sum(one.labels["hour"] != UNKNOWN for one in asked)
    assert not scores["style"].mistaken


def test_a_wrong_answer_is_counted_and_named(asked: list[Asked]) -> None:
    told = _knowing(asked)
    right = asked[0].labels["subject"]
    wrong = (right + 1) % len(ATTRIBUTES["subject"])
    told["subject"][0, wrong] = 2.0

    found = score(told, asked)["subject"]

    assert (found.asked - found.right, found.asked - found.near) == (1, 0)
    names = ATTRIBUTES["subject"]
    assert found.mistaken == {(names[right], names[wrong]): 1}


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, count: int, low: float, high: float) -> None:
    assert interval(right, count) == pytest.approx((low, high), abs=1e-4)


def test_a_judge_is_rebuilt_from_its_file_alone(tmp_path: Path) -> None:
    torch.manual_seed(0)
    judge = Judge([8, 16]).eval()
    pictures = [Image.new("RGB", size, colour) for size, colour in SOME]

    save_judge(judge, tmp_path, side=32)
    read, side = read_judge(tmp_path / "judge.safetensors")

    assert side == 32
    for name, told in answers(read, side, pictures).items():
        torch.testing.assert_close(told, answers(judge, 32, pictures)[name])


def test_one_run_compares_the_painter_and_ways_to_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.manual_seed(0)
    sd15().save_pretrained(tmp_path / "model")
    save_judge(Judge([8, 16]).eval(), tmp_path, side=32)
    files = ["--model", str(tmp_path / "model"), "--judge", str(tmp_path / "judge.safetensors")]
    ways = ["--count", "3", "--size", "64", "--steps", "1", "2", "--guidance", "3"]

    main([*files, *ways, "--device", "cpu", "--out", str(tmp_path / "out")])

    told = json.loads((tmp_path / "out" / "alignment.json").read_text())
    assert list(told) == ["painter", "round trip", "1 steps, 3", "2 steps, 3"]
    assert all(these["subject"]["asked"] == 3 for these in told.values())
    with Image.open(tmp_path / "out" / "alignment.webp") as sheet:
        assert sheet.width > 3 * 2 * 192
    printed = capsys.readouterr().out
    assert "(promised: 90)" in printed
    assert "most often mistaken, 2 steps, 3:" in printed


def test_without_weights_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--model", str(tmp_path / "none"), "--judge", str(tmp_path / "none.safetensors")])

    assert (
        capsys.readouterr().out
        == f"Nothing to measure: {tmp_path}/none.safetensors is not there.\n"
    )


SOME = [((40, 30), "teal"), ((32, 32), "gold"), ((64, 16), "black")]


def _knowing(asked: list[Asked]) -> dict[str, Tensor]:
    """Answers of one that is right wherever something was asked."""
    told = {name: torch.zeros(len(asked), len(names)) for name, names in ATTRIBUTES.items()}
    for index, one in enumerate(asked):
        for name, right in one.labels.items():
            if right != UNKNOWN:
                told[name][index, right] = 1.0
    return told
