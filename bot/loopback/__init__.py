"""A Discord-compatible server on 127.0.0.1, for trying Mozart without Discord and for tests.

It knows nothing of Mozart or of discord.py: what it accepts and answers comes from Discord's
published schemas, so it cannot drift towards what our bot happens to send.
"""

from bot.loopback.server import LoopbackServer

__all__ = ["LoopbackServer"]
