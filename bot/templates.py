"""The templates that may be named in a place: those shipped, and before them the server's own.

    of(member) --> Templates --> Wish, forms, lists
    save, restore, open_to, delete, undelete --> the binder --> what is in memory of that server

A form must open before anything else is answered, so the texts of all servers are in memory, and
nothing waits for the disk; those asked for last are there as they were read, too.

Members who may manage messages or the server, all over it, make templates; they and whoever made
one change it. A template may be for one role: then its maker, those members and the role use it.
It knows neither forms nor messages.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from bot.errors import NotAllowed, NotReady
from bot.member import Member
from inference.binder import Binder, Filed
from inference.errors import DiskFull, TemplateNotFound
from inference.job import Job
from prompts.errors import PromptError
from prompts.template import Template, Templates, read_template, shipped_templates

log = logging.getLogger(__name__)

MOST_READ = 200
"""Of so many servers the templates are kept as they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A server's template, and how it stands in the binder."""

    filed: Filed
    template: Template


class ServerTemplates:
    """Reads and writes them for members. Lives on the event loop; made by `open`."""

    def __init__(self, binder: Binder, filed: Mapping[int, list[Filed]]) -> None:
        self._binder = binder
        self._filed = dict(filed)
        self._read: OrderedDict[int, tuple[list[Filed], tuple[Owned, ...]]] = OrderedDict()

    @classmethod
    async def open(cls, binder: Binder) -> Self:
        """All that is in `binder`, whose only writer this is."""
        return cls(binder, await binder.everything())

    # ---- looking

    async def of(self, member: Member) -> Templates:
        """All that the member may use where they are."""
        return _usable(member, await self.owned(member))

    async def owned(self, member: Member) -> tuple[Owned, ...]:
        """All of the member's server by name, also those that they may not use."""
        if member.guild_id is None:
            return ()
        return await self._of_guild(member.guild_id)

    async def find(self, member: Member, name: str) -> tuple[Template, Filed | None]:
        """A template that the member may use; and how it is filed, if it is the server's own.

        Raises:
            PromptError: there is none, or it is for others.
        """
        owned = await self.owned(member)
        template = _usable(member, owned).find(name)
        return template, next((it.filed for it in owned if it.template is template), None)

    async def history(self, member: Member, name: str) -> list[Filed]:
        """The versions of a server's template, the newest first.

        Raises:
            PromptError: the member may not use it.
            TemplateNotFound: it is none of the server's own.
        """
        template, filed = await self.find(member, name)
        if filed is None:
            raise TemplateNotFound(
                f"The template “{template.name}” comes with Mozart and has no history here."
                " /template edit makes it this server's own."
            )
        return await self._binder.history(_guild_of(member), filed.name)

    # ---- writing

    async def save(self, member: Member, template: Template, *, after: int, how: str) -> Filed:
        """Write a version of a template, or with `after` 0 a new one; twice, it is one version.

        Raises:
            NotAllowed: the member may not.
            TemplateTaken, TooManyTemplates, TemplateChanged, TemplateNotFound: as the binder says.
        """
        guild_id = _guild_of(member)
        if after == 0:
            check_may_make(member)
        else:
            await self.check_may_change(member, template.name)
        for it in self._filed.get(guild_id, ()):
            there = (it.name, it.text, it.author_id, it.version, it.how)
            if there == (template.name, template.toml, member.user_id, after + 1, how):
                return it  # Discord may bring a form again
        filed = await self._binder.write(
            guild_id, template.name, template.toml, author_id=member.user_id, after=after, how=how
        )
        await self._renew(guild_id)
        return filed

    async def restore(self, member: Member, name: str, version: int) -> Filed:
        """Write an old version again, as a new one.

        Raises:
            NotAllowed: the member may not.
            TemplateNotFound: there is no such template or version.
            NotReady: it is in force.
        """
        now, *older = await self.history(member, name)
        old = version_of([now, *older], version)
        if old.text == now.text:
            raise NotReady(f"Version {version} of “{now.name}” says what is in force.")
        how = f"brought version {version} back"
        return await self.save(
            member, read_template(now.name, old.text), after=now.version, how=how
        )

    async def open_to(self, member: Member, name: str, role_id: int | None) -> Filed:
        """Let one role alone use a template, or with None everybody.

        Raises:
            NotAllowed, TemplateNotFound: as `check_may_change`.
        """
        guild_id, filed = _guild_of(member), await self.check_may_change(member, name)
        filed = await self._binder.open_to(guild_id, filed.name, role_id)
        await self._renew(guild_id)
        return filed

    async def delete(self, member: Member, name: str) -> Filed:
        """Take a template away; `undelete` brings it back.

        Raises:
            NotAllowed, TemplateNotFound: as `check_may_change`.
        """
        guild_id, filed = _guild_of(member), await self.check_may_change(member, name)
        await self._binder.delete(guild_id, filed.name)
        await self._renew(guild_id)
        return filed

    async def undelete(self, member: Member, name: str) -> Filed:
        """Bring a deleted template back as it was.

        Raises:
            NotAllowed: the member may not.
            TemplateTaken, TemplateNotFound, TooManyTemplates: as the binder says.
        """
        guild_id = _guild_of(member)
        if member.user_id != await self._binder.deleted(guild_id, name):
            check_may_make(member)
        filed = await self._binder.undelete(guild_id, name)
        await self._renew(guild_id)
        return filed

    async def check_may_change(self, member: Member, name: str) -> Filed:
        """How a server's template is filed, for whoever may change it.

        Raises:
            NotAllowed: the member may not.
            TemplateNotFound: it is none of the server's own.
        """
        known = name.strip().lower()
        for it in await self.owned(member):
            if it.filed.name == known:
                if not may_change(member, it.filed):
                    raise NotAllowed(
                        "Only its maker and members who may manage messages or the server can"
                        f" change the template “{known}”."
                    )
                return it.filed
        raise TemplateNotFound(f"This server has no template “{known[:30]}” of its own.")

    # ---- what came of them

    async def note_use(self, member: Member, name: str | None, job: Job) -> None:
        """Remember that a job came of a template, to show a picture of it."""
        if name is None or member.guild_id is None:
            return
        if any(it.filed.name == name for it in await self.owned(member)):
            with suppress(DiskFull):  # the job itself is safe
                await self._binder.used(member.guild_id, name, job.id)

    async def jobs(self, member: Member, filed: Filed) -> list[Job]:
        """The latest jobs that came of a server's template and are done, the newest first."""
        return await self._binder.jobs(_guild_of(member), filed.name)

    # ---- inside

    async def _of_guild(self, guild_id: int) -> tuple[Owned, ...]:
        filed = self._filed.get(guild_id, [])
        known, owned = self._read.get(guild_id, (None, ()))
        if known is filed:
            self._read.move_to_end(guild_id)
            return owned
        owned = tuple(await asyncio.to_thread(_opened, filed)) if filed else ()
        self._read[guild_id] = filed, owned
        while len(self._read) > MOST_READ:
            self._read.popitem(last=False)
        return owned

    async def _renew(self, guild_id: int) -> None:
        self._filed[guild_id] = await self._binder.all(guild_id)


