import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prompts.errors import PromptError, columns
from prompts.grammar import parse
from prompts.printing import canonical, plain, plain_against, plain_parts
from prompts.tree import (
    SOFTER,
    STRONGER,
    Adapter,
    Choice,
    Emphasis,
    Extra,
    Flag,
    Node,
    Option,
    Part,
    Pick,
    Prompt,
    Text,
    Wildcard,
)

PIECES = (
    *(
        "a fox",
        "red",
        " ",
        "  ",
        ", ",
        ".",
        "3:2",
        "10:30",
        "é",
        "狐",
        "🦊",
        "\n",
        "`",
        "“",
        "”",
        "'",
    ),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "|",
        "<",
        ">",
        "\\",
        ":",
        "::",
        "::2",
        "::-0.5",
        ":1.3",
        ":1.3)",
    ),
    *("$$", "2$$", "1-2$$", "0.5::", "__", "__animal__", "_", "-", "--", "—", "–"),
    *(
        " --ar 3:2",
        " --no ",
        " --seed 7",
        "--seed=7",
        " --tile",
        " —ar 2:3",
        " --style ink",
        " --x",
    ),
    *("<lora:a b:0.8>", "<lora:", "embedding:", "embedding:hand", " --repeat 2", " --sref {a, b}"),
)
PROMPTS = some.lists(some.sampled_from(PIECES) | some.text(max_size=3), max_size=25).map("".join)


def words_of(text: str) -> tuple[Node, ...]:
    (part,) = parse(text).parts
    return part.words


def weights(nodes: tuple[Node, ...], factor: float = 1.0) -> list[tuple[str, float]]:
    """Each text with the product of the emphasis around it."""
    found: list[tuple[str, float]] = []
    for node in nodes:
        match node:
            case Text(words):
                found.append((words, round(factor, 4)))
            case Emphasis(body=body, weight=weight):
                found += weights(body, factor * weight)
    return found


# ---- prose


PROSE = (
    "a cat",
    "rock & roll :)",
    "a sad robot :(",
    "a sad robot :-( in the rain",
    "(: upside down",
    "1) a fox, 2) an owl",
    "a poster in 3:2",
    "the clock says 10:30",
    "title: the fox",
    "a fox — ink, no colour",
    "a fox -- ink",
    "the sky —wide and blue— above",
    "the wolf —stop the clock— runs",
    "a well--known fox",
    "pages 3–5",
    "don't",
    "a sign that says “open”",
    "he said: 'no'",
    "I <3 foxes",
    "2 < 3 > 1",
    "snake_case and a_b",
    "_ __ ___",
    "a | b",
    "100 $ and 200 $$",
    "C:\\pictures",
    "<@123> <:fox:123> :fox:",
    "f() and [ ]",
    "50 % off, #hashtag @home *bold* ~gone~",
    "狐（きつね）、赤い",  # noqa: RUF001 - as people write there
    "https://example.com:8080/a_b?c=d&e=--f",
)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_taken_as_it_is(text: str) -> None:
    assert parse(text) == Prompt(parts=(Part(words=(Text(text),)),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a cat (sleeping)", "a cat sleeping"),
        ("a poster (3:2)", "a poster 3:2"),
        ("a station (at 10:30)", "a station at 10:30"),
        ("a fox [red], an owl", "a fox red, an owl"),
        ("(a happy fox :) runs)", "a happy fox : runs)"),
        ("(a (red) fox:1.3) in (((snow)))", "a red fox in snow"),
        ("a fox <lora:ink:0.8> in snow", "a fox in snow"),
        ("a fox, (embedding:hand), ink", "a fox, <embedding:hand>, ink"),
        (r"a cat \(sleeping\) \[x\] \{y\}", "a cat (sleeping) [x] {y}"),
        ("a castle::2 fog:: rain", "a castle, fog, rain"),
        ("a fox --ar 3:2 in the snow", "a fox in the snow"),
        ("a (fox:0) owl", "a owl"),
        ("  a \n fox\t", "a fox"),
    ],
)
def test_the_words_alone_are_plain(text: str, words: str) -> None:
    assert plain_parts(parse(text)) == words


