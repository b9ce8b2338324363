"""How a picture is to be painted, beside what it shows: the values of flags, whoever paints.

They travel in a request's options, by these names; only what differs from the usual is there. What
each comes to is the engine's business.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from inference.errors import RequestRefused
from inference.request import Option

_RANGES: Mapping[str, tuple[float, float]] = {
    "stylize": (0, 1000),
    "chaos": (0, 100),
    "weird": (0, 3000),
    "quality": (0.25, 4),
    "stop": (10, 100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The usual manner, where nothing else is said.

    Attributes:
        stylize: how much the painter's own taste shows, 0 to 1000.
        chaos: how far the pictures of one job lie apart, 0 to 100.
        weird: how odd they may become, 0 to 3000.
        quality: how much time to take, as a factor, 0.25 to 4.
        stop: at which percentage to leave the picture unfinished, 10 to 100.
        tile: whether the edges are to fit together.
    """

    stylize: float = 100.0
    chaos: float = 0.0
    weird: float = 0.0
    quality: float = 1.0
    stop: int = 100
    tile: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Option]) -> Self:
        """What a request's options say of it; options that are no manner are passed over.

        Raises:
            RequestRefused: a number is out of its range.
        """
        said: dict[str, Any] = {
            it.name: options[it.name] for it in fields(cls) if it.name in options
        }
        for name, (least, most) in _RANGES.items():
            value = said.get(name, least)
            if isinstance(value, bool | str) or not least <= value <= most:
                raise RequestRefused(f"Ask for a {name} from {least:g} to {most:g}.")
        return cls(**said)

    def options(self) -> dict[str, Option]:
        """What differs from the usual; `of` reads it again."""
        usual = asdict(type(self)())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}
