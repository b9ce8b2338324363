r"""The prompt language: a member's text as a tree.

    prompt     = { part | flag } ;
    part       = words [ "::" [ weight ] ] ;            only outside of all brackets
    words      = { text | emphasis | braces | wildcard | adapter } ;
    emphasis   = "(" words [ ":" weight ] ")" | "[" words "]" ;
    braces     = choice | pick ;
    choice     = "{" words { "," words } "}" ;          no "|" between the braces
    pick       = "{" [ count "$$" [ text "$$" ] ] option { "|" option } "}" ;
    option     = [ weight "::" ] words ;
    count      = digits | [ digits ] "-" [ digits ] ;
    wildcard   = "__" name "__" ;
    adapter    = "<" ( "lora" | "lyco" | "embedding" ) ":" name [ ":" weight ] ">"
               | "embedding:" name ;
    flag       = dash letters [ "=" | ":" ] [ value ] ;  only outside of all brackets
    dash       = "--" | "—" | "–" ;                      at the start or after no letter or digit
    value      = words | token | quoted ;                as the flag's kind asks
    weight     = [ "+" | "-" ] ( digits [ "." digits ] | "." digits ) ;
    text       = any sign but those above in their places, or "\" and any punctuation ;

Ordinary prose comes through as text: what opens or means nothing is a sign like any other. One
pass finds the partners of all brackets, a second reads from left to right and never goes back
(`prompts.reading` for words, here for parts and flags).
Knows which flags there are, but not which lists, models or adapters.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from prompts.dashes import flag_at
from prompts.flags import check_together, missing, read_value
from prompts.pieces import MAX_PART, escaped_sign, number
from prompts.printing import is_plain, plain
from prompts.reading import Reader
from prompts.table import Kind, Spec, find, unknown
from prompts.tree import Flag, Node, Part, Prompt, Text, Words, tidied

_QUOTES = {'"': '"', "“": "”", "„": "“”", "‟": "”", "'": "'", "‘": "’", "‚": "‘’", "«": "»"}
_APOSTROPHES = "'‘‚"
_TOKEN_RUN = re.compile(r"[^\s\\{_.,;]+")
_PART_WEIGHT = re.compile(
    r"[+-]?(?:\.?\d[\d.]*(?:e[+-]?\d+)?|nan|inf(?:inity)?)(?!\w|:(?!:))", re.ASCII | re.IGNORECASE
)
_AFTER_WEIGHT = re.compile(r"\s*,?")
_SPACES = re.compile(r"\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A name of a member's own that stands where a flag may; two of one name are the same."""

    name: str
    at: int = field(default=0, compare=False)


def parse(text: str) -> Prompt:
    """The tree of a prompt.

    Raises:
        PromptError: and nothing else; with the spot that is to blame.
    """
    return parse_calls(text, ())[0]


def parse_calls(text: str, own: Collection[str]) -> tuple[Prompt, tuple[Call, ...]]:
    """The tree of a prompt in which names that are no flags may stand like flags without a value.

    Args:
        text: the prompt.
        own: those names, in small letters.

    Returns:
        The tree without them, and each that was called, in the order typed.

    Raises:
        PromptError: as `parse` does.
    """
    reader = _PromptReader(text, own)
    parts, flags = reader.prompt()
    return Prompt(parts=parts, flags=flags, typed=text), tuple(reader.called)


def parse_words(text: str) -> Words:
    """The words of a line that has neither parts nor flags, such as one of a list.

    Raises:
        PromptError: with the spot that is to blame.
    """
    return tidied(Reader(text).words(len(text), depth=1))


