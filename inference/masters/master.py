"""What a master is: a name, what may be chosen, and a rule that makes a drawing of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

import numpy as np

from inference.masters.drawing import Drawing, Page
from inference.masters.options import Option, Value, Values, chosen
from inference.painter.chance import stream


@dataclass(frozen=True, slots=True)
class Task:
    """What a rule works from: the page, the choices, and accidents by purpose."""

    page: Page
    values: Values
    seed: int

    def rng(self, purpose: str) -> np.random.Generator:
        """The accidents for one purpose, the same in every process."""
        return stream(self.seed, purpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """One rule.

    Attributes:
        name: what members type.
        title: the work that it follows, and whose.
        about: one line, up to 100 signs.
        options: what may be chosen.
        rule: where what makes the drawing is: a module of this package, and its function of a Task.
    """

    name: str
    title: str
    about: str
    options: tuple[Option, ...]
    rule: str

    def choose(self, given: Mapping[str, object], seed: int) -> dict[str, Value]:
        """All choices: those given, and the seed's.

        Raises:
            RequestRefused: no such option, or no such value.
        """
        return chosen(self.options, given, seed, of=self.name)

    def draw(self, page: Page, values: Mapping[str, Value], seed: int) -> Drawing:
        """The drawing; the same page, choices and seed give the same one everywhere."""
        module, _, function = self.rule.partition(":")
        rule = getattr(import_module(f"inference.masters.{module}"), function)
        return cast("Drawing", rule(Task(page, Values(values), seed)))
