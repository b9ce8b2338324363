"""Textual inversion: words of one model that stand for vectors which somebody trained.

    <embedding:hand> --> <embedding:hand#1.1> <embedding:hand#1.2> ... --> tokens like any other

Tokenizers and tables of vectors are everybody's, so both only ever grow: what an older token means
never changes, no running job is disturbed, and no remembered answer becomes wrong. A file that
changes gets new tokens. Knows nothing of requests.
"""

import logging
import threading
from collections.abc import Hashable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AddedToken

from inference.companions import Companion
from inference.engines.diffusion.untyped import Encoder, Pipeline
from inference.errors import RequestRefused
from inference.weights import read_tensors, value_trouble

log = logging.getLogger(__name__)

MOST_VECTORS = 75
_NAMED = ("clip_l", "clip_g")
"""What trainers call the vectors for SDXL's first and second encoder."""


class Embeddings:
    """Of one loaded model."""

    def __init__(
        self,
        model: str,
        pipeline: Pipeline,
        locks: Mapping[str, AbstractContextManager[object]],
    ) -> None:
        """Nothing is read yet.

        Args:
            model: its name, for sentences.
            pipeline: whose tokenizers and encoders learn words.
            locks: held while one of the tokenizers, by name, is used.
        """
        self._model, self._pipeline, self._locks = model, pipeline, locks
        self._lock = threading.Lock()
        self._tokens: dict[Hashable, Sequence[str]] = {}

    def placed(self, words: str, companions: Sequence[Companion]) -> str:
        """The words with the model's own tokens for each <embedding:name>.

        Raises:
            RequestRefused: a file is gone, broken, or does not fit the model.
        """
        for companion in companions:
            sign = f"<embedding:{companion.name}>"
            if sign in words:
                words = words.replace(sign, f" {' '.join(self._learnt(companion))} ")
        return " ".join(words.split())

    def _learnt(self, companion: Companion) -> Sequence[str]:
        title = f"The embedding “{companion.name}”"
        try:
            stat = companion.file.stat()
        except OSError as error:
            raise RequestRefused(f"{title} is gone; leave it out.") from error
        version = (companion.file, stat.st_size, stat.st_mtime_ns)
        with self._lock:
            if version not in self._tokens:
                vectors = self._read(companion.file, title)
                serial, count = len(self._tokens) + 1, len(next(iter(vectors.values())))
                tokens = [
                    f"<embedding:{companion.name}#{serial}.{index + 1}>" for index in range(count)
                ]
                self._learn(tokens, vectors)
                self._tokens[version] = tokens
                log.info("Read the embedding %s for %s", companion.name, self._model)
            return self._tokens[version]

    def _read(self, file: Path, title: str) -> dict[str, Tensor]:
        """The vectors for each tokenizer, (count, width), as many for all."""
        encoders = _encoders(self._pipeline)
        if not encoders:
            raise RequestRefused(f"The model “{self._model}” takes no embeddings; leave them out.")
        try:
            shapes = {tensor.name: tensor.shape for tensor in read_tensors(file)}
        except ValueError as error:
            raise RequestRefused(f"{title} was not loaded: {file.name} {error}.") from error
        names = list(_NAMED) if set(_NAMED) <= shapes.keys() else list(shapes)
        widths = [encoder.get_input_embeddings().weight.shape[1] for encoder in encoders.values()]
        if widths != [shapes[name][-1] if shapes[name] else 0 for name in names]:
            raise RequestRefused(
                f"{title} was made for another family than that of the model “{self._model}”;"
                " leave one of them out."
            )
        counts = {shapes[name][0] if len(shapes[name]) == 2 else 1 for name in names}
        readable = all(1 <= count <= MOST_VECTORS for count in counts)
        if not readable or any(len(shapes[name]) > 2 for name in names):
            raise RequestRefused(f"{title} has no vectors that a model can read; leave it out.")
        if len(counts) > 1:
            raise RequestRefused(f"{title} has more vectors for one encoder; leave it out.")
        if trouble := value_trouble(file):
            raise RequestRefused(f"{title} was not loaded: {file.name} {trouble}.")
        state = load_file(file)
        return {
            tokenizer: state[name].reshape(-1, width)
            for tokenizer, name, width in zip(encoders, names, widths, strict=True)
        }

    def _learn(self, tokens: Sequence[str], vectors: Mapping[str, Tensor]) -> None:
        """Let each tokenizer know the tokens, once its encoder has a row for each."""
        for name, encoder in _encoders(self._pipeline).items():
            tokenizer = getattr(self._pipeline, name)
            with ExitStack() as stack:
                if name in self._locks:
                    stack.enter_context(self._locks[name])
                first = len(tokenizer)
                _grow(encoder, first, vectors[name])
                # As they are: in lower case, as CLIP reads, two names may be one.
                tokenizer.add_tokens(
                    [AddedToken(token, normalized=False, special=False) for token in tokens]
                )
                assert tokenizer.convert_tokens_to_ids(tokens[0]) == first


def _grow(encoder: Encoder, first: int, vectors: Tensor) -> None:
    """Give an encoder a longer table; calls under way go on with the old one."""
    old = encoder.get_input_embeddings()
    table = old.weight.detach()
    rows = max(len(table), first + len(vectors))
    longer = torch.cat([table, table.new_zeros(rows - len(table), table.shape[1])])
    longer[first : first + len(vectors)] = vectors.to(table)
    new = type(old)(rows, table.shape[1], padding_idx=old.padding_idx, _weight=longer)
    encoder.set_input_embeddings(new.requires_grad_(requires_grad=False))


def _encoders(pipeline: Pipeline) -> dict[str, Encoder]:
    """The encoders by their tokenizers' names; empty when some read no embeddings."""
    if not hasattr(pipeline, "unet") or not hasattr(pipeline, "load_textual_inversion"):
        return {}
    found: dict[str, Encoder] = {}
    for name in ("tokenizer", "tokenizer_2"):
        encoder = getattr(pipeline, name.replace("tokenizer", "text_encoder"), None)
        if encoder is not None and getattr(pipeline, name, None) is not None:
            found[name] = encoder
    return found
