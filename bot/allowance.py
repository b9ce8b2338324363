"""What members have left today, and what admins grant: the quota policy put to the books."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import quota
from bot.errors import NotAllowed
from bot.member import Member
from bot.quota import Measure
from inference.queue import Charge, Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One account today, in pictures and in device seconds. None means that nothing limits it."""

    used: int
    limit: int | None
    used_s: float = 0.0
    limit_s: int | None = None

    @property
    def left(self) -> int | None:
        """Pictures that may still be asked for today."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def left_s(self) -> float | None:
        """Device seconds that may still be used today."""
        return None if self.limit_s is None else max(0.0, self.limit_s - self.used_s)


class Allowances:
    """Reads and sets limits, and says what a wish would charge."""

    def __init__(
        self, queue: Queue, *, direct_limit: int, clock: Callable[[], float] = time.time
    ) -> None:
        """Build nothing.

        Args:
            queue: keeps limits and accounts.
            direct_limit: pictures a day and person outside servers.
            clock: unix seconds.
        """
        self._queue = queue
        self._direct_limit = direct_limit
        self._clock = clock

    @property
    def resets_at(self) -> int:
        """When today's counts begin anew, in unix seconds."""
        return quota.next_day(self._clock())

    async def charges(self, member: Member, pictures: int) -> list[Charge]:
        """What asking for `pictures` reserves."""
        limits = await self._limits(member.guild_id)
        now = self._clock()
        return quota.charges(member, pictures, limits, direct_limit=self._direct_limit, now=now)

    async def of(self, member: Member) -> tuple[Allowance, Allowance | None]:
        """What the member has today: their own allowance, and the server's."""
        place = member.guild_id
        own = await self._used(quota.member_account(place, member.user_id))
        if place is None:
            return replace(own, limit=self._direct_limit), None
        limits = await self._limits(place)
        return (
            replace(
                own,
                limit=quota.member_limit(member, limits),
                limit_s=quota.member_limit(member, limits, Measure.SECONDS),
            ),
            replace(
                await self._used(quota.server_account(place)),
                limit=quota.server_limit(place, limits),
                limit_s=quota.server_limit(place, limits, Measure.SECONDS),
            ),
        )

    async def _used(self, account: str) -> Allowance:
        day = quota.day_of(self._clock())
        return Allowance(
            used=await self._queue.used(account, day),
            limit=None,
            used_s=await self._queue.used_s(account, day),
        )

    async def limits(self, admin: Member) -> dict[quota.Subject, int]:
        """Every limit of the admin's server.

        Raises:
            NotAllowed: the member does not administer that server.
        """
        found = await self._limits(_guild_of(admin))
        return {quota.parse(name): most for name, most in found.items()}

    async def set_limits(
        self, admin: Member, subject: quota.Subject, limits: Mapping[Measure, int | None]
    ) -> None:
        """Set or lift (None) limits of a subject; they count from the next wish on.

        Raises:
            NotAllowed: the member does not administer that server.
        """
        if subject.guild_id != _guild_of(admin):
            raise NotAllowed("Quotas can be set in their own server only.")
        for measure, most in limits.items():
            await self._queue.set_limit(replace(subject, measure=measure).name, most)

    async def reset_server(self, admin: Member) -> None:
        """Begin today's count of the whole server at nothing again.

        Raises:
            NotAllowed: the member does not administer that server.
        """
        account = quota.server_account(_guild_of(admin))
        await self._queue.reset(account, quota.day_of(self._clock()))

    async def reset_members(self, admin: Member, user_ids: Sequence[int]) -> None:
        """Begin today's count of these members at nothing again.

        Raises:
            NotAllowed: the member does not administer that server.
        """
        guild_id, day = _guild_of(admin), quota.day_of(self._clock())
        for user_id in user_ids:
            await self._queue.reset(quota.member_account(guild_id, user_id), day)

    async def spenders(self, admin: Member) -> list[int]:
        """The members of the admin's server who asked for pictures today.

        Raises:
            NotAllowed: the member does not administer that server.
        """
        accounts = await self._queue.accounts(
            quota.member_accounts(_guild_of(admin)), quota.day_of(self._clock())
        )
        return [int(account.rsplit(":", 1)[1]) for account in accounts]

    async def _limits(self, guild_id: int | None) -> Mapping[str, int]:
        return {} if guild_id is None else await self._queue.limits(quota.prefix(guild_id))


def _guild_of(admin: Member) -> int:
    if admin.guild_id is None or not admin.administers:
        raise NotAllowed("Only members who may manage the server can do that, in the server.")
    return admin.guild_id
