"""What concurrent calls of one network become: each by itself, or one forward for all of them.

Who calls together, and when, and in which thread, is the business of `sharing`.
"""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from inference.engines.diffusion.adapters import Wearing, Worn, cut_rows
from inference.engines.diffusion.door import Guest
from inference.engines.diffusion.joining import (
    Call,
    alike,
    cut,
    joined,
    parts,
    stacked,
)

TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-6}
"""Of the largest number in an answer: how far company may move it. Other formats: 0.05."""


def nothing() -> None:
    """Nobody wants to hear of it."""


@dataclass(slots=True, eq=False)
class Member(Guest):
    """A job while its pipeline runs.

    Attributes:
        worn: the adapters that its rows are computed with.
        check: hears that others' forwards go on while this one waits.
        waits: holds while it stands at the door.
    """

    worn: Worn = ()
    check: Callable[[], None] = nothing
    waits: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass(slots=True, eq=False)
class Asked:
    """A call that waits for its answer, or for the error to raise in its owner's thread."""

    call: Call
    member: Member
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    answer: Any = None
    error: BaseException | None = None
    done: bool = False


class Computing:
    """Runs the forwards of one network, one group of calls at a time.

    Attributes:
        forward: the network's own.
        forwards: how often it ran.
        rows: how many rows it computed for callers, in all.
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        fixed_rows: int | None,
        wearing: Sequence[Wearing],
        changed: threading.Condition,
    ) -> None:
        """Keep its own `forward`.

        Args:
            network: whose calls these are.
            fixed_rows: see `Sharing`.
            wearing: what the network's rows can wear, such as adapters.
            changed: guards the counts, and is told of each forward as it begins.
        """
        self.forward = network.forward
        self._network = network
        self._fixed, self._wearing, self._changed = fixed_rows, wearing, changed
        self.forwards = self.rows = 0

    def each(self, group: Sequence[Asked]) -> None:
        """Each call by itself: untouched, and with an error of its own."""
        for waiting in group:
            try:
                if self._fixed is None:
                    self._count(waiting.call.rows)
                    with self._dressed(_wearers([waiting])):
                        waiting.answer = self.forward(*waiting.args, **waiting.kwargs)
                else:
                    (waiting.answer,) = self.together([waiting])
            except Exception as error:  # noqa: BLE001 - raised in its owner's thread
                waiting.error = error

    def together(self, group: Sequence[Asked]) -> list[Any]:
        """The network's answers to joined calls."""
        wearers, sizes = _wearers(group), [waiting.call.rows for waiting in group]
        whole = joined([waiting.call for waiting in group])
        if self._fixed is None:
            self._count(whole.rows)
            with self._dressed(wearers):
                return parts(self.forward(**whole.arguments), sizes)
        found = []
        for begin in range(0, whole.rows, self._fixed):
            end = min(begin + self._fixed, whole.rows)
            self._count(end - begin)
            piece = cut(whole, begin, end, padded=self._fixed)
            with self._dressed(cut_rows(wearers, begin, end, padded=self._fixed)):
                found += parts(self.forward(**piece.arguments), [end - begin])
        return parts(stacked(found), sizes)

    def agree(self, group: Sequence[Asked], answers: Sequence[Any]) -> bool:
        """Whether the calls were answered by themselves about as they are together."""
        dtype = next(parameter.dtype for parameter in self._network.parameters())
        tolerance = TOLERANCE.get(dtype, 0.05)
        pairs = zip(group, answers, strict=True)
        return all(alike(waiting.answer, answer, tolerance) for waiting, answer in pairs)

    @contextmanager
    def _dressed(self, wearers: Sequence[tuple[int, Worn]]) -> Iterator[None]:
        """Tells whose rows are computed in the body; free where nobody wears anything."""
        with ExitStack() as stack:
            for wearing in self._wearing:
                if wearing.mounted:
                    stack.enter_context(wearing.rows(wearers))
            yield

    def _count(self, rows: int) -> None:
        """A forward begins; those who wait see that the one before is over."""
        with self._changed:
            self.forwards += 1
            self.rows += rows
            self._changed.notify_all()


def form_of(group: Sequence[Asked]) -> Hashable:
    """What has to be proven once before such calls are joined: anew with what only some bring."""
    worn = any(waiting.member.worn for waiting in group)
    return group[0].call.form, worn, any(waiting.call.adds for waiting in group)


def _wearers(group: Sequence[Asked]) -> list[tuple[int, Worn]]:
    return [(waiting.call.rows, waiting.member.worn) for waiting in group]
