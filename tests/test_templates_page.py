"""The templates of the members' page are those that are shipped."""

from pathlib import Path

from prompts.template import Template, shipped_templates

PAGE = (Path(__file__).parent.parent / "docs" / "prompts.md").read_text(encoding="utf-8")


def row(template: Template) -> str:
    """A template's line of the table."""
    slots = ", ".join(f"`{name}`" for name in template.slots)
    cells = (f"`{template.name}`", template.about, slots, f"`{template.example(1)}`")
    return f"| {' | '.join(cells)} |"


def test_the_table_has_exactly_the_templates_that_are_shipped() -> None:
    table = PAGE.split("| template |")[1].split("\n\n")[0].splitlines()[2:]

    assert table == [row(template) for template in shipped_templates().all]
