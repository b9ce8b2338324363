import re

import pytest

from prompts.errors import PromptError
from prompts.expand import flags_of
from prompts.flags import Flags
from prompts.grammar import parse
from prompts.spelling import nearest
from prompts.table import TABLE, Kind, Spec, find, rows


def test_all_flags_of_a_prompt_come_to_values() -> None:
    text = (
        "a fox --ar 3:2 --size 512 --seed 7 --no people, cars --count 2 --repeat 3 --model tiny"
        " --steps 20 --stylize 250 --chaos 30 --weird 500 --stop 80 --tile --style ink"
        " --template poster --control canny:0.8 --iw 1.5 --sref job:12 --sw 100 --private"
    )

    assert flags_of(parse(text)) == Flags(
        ar="3:2",
        size=512,
        seed=7,
        no="people, cars",
        count=2,
        repeat=3,
        model="tiny",
        steps=20,
        stylize=250,
        chaos=30,
        weird=500,
        stop=80,
        tile=True,
        style="ink",
        template="poster",
        control="canny:0.8",
        iw=1.5,
        sref="job:12",
        sw=100,
        private=True,
    )


def test_two_other_flags_say_what_those_say_otherwise() -> None:
    assert flags_of(parse("a --cfg .5 --q 0.25")) == Flags(cfg=0.5, quality=0.25)


def test_no_flags_come_to_nothing() -> None:
    assert flags_of(parse("a fox")) == Flags()


def test_what_to_keep_out_adds_up() -> None:
    assert flags_of(parse("a --no people --tile --no cars, (dogs:1.2)")).no == "people, cars, dogs"


NUMBERS = [spec for spec in TABLE if spec.kind in (Kind.WHOLE, Kind.NUMBER)]


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)
def test_a_number_may_reach_its_ends_and_not_pass_them(spec: Spec) -> None:
    for value in (spec.least, spec.most):
        beside = " --sref x" if spec.name == "sw" else ""
        assert getattr(flags_of(parse(f"a --{spec.name} {value:.15g}{beside}")), spec.name) == value
    for value in (spec.least - 1, spec.most + 1):
        with pytest.raises(PromptError, match=re.escape(spec.range)):
            parse(f"a --{spec.name} {value:.15g}")


@pytest.mark.parametrize("spec", TABLE, ids=lambda spec: spec.name)
def test_every_form_of_a_flag_means_it_and_its_example_works(spec: Spec) -> None:
    beside = " --sref x" if spec.name == "sw" else ""
    for form in spec.forms:
        assert find(form) is spec
        (flag, *_) = parse(f"a --{form} {spec.example}{beside}").flags
        assert flag.name == spec.name


def test_no_two_flags_share_a_form() -> None:
    forms = [form for spec in TABLE for form in spec.forms]

    assert len(forms) == len(set(forms))


def test_every_flag_is_a_field_of_the_values() -> None:
    assert [spec.name for spec in TABLE] == sorted(
        Flags.__dataclass_fields__, key=[spec.name for spec in TABLE].index
    )


def test_help_has_a_row_for_each() -> None:
    assert rows()[0] == ("--ar --aspect 3:2", "width to height")
    assert len(rows()) == len(TABLE)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("sed", "seed"),
        ("sede", "seed"),
        ("Stpes", "steps"),
        ("aspekt", "aspect"),
        ("xyzzy", None),
        ("", None),
        ("s" * 6000, None),
    ],
)
def test_the_nearest_name_is_found(word: str, meant: str | None) -> None:
    assert nearest(word, ["seed", "steps", "aspect"]) == meant
