import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from prompts.draft import LONGEST_REST, Draft, draft_of, drafted, name_of, read_file
from prompts.errors import PromptError
from prompts.slots import SlotKind
from prompts.template import Dialect, Template, read_template, shipped_templates
from prompts.toml import read_toml, write_toml
from prompts.words import tidy

SHIPPED = shipped_templates().all


def market(**fields: str) -> Template:
    typed = {"name": "night-market", "sentence": "A $mood night market with $thing"} | fields
    return drafted(Draft(**typed))


# ---- fields to template, and back


@pytest.mark.parametrize("template", SHIPPED, ids=lambda it: it.name)
def test_every_shipped_template_can_be_put_into_the_form_and_comes_back(template: Template) -> None:
    assert drafted(draft_of(template)) == template


@pytest.mark.parametrize("template", SHIPPED, ids=lambda it: it.name)
def test_every_shipped_template_can_be_written_as_a_file_again(template: Template) -> None:
    assert read_template(template.name, template.toml) == template


def test_a_sentence_alone_is_a_template_whose_slots_take_any_words() -> None:
    template = market()

    assert [slot.kind for slot in template.slots.values()] == [SlotKind.WORDS] * 2
    assert {name: slot.label for name, slot in template.slots.items()} == {
        "mood": "Mood",
        "thing": "Thing",
    }
    assert template.about == "A $mood night market with $thing"
    assert template.prompt.of(Dialect.TAGS) == template.prompt.free
    assert draft_of(template).rest == ""


def test_a_list_is_a_choice_and_a_text_is_what_usually_stands_there() -> None:
    template = market(rest='slots.mood = ["busy", "quiet"]\nslots.thing = "lanterns"')

    assert (template.slots["mood"].kind, template.slots["mood"].default) == ("choice", "busy")
    assert template.slots["thing"].default == "lanterns"


def test_the_first_slot_of_words_without_a_usual_value_takes_the_words_of_imagine() -> None:
    assert market(rest='slots.mood = ["busy", "quiet"]').main == "thing"
    assert market(rest='slots.mood = "busy"').main == "thing"
    assert market(rest='slots.thing = "fruit"').main == "mood"
    assert market(rest='slots.thing = "fruit"\nslots.mood = "busy"').main == "thing"  # as it says


def test_flags_and_what_to_keep_out_are_the_templates() -> None:
    flags = '--ar 3:2 --cfg 6.5 --sampler "dpm++ 2m" --chaos 20 --tile'
    template = market(flags=flags, negative=" text,\nblurry ")

    assert template.defaults.said == {
        "ar": "3:2",
        "cfg": 6.5,
        "sampler": "dpm++ 2m",
        "chaos": 20,
        "tile": True,
    }
    assert template.negative == "text, blurry"
    assert draft_of(template).flags == flags


WRONG = {
    "no slot": ({"sentence": "A night market"}, "The sentence needs a slot, such as $subject in:"),
    "open": ({"sentence": "A (fox in $a"}, "never closed"),
    "name": ({"name": "42"}, "A template's name has 2 to 30 small letters, digits and dashes"),
    "long name": ({"name": "a" * 31}, "not “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa”."),
    "words": ({"flags": "red --ar 3:2"}, "The field of flags takes flags alone: --ar, --steps"),
    "flag": ({"flags": "--seed 7"}, "--weird, --tile, not --seed."),
    "two ways": ({"flags": "--cfg 7 --stylize 200"}, "--cfg and --stylize are two ways to set the"),
    "range of a flag": ({"flags": "--tile --chaos 300"}, "--chaos takes"),
    "draws": ({"flags": "--ar {1:1, 3:2}"}, "The flags of a template have one value each."),
    "value": ({"flags": "--ar 9:1"}, "too long and thin"),
    "TOML": ({"rest": "slots.mood = "}, "This is no TOML: Invalid value"),
    "key": ({"rest": 'lots.mood = "a"'}, "“night-market” is wrong at lots: there is no such key."),
    "field": ({"rest": 'negative = "a"'}, "Leave “negative” out of the TOML: what to keep out"),
    "sentence": ({"rest": 'prompt.free = "a"'}, "In the TOML, prompt holds tags and scenes"),
    "no tables": ({"rest": "slots = 3"}, "slots what stands in each"),
    "slot": ({"rest": "slots.mood = 3"}, "is wrong at slots.mood: it is to be a table."),
    "unused": ({"rest": 'slots.place = "a"'}, "the prompt “free” lacks $place."),
    "tags": ({"rest": 'prompt.tags = "market"'}, "the prompt “tags” lacks $mood, $thing."),
    "odd": ({"rest": 'prompt.tags = "$mood $thing $x"'}, "“tags” has $x, which is no slot."),
    "five": ({"sentence": "$a $b $c $d $e"}, "is wrong at slots:"),
    "choices": ({"rest": 'slots.mood = ["a"]'}, "a choice has 2 to 25 choices"),
    "range": ({"rest": 'slots.mood = {kind = "number", least = 9, most = 3}'}, "from 0 to 999,99"),
    "main": ({"rest": "slots.mood=['a','b']\nslots.thing=['a','b']"}, "the first slot takes words"),
    "long": (
        {"rest": write_toml({"slots": {"mood": [f"{n:02} " + "x" * 95 for n in range(25)]}})},
        "characters as TOML, and 3,000 are kept.",
    ),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_no_template_is_refused_in_a_sentence(
    fields: dict[str, str], sentence: str
) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)) as refused:
        market(**fields)

    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 250