# ---- emphasis


@pytest.mark.parametrize(
    ("text", "found"),
    [  # as A1111's documentation has them
        ("normal text", [("normal text", 1.0)]),
        ("an (important) word", [("an ", 1.0), ("important", 1.1), (" word", 1.0)]),
        (r"\(literal\]", [("(literal]", 1.0)]),
        ("(unnecessary)(parens)", [("unnecessary", 1.1), ("parens", 1.1)]),
        ("a [word]", [("a ", 1.0), ("word", round(SOFTER, 4))]),
        ("a (word:1.5)", [("a ", 1.0), ("word", 1.5)]),
        ("a (word:0.25)", [("a ", 1.0), ("word", 0.25)]),
        ("a ((word))", [("a ", 1.0), ("word", 1.21)]),
        ("((a:1.5) b: 2 )", [("a", 3.0), (" b", 2.0)]),
        (
            "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            [
                ("a ", 1.0),
                ("house", 1.573),
                (" ", 1.1),
                ("on", 1.0),
                (" a ", 1.1),
                ("hill", 0.55),
                (", sun, ", 1.1),
                ("sky", 1.4641),
                (".", 1.1),
            ],
        ),
    ],
)
def test_emphasis_weighs_as_in_a1111(text: str, found: list[tuple[str, float]]) -> None:
    closed = text + ")" * (
        len(re.findall(r"(?<!\\)\(", text)) - len(re.findall(r"(?<!\\)\)", text))
    )

    assert weights(words_of(closed)) == found


@pytest.mark.parametrize("whole", ["(year 1920:2)", "(3:2)", "(16:9)", "(at 10:30)"])
def test_two_whole_numbers_are_a_ratio_or_a_time_and_no_weight(whole: str) -> None:
    assert words_of(whole) == (Emphasis(body=(Text(whole[1:-1]),), weight=STRONGER),)


def test_a_number_with_a_point_is_a_weight_even_after_a_number() -> None:
    assert words_of("(1920:1.2)") == (Emphasis(body=(Text("1920"),), weight=1.2),)


# ---- parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("hot dog", [("hot dog", 1)]),
        ("hot:: dog", [("hot", 1), ("dog", 1)]),
        ("hot::2 dog", [("hot", 2), ("dog", 1)]),
        ("hot::2dogs", [("hot", 1), ("2dogs", 1)]),
        ("sky::3d render", [("sky", 1), ("3d render", 1)]),
        ("cup::2 cake::-.5 illustration::", [("cup", 2), ("cake", -0.5), ("illustration", 1)]),
        ("a castle::2, fog::0.5 people::-0.5", [("a castle", 2), ("fog", 0.5), ("people", -0.5)]),
        ("a:: ::2 b", [("a", 1), ("b", 1)]),
        ("a::2::b", [("a", 2), ("b", 1)]),
    ],
)
def test_double_colons_weigh_the_part_before_them(
    text: str, parts: list[tuple[str, float]]
) -> None:
    assert [(plain(part.words), part.weight) for part in parse(text).parts] == parts


def test_what_weighs_less_than_nothing_is_kept_out() -> None:
    prompt = parse("a castle::2 fog::0 people::-0.5 cars::-0.5")

    assert plain_parts(prompt) == "a castle"
    assert plain_against(prompt) == "people, cars"


# ---- braces, lists and adapters


