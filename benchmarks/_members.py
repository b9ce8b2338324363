"""Members who all want something at once: run by benchmarks/load.py in a process of its own.

`python -m benchmarks._members URL` prints one JSON line: the seconds to each first answer, and
how many got none within Discord's three seconds.
"""

import asyncio
import json
import sys
from itertools import cycle
from time import perf_counter

from benchmarks._bot import TOKEN
from tests.people import People, Refusal

INTERACTIONS = 200
WITHIN_S = 10.0
WISHES = ("imagine", "queue", "imagine", "help", "queue")
LONG = {"prompt": "a castle in the mountains at night, oil painting", "count": 4, "size": 1024}


async def crowd(url: str) -> dict[str, list[float] | int]:
    """Keep the engine busy, then act 200 times in 10 seconds."""
    waited: list[float] = []
    unanswered = 0
    async with People(url, TOKEN) as people:

        async def act(number: int, name: str) -> None:
            nonlocal unanswered
            await asyncio.sleep(WITHIN_S * number / INTERACTIONS)
            options = {"prompt": f"{number} red fish", "count": 1} if name == "imagine" else {}
            began = perf_counter()
            try:
                await people.command(("ann", "bob")[number % 2], "art", name, options)
            except Refusal:
                unanswered += 1
            else:
                waited.append(perf_counter() - began)

        for _ in range(2):
            await people.command("ada", "art", "imagine", LONG)
        wishes = zip(range(INTERACTIONS), cycle(WISHES), strict=False)
        await asyncio.gather(*(act(number, name) for number, name in wishes))
    return {"waited": waited, "unanswered": unanswered}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(crowd(sys.argv[1]))))
