"""Tokenizers: byte pairs as CLIP writes them, for encoders, and as GPT-2 does, for the writer.

Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units"
(2016; arXiv:1508.07909). Words are split and bytes are written as those tokenizers do it.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from transformers import CLIPTokenizer, GPT2Tokenizer

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
_PIECE = re.compile(r"[a-z]+|[0-9]|[^\sa-z0-9]+")
_SPACED = re.compile(r" ?[a-z]+| ?[0-9]+| ?[^\sa-z0-9]+")
_LAST = "</w>"

Word = tuple[str, ...]


def learn_tokenizer(texts: Iterable[str], *, vocabulary: int, tokens: int) -> CLIPTokenizer:
    """A tokenizer that merges what stands together most often.

    Args:
        texts: to learn from.
        vocabulary: tokens to learn, besides the 512 bytes and two ends that every one has.
        tokens: the longest text, in tokens, with its two ends.
    """
    pieces = Counter(piece for text in texts for piece in _PIECE.findall(text.lower()))
    merges = _merges({_spelled(piece): count for piece, count in pieces.items()}, vocabulary)
    alphabet = [_written(byte) for byte in range(256)]
    names = [*alphabet, *(letter + _LAST for letter in alphabet), *(a + b for a, b in merges)]
    table = {name: index for index, name in enumerate(dict.fromkeys([*names, BEGIN, END]))}
    pairs: Any = merges  # tuples are what it takes; its own hint says strings (transformers 5.23)
    return CLIPTokenizer(vocab=table, merges=pairs, model_max_length=tokens)


def learn_spaced_tokenizer(texts: Iterable[str], *, vocabulary: int, tokens: int) -> GPT2Tokenizer:
    """The same with the space before a word as part of it, so that a text comes back as it was.

    Its end of text is also its beginning. Small letters are learned; others are bytes.

    Args:
        texts: to learn from.
        vocabulary: tokens to learn, besides the 256 bytes and the end.
        tokens: the longest text, in tokens.
    """
    pieces = Counter(piece for text in texts for piece in _SPACED.findall(text.lower()))
    words = {tuple(map(_written, piece.encode())): count for piece, count in pieces.items()}
    merges = _merges(words, vocabulary)
    names = [*map(_written, range(256)), *(a + b for a, b in merges), END]
    table = {name: index for index, name in enumerate(dict.fromkeys(names))}
    pairs: Any = merges  # as above
    return GPT2Tokenizer(vocab=table, merges=pairs, model_max_length=tokens)


def _merges(words: dict[Word, int], wanted: int) -> list[tuple[str, str]]:
    """The pairs to join, the most frequent first; ties go by the alphabet."""
    merges: list[tuple[str, str]] = []
    while len(merges) < wanted:
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in words.items():
            for pair in itertools.pairwise(word):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {_joined(word, best): count for word, count in words.items()}
    return merges


def _spelled(piece: str) -> Word:
    letters = [_written(byte) for byte in piece.encode()]
    return (*letters[:-1], letters[-1] + _LAST)


def _joined(word: Word, pair: tuple[str, str]) -> Word:
    if pair[0] not in word:
        return word
    joined: list[str] = []
    for symbol in word:
        if joined and (joined[-1], symbol) == pair:
            joined[-1] += symbol
        else:
            joined.append(symbol)
    return tuple(joined)


def _written(byte: int) -> str:
    """The letter that stands for a byte: itself where it prints, one from 256 on elsewhere."""
    odd = [*range(0x21), *range(0x7F, 0xA1), 0xAD]
    return chr(256 + odd.index(byte)) if byte in odd else chr(byte)