def options(*texts: str) -> tuple[tuple[Node, ...], ...]:
    return tuple((Text(text),) if text else () for text in texts)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("{red, blue}", Choice(options=options("red", "blue"))),
        ("{red}", Choice(options=options("red"))),
        ("{, red}", Choice(options=options("", "red"))),
        (r"{red\, pastel, blue}", Choice(options=options("red, pastel", "blue"))),
        ("{a|b|c}", Pick(options=tuple(Option(body=it) for it in options("a", "b", "c")))),
        ("{a, b|c}", Pick(options=tuple(Option(body=it) for it in options("a, b", "c")))),
        (
            "{2$$a|b|c}",
            Pick(options=tuple(Option(body=it) for it in options("a", "b", "c")), least=2, most=2),
        ),
        (
            "{1-2$$ and $$a|b}",
            Pick(
                options=tuple(Option(body=it) for it in options("a", "b")), most=2, joiner=" and "
            ),
        ),
        ("{-2$$a|b}", Pick(options=tuple(Option(body=it) for it in options("a", "b")), most=2)),
        ("{1-$$a|b}", Pick(options=tuple(Option(body=it) for it in options("a", "b")), most=2)),
        (
            "{0.5::a|2::b}",
            Pick(
                options=(Option(body=(Text("a"),), weight=0.5), Option(body=(Text("b"),), weight=2))
            ),
        ),
        (
            "{2$$__animal__}",
            Pick(options=(Option(body=(Wildcard(name="animal"),)),), least=2, most=2),
        ),
        ("__Animal__", Wildcard(name="animal")),
        ("__warm/dark-colours_2__", Wildcard(name="warm/dark-colours_2")),
        ("<lora:ink v2:0.8>", Adapter(kind=Extra.LORA, name="ink v2", weight=0.8)),
        ("<LoRA:ink>", Adapter(kind=Extra.LORA, name="ink")),
        ("<lyco:ink:-1>", Adapter(kind=Extra.LORA, name="ink", weight=-1)),
        ("embedding:bad-hand", Adapter(kind=Extra.EMBEDDING, name="bad-hand")),
        ("<embedding:hand:1.2>", Adapter(kind=Extra.EMBEDDING, name="hand", weight=1.2)),
    ],
)
def test_a_form_becomes_its_node(text: str, node: Node) -> None:
    assert words_of(text) == (node,)


def test_forms_stand_in_each_other() -> None:
    text = "a ({red, {dark|light} blue} fox:1.2)"

    assert words_of(text) == (
        Text("a "),
        Emphasis(
            body=(
                Choice(
                    options=(
                        (Text("red"),),
                        (
                            Pick(options=tuple(Option(body=it) for it in options("dark", "light"))),
                            Text(" blue"),
                        ),
                    )
                ),
                Text(" fox"),
            ),
            weight=1.2,
        ),
    )


# ---- flags


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("a --ar 3:2", [("ar", "3:2")]),
        ("a --AR=3:2", [("ar", "3:2")]),
        ("a --aspect: 16x9", [("ar", "16x9")]),
        ("--seed 7 a", [("seed", "7")]),
        ("a --seed 7, --ar 3:2.", [("seed", "7"), ("ar", "3:2")]),
        ("a —ar 3:2 —seed 7", [("ar", "3:2"), ("seed", "7")]),
        ("a –ar 3:2 ——tile", [("ar", "3:2"), ("tile", "")]),
        ("a —no people, cars —tile", [("no", "people, cars"), ("tile", "")]),
        ("a --no people, cars --q 2", [("no", "people, cars"), ("quality", "2")]),
        ("a --no people --no cars", [("no", "people"), ("no", "cars")]),
        ('a --no "red, blue" b', [("no", "red, blue")]),
        ("a --no “red, blue”, green", [("no", "red, blue, green")]),
        ("a --no it's", [("no", "it's")]),
        ('a --style "ink and wash" --s 250', [("style", "ink and wash"), ("stylize", "250")]),
        ("a --style ‘ink and wash’", [("style", "ink and wash")]),
        ('a --style "say \\"hi\\""', [("style", 'say "hi"')]),
        ("a --r 3 --c 5 --w 100 --m painter", [
            ("repeat", "3"), ("chaos", "5"), ("weird", "100"), ("model", "painter")
        ]),
        ("a --seed 7 --seed 7", [("seed", "7")]),
        ("a,--tile", [("tile", "")]),
        ("a --sref https://example.com/a--b.png", [("sref", "https://example.com/a--b.png")]),
    ],
)  # fmt: skip
def test_flags_are_found_wherever_they_stand(text: str, flags: list[tuple[str, str]]) -> None:
    prompt = parse(text)

    assert [(flag.name, plain(flag.value)) for flag in prompt.flags] == flags
    assert plain_parts(prompt).rstrip(",").startswith("a")


