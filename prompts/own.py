"""What a member always says: a suffix to every prompt, and options that stand for flags.

    a fox --mine   with --mine for "--ar 3:2 --no people" and the suffix "in ink --count 2"
    --> a fox, in ink --ar 3:2 --no people --count 2

Works on trees, so that nothing is joined by accident: words after a flag stay words, and a suffix
stays out of `--no`. What was typed goes before an option, and an option before the suffix. Options
hold flags alone and no options, so nothing can go round in circles.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from prompts.dashes import begins_a_word
from prompts.errors import PromptError
from prompts.grammar import Call, parse, parse_calls
from prompts.printing import canonical
from prompts.table import CONFLICTS, ELSEWHERE, find
from prompts.tree import JOINER, Flag, Part, Prompt, Text, tidied
from prompts.words import clean, tidy

LONGEST = 200
"""Characters of a suffix, or of what an option stands for."""

MOST_OPTIONS = 20
LONGEST_NAME = 20
BARE = "bare"
"""The flag that leaves the suffix out, once."""

SUFFIX = "your suffix"

_NAME = re.compile(rf"[a-z][a-z0-9-]{{0,{LONGEST_NAME - 1}}}", re.ASCII)
_LONG_DASH = re.compile(r"[—–―]{1,2}([A-Za-z][A-Za-z0-9-]*)(?=\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What one member always says.

    Attributes:
        suffix: words, flags or both; mostly empty.
        options: name -> the flags that it stands for, as text.
    """

    suffix: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A prompt with what its member always says.

    Attributes:
        text: all of it; as typed where nothing was added.
        sources: name of each flag that was added -> the option, or SUFFIX.
    """

    text: str
    sources: Mapping[str, str] = field(default_factory=dict)

    def told(self, error: PromptError) -> PromptError:
        """The error about this text, with whence a flag comes that the member did not type."""
        if not self.sources or error.text != self.text:
            return error
        flags = parse(self.text).flags
        name = next((flag.name for flag in flags if flag.at == error.at), "")
        if name not in self.sources:
            return error
        whence = f" --{name} comes from {self.sources[name]}; `/prefer` changes that."
        return PromptError(f"{error}{whence}", text=error.text, at=error.at)


def say(text: str, own: Own, *, beside: Collection[str] = (), suffixed: bool = True) -> Said:
    """A prompt in which options stand for their flags, with the suffix.

    Args:
        text: as typed, cleaned.
        own: the member's.
        beside: names of flags that were said in another way, such as options of a command; those
            of an option or the suffix give way to them, as they do to what was typed.
        suffixed: whether the suffix is added, if the prompt does not say --bare.

    Raises:
        PromptError: the prompt cannot be read; the spot is one of the typed text. Or an option or
            the suffix cannot be read any more.
    """
    text = _with_hyphens(text, own.options)
    prompt, calls = parse_calls(text, own.options)
    bare = any(flag.name == BARE for flag in prompt.flags)
    suffix = _read(SUFFIX, own.suffix) if own.suffix and suffixed and not bare else Prompt()
    if suffix == Prompt() and not calls:
        return Said(text=text)
    flags, sources = list(prompt.flags), dict[str, str]()
    typed = {*beside, *(flag.name for flag in flags)}
    for call in dict.fromkeys(calls):
        flags += _called(call, own, typed=typed, flags=flags, sources=sources, text=text)
    said = typed | set(sources)
    for flag in suffix.flags:
        if _is_free(flag, said):
            flags.append(flag)
            sources.setdefault(flag.name, SUFFIX)
    parts = _joined(prompt.parts, suffix.parts)
    full = canonical(replace(prompt, parts=parts, flags=tuple(flags)))
    return Said(text=clean(full, name="prompt with your suffix and options"), sources=sources)


def checked_option(name: str, value: str, options: Mapping[str, str]) -> tuple[str, str]:
    """An option's name and flags as they are kept.

    Args:
        name: as typed, with or without dashes.
        value: as typed.
        options: those that there are already.

    Raises:
        PromptError: it cannot be one; the message says why.
    """
    known = name_of(name)
    if not _NAME.fullmatch(known):
        raise PromptError(
            f"A name begins with a letter and has up to {LONGEST_NAME} letters, digits, hyphens."
        )
    if find(known) or known in ELSEWHERE:
        raise PromptError(f"--{known} means something already. Choose another name.")
    if known not in options and len(options) >= MOST_OPTIONS:
        raise PromptError(f"You have {MOST_OPTIONS} options already. Remove one first.")
    text = _short(value, "option")
    read = parse(text)
    if read.parts or not read.flags:
        raise PromptError(
            "An option stands for flags alone, such as --ar 3:2 --no people. Words go into the"
            " suffix, or a template.",
            text=text,
            at=0,
        )
    return known, text


def checked_suffix(text: str) -> str:
    """A suffix as it is kept.

    Raises:
        PromptError: it cannot be one; the message says why.
    """
    suffix = _short(text, "suffix")
    if any(flag.name == BARE for flag in parse(suffix).flags):
        raise PromptError(f"--{BARE} leaves the suffix out, so it cannot stand in it.")
    return suffix


def name_of(typed: str) -> str:
    """An option's name, from what may have dashes before it."""
    return tidy(typed).lstrip("-—–―").lower()


