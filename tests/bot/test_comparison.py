from pathlib import Path

import pytest

from bot.comparison import Comparison, compared, sheet_of
from bot.plan import Plan
from bot.wish import Wish, commissions_of
from inference.catalogue import Catalogue, Model
from inference.companions import Companion
from inference.errors import ModelNotFound
from inference.offers import Kind
from prompts.errors import PromptError
from prompts.template import Templates, made_of

CATALOGUE = Catalogue(
    [
        Model(name="one", engine="diffusion", title="One", family="sd15"),
        Model(name="two", engine="diffusion", title="Two", family="sd15"),
        Model(name="painter", engine="painter", title="The painter"),
    ],
    [Companion(name=name, kind=Kind.LORA, file=Path(name)) for name in ("ink", "oil")],
)
SEED = 77


def compare(prompt: str, *axes: str, **options: object) -> Comparison:
    wish = Wish(prompt=prompt, **options)  # type: ignore[arg-type]  # a test's own fields
    return compared(wish, axes, CATALOGUE, draw_seed=lambda: SEED)


def labels(found: Comparison) -> list[str]:
    return [found.plan.label(cell) for cell in range(found.plan.cells)]


def test_cells_go_line_by_line_and_differ_in_the_axes_alone() -> None:
    found = compare("a (red:1.2) fox", "steps: 4, 8", "guidance: 3, 7", negative="cars")

    made = [it.request for it in found.made]
    assert [(it.steps, it.guidance) for it in made] == [(4, 3), (8, 3), (4, 7), (8, 7)]
    assert {(it.prompt, it.negative, it.seed, it.count) for it in made} == {
        ("a red fox", "cars", SEED, 1)
    }
    assert labels(found)[1] == "steps 8 · guidance 3"


def test_a_mark_stands_under_words_that_somebody_typed_or_nowhere() -> None:
    with pytest.raises(PromptError, match="The painter knows no --steps") as axis:
        compare("a fox", "steps: 4, 8", model="painter")
    with pytest.raises(PromptError, match="The painter knows no --steps") as prompt:
        compare("a fox --steps 3", "stop: 40, 80", model="painter")

    assert axis.value.underlined == ""
    assert prompt.value.underlined.splitlines()[0] == "a fox --steps 3"


def test_what_is_drawn_is_the_same_in_every_cell_also_where_the_seed_is_an_axis() -> None:
    found = compare("a __animal__ in {rain|snow|fog}", "seed: 1-8")

    assert len({it.request.prompt for it in found.made}) == 1
    assert [it.request.seed for it in found.made] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_braces_are_axes_of_themselves() -> None:
    found = compare("a ({red, }:1.3) fox --ar {3:2, 1:1} in {fog}")

    assert labels(found) == [
        "red · ar 3:2",
        "(nothing) · ar 3:2",
        "red · ar 1:1",
        "(nothing) · ar 1:1",
    ]
    assert [it.request.prompt for it in found.made[:2]] == ["a red fox in fog", "a fox in fog"]
    assert found.made[0].request.width > found.made[2].request.width


def test_braces_in_braces_are_one_axis() -> None:
    found = compare("a {red, {dark, light} blue} fox", "seed: 1, 2")

    assert found.plan.x.labels == ("1", "2")
    assert found.plan.y is not None
    assert found.plan.y.labels == ("red", "dark blue", "light blue")


def test_words_take_the_place_of_the_first_value_as_a_whole_word() -> None:
    found = compare("a red fox in red fog, hundred", "words: red | (pale:1.2) blue |")

    assert [it.request.prompt for it in found.made] == [
        "a red fox in red fog, hundred",
        "a pale blue fox in pale blue fog, hundred",
        "a fox in fog, hundred",
    ]
    assert found.made[1].request.spans
    assert labels(found) == ["red", "(pale:1.2) blue", "(nothing)"]


def test_words_may_bring_flags() -> None:
    found = compare("a fox", "words: fox | owl --ar 3:2")

    assert [it.request.width > it.request.height for it in found.made] == [False, True]


def test_a_server_has_templates_of_its_own() -> None:
    own = Templates([made_of("ours", {"slots": {"what": {}}, "prompt": {"free": "our $what"}})])

    found = compare("a fox --template ours", "seed: 1, 2", templates=own)

    assert found.made[1].request.prompt == "our a fox"


def test_a_slot_of_the_template_is_an_axis() -> None:
    found = compare(
        'a fox --template "tarot; sky=the moon"', "style: woodcut, ink", "sky: a rainbow, stars"
    )

    prompts = [it.request.prompt for it in found.made]
    assert ["woodcut" in it for it in prompts] == [True, False, True, False]
    assert ["rainbow" in it for it in prompts] == [True, True, False, False]


def test_templates_and_models_are_axes() -> None:
    found = compare(
        "a fox", 'template: tarot, "stamp; colour=primary colours"', "model: two, painter"
    )

    assert [it.request.model for it in found.made] == ["two", "two", "painter", "painter"]
    assert ["tarot" in it.typed for it in found.made] == [True, False, True, False]


