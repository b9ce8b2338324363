"""Pictures from words and from files: what a wish comes to and costs, and queueing it.

A method checks the wish, commits a job and returns. Whoever calls it says where the answer goes
(an Address) and under which key, so that the same interaction delivered twice is the same job.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bot.address import Address
from bot.allowance import Allowance, Allowances
from bot.beside import CONTROL, SOURCE, STYLE
from bot.comparison import Comparison, compared
from bot.member import Member
from bot.reception import Reception
from bot.templates import ServerTemplates
from bot.wish import Commission, Wish, commission_of, commissions_of
from inference.catalogue import Catalogue, Model
from inference.dispatcher import Dispatcher
from inference.encoding import read_picture, to_png
from inference.errors import RequestRefused
from inference.job import Job, Picture
from inference.moving import Film, kind_of, read_moving
from inference.queue import Foresight, Queue, Sheet
from inference.request import Request
from inference.storage import Storage
from prompts.errors import PromptError
from prompts.own import Said

_FILMS_AT_ONCE = 1
"""Decoding one takes seconds of a core and up to a few hundred MB."""


class Easel(Reception):
    """Queues what members wish for."""

    def __init__(
        self,
        *,
        queue: Queue,
        storage: Storage,
        templates: ServerTemplates,
        dispatcher: Dispatcher,
        tell: Callable[[Job | Sheet], None],
        catalogue: Catalogue,
        allowances: Allowances,
        draw_seed: Callable[[], int],
    ) -> None:
        """Start nothing; see Studio."""
        super().__init__(
            queue=queue, storage=storage, templates=templates, dispatcher=dispatcher, tell=tell
        )
        self.catalogue = catalogue
        self.allowances = allowances
        self.draw_seed = draw_seed
        self._darkroom = asyncio.Semaphore(_FILMS_AT_ONCE)

    async def developed(self, data: bytes) -> Film:
        """What a member sent, still or moving; films are decoded one after the other.

        Raises:
            PictureUnreadable: it is neither; damaged, too long or too large.
        """
        if kind_of(data) is None:
            return await asyncio.to_thread(read_moving, data)
        async with self._darkroom:
            return await asyncio.to_thread(read_moving, data)

    async def imagine(
        self,
        member: Member,
        wish: Wish,
        picture: bytes | None,
        *,
        beside: Mapping[str, bytes] | None = None,
        key: str,
        address: Address,
    ) -> Job:
        """Queue pictures from words, and from files of pictures if there are some.

        Args:
            member: who asks.
            wish: what for.
            picture: to start from.
            beside: others, by their role (see `bot.beside`).
            key: the same for the same wish.
            address: where the answer goes.

        Raises:
            PromptError, RequestRefused: the wish cannot be met; the message says what to change.
            QuotaUsedUp: nothing was charged.
        """
        sent = {SOURCE: picture, **(beside or {})} if picture is not None else dict(beside or {})
        wish = replace(await self._at_hand(member, wish), pictures=frozenset(sent))
        made = self._commission(wish)
        if not sent:
            return await self.paint(member, made, key=key, address=address)
        if SOURCE in sent:
            _check_starts(self.catalogue.find(made.request.model))
        kept: dict[str, Picture] = {}
        try:
            for role, data in sent.items():
                kept[role] = await self._kept(data)
            if shape := kept.get(SOURCE) or kept.get(CONTROL):
                wish = replace(wish, usual_aspect=f"{shape.width}:{shape.height}")
            made = self._commission(wish)
            inputs = {made.roles[role]: it.sha256 for role, it in kept.items()}
            made = replace(made, request=replace(made.request, inputs=inputs))
            return await self.paint(member, made, key=key, address=address)
        finally:  # from here on the job keeps them, if there is one
            for it in kept.values():
                self.storage.let_go(it.sha256)
            await self._queue.tidy([it.sha256 for it in kept.values()], self.storage.remove)

    async def make(
        self,
        member: Member,
        request: Request,
        sources: Mapping[str, bytes],
        *,
        key: str,
        address: Address,
    ) -> Job:
        """Queue what an atelier makes, from files of pictures by their role.

        Raises:
            PictureUnreadable: a file is none, or too large.
            QuotaUsedUp: nothing was charged.
        """
        kept: dict[str, str] = {}
        try:
            for role, data in sources.items():
                kept[role] = (await self._kept(data)).sha256
            request = replace(request, inputs={**request.inputs, **kept})
            return await self._submit(member, request, key=key, address=address)
        finally:  # from here on the job keeps them, if there is one
            for sha256 in kept.values():
                self.storage.let_go(sha256)
            await self._queue.tidy(list(kept.values()), self.storage.remove)

    async def paint(self, member: Member, made: Commission, *, key: str, address: Address) -> Job:
        """Queue one job whose message shows the words as they were typed.

        Raises:
            JobNotFound, JobDeleted, NotReady: the picture whose style it takes is not there.
            QuotaUsedUp: nothing was charged.
        """
        made = await self.styled(member, made, address)
        typed = "" if made.typed == made.request.prompt else made.typed
        address = replace(address, typed=typed, note=made.note)
        job = await self._submit(member, made.request, key=key, address=address)
        await self.templates.note_use(member, made.template, job)
        return job

    async def styled(self, member: Member, made: Commission, address: Address) -> Commission:
        """The commission with the picture whose style it takes among its inputs.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is no such picture that the member may see.
        """
        if made.style is None:
            return made
        job_id, index = made.style
        await self.show(member, job_id, sees=lambda channel_id: channel_id == address.channel_id)
        _, picture = await self._picture(job_id, index)
        inputs = {**made.request.inputs, STYLE: picture.sha256}
        return replace(made, request=replace(made.request, inputs=inputs), style=None)

    # ---- before anything is shown or charged

    async def commissions(self, member: Member, wish: Wish) -> list[Commission]:
        """The jobs that a member's wish comes to, before anything is shown or charged.

        Raises:
            PromptError, RequestRefused: it can never be met; the message says what to change.
        """
        wish = await self._at_hand(member, wish)
        with traced(wish):
            return commissions_of(wish, self.catalogue, draw_seed=self.draw_seed)

    async def commission(
        self, member: Member, wish: Wish, *, draw_seed: Callable[[], int] | None = None
    ) -> Commission:
        """The one job that a member's wish comes to, before anything is shown or charged.

        Args:
            member: who wishes.
            wish: as typed.
            draw_seed: gives the seed of a wish without one; None draws it.

        Raises:
            PromptError, RequestRefused: it can never be met, or comes to several jobs.
        """
        wish = await self._at_hand(member, wish)
        with traced(wish):
            return commission_of(wish, self.catalogue, draw_seed=draw_seed or self.draw_seed)

    async def compared(self, member: Member, wish: Wish, axes: Sequence[str]) -> Comparison:
        """The sheet of a member's wish along its axes, before anything is shown or charged.

        Raises:
            PromptError, RequestRefused: it can never be met; the message says what to change.
        """
        wish = await self._at_hand(member, wish)
        with traced(wish):  # sixteen long prompts take 70 ms
            return await asyncio.to_thread(
                lambda: compared(wish, axes, self.catalogue, draw_seed=self.draw_seed)
            )

    async def check_quota(self, member: Member, requests: Sequence[Request]) -> None:
        """Refuse what the member's quota does not allow for as a whole; charges nothing.

        Raises:
            QuotaUsedUp, DeviceTimeUsedUp: fewer pictures or seconds are left.
        """
        charges = [await self.allowances.charges(member, it.painted) for it in requests]
        await self._queue.check(requests, charges)

    async def price(
        self, member: Member, requests: Sequence[Request]
    ) -> tuple[Foresight, tuple[Allowance, Allowance | None]]:
        """What requests would take if they were asked for now, and what the member has left."""
        foresight = await self._queue.foresee(member.user_id, requests)
        return foresight, await self.allowances.of(member)

    # ---- inside

    async def _at_hand(self, member: Member, wish: Wish) -> Wish:
        """The wish with the templates that its member may name."""
        return replace(wish, templates=await self.templates.of(member))

    def _commission(self, wish: Wish) -> Commission:
        with traced(wish):
            return commission_of(wish, self.catalogue, draw_seed=self.draw_seed)

    async def _kept(self, picture: bytes) -> Picture:
        """Keep a member's picture, and hold it.

        Raises:
            PictureUnreadable: it is none.
        """
        image = await asyncio.to_thread(read_picture, picture)
        sha256 = await asyncio.to_thread(lambda: self.storage.keep(to_png(image, {})))
        return Picture(sha256=sha256, width=image.width, height=image.height, seed=0)

    async def _submit(self, member: Member, request: Request, *, key: str, address: Address) -> Job:
        charges = await self.allowances.charges(member, request.painted)
        job = await self._queue.submit(
            request,
            key=key,
            user_id=member.user_id,
            address=address.to_json(),
            charges=charges,
            words=f"{address.typed} {request.prompt}",
        )
        self._tell(job)
        self._dispatcher.wake()
        return job


@contextmanager
def traced(wish: Wish) -> Iterator[None]:
    """Say of an error in a flag that the member did not type where it comes from."""
    try:
        yield
    except PromptError as error:
        raise Said(text=wish.prompt, sources=wish.sources).told(error) from error


def _check_starts(model: Model) -> None:
    if not model.takes_picture:
        raise RequestRefused(
            f"{model.title} starts from words alone. Leave the image out, or choose a model"
            " that can start from a picture."
        )