def version_of(versions: Sequence[Filed], number: int) -> Filed:
    """The version of that number.

    Raises:
        TemplateNotFound: it is not kept.
    """
    for it in versions:
        if it.version == number:
            return it
    raise TemplateNotFound(f"No version {number} is kept of the template “{versions[0].name}”.")


def may_use(member: Member, filed: Filed) -> bool:
    """Whether a template is for this member."""
    return filed.role_id is None or filed.role_id in member.role_ids or may_change(member, filed)


def may_change(member: Member, filed: Filed) -> bool:
    """Whether this member may change or delete it."""
    return member.curates or member.user_id == filed.owner_id


def check_may_make(member: Member) -> None:
    """Refuse who may not make templates.

    Raises:
        NotAllowed: the member may not, or is in no server.
    """
    _guild_of(member)
    if not member.curates:
        raise NotAllowed(
            "Only members who may manage messages or the server, all over it, can make templates."
        )


def _guild_of(member: Member) -> int:
    if member.guild_id is None:
        raise NotAllowed("Templates of one's own belong to a server. Do this in one that has me.")
    return member.guild_id


def _usable(member: Member, owned: Sequence[Owned]) -> Templates:
    closed = {it.filed.name for it in owned if not may_use(member, it.filed)}
    known = [*shipped_templates().all, *(it.template for it in owned)]
    return Templates(known, closed=closed) if owned else shipped_templates()


def _opened(filed: Iterable[Filed]) -> list[Owned]:
    owned = []
    for it in filed:
        try:
            owned.append(Owned(filed=it, template=read_template(it.name, it.text)))
        except PromptError as error:  # of an older Mozart
            log.warning("A server's template is left out, as it cannot be read: %s", error)
    return owned
