"""What a language model is asked stands in files, which an operator may have of their own."""

from pathlib import Path

import pytest

from inference.engines.writer.task import copy_tasks, read_task
from inference.errors import ModelNotFound
from inference.writer import Draft, Example, Manner

DRAFT = Draft(
    words="A Red fox",
    manner=Manner.FREE,
    examples=[Example(f"few {number}", f"rich {number}") for number in range(9)],
)


def test_the_small_model_is_asked_in_the_one_form_that_it_learned() -> None:
    assert read_task("own", None).asked(DRAFT) == " a red fox =+"


def test_any_other_model_gets_task_context_and_examples() -> None:
    task = read_task("general", None)

    asked = task.asked(DRAFT)

    assert asked.startswith(task.task)
    assert task.context.free in asked
    assert "Words: few 3\nPrompt: rich 3\n" in asked
    assert "few 4" not in asked
    assert asked.endswith("\nWords: A Red fox\nPrompt:")


def test_marks_in_members_words_are_only_words() -> None:
    draft = Draft(words="{rich} {words}", manner=Manner.SCENES)

    assert read_task("general", None).asked(draft).endswith("Words: {rich} {words}\nPrompt:")


def test_an_operators_file_stands_in_the_place_of_ours(tmp_path: Path) -> None:
    files = copy_tasks(tmp_path / "writer")
    (tmp_path / "writer" / "own.toml").write_text(
        'form = {free="{words}:{rich}",scenes="{words}>{rich}"}'
    )

    assert {file.name for file in files} == {"own.toml", "general.toml"}
    assert read_task("own", tmp_path / "writer").asked(DRAFT) == "A Red fox:"
    assert copy_tasks(tmp_path / "writer") == files
    assert read_task("own", tmp_path / "writer").asked(DRAFT) == "A Red fox:"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "wrong at form"),
        ('form = {free="{words}", scenes="{words}{rich}"}', "form.free needs"),
        ('tries = 900\nform = {free="{words}{rich}", scenes="{words}{rich}"}', "wrong at tries"),
        ('try = 3\nform = {free="{words}{rich}", scenes="{words}{rich}"}', "wrong at try"),
        ("form = {", "cannot be read"),
    ],
)
def test_a_slip_in_an_operators_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(text)

    with pytest.raises(ModelNotFound, match=said):
        read_task("own", tmp_path)
