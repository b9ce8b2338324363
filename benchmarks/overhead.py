"""What the whole way costs: from the slash command to the delivered picture, against the engine.

Alternates, in one run, a bare call of the painter's engine with the same wish through Discord:
gateway, queue on disk, dispatcher, worker thread, PNG, storage, upload, edit.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter

from PIL.Image import Image

from benchmarks._bot import TOKEN, painter, serving, share
from inference.request import Request
from tests.people import Json, People, parts

ROUNDS = 15
PROMPT = "a red sailboat at sunset, poster"
SIDE = 512


class Unheard:
    """A report that nobody listens to."""

    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        """Take it."""

    def wants_preview(self) -> bool:
        """Nobody looks."""
        return False


def main() -> None:
    """Print the medians and their difference, with the promised one."""
    asyncio.run(_measure())


async def _measure() -> None:
    engine = painter()
    bare_s: list[float] = []
    whole_s: list[float] = []
    async with serving() as (_, url), People(url, TOKEN) as people:
        await people.ear("ann")
        for seed in range(ROUNDS + 1):
            request = Request(prompt=PROMPT, width=SIDE, height=SIDE, seed=seed, model="painter")
            began = perf_counter()
            await asyncio.to_thread(engine.run, request, {}, Unheard())
            bare_s.append(perf_counter() - began)
            began = perf_counter()
            options = {"prompt": PROMPT, "size": SIDE, "seed": seed, "count": 1}
            answer = await people.command("ann", "art", "imagine", options)
            await people.wait_for("ann", "art", _delivered(answer.message_id), timeout_s=60)
            whole_s.append(perf_counter() - began)
    bare, whole = share(bare_s[1:], 0.5), share(whole_s[1:], 0.5)  # the first one warms up
    print(f"one picture of {SIDE} px, medians of {ROUNDS}:")
    print(f"engine alone            {1000 * bare:6.0f} ms")
    print(f"command to delivery     {1000 * whole:6.0f} ms")
    print(f"overhead                {1000 * (whole - bare):6.0f} ms (promised: <= 150)")


def _delivered(message_id: str) -> Callable[[Json], bool]:
    """Whether a message is the finished result of an answer."""

    def is_result(message: Json) -> bool:
        labels = {part.get("label") for part in parts(message)}
        return bool(message["id"] == message_id and "Upscale" in labels)

    return is_result