def test_a_flag_may_have_choices() -> None:
    (flag,) = parse("a fox --ar {3:2, 1:1}").flags

    assert flag == Flag(name="ar", value=(Choice(options=options("3:2", "1:1")),))


# ---- what is wrong


WRONG = (
    ("a (fox", 2, "This “(” is never closed."),
    ("a [fox", 2, "This “[” is never closed."),
    ("a {fox", 2, "This “{” is never closed."),
    ("a fox}", 5, "Nothing opens this “}”."),
    ("(a [b) c]", 3, "This “[” is never closed."),
    ("(fox:nan)", 5, "Emphasis is from 0 to 10"),
    ("(fox:-1)", 5, "Emphasis is from 0 to 10"),
    ("(fox:1.2.3)", 5, "Emphasis is from 0 to 10"),
    ("(fox:1e5)", 5, "Emphasis is from 0 to 10"),
    (f"(fox:{'9' * 400})", 5, "Emphasis is from 0 to 10"),
    ("fox::nan", 5, "A part weighs from -100 to 100"),
    ("fox::inf owl", 5, "A part weighs from -100 to 100"),
    (f"fox::{'9' * 400}", 5, "A part weighs from -100 to 100"),
    ("fox::-1", 7, "The weights of all parts together must be more than 0."),
    ("(fox::2)", 4, "Parts with :: stand outside of brackets."),
    ("[fox:owl:0.5]", 8, "Square brackets take no number"),
    ("[fox|owl]", 4, "Words do not take turns here."),
    ("{}", 0, "Write something between the braces"),
    ("a { , }", 2, "Write something between the braces"),
    ("{|}", 0, "Write something between the braces"),
    ("{3$$a|b}", 1, "There are 2 to pick from here"),
    (f"{{{'9' * 400}$$a|b}}", 1, "There are 2 to pick from here"),
    ("{2-1$$a|b}", 1, "Write the smaller number first"),
    ("{0::a|0::b}", 0, "At least one of these must weigh more than 0."),
    ("<lora:ink", 0, "This is never closed."),
    ("<lora:>", 6, "Name what to add"),
    ("<lora:ink:strong>", 10, "“strong” is no weight"),
    ("{a --ar 3:2, b}", 3, "A flag stands outside of brackets."),
    ("a --sed 7", 2, "There is no flag --sed. Did you mean --seed?"),
    ("a --aspekt 3:2", 2, "There is no flag --aspekt. Did you mean --aspect?"),
    ("a --v 6", 2, "There is no flag --v. Here you choose who paints with --model."),
    ("a --zzzz", 2, "There is no flag --zzzz. These are known: --ar, "),
    ("a --ar", 6, "--ar needs a value, such as --ar 3:2."),
    ("a --ar --tile", 7, "--ar needs a value, such as --ar 3:2."),
    ("a --no", 6, "--no needs a value, such as --no people, cars."),
    ("a --ar wide", 7, "“wide” is not an aspect."),
    ("a --ar 9:1", 7, "9:1 is too long and thin."),
    ("a --seed x", 9, "--seed takes a whole number from 0 to 4294967295, not “x”."),
    ("a --seed -1", 9, "--seed takes a whole number from 0 to 4294967295, not “-1”."),
    (f"a --seed {'9' * 5000}", 9, "--seed takes a whole number from 0 to 4294967295, not “999"),
    ("a --steps 1.5", 10, "--steps takes a whole number from 1 to 150, not “1.5”."),
    ("a --cfg nan", 8, "--cfg takes a number from 0 to 50, not “nan”."),
    ("a --seed 1 --seed 2", 18, "--seed stands here twice with different values."),
    ("a --steps 9 --q 2", 16, "--steps and --quality are two ways to set the same."),
    ("a --sw 5", 7, "--sw needs --sref beside it."),
    ("a --repeat {1, 2}", 11, "--repeat needs a value, such as --repeat 3."),
    ('a --style "ink', 10, 'This " is never closed.'),
    ("a --no b::2", 8, "Parts with :: stand before the flags."),
    ("(" * 33 + "a" + ")" * 33, 32, "Brackets may stand in each other 32 deep"),
    ("{" * 3000 + "a" + "}" * 3000, 32, "Brackets may stand in each other 32 deep"),
    ("{" * 3000, 0, "This “{” is never closed."),
)


