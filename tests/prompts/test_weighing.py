import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.errors import PromptError
from prompts.expand import draw, expand
from prompts.grammar import parse
from prompts.lists import shipped_lists
from prompts.printing import plain_parts
from prompts.weighing import LEAST, MOST, Span, spans, weigh_alike


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a red fox", [("a red fox", 1.0)]),
        ("a (red:1.3) fox", [("a ", 1.0), ("red", 1.3), (" fox", 1.0)]),
        ("a ((red)) [fox]", [("a ", 1.0), ("red", 1.21), (" ", 1.0), ("fox", 0.9091)]),
        ("a (red (fox:1.2):1.5)", [("a ", 1.0), ("red ", 1.5), ("fox", 1.8)]),
        ("fox::3 snow::1", [("fox", 1.5), (", ", 1.0), ("snow", 0.5)]),
        ("fox::2 snow::2 people::-1", [("fox, snow", 1.0)]),
        ("(a:9) b", [("a", MOST), (" b", 1.0)]),
        ("a (b:0.001)", [("a ", 1.0), ("b", LEAST)]),
        ("a (b:0) c", [("a c", 1.0)]),
        ("a fox <lora:ink:0.8>", [("a fox", 1.0)]),
        ("a fox --ar 3:2", [("a fox", 1.0)]),
        ("", []),
    ],
)
def test_stretches_weigh_what_the_signs_say(typed: str, expected: list[Span]) -> None:
    assert list(spans(parse(typed))) == expected


def test_only_brackets_and_parts_make_a_difference() -> None:
    assert weigh_alike(spans(parse("a red fox, in snow --no people")))
    assert not weigh_alike(spans(parse("a (red) fox")))


TEXTS = st.text(alphabet="ab ()[]:1.5,-|{}\\ \t", max_size=40)


@given(TEXTS)
def test_joined_they_are_the_plain_words(typed: str) -> None:
    try:
        trees = expand(draw(parse(typed), seed=1, lists=shipped_lists()))
        for tree in trees:
            assert "".join(words for words, _ in spans(tree)) == plain_parts(tree)
    except PromptError:
        pass
