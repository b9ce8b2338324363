"""Mozart as it runs, for tests: against a loopback Discord, on a folder that outlives it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.house import House, build
from bot.quota import Measure, Scope, Subject, day_of, member_account
from inference.engine import Engine
from inference.errors import JobDeleted, JobNotFound
from inference.job import Job, State
from inference.storage import Storage
from tests import discord_house
from tests.bot.easel import CATALOGUE, Critic, Easel
from tests.people import PATIENCE_S, Answer, Json, People, parts, texts

EPHEMERAL = 1 << 6
THINKING = 5
DIRECT_LIMIT = 12


def _made(engine: str, name: str, *args: object) -> Callable[[], Engine]:
    """How to make an atelier's engine; its libraries are imported when a test first wants it."""
    return lambda: getattr(import_module(f"inference.engines.{engine}"), name)(*args)


def _walking() -> Engine:
    """The engine of walks, with a generator of its own."""
    with TemporaryDirectory() as folder:
        made = import_module("tests.inference.walking.tiny").tiny_generator(Path(folder))
        engine: Engine = import_module("inference.engines.walk").WalkEngine(made)
        engine.load("walk")
        return engine


ATELIERS: Mapping[str, Callable[[], Engine]] = {
    "gan": _made("gan", "GanEngine"),
    "dice": _made("dice", "DiceEngine"),
    "masters": _made("masters", "MastersEngine"),
    "style": _made("style", "StyleEngine"),
    "upscale": _made("upscale", "UpscaleEngine", {}),
    "dream": _made("dream", "DreamEngine"),
    "morph": _made("morph", "MorphEngine"),
    "walk": _walking,
}


def _translating(folder: Path) -> Engine:
    """The engine with a small network, which a test that wants it has written first."""
    file: Path = import_module("tests.inference.translating.small").small_translator(folder)
    return _made("translate", "TranslateEngine", file)()


