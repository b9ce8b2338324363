"""`mozart imagine` as a shell calls it: what it writes, what it says, how it ends."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
import torch
from PIL import Image

import bot.__main__ as bot_main
from bot.__main__ import COMMANDS, main
from bot.equipment import catalogue_of, engines_of
from bot.settings import Settings
from bot.wordsmith import TASKS
from inference.encoding import read_recipe
from inference.engines.diffusion import DiffusionEngine
from inference.translating.tasks import Task
from tests.inference.styling.pictures import blots, face
from tests.inference.translating.small import small_translator

Shell = Callable[..., int]
SMALL = ("--size", "128")


@pytest.fixture
def imagine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `mozart imagine` in an empty folder, with the painter; gives its exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOZART_DEFAULT_MODEL", "painter")

    def run(*words: str) -> int:
        return main(["imagine", *words])

    return run


def test_it_prints_one_line_of_json_per_picture(
    imagine: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = ("a red fox", "--count", "2", "--seed", "7", "--aspect", "3:2", *SMALL)

    status = imagine(*wish, "--out", "pictures", "--json")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert [set(line) for line in lines] == [
        {"file", "seed", "model", "width", "height", "seconds"}
    ] * 2
    assert [(line["seed"], line["model"]) for line in lines] == [(7, "painter"), (8, "painter")]
    for line in lines:
        with Image.open(tmp_path / line["file"]) as picture:
            assert picture.size == (line["width"], line["height"]) == (160, 112)


def test_a_sheet_is_written_beside_its_pictures(
    imagine: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["compare", "a {red, blue} fox", "--x", "seed: 7, 8", *SMALL, "--json"])

    *lines, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert [line["seed"] for line in lines] == [7, 8, 7, 8]
    recipe = read_recipe((tmp_path / last["sheet"]).read_bytes())
    assert recipe == {
        "prompt": "a {red, blue} fox --size 128 --model painter",
        "axes": "seed: 7, 8 / red, blue",
    }


def test_an_axis_that_is_none_is_a_sentence(
    imagine: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["compare", "a fox", "--x", "steps"])

    assert status == 1
    assert capsys.readouterr().err.startswith("Write an axis as a name and its values, such as")


def test_the_best_of_candidates_is_written_with_its_score(
    imagine: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = ("a red sailboat at sea --best 3 --seed 7", *SMALL)

    status = imagine(*wish, "--json")

    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert line["seed"] in (7, 8, 9)
    assert -1 <= line["score"] <= 1


def test_a_mistake_in_the_words_is_told_with_a_mark_under_its_spot(
    imagine: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    status = imagine("a fox --sed 7")

    told = capsys.readouterr().err
    assert status == 1
    assert told == "There is no flag --sed. Did you mean --seed?\n\na fox --sed 7\n      ^\n"


def test_the_operators_upscaler_reaches_the_engine(tmp_path: Path) -> None:
    file = tmp_path / "own.safetensors"
    file.touch()
    before = torch.get_num_threads()

    settings = Settings(upscaler=file, threads=before, models=tmp_path)

    make = engines_of(settings, catalogue_of(settings), "cpu")["diffusion"]

    assert cast("DiffusionEngine", make())._enlarger._file == file


def test_it_says_where_the_picture_is_and_which_words_it_did_not_know(
    imagine: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    status = imagine("a red gizmotron", "--seed", "7", *SMALL)

    shown = capsys.readouterr()
    assert status == 0
    assert re.fullmatch(r"mozart-7-128x128-[0-9a-f]{8}\.png \(seed 7\)\n", shown.out)
    assert "gizmotron" in shown.err


def test_the_same_words_and_seed_give_the_same_file(imagine: Shell, tmp_path: Path) -> None:
    for out in ("one", "two"):
        imagine("an owl at night, ink", "--seed", "3", "--out", out, *SMALL)

    (one,) = (tmp_path / "one").iterdir()
    (two,) = (tmp_path / "two").iterdir()
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


def test_other_words_with_the_same_seed_do_not_take_a_pictures_place(
    imagine: Shell, tmp_path: Path
) -> None:
    for words in ("an owl", "a red car"):
        imagine(words, "--seed", "3", "--out", "here", *SMALL)

    assert len(list((tmp_path / "here").iterdir())) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([""], "Say what to paint in a few words"),
        (["x" * 6000], "Mozart reads up to 1,000. Shorten it."),
        (["a fox", "--seed", "-1"], "A seed is a whole number between 0 and 4294967295."),
        (["a fox", "--aspect", "100:1"], "Choose an aspect between 1:3 and 3:1."),
        (["a fox", "--count", "9"], "Mozart makes 1 to 4 pictures at a time."),
        (["a fox", "--size", "9999"], "A size is between 64 and 1536 pixels."),
        (["a fox", "--model", "nobody"], "There is no model called “nobody” here."),
        (["a fox", "--image", "missing.png"], "No such file or directory: missing.png"),
        (["a fox", "--image", "notes.txt"], "Send a PNG, JPEG or WebP file."),
        (["a fox", "--image", "fox.png"], "The painter paints from words alone;"),
        (["a fox", "--out", "notes.txt"], "File exists: notes.txt"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
def test_what_cannot_be_is_told_in_one_line(
    imagine: Shell,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: Sequence[str],
    sentence: str,
) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    Image.new("RGB", (64, 64)).save(tmp_path / "fox.png")

    status = imagine(*words)

    shown = capsys.readouterr()
    assert (status, shown.out) == (1, "")
    assert sentence in shown.err
    assert shown.err.count("\n") == 1
    assert not list(tmp_path.glob("mozart-*"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (TimeoutError(), "TimeoutError"),
    ],
    ids=["disk", "time"],
)
def test_trouble_that_names_no_file_is_told_too(
    imagine: Shell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError,
    words: str,
) -> None:
    async def fail(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr("bot.making.paint_once", fail)

    status = imagine("a fox")

    assert (status, capsys.readouterr().err) == (1, f"{words}\n")


@pytest.mark.parametrize("token", ["one two", "one\ntwo", "  "])
def test_a_token_in_pieces_is_refused_before_it_is_sent(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    token: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOZART_DISCORD_TOKEN", token)

    status = main(["run", "--data", str(tmp_path / "data")])

    assert status == 1
    assert "Discord refused the token. Copy it again" in capsys.readouterr().err


def test_bench_runs_the_benchmarks_of_this_tree(capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["bench", "no-such-benchmark"])

    assert status == 2
    assert "There is no benchmark called no-such-benchmark. Choose of:" in capfd.readouterr().err


def test_the_words_may_say_how_many_pictures_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = "a red fox, poster --count 2 --size 64"

    status = main(["imagine", wish, "--out", str(tmp_path), "--data", str(tmp_path / "data")])

    assert status == 0
    assert len(list(tmp_path.glob("*.png"))) == 2


def test_style_paints_a_file_anew_in_the_style_of_a_name_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    face(90, 60).save("face.png")
    blots().save("blots.webp")
    styles = ("--style", "poster", "--style", "blots.webp", "--mix", "poster:0.4,style:0.6")

    status = main(["style", "face.png", *styles, "--keep-colours", "--out", "out", "--json"])

    line = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (line["model"], line["width"], line["height"]) == ("style", 90, 60)
    with Image.open(line["file"]) as picture:
        assert picture.size == (90, 60)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("face.png", "--style", "ink:0.2,oil:0.2"), "The weights come to 0.40"),
        (("face.png",), "Say whose style"),
        (("face.png", "--style", "inky"), "There is no style called “inky”. Choose of"),
        (("face.png", "--style", "gone.png"), "No such file or directory: gone.png"),
        (("gone.png", "--style", "ink"), "No such file or directory: gone.png"),
    ],
)
def test_style_says_in_one_sentence_what_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    face().save("face.png")

    status = main(["style", *words])

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err.startswith(sentence)


def test_every_command_is_told_of_where_the_program_begins() -> None:
    told = bot_main.__doc__ or ""
    reworded = "mozart enhance"  # and its two sisters, in one line

    assert reworded in told
    assert [it for it in COMMANDS.keys() - TASKS if f"mozart {it}" not in told] == []


def test_draw_writes_a_picture_and_what_was_asked_for_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    wish = ("schotter", "rows=4", "columns=4", "--seed", "7", "--svg", "--pdf", *SMALL)

    status = main(["draw", *wish, "--out", "drawings", "--json"])

    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert (line["model"], line["seed"], line["width"]) == ("draw", 7, 128)
    svg, pdf = (tmp_path / "drawings" / name for name in line["files"])
    assert svg.read_text().count("<path") == 16
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_every_file_that_was_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    status = main(
        ["draw", "interruptions", "--svg", "--size", "128", "--seed", "7", "--out", "out"]
    )

    picture, svg = capsys.readouterr().out.splitlines()
    assert status == 0
    assert picture.endswith(".png (seed 7)")
    assert {it.name for it in Path("out").iterdir()} == {
        Path(it.split(" ")[0]).name for it in (picture, svg)
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["raphael"], "There is no master called “raphael”; choose one of aaron, town,"),
        (["town", "towers=99"], "“towers” takes a whole number from 0 to 40, not “99”."),
        (["town", "big"], "Write options as name=value, not “big”; “town” has colours,"),
    ],
)
def test_draw_says_in_one_sentence_what_is_wrong(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["draw", *words])

    told = capsys.readouterr().err
    assert status == 1
    assert told.startswith(sentence)
    assert told.count("\n") == 1


def test_translate_writes_every_target_with_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOZART_TRANSLATOR", str(small_translator(tmp_path)))
    face(45, 30).save("face.png")

    status = main(["translate", "face.png", "--all", "--beside", "--out", "out", "--json"])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    names = [Path(line["file"]).name.split("-")[1] for line in lines]
    assert names == [task.value for task in Task]
    assert {(line["model"], line["width"], line["height"]) for line in lines} == {
        ("translate", 45, 30)
    }
    with Image.open(tmp_path / "out" / lines[0]["files"][0]) as sheet:
        assert sheet.size == (45, 62)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("face.png",), "Say what to turn the picture into: day"),
        (("face.png", "--to", "nihgt"), "Did you mean night?"),
        (("face.png", "--to", "night", "--all"), "--all is every target"),
        (("face.png", "--to", "night", "--strength", "101"), "between 0 and 100 per cent"),
        (("face.png", "--to", "night", "--model", "painter"), "“painter” takes no instructions"),
        (("gone.png", "--to", "night"), "No such file or directory: gone.png"),
    ],
)
def test_what_translate_cannot_do_is_a_sentence(
    words: Sequence[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    face(45, 30).save("face.png")

    status = main(["translate", *words])

    assert status == 1
    assert sentence in capsys.readouterr().err
