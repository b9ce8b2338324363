import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from inference.painter.reading import read
from inference.request import SAMPLERS
from prompts.calls import called, read_call
from prompts.errors import PromptError
from prompts.expand import count_of, draw, flags_of
from prompts.grammar import parse
from prompts.lists import shipped_lists
from prompts.printing import canonical, plain, plain_parts
from prompts.slots import Slot, SlotKind
from prompts.template import (
    FOLDER,
    Dialect,
    Template,
    Templates,
    picture_file,
    read_template,
    shipped_templates,
)
from prompts.tree import Flag, Part, Prompt, Text
from prompts.words import clean, tidy

GOOD = """
about = "A card."

[slots.figure]
label = "Who"

[slots.sky]
label = "The sky"
kind = "choice"
choices = ["the moon", "stars"]
default = "stars"

[slots.count]
label = "How many"
kind = "number"
most = 6
default = "2"

[prompt]
free = "A card of $figure under $sky, $count times"
tags = "card, ($figure:1.2), {$sky|$sky}, $count"
scenes = "$count $figure, $sky"

[defaults]
ar = "2:3"

[[examples]]
figure = "a fox"
"""
SHIPPED = shipped_templates().all
EXAMPLES = [(it, number) for it in SHIPPED for number in range(len(it.examples))]


def card(text: str = GOOD) -> Template:
    return read_template("card", text)


def filled(template: Template, typed: dict[str, str], dialect: Dialect) -> str:
    """The final prompt in plain words."""
    values = template.values(typed)
    words = template.words({name: (Text(it),) for name, it in values.items()}, dialect)
    prompt = Prompt(parts=(Part(words=words),))
    assert count_of(prompt) == 1
    return plain_parts(draw(parse(canonical(prompt)), seed=7, lists=shipped_lists()))


# ---- those that are shipped


def test_there_are_many_and_all_are_read() -> None:
    assert len(SHIPPED) >= 24
    assert {it.name for it in SHIPPED} == {file.stem for file in FOLDER.glob("*.toml")}


@pytest.mark.parametrize("template", SHIPPED, ids=lambda it: it.name)
def test_a_shipped_template_says_what_it_is_with_two_examples(template: Template) -> None:
    assert template.about.endswith(".")
    assert len(template.examples) == 2
    assert template.defaults.sampler in (None, *SAMPLERS)
    assert template.defaults.ar is not None


def test_every_shipped_template_has_a_small_picture() -> None:
    sizes = {file.stem: file.stat().st_size for file in FOLDER.glob("*.webp")}

    assert sizes.keys() == {it.name for it in SHIPPED}
    assert sum(sizes.values()) < 1_000_000
    for template in SHIPPED:
        assert picture_file(template.name).read_bytes()[8:12] == b"WEBP"


@pytest.mark.parametrize("template", SHIPPED, ids=lambda it: it.name)
def test_a_shipped_template_is_written_for_each_kind_of_model(template: Template) -> None:
    assert len({template.prompt.of(dialect) for dialect in Dialect}) == len(Dialect)


