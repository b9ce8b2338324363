from dataclasses import replace
from typing import Any

import pytest

from bot.sketch import Sketch, drawing_of, suggestions
from inference.errors import RequestRefused
from inference.masters.catalogue import MASTERS
from inference.request import Request
from prompts.errors import PromptError


def asked(master: str, options: str = "", **more: object) -> Request:
    sketch = replace(Sketch(master=master, options=options), **more)  # type: ignore[arg-type]
    return drawing_of(sketch, draw_seed=lambda: 5)


def test_a_sketch_is_a_request_for_one_square_drawing_with_plots() -> None:
    request = asked("maze", "cells=9 inks=black, crimson tile=ARCS")

    assert (request.model, request.width, request.height) == ("draw", 1024, 1024)
    assert (request.count, request.seed) == (1, 5)
    assert request.options == {
        "master": "maze", "files": "svg, pdf", "cells": 9, "inks": "black, crimson", "tile": "arcs",
    }  # fmt: skip
    assert request.prompt.endswith(": cells=9 inks=black,crimson tile=arcs")


def test_several_drawings_bring_no_more_files_than_a_message_holds() -> None:
    assert asked("maze", count=4).options["files"] == "svg"
    assert asked("maze", count=4, files="svg, pdf").options["files"] == "svg, pdf"


def test_every_master_names_the_work_that_it_follows() -> None:
    for master in MASTERS.values():
        assert asked(master.name).prompt == f"{master.name}, {master.title}"
        assert len(f"{master.name}: {master.about}") <= 100


def test_inks_may_be_an_option_of_their_own() -> None:
    assert asked("maze", inks="navy").options["inks"] == "navy"


WRONG = {
    "master": (("raphael", ""), {}, "There is no master called “raphael”; choose one of"),
    "no name": (("town", "big"), {}, "Write options as name=value, not “big”; “town” has colours,"),
    "range": (("town", "towers=99"), {}, "“towers” takes a whole number from 0 to 40, not “99”."),
    "inks": (("town", ""), {"inks": "red"}, "“town” has inks of its own; leave yours out."),
    "twice": (("maze", "cells=3 cells=4"), {}, "“cells” is there twice; keep one of them."),
    "inks twice": (("maze", "inks=red"), {"inks": "navy"}, "You named inks twice; keep one of"),
    "files": (("town", ""), {"files": "dxf"}, "A drawing has no “dxf” file; there are svg, pdf"),
    "seed": (("town", ""), {"seed": -1}, "A seed is a whole number between 0 and 4294967295."),
    "count": (("town", ""), {"count": 9}, "Mozart makes 1 to 4 pictures at a time."),
    "size": (("town", ""), {"size": 9}, "A size is between 64 and 1536 pixels."),
}


@pytest.mark.parametrize(("words", "more", "sentence"), WRONG.values(), ids=WRONG)
def test_a_sketch_that_cannot_be_drawn_is_refused_in_one_sentence(
    words: tuple[str, str], more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((RequestRefused, PromptError)) as refused:
        asked(*words, **more)

    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")


def test_options_are_suggested_one_after_the_other() -> None:
    first = [value for _, value in suggestions("maze", "")]
    then = [value for _, value in suggestions("maze", "tile=arcs ce")]

    assert first == ["tile=", "cells=", "order=", "inks="]
    assert then == ["tile=arcs cells="]
    assert suggestions("maze", "cells=9")[0][0].startswith("cells=9  Along the shorter side (2 to")
    assert suggestions("raphael", "") == []
