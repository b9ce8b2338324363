"""The values that a prompt's flags come to, checked one by one and beside each other. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prompts.errors import PromptError
from prompts.size import read_aspect
from prompts.table import CONFLICTS, NEEDS, Kind, Spec, find

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What all flags of a prompt come to; None, empty or False where one was not typed."""

    ar: str | None = None
    size: int | None = None
    seed: int | None = None
    no: str = ""
    count: int | None = None
    best: int | None = None
    repeat: int | None = None
    model: str | None = None
    steps: int | None = None
    cfg: float | None = None
    sampler: str | None = None
    stylize: float | None = None
    chaos: float | None = None
    weird: float | None = None
    quality: float | None = None
    stop: int | None = None
    tile: bool = False
    style: str | None = None
    template: str | None = None
    control: str | None = None
    iw: float | None = None
    sref: str | None = None
    sw: float | None = None
    bare: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A flag with the text of its value, and where it stood."""

    name: str
    value: str
    at: int


def read_flags(flags: Iterable[Typed], *, text: str) -> Flags:
    """The values, checked one by one and beside each other.

    Args:
        flags: in the order typed.
        text: the prompt, for carets.

    Raises:
        PromptError: a value is out of range, or two flags do not go together.
    """
    values: dict[str, str | int | float | bool] = {}
    spots: dict[str, int] = {}
    for flag in flags:
        spec = find(flag.name)
        assert spec is not None
        value = read_value(spec, flag.value, text=text, at=flag.at)
        if flag.name == "no":
            value = _listed(str(values.get("no", "")), str(value))
        elif values.get(flag.name, value) != value:
            raise PromptError(
                f"--{flag.name} stands here twice with different values. Keep one.",
                text=text,
                at=flag.at,
            )
        values[flag.name] = value
        spots.setdefault(flag.name, flag.at)
    check_together(spots, text=text)
    return Flags(**values)  # type: ignore[arg-type]  # the kinds of TABLE are the fields' types


def check_together(spots: Mapping[str, int], *, text: str) -> None:
    """Refuse flags that contradict or lack each other; `spots` says where each one stands.

    Raises:
        PromptError: two do not go together.
    """
    for one, other in CONFLICTS:
        if one in spots and other in spots:
            raise PromptError(
                f"--{one} and --{other} are two ways to set the same. Keep one.",
                text=text,
                at=max(spots[one], spots[other]),
            )
    for one, other in NEEDS.items():
        if one in spots and other not in spots:
            raise PromptError(f"--{one} needs --{other} beside it.", text=text, at=spots[one])


def read_value(spec: Spec, value: str, *, text: str, at: int) -> str | int | float | bool:
    """One flag's value as what it is.

    Raises:
        PromptError: it is none that this flag can have.
    """
    match spec.kind:
        case Kind.SWITCH:
            return True
        case Kind.WHOLE | Kind.NUMBER:
            return _read_number(spec, value, text=text, at=at)
        case Kind.RATIO:
            try:
                read_aspect(value)
            except PromptError as error:
                raise PromptError(str(error), text=text, at=at) from error
            return value
        case Kind.NAME | Kind.WORDS:
            if not value.strip():
                raise missing(spec, text=text, at=at)
            return value


def missing(spec: Spec, *, text: str, at: int) -> PromptError:
    """The error of a flag without its value."""
    return PromptError(
        f"--{spec.name} needs a value, such as --{spec.name} {spec.example}.", text=text, at=at
    )


def _read_number(spec: Spec, value: str, *, text: str, at: int) -> int | float:
    form = _WHOLE if spec.kind is Kind.WHOLE else _NUMBER
    whole = len(value) <= _LONGEST_NUMBER and form.fullmatch(value)
    number = float(value) if whole else None
    if number is None or not spec.least <= number <= spec.most:
        shown = value if len(value) <= 20 else value[:20] + "…"
        raise PromptError(f"--{spec.name} takes {spec.range}, not “{shown}”.", text=text, at=at)
    return int(value) if spec.kind is Kind.WHOLE else number


def _listed(before: str, after: str) -> str:
    """Two lists of words as one."""
    return f"{before}, {after}" if before else after
