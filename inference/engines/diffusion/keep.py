"""What was read beside a model, kept on its device as long as it is used or there is room."""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from inference.companions import Companion
from inference.errors import ModelNotFound, RequestRefused
from inference.shelf.soundness import refuse_damaged_companion
from inference.weights import read_tensors

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
Loaded = TypeVar("Loaded")

_LOADERS_RAISE = (ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError)


def _nothing(_: object) -> None:
    """Nothing is to be done when it is given up."""


class Keep(Generic[Kept]):
    """Of one kind, the least lately used given up first. Any thread may take."""

    def __init__(
        self,
        size_bytes: Callable[[Kept], int],
        *,
        most_bytes: int,
        let_go: Callable[[Kept], None] = _nothing,
    ) -> None:
        """Nothing is kept yet.

        Args:
            size_bytes: of one.
            most_bytes: of all that is kept; what is in use may be more.
            let_go: is called with each that is given up; jobs may be using it still.
        """
        self._size_bytes, self._most_bytes, self._let_go = size_bytes, most_bytes, let_go
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def take(self, companion: Companion, read: Callable[[Hashable], Kept]) -> Kept:
        """What was read of a file; read now if it is not here, or has changed since.

        Args:
            companion: the file.
            read: reads it; is given what is equal for equal contents.

        Raises:
            RequestRefused: it is gone.
        """
        try:
            stat = companion.file.stat()
        except OSError as error:
            raise RequestRefused(f"{companion.title} is gone; leave it out.") from error
        version = (companion.file, stat.st_size, stat.st_mtime_ns)
        with self._lock:
            found = self._kept.pop(version) if version in self._kept else read(version)
            self._kept[version] = found
            while len(self._kept) > 1 and self._bytes() > self._most_bytes:
                self._let_go(self._kept.popitem(last=False)[1])
            return found

    def clear(self) -> None:
        """Keep nothing; what is in use stays with its jobs."""
        with self._lock:
            for it in self._kept.values():
                self._let_go(it)
            self._kept.clear()

    def _bytes(self) -> int:
        return sum(map(self._size_bytes, self._kept.values()))


def checked(companion: Companion, signs: Sequence[str], load: Callable[[], Loaded]) -> Loaded:
    """What `load` reads, after a look at the files, in a sentence where it cannot.

    Args:
        companion: what is loaded.
        signs: patterns of names in a file of its kind; each is there.
        load: reads it.

    Raises:
        RequestRefused: the files may not be loaded, are of another kind, or do not load.
    """
    try:
        refuse_damaged_companion(companion)
        names = [tensor.name for tensor in read_tensors(companion.file)]
        if not all(any(re.search(sign, name) for name in names) for sign in signs):
            raise RequestRefused(
                f"{companion.title} is none, whatever its folder says; leave it out."
            )
        return load()
    except ModelNotFound as error:
        raise RequestRefused(str(error)) from error
    except _LOADERS_RAISE as error:
        log.info("%s does not load: %s", companion.title, error)
        raise RequestRefused(
            f"{companion.title} was made for another family, or is of a kind that cannot be run"
            " here; leave it out."
        ) from error