class _PromptReader(Reader):
    """Reads a whole prompt; notes which of the names of `own` it `called`."""

    def __init__(self, text: str, own: Collection[str]) -> None:
        super().__init__(text)
        self.called: list[Call] = []
        self._own = own

    def prompt(self) -> tuple[tuple[Part, ...], tuple[Flag, ...]]:
        """Parts and flags to the end of the text."""
        parts: list[Part] = []
        flags: list[Flag] = []
        nodes: list[Node] = []
        begin = 0
        while True:
            nodes += self.words(len(self.text), depth=0)
            if self.at >= len(self.text):
                break
            if self.text.startswith("::", self.at):
                parts.append(Part(words=tidied(nodes), weight=self._part_weight()))
                nodes, begin = [], self.at
            else:
                flags += self._flag()
                nodes.append(Text(" "))
        parts.append(Part(words=tidied(nodes)))
        heavy = tuple(part for part in parts if part.words)
        if heavy and sum(part.weight for part in heavy) <= 0:
            raise self.wrong(
                min(begin, len(self.text)),
                "The weights of all parts together must be more than 0."
                " Add what to paint, or use --no for what to keep out.",
            )
        self._check_flags(flags)
        return heavy, tuple(_once(flags))

    # ---- parts

    def _part_weight(self) -> float:
        """The number right after "::", or 1."""
        self.at += 2
        found = _PART_WEIGHT.match(self.text, self.at)
        if found is None:
            return 1.0
        weight = number(found[0], least=-MAX_PART, most=MAX_PART)
        if weight is None:
            raise self.wrong(
                self.at,
                f"A part weighs from -{MAX_PART} to {MAX_PART}, such as castle::2 or people::-0.5.",
            )
        after = _AFTER_WEIGHT.match(self.text, found.end())
        self.at = after.end() if after else found.end()
        return weight

    # ---- flags

    def _flag(self) -> list[Flag]:
        """The flag that begins at `at`; none if it is a call."""
        begin, found = self.at, flag_at(self.text, self.at)
        assert found is not None
        spec = find(found[1])
        self.at = found.end()
        if spec is None:
            if found[1].lower() not in self._own:
                raise self.wrong(begin, unknown(found[1], self._own))
            self.called.append(Call(name=found[1].lower(), at=begin))
            return []
        if spec.kind is Kind.SWITCH:
            return [Flag(name=spec.name, at=begin)]
        if self.text[self.at : self.at + 1] in ("=", ":"):
            self.at += 1
        self._skip_spaces()
        spot = self.at
        here = spot < len(self.text) and not flag_at(self.text, spot)
        value = self._value(spec) if here else ()
        if not value or (spec.single and not is_plain(value)):
            raise missing(spec, text=self.text, at=spot)
        if is_plain(value):
            read_value(spec, plain(value), text=self.text, at=spot)
        return [Flag(name=spec.name, value=value, at=spot)]

    def _value(self, spec: Spec) -> Words:
        quoted = self._quoted()
        if spec.kind is not Kind.WORDS:
            return tidied(self._token() if quoted is None else [quoted])
        nodes: list[Node] = []
        if quoted is not None:
            self._skip_spaces()
            if not self.text.startswith(",", self.at):
                return tidied([quoted])
            nodes.append(quoted)
        nodes += self.words(len(self.text), depth=0)
        if self.text.startswith("::", self.at):
            raise self.wrong(
                self.at, "Parts with :: stand before the flags. Write \\:: for the signs alone."
            )
        return tidied(nodes)

    def _quoted(self) -> Text | None:
        """What stands in quotes at `at`, if anything does."""
        opener = self.text[self.at : self.at + 1]
        if not opener or opener not in _QUOTES:
            return None
        begin = self.at
        signs: list[str] = []
        at = begin + 1
        while at < len(self.text) and self.text[at] not in _QUOTES[opener]:
            sign = escaped_sign(self.text, at, len(self.text))
            signs.append(self.text[at] if sign is None else sign)
            at += 1 if sign is None else 2
        if at < len(self.text):
            self.at = at + 1
            return Text("".join(signs))
        if opener in _APOSTROPHES:
            return None  # an apostrophe
        raise self.wrong(begin, f"This {opener} is never closed. Add {_QUOTES[opener][-1]}.")

    def _token(self) -> list[Node]:
        """One word; braces in it may hold spaces."""
        nodes: list[Node] = []
        while self.at < len(self.text) and not self.text[self.at].isspace():
            if run := _TOKEN_RUN.match(self.text, self.at):
                nodes.append(Text(run[0]))
                self.at = run.end()
                continue
            sign = self.text[self.at]
            if sign in ",.;" and _ends_a_token(self.text, self.at + 1):
                self.at += 1
                break
            form: Node | None = None
            if sign == "{" and self.at in self.partners:
                form = self.braces(0)
            elif sign == "_":
                form = self.wildcard()
            elif sign == "\\":
                form = Text(self.escape(len(self.text)))
            if form is None:
                form = Text(sign)
                self.at += 1
            nodes.append(form)
        return nodes

    def _skip_spaces(self) -> None:
        found = _SPACES.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def _check_flags(self, flags: list[Flag]) -> None:
        seen: dict[str, Flag] = {}
        for flag in flags:
            first = seen.setdefault(flag.name, flag)
            if flag.name != "no" and first.value != flag.value:
                raise self.wrong(
                    flag.at, f"--{flag.name} stands here twice with different values. Keep one."
                )
        check_together({name: flag.at for name, flag in seen.items()}, text=self.text)


def _once(flags: list[Flag]) -> list[Flag]:
    """Without a flag's second occurrence; lists of what to keep out all stay."""
    first = {flag.name: flag for flag in reversed(flags)}
    return [flag for flag in flags if flag.name == "no" or flag is first[flag.name]]


def _ends_a_token(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()