def test_a_name_is_understood_as_people_write_it() -> None:
    assert name_of("  Night_Market ") == "night-market"


def test_what_can_be_kept_can_always_be_put_into_the_form() -> None:
    choices = [f"{number} {'x' * 60}" for number in range(25)]
    template = market(rest=write_toml({"slots": {"mood": choices}}))

    assert len(draft_of(template).rest) <= LONGEST_REST


# ---- strangers' files

HOSTILE = {
    "too large": ("a" * 6001, "This has 6,001 characters of TOML; 6,000 are read."),
    "deep arrays": ("a = " + "[" * 2900, "nested too deeply"),
    "deep tables": ("[" + ".".join("a" * 9) + "]", "nested too deeply"),
    "long key of keys": (f"{'a.' * 2900}a = 1", "nested too deeply"),
    "quoted keys": ('"a" . ' * 900 + "a = 1", "nested too deeply"),
    "keys in a table": (f"a = {{{'a.' * 2900}a = 1}}", "nested too deeply"),
    "deep inline": ("a = " + "{a = " * 900, "nested too deeply"),
    "unknown key": (
        'run = "rm -rf"\n[prompt]\nfree = "$a"\n[slots]\na = {}',
        "at run: there is no",
    ),
    "long key": (f'{"k" * 900} = 1\n[prompt]\nfree = "$a"', "there is no such key"),
    "control sign": ('about = "a\\u0007b"', "There are signs in it that nobody sees"),
    "turned around": ('about = "a\\u202eb"', "There are signs in it that nobody sees"),
    "hidden key": ('"a\\u200b" = 1', "There are signs in it that nobody sees"),
    "huge number": (f"a = {'9' * 5000}", "This is no TOML: a number or a date in it cannot be."),
    "31 April": ("a = 2026-04-31", "This is no TOML: "),
    "not a number": (
        '[prompt]\nfree = "$a"\n[slots]\na = {}\n[defaults]\ncfg = nan',
        "--cfg takes",
    ),
    "a date": ('about = 2026-01-01\n[prompt]\nfree = "$a"', "at about: it is to be text in quotes"),
    "a name": ('[prompt]\nfree = "$a"\n[slots]\n"@everyone" = {}', "is of small letters"),
    "adapter": ('[prompt]\nfree = "$a <lora:x:2>"\n[slots]\na = {}', "names an adapter"),
    "many prompts": ('[prompt]\nfree = "{a, b} $a"\n[slots]\na = {}', "several prompts"),
    "a list itself": ('[prompt]\nfree = "$a --ar 3:2"\n[slots]\na = {}', "A flag stands outside"),
    "nothing": ("", "it is missing"),
    "half an example": (
        '[prompt]\nfree = "$a $b"\n[slots]\na = {}\nb = {}\n[[examples]]\nb = "x"',
        "needs words for “A”.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PromptError, match=re.escape(sentence)) as refused:
        read_file("imported", text)

    assert len(str(refused.value)) < 300


def test_dots_in_a_text_are_dots() -> None:
    text = '[prompt]\nfree = "a.b.c.d.e.f.g.h of $a ... 1.2.3.4.5.6"\n[slots]\na = {}'

    assert read_file("dots", text).prompt.free.startswith("a.b.c.d.e.f.g.h of $a ... 1.2")


def test_a_text_on_several_lines_becomes_one_line() -> None:
    template = read_file("x1", '[prompt]\nfree = """A card\n  of $a"""\n[slots]\na = {}')

    assert template.prompt.free == "A card of $a"


PIECES = ["$a", "$b ", "{", "}", "|", "(", ")", ":", "--ar 3:2", "__animal__", "<lora:x>", "\\"]
PIECES += [
    "slots.",
    "[slots]\n",
    "prompt.",
    "a = ",
    "b = ",
    "[",
    "]",
    '"',
    "'",
    "\n",
    "nan",
    "1e400",
]
_odd = some.lists(some.sampled_from(PIECES) | some.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=60)
@given(_odd, _odd, _odd)
def test_whatever_is_typed_is_a_template_that_comes_back_or_one_sentence(
    sentence: str, flags: str, rest: str
) -> None:
    try:
        template = drafted(Draft(name="odd", sentence=f"$a {sentence}", flags=flags, rest=rest))
    except PromptError as error:
        refused = error
    else:
        assert drafted(draft_of(template)) == template
        return
    assert len(str(refused)) < 400


_texts = some.text(min_size=1, max_size=20).map(tidy).filter(bool)
_plain = _texts | some.integers(-99, 99) | some.booleans() | some.lists(_texts, max_size=3)


@given(
    some.dictionaries(_texts, _plain | some.dictionaries(_texts, _plain, max_size=3), max_size=4)
)
def test_what_is_written_as_toml_is_read_again(tables: dict[str, object]) -> None:
    assert read_toml(write_toml(tables)) == tables
