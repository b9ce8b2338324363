"""Lists of words that `__name__` draws from: one choice a line, in the prompt language itself.

Ours lie in `prompts/wildcards`, a text file each. A line may hold emphasis, picks and other lists,
but neither parts nor flags. Empty lines and those that begin with "#" are left out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from prompts.errors import PromptError
from prompts.grammar import parse_words
from prompts.spelling import nearest
from prompts.tree import Wildcard, Words

FOLDER = Path(__file__).parent / "wildcards"
_NAMED = 40
"""How many lists a sentence can name."""


class Lists:
    """Lists by name; a line is parsed when it is first drawn, and then kept."""

    def __init__(self, lines: Mapping[str, Sequence[str]]) -> None:
        """Take the lines as they are typed, without empty ones and comments."""
        self._lines = {name: tuple(_meant(it)) for name, it in lines.items()}
        self._parsed: dict[tuple[str, int], Words] = {}

    @property
    def names(self) -> list[str]:
        """All names, in order."""
        return sorted(self._lines)

    def size(self, wildcard: Wildcard, *, text: str) -> int:
        """How many lines its list has, at least one.

        Raises:
            PromptError: there is no such list, or it is empty.
        """
        lines = self._lines.get(wildcard.name)
        if lines is None:
            raise PromptError(self._unknown(wildcard.name), text=text, at=wildcard.at)
        if not lines:
            raise PromptError(
                f"The list “{wildcard.name}” is empty. Choose another.", text=text, at=wildcard.at
            )
        return len(lines)

    def line(self, name: str, index: int) -> Words:
        """One line of a list that there is, parsed.

        Raises:
            PromptError: whoever wrote the line made a mistake.
        """
        if (name, index) not in self._parsed:
            try:
                words = parse_words(self._lines[name][index])
            except PromptError as error:
                raise PromptError(f"Line {index + 1} of the list “{name}”: {error}") from error
            self._parsed[name, index] = words
        return self._parsed[name, index]

    def _unknown(self, name: str) -> str:
        shown = name if len(name) <= 30 else name[:30] + "…"
        if near := nearest(name, self._lines):
            return f"There is no list called “{shown}”. Did you mean __{near}__?"
        named = ", ".join(self.names[:_NAMED])
        return f"There is no list called “{shown}”. These are known: {named}."


@cache
def shipped_lists() -> Lists:
    """The lists that come with Mozart, read when first asked for."""
    files = sorted(FOLDER.glob("*.txt"))
    return Lists({file.stem: file.read_text(encoding="utf-8").splitlines() for file in files})


def _meant(lines: Sequence[str]) -> list[str]:
    stripped = [line.strip() for line in lines]
    return [line for line in stripped if line and not line.startswith("#")]
