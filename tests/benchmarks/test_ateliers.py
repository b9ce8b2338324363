"""What is asked for is what members get, and every figure stands beside what was promised."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from benchmarks._room import Made
from benchmarks.ateliers import MEASURES, Figure, _first_look, main
from inference.events import Painted

WHITE, BLACK = (Image.new("RGB", (80, 80), colour) for colour in ("white", "black"))


def webp(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP")
    return file.getvalue()


MADE = Made(
    wall_s=9.0,
    cpu_s=8.0,
    painted=Painted(job_id=1, index=0, png=b"", width=80, height=80, seed=1),
    looks=[(1.0, webp(WHITE)), (2.0, webp(BLACK)), (3.0, webp(BLACK))],
)


def test_a_line_puts_what_was_measured_beside_what_was_promised() -> None:
    figure = Figure(what="dice", value=1.234, cpu_s=2.0, bar=3.0)

    assert figure.told.split() == ["dice", "1.23", "s", "2.00", "(promised:", "<=", "3)"]
    assert replace(figure, cpu_s=None, bar=None).told.split() == ["dice", "1.23", "s", "-"]
    lacking = replace(figure, value=None, why="There is no dice here.")
    assert lacking.told.split(maxsplit=2) == [
        "dice",
        "-",
        "(promised: <= 3) There is no dice here.",
    ]


def test_the_first_look_is_the_first_that_shows_something_new() -> None:
    assert _first_look(MADE, WHITE) == 2.0
    assert _first_look(MADE, BLACK) == 1.0
    assert _first_look(replace(MADE, looks=[(1.0, webp(WHITE))]), WHITE) == 9.0


def test_drawings_and_maps_are_made_by_the_worker_and_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.ateliers.MASTERS", ["maze"])

    main(["draw", "map", "--quick", "--json"])

    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    measured = {it["what"]: it["bar"] for it in figures}
    assert measured == {"draw maze, SVG and PDF": 2.0, "map of 6 pictures": 10.0}
    assert all(it["value"] > 0 and it["cpu_s"] > 0 for it in figures)


def test_what_is_not_there_is_refused_with_what_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["paint"])

    assert ", ".join(MEASURES) in capsys.readouterr().err
