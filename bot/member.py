"""Who asks, as a value: what the studio needs to know of a person, without Discord's objects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person, where they are right now.

    Attributes:
        user_id: Discord's number for the person.
        guild_id: of the server they act in; None in direct messages, and where the app was
            installed by the person and not by the server.
        role_ids: their roles there, the server's own number (@everyone) included.
        moderates: may manage messages there, so may cancel and delete other members' jobs.
        administers: may manage the server, so may set quotas.
        curates: may manage messages in the whole server, not in this channel alone, or the
            server; so may make templates.
    """

    user_id: int
    guild_id: int | None = None
    role_ids: frozenset[int] = frozenset()
    moderates: bool = False
    administers: bool = False
    curates: bool = False
