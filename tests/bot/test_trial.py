import re

import pytest

from bot.trial import tried
from prompts.draft import Draft, drafted
from prompts.errors import PromptError
from prompts.template import Template, shipped_templates

LONG = "x" * 390


@pytest.mark.parametrize("template", shipped_templates().all, ids=lambda it: it.name)
def test_every_shipped_template_can_be_used_by_a_model_of_each_kind(template: Template) -> None:
    assert tried(template) is template


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"flags": "--sampler eulr"}, "There is no sampler “eulr”. Did you mean “euler”?"),
        (
            {"sentence": "{$a|$a} " + "$a " * 120, "rest": f'examples = [{{a = "{LONG}"}}]'},
            "characters",
        ),
        ({"sentence": "$a __nolist__"}, "There is no list called “nolist”"),
    ],
    ids=["sampler", "too long", "list"],
)
def test_what_no_model_could_be_asked_for_is_refused_at_once(
    fields: dict[str, str], sentence: str
) -> None:
    template = drafted(Draft(**{"name": "odd", "sentence": "$a", **fields}))

    with pytest.raises(PromptError, match=re.escape(sentence)) as refused:
        tried(template)

    assert str(refused.value).startswith("The template “odd” cannot be used. ")