@dataclass(slots=True)
class Mozart:
    """The bot, its Discord and its folder."""

    discord: discord_house.House
    folder: Path
    easel: Easel
    house: House
    serving: asyncio.Task[None]
    told: int
    edit_every_s: float

    @classmethod
    async def start(
        cls,
        discord: discord_house.House,
        folder: Path,
        easel: Easel,
        *,
        edit_every_s: float = 0.1,
    ) -> "Mozart":
        """Ready for members."""
        told = len(await discord.people.traffic(limit=20_000))
        house, serving = await _started(discord, folder, easel, edit_every_s)
        return cls(discord, folder, easel, house, serving, told, edit_every_s)

    async def stop(self) -> None:
        """As at the end of the program. Idempotent."""
        await self.house.client.close()
        await asyncio.wait({self.serving}, timeout=PATIENCE_S)
        assert self.serving.done(), "it does not stop"

    async def cancel(self) -> None:
        """In the middle of whatever it does."""
        self.serving.cancel()
        await asyncio.wait({self.serving}, timeout=PATIENCE_S)

    async def start_again(self) -> None:
        """A new process's worth of everything, on the same folder."""
        easel = self.easel
        self.house, self.serving = await _started(
            self.discord, self.folder, easel, self.edit_every_s
        )

    async def restart(self) -> None:
        await self.stop()
        await self.start_again()

    # What goes wrong

    async def fault(self, method: str, pattern: str, trouble: Mapping[str, object]) -> None:
        """The next such request goes wrong: see `People.fault`."""
        await self.people.ask(
            "POST", "/control/fault", {"method": method, "pattern": pattern, **trouble}
        )

    @asynccontextmanager
    async def reconnecting(self) -> AsyncIterator[None]:
        """What happens inside costs the bot its connection; leave once it has a new one."""
        gateway = self.discord.server.gateway
        old = {session.link for session in gateway.sessions.values()}
        yield
        async with asyncio.timeout(PATIENCE_S):
            while not {session.link for session in gateway.sessions.values()} - old - {None}:
                await self.people.problems()

    # What a test looks at

    @property
    def people(self) -> People:
        return self.discord.people

    @property
    def now(self) -> float:
        return self.discord.server.world.clock.now()

    async def jobs(self) -> list[Job]:
        """Every job that is not deleted."""
        found: list[Job] = []
        number = 1
        while True:
            try:
                found.append(await self.house.queue.job(number))
            except JobDeleted:
                pass
            except JobNotFound:
                return found
            number += 1

    async def job(self, number: int) -> Job:
        return await self.house.queue.job(number)

    def id_of(self, name: str) -> int:
        """A member's number, or the bot's."""
        users = self.discord.server.world.users.values()
        return next(int(user["id"]) for user in users if user["username"] == name)

    @property
    def guild_id(self) -> int:
        guilds = self.discord.server.world.guilds.values()
        return next(int(guild.id) for guild in guilds if guild.bot_inside)

    async def used(self, name: str, *, direct: bool = False, at: float | None = None) -> int:
        """The pictures a member asked for on the day of `at`, in unix seconds, or today."""
        account = member_account(None if direct else self.guild_id, self.id_of(name))
        return await self.house.queue.used(account, day_of(self.now if at is None else at))

    async def used_s(self, name: str) -> float:
        """The device seconds that a member's jobs took today."""
        account = member_account(self.guild_id, self.id_of(name))
        return await self.house.queue.used_s(account, day_of(self.now))

    def files(self) -> set[str]:
        """The sha256 of every file in storage."""
        return {path.stem for path in (self.folder / "pictures").rglob("*.*")}

    @property
    def storage(self) -> Storage:
        return self.house.studio.storage

    async def begun(self) -> None:
        """Wait until a slow job is on the easel."""
        assert await asyncio.to_thread(self.easel.begun.wait, PATIENCE_S), "nothing was begun"

    async def state(self, number: int, state: State) -> None:
        """Wait until a job is in this state."""
        async with asyncio.timeout(PATIENCE_S):
            while (await self.job(number)).state is not state:
                await self.house.queue.note("a turn of the queue")

    async def settled(self, number: int = 1) -> None:
        """Wait until nothing is left to deliver of a job."""
        async with asyncio.timeout(PATIENCE_S):
            while not (await self.job(number)).delivered:
                await self.house.queue.note("a turn of the queue")

    async def heard_all(self) -> None:
        """Wait until everything that the gateway has sent so far is answered."""
        await self.people.autocomplete("ann", "art", "imagine", {}, "aspect")

    async def starred(self, name: str, count: int) -> None:
        """Wait until a member has so many favourites."""
        async with asyncio.timeout(PATIENCE_S):
            while len(await self.house.queue.starred(self.id_of(name), 10)) != count:
                await self.house.queue.note("a turn of the queue")

    async def requests(self, method: str, path: str = "") -> list[Json]:
        """What the bot asked of Discord in this test: this method, and this in the path."""
        traffic = (await self.people.traffic(limit=20_000))[self.told :]
        return [it for it in traffic if it["method"] == method and path in it["path"]]

    async def limit(
        self, scope: Scope, subject_id: int, most: int, measure: Measure = Measure.PICTURES
    ) -> None:
        """Grant so much a day, as an admin does."""
        subject = Subject(
            guild_id=self.guild_id, scope=scope, subject_id=subject_id, measure=measure
        )
        await self.house.queue.set_limit(subject.name, most)

    @asynccontextmanager
    async def untouched(self, name: str) -> AsyncIterator[None]:
        """What happens inside commits no job, charges nothing and keeps no file."""
        before = await self._books(name)
        yield
        assert await self._books(name) == before

    async def _books(self, name: str) -> tuple[list[int], int, set[str]]:
        return [job.id for job in await self.jobs()], await self.used(name), self.files()

    async def refusal(
        self, member: str, channel: str, name: str, options: Json, **more: Any
    ) -> str:
        """The sentence that a command is refused with, seen by its member alone."""
        return await self.refused(
            self.people.command(member, channel, name, options, **more), member, channel
        )

    async def refused(
        self, acting: Awaitable[Answer], member: str = "ann", channel: str = "art"
    ) -> str:
        """The sentence that what a member does is refused with, seen by them alone."""
        answer = await acting
        first = int(answer.message_id)
        message = await self.people.wait_for(
            member,
            channel,
            lambda m: int(m["id"]) >= first and is_private(m) and bool(m["content"]),
        )
        if answer.type == THINKING and message["id"] != answer.message_id:
            await self.people.gone(member, channel, answer.message_id)
        return plain(message)

    # What members do all the time

    async def imagine(
        self, member: str = "ann", channel: str = "art", prompt: str = "a fox", **options: object
    ) -> str:
        """The number of the message that answers."""
        answer = await self.people.command(member, channel, "imagine", {"prompt": prompt} | options)
        return answer.message_id

    async def result(
        self, member: str = "ann", channel: str = "art", prompt: str = "a fox", **options: object
    ) -> Json:
        """The message with the outcome of a new wish."""
        message_id = await self.imagine(member, channel, prompt, **options)
        return await self.outcome(message_id, member, channel)

    async def outcome(self, message_id: str, member: str = "ann", channel: str = "art") -> Json:
        """The message once its job is over and nothing is left to deliver."""
        return await self.people.wait_for(
            member, channel, lambda message: message["id"] == message_id and is_over(message)
        )

    async def outcomes(self, count: int, member: str = "ann", channel: str = "art") -> list[Json]:
        """The messages of the channel that show an outcome, newest first, once they are so many."""
        ear = await self.people.ear(member)
        while True:
            since = ear.so_far
            found = [m for m in await self.people.messages(member, channel) if is_over(m)]
            if len(found) >= count:
                return found
            await ear.wait_for(lambda _: True, since=since)

    async def press(
        self, message: Json, act: str, member: str = "ann", channel: str = "art", index: int = 0
    ) -> str:
        """Press a button; the number of the message that answers."""
        answer = await self.people.click(
            member, channel, message["id"], button(message, act, index)
        )
        return answer.message_id