def test_a_lora_is_weighed_where_it_stands_or_put_behind_the_words() -> None:
    there = compare("a (fox <lora:ink:0.3>:1.1) run", "lora ink: 0.5, 1")
    new = compare("a fox", "lora: none, ink, oil:0.6")

    assert [it.request.adapters for it in there.made] == [{"ink": 0.5}, {"ink": 1.0}]
    assert [it.request.adapters for it in new.made] == [{}, {"ink": 1.0}, {"oil": 0.6}]


WHOLE = {
    "options": ("a __animal__", ["steps: 4, 8"], {"aspect": "3:2", "size": 320, "seed": 3}),
    "signs": ("a `red` {fox, ow\\`l} \\(x) --no “a, b”", [], {"negative": "c -- (d"}),
    "model axis": ("a fox", ["model: one, two"], {}),
    "seed axis": ("a {b|c} fox", ["seed: 4, 2"], {"model": "two"}),
    "words": ("castle::2 fog::0.5", ["words: fog | rain"], {}),
    "usual": ("a fox", ["seed: 1-3"], {"usual_model": "two", "usual_aspect": "2:1"}),
}


@pytest.mark.parametrize(("prompt", "axes", "options"), WHOLE.values(), ids=WHOLE)
def test_the_same_sheet_comes_again_from_its_text(
    prompt: str, axes: list[str], options: dict[str, object]
) -> None:
    found = compare(prompt, *axes, **options)

    again = compared(Wish(prompt=found.text), found.axes, CATALOGUE, draw_seed=lambda: 5)

    assert [it.request for it in again.made] == [it.request for it in found.made]
    assert (again.text, again.axes) == (found.text, found.axes)
    assert "`" not in found.text.replace("\\`", "")


REFUSED = {
    "nothing": ("a fox", [], {}, "Say what to compare: an axis such as “steps: 10, 20, 30”, or"),
    "three": ("a {b, c} fox", ["steps: 4, 5", "seed: 1, 2"], {}, "A sheet has two axes; braces"),
    "bomb": ("{a, b}" * 99, [], {}, "This prompt stands for more than a billion pictures; a sheet"),
    "many": ("{a, b}" * 5, [], {}, "This prompt stands for 32 pictures; a sheet holds up to 16."),
    "flag": ("a fox --steps 4", ["steps: 5, 6"], {}, "The prompt says --steps, and an axis"),
    "count": ("a fox --count 2", ["steps: 5, 6"], {}, "Each cell of a sheet is one picture. Leave"),
    "option": ("a fox", ["seed: 5, 6"], {"seed": 7}, "The option “seed” says one thing, and an"),
    "two": ("a fox --seed 8", ["steps: 5, 6"], {"seed": 7}, "The prompt says --seed, and the opt"),
    "marker": ("a fox", ["words: owl | cat"], {}, "The prompt has no “owl”. The first value of"),
    "braces": ("a fox", ["words: fox | {a, b}"], {}, "The values of the axis “words” cannot hold"),
    "painter": ("a fox", ["steps: 5, 6"], {"model": "painter"}, "The painter knows no --steps."),
    "sampler": ("a fox", ["sampler: euler, ddin"], {}, "There is no sampler “ddin”. Did you mean"),
    "long": ("a fox " * 160, ["steps: 5, 6"], {"negative": "b" * 60}, "The prompt with all its o"),
    "lora": ("a fox", ["lora inc: 1, 2"], {}, "There is no LoRA called “inc” here. Did you mean"),
}


@pytest.mark.parametrize(("prompt", "axes", "options", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sheet_is_one_sentence(
    prompt: str, axes: list[str], options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(PromptError) as error:
        compare(prompt, *axes, **options)

    assert str(error.value).startswith(sentence)


def test_an_unknown_model_on_an_axis_is_refused() -> None:
    with pytest.raises(ModelNotFound, match="There is no model called “three” here"):
        compare("a fox", "model: one, three")


def several(prompt: str) -> tuple[Plan, list[str]]:
    made = commissions_of(Wish(prompt=prompt), CATALOGUE, draw_seed=lambda: SEED)
    plan, cells = sheet_of(made, prompt)
    assert sorted(it.request.prompt for it in cells) == sorted(it.request.prompt for it in made)
    return plan, [it.request.prompt for it in cells]


def test_a_wish_for_several_jobs_has_its_braces_as_axes() -> None:
    plan, prompts = several("a {red, blue} {fox, owl, cat}")

    assert [plan.label(cell) for cell in (0, 1, 5)] == ["red · fox", "blue · fox", "blue · cat"]
    assert (prompts[0], prompts[1], prompts[5]) == ("a red fox", "a blue fox", "a blue cat")


def test_where_braces_do_not_say_it_each_job_has_a_label_of_its_own() -> None:
    three, _ = several("{a, b} {c, d} {e, f}")
    repeated, _ = several("a fox --repeat 2")

    assert (three.label(1), three.y) == ("a c f", None)
    assert repeated.x.labels == ("seed 77", "seed 81")


def test_a_plan_is_read_as_it_was_written() -> None:
    plan = compare("a {“red”, été} fox", "seed: 1, 2").plan

    assert Plan.from_json(plan.to_json()) == plan
