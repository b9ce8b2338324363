"""Out of memory, said the same way for every device."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from inference.errors import OutOfMemory

_SIGNS = ("not enough memory", "out of memory", "can't allocate memory", "invalid buffer size")


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turn what libraries raise when memory ends into OutOfMemory.

    The caller frees caches once it has left its `except`: until then the traceback holds tensors.

    Raises:
        OutOfMemory: the body ran out of it.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _failure(error) from None
    except RuntimeError as error:
        if not any(sign in str(error).lower() for sign in _SIGNS):
            raise
        raise _failure(error) from None


def _failure(error: Exception) -> OutOfMemory:
    reason = str(error).partition("\n")[0][:200].rstrip(".") or "no more to give"
    return OutOfMemory(f"The device ran out of memory: {reason}.")