def _short(value: str, what: str) -> str:
    text = tidy(value)
    if not text:
        raise PromptError(f"Say what the {what} is, such as --ar 3:2 --no people.")
    if len(text) > LONGEST:
        raise PromptError(f"This {what} has {len(text)} characters; it may have {LONGEST}.")
    return text


def _with_hyphens(text: str, options: Iterable[str]) -> str:
    """With two hyphens where a phone made a long dash of them, before an option's name."""

    def mended(found: re.Match[str]) -> str:
        is_one = found[1].lower() in options and begins_a_word(text, found.start())
        return f"--{found[1]}" if is_one else found[0]

    return _LONG_DASH.sub(mended, text)


def _read(whose: str, text: str) -> Prompt:
    """What was kept once, as a newer Mozart reads it."""
    try:
        return parse(text)
    except PromptError as error:
        sentence = (
            f"{whose[0].upper()}{whose[1:]} cannot be read: {error} Change it with `/prefer`."
        )
        raise PromptError(sentence, text=error.text, at=error.at) from error


def _called(
    call: Call,
    own: Own,
    *,
    typed: Collection[str],
    flags: Sequence[Flag],
    sources: dict[str, str],
    text: str,
) -> list[Flag]:
    """What one option adds; notes in `sources` that it did.

    Raises:
        PromptError: another option says otherwise.
    """
    added = []
    for flag in _read(f"your --{call.name}", own.options[call.name]).flags:
        if not _is_free(flag, typed):
            continue
        other = sources.setdefault(flag.name, f"your --{call.name}")
        if flag.name != "no" and any(it.name == flag.name and it != flag for it in flags):
            raise PromptError(
                f"Your --{call.name} says --{flag.name} otherwise than {other} does. Keep one.",
                text=text,
                at=call.at,
            )
        added.append(flag)
    return added


def _is_free(flag: Flag, said: Collection[str]) -> bool:
    """Whether nothing says already what a flag does; what to keep out adds up."""
    pairs = [pair for pair in CONFLICTS if flag.name in pair]
    return flag.name == "no" or not any(
        name in said for pair in [(flag.name,), *pairs] for name in pair
    )


def _joined(parts: tuple[Part, ...], added: tuple[Part, ...]) -> tuple[Part, ...]:
    """Words with those of a suffix, if it does not stand at their end already."""
    before, after = (canonical(Prompt(parts=it)) for it in (parts, added))
    if not parts or not added or parts[-len(added) :] == added or before.endswith(after):
        return parts
    if len(parts) == len(added) == 1 and parts[0].weight == added[0].weight == 1:
        words = (*parts[0].words, Text(JOINER), *added[0].words)
        return (Part(words=tidied(words)),)
    return (*parts, *added)
