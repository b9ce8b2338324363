"""Where a job's answer goes: kept with the job, so that any later process can still deliver it."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self

TOKEN_LIFE_S = 14.5 * 60
"""Discord's interaction tokens live 15 minutes; the rest is a margin for slow requests."""

UPLOAD_LIMIT_BYTES = 10 * 2**20
"""What Discord takes per file where nothing raises it."""

EDITS_UNTIL_S = 55 * 60
"""Messages older than an hour have a hidden cap on edits, so after this only the outcome goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The one message that shows a job.

    Attributes:
        channel_id, guild_id: where it stands; guild_id is None outside servers that have the bot.
        user_id: who asked, for a direct message where nothing else is left.
        message_id: None until Discord told us the number of our answer.
        created_at: unix seconds when the message or its interaction began.
        application_id, token: of the interaction; an empty token means an ordinary message.
        bot_can_edit: whether the bot's own account reaches the message once the token is dead:
            not if it is private, nor where the bot itself is no member.
        limit_bytes: the largest file that may be uploaded there.
        private: whether the member alone sees it.
        asked_to_click: whether the message shows the button that opens a new way to it.
        typed: the words as the member typed them, for the message; empty where the request's
            own are the same.
        note: a sentence for the member that stands below them.
    """

    channel_id: int
    guild_id: int | None
    user_id: int
    created_at: float
    message_id: int | None = None
    application_id: int = 0
    token: str = ""
    bot_can_edit: bool = True
    limit_bytes: int = UPLOAD_LIMIT_BYTES
    private: bool = False
    asked_to_click: bool = False
    typed: str = ""
    note: str = ""

    def token_lives(self, now: float) -> bool:
        """Whether the interaction's token can still carry an edit."""
        return bool(self.token) and now - self.created_at < TOKEN_LIFE_S

    def with_message(self, message_id: int) -> Self:
        """The same place, now that its message is known."""
        return replace(self, message_id=message_id)

    @property
    def link(self) -> str | None:
        """A link that jumps to the message."""
        if self.message_id is None:
            return None
        place = self.guild_id if self.guild_id is not None else "@me"
        return f"https://discord.com/channels/{place}/{self.channel_id}/{self.message_id}"

    def to_json(self) -> str:
        """As one line; `from_json` gives an equal address back."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


def typed_in(text: str) -> str:
    """The member's own words in what `Address.to_json` wrote; empty if there are none."""
    return str(json.loads(text).get("typed", ""))


def note_in(text: str) -> str:
    """The sentence for the member in what `Address.to_json` wrote; mostly empty."""
    return str(json.loads(text).get("note", ""))