@pytest.mark.parametrize(("template", "number"), EXAMPLES, ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize("dialect", Dialect)
def test_every_example_comes_to_words_without_a_mark_left(
    template: Template, number: int, dialect: Dialect
) -> None:
    words = filled(template, template.examples[number], dialect)

    assert clean(words) == words
    assert re.findall(r"[$|{}<>_]|, ,|,,", words) == []


@pytest.mark.parametrize(("template", "number"), EXAMPLES, ids=lambda it: getattr(it, "name", it))
def test_the_painter_understands_every_example(template: Template, number: int) -> None:
    reading = read(filled(template, template.examples[number], Dialect.SCENES))

    assert reading.note == ""
    assert reading.scene.items
    assert reading.scene.style is not None


@pytest.mark.parametrize("template", SHIPPED, ids=lambda it: it.name)
def test_the_painter_understands_every_choice(template: Template) -> None:
    for name, slot in template.slots.items():
        for choice in slot.choices:
            words = filled(template, template.examples[0] | {name: choice}, Dialect.SCENES)
            assert read(words).note == "", words


@pytest.mark.parametrize(("template", "number"), EXAMPLES, ids=lambda it: getattr(it, "name", it))
def test_what_is_shown_to_be_typed_is_read_as_the_example(template: Template, number: int) -> None:
    prompt = parse(template.example(number))

    name, values = read_call(flags_of(prompt).template or "")
    values[template.main] = plain(prompt.parts[0].words)
    assert template.values(values) == template.values(template.examples[number])
    assert name == template.name


# ---- filling


def test_slots_that_nobody_fills_hold_their_defaults() -> None:
    assert (
        filled(card(), {"figure": "a fox"}, Dialect.FREE) == "A card of a fox under stars, 2 times"
    )


def test_slots_are_filled_inside_of_brackets_and_picks() -> None:
    assert filled(card(), {"figure": "a fox"}, Dialect.TAGS) == "card, a fox, stars, 2"


def test_choices_are_known_in_any_case_and_numbers_without_zeros() -> None:
    typed = {"figure": "a", "sky": " The MOON", "count": "03"}

    assert card().values(typed) == {"figure": "a", "sky": "the moon", "count": "3"}


@example("$sky {a, b} (c:2) __animal__ <lora:x> --ar 2:3 \\")
@given(some.text(min_size=1, max_size=60).map(tidy).filter(bool))
def test_a_value_is_literal_whatever_signs_are_in_it(value: str) -> None:
    said = filled(card(), {"figure": value}, Dialect.FREE)

    assert said == f"A card of {value} under stars, 2 times"


@given(some.dictionaries(some.sampled_from(["sky", "count"]), some.text(max_size=40).map(tidy)))
def test_a_call_is_read_back_from_a_prompt_whatever_signs_are_in_it(values: dict[str, str]) -> None:
    flag = Flag(name="template", value=(Text(called("card", values)),))
    text = canonical(Prompt(parts=(Part(words=(Text("a fox"),)),), flags=(flag,)))

    assert read_call(flags_of(parse(text)).template or "") == ("card", values)


REFUSED = {
    "empty": ({}, "The template “card” needs words for “Who”, such as: a fox."),
    "only spaces": ({"figure": "  "}, "needs words for “Who”"),
    "no slot": ({"figure": "a", "skye": "b"}, "has no slot “skye”. It has: figure, sky, count."),
    "near": ({"figure": "a", "sky": "the moo"}, "“The sky” cannot be “the moo”. Did you mean “the"),
    "far": ({"figure": "a", "sky": "zzz"}, "“The sky” cannot be “zzz”. Choose one of: the moon, s"),
    "number": ({"figure": "a", "count": "7"}, "“How many” is a whole number from 1 to 6, not “7”."),
    "word": ({"figure": "a", "count": "two"}, "“How many” is a whole number from 1 to 6, not “tw"),
    "digits": ({"figure": "a", "count": "²"}, "“How many” is a whole number from 1 to 6"),
    "long": ({"figure": "a" * 401}, "Shorten “Who” to 400 characters."),
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filled_in_is_refused_in_a_sentence(
    typed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)):
        card().values(typed)


@pytest.mark.parametrize("call", ["card; sky", "card; sky=a; sky=b", "card; ;"])
def test_a_call_that_is_no_list_of_slots_is_refused(call: str) -> None:
    with pytest.raises(PromptError, match="Write each slot of a template once, such as"):
        read_call(call)


def test_a_template_is_found_in_any_case_and_one_that_is_not_there_names_the_nearest() -> None:
    templates = Templates([card()])

    assert templates.find(" Card ").name == "card"
    with pytest.raises(PromptError, match=r"called “crad”\. Did you mean “card"):
        templates.find("crad")
    with pytest.raises(PromptError, match=r"called “zzz”\. There are: card\."):
        templates.find("zzz")


def test_with_very_many_templates_a_refusal_stays_short() -> None:
    templates = Templates(card().model_copy(update={"name": f"card-{n}"}) for n in range(79))

    with pytest.raises(PromptError, match="card-44 and 39 more") as refused:
        templates.find("zzz")
    assert len(str(refused.value)) < 500


def test_with_very_long_choices_a_refusal_stays_short() -> None:
    slot = Slot(label="L", kind=SlotKind.CHOICE, choices=tuple(f"{n}" * 50 for n in range(1, 26)))

    with pytest.raises(PromptError) as refused:
        slot.read("zzz")
    assert len(str(refused.value)) < 500


# ---- files with mistakes

BROKEN = {
    "no TOML": ("about = ", "", "is no TOML"),
    "typo": ("about =", "abuot =", "wrong at"),
    "typo in a slot": ('label = "Who"', 'label = "Who"\nlable = "Who"', "slots.figure.lable"),
    "no label": ('label = "Who"', 'label = ""', "slots.figure.label"),
    "long about": ("A card.", "A card." * 20, "wrong at about"),
    "kind": ('kind = "number"', 'kind = "nunber"', "slots.count.kind"),
    "no choices": ('choices = ["the moon", "stars"]', "", "2 to 25 choices"),
    "default": ('default = "stars"', 'default = "sun"', "cannot be “sun”"),
    "default in capitals": ('default = "stars"', 'default = "Stars"', "written as stars"),
    "choice twice": ('"stars"]', '"The Moon"]', "each choice stands there once"),
    "slot's name": ("[slots.sky]", "[slots.Sky]", "small letters"),
    "unknown mark": ("of $figure", "of $figure in $place", "has $place, which is no slot"),
    "unused slot": ("$count $figure, $sky", "$count $figure", "lacks $sky"),
    "braces": ("A card of", "{A, One} card of", "several prompts"),
    "adapter": ("A card of", "(<lora:ink>, A) card of", "names an adapter"),
    "open bracket": ("A card of", "A (card of", "never closed"),
    "flag": ("A card of", "A (--ar 2:3) card of", "outside of brackets"),
    "aspect": ('"2:3"', '"9:1"', "too long and thin"),
    "unknown flag": ("ar =", "seed =", "defaults.seed"),
    "example": ('figure = "a fox"', 'figur = "a fox"', "has no slot “figur”"),
    "first slot": ('label = "Who"', 'label = "Who"\nkind = "number"', "first slot takes words"),
}


@pytest.mark.parametrize(("old", "new", "told"), BROKEN.values(), ids=BROKEN)
def test_a_file_with_a_mistake_is_refused_with_where_it_is(old: str, new: str, told: str) -> None:
    assert old in GOOD

    with pytest.raises(PromptError, match=re.escape(told)) as refused:
        card(GOOD.replace(old, new, 1))

    assert str(refused.value).endswith(".")
