"""What can be wrong with a member's words.

PromptError: the message is one sentence that says what to write instead.
"""


class PromptError(ValueError):
    """The words cannot be used as they are; the message says what to write instead."""
