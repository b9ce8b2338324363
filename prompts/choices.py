"""The choices of a prompt one by one: which there are, and the prompt with one of them made.

`prompts.expand` multiplies all of them out; here somebody wants to know which is which.
"""

from dataclasses import replace

from prompts.expand import options_of
from prompts.tree import Choice, Emphasis, Node, Prompt, Words, tidied


def choices_in(prompt: Prompt) -> list[list[Words]]:
    """What each pair of braces stands for, in the order typed; inner braces are multiplied out."""
    found: list[Choice] = []
    for words in _all_words(prompt):
        _collect(words, found)
    return [options_of(choice) for choice in found]


def chosen(prompt: Prompt, number: int, option: int) -> Prompt:
    """The prompt with option `option` instead of its braces `number`; both count from 0."""
    left = [number]
    parts = [replace(it, words=_put(it.words, left, option)) for it in prompt.parts]
    flags = [replace(it, value=_put(it.value, left, option)) for it in prompt.flags]
    return replace(prompt, parts=tuple(it for it in parts if it.words), flags=tuple(flags))


def _all_words(prompt: Prompt) -> list[Words]:
    return [*(part.words for part in prompt.parts), *(flag.value for flag in prompt.flags)]


def _collect(words: Words, found: list[Choice]) -> None:
    for node in words:
        match node:
            case Choice():
                found.append(node)
            case Emphasis(body=body):
                _collect(body, found)


def _put(words: Words, left: list[int], option: int, *, strip: bool = True) -> Words:
    """`left` holds how many braces are still to be passed."""
    nodes: list[Node] = []
    for node in words:
        match node:
            case Choice():
                nodes += options_of(node)[option] if left[0] == 0 else [node]
                left[0] -= 1
            case Emphasis(body=body):
                if inner := _put(body, left, option, strip=False):
                    nodes.append(replace(node, body=inner))
            case _:
                nodes.append(node)
    return tidied(nodes, strip=strip)
