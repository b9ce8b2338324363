"""One network for many jobs: concurrent calls of its `forward` meet and become one.

    job's thread --> forward --> waits --.
    job's thread --> forward --> waits --+--> the oldest runs them all --> each takes its rows
    job's thread --> its own work between two steps: not waited for very long
    job's thread --> its first forward: waits at the door while company would gain nothing

Every job runs a stock pipeline in its own thread and knows nothing of this. Whoever calls joins
those that call at the same time, and is gone from the next forward once it ends or is cancelled.
Alone, a call reaches the network untouched. Whether the rows of a network may stand beside each
other is not taken for granted: the first time that calls of one form meet, both ways are computed
and compared, and a form that fails runs its calls one by one for ever.

Memory that ends costs nobody a picture: the calls of that forward are run in smaller groups.

Source: design B of our own; the idea of joining requests between iterations is Orca's (Yu et al.,
OSDI 2022), there for language models.
"""

import inspect
import logging
import math
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from torch import nn

from inference.engines.diffusion.adapters import Wearing, Worn
from inference.engines.diffusion.computing import Asked, Computing, Member, form_of, nothing
from inference.engines.diffusion.door import Door, Guest
from inference.engines.diffusion.joining import Fingerprints, is_finite, read_call
from inference.engines.diffusion.worth import Worth
from inference.errors import OutOfMemory
from inference.memory import memory_errors

log = logging.getLogger(__name__)

MOST_ROWS = 64
LONGEST_S = 20.0  # of a forward: on a slow device fewer rows are joined
PATIENCE = 0.25  # of the last forward: what a step may wait for those that are between two steps
LEAST_PATIENCE_S = 0.002
IDLE_S = 0.05  # or a forward's length: without one for so long, the next at the door may begin
CALM_FORWARDS = 64  # joined ones that fit before more rows are tried than after the last shortage
MOST_CALM_FORWARDS = 4096


