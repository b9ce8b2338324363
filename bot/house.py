"""Everything a running Mozart consists of, built and taken down in order.

The one place where the parts meet; each of them receives what it needs and builds nothing.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from bot import (
    choices,
    commands,
    comparing,
    history,
    proposals,
    reactions,
    several,
    views,
    workbench,
)
from bot.allowance import Allowances
from bot.client import Client
from bot.delivery import EDIT_EVERY_S, Delivery
from bot.desk import Desk
from bot.gallery import Gallery
from bot.habits import Habits
from bot.heartbeat import beat
from bot.studio import Studio
from bot.templates import ServerTemplates
from inference.artists.local import LocalArtist
from inference.candidates import Scorer
from inference.catalogue import Catalogue
from inference.dispatcher import Dispatcher
from inference.engine import Engine
from inference.events import Preview, Progress
from inference.job import Job
from inference.queue import Queue, Sheet
from inference.request import MAX_SEED
from inference.storage import Storage
from inference.worker import Worker
from inference.writer import Writer
from prompts.template import shipped_templates

DATABASE = "mozart.db"
HEARTBEAT = "heartbeat"
HANG_UP_S = 1.0
CANCEL_EVERY_S = 0.5
BUTTONS = (
    views.JobButton,
    views.CellMenu,
    several.SeveralButton,
    comparing.CompareButton,
    workbench.TemplateButton,
    choices.SettingMenu,
    choices.ScopeButton,
    history.PageButton,
    history.UseButton,
    proposals.ProposalButton,
)
"""Those that are alive under every message, also after a restart."""

THREAD_TURN_S = 0.001
"""How long a painting thread may keep the interpreter while the event loop waits for it.

Python's 5 ms add up for a loop that wakes hundreds of times a second: with 1 ms its lag at the
99th percentile fell by a fifth to two fifths (benchmarks/load.py)."""

Work = Callable[[], Coroutine[Any, Any, object]]
Engines = Mapping[str, Callable[[], Engine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts that others may talk to."""

    folder: Path
    client: Client
    studio: Studio
    queue: Queue
    dispatcher: Dispatcher
    delivery: Delivery

    async def run(self, token: str, beside: Sequence[Work] = ()) -> None:
        """Serve until `client.close` is called or something ends it.

        Args:
            token: the bot's.
            beside: works whose end, or error, ends the house.

        Raises:
            discord.LoginFailure: the token is wrong.
        """
        await self.delivery.recover()
        await first_of(
            self.client.connect_until_closed(token),
            self.dispatcher.run(),
            beat(self.folder / HEARTBEAT, self.client.is_connected),
            *(work() for work in beside),
        )


async def first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Run them side by side until one ends; the others are cancelled, its error is ours."""
    tasks = {asyncio.create_task(work) for work in works}
    going_on = tasks
    try:
        done, going_on = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        while going_on:  # wait_for, which discord.py 2.7.1 uses, can lose a cancel in Python 3.11
            for task in going_on:
                task.cancel()
            _, going_on = await asyncio.wait(going_on, timeout=CANCEL_EVERY_S)
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def build(
    folder: Path,
    *,
    catalogue: Catalogue,
    devices: Sequence[Engines],
    direct_limit: int,
    scorer: Callable[[], Scorer] | None = None,
    encoder: str = "",
    writer: Callable[[], Writer] | None = None,
    guild_ready_timeout_s: float = 2.0,
    edit_every_s: float = EDIT_EVERY_S,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator[House]:
    """Open a data directory and build the house on it; leaving takes it down within 10 s.

    Args:
        folder: jobs, pictures; made where it is missing, and ours alone until the end.
        catalogue: the models there are.
        devices: for each device, how to make its engines; called in its worker's threads.
        direct_limit: pictures a day and person outside servers.
        scorer: what chooses among candidates and looks at pictures; see Worker.
        encoder: its name; what another one saw is forgotten.
        writer: how to make what helps with words; None for Mozart's own.
        guild_ready_timeout_s: see Client.
        edit_every_s: see Delivery.
        clock: unix seconds.

    Raises:
        DataInUse: another Mozart holds the directory.
    """
    sys.setswitchinterval(THREAD_TURN_S)
    async with AsyncExitStack() as stack:  # what comes last is taken down first
        queue = await Queue.open(folder / DATABASE, clock=clock)
        stack.push_async_callback(queue.close)
        storage = await asyncio.to_thread(Storage, folder / "pictures")
        await asyncio.to_thread(shipped_templates)  # before a member would wait for the files
        artists = _artists(devices, catalogue, scorer)
        stack.push_async_callback(_lay_down, artists)

        def tell(event: Progress | Preview | Job | Sheet) -> None:
            delivery.hear(event)

        dispatcher = Dispatcher(queue, storage, artists, tell=tell)
        desk = Desk(writer or own_writer, catalogue, draw_seed)
        stack.callback(desk.close)
        studio = Studio(
            queue=queue,
            storage=storage,
            dispatcher=dispatcher,
            catalogue=catalogue,
            allowances=Allowances(queue, direct_limit=direct_limit, clock=clock),
            desk=desk,
            habits=await Habits.open(queue.habits, [it.name for it in catalogue.models]),
            templates=await ServerTemplates.open(queue.templates),
            gallery=Gallery(queue.looks, storage, scorer, encoder),
            tell=tell,
            draw_seed=draw_seed,
        )
        client = _client(studio, queue, guild_ready_timeout_s, clock)
        delivery = Delivery(
            client=client,
            queue=queue,
            storage=storage,
            dispatcher=dispatcher,
            clock=clock,
            edit_every_s=edit_every_s,
        )
        stack.push_async_callback(_hang_up, client)
        stack.push_async_callback(delivery.close)
        stack.push_async_callback(dispatcher.close)
        yield House(
            folder=folder,
            client=client,
            studio=studio,
            queue=queue,
            dispatcher=dispatcher,
            delivery=delivery,
        )


def _artists(
    devices: Sequence[Engines], catalogue: Catalogue, scorer: Callable[[], Scorer] | None
) -> list[LocalArtist]:
    """One for each device of this machine."""
    return [
        LocalArtist(f"local-{number}", Worker(engines, catalogue, scorer=scorer))
        for number, engines in enumerate(devices)
    ]


def _client(
    studio: Studio, queue: Queue, guild_ready_timeout_s: float, clock: Callable[[], float]
) -> Client:
    """The connection, with everything that members can press, type and react with."""
    return Client(
        studio=studio,
        queue=queue,
        commands=commands.ALL,
        buttons=BUTTONS,
        reacted=reactions.reacted,
        submitted=workbench.submitted,
        clicked=views.clicked,
        guild_ready_timeout_s=guild_ready_timeout_s,
        clock=clock,
    )


async def _lay_down(artists: Sequence[LocalArtist]) -> None:
    """Let all devices stop at once, so that several take no longer than one."""
    await asyncio.gather(*(asyncio.to_thread(artist.close) for artist in artists))


async def _hang_up(client: Client) -> None:
    """Close the connections, if there are any; not for long where nobody answers any more."""
    if not client.logged_in.is_set():
        await client.http.close()  # discord.py 2.7.1 cannot close what never logged in
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(HANG_UP_S):
            await client.close()


@cache
def own_writer() -> Writer:
    """Mozart's own, one for all; its module brings torch, so only who asks for words imports it."""
    return cast("Writer", import_module("inference.engines.writer").HouseWriter())


def draw_seed() -> int:
    """A seed nobody chose, in [0, 2**32)."""
    return secrets.randbelow(MAX_SEED + 1)
