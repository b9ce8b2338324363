"""Who may ask for how much a day. Pure policy; the queue keeps the accounts.

Three kinds of limit, each in pictures a day, in device seconds a day, or one of both:

- server: all members of the server together;
- role: each member who has the role; with several roles the most generous one counts, and
  @everyone is a role like any other;
- member: that member, whatever their roles say.

All that apply, the server's and the member's own, must have room. A day is a day in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.member import Member
from inference.queue import Charge

MOST = 1_000_000


class Scope(StrEnum):
    """Whom a limit is for."""

    SERVER = "server"
    ROLE = "role"
    MEMBER = "member"


class Measure(StrEnum):
    """What a limit counts."""

    PICTURES = "pictures"
    SECONDS = "seconds"  # that a device works


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One limit's place: a scope in a server, the role's or member's number, what is counted."""

    guild_id: int
    scope: Scope
    subject_id: int
    measure: Measure = Measure.PICTURES

    @property
    def name(self) -> str:
        """The limit's name in the queue; `prefix(guild_id)` finds all of a server."""
        ending = "" if self.measure is Measure.PICTURES else f":{self.measure}"
        return f"{prefix(self.guild_id)}{self.scope}:{self.subject_id}{ending}"


def prefix(guild_id: int) -> str:
    """What the names of all limits of a server begin with."""
    return f"quota:{guild_id}:"


def parse(name: str) -> Subject:
    """Read what `Subject.name` wrote."""
    _, guild_id, scope, subject_id, *measure = name.split(":")
    return Subject(
        guild_id=int(guild_id),
        scope=Scope(scope),
        subject_id=int(subject_id),
        measure=Measure(measure[0]) if measure else Measure.PICTURES,
    )


def server_account(guild_id: int) -> str:
    """The account that all members of a server share."""
    return f"server:{guild_id}"


def member_account(guild_id: int | None, user_id: int) -> str:
    """A member's own account in a server, or in direct messages."""
    return f"{member_accounts(guild_id)}{user_id}"


def member_accounts(guild_id: int | None) -> str:
    """What the names of all members' accounts of a server begin with."""
    return f"member:{guild_id or 0}:"


def member_limit(
    member: Member, limits: Mapping[str, int], measure: Measure = Measure.PICTURES
) -> int | None:
    """What this member has a day of their own; None means as much as they like."""
    assert member.guild_id is not None

    def named(scope: Scope, subject_id: int) -> str:
        place = member.guild_id or 0
        return Subject(guild_id=place, scope=scope, subject_id=subject_id, measure=measure).name

    own = named(Scope.MEMBER, member.user_id)
    if own in limits:
        return limits[own]
    roles = [named(Scope.ROLE, role) for role in member.role_ids]
    return max((limits[role] for role in roles if role in limits), default=None)


def server_limit(
    guild_id: int, limits: Mapping[str, int], measure: Measure = Measure.PICTURES
) -> int | None:
    """What a whole server has a day; None means no limit."""
    subject = Subject(guild_id=guild_id, scope=Scope.SERVER, subject_id=guild_id, measure=measure)
    return limits.get(subject.name)


def charges(
    member: Member, pictures: int, limits: Mapping[str, int], *, direct_limit: int, now: float
) -> list[Charge]:
    """What asking for `pictures` reserves, the member's own account first.

    Args:
        member: who asks, and where.
        pictures: how many.
        limits: of the member's server, by name.
        direct_limit: the operator's limit outside servers.
        now: unix seconds.
    """
    day = day_of(now)
    account = member_account(member.guild_id, member.user_id)
    if member.guild_id is None:
        return [Charge(account=account, day=day, pictures=pictures, limit=direct_limit)]
    place = member.guild_id
    return [
        Charge(
            account=account,
            day=day,
            pictures=pictures,
            limit=member_limit(member, limits),
            limit_s=member_limit(member, limits, Measure.SECONDS),
        ),
        Charge(
            account=server_account(place),
            day=day,
            pictures=pictures,
            limit=server_limit(place, limits),
            limit_s=server_limit(place, limits, Measure.SECONDS),
        ),
    ]


def day_of(now: float) -> str:
    """The day in UTC, such as "2026-11-23"."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def next_day(now: float) -> int:
    """When the next day begins in UTC, in unix seconds."""
    tomorrow = datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)
    return int(datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC).timestamp())
