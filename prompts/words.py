"""A member's words, made safe to paint from and to echo. Pure."""

import re
import unicodedata

from prompts.errors import PromptError

LONGEST = 1000

# Characters that change how neighbours look or hide in them: controls, bidirectional marks,
# zero-width characters other than the joiners that emoji and several scripts need, tags.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")


def clean(text: str, *, name: str = "prompt") -> str:
    """The words on one line, without characters that nobody sees, in Unicode's composed form.

    Args:
        text: as typed.
        name: what the member knows these words by.

    Raises:
        PromptError: nothing is left, or more than 1,000 characters.
    """
    words = tidy(text)
    if not words:
        raise PromptError("Say what to paint in a few words, such as: a red sailboat at sunset.")
    if len(words) > LONGEST:
        raise PromptError(
            f"The {name} has {len(words):,} characters; Mozart reads up to {LONGEST:,}. Shorten it."
        )
    return words


def has_hidden(text: str) -> bool:
    """Whether there are characters that `tidy` takes away because nobody sees them."""
    return _HIDDEN.search(text) is not None


def tidy(text: str) -> str:
    """Like `clean`, for words that may be empty or long."""
    visible = _HIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", visible).strip()
