"""Each job's one message, kept true: placeholder, progress, preview, outcome.

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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import discord

from bot import post, render
from bot.address import EDITS_UNTIL_S, Address
from bot.client import BROKEN, Client
from bot.post import Post
from inference.dispatcher import Dispatcher
from inference.errors import IllegalTransition, InferenceError, JobDeleted, JobNotFound
from inference.events import Preview, Progress
from inference.job import Job, State
from inference.queue import Queue
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


@dataclass(slots=True, kw_only=True)
class Screen:
    """What a job's message shows, and what it should show."""

    job: Job
    address: Address
    done: float = 0.0
    preview: bytes | None = None
    ahead: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    shown: Post | None = None
    refused: bool = False  # no more edits before the outcome
    closed: bool = False  # its place lets us in no more; only a direct message is left


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
        self._screens: dict[int, Screen] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()  # thousands that recover must not crowd the queue's thread

    def hear(self, event: Progress | Preview | Job) -> None:
        """Take news of a job; returns at once."""
        match event:
            case Job():
                self._hear_state(event)
            case Progress():
                if screen := self._screens.get(event.job_id):
                    screen.done = event.done
                    screen.changed.set()
            case Preview():
                if screen := self._screens.get(event.job_id):
                    screen.preview = event.webp
                    screen.changed.set()

    async def recover(self) -> None:
        """Open a screen for every job whose message a former process still owed something."""
        for job in await self._queue.undelivered():
            if not Address.from_json(job.address).asked_to_click:
                self.hear(job)

    async def close(self) -> None:
        """Stop editing; what is not delivered will be at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- following a job

    def _hear_state(self, job: Job) -> None:
        if job.state is State.DELETED:
            return
        screen = self._screens.get(job.id)
        if screen is None:
            screen = Screen(job=job, address=Address.from_json(job.address))
            self._screens[job.id] = screen
            task = asyncio.create_task(self._follow(screen), name=f"message of job {job.id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if job.state is State.QUEUED:
            screen.done, screen.preview = 0.0, None
        moved = Address.from_json(job.address)
        if moved.created_at > screen.address.created_at:  # a click opened a new way
            screen.address, screen.refused = moved, False
        screen.job = job
        screen.changed.set()
        if job.state.over:
            screen.over.set()
        if job.state is not State.QUEUED:
            self._refresh_places()

    def _refresh_places(self) -> None:
        """Have the first in line show their new place; the others follow as they come nearer."""
        waiting = [s for s in self._screens.values() if s.job.state is State.QUEUED]
        for screen in sorted(waiting, key=lambda screen: screen.ahead)[:REFRESHED_PLACES]:
            screen.changed.set()

    async def _follow(self, screen: Screen) -> None:
        job_id = screen.job.id
        try:
            while not screen.over.is_set():
                await self._news(screen)
                if not screen.over.is_set():
                    await self._show(screen)
                    await self._pace(screen)
            if screen.address.asked_to_click:
                log.info("Job %d waits for a click: nothing else reaches its message.", job_id)
            else:
                await self._deliver(screen)
        except Exception:  # the edge: one message's trouble must not end the others
            log.exception("The message of job %d could not be kept.", job_id)
        finally:
            self._screens.pop(job_id, None)

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
        now = self._asking(screen.job) if closing else await self._present(screen)
        if now == screen.shown or not self._reaches(screen.address):
            return
        try:
            await self._edit(screen, now)
            screen.shown = now
            if closing:
                await self._readdress(screen, replace(screen.address, asked_to_click=True))
        except discord.HTTPException as error:
            log.info("Job %d: an edit failed: %s", screen.job.id, error)
            await self._learn(screen, error)
        except BROKEN as error:
            log.info("Job %d: an edit failed: %s", screen.job.id, error)

    async def _learn(self, screen: Screen, error: discord.HTTPException) -> None:
        """Never ask again for what Discord refuses for good: it bans who asks too often."""
        if error.code in MESSAGE_GONE:
            await self._withdraw(screen)
        elif error.code in TOKEN_DEAD:
            await self._readdress(screen, replace(screen.address, token=""))
        elif error.status < 500 and error.status != 429:
            screen.refused = True

    async def _present(self, screen: Screen) -> Post:
        job = screen.job
        try:
            async with self._looking:
                place = await self._queue.line(job.id)
        except InferenceError:  # it ended this instant; the outcome follows
            return screen.shown or Post(
                card=render.painting(job, done=1, left_s=None, preview=None)
            )
        if job.state is State.QUEUED:
            screen.ahead = place.ahead
            return Post(card=render.waiting(job, place))
        name = f"preview-{job.id}.webp" if screen.preview else None
        left_s = max(1.0, place.work_s)
        card = render.painting(job, done=screen.done, left_s=left_s, preview=name)
        files = ((name, screen.preview),) if name and screen.preview else ()
        return Post(card=card, files=files)

    async def _withdraw(self, screen: Screen) -> None:
        """Cancel a job whose message somebody deleted: nobody is left to show it to."""
        try:
            await self._dispatcher.cancel(screen.job.id)
        except IllegalTransition:
            return  # it ended meanwhile

    @staticmethod
    def _asking(job: Job) -> Post:
        """A button whose click opens a new way, before the last way closes."""
        return Post(card=render.ready_elsewhere(job))

    # ---- delivering the outcome

    async def _deliver(self, screen: Screen) -> None:
        """Show the outcome and note that it is shown; tries until Discord has an answer to that."""
        pause_s = 0.5
        while not await self._settled(screen):
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)
        with suppress(JobDeleted):
            await self._queue.delivered(screen.job.id)

    async def _settled(self, screen: Screen) -> bool:
        """Try once; whether that was the last try needed."""
        now = await self._outcome(screen)
        try:
            if screen.closed or not self._reaches(screen.address):
                screen.closed = True
                await self._send_directly(screen, now)
            else:
                await self._edit(screen, now)
        except discord.HTTPException as error:
            log.info("Job %d: its outcome was refused: %s", screen.job.id, error)
            return await self._is_final(screen, error)
        except BROKEN as error:
            log.info("Job %d: its outcome did not arrive: %s", screen.job.id, error)
            return False
        return True

    async def _outcome(self, screen: Screen) -> Post:
        limit_bytes = screen.address.limit_bytes
        try:
            return await post.outcome(screen.job, self._storage, limit_bytes=limit_bytes)
        except JobNotFound:
            return Post(card=render.gone(screen.job))

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
            log.warning("Job %d: its outcome can never be shown: %s", screen.job.id, error)
            return True
        return False

    async def _send_directly(self, screen: Screen, now: Post) -> None:
        """Send the outcome to the member in private, where its own place is closed to us."""
        await self._client.logged_in.wait()
        member = await self._client.fetch_user(screen.address.user_id)
        nonce = f"job-{screen.job.id}"  # sent twice within minutes, it is one message
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
        await self._queue.readdress(screen.job.id, address.to_json())