async def _started(
    discord: discord_house.House, folder: Path, easel: Easel, edit_every_s: float
) -> tuple[House, asyncio.Task[None]]:
    ateliers = {**ATELIERS, "translate": lambda: _translating(folder.parent)}
    built: asyncio.Future[House] = asyncio.get_running_loop().create_future()

    async def serve() -> None:
        async with build(
            folder,
            catalogue=replace(CATALOGUE, translator=folder.parent / "translator.safetensors"),
            devices=[{"easel": lambda: easel, "diffusion": lambda: easel, **ateliers}],
            direct_limit=DIRECT_LIMIT,
            scorer=Critic,
            encoder="critic",
            guild_ready_timeout_s=0.01,
            edit_every_s=edit_every_s,
            clock=discord.server.world.clock.now,
        ) as house:
            built.set_result(house)
            await house.run(discord.bot_token)

    async def ready() -> House:
        house = await built
        await house.client.logged_in.wait()
        await house.client.wait_until_ready()
        return house

    serving, starting = asyncio.create_task(serve()), asyncio.create_task(ready())
    either: set[asyncio.Task[Any]] = {serving, starting}
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        starting.cancel()
        await serving
    return await starting, serving


# ---- reading messages


def gallery(message: Json) -> list[Json]:
    """The pictures of a message."""
    return [item for part in parts(message) if part["type"] == 12 for item in part["items"]]


def buttons(message: Json) -> list[str]:
    """What can be pressed, as "act:index", in order."""
    ids = [part["custom_id"] for part in parts(message) if part["type"] == 2]
    return [f"{act}:{index}" for _, act, _, index in (it.split(":", 3) for it in ids)]


def button(message: Json, act: str, index: int = 0) -> str:
    """The custom_id of the button that does this."""
    for part in parts(message):
        if part["type"] == 2:
            _, found, _, number = part["custom_id"].split(":", 3)
            if (found, number) == (act, f"{index}"):
                return str(part["custom_id"])
    raise KeyError(act)


def is_over(message: Json) -> bool:
    """Whether a message shows how its job ended."""
    return bool(message["components"]) and "delete:0" in buttons(message)


def is_private(message: Json) -> bool:
    """Whether its reader alone sees it."""
    return bool(message["flags"] & EPHEMERAL)


def plain(message: Json) -> str:
    """What a member reads, without the backslashes that keep it from being markup."""
    return texts(message).replace("\\", "")
