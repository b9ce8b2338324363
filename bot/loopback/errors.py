"""What the loopback server refuses, and in whose words.

    LoopbackError
    |-- FolderInUse     another loopback server keeps its state there
    |-- ApiError        what Discord answers a bot: {code, message[, errors]}
    `-- Refused         what a person's own client would not even send
        |-- NotFound        no such member, channel, message or command
        |-- NotAllowed      the member lacks a permission
        `-- NoAnswer        the bot did not answer within three seconds

Knows no HTTP library: the numbers are statuses, the texts are Discord's or one sentence of ours.
"""

from collections.abc import Sequence

from bot.loopback.wire import Json

PROBLEMS: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    404: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has reached its maximum number of follow-up messages."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50109: (400, "The request body contains invalid JSON."),
}

Where = Sequence[str | int]
Problem = tuple[Where, str, str]
"""Where in the body, Discord's code for it, what it says."""


class LoopbackError(Exception):
    """The root: anything this package raises on purpose."""


class FolderInUse(LoopbackError):
    """Another loopback server keeps its state in this folder."""


class ApiError(LoopbackError):
    """What Discord answers a bot with.

    Attributes:
        status: the HTTP status.
        retry_after_s: set on 30046, which Discord dresses as a rate limit.
    """

    def __init__(
        self, code: int, *, errors: Json | None = None, retry_after_s: float | None = None
    ) -> None:
        self.code = code
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.status, self.message = PROBLEMS[code]
        super().__init__(f"{code}: {self.message}")

    def body(self) -> Json:
        body: Json = {"message": self.message, "code": self.code if self.code >= 10_000 else 0}
        if self.errors:
            body["errors"] = self.errors
        if self.retry_after_s is not None:
            body |= {"retry_after": round(self.retry_after_s, 3), "global": False}
        return body


def form_error(*problems: Problem) -> ApiError:
    """Discord's 50035 with the problems nested where they are in the body."""
    errors: Json = {}
    for where, code, text in problems:
        node = errors
        for step in where:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": text})
    return ApiError(50035, errors=errors)


class Refused(LoopbackError):
    """A person's client would not send this; the message says why, in one sentence."""

    status = 422


class NotFound(Refused):
    """There is no such member, channel, message, command or component for this member."""

    status = 404


class NotAllowed(Refused):
    """The member lacks a permission for it."""

    status = 403


class NoAnswer(Refused):
    """The bot did not answer the interaction within three seconds."""

    status = 504
