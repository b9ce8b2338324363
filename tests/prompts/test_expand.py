import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prompts.errors import PromptError
from prompts.expand import MOST, count_of, draw, expand, flags_of
from prompts.grammar import parse
from prompts.lists import FOLDER, Lists, shipped_lists
from prompts.printing import canonical, is_plain, plain_parts

LISTS = Lists(
    {
        "animal": ["fox", "owl", "cat", "dog"],
        "colour": ["# two of them", "red", "", "dark {green|blue}"],
        "pair": ["__colour__ __animal__"],
        "empty": ["# nothing"],
        "loop": ["a __loop__"],
        "there": ["and __back__"],
        "back": ["and {__there__|x __there__}"],
        "broken": ["a (fox"],
        "flagged": ["fox --ar 3:2"],
        "astray": ["__animl__"],
        "two": ["__one__ __one__"],
        "one": ["__two-more__ __two-more__"],
        "two-more": ["__four__ __four__ __four__ __four__"],
        "four": ["__pair__ __pair__ __pair__ __pair__ __pair__ __pair__ __pair__"],
    }
)


def expanded(text: str, seed: int = 7) -> list[str]:
    return [canonical(it) for it in expand(draw(parse(text), seed=seed, lists=LISTS))]


# ---- permutations


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("a fox", ["a fox"]),
        ("{red, blue} fox", ["red fox", "blue fox"]),
        ("a {, red} fox", ["a fox", "a red fox"]),
        ("{a, b} {c, d}", ["a c", "a d", "b c", "b d"]),
        (
            "a {bird {on a pier, on a beach}, dog {on a sofa, in a truck}}",
            ["a bird on a pier", "a bird on a beach", "a dog on a sofa", "a dog in a truck"],
        ),
        ("a fox --ar {3:2, 1:1}", ["a fox --ar 3:2", "a fox --ar 1:1"]),
        ("({red, blue} fox:1.2) runs", ["(red fox:1.2) runs", "(blue fox:1.2) runs"]),
        ("{red, blue}::2 fox", ["red::2 fox::1", "blue::2 fox::1"]),
        (r"{red\, pastel, blue}", ["red, pastel", "blue"]),
    ],
)
def test_every_combination_of_choices_is_one_prompt(text: str, prompts: list[str]) -> None:
    assert expanded(text) == prompts
    assert count_of(parse(text)) == len(prompts)


@given(some.recursive(some.just("x"), lambda inner: some.lists(inner, min_size=1, max_size=4).map(
    lambda options: "a {" + ", ".join(options) + "} b"), max_leaves=12))  # fmt: skip
def test_the_count_is_known_without_building(text: str) -> None:
    prompt = parse(text)

    assert len(expand(prompt)) == count_of(prompt)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("{a, b} " * 7, "128 prompts"),
        ("{" + ", ".join("x" * 65) + "}", "65 prompts"),
        ("{a, b, c, d, e, f, g, h, i, j} " * 9, "1,000,000,000 prompts"),
        ("{a, b} " * 2000, "more than a billion prompts"),
    ],
)
def test_too_many_are_refused_with_the_number(text: str, number: str) -> None:
    with pytest.raises(PromptError, match=f"stand for {number}; Mozart takes up to {MOST}"):
        expanded(text)


# ---- drawing


def test_the_same_seed_draws_the_same() -> None:
    text = "__pair__ {a|b|c} {2$$d|e|f|g}"

    assert expanded(text, seed=3) == expanded(text, seed=3)
    assert len({expanded(text, seed=seed)[0] for seed in range(20)}) > 10


def test_what_a_seed_draws_never_changes() -> None:
    assert expanded("__pair__ {a|b|c} {2$$d|e|f|g}", seed=1) == ["dark green owl b d, e"]


def test_all_choices_of_a_prompt_share_what_was_drawn() -> None:
    red, blue = expanded("{red, blue} __animal__")

    assert red.split()[1] == blue.split()[1]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("A {house|apartment|lodge}", {"A house", "A apartment", "A lodge"}),
        ("{2$$a|b}", {"a, b", "b, a"}),
        ("{2$$ and $$a|b}", {"a and b", "b and a"}),
        ("{0-1$$a|b}", {"", "a", "b"}),
        ("{1-2$$a|b}", {"a", "b", "a, b", "b, a"}),
        ("{a|}x", {"ax", "x"}),
        ("{{a|b}|c}", {"a", "b", "c"}),
        ("{0::a|b}", {"b"}),
        ("__colour__", {"red", "dark green", "dark blue"}),
    ],
)
def test_everything_that_can_be_drawn_is_drawn_at_some_seed(text: str, drawn: set[str]) -> None:
    found = {plain_parts(draw(parse(text), seed=n, lists=LISTS)) for n in range(100)}

    assert found == drawn


def test_weights_say_how_often() -> None:
    found = Counter(expanded("{9::a|b}", seed=seed)[0] for seed in range(1000))

    assert 850 < found["a"] < 950


def test_nothing_is_picked_twice() -> None:
    for seed in range(50):
        (picked,) = expanded("{3$$__animal__}", seed=seed)
        assert len(set(picked.split(", "))) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a __animl__", "There is no list called “animl”. Did you mean __animal__?"),
        ("a __zzz__", "There is no list called “zzz”. These are known: animal, astray, "),
        ("a __empty__", "The list “empty” is empty."),
        ("a __loop__", "The list “loop” names itself"),
        ("a __there__", "The list “there” names itself"),
        ("a __broken__", "Line 1 of the list “broken”: This “(” is never closed."),
        ("a __flagged__", "Line 1 of the list “flagged”: A flag stands outside of brackets."),
        ("a __astray__", "In the list “astray”: There is no list called “animl”."),
        ("{5$$__animal__}", "The list “animal” has 4 lines, so not more can be picked."),
        ("a __two__", "More than 256 words are to be drawn here."),
        ("{a|b}" * 300, "More than 256 words are to be drawn here."),
    ],
)
def test_what_cannot_be_drawn_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)):
        expanded(text)


def test_an_unknown_list_is_underlined() -> None:
    with pytest.raises(PromptError) as caught:
        expanded("a __animl__")

    assert caught.value.underlined == "a __animl__\n  ^"


def test_lists_may_name_each_other_to_a_depth() -> None:
    chain = {f"l{n}": [f"__l{n + 1}__"] for n in range(40)} | {"l40": ["fox"]}

    with pytest.raises(PromptError, match="32 deep, not deeper"):
        draw(parse("__l0__"), seed=0, lists=Lists(chain))
    drawn = draw(parse("__l9__"), seed=0, lists=Lists(chain))
    assert plain_parts(drawn) == "fox"


# ---- flags of what was expanded


def test_a_choice_of_values_is_checked_when_it_is_made() -> None:
    good, bad = expand(parse("a fox --seed {7, many}"))

    assert flags_of(good).seed == 7
    with pytest.raises(PromptError, match="not “many”"):
        flags_of(bad)


# ---- our lists


def test_there_are_lists_to_begin_with() -> None:
    names = shipped_lists().names

    assert len(names) >= 12
    assert {"animal", "colour", "season", "time", "weather", "place", "light", "lens"} <= {*names}


@pytest.mark.parametrize("name", [file.stem for file in sorted(FOLDER.glob("*.txt"))])
def test_every_line_of_our_lists_can_be_drawn(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    assert len(set(lines)) == len(lines) >= 6
    for seed in range(50):
        drawn = draw(parse(f"__{name}__"), seed=seed, lists=shipped_lists())
        assert all(is_plain(part.words) for part in drawn.parts)
        assert plain_parts(drawn)
