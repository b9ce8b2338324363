"""What a person may not do or has to do differently, apart from what inference and prompts refuse.

    BotError
    |-- NotAllowed          somebody else's job, or an admin's command
    |-- NotReady            there is nothing to act on yet, or no longer
    |-- MissingPermission   the bot itself may not do it in this place
    `-- LoopbackFailed      the operator's chat did not start

Every message is one sentence, or two, that a member or the operator reads as it stands.
"""


class BotError(Exception):
    """The root: anything this package raises on purpose."""


class NotAllowed(BotError):
    """The member may not do that."""


class NotReady(BotError):
    """The job is not in a state in which that makes sense."""


class MissingPermission(BotError):
    """The bot lacks a permission in this place; the message names it."""


class LoopbackFailed(BotError):
    """The loopback chat did not start; the message says why."""
