"""The bodies of the people API and of the control API, parsed once at the border."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from bot.loopback.wire import JsonValue


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Upload(_Asked):
    """A file, as JSON can carry it."""

    filename: Annotated[str, Field(min_length=1, max_length=255)]
    base64: Base64Bytes


Given: TypeAlias = str | bool | list[str] | list[Upload]
"""What a member put into one field of a form."""


class Acted(_Asked):
    """Who did something, and where; both by name or by id."""

    member: str
    channel: str


class Command(Acted):
    """`name` may go on with a subcommand: "quota set"."""

    name: str
    options: dict[str, JsonValue] = {}
    attachments: dict[str, Upload] = {}


class Autocomplete(Acted):
    """`focused` is the option that is being typed."""

    name: str
    options: dict[str, JsonValue] = {}
    focused: str


class Click(Acted):
    """A button, or with `values` a select menu."""

    message: str
    custom_id: str
    values: list[str] | None = None


class Modal(_Asked):
    """Answers by custom_id: a text, a truth value, values, or files; None leaves a field alone."""

    member: str
    interaction: str
    answers: dict[str, Given | None] = {}


class React(Acted):
    """An emoji put on a message, or taken back."""

    message: str
    emoji: Annotated[str, Field(min_length=1, max_length=100)]
    remove: bool = False


class Say(Acted):
    """A message that a member writes."""

    content: Annotated[str, Field(max_length=2000)] = ""
    attachments: list[Upload] = []
    reply_to: str | None = None


class Dismiss(Acted):
    """An ephemeral message that its reader puts away."""

    message: str


class MoveClock(_Asked):
    """Seconds to push the server's clock forward."""

    advance_s: Annotated[float, Field(ge=0, le=10 * 365 * 86_400)]


class GatewayTrouble(_Asked):
    """What happens to the bot's gateway sockets."""

    action: Literal["drop", "reconnect", "invalid_session", "refuse_resume", "malformed"]


class Overwrite(_Asked):
    """Permission bits of a role or a member in a channel; numbers as Discord writes them."""

    channel: str
    role_or_member: str
    allow: int = 0
    deny: int = 0


class Where(_Asked):
    """A message."""

    channel: str
    message: str


class UploadLimit(_Asked):
    """The most bytes one file may have."""

    bytes: Annotated[int, Field(ge=1, le=500 << 20)]


class Install(_Asked):
    """Whether a member has installed the app for themselves."""

    member: str
    installed: bool


class Shards(_Asked):
    """How many shards the gateway advises."""

    count: Annotated[int, Field(ge=1, le=16)]
