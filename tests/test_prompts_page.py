"""The grammar, flags and lists of the members' page are those of the code."""

from pathlib import Path

import pytest

import prompts.grammar
from prompts.lists import shipped_lists
from prompts.table import TABLE, Spec

PAGE = (Path(__file__).parent.parent / "docs" / "prompts.md").read_text(encoding="utf-8")


def test_the_grammar_is_the_one_of_the_module() -> None:
    documented = prompts.grammar.__doc__
    assert documented is not None
    rules = [line.strip() for line in documented.splitlines() if " ;" in line or ' | "' in line]

    assert len(rules) > 12
    assert [rule for rule in rules if rule not in PAGE] == []


@pytest.mark.parametrize("spec", TABLE, ids=lambda spec: spec.name)
def test_every_flag_stands_there_with_whether_it_acts(spec: Spec) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `--")]

    row = next(row for row in rows if f"`--{spec.name}`" in row)

    assert [form for form in spec.forms if f"`--{form}`" not in row] == []
    assert not row.endswith("not yet |")


def test_every_list_is_named() -> None:
    assert [name for name in shipped_lists().names if f"`__{name}__`" not in PAGE] == []
