"""Words with brackets, wildcards and adapters, read from left to right. See `prompts.grammar`.

A reader stands at a sign and never goes back; the partners of brackets are known beforehand, so
that each level of brackets is looked at once. Leaves parts and flags to the grammar.
"""

import re

from prompts.brackets import partners
from prompts.dashes import begins_a_word, flag_at, names_a_flag
from prompts.errors import PromptError
from prompts.pieces import (
    DEEPEST,
    MAX_EMPHASIS,
    MAX_PART,
    bounds,
    escaped_sign,
    levels,
    number,
    read_adapter,
    weight_before,
)
from prompts.tree import (
    JOINER,
    SOFTER,
    STRONGER,
    Choice,
    Emphasis,
    Node,
    Option,
    Pick,
    Text,
    Wildcard,
    Words,
    tidied,
)

_RUN = re.compile(r"[^\\()\[\]{}<:_\-—–―]+")
_WILDCARD = re.compile(r"__([A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*)__")
_OPTION_WEIGHT = re.compile(r"\s*(\d+\.?\d*|\.\d+)::", re.ASCII)
_COUNT = re.compile(r"\s*(\d*)(-?)(\d*)(?<=[\d-])\s*\$\$", re.ASCII)
_EMBEDDING = "embedding"
_STOPS = ":-—–―"


