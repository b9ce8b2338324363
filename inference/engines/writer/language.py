"""A causal language model: it continues a text, by chance or with the likeliest.

Any folder does that stock transformers reads, in safetensors; programs beside the weights are
neither fetched nor run. Several answers to one question are computed side by side.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging as transformers_logging

from inference.errors import ModelNotFound
from inference.shelf.folder import problems_of
from inference.shelf.soundness import weight_problems

BEAMS = 7
_ENDS_PHRASE = frozenset(",.:;=")
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError, AssertionError)
"""What loading may end in; the last is a torch without CUDA (2.13)."""
_JOINER = re.compile(r" (?:and|with|as|of)\b")  # what is begun behind it may not be worth having
_LARGE_BYTES = 2**30
_UNHEARD = -16.0
"""The logarithm of how likely a word must be at least, to end one that is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beam:
    """A way to go on.

    Attributes:
        grew: from which of the beams before it.
        token: its last one.
        text: of all its tokens.
        left: what is still to be spelled of the begun word.
        score: how likely it is, as a logarithm.
        over: its phrase has ended.
    """

    grew: int = 0
    token: int = 0
    text: str = ""
    left: str = ""
    score: float = 0.0
    over: bool = False


class Language:
    """A loaded model. Its methods may be called in any thread; one works at a time."""

    def __init__(self, model: Any, tokenizer: Any) -> None:  # noqa: ANN401 - transformers' own
        """Take what stock transformers loaded."""
        self._model, self._tokenizer = model, tokenizer
        self._working = threading.Lock()
        self._pieces: list[str] | None = None

    def sampled(
        self,
        text: str,
        *,
        count: int,
        seed: int,
        tokens: int,
        temperature: float,
        likeliest: float,
        until: str,
        stopped: Callable[[], bool] = lambda: False,
    ) -> list[str]:
        """`count` continuations of a text, drawn by the seed, each up to its end.

        Args:
            text: to go on with.
            count: how many.
            seed: decides; no global generator is touched.
            tokens: the longest.
            temperature: how freely tokens are chosen.
            likeliest: the share of probability that is drawn from.
            until: ends a continuation, besides the model's own end.
            stopped: asked before every token; what is there by then is the answer.
        """
        with self._working, torch.inference_mode():
            chance = torch.Generator(self._model.device).manual_seed(seed)
            rows: list[list[int]] = [[] for _ in range(count)]
            ended = [False] * count
            reader = _Reader(self._model, self._begun(text).repeat(count, 1))
            for _ in range(tokens):
                drawn = _drawn(reader.logits, chance, temperature, likeliest)
                for number, token in enumerate(drawn[:, 0].tolist()):
                    if not ended[number]:
                        rows[number].append(token)
                        ended[number] = token in self._ends or until in self._text(rows[number])
                if all(ended) or stopped():
                    break
                reader.read(drawn)
            return [self._text(row).partition(until)[0] for row in rows]

    def endings(self, text: str, *, tokens: int) -> list[str]:
        """The likeliest ways in which a text may go on, up to the end of a phrase.

        A word that is begun is ended first: tokens are chosen among those that spell it on.

        Args:
            text: as typed; one that ends with a space begins a new word.
            tokens: the longest.
        """
        head, begun = _split(text)
        with self._working, torch.inference_mode():
            reader = _Reader(self._model, self._begun(head))
            beams = [_Beam(left=begun)]
            for _ in range(tokens):
                beams = self._grown(beams, reader.logits, len(begun))
                if all(beam.over for beam in beams):
                    break
                reader.choose([beam.grew for beam in beams])
                last = [[beam.token] for beam in beams]
                reader.read(torch.tensor(last, device=self._model.device))
        spelled = sorted((it for it in beams if not it.left), key=lambda it: not it.over)
        told = [it.text if it.over else _JOINER.split(it.text, 1)[0] for it in spelled]
        return [it for it in dict.fromkeys(it[len(begun) :] for it in told) if it.strip()]

    @property
    def pieces(self) -> list[str]:
        """The text of each token by its number; of what is no text, nothing."""
        if self._pieces is None:
            decoded = self._tokenizer.batch_decode([[i] for i in range(len(self._tokenizer))])
            special = set(self._tokenizer.all_special_ids)
            self._pieces = ["" if i in special else it for i, it in enumerate(decoded)]
        return self._pieces

    # ---- inside

    def _grown(self, beams: Sequence[_Beam], logits: Tensor, begun: int) -> list[_Beam]:
        """The likeliest of all beams with one more token each; those that are over stay."""
        odds = torch.log_softmax(logits.float(), -1)[:, : len(self.pieces)]
        found = []
        for number, beam in enumerate(beams):
            if beam.over:
                found.append(replace(beam, grew=number))
                continue
            tokens = self._spelling(beam.left) if beam.left else None
            scores = odds[number] if tokens is None else odds[number, tokens]
            best = scores.topk(min(2 * BEAMS, len(scores)))
            indices = best.indices if tokens is None else tokens[best.indices]
            grown = [
                self._with(beam, number, token, score, begun)
                for token, score in zip(indices.tolist(), best.values.tolist(), strict=True)
            ]
            found += [it for it in grown if it is not None]
        found.sort(key=lambda it: -it.score)
        different: dict[tuple[str, bool], _Beam] = {}
        for it in found:  # a phrase may end in several ways
            different.setdefault((it.text, it.over), it)
        return list(different.values())[:BEAMS]

    def _with(self, beam: _Beam, number: int, token: int, score: float, begun: int) -> _Beam | None:
        """A beam with one more token; None where no phrase began, or no word that it ever heard."""
        piece = self.pieces[token]
        ends = piece.strip()[:1] in _ENDS_PHRASE if piece.strip() else not piece
        there = len(beam.text) > begun
        if ends and (there or piece.strip() != ","):
            return (
                replace(beam, grew=number, score=beam.score + score, over=True) if there else None
            )
        left = beam.left[len(piece) :]
        if beam.left and not left and beam.score + score < _UNHEARD:
            return None
        return _Beam(
            grew=number,
            token=token,
            text=beam.text + piece,
            left=left,
            score=beam.score + score,
        )

    def _spelling(self, left: str) -> Tensor:
        """The tokens that begin with what is left of a word, or with which it begins."""
        fits = [
            number
            for number, piece in enumerate(self.pieces)
            if piece and (piece.startswith(left) or left.startswith(piece))
        ]
        return torch.tensor(fits, device=self._model.device, dtype=torch.long)

    def _begun(self, text: str) -> Tensor:
        """(1, T): a text as tokens, with the beginning that the model knows and without an end."""
        ids: list[int] = self._tokenizer(text, verbose=False).input_ids
        if ids and ids[-1] in self._ends:
            ids = ids[:-1]
        begin = self._tokenizer.bos_token_id
        if begin is not None and ids[:1] != [begin]:
            ids = [begin, *ids]
        room = getattr(self._model.config, "max_position_embeddings", None) or len(ids)
        return torch.tensor([ids[-room:] or [0]], device=self._model.device)

    def _text(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(ids, skip_special_tokens=True))

    @property
    def _ends(self) -> set[int]:
        told = self._model.config.eos_token_id
        ends = {*told} if isinstance(told, list) else {told}
        return {it for it in (*ends, self._tokenizer.eos_token_id) if it is not None}


