"""Words that weigh more or less than others, for encoders of T5's kind.

    a run's spans, in its thread --> the encoder's answer for the tokens of that very prompt
        --> each token times its words' weight, the whole as strong as before

Stands in for an encoder's `forward`, so stock pipelines need not know of it. What to keep out, and
what runs of other threads ask, is answered as always. CLIP's encoders are the business of
`emphasis`, which also reads prompts longer than their window.

Source: as for CLIP's, multiplying the encoder's outputs is the scheme of AUTOMATIC1111's web UI.
"""

import copy
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn

from inference.engines.diffusion.emphasis import Span, weighed
from inference.engines.diffusion.untyped import Pipeline, Tokenizer

_KINDS = ("T5EncoderModel", "UMT5EncoderModel")

Weights = tuple[tuple[int, ...], tuple[float, ...]]
"""Tokens as their numbers, and what each weighs."""


class Stress:
    """One encoder that can be told weights."""

    def __init__(self, encoder: nn.Module, tokenizer: Tokenizer) -> None:
        """Take the encoder's calls over.

        Args:
            encoder: its `forward` is replaced, on this one object.
            tokenizer: whose numbers it reads.
        """
        self._encoder, self._tokenizer = encoder, tokenizer
        self._forward = encoder.forward
        self._mine = threading.local()
        encoder.forward = self._stressed

    def close(self) -> None:
        """Give the encoder the `forward` back that it had."""
        self._encoder.forward = self._forward

    @contextmanager
    def on(self, spans: Sequence[Span]) -> Iterator[None]:
        """Weigh the prompt of this thread's run meanwhile."""
        text = "".join(words for words, _ in spans)
        weights = [weight for words, weight in spans for _ in words]
        # Some pipelines make words small before they read them.
        self._mine.weights = [self._read(it, weights) for it in {text, text.lower()}]
        try:
            yield
        finally:
            self._mine.weights = []

    def _read(self, text: str, weights: Sequence[float]) -> Weights:
        """The tokens of a text, each with the weight of the first character it stands for."""
        told = self._tokenizer(text, return_offsets_mapping=True, add_special_tokens=False)
        of_tokens = tuple(weights[min(begin, len(weights) - 1)] for begin, _ in told.offset_mapping)
        return tuple(told.input_ids), of_tokens

    def _stressed(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any encoder's
        answer = self._forward(*args, **kwargs)
        mine: Sequence[Weights] = getattr(self._mine, "weights", ())
        ids = args[0] if args else kwargs.get("input_ids")
        if not mine or not isinstance(ids, Tensor):
            return answer
        rows = answer[0].clone()
        for place, row in enumerate(ids.tolist()):
            for tokens, weights in mine:
                count = min(len(tokens), len(row) - 1)  # the last is the end's
                if tuple(row[:count]) == tokens[:count]:
                    full = [*weights[:count], *[1.0] * (len(row) - count)]
                    rows[place] = weighed(rows[place], full)
                    break
        return _replaced(answer, rows)


def stresses(pipeline: Pipeline) -> list[Stress]:
    """One for each encoder of a pipeline that can be told weights so."""
    parts = pipeline.components
    return [
        Stress(part, parts[tokenizer])
        for name, part in parts.items()
        if type(part).__name__ in _KINDS
        if parts.get(tokenizer := name.replace("text_encoder", "tokenizer")) is not None
    ]


def _replaced(answer: Any, rows: Tensor) -> Any:  # noqa: ANN401 - any encoder's
    """The same answer but for its first part; what is remembered of it stays as it is."""
    if isinstance(answer, tuple):
        return (rows, *answer[1:])
    changed = copy.copy(answer)
    changed["last_hidden_state"] = rows
    return changed
