import pytest

from bot.axes import Axis, Way, check_cells, read_axis, suggestions
from prompts.errors import PromptError
from prompts.template import shipped_templates

TAROT = shipped_templates().find("tarot")

READ = {
    "steps: 10, 20,30": (Way.FLAG, "steps", ["10", "20", "30"]),
    "Guidance: 3, 7.5": (Way.FLAG, "cfg", ["3", "7.5"]),
    "cfg scale: 3, 7": (Way.FLAG, "cfg", ["3", "7"]),
    "--seeds = 1-4": (Way.FLAG, "seed", ["1", "2", "3", "4"]),
    "seed: 4-2, 9": (Way.FLAG, "seed", ["4", "3", "2", "9"]),
    "steps: 10-30 (+10)": (Way.FLAG, "steps", ["10", "20", "30"]),
    "guidance: 1-2 [3]": (Way.FLAG, "cfg", ["1", "1.5", "2"]),
    'sampler: "euler a", ddim': (Way.FLAG, "sampler", ["euler a", "ddim"]),
    'template: tarot, "poster; hour=dawn, clear"': (
        *(Way.FLAG, "template"),
        ["tarot", "poster; hour=dawn, clear"],
    ),
    "no: cars, people | birds": (Way.FLAG, "no", ["cars, people", "birds"]),
    'template: "tarot; sky=stars" | poster': (
        *(Way.FLAG, "template"),
        ["tarot; sky=stars", "poster"],
    ),
    "words: red | deep, dark blue |": (Way.WORDS, "", ["red", "deep, dark blue", ""]),
    "prompt s/r: red, blue": (Way.WORDS, "", ["red", "blue"]),
    "sky: the sun, stars": (Way.SLOT, "sky", ["the sun", "stars"]),
    "style: mosaic, ink": (Way.SLOT, "style", ["mosaic", "ink"]),
    "lora ink: 0, 0.5, 1": (Way.LORA, "ink", ["0", "0.5", "1"]),
    "lora: none, ink, oil:0.6": (Way.LORAS, "", ["none", "ink", "oil:0.6"]),
    "tile: on, OFF": (Way.FLAG, "tile", ["on", "off"]),
}


@pytest.mark.parametrize("typed", READ)
def test_an_axis_is_read(typed: str) -> None:
    axis = read_axis(typed, TAROT)

    assert (axis.way, axis.name, list(axis.values)) == READ[typed]


WRONG = {
    "steps 10 20": "Write an axis as a name and its values, such as “steps: 10, 20, 30”.",
    ": 1, 2": "Write an axis as a name and its values, such as “steps: 10, 20, 30”.",
    "stesp: 1": "There is no axis “stesp”. Did you mean “steps”?",
    "qqqq: 1": "There is no axis “qqqq”. There are: figure, sky, style, words, lora, ar, size,",
    "steps:": "The axis “steps” has no values. Write it like “steps: 10, 20, 30”.",
    "cfg:": "The axis “cfg” has no values. Write it like “cfg: 3, 5, 8”.",
    "steps: 10, 20, 10": "“10” stands twice on the axis “steps”. Keep one.",
    "words: red | |": "Nothing stands twice on the axis “words”. Keep one.",
    "steps: 10,, 20": "There is nothing between two commas of the axis. Write a value there.",
    'sampler: "euler" a, b': "Write the values with commas between, or with | if they hold some.",
    "seed: 1-99999": "“1-99999” on the axis “seed” are 99,999 values; a sheet holds up to 16",
    "steps: 1-9 (+0)": "The steps of “steps” are nothing. Write 1-9 (+2).",
    "steps: 0, 10": "--steps takes a whole number from 1 to 150, not “0”.",
    "guidance: nan": "--cfg takes a number from 0 to 50, not “nan”.",
    "seed: " + "9" * 200: "--seed takes a whole number from 0 to 4294967295, not “9999",
    "count: 1, 2": "“count” cannot be an axis, as each cell is one picture.",
    "tile: on, perhaps": "“tile” is “on” or “off”, not “perhaps”.",
    "lora ink: 3": "A LoRA weighs from -2 to 2, not “3”.",
    "lora: a*": "“a*” names no LoRA. Write “lora: ink, oil:0.5, none”.",
    "x" * 301: "An axis has up to 300 characters. Shorten it.",
    "words: `a`": "An axis cannot hold the sign `. Leave it out.",
}


@pytest.mark.parametrize("typed", WRONG)
def test_a_mistake_is_one_sentence_that_says_what_to_write(typed: str) -> None:
    with pytest.raises(PromptError) as error:
        read_axis(typed, TAROT)

    assert str(error.value).startswith(WRONG[typed])


def steps(*values: str) -> Axis:
    return read_axis(f"steps: {', '.join(values)}", None)


def seeds(last: int) -> Axis:
    return read_axis(f"seed: 1-{last}", None)


CELLS = {
    "one": ([steps("4")], "That is one picture."),
    "same": ([steps("4", "5"), steps("6")], "Both axes are “steps”."),
    "many": ([seeds(5), steps("4", "5", "6", "7")], "This sheet would have 5 times 4 = 20"),
}


@pytest.mark.parametrize(("axes", "sentence"), CELLS.values(), ids=CELLS)
def test_axes_that_come_to_no_sheet_are_refused(axes: list[Axis], sentence: str) -> None:
    with pytest.raises(PromptError, match=sentence):
        check_cells(axes)


def test_what_is_typed_goes_on_as_names_then_values() -> None:
    known = {"model": ["painter"], "template": ["tarot", "poster"], "lora": []}

    assert "seed: 1-4" in suggestions("", known)
    assert suggestions("templ", known) == ["template: tarot, poster"]
    assert suggestions("model", known) == []  # there is but one
    assert suggestions("template: tarot, P", known) == [
        "template: tarot, P",
        "template: tarot, poster",
    ]
    assert suggestions("steps: 4, 8", known) == ["steps: 4, 8"]