class _Reader:
    """What a model has read, and what it expects next."""

    def __init__(self, model: Any, ids: Tensor) -> None:  # noqa: ANN401
        self._model, self._ids = model, ids
        self._past: Any = None
        self._read(ids)

    def read(self, tokens: Tensor) -> None:
        """One more token of each row, (B, 1)."""
        self._ids = torch.cat([self._ids, tokens], 1)
        self._read(self._ids if self._past is None else tokens)

    def choose(self, rows: Sequence[int]) -> None:
        """Go on with these rows alone, some of them perhaps several times."""
        index = torch.tensor(rows, device=self._ids.device)
        self._ids = self._ids[index]
        if self._past is not None:
            self._past.reorder_cache(index)

    def _read(self, ids: Tensor) -> None:
        told = self._model(input_ids=ids, past_key_values=self._past, use_cache=True)
        self._past = getattr(told, "past_key_values", None)
        self.logits: Tensor = told.logits[:, -1]


def load_language(
    folder: Path, *, name: str, device: str = "cpu", trusted: bool = False
) -> Language:
    """Read a model from its folder.

    Args:
        folder: as transformers writes it.
        name: to call it by.
        device: as torch names it.
        trusted: it is our own and was looked over.

    Raises:
        ModelNotFound: it is not there, not whole, may run programs, or is no causal language model.
    """
    if not (folder / "config.json").is_file():
        raise ModelNotFound(
            f"There is no language model in {folder}; give the folder that transformers reads."
        )
    if not trusted:
        _refuse_damaged(folder, name)
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=_dtype(folder, device),
        )
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        return Language(model.to(device).eval(), tokenizer)
    except _UNREADABLE as error:
        raise ModelNotFound(
            f"“{name}” cannot be loaded as a language model on {device}: {str(error).strip()[:200]}"
        ) from error


def _refuse_damaged(folder: Path, name: str) -> None:
    for problem in problems_of(folder, name=name, index=False):
        raise ModelNotFound(problem)
    for problem in weight_problems(folder, name):
        raise ModelNotFound(problem)


def _dtype(folder: Path, device: str) -> Any:  # noqa: ANN401 - a dtype or transformers' "auto"
    """What its makers chose where the device is quick in it; on a CPU fp32, or half of it."""
    if device != "cpu":
        return "auto"
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    return torch.bfloat16 if size > _LARGE_BYTES else torch.float32


def _drawn(logits: Tensor, chance: torch.Generator, temperature: float, likeliest: float) -> Tensor:
    """(B, V) to (B, 1): a token of each row, drawn from the likeliest.

    Source: Holtzman et al., "The Curious Case of Neural Text Degeneration" (2019;
    arXiv:1904.09751), for drawing from the likeliest alone.
    """
    odds, order = torch.softmax(logits.float() / temperature, -1).sort(-1, descending=True)
    odds = odds.masked_fill(odds.cumsum(-1) - odds > likeliest, 0)
    return order.gather(-1, torch.multinomial(odds, 1, generator=chance))


def _split(text: str) -> tuple[str, str]:
    """A text without its last word, and that word with the space before it."""
    place = text.rfind(" ")
    return (text[:place], text[place:]) if place >= 0 else ("", text)
