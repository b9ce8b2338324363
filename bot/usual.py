"""What holds where a member leaves something open. Pure policy; the habits are kept elsewhere.

    typed in the prompt or as an option > the member's > the channel's > the server's > Mozart's own

A value that cannot be had any more, such as a model that is gone, is passed over: the next one in
that order holds, and what was passed is told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.member import Member
from inference.request import MAX_COUNT
from prompts.errors import PromptError
from prompts.size import LARGEST_SIDE, SMALLEST_SIDE, read_aspect

PUBLIC, PRIVATE = "public", "private"
ALL, NONE = "all", "none"


class Scope(StrEnum):
    """Whose habit it is; the first that has one is obeyed."""

    MEMBER = "member"  # wherever they are
    CHANNEL = "channel"  # with its threads
    SERVER = "server"


class Setting(StrEnum):
    """What can be usual."""

    MODEL = "model"
    ASPECT = "aspect"
    COUNT = "count"
    SIZE = "size"
    ANSWERS = "answers"  # who sees the pictures
    REACTIONS = "reactions"  # which of them are obeyed


class Reaction(StrEnum):
    """What a reaction under a result asks for."""

    UPSCALE = "upscale"
    REPEAT = "repeat"
    CROSS = "cross"
    ENVELOPE = "envelope"
    STAR = "star"


OWN: Mapping[Setting, str] = MappingProxyType(
    {
        Setting.MODEL: "",  # the first of the catalogue
        Setting.ASPECT: "1:1",
        Setting.COUNT: f"{MAX_COUNT}",
        Setting.SIZE: "",  # the model's
        Setting.ANSWERS: PUBLIC,
        Setting.REACTIONS: ALL,
    }
)
"""Mozart's own; empty where something else decides."""

Habits = Mapping[Setting, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One setting as it holds: the value, and whose it is; None is Mozart's own."""

    value: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A habit that cannot be followed any more."""

    setting: Setting
    value: str
    scope: Scope

    @property
    def sentence(self) -> str:
        """What is passed over, for the member."""
        whose = {Scope.MEMBER: "Your", Scope.CHANNEL: "This channel's"}.get(
            self.scope, "The server's"
        )
        return f"{whose} usual {self.setting} “{self.value[:60]}” is not here any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """Everything that holds for a member in a place."""

    held: Mapping[Setting, Held]
    passed: tuple[Passed, ...] = ()

    @property
    def model(self) -> str | None:
        """Who paints; None is the catalogue's default."""
        return self.held[Setting.MODEL].value or None

    @property
    def model_note(self) -> str:
        """A sentence about a model that would paint if it were still here; mostly empty."""
        gone = (it.sentence for it in self.passed if it.setting is Setting.MODEL)
        return next(gone, "")

    @property
    def aspect(self) -> str:
        """Width to height."""
        return self.held[Setting.ASPECT].value

    @property
    def count(self) -> int:
        """How many pictures, 1 to 4."""
        return int(self.held[Setting.COUNT].value)

    @property
    def size(self) -> int | None:
        """The side in pixels; None is the model's own."""
        value = self.held[Setting.SIZE].value
        return int(value) if value else None

    @property
    def private(self) -> bool:
        """Whether the member alone sees the answers."""
        return self.held[Setting.ANSWERS].value == PRIVATE

    @property
    def reactions(self) -> frozenset[Reaction]:
        """Those that are obeyed."""
        return reactions_in(self.held[Setting.REACTIONS].value)


def usual(kept: Mapping[Scope, Habits], models: Collection[str]) -> Usual:
    """What holds, of the habits that apply to a member in a place.

    Args:
        kept: the habits of each scope that there is; values as `checked` wrote them.
        models: the names of those that can be asked for.
    """
    held: dict[Setting, Held] = {}
    passed: list[Passed] = []
    for setting in Setting:
        held[setting] = Held(value=OWN[setting])
        for scope in Scope:
            value = kept.get(scope, {}).get(setting)
            if value is None:
                continue
            if can_be_had(setting, value, models):
                held[setting] = Held(value=value, scope=scope)
                break
            passed.append(Passed(setting=setting, value=value, scope=scope))
    return Usual(held=held, passed=tuple(passed))


def can_be_had(setting: Setting, value: str, models: Collection[str]) -> bool:
    """Whether a value that was once accepted still is."""
    try:
        return checked(setting, value, models) == value
    except PromptError:
        return False


def checked(setting: Setting, value: str, models: Collection[str]) -> str:
    """A value as it is kept.

    Raises:
        PromptError: the setting cannot have it; the message says what it can.
    """
    match setting:
        case Setting.MODEL:
            return _model(value, models)
        case Setting.ASPECT:
            read_aspect(value)
            return "".join(value.split()).replace("x", ":").replace("/", ":")
        case Setting.COUNT:
            return _whole("A count", value, least=1, most=MAX_COUNT)
        case Setting.SIZE:
            return _whole("A size", value, least=SMALLEST_SIDE, most=LARGEST_SIDE)
        case Setting.ANSWERS:
            if value not in (PUBLIC, PRIVATE):
                raise PromptError(f"Answers are {PUBLIC} or {PRIVATE}.")
            return value
        case Setting.REACTIONS:
            return _reactions(value)


def reactions_in(value: str) -> frozenset[Reaction]:
    """The reactions that a kept value names."""
    if value in (ALL, NONE):
        return frozenset(Reaction if value == ALL else ())
    return frozenset(Reaction(name) for name in value.split())


def owner(member: Member, channel_id: int | None, scope: Scope) -> str | None:
    """Under which name a scope's habits are kept; None where there is no such scope.

    Args:
        member: who acts, and in which server.
        channel_id: where; of a thread the channel that it belongs to.
        scope: whose habits.
    """
    match scope:
        case Scope.MEMBER:
            return member_owner(member)
        case Scope.CHANNEL:
            return f"channel:{channel_id}" if member.guild_id and channel_id else None
        case Scope.SERVER:
            return f"server:{member.guild_id}" if member.guild_id else None


def member_owner(member: Member) -> str:
    """Under which name everything of a member's own is kept."""
    return f"member:{member.user_id}"


def _model(value: str, models: Collection[str]) -> str:
    if value not in models:
        known = ", ".join(models)
        raise PromptError(f"There is no model called “{value[:40]}” here. Choose one of: {known}.")
    return value


def _whole(what: str, value: str, *, least: int, most: int) -> str:
    if not (value.isascii() and value.isdigit() and len(value) < 6 and least <= int(value) <= most):
        raise PromptError(f"{what} is a whole number from {least} to {most}.")
    return f"{int(value)}"


def _reactions(value: str) -> str:
    """In the order of `Reaction`; from names with anything between them."""
    words = value.lower().replace(",", " ").split()
    if words in ([ALL], ["on"]):
        return ALL
    if words in ([NONE], ["off"]):
        return NONE
    known = [reaction.value for reaction in Reaction]
    if not words or not set(words) <= set(known):
        raise PromptError(f"Name reactions among {', '.join(known)}; or say {ALL}, or {NONE}.")
    return ALL if set(words) == set(known) else " ".join(it for it in known if it in words)