class Reader:
    """Reads one text from left to right; `at` is the next sign."""

    def __init__(self, text: str) -> None:
        """Find the partners of all brackets.

        Raises:
            PromptError: they do not fit.
        """
        self.text = text
        self.at = 0
        self.partners = partners(text)

    def wrong(self, at: int, sentence: str) -> PromptError:
        """An error that points at a spot of the text."""
        return PromptError(sentence, text=self.text, at=at)

    def words(self, stop: int, *, depth: int) -> list[Node]:
        """What stands up to `stop`; at depth 0 also up to the next "::" or flag."""
        nodes: list[Node] = []
        texts: list[str] = []
        while self.at < stop:
            if run := _RUN.match(self.text, self.at, stop):
                texts.append(run[0])
                self.at = run.end()
                continue
            if depth == 0 and self.text[self.at] in _STOPS and self._stands_at_a_stop():
                break
            found = self._sign(stop, depth, texts)
            if isinstance(found, str):
                texts.append(found)
            else:
                nodes += [Text("".join(texts)), found]
                texts = []
        return [*nodes, Text("".join(texts))] if texts else nodes

    def _stands_at_a_stop(self) -> bool:
        return self.text.startswith("::", self.at) or flag_at(self.text, self.at) is not None

    def _sign(self, stop: int, depth: int, before: list[str]) -> str | Node:
        """The form that begins at `at`, or its sign as text."""
        sign = self.text[self.at]
        node: Node | None = None
        match sign:
            case "\\":
                return self.escape(stop)
            case "(" | "[" | "{" if self.at in self.partners:
                node = self._bracket(sign, depth)
            case "_":
                node = self.wildcard()
            case "<":
                node = self._adapter()
            case ":" if before and before[-1][-9:].lower() == _EMBEDDING:
                node = self._bare_embedding(before)
            case ":" | "-":
                self._check_inside(depth)
        if node is not None:
            return node
        self.at += 1
        return sign

    def _bracket(self, sign: str, depth: int) -> Node | None:
        if depth >= DEEPEST:
            raise self.wrong(
                self.at, f"Brackets may stand in each other {DEEPEST} deep, not deeper."
            )
        match sign:
            case "(":
                return self._round(depth)
            case "[":
                return self._square(depth)
            case _:
                return self.braces(depth)

    def _check_inside(self, depth: int) -> None:
        if depth and self.text.startswith("::", self.at):
            raise self.wrong(
                self.at, "Parts with :: stand outside of brackets. Write \\:: for the signs alone."
            )
        if depth and begins_a_word(self.text, self.at) and names_a_flag(self.text, self.at):
            raise self.wrong(self.at, "A flag stands outside of brackets. Put it at the end.")

    def escape(self, stop: int) -> str:
        """The sign behind a backslash, or the backslash where it means nothing."""
        taken = escaped_sign(self.text, self.at, stop)
        self.at += 1 if taken is None else 2
        return "\\" if taken is None else taken

    # ---- brackets

    def _round(self, depth: int) -> Node | None:
        begin, close = self.at, self.partners[self.at]
        colon = weight_before(self.text, begin, close)
        if colon is None:
            return self._emphasis(depth, stop=close, weight=STRONGER)
        weight = number(self.text[colon + 1 : close].strip(), least=0, most=MAX_EMPHASIS)
        if weight is None:
            raise self.wrong(colon + 1, f"Emphasis is from 0 to {MAX_EMPHASIS}, such as (fox:1.3).")
        return self._emphasis(depth, stop=colon, weight=weight)

    def _square(self, depth: int) -> Node | None:
        begin, close = self.at, self.partners[self.at]
        if (colon := weight_before(self.text, begin, close)) is not None:
            raise self.wrong(
                colon,
                "Square brackets take no number, and words do not change halfway here."
                " Write (fox:0.8) for less of it.",
            )
        if bars := levels(self.text, begin + 1, close, self.partners).bars:
            raise self.wrong(
                bars[0],
                "Words do not take turns here. Write {cat|dog} for one of them,"
                " or {cat, dog} for both.",
            )
        return self._emphasis(depth, stop=close, weight=SOFTER)

    def _emphasis(self, depth: int, *, stop: int, weight: float) -> Node | None:
        """The words up to `stop`; brackets around nothing are two signs."""
        close = self.partners[self.at]
        if not self.text[self.at + 1 : stop].strip():
            del self.partners[self.at]
            return None
        self.at += 1
        body = tidied(self.words(stop, depth=depth + 1), strip=False)
        self.at = close + 1
        return Emphasis(body=body, weight=weight)

    def braces(self, depth: int) -> Node:
        """What stands between the braces that open at `at`."""
        begin, close = self.at, self.partners[self.at]
        level = levels(self.text, begin + 1, close, self.partners)
        count = _COUNT.match(self.text, begin + 1, close)
        if count or level.bars:
            first = (level.bars or [close])[0]
            dollars = [it for it in level.dollars if count and count.end() <= it < first]
            self.at = count.end() if count else begin + 1
            joiner = self._joiner(dollars[0]) if dollars else JOINER
            options = tuple(self._weighed(stop, depth) for stop in [*level.bars, close])
            return self._pick(begin, count, options, joiner)
        self.at = begin + 1
        choices = tuple(self._option(stop, depth) for stop in [*level.commas, close])
        if not any(choices):
            raise self.wrong(begin, "Write something between the braces, such as {red, blue}.")
        return Choice(options=choices)

    def _pick(
        self, begin: int, count: re.Match[str] | None, options: tuple[Option, ...], joiner: str
    ) -> Pick:
        if not any(option.body for option in options):
            raise self.wrong(begin, "Write something between the braces, such as {red|blue}.")
        if not sum(option.weight for option in options):
            raise self.wrong(begin, "At least one of these must weigh more than 0.")
        least, most = bounds(count, len(options)) if count else (1, 1)
        if least > most:
            raise self.wrong(begin + 1, "Write the smaller number first, such as {1-2$$a|b|c}.")
        endless = len(options) == 1 and [type(it) for it in options[0].body] == [Wildcard]
        if most > len(options) and not endless:
            raise self.wrong(
                begin + 1, f"There are {len(options)} to pick from here, so not more can be picked."
            )
        return Pick(options=options, least=least, most=most, joiner=joiner, at=begin)

    def _joiner(self, end: int) -> str:
        signs: list[str] = []
        while self.at < end:
            if self.text[self.at] == "\\":
                signs.append(self.escape(end))
            else:
                signs.append(" " if self.text[self.at].isspace() else self.text[self.at])
                self.at += 1
        self.at = end + 2
        return "".join(signs)

    def _weighed(self, stop: int, depth: int) -> Option:
        found = _OPTION_WEIGHT.match(self.text, self.at, stop)
        if found is None:
            return Option(body=self._option(stop, depth))
        weight = number(found[1], least=0, most=MAX_PART)
        if weight is None:
            raise self.wrong(found.start(1), f"An option weighs from 0 to {MAX_PART}.")
        self.at = found.end()
        return Option(body=self._option(stop, depth), weight=weight)

    def _option(self, stop: int, depth: int) -> Words:
        words = tidied(self.words(stop, depth=depth + 1))
        self.at = stop + 1
        return words

    # ---- names

    def wildcard(self) -> Node | None:
        """The wildcard that begins at `at`, if one does."""
        found = _WILDCARD.match(self.text, self.at)
        if found is None:
            return None
        begin, self.at = self.at, found.end()
        return Wildcard(name=found[1].lower(), at=begin)

    def _adapter(self) -> Node | None:
        found = read_adapter(self.text, self.at)
        if found is None:
            return None
        node, self.at = found
        return node

    def _bare_embedding(self, before: list[str]) -> Node | None:
        """`embedding:name`, whose first word was taken for text."""
        found = read_adapter(self.text, self.at - len(_EMBEDDING), bare=True)
        if found is None:
            return None
        before[-1] = before[-1][: -len(_EMBEDDING)]
        node, self.at = found
        return node
