"""Words for a picture: what the judge and the encoder see, as the painter's captions.

The judge tells subject, colour, count, hour and style; the encoder, whose words and pictures share
one space, tells the place. Scenes of their likeliest answers are ranked by what both believe of
them. It knows the painter's world alone.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
import torch
from PIL.Image import Image

from inference.errors import ModelNotFound
from inference.judge import SHIPPED, JudgeRefused, read_judge, seen_at
from inference.likeness import Likeness, Rows
from inference.painter.captions import captions, ways_to_say
from inference.painter.facts import ATTRIBUTES
from inference.painter.sampling import stands_in
from inference.painter.scene import PATTERNS, Hour, Item, Place, Scene, Style

SURE = 0.5
"""How likely an answer must be before it is said, where it need not be said."""

SURE_OF_PLACE = 0.8
"""The same for places, of which the encoder is surer than it should be: two of three are right."""

_STEEPNESS = 30.0  # of cosines on the way to odds
_UNUSUAL = math.log(1 / 30)  # a thing in a place where the painter would not put it
_PATTERN = math.log(1 / 6)  # anything before a pattern instead of in a place
_TIMELESS = frozenset({Place.UNDERWATER, Place.SPACE, *PATTERNS})

Odds = Mapping[str, Mapping[str, float]]
"""For each attribute, the likeliness of each answer as a logarithm."""


class Eyes:
    """Looks at pictures; loads at the first."""

    def __init__(self, likeness: Likeness, judge: Path = SHIPPED) -> None:
        """Read nothing yet."""
        self._likeness, self._file = likeness, judge

    def scenes(self, picture: Image) -> list[Scene]:
        """What it may show, the likeliest first; each has another subject, or another place.

        Raises:
            ModelNotFound: the judge or the encoder cannot be loaded.
        """
        odds, places = self._odds(picture), self._places(picture)
        found: list[tuple[float, Scene]] = []
        attributes = {"subject": 4, "colour": 2, "count": 2, "style": 2}
        for answers in product(*(_best(odds[name], most) for name, most in attributes.items())):
            guess = dict(zip(attributes, answers, strict=True))
            score = sum(odds[name][answer] for name, answer in guess.items())
            there = _where(guess["subject"], places)
            for place in _best(there, 2):
                scene = _scene(
                    guess, Place(place), odds, sure=there[place] >= math.log(SURE_OF_PLACE)
                )
                found.append((score + there[place], scene))
        found.sort(key=lambda it: -it[0])
        return _apart([scene for _, scene in found])

    def _odds(self, picture: Image) -> Odds:
        judge, side = self._judge
        pixels = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1)[None]
        with torch.inference_mode():
            told = judge(seen_at(pixels.float() / 127.5 - 1, side))
        return {
            name: dict(zip(answers, told[name][0].log_softmax(0).tolist(), strict=True))
            for name, answers in ATTRIBUTES.items()
        }

    def _places(self, picture: Image) -> Mapping[str, float]:
        near = self._words_for_places @ self._likeness.of_pictures([picture])[0]
        odds = torch.from_numpy(_STEEPNESS * near).log_softmax(0).tolist()
        return dict(zip(Place, odds, strict=True))

    @cached_property
    def _judge(self) -> tuple[torch.nn.Module, int]:
        try:
            return read_judge(self._file)
        except (OSError, JudgeRefused) as error:
            raise ModelNotFound(f"What looks at pictures cannot be loaded: {error}") from error

    @cached_property
    def _words_for_places(self) -> Rows:
        """(places, D): the middle of all that is said of each."""
        rows = [
            self._likeness.of_words([f"a scene {it}" for it in ways_to_say(place)]).mean(0)
            for place in Place
        ]
        return np.stack([row / np.linalg.norm(row) for row in rows])


def told(scenes: Sequence[Scene]) -> list[str]:
    """The plainest caption of each, once."""
    return list(dict.fromkeys(captions(scene) for scene in scenes))


def _where(subject: str, places: Mapping[str, float]) -> Mapping[str, float]:
    """How likely the subject is in each place, by what is seen and where such things are."""
    usual = {
        place: odds
        + (_PATTERN if place in PATTERNS else 0.0 if stands_in(subject, place) else _UNUSUAL)
        for place, odds in ((Place(name), odds) for name, odds in places.items())
    }
    whole = math.log(sum(map(math.exp, usual.values())))
    return {place: odds - whole for place, odds in usual.items()}


def _scene(guess: Mapping[str, str], place: Place, odds: Odds, *, sure: bool) -> Scene:
    """A scene that says of place, colour and hour what is sure enough."""
    hour, colour = _best(odds["hour"], 1)[0], guess["colour"]
    item = Item(
        subject=guess["subject"],
        count=int(guess["count"]),
        colours=(colour,) if _is_sure(odds["colour"][colour]) else (),
    )
    timed = _is_sure(odds["hour"][hour]) and not (sure and place in _TIMELESS)
    return Scene(
        items=(item,),
        place=place if sure else None,
        hour=Hour(hour) if timed else None,
        style=Style(guess["style"]),
    )


def _apart(scenes: Sequence[Scene]) -> list[Scene]:
    """The best of every subject first, then what else there is."""
    first = list({scene.items[0].subject: scene for scene in reversed(scenes)}.values())[::-1]
    return [*first, *(it for it in scenes if it not in first)]


def _best(odds: Mapping[str, float], count: int) -> list[str]:
    return sorted(odds, key=lambda answer: -odds[answer])[:count]


def _is_sure(odds: float) -> bool:
    return odds >= math.log(SURE)