class Sharing:
    """The meeting point of one network, from its creation to `close`.

    Attributes:
        refused: forms of calls that cannot stand beside each other.
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        most_rows: int = MOST_ROWS,
        fixed_rows: int | None = None,
        wearing: Sequence[Wearing] = (),
        worth: Worth | None = None,
        free: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a network's calls over.

        Args:
            network: takes the time of each sample (see `takes_times`); its `forward` is replaced,
                on this one object.
            most_rows: of one forward; a single call may have more.
            fixed_rows: compute exactly so many rows each time, padded where there are fewer, so
                that a row's numbers depend on nothing but itself: bit for bit the same alone and
                in company, at the price of the padding. None computes what is there.
            wearing: what the network's rows can wear, such as adapters.
            worth: learns from the forwards whose company pays; None lets all in at once.
            free: gives cached memory of the device back.
            clock: seconds, monotonic.
        """
        self._network = network
        self._changed = threading.Condition()  # guards what threads share
        self._computing = Computing(
            network, fixed_rows=fixed_rows, wearing=wearing, changed=self._changed
        )
        self._signature = inspect.signature(network.forward)
        self._most_rows = self._all_rows = most_rows
        self._calm, self._needed = 0, CALM_FORWARDS
        self._free, self._clock = free, clock
        self._fingerprints = Fingerprints()
        self._own = threading.local()  # .member: who runs in this thread
        self._members: set[Member] = set()
        self._worth, self._door = worth, Door(worth)
        self._knocking: dict[Guest, Asked] = {}
        self._waiting: list[Asked] = []
        self._busy = False
        self._lasted_s = self._row_s = 0.0
        self._proven: set[Hashable] = set()
        self.refused: set[Hashable] = set()
        network.forward = self._meet

    @property
    def forwards(self) -> int:
        """How often the network ran."""
        return self._computing.forwards

    @property
    def rows(self) -> int:
        """How many rows it computed for callers, in all."""
        return self._computing.rows

    @property
    def crowded(self) -> bool:
        """Whether jobs stand at the door."""
        return len(self._door) > 0

    @contextmanager
    def member(
        self,
        worn: Worn = (),
        check: Callable[[], None] = nothing,
        *,
        steps: float = math.inf,
        waits: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> Iterator[Member]:
        """Within it, calls from this thread belong to one job, and may be joined with others'.

        Args:
            worn: adapters that the job's rows are computed with.
            check: called in this thread after each forward of others that it waits for, as a sign
                of life; what it raises ends the wait.
            steps: how many calls it will make, about.
            waits: holds while the job's first call has to wait for others to end.
        """
        before = getattr(self._own, "member", None)
        member = Member(steps=steps, worn=worn, check=check, waits=waits)
        with self._changed:
            self._members.add(member)
        self._own.member = member
        try:
            yield member
        finally:
            self._own.member = before
            with self._changed:
                self._members.discard(member)
                self._leave(member)

    def rest(self) -> None:
        """This thread's job has taken its last step: nobody waits for it; one more may begin."""
        member = getattr(self._own, "member", None)
        if member is not None:
            with self._changed:
                self._leave(member)

    def close(self) -> None:
        """Give the network its own `forward` back. Idempotent."""
        with suppress(AttributeError):
            del self._network.forward

    # ---- meeting

    def _meet(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any network's
        member = getattr(self._own, "member", None)
        call = member and read_call(self._signature, args, kwargs, self._fingerprints)
        if member is None or call is None:
            return self._computing.forward(*args, **kwargs)
        mine = Asked(call, member, args, kwargs)
        if group := self._gather(mine):
            self._run_for(group)
        error, mine.error = mine.error, None
        if error is None:
            return mine.answer
        try:
            raise error
        finally:
            del error  # else it and this frame would keep each other, and the network, alive

    def _gather(self, mine: Asked) -> Sequence[Asked]:
        """Wait until somebody ran this call, or until it is this thread's turn to run a group."""
        try:
            self._enter(mine)
            while not self._is_time(mine):
                mine.member.check()
        except BaseException:
            with self._changed:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                self._leave(mine.member)
            raise
        if mine.done:
            return ()
        with self._changed:
            self._await_others()
            group = self._take()
            self._changed.notify_all()
            return group

    def _enter(self, mine: Asked) -> None:
        """Stand among those that wait for the next forward; before a job's first, at the door."""
        member = mine.member
        with self._changed:
            member.kind, member.rows = mine.call.kind, mine.call.rows
            member.missed = 0
            if member.inside:
                member.stepping = True
                self._waiting.append(mine)
            else:
                self._knocking[member] = mine
                self._door.knock(member)
            self._let_in()
            if member.inside:
                return
        with member.waits():
            while not self._is_let_in(member):
                member.check()

    def _is_let_in(self, member: Member) -> bool:
        """Wait until that is so, for the next forward, or until it shows that nothing goes on."""
        with self._changed:
            before, idle = self.forwards, not (self._busy or self._waiting)
            self._changed.wait_for(
                lambda: member.inside or self.forwards != before, max(IDLE_S, self._lasted_s)
            )
            if idle and self.forwards == before and not (self._busy or self._waiting):
                self._door.count_out()
                self._let_in()
            return member.inside

    def _let_in(self) -> None:
        """See who may enter; their first calls wait for the next forward from then on."""
        for guest in self._door.admit():
            self._waiting.append(self._knocking.pop(guest))
        self._changed.notify_all()

    def _leave(self, member: Member) -> None:
        self._door.leave(member)
        self._knocking.pop(member, None)
        self._let_in()

    def _is_time(self, mine: Asked) -> bool:
        """Wait for this call's end, its turn, or the next forward.

        Returns:
            Whether it was one of the first two. Whose turn it is has the network from then on.
        """
        with self._changed:
            before = self.forwards
            self._changed.wait_for(
                lambda: mine.done or self._may_lead(mine) or self.forwards != before
            )
            if not mine.done and self._may_lead(mine):
                self._busy = True
                return True
            return mine.done

    def _may_lead(self, mine: Asked) -> bool:
        return not self._busy and bool(self._waiting) and self._waiting[0] is mine

    def _await_others(self) -> None:
        """Let those arrive that are between two steps; who is late is not waited for again."""
        patience_s = max(LEAST_PATIENCE_S, PATIENCE * self._lasted_s)
        self._changed.wait_for(
            lambda: sum(member.stepping for member in self._members) <= len(self._waiting),
            patience_s,
        )
        for member in self._members - {waiting.member for waiting in self._waiting}:
            member.stepping = False
            member.missed += 1
        self._let_in()

    def _take(self) -> list[Asked]:
        """The oldest call and those that can join it, oldest first."""
        kind, rows = self._waiting[0].call.kind, 0
        group: list[Asked] = []
        for waiting in list(self._waiting):
            more = rows + waiting.call.rows
            short = more <= self._most_rows and more * self._row_s <= LONGEST_S
            fits = not group or short
            if waiting.call.kind == kind and fits:
                group.append(waiting)
                rows += waiting.call.rows
                self._waiting.remove(waiting)
        return group

    def _run_for(self, group: Sequence[Asked]) -> None:
        """Run the calls in this thread and wake their owners, whatever happens."""
        began, form = self._clock(), form_of(group)
        usual = len(group) == 1 or form in self._proven or form in self.refused
        try:
            self._run(group)
        except BaseException as error:  # an interrupt in this thread must not leave the others
            for waiting in group:
                waiting.error = error
            raise
        finally:
            with self._changed:
                self._busy = False
                self._lasted_s = self._clock() - began
                rows = sum(waiting.call.rows for waiting in group)
                self._row_s = self._lasted_s / rows
                for waiting in group:
                    waiting.done = True
                    waiting.member.steps -= 1
                if self._worth is not None and usual and not any(it.error for it in group):
                    self._worth.learn(group[0].call.kind, rows, self._lasted_s)
                self._let_in()

    # ---- computing

    def _run(self, group: Sequence[Asked]) -> None:
        form = form_of(group)
        if len(group) == 1 or form in self.refused:
            self._computing.each(group)
            return
        try:
            with memory_errors():
                answers = self._computing.together(group)
        except OutOfMemory as error:
            log.warning("%s %d calls are run in smaller groups.", error, len(group))
        except Exception:  # noqa: BLE001 - what one call raises must not reach the others
            self._computing.each(group)
            if not any(waiting.error for waiting in group):
                self._refuse(form)
            return
        else:
            self._widen(sum(waiting.call.rows for waiting in group))
            self._hand_out(group, answers, form)
            return
        self._free()
        self._most_rows = max(1, sum(waiting.call.rows for waiting in group) // 2)
        self._calm, self._needed = 0, min(MOST_CALM_FORWARDS, 2 * self._needed)
        half = (len(group) + 1) // 2
        self._run(group[:half])
        self._run(group[half:])

    def _widen(self, rows: int) -> None:
        """So many joined rows fitted; once the most that there may be often did, a few more may."""
        self._calm += rows >= self._most_rows
        if self._calm >= self._needed:
            more = max(1, self._most_rows // 4)
            self._calm, self._most_rows = 0, min(self._all_rows, self._most_rows + more)

    def _hand_out(self, group: Sequence[Asked], answers: Sequence[Any], form: Hashable) -> None:
        if form not in self._proven:
            self._computing.each(group)
            if not all(it.error is None and is_finite(it.answer) for it in group):
                return  # that proves nothing
            if not self._computing.agree(group, answers):
                self._refuse(form)
                return
            self._proven.add(form)
        for waiting, answer in zip(group, answers, strict=True):
            waiting.answer = answer

    def _refuse(self, form: Hashable) -> None:
        self.refused.add(form)
        log.warning(
            "%s is run for one job at a time: its rows cannot stand beside those of others.",
            type(self._network).__name__,
        )
