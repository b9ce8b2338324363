"""What text encoders and tokenizers need to serve many threads: a memory, and one at a time.

A member who asks for another picture of the same words, or who varies one, has their words encoded
already. The memory stands in for an encoder's `forward`, so stock pipelines find the very tensors
that the encoder would give again. Knows nothing of prompts: it sees token numbers.
"""

import inspect
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any

from torch import Tensor, nn

from inference.engines.diffusion.untyped import Tokenizer

MOST_BYTES = 64 * 2**20


class Recall:
    """An encoder's answers by its arguments, the least lately asked for forgotten first.

    Attributes:
        hits, misses: how often an answer was there, and was not.
    """

    def __init__(
        self,
        encoder: nn.Module,
        *,
        beside: Callable[[], Hashable] = lambda: None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Take an encoder's calls over.

        Args:
            encoder: its `forward` is replaced, on this one object; its weights must not change
                before `close`.
            beside: equal when this thread's calls are answered by the same weights.
            most_bytes: of the answers kept, on the encoder's device.
        """
        self._encoder = encoder
        self._forward = encoder.forward
        self._signature = inspect.signature(self._forward)
        self._beside, self._most_bytes = beside, most_bytes
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self.hits = self.misses = 0
        encoder.forward = self._recall

    def close(self) -> None:
        """Drop every answer, and give the encoder its own `forward` back. Idempotent."""
        with self._lock:
            self._known.clear()
            self._bytes = 0
        with suppress(AttributeError):
            del self._encoder.forward

    def _recall(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any encoder's
        given = _key(self._signature.bind(*args, **kwargs).arguments)
        key = None if given is None else (given, self._beside())
        with self._lock:
            if key is not None and key in self._known:
                self._known.move_to_end(key)
                self.hits += 1
                return self._known[key][0]
        answer = self._forward(*args, **kwargs)
        if key is not None:
            self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: Any) -> None:  # noqa: ANN401 - any encoder's
        size = sum(tensor.nbytes for tensor in _tensors(answer))
        with self._lock:
            self.misses += 1
            if key in self._known or size > self._most_bytes:
                return
            self._known[key] = answer, size
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, (_, oldest) = self._known.popitem(last=False)
                self._bytes -= oldest


def _key(arguments: Mapping[str, Any]) -> Hashable | None:
    """Equal for equal arguments; None when there is something among them that we cannot compare."""
    found: list[Hashable] = []
    for name, value in arguments.items():
        match value:
            case Tensor() if not value.is_floating_point():
                found.append((name, tuple(value.shape), value.dtype, value.cpu().numpy().tobytes()))
            case None | bool() | int() | float() | str():
                found.append((name, value))
            case dict() if (inner := _key(value)) is not None:
                found.append((name, inner))
            case _:
                return None
    return tuple(found)


def _tensors(answer: Any) -> Iterator[Tensor]:  # noqa: ANN401 - any encoder's
    match answer:
        case Tensor():
            yield answer
        case Mapping():
            for value in answer.values():
                yield from _tensors(value)
        case list() | tuple():
            for value in answer:
                yield from _tensors(value)


def one_at_a_time(tokenizer: Tokenizer) -> AbstractContextManager[object]:
    """Let a tokenizer serve one thread after the other; gives the lock that this takes.

    Fast tokenizers are told how to cut and pad before each use and refuse that in the middle of
    another ("Already borrowed", tokenizers 0.22).
    """
    lock = threading.RLock()
    if not hasattr(tokenizer, "_encode_plus"):
        return lock
    encode = tokenizer._encode_plus  # noqa: SLF001 - no public way in

    def alone(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
        with lock:
            return encode(*args, **kwargs)

    tokenizer._encode_plus = alone  # noqa: SLF001
    return lock
