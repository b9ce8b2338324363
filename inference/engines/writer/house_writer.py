"""The writer as a whole: a language model, the small one that ends words, eyes, and an encoder."""

import logging
import threading
import time
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from PIL.Image import Image

from inference.catalogue import BUILT_IN
from inference.engines.writer.choosing import (
    clashes,
    is_known,
    is_richer,
    most_different,
    names_a_thing,
    shorter_by,
    tidied,
    units_of,
)
from inference.engines.writer.language import Language, load_language
from inference.engines.writer.looking import Eyes, told
from inference.engines.writer.task import Task, read_task
from inference.likeness import Likeness
from inference.writer import Draft, NothingToSay, Weighed, Weighing

OWN = BUILT_IN.parent / "writer"
MOST_TOKENS = 7
LONGEST_S = 60.0
"""After which what a slow language model has written by then must do."""

_KNOWN, _UNHEARD = 0.15, 0.25

log = logging.getLogger(__name__)


class HouseWriter:
    """What `inference.writer.Writer` says; each part is read when it is first needed."""

    def __init__(
        self,
        *,
        model: Path | None = None,
        device: str = "cpu",
        tasks: Path | None = None,
        encoder: Path | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            model: a language model's folder; None for Mozart's own.
            device: where it computes, as torch names it; our own always on the CPU.
            tasks: the operator's folder with what it is asked; need not exist.
            encoder: see Likeness.
        """
        self._folder, self._device, self._tasks = model, device, tasks
        self._likeness = Likeness(encoder)
        self._reads_all = encoder is not None
        self._eyes = Eyes(self._likeness)
        self._loading = threading.Lock()

    def enrich(self, draft: Draft, *, count: int, seed: int) -> list[str]:
        task, language = self._loaded()
        until = time.monotonic() + LONGEST_S
        begun = [True] if draft.keeps or task.keeps else [True, False]
        tries = max(count, task.tries // len(begun))
        answers = []
        for keeps in begun:
            asked = task.asked(draft)
            begins = f" {task.spelled(draft.words)}" if keeps else ""
            drawn = language.sampled(
                asked + begins,
                count=tries,
                seed=seed,
                tokens=task.tokens,
                temperature=task.temperature,
                likeliest=task.likeliest,
                until=task.until,
                stopped=lambda: time.monotonic() > until,
            )
            answers.append([tidied(draft.words + it if keeps else it) for it in drawn])
        mixed = [it for both in zip_longest(*reversed(answers)) for it in both if it]
        richer = [it for it in mixed if is_richer(it, draft.words)]
        if not richer:
            raise NothingToSay("The writer found nothing to add to these words. Try others.")
        sound = [it for it in richer if clashes(it) <= clashes(draft.words)]
        return most_different(sound if len(sound) >= count else richer, draft.words, count)

    def complete(self, text: str) -> list[str]:
        with self._loading:
            own = self._own
        return own.endings(" " + text.lower().lstrip(), tokens=MOST_TOKENS)

    def describe(self, picture: Image, *, count: int) -> list[str]:
        with self._loading:
            return told(self._eyes.scenes(picture))[:count]

    def weigh(self, words: str) -> Weighing:
        units = units_of(words)
        if sum(any(map(str.isalnum, unit)) for unit in units) < 2:
            raise NothingToSay("These words say one thing only, so nothing can be left out.")
        without = [" ".join(units[:n] + units[n + 1 :]) for n in range(len(units))]
        rows = self._likeness.of_words([words, *without])
        moved = [max(0.0, 1 - float(row @ rows[0])) for row in rows[1:]]
        most = max(moved) or 1.0
        weights = [self._weight(unit, by / most) for unit, by in zip(units, moved, strict=True)]
        return Weighing(
            words=tuple(Weighed(it, by) for it, by in zip(units, weights, strict=True)),
            shorter=tuple(shorter_by(units, weights)),
        )

    def _weight(self, unit: str, moved: float) -> float:
        """How far the meaning moved, but for what encoders are known to get wrong.

        What the picture is of stays. The shipped encoder hears little of colours, and words that
        it never learned move it at random.
        """
        if names_a_thing(unit):
            return 1.0
        if self._reads_all:
            return moved
        return max(moved, _KNOWN) if is_known(unit) else moved * _UNHEARD

    def _loaded(self) -> tuple[Task, Language]:
        """What to ask, and whom."""
        with self._loading:
            return self._asked

    @cached_property
    def _asked(self) -> tuple[Task, Language]:
        if self._folder is None:
            return read_task("own", self._tasks), self._own
        task = read_task("general", self._tasks)
        language = load_language(self._folder, name=self._folder.name, device=self._device)
        log.info("The language model “%s” writes on %s.", self._folder.name, self._device)
        return task, language

    @cached_property
    def _own(self) -> Language:
        return load_language(OWN, name="writer", trusted=True)
