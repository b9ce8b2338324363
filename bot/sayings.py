"""What /prefer answers: a member's suffix and options. Pure values."""

from bot.render import Card
from prompts.own import Own
from prompts.table import find

HOW = (
    "-# The suffix goes behind the words of `/imagine` and `/template use`; `--bare` leaves it out"
    " once. What you type goes before an option, and an option before the suffix."
)


def sayings(own: Own, done: str = "") -> Card:
    """The member's suffix and options.

    Args:
        own: as they are now.
        done: a sentence about what was just changed.
    """
    suffix = code(own.suffix) if own.suffix else "none; `/prefer suffix` sets one"
    options = [
        f"- `--{name}` for {code(flags)}{_taken(name)}" for name, flags in own.options.items()
    ]
    listed = options or ["- none; `/prefer option set` makes one, for flags that you use often"]
    return Card(
        above=(
            *([done] if done else []),
            f"**Your suffix**\n{suffix}",
            "\n".join(["**Your options**", *sorted(listed)]),
        ),
        below=(HOW,),
    )


def code(text: str) -> str:
    """A member's words in equal widths; nothing in them can end that."""
    return "`" + text.replace("`", "'") + "`"


def _taken(name: str) -> str:
    """A later Mozart may have a flag of that name, which goes first."""
    return " (not obeyed: now a flag of Mozart's has this name)" if find(name) else ""
