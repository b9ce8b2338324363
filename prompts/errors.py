"""What can be wrong with a member's words.

PromptError: the message is one sentence that says what to write instead. Where one spot of the
words is to blame, `underlined` shows it with a caret below.
"""

import unicodedata

AROUND = 30
"""How many columns of the words are shown on either side of the spot."""


class PromptError(ValueError):
    """The words cannot be used as they are; the message says what to write instead."""

    def __init__(self, sentence: str, *, text: str = "", at: int | None = None) -> None:
        """Without a spot, or with one.

        Args:
            sentence: what is wrong and what to do.
            text: the words as typed.
            at: the index in them of the spot that is to blame; len(text) is behind the last.
        """
        super().__init__(sentence)
        self.text = text
        self.at = at

    @property
    def underlined(self) -> str:
        """Two lines for a font of equal widths: the words around the spot, a caret under it.

        Empty where no one spot is to blame.
        """
        if self.at is None or not self.text:
            return ""
        begin, end = max(0, self.at - AROUND), self.at + AROUND
        before = ("…" if begin else "") + _on_one_line(self.text[begin : self.at])
        after = _on_one_line(self.text[self.at : end]) + ("…" if end < len(self.text) else "")
        return f"{before}{after}".rstrip() + "\n" + " " * columns(before) + "^"


def columns(text: str) -> int:
    """How wide a text is in a font of equal widths, in which Asian signs and emoji take two."""
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _on_one_line(text: str) -> str:
    return "".join(" " if sign.isspace() else sign for sign in text)
