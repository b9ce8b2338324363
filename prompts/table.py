"""The table of all flags that members type into a prompt: names, kinds, ranges, help.

The grammar asks it what kind of value follows a name. What the bot can do with them so far is not
known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from prompts.size import LARGEST_SIDE, SMALLEST_SIDE
from prompts.spelling import nearest

MAX_SEED = 2**32 - 1
MAX_REPEAT = 16
MAX_BEST = 16


class Kind(Enum):
    """What may follow a flag's name."""

    WHOLE = auto()  # a whole number
    NUMBER = auto()
    RATIO = auto()  # 3:2
    NAME = auto()  # one word, or several in quotes
    WORDS = auto()  # all words up to the next flag, or some in quotes
    SWITCH = auto()  # nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One flag.

    Attributes:
        name: the long form.
        shorts: other forms that mean the same.
        kind: of its value.
        least, most: the range of a number.
        example: a value that can be had.
        help: for members, without a period.
        single: whether the value must be one for the whole prompt, without braces and lists.
    """

    name: str
    kind: Kind
    help: str
    shorts: tuple[str, ...] = ()
    least: float = 0
    most: float = 0
    example: str = ""
    single: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """Every name, the long one first."""
        return (self.name, *self.shorts)

    @property
    def range(self) -> str:
        """What may be written after it, in words for a member."""
        match self.kind:
            case Kind.WHOLE:
                return f"a whole number from {self.least:.0f} to {self.most:.0f}"
            case Kind.NUMBER:
                return f"a number from {self.least:g} to {self.most:g}"
            case Kind.RATIO:
                return "width:height, between 1:3 and 3:1"
            case Kind.NAME:
                return "a name, in quotes if it has spaces"
            case Kind.WORDS:
                return "words, up to the next flag"
            case Kind.SWITCH:
                return ""


TABLE: tuple[Spec, ...] = (
    Spec(name="ar", shorts=("aspect",), kind=Kind.RATIO, example="3:2", help="width to height"),
    Spec(
        name="size",
        kind=Kind.WHOLE,
        least=SMALLEST_SIDE,
        most=LARGEST_SIDE,
        example="512",
        help="the side in pixels of a square picture of the same area",
    ),
    Spec(
        name="seed",
        kind=Kind.WHOLE,
        most=MAX_SEED,
        example="7",
        help="the same words and seed give the same pictures",
    ),
    Spec(name="no", kind=Kind.WORDS, example="people, cars", help="what to keep out"),
    Spec(
        name="count",
        kind=Kind.WHOLE,
        least=1,
        most=4,
        example="2",
        help="how many pictures at once",
    ),
    Spec(
        name="best",
        kind=Kind.WHOLE,
        least=2,
        most=MAX_BEST,
        example="8",
        help="paint so many, and show those that are nearest to the words",
    ),
    Spec(
        name="repeat",
        shorts=("r",),
        kind=Kind.WHOLE,
        least=1,
        most=MAX_REPEAT,
        example="3",
        help="how many times, each with new seeds and new words from lists",
        single=True,
    ),
    Spec(name="model", shorts=("m",), kind=Kind.NAME, example="painter", help="who paints"),
    Spec(
        name="steps",
        kind=Kind.WHOLE,
        least=1,
        most=150,
        example="20",
        help="how many steps a diffusion model takes",
    ),
    Spec(
        name="cfg",
        shorts=("guidance",),
        kind=Kind.NUMBER,
        most=50,
        example="5.5",
        help="how closely a diffusion model keeps to the words",
    ),
    Spec(
        name="sampler",
        kind=Kind.NAME,
        example='"euler a"',
        help="how a diffusion model steps",
    ),
    Spec(
        name="stylize",
        shorts=("s",),
        kind=Kind.NUMBER,
        most=1000,
        example="250",
        help="how much the painter's own taste shows; 100 is usual",
    ),
    Spec(
        name="chaos",
        shorts=("c",),
        kind=Kind.NUMBER,
        most=100,
        example="30",
        help="how much the pictures of a grid differ",
    ),
    Spec(
        name="weird",
        shorts=("w",),
        kind=Kind.NUMBER,
        most=3000,
        example="500",
        help="how odd colours, places and shapes may become",
    ),
    Spec(
        name="quality",
        shorts=("q",),
        kind=Kind.NUMBER,
        least=0.25,
        most=4,
        example="0.5",
        help="how long to paint, beside the usual time",
    ),
    Spec(
        name="stop",
        kind=Kind.WHOLE,
        least=10,
        most=100,
        example="80",
        help="leave the picture unfinished at this percentage",
    ),
    Spec(name="tile", kind=Kind.SWITCH, help="pictures whose edges fit together"),
    Spec(
        name="style",
        kind=Kind.NAME,
        example="ink",
        help="one of the painter's styles, on any model",
    ),
    Spec(name="template", kind=Kind.NAME, example="poster", help="a template to fill"),
    Spec(
        name="control",
        kind=Kind.NAME,
        example="canny:0.8",
        help="what reads the control picture, and how much it counts",
    ),
    Spec(
        name="iw",
        kind=Kind.NUMBER,
        most=3,
        example="1.5",
        help="how much the picture you start from counts, or the reference",
    ),
    Spec(name="sref", kind=Kind.NAME, example="job:12", help="a picture whose style to take"),
    Spec(
        name="sw",
        kind=Kind.NUMBER,
        most=1000,
        example="100",
        help="how much that style counts; needs --sref",
    ),
    Spec(name="bare", kind=Kind.SWITCH, help="without your usual suffix, this once"),
    Spec(name="private", kind=Kind.SWITCH, help="only you see the result"),
)
"""In the order in which help lists them."""

CONFLICTS: tuple[tuple[str, str], ...] = (("steps", "quality"), ("cfg", "stylize"))
"""Two names for one thing."""

NEEDS = MappingProxyType({"sw": "sref"})

ELSEWHERE = MappingProxyType(
    {
        "v": "Here you choose who paints with --model",
        "version": "Here you choose who paints with --model",
        "niji": "Here you choose who paints with --model",
        "stealth": "Here it is called --private",
        "negative": "Here it is called --no",
        "n": "Here it is called --count or --no",
        "width": "Here you write --ar and --size",
        "height": "Here you write --ar and --size",
    }
)
"""What other bots call it, and what to do here."""

_BY_FORM = MappingProxyType({form: spec for spec in TABLE for form in spec.forms})


def find(form: str) -> Spec | None:
    """The flag with this long or short name, in any case."""
    return _BY_FORM.get(form.lower())


def unknown(form: str, own: Iterable[str] = ()) -> str:
    """The sentence about a name that no flag has, with the nearest that one has.

    Args:
        form: the name, as typed.
        own: other names that would do.
    """
    shown = form if len(form) <= 20 else form[:20] + "…"
    if told := ELSEWHERE.get(form.lower()):
        return f"There is no flag --{shown}. {told}."
    if near := nearest(form, [*_BY_FORM, *own]):
        return f"There is no flag --{shown}. Did you mean --{near}?"
    names = ", ".join(f"--{spec.name}" for spec in TABLE)
    return f"There is no flag --{shown}. These are known: {names}."


def rows() -> list[tuple[str, str]]:
    """For help: how each flag is written, and what it does."""
    return [
        (" ".join([*(f"--{form}" for form in spec.forms), spec.example]).strip(), spec.help)
        for spec in TABLE
    ]
