"""What is usual for whom: small texts that owners keep under names.

Owners and names are opaque here, as is what the texts mean.
"""

import asyncio
from collections.abc import Mapping

from sqlite_utils import Database

from inference.database import Keeper, on_thread

Kept = dict[str, dict[str, str]]
"""Owner -> name -> text."""


class Habits(Keeper):
    """The table of habits. Any call may raise DiskFull: then nothing of it happened."""

    @on_thread
    def all(self, db: Database) -> Kept:
        """Every habit of everybody."""
        found: Kept = {}
        for owner, name, value in db.execute("SELECT owner, name, value FROM habits"):
            found.setdefault(owner, {})[name] = value
        return found

    @on_thread
    def keep(self, db: Database, owner: str, values: Mapping[str, str | None]) -> None:
        """Keep these texts of an owner, all or none; None takes one away."""
        for name, value in values.items():
            if value is None:
                db.execute("DELETE FROM habits WHERE owner = ? AND name = ?", [owner, name])
            else:
                db.execute("INSERT OR REPLACE INTO habits VALUES (?, ?, ?)", [owner, name, value])

    async def forget(self, owner: str) -> None:
        """Take everything of an owner away: it has left the file when this returns."""
        await self._forget(owner)
        await asyncio.wrap_future(self._base.post_scrub())

    @on_thread
    def _forget(self, db: Database, owner: str) -> None:
        db.execute("DELETE FROM habits WHERE owner = ?", [owner])
