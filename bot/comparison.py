"""A wish along one or two axes: a contact sheet's plan, and the job of each of its cells. Pure.

    a {red, blue} fox, x: steps: 10, 20 --> braces are an axis --> 2 x 2 jobs of one picture

All cells share what is drawn and the seed, unless the seed is an axis, so that nothing else
differs between them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.axes import EXAMPLE, MOST_CELLS, Axis, Way, check_cells, read_axis
from bot.axis_words import flag_of, put_in, replaced
from bot.plan import Plan, Side
from bot.wish import SQUARE, Commission, Wish, commission_of, told
from inference.catalogue import Catalogue
from prompts.calls import read_call
from prompts.choices import choices_in, chosen
from prompts.errors import PromptError
from prompts.expand import count_of, draw
from prompts.grammar import parse
from prompts.lists import shipped_lists
from prompts.printing import canonical, is_plain, plain
from prompts.template import Template, Templates
from prompts.tree import Flag, Part, Prompt
from prompts.words import clean, tidy

MOST_AXES = 2

_OPTIONS = {"model": "model", "seed": "seed", "ar": "aspect", "size": "size"}
"""Flags that are options of the command, too."""

Place = Sequence[tuple[Axis, int]]
"""A cell: which value it has on each axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a sheet comes to.

    Attributes:
        text: the words with every option as a flag, from which the same comes again.
        axes: as typed; braces are in the text.
        plan: of the sheet.
        made: the job of each cell.
        note: a sentence for the member; empty where there is nothing to say.
    """

    text: str
    axes: tuple[str, ...]
    plan: Plan
    made: tuple[Commission, ...]
    note: str = ""


def compared(
    wish: Wish, typed: Sequence[str], catalogue: Catalogue, *, draw_seed: Callable[[], int]
) -> Comparison:
    """The sheet of a wish.

    Args:
        wish: as typed, but for `count`: each cell is one picture.
        typed: the axes, first the one from left to right; empty ones do not count.
        catalogue: the models that may be asked for.
        draw_seed: gives a seed in [0, 2**32) where nobody says one.

    Raises:
        PromptError, ModelNotFound: one sentence that says what to change.
    """
    prompt = parse(clean(wish.prompt))
    lines = tuple(tidy(it) for it in typed if tidy(it))
    axes = [read_axis(it, _template(wish, prompt)) for it in lines]
    _check(wish, prompt, axes)
    given = _with_options(wish, prompt, axes, catalogue, draw_seed)
    first = _first_seed(given, axes)
    axes += _braces(_drawn(given, first))
    _check_number(axes)
    y = axes[1] if len(axes) > 1 else None
    places = [
        [(axis, number) for axis, number in ((axes[0], i), (y, j)) if axis]
        for j in range(len(y.values) if y else 1)
        for i in range(len(axes[0].values))
    ]
    known = catalogue, wish.templates
    return Comparison(
        text=clean(canonical(given), name="prompt with all its options"),
        axes=lines,
        plan=Plan(words=told(prompt), x=_side(axes[0]), y=_side(y) if y else None),
        made=tuple(_cell(given, place, first, known) for place in places),
        note=wish.model_note if _is_usual(prompt, wish, axes) else "",
    )


def sheet_of(made: Sequence[Commission], prompt: str) -> tuple[Plan, list[Commission]]:
    """The jobs of a wish for several as one sheet: its plan, and the jobs by cell.

    Braces are its axes if there are one or two pairs and nothing else makes jobs.

    Args:
        made: as `commissions_of` made them, from
        prompt: these words.
    """
    tree = parse(clean(prompt))
    first = made[0].request.seed
    axes = [] if any(it.name == "repeat" for it in tree.flags) else _braces(_drawn(tree, first))
    words = told(tree)
    if not axes or len(axes) > MOST_AXES:
        typed = [it.typed for it in made]
        seeds = [f"seed {it.request.seed}" for it in made]
        labels = typed if len(set(typed)) == len(made) else seeds
        return Plan(words=words, x=Side(title="", labels=tuple(labels))), list(made)
    if len(axes) == 1:
        return Plan(words=words, x=_side(axes[0])), list(made)
    wide, high = (len(axis.values) for axis in axes)
    cells = [made[i * high + j] for j in range(high) for i in range(wide)]
    return Plan(words=words, x=_side(axes[0]), y=_side(axes[1])), cells


def _is_usual(prompt: Prompt, wish: Wish, axes: Sequence[Axis]) -> bool:
    """Whether nobody says which model paints."""
    flags = {flag.name for flag in prompt.flags} | {it.name for it in axes if it.way is Way.FLAG}
    return wish.model is None and "model" not in flags


def _side(axis: Axis) -> Side:
    return Side(title="" if axis.way is Way.WORDS else axis.title, labels=axis.labels)


# ---- the words that all cells share


def _check(wish: Wish, prompt: Prompt, axes: Sequence[Axis]) -> None:
    for flag in prompt.flags:
        if flag.name in ("count", "repeat"):
            raise PromptError(
                f"Each cell of a sheet is one picture. Leave --{flag.name} out.",
                text=prompt.typed,
                at=flag.at,
            )
        if any((it.way, it.name) == (Way.FLAG, flag.name) for it in axes) and flag.name != "no":
            raise PromptError(
                f"The prompt says --{flag.name}, and an axis changes it. Keep one of them.",
                text=prompt.typed,
                at=flag.at,
            )
    for axis in axes:
        option = _OPTIONS.get(axis.name) if axis.way is Way.FLAG else None
        if option and getattr(wish, option) is not None:
            raise PromptError(
                f"The option “{option}” says one thing, and an axis several. Keep one of them."
            )


def _check_number(axes: Sequence[Axis]) -> None:
    if not axes:
        raise PromptError(
            f"Say what to compare: an axis such as “{EXAMPLE}”, or braces such as {{red, blue}}."
        )
    if len(axes) > MOST_AXES:
        raise PromptError(
            f"A sheet has two axes; braces are axes, too, and this comes to {len(axes)}."
            " Leave some out."
        )
    check_cells(axes)


def _with_options(
    wish: Wish,
    prompt: Prompt,
    axes: Sequence[Axis],
    catalogue: Catalogue,
    draw_seed: Callable[[], int],
) -> Prompt:
    """The prompt with every option as a flag, and a seed, but for what is an axis."""
    there = {flag.name for flag in prompt.flags} | {it.name for it in axes if it.way is Way.FLAG}
    shaped = wish.usual_aspect == SQUARE or "template" in there  # a template has its own
    usual = {"ar": None if shaped else wish.usual_aspect, "size": wish.usual_size}
    said: list[Flag] = []
    for name, option in _OPTIONS.items():
        value = getattr(wish, option)
        if value is not None and name in there:
            _check_same(prompt, name, option, value)
        elif name == "seed" and value is None:
            value = draw_seed() if name not in there else None
        if value is None:
            value = usual.get(name)
        if value is not None and name not in there:
            said.append(flag_of(name, str(value)))
    if "model" not in there and wish.model is None:
        said.append(flag_of("model", wish.usual_model or catalogue.default.name))
    if tidy(wish.negative):
        said.append(flag_of("no", tidy(wish.negative)))
    return replace(prompt, flags=(*prompt.flags, *said))


def _check_same(prompt: Prompt, name: str, option: str, value: object) -> None:
    flag = next(it for it in prompt.flags if it.name == name)
    if not is_plain(flag.value) or plain(flag.value) != str(value):
        raise PromptError(
            f"The prompt says --{name}, and the option “{option}” says {value}. Keep one of them.",
            text=prompt.typed,
            at=flag.at,
        )


def _first_seed(prompt: Prompt, axes: Sequence[Axis]) -> int:
    """What lists and picks are drawn with, in every cell."""
    for axis in axes:
        if (axis.way, axis.name) == (Way.FLAG, "seed"):
            return int(axis.values[0])
    for flag in prompt.flags:
        if flag.name == "seed" and is_plain(flag.value) and plain(flag.value).isdigit():
            return int(plain(flag.value))
    return 0  # several seeds in braces share what is drawn


def _template(wish: Wish, prompt: Prompt) -> Template | None:
    for flag in prompt.flags:
        if flag.name == "template" and is_plain(flag.value):
            return wish.templates.find(read_call(plain(flag.value))[0])
    return None


def _drawn(prompt: Prompt, seed: int) -> Prompt:
    """The prompt with what is to be drawn, and with what is no choice at all decided.

    Raises:
        PromptError: it stands for too many prompts.
    """
    prompt = draw(prompt, seed=seed, lists=shipped_lists())
    if (count := count_of(prompt)) > MOST_CELLS:
        number = f"{count:,}" if count < 10**9 else "more than a billion"
        raise PromptError(
            f"This prompt stands for {number} pictures; a sheet holds up to {MOST_CELLS}."
            " Leave some choices out."
        )
    while lone := [n for n, options in enumerate(choices_in(prompt)) if len(options) == 1]:
        prompt = chosen(prompt, lone[0], 0)
    return prompt


def _braces(prompt: Prompt) -> list[Axis]:
    """An axis for each pair of braces in a drawn prompt."""
    in_words = len(choices_in(replace(prompt, flags=())))
    titles = [""] * in_words
    for flag in prompt.flags:
        titles += [flag.name] * len(choices_in(Prompt(flags=(flag,))))
    found = []
    for number, options in enumerate(choices_in(prompt)):
        texts = tuple(canonical(Prompt(parts=(Part(words=it),))) for it in options)
        labels = tuple(it or "(nothing)" for it in texts)
        found.append(
            Axis(
                way=Way.BRACES, name=f"{number}", title=titles[number], values=texts, labels=labels
            )
        )
    return found


# ---- one cell


def _cell(
    prompt: Prompt, place: Place, seed: int, known: tuple[Catalogue, Templates]
) -> Commission:
    member_typed = prompt.typed
    for axis, number in place:
        if axis.way is Way.WORDS:
            prompt = replaced(prompt, axis, number)
    prompt = _drawn(prompt, seed)
    for axis, number in reversed(place):  # braces are counted, so the last go first
        prompt = put_in(prompt, axis, number)
    prompt = parse(canonical(prompt))
    catalogue, templates = known
    wish = Wish(prompt=prompt.typed, count=1, templates=templates)
    try:
        made = commission_of(wish, catalogue, draw_seed=lambda: seed)
    except PromptError as error:
        raise _shown_in(member_typed, error) from error
    return replace(made, typed=told(prompt))


def _shown_in(typed: str, error: PromptError) -> PromptError:
    """The same mistake, with its spot only where the member's own words are the same so far."""
    if error.at is None or error.text[: error.at + 1] != typed[: error.at + 1]:
        return PromptError(str(error))
    return PromptError(str(error), text=typed, at=error.at)
