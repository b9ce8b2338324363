"""200 interactions in 10 s while the engine paints: how soon members read an answer.

The bot with its painter is this process, the chat and its members are two others, as in life.
The loop's lag is how much later than asked a 10 ms sleep ends.
"""

import asyncio
import json
import sys
from time import perf_counter

from benchmarks._bot import serving, share

TICK_S = 0.01


def main() -> None:
    """Print every figure, with the one that is promised."""
    asyncio.run(_measure())


async def _measure() -> None:
    lags: list[float] = []
    async with serving() as (_, url):
        sampling = asyncio.create_task(_sample(lags))
        members = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks._members", url), stdout=asyncio.subprocess.PIPE
        )
        output, _ = await members.communicate()
        sampling.cancel()
    seen = json.loads(output)
    waited = seen["waited"]
    print(f"{len(waited)} answered, {seen['unanswered']} not within 3 s (promised: 0)")
    print(f"acknowledged   p50 {1000 * share(waited, 0.5):6.0f} ms")
    print(f"               p99 {1000 * share(waited, 0.99):6.0f} ms (promised: <= 1000)")
    print(f"               max {1000 * max(waited):6.0f} ms (promised: <= 3000)")
    print(f"event loop lag p50 {1000 * share(lags, 0.5):6.1f} ms")
    print(f"               p99 {1000 * share(lags, 0.99):6.1f} ms (promised: <= 100)")
    print(f"               max {1000 * max(lags):6.1f} ms over {len(lags)} samples")


async def _sample(lags: list[float]) -> None:
    while True:
        began = perf_counter()
        await asyncio.sleep(TICK_S)
        lags.append(perf_counter() - began - TICK_S)
