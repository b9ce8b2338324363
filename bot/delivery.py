"""The one message of each job, or of each sheet of jobs, kept true: placeholder to outcome.

    submit --> [ waiting ] --> [ painting ] --> [ outcome ] --> delivered, for ever
                 edits >= 2 s apart, newest       one edit, tried until Discord has it
                 state only, none after 55 min    or says that the message is gone

Everything is an edit of a message that exists before the job does, so repeating one is harmless
and a restart simply begins again with what the queue says. A way in is the interaction's token
for its first quarter of an hour, then the bot's own account; where that reaches nothing (user
installs in foreign places), a button asks the member to open a new one.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import itemgetter
from typing import Any

import discord

from bot.address import EDITS_UNTIL_S, Address
from bot.client import BROKEN, Client
from bot.job_message import JobMessage
from bot.post import Post
from bot.screen import Screen, Subject
from bot.sheet_message import SheetMessage
from inference.dispatcher import Dispatcher
from inference.errors import InferenceError, JobDeleted
from inference.events import Preview, Progress
from inference.job import Job, State
from inference.queue import Queue, Sheet
from inference.storage import Storage

log = logging.getLogger(__name__)

EDIT_EVERY_S = 2.0
SHOW_RESULT_AFTER_S = 13 * 60
REFRESHED_PLACES = 20
LONGEST_PAUSE_S = 60.0
EDIT_TIMEOUT_S = 120.0

TOKEN_DEAD = frozenset({50027, 10015})  # invalid webhook token, unknown webhook
MESSAGE_GONE = frozenset({10008})  # somebody deleted it
PLACE_CLOSED = frozenset({10003, 10004, 50001, 50007, 50013})  # channel, server or right is gone
TOO_LARGE = 40005


class Delivery:
    """Hears what happens to jobs and edits their messages. Lives on the event loop."""

    def __init__(
        self,
        *,
        client: Client,
        queue: Queue,
        storage: Storage,
        dispatcher: Dispatcher,
        clock: Callable[[], float] = time.time,
        edit_every_s: float = EDIT_EVERY_S,
    ) -> None:
        """Start nothing.

        Args:
            client: whose account edits.
            queue: knows which outcomes are not delivered, and places in the line.
            storage: where pictures are.
            dispatcher: asked to cancel a job whose message somebody deleted.
            clock: unix seconds, the clock jobs are dated with.
            edit_every_s: the least seconds between two edits of a message, but for the outcome.
        """
        self._client = client
        self._queue = queue
        self._storage = storage
        self._dispatcher = dispatcher
        self._clock = clock
        self._edit_every_s = edit_every_s
        self._screens: dict[str, Screen] = {}  # by the names of their subjects
        self._of_job: dict[int, Screen] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()  # thousands that recover must not crowd the queue's thread

    def hear(self, event: Progress | Preview | Job | Sheet) -> None:
        """Take news of a job or a sheet; returns at once."""
        match event:
            case Sheet():
                self._hear_sheet(event)
            case Job(sheet_id=None):
                self._hear_job(event)
            case Job():
                self._hear_cell(event)
            case Progress() | Preview():
                if screen := self._of_job.get(event.job_id):
                    screen.subject.hear(event)
                    screen.changed.set()

    async def recover(self) -> None:
        """Open a screen for every message that a former process still owed something."""
        jobs, sheets = await self._queue.undelivered(), await self._queue.undelivered_sheets()
        found: list[Job | Sheet] = [*jobs, *sheets]
        for it in found:
            if not Address.from_json(it.address).asked_to_click:
                self.hear(it)

    async def close(self) -> None:
        """Stop editing; what is not delivered will be at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- following a job or a sheet

    def _hear_job(self, job: Job) -> None:
        if job.state is State.DELETED:
            return
        screen = self._of_job.get(job.id)
        if screen is None:
            message = JobMessage(job, self._queue, self._storage, self._dispatcher, self._looking)
            screen = self._opened(message, job.address, [job])
        self._news_of(screen, job)
        self._readdressed(screen, job.address)
        if job.state is not State.QUEUED:
            self._refresh_places()

    def _hear_sheet(self, sheet: Sheet) -> None:
        screen = self._screens.get(SheetMessage.name_of(sheet.id))
        if screen is None:
            message = SheetMessage(
                sheet, self._queue, self._storage, self._dispatcher, self._looking
            )
            screen = self._opened(message, sheet.address, [it for it in sheet.jobs if it])
        self._readdressed(screen, sheet.address)
        self._wake(screen)

    def _hear_cell(self, job: Job) -> None:
        """News of a sheet's job; also of one whose sheet we have not heard of yet, or not again."""
        assert job.sheet_id is not None
        screen = self._screens.get(SheetMessage.name_of(job.sheet_id))
        if screen is not None:
            self._news_of(screen, job)
        else:
            self._spawn(self._take_up(job.sheet_id, job), f"sheet {job.sheet_id}")
        self._refresh_places()

    async def _take_up(self, sheet_id: int, job: Job) -> None:
        """Open the screen of a sheet for news of a job, if its message can still be reached."""
        with suppress(InferenceError):  # it was deleted meanwhile
            sheet = await self._queue.sheet(sheet_id)
            address = Address.from_json(sheet.address)
            if not sheet.delivered or (address.bot_can_edit and address.message_id):
                self.hear(sheet)
                self._news_of(self._screens[SheetMessage.name_of(sheet_id)], job)

    def _opened(self, subject: Subject, address: str, jobs: Sequence[Job]) -> Screen:
        screen = Screen(subject=subject, address=Address.from_json(address))
        self._screens[subject.name] = screen
        self._of_job |= {job.id: screen for job in jobs}
        self._spawn(self._follow(screen), f"message of {subject.name}")
        return screen

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _news_of(self, screen: Screen, job: Job) -> None:
        screen.subject.hear(job)
        self._wake(screen)

    @staticmethod
    def _readdressed(screen: Screen, address: str) -> None:
        moved = Address.from_json(address)
        if moved.created_at > screen.address.created_at:  # a click opened a new way
            screen.address, screen.refused = moved, False

    @staticmethod
    def _wake(screen: Screen) -> None:
        screen.changed.set()
        if screen.subject.over:
            screen.over.set()

    def _refresh_places(self) -> None:
        """Have the first in line show their new place; the others follow as they come nearer."""
        waiting = [
            (screen.subject.ahead, screen)
            for screen in self._screens.values()
            if screen.subject.waits
        ]
        for _, screen in sorted(waiting, key=itemgetter(0))[:REFRESHED_PLACES]:
            screen.changed.set()

    async def _follow(self, screen: Screen) -> None:
        name = screen.subject.name
        try:
            while not screen.over.is_set():
                await self._news(screen)
                if not screen.over.is_set():
                    await self._show(screen)
                    await self._pace(screen)
            if screen.address.asked_to_click:
                log.info("%s waits for a click: nothing else reaches its message.", name)
            else:
                await self._deliver(screen)
        except Exception:  # the edge: one message's trouble must not end the others
            log.exception("The message of %s could not be kept.", name)
        finally:
            self._screens.pop(name, None)
            for job_id in [it for it, other in self._of_job.items() if other is screen]:
                del self._of_job[job_id]

    async def _news(self, screen: Screen) -> None:
        """Wait until there is something else to show: of the job, or that a way closes soon."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._closes_in_s(screen.address)):
                await screen.changed.wait()
        screen.changed.clear()

    def _closes_in_s(self, address: Address) -> float | None:
        """Seconds until the member must be asked for a click; None where that is never."""
        if address.bot_can_edit or address.asked_to_click or not self._reaches(address):
            return None
        return max(0.0, address.created_at + SHOW_RESULT_AFTER_S - self._clock())

    async def _pace(self, screen: Screen) -> None:
        """Wait until the next edit may go, or the outcome is there, which may go at once."""
        try:
            async with asyncio.timeout(self._edit_every_s):
                await screen.over.wait()
        except TimeoutError:
            return

    async def _show(self, screen: Screen) -> None:
        """Bring the message up to the present, once; a failed try is made good by the next."""
        age_s = self._clock() - screen.address.created_at
        if age_s > EDITS_UNTIL_S or screen.address.asked_to_click or screen.refused:
            return
        closing = self._closes_in_s(screen.address) == 0
        subject = screen.subject
        now = subject.asking() if closing else await subject.present(screen.shown)
        if now == screen.shown or not self._reaches(screen.address):
            return
        try:
            await self._edit(screen, now)
            screen.shown = now
            if closing:
                await self._readdress(screen, replace(screen.address, asked_to_click=True))
        except discord.HTTPException as error:
            log.info("%s: an edit failed: %s", subject.name, error)
            await self._learn(screen, error)
        except BROKEN as error:
            log.info("%s: an edit failed: %s", subject.name, error)

    async def _learn(self, screen: Screen, error: discord.HTTPException) -> None:
        """Never ask again for what Discord refuses for good: it bans who asks too often."""
        if error.code in MESSAGE_GONE:
            await screen.subject.withdraw()
        elif error.code in TOKEN_DEAD:
            await self._readdress(screen, replace(screen.address, token=""))
        elif error.status < 500 and error.status != 429:
            screen.refused = True

    # ---- delivering the outcome

    async def _deliver(self, screen: Screen) -> None:
        """Show the outcome and note that it is shown; tries until Discord has an answer to that."""
        pause_s = 0.5
        while not await self._settled(screen):
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)
        with suppress(JobDeleted):
            await screen.subject.delivered()

    async def _settled(self, screen: Screen) -> bool:
        """Try once; whether that was the last try needed."""
        now, name = await screen.subject.outcome(screen.address.limit_bytes), screen.subject.name
        try:
            if screen.closed or not self._reaches(screen.address):
                screen.closed = True
                await self._send_directly(screen, now)
            else:
                await self._edit(screen, now)
        except discord.HTTPException as error:
            log.info("%s: its outcome was refused: %s", name, error)
            return await self._is_final(screen, error)
        except BROKEN as error:
            log.info("%s: its outcome did not arrive: %s", name, error)
            return False
        return True

    async def _is_final(self, screen: Screen, error: discord.HTTPException) -> bool:
        """Whether an error ends the delivery; opens another way where there is one."""
        if error.code in MESSAGE_GONE or (screen.closed and error.status in (400, 403, 404)):
            return True
        if error.code in TOKEN_DEAD:
            await self._readdress(screen, replace(screen.address, token=""))
        elif error.code in PLACE_CLOSED:
            screen.closed = True
        elif error.code == TOO_LARGE or error.status == 413:
            halved = screen.address.limit_bytes // 2
            await self._readdress(screen, replace(screen.address, limit_bytes=halved))
        elif error.status < 500 and error.status != 429:
            name = screen.subject.name
            log.warning("%s: its outcome can never be shown: %s", name, error)
            return True
        return False

    async def _send_directly(self, screen: Screen, now: Post) -> None:
        """Send the outcome to the member in private, where its own place is closed to us."""
        await self._client.logged_in.wait()
        member = await self._client.fetch_user(screen.address.user_id)
        nonce = screen.subject.name  # sent twice within minutes, it is one message
        await member.send(view=now.view(), files=now.uploads(), nonce=nonce)

    def _reaches(self, address: Address) -> bool:
        by_bot = address.bot_can_edit and address.message_id is not None
        return by_bot or address.token_lives(self._clock())

    async def _edit(self, screen: Screen, now: Post) -> None:
        """Make the message look like `now`, by the token or by the bot's own account."""
        address = screen.address
        await self._client.logged_in.wait()
        async with asyncio.timeout(EDIT_TIMEOUT_S):
            if not address.token_lives(self._clock()):
                assert address.message_id is not None
                place = self._client.get_partial_messageable(
                    address.channel_id, guild_id=address.guild_id
                )
                message = place.get_partial_message(address.message_id)
                await message.edit(
                    view=now.view(),
                    attachments=now.uploads(),
                    # discord.py 2.7.1 forgets the client's own when it edits a message.
                    allowed_mentions=discord.AllowedMentions.none(),
                )
                return
            hook = discord.Webhook.partial(
                address.application_id, address.token, client=self._client
            )
            # discord.py 2.7.1 types the id as a number; Discord takes this word as well.
            original: int = "@original"  # type: ignore[assignment]
            answer = await hook.edit_message(
                address.message_id or original, view=now.view(), attachments=now.uploads()
            )
            if address.message_id is None:
                await self._readdress(screen, address.with_message(answer.id))

    async def _readdress(self, screen: Screen, address: Address) -> None:
        screen.address = address
        await screen.subject.readdress(address.to_json())
