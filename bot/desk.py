"""The writer's desk: members' words go to the writer and come back, beside the queue.

Threads of its own do the work: one for what takes a second, one for completions, which must be
there before the next letter. What cannot be had in time is refused or left out; nobody waits in a
line here. Words of members are neither logged nor kept, but for the latest completions.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot import completing
from bot.errors import NotReady
from bot.rewording import as_prompt, drafted
from inference.catalogue import Catalogue
from inference.encoding import read_picture, read_recipe
from inference.writer import Weighing, Writer
from prompts.words import LONGEST, clean

log = logging.getLogger(__name__)

T = TypeVar("T")
VERSIONS = 3
PROPOSALS = 4
MOST_WAITING = 6
MOST_TYPING = 4
SOON_S = 1.0
"""How long a completion may take; Discord waits three seconds, people do not."""
_REMEMBERED = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a picture shows.

    Attributes:
        proposals: prompts for pictures like it, the likeliest first.
        words: what Mozart was told when it painted it, where the file says so; else empty.
        again: the prompt that paints it again; empty without such words.
        model: who painted it.
    """

    proposals: tuple[str, ...]
    words: str = ""
    again: str = ""
    model: str = ""


class Desk:
    """Hands members' words to the writer, which is made when it is first needed."""

    def __init__(
        self, make: Callable[[], Writer], catalogue: Catalogue, draw_seed: Callable[[], int]
    ) -> None:
        """Start nothing yet.

        Args:
            make: gives the writer; called once, in a thread.
            catalogue: the models, which take words in different manners.
            draw_seed: decides among the writer's words.
        """
        self._make, self._catalogue, self._draw_seed = make, catalogue, draw_seed
        self._writer: Writer | None = None
        self._ready = False
        self._waiting = self._typing = 0
        self._long = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="completer")
        self._known: OrderedDict[str, list[str]] = OrderedDict()

    def close(self) -> None:
        """Begin nothing more; what runs is left to end."""
        self._long.shutdown(wait=False, cancel_futures=True)
        self._quick.shutdown(wait=False, cancel_futures=True)

    # ---- what takes a moment

    async def enrich(self, typed: str) -> list[str]:
        """Up to three richer versions of a prompt, each of which `/imagine` takes.

        Raises:
            PromptError, ModelNotFound: the prompt cannot be read.
            NothingToSay, NotReady: there is nothing to add, or no time.
        """
        asked = drafted(typed, self._catalogue)
        seed = self._draw_seed()
        answers = await self._ask(
            lambda writer: writer.enrich(asked.draft, count=VERSIONS, seed=seed)
        )
        versions = [it for it in map(asked.with_words, answers) if it]
        if not versions:
            raise NotReady(f"Richer, these words would pass {LONGEST:,} characters. Shorten them.")
        return versions

    async def describe(self, file: bytes) -> Described:
        """Words for a picture, and those that it was painted from, where it says so.

        Raises:
            PictureUnreadable: it is none.
            NotReady: there is no time.
        """

        def look(writer: Writer) -> list[str]:
            return writer.describe(read_picture(file), count=PROPOSALS)

        captions = await self._ask(look)
        proposals = tuple(it for it in map(as_prompt, captions) if it)
        recipe = read_recipe(file) or {}
        words, model = recipe.get("prompt"), recipe.get("model")
        if not isinstance(words, str) or not (again := as_prompt(words, recipe)):
            return Described(proposals=proposals)
        return Described(
            proposals=proposals,
            words=words[:LONGEST],
            again=again,
            model=model[:100] if isinstance(model, str) else "",
        )

    async def weigh(self, typed: str) -> tuple[Weighing, list[str]]:
        """Which words of a prompt matter, and shorter prompts with its flags.

        Raises:
            PromptError, ModelNotFound: the prompt cannot be read, or is more than words and flags.
            NothingToSay, NotReady: there is nothing to leave out, or no time.
        """
        asked = drafted(clean(typed), self._catalogue)
        if not asked.simple:
            raise NotReady(
                "Only plain words can be weighed. Leave the brackets, braces and weights out."
            )
        weighing = await self._ask(lambda writer: writer.weigh(asked.draft.words))
        return weighing, [it for it in map(asked.with_words, weighing.shorter) if it]

    # ---- what must be there before the next letter

    async def complete(self, typed: str, templates: Iterable[str] = ()) -> list[str]:
        """Prompts that begin with what was typed, that one first; quick, and never an error.

        Args:
            typed: so far.
            templates: the names of those that the member may use.
        """
        if not completing.can_be_offered(typed):
            return []
        if (names := completing.names_for(typed, templates)) is not None:
            return names
        if not completing.are_words(typed):
            return completing.offers(typed, ())
        if typed in self._known:
            return completing.offers(typed, self._known[typed])
        return completing.offers(typed, await self._endings(typed))

    async def _endings(self, typed: str) -> list[str]:
        """The writer's; what the painter's words give while it loads, or has too much to do."""
        loop = asyncio.get_running_loop()
        if self._typing < MOST_TYPING:
            self._typing += 1
            asked = loop.run_in_executor(self._quick, self._completed, typed)
            asked.add_done_callback(self._typed)
            done = await asyncio.wait({asked}, timeout=SOON_S) if self._ready else ({}, {})
            if asked in done[0] and not asked.cancelled() and asked.exception() is None:
                self._remember(typed, asked.result())
                return asked.result()
        plainly = loop.run_in_executor(None, completing.lexical, typed)
        await asyncio.wait({plainly}, timeout=SOON_S)
        return plainly.result() if plainly.done() else []

    def _typed(self, asked: "asyncio.Future[list[str]]") -> None:
        self._typing -= 1
        if not asked.cancelled() and (error := asked.exception()) is not None:
            log.warning("No completions: %s", error)

    def _completed(self, typed: str) -> list[str]:
        endings = self._at_desk().complete(typed)
        self._ready = True
        return endings

    def _remember(self, typed: str, endings: list[str]) -> None:
        self._known[typed] = endings
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    # ---- inside

    async def _ask(self, ask: Callable[[Writer], T]) -> T:
        """What the writer says, in its thread.

        Raises:
            NotReady: too many wait for it.
        """
        if self._waiting >= MOST_WAITING:
            raise NotReady("The writer has its hands full. Try again in a few seconds.")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._long, lambda: ask(self._at_desk()))
        finally:
            self._waiting -= 1

    def _at_desk(self) -> Writer:
        """The writer; two threads may make one each at the start, which does no harm."""
        if self._writer is None:
            begun = time.monotonic()
            self._writer = self._make()
            log.info("The writer came in %.1f s.", time.monotonic() - begun)
        return self._writer
