"""A message that is kept true: what it is about, and how it can be reached; see bot/delivery.py."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from bot.address import Address
from bot.post import Post
from inference.events import Preview, Progress
from inference.job import Job


class Subject(Protocol):
    """What a message is about: see JobMessage and SheetMessage."""

    @property
    def name(self) -> str:
        """For logs, such as "Job 7"; no two are the same."""

    @property
    def over(self) -> bool:
        """Whether there is an outcome to show."""

    @property
    def waits(self) -> bool:
        """Whether nothing of it has begun."""

    @property
    def ahead(self) -> int:
        """How many were before it when its place was last looked up."""

    def hear(self, event: Progress | Preview | Job) -> None:
        """Take news of a job of it."""

    async def present(self, shown: Post | None) -> Post:
        """What the message should show now; `shown` is what it does."""

    def asking(self) -> Post:
        """A button whose click opens a new way, before the last way closes."""

    async def outcome(self, limit_bytes: int) -> Post:
        """What the message shows in the end, with files no larger than this."""

    async def withdraw(self) -> None:
        """Cancel what is left: the message was deleted, nobody is left to show it to."""

    async def readdress(self, address: str) -> None:
        """Keep another address."""

    async def delivered(self) -> None:
        """Keep that the outcome stands in the message."""


@dataclass(slots=True, kw_only=True)
class Screen:
    """A message, and how it can be reached."""

    subject: Subject
    address: Address
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    shown: Post | None = None
    refused: bool = False  # no more edits before the outcome
    closed: bool = False  # its place lets us in no more; only a direct message is left