@pytest.mark.parametrize(("text", "at", "sentence"), WRONG, ids=[text[:20] for text, *_ in WRONG])
def test_a_mistake_is_one_sentence_and_a_caret_under_its_spot(
    text: str, at: int, sentence: str
) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)) as caught:
        parse(text)

    assert caught.value.at == at
    assert len(str(caught.value)) < 300
    assert re.search(r"[.?]$", str(caught.value))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a fox --sed 7", "a fox --sed 7\n      ^"),
        ("a fox --ar", "a fox --ar\n          ^"),
        ("狐 🦊 --sed 7", "狐 🦊 --sed 7\n      ^"),
        ("a\nfox --sed 7", "a fox --sed 7\n      ^"),
        ("é" * 100 + " --sed 7" + "é" * 100, f"…{'é' * 29} --sed 7{'é' * 23}…\n{' ' * 31}^"),
    ],
)
def test_the_caret_stands_under_the_spot(text: str, lines: str) -> None:
    with pytest.raises(PromptError) as caught:
        parse(text)

    assert caught.value.underlined == lines


def test_signs_of_no_width_do_not_move_the_caret() -> None:
    assert [columns(text) for text in ("abc", "狐", "e\u0301", "\u200d")] == [3, 2, 1, 0]


def test_an_error_without_a_spot_underlines_nothing() -> None:
    assert not PromptError("Say what to paint.").underlined


# ---- properties


@given(PROMPTS)
def test_the_canonical_form_means_the_same(text: str) -> None:
    try:
        prompt = parse(text)
    except PromptError:
        return

    again = parse(canonical(prompt))

    assert again == prompt
    assert canonical(again) == canonical(prompt)


@given(some.text(max_size=60) | PROMPTS)
def test_whatever_is_typed_is_parsed_or_refused_with_a_spot_in_it(text: str) -> None:
    try:
        parse(text)
    except PromptError as error:
        refusal = error
    else:
        return

    assert refusal.at is not None
    assert 0 <= refusal.at <= len(text)
    assert refusal.underlined.endswith("^")


@pytest.mark.parametrize(
    "build",
    [
        lambda n: "a fox, " * n,
        lambda n: "(a) " * n,
        lambda n: "{a, b} " * n,
        lambda n: "{" + "a, " * n + "b}",
        lambda n: "((((((((" + "a " * n + "))))))))",
        lambda n: ":( " * n,
        lambda n: ") " * n,
        lambda n: "a::2 " * n,
        lambda n: "_" * n,
        lambda n: "—no " * n,
        lambda n: "-" * n,
        lambda n: "\\" * n,
        lambda n: "<lora:" * n,
        lambda n: "--no a " * n,
        lambda n: "—ar — " * n,
        lambda n: "(a:" * n,
        lambda n: "(a:1" + "1" * n + ")",
    ],
)
def test_twice_as_much_text_is_twice_the_work(build: Callable[[int], str]) -> None:
    little, much = (calls(build(n)) for n in (200, 400))

    assert much <= 2.2 * little + 100


def calls(text: str) -> int:
    """How many functions are called to parse a text; regular expressions count as one each."""
    count = 0

    def watch(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        parse(text)
    except PromptError:
        pass
    finally:
        sys.setprofile(before)
    return count
