"""A file that is touched while Mozart is connected, for whoever watches the process.

The container's health check looks at the file's age, so a bot that hangs or lost Discord is seen
although its process lives. Knows nothing of Discord: it is told whether we are connected.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

EVERY_S = 20.0


async def beat(file: Path, connected: Callable[[], bool], *, every_s: float = EVERY_S) -> None:
    """Touch `file` every `every_s` seconds while `connected()` holds; runs until cancelled.

    On a disk that takes nothing the file grows old, and whoever watches sees that as well.
    """
    while True:
        try:
            if connected():
                await asyncio.to_thread(file.touch)
        except OSError as error:
            log.warning("The heartbeat file cannot be touched: %s", error)
        await asyncio.sleep(every_s)
