"""The habits of members, channels and servers: kept in the database, and all in memory.

A command has to know before its first answer who may see it, and Discord waits for that answer, so
nothing is read from the disk then. Who may change whose is decided here.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Self

from bot import usual
from bot.agreement import FLAG_OF_OPTION
from bot.errors import NotAllowed, NotReady
from bot.member import Member
from bot.usual import Scope, Setting, Usual
from bot.wish import Wish
from inference.habits import Habits as Book
from inference.habits import Kept
from prompts.own import Own, checked_option, checked_suffix, name_of, say
from prompts.words import clean, tidy

_SUFFIX, _OPTION = "suffix", "option:"
_WHOSE = {Scope.CHANNEL: "a channel", Scope.SERVER: "the server"}


class Habits:
    """Reads and changes what is usual. Made by `open`."""

    def __init__(self, book: Book, kept: Kept, models: Collection[str]) -> None:
        self._book = book
        self._kept = kept
        self._models = models

    @classmethod
    async def open(cls, book: Book, models: Collection[str]) -> Self:
        """All that is kept in `book`.

        Args:
            book: whose only writer this is.
            models: the names of those that can be asked for.
        """
        return cls(book, await book.all(), models)

    def usual(self, member: Member, channel_id: int | None) -> Usual:
        """What holds for a member in a place; see `bot.usual.owner` for the place."""
        there = {scope: self.own(member, channel_id, scope) for scope in Scope}
        return usual.usual(there, self._models)

    def own(self, member: Member, channel_id: int | None, scope: Scope) -> Mapping[Setting, str]:
        """What one scope says by itself, whether it can be had or not."""
        owner = usual.owner(member, channel_id, scope)
        kept = self._kept.get(owner, {}) if owner else {}
        return {setting: kept[setting] for setting in Setting if setting in kept}

    async def set(
        self,
        member: Member,
        channel_id: int | None,
        scope: Scope,
        settings: Mapping[Setting, str | None],
    ) -> None:
        """Change what a scope says, all or nothing; None is as without it.

        Raises:
            PromptError: a setting cannot have that value.
            NotAllowed: the scope is not the member's own, and they do not manage the server.
            NotReady: there is no such scope here.
        """
        owner = self._owner(member, channel_id, scope)
        values = {
            setting.value: None if it is None else usual.checked(setting, it, self._models)
            for setting, it in settings.items()
        }
        await self._keep(owner, values)

    def words(self, member: Member) -> Own:
        """What the member always says."""
        kept = self._kept.get(usual.member_owner(member), {})
        options = {
            name.removeprefix(_OPTION): it for name, it in kept.items() if name.startswith(_OPTION)
        }
        return Own(suffix=kept.get(_SUFFIX, ""), options=options)

    async def set_suffix(self, member: Member, text: str) -> None:
        """Have a suffix from now on; none if the text is empty.

        Raises:
            PromptError: it cannot be one.
        """
        suffix = checked_suffix(text) if tidy(text) else None
        await self._keep(usual.member_owner(member), {_SUFFIX: suffix})

    async def set_option(self, member: Member, name: str, value: str) -> str:
        """Have an option stand for flags from now on; the name as it is kept.

        Raises:
            PromptError: it cannot.
        """
        known, flags = checked_option(name, value, self.words(member).options)
        await self._keep(usual.member_owner(member), {_OPTION + known: flags})
        return known

    async def remove_option(self, member: Member, name: str) -> str:
        """Have it no longer; the name as it was kept.

        Raises:
            NotReady: there is none of that name.
        """
        known, options = name_of(name), self.words(member).options
        if known not in options:
            have = ", ".join(f"--{it}" for it in sorted(options)) or "none"
            raise NotReady(f"You have no option --{known[:20]}. Those you have: {have}.")
        await self._keep(usual.member_owner(member), {_OPTION + known: None})
        return known

    async def reset(self, member: Member, channel_id: int | None, scope: Scope) -> None:
        """Take all settings of a scope away.

        Raises:
            NotAllowed, NotReady: as `set` does.
        """
        await self._keep(self._owner(member, channel_id, scope), dict.fromkeys(map(str, Setting)))

    async def forget(self, member: Member) -> None:
        """Take everything away that is kept of a member's habits, and from the disk."""
        owner = self._owner(member, None, Scope.MEMBER)
        await self._book.forget(owner)
        self._kept.pop(owner, None)

    async def _keep(self, owner: str, values: Mapping[str, str | None]) -> None:
        await self._book.keep(owner, values)
        before = {name: it for name, it in self._kept.get(owner, {}).items() if name not in values}
        now = before | {name: it for name, it in values.items() if it is not None}
        if now:
            self._kept[owner] = now
        else:
            self._kept.pop(owner, None)

    @staticmethod
    def _owner(member: Member, channel_id: int | None, scope: Scope) -> str:
        owner = usual.owner(member, channel_id, scope)
        if owner is None:
            raise NotReady(f"There is no {scope} here; only your own settings count in this place.")
        if scope is not Scope.MEMBER and not member.administers:
            raise NotAllowed(
                f"Only members who may manage the server can set what is usual in {_WHOSE[scope]}."
            )
        return owner


def spoken(wish: Wish, own: Own, *, suffixed: bool = True) -> Wish:
    """The wish, in which options stand for their flags, with the suffix if it is wanted.

    Raises:
        PromptError: the prompt cannot be read.
    """
    beside = {flag for option, flag in FLAG_OF_OPTION if getattr(wish, option) is not None}
    said = say(clean(wish.prompt), own, beside=beside, suffixed=suffixed)
    return replace(wish, prompt=said.text, sources=said.sources)


def asked(wish: Wish, it: Usual) -> Wish:
    """The wish, in which what the member left open is as usual."""
    return replace(
        wish,
        usual_count=it.count,
        usual_aspect=it.aspect,
        usual_size=it.size,
        usual_model=it.model,
        model_note=it.model_note,
    )
