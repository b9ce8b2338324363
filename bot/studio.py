"""The use cases: what members can have done, without Discord.

A method checks the wish, commits a job or asks the dispatcher, and returns. It knows no
messages; whoever calls it says where the answer goes (an Address) and under which key, so that
the same interaction delivered twice is the same job.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from bot.address import Address, typed_in
from bot.allowance import Allowance, Allowances
from bot.beside import CONTROL, MASK, SOURCE, STYLE
from bot.comparison import Comparison, compared
from bot.desk import Desk
from bot.errors import NotAllowed, NotReady
from bot.gallery import Gallery
from bot.habits import Habits, spoken
from bot.member import Member
from bot.sheets import Sheets
from bot.templates import ServerTemplates
from bot.wish import Commission, Wish, commission_of, commissions_of, from_words, remixed
from bot.wording import unseeded
from inference.binder import Filed
from inference.catalogue import Catalogue, Model
from inference.dispatcher import Dispatcher
from inference.encoding import contact_sheet, read_picture, read_recipe, to_png
from inference.errors import JobDeleted, JobNotFound, RequestRefused
from inference.history import NEWEST
from inference.job import Job, Picture, State
from inference.queue import Foresight, Overview, Place, Queue, Sheet
from inference.request import Request, Task
from inference.storage import Storage
from prompts.errors import PromptError
from prompts.own import Said

SUBTLE = 0.35
STRONG = 0.75
LARGEST_UPSCALED_SIDE = 3072
SAMPLE_SIDE = 400

WITHOUT_PICTURES = {
    State.QUEUED: "is waiting",
    State.RUNNING: "is being painted",
    State.FAILED: "failed",
    State.CANCELLED: "was cancelled",
}


class Studio:
    """What buttons, reactions and slash commands call."""

    def __init__(
        self,
        *,
        queue: Queue,
        storage: Storage,
        dispatcher: Dispatcher,
        catalogue: Catalogue,
        allowances: Allowances,
        habits: Habits,
        templates: ServerTemplates,
        gallery: Gallery,
        desk: Desk,
        tell: Callable[[Job | Sheet], None],
        draw_seed: Callable[[], int],
    ) -> None:
        """Build nothing, start nothing.

        Args:
            queue: where jobs are committed before anybody reads that they are queued.
            storage: where pictures are.
            dispatcher: who moves running jobs.
            catalogue: the models that may be asked for.
            allowances: who may ask for how much.
            habits: what is usual for whom.
            templates: those of servers beside those shipped.
            gallery: looks through the pictures there are.
            desk: who helps with words.
            tell: called with every newly committed job or sheet, on the event loop.
            draw_seed: gives a seed in [0, 2**32) for a wish without one.
        """
        self.catalogue = catalogue
        self.allowances = allowances
        self.habits = habits
        self.templates = templates
        self.gallery = gallery
        self.desk = desk
        self._queue = queue
        self.storage = storage
        self._dispatcher = dispatcher
        self._tell = tell
        self.draw_seed = draw_seed
        self.sheets = Sheets(
            queue=queue,
            storage=storage,
            dispatcher=dispatcher,
            allowances=allowances,
            templates=templates,
            tell=tell,
        )

    # ---- making pictures

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

    async def commissions(self, member: Member, wish: Wish) -> list[Commission]:
        """The jobs that a member's wish comes to, before anything is shown or charged.

        Raises:
            PromptError, RequestRefused: it can never be met; the message says what to change.
        """
        wish = await self._at_hand(member, wish)
        with _told(wish):
            return commissions_of(wish, self.catalogue, draw_seed=self.draw_seed)

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

    async def compared(self, member: Member, wish: Wish, axes: Sequence[str]) -> Comparison:
        """The sheet of a member's wish along its axes, before anything is shown or charged.

        Raises:
            PromptError, RequestRefused: it can never be met; the message says what to change.
        """
        wish = await self._at_hand(member, wish)
        with _told(wish):  # sixteen long prompts take 70 ms
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

    async def vary(
        self, member: Member, job_id: int, index: int, *, strong: bool, key: str, address: Address
    ) -> Job:
        """Queue pictures near picture `index` of a finished job: as many as its grid had.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is no such picture (yet, or any more).
            QuotaUsedUp: nothing was charged.
        """
        job, picture = await self._picture(job_id, index)
        atelier = self.catalogue.ateliers.get(job.request.model)
        if atelier and not atelier.varies:
            raise NotReady(f"{atelier.title}: nothing of it is varied. Make it again instead.")
        width, height = picture.width, picture.height
        if job.request.task is Task.UPSCALE:
            width, height = width // 2, height // 2
        request = replace(
            job.request,
            task=Task.VARY,
            width=width,
            height=height,
            seed=self.draw_seed(),
            count=await self._grid_count(job),
            best=None,
            strength=STRONG if strong else SUBTLE,
            inputs={**_beside(job.request), SOURCE: picture.sha256},
            parent=(job_id, index),
        )
        made = Commission(request=request, typed=unseeded(typed_in(job.address)))
        return await self.paint(member, made, key=key, address=address)

    async def upscale(
        self, member: Member, job_id: int, index: int, *, key: str, address: Address
    ) -> Job:
        """Queue picture `index` of a finished job at twice its size.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is no such picture (yet, or any more).
            RequestRefused: it is as large as we make them.
            QuotaUsedUp: nothing was charged.
        """
        job, picture = await self._picture(job_id, index)
        atelier = self.catalogue.ateliers.get(job.request.model)
        if atelier and not atelier.enlarges:
            raise NotReady(
                f"There is no larger version of this; /upscale job:{job_id} index:{index + 1}"
                " enlarges the picture as it is."
            )
        width, height = 2 * picture.width, 2 * picture.height
        if max(width, height) > LARGEST_UPSCALED_SIDE:
            raise RequestRefused(
                f"This picture is {picture.width} x {picture.height} pixels, as large as Mozart"
                f" makes them: twice that would pass {LARGEST_UPSCALED_SIDE}."
            )
        request = replace(
            job.request,
            task=Task.UPSCALE,
            width=width,
            height=height,
            seed=picture.seed,
            count=1,
            best=None,
            strength=None,
            control=None,
            looker=None,
            weights={},
            inputs={SOURCE: picture.sha256},
            parent=(job_id, index),
        )
        made = Commission(request=request, typed=typed_in(job.address))
        return await self.paint(member, made, key=key, address=address)

    async def reroll(self, member: Member, job_id: int, *, key: str, address: Address) -> Job:
        """Queue the same wish again with another seed.

        Raises:
            JobNotFound, JobDeleted: there is nothing to repeat.
            NotReady: an upscaled picture has no other version.
            QuotaUsedUp: nothing was charged.
        """
        job = await self._queue.job(job_id)
        if job.request.task is Task.UPSCALE:
            raise NotReady("An upscaled picture is always the same; vary it instead.")
        if not self.catalogue.maker(job.request.model).repeats:
            raise NotReady("This would be the same again, to the last pixel.")
        chance = self.catalogue.left_to_chance(job.request.model)
        options = {name: it for name, it in job.request.options.items() if name not in chance}
        request = replace(job.request, seed=self.draw_seed(), options=options)
        made = Commission(request=request, typed=unseeded(typed_in(job.address)))
        return await self.paint(member, made, key=key, address=address)

    async def remix(
        self,
        member: Member,
        job_id: int,
        *,
        prompt: str,
        negative: str,
        key: str,
        address: Address,
        anew: bool = False,
    ) -> Job:
        """Queue other words with a finished job's model, size and count, and a new seed.

        Flags among the words change what they name.

        With `anew` it is from the words alone, whatever the job was made from, and of a job of the
        member's own, which need not be finished.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is nothing to start from.
            PromptError: the words cannot be used.
            QuotaUsedUp: nothing was charged.
        """
        job = await (self.own(member, job_id) if anew else self.finished(job_id))
        request = from_words(job.request) if anew else job.request
        words = self.habits.words(member)  # its suffix stands among the words already
        wish = spoken(Wish(prompt=prompt, negative=negative), words, suffixed=False)
        wish = await self._at_hand(member, wish)
        with _told(wish):
            made = remixed(request, wish, self.catalogue, draw_seed=self.draw_seed)
        return await self.paint(member, made, key=key, address=address)

    # ---- acting on jobs

    async def cancel(self, member: Member, job_id: int) -> Job:
        """Stop a waiting job now, or a running one at its next step; its pictures are refunded.

        Raises:
            NotAllowed: it is another member's, and the asker does not moderate there.
            IllegalTransition: it is already over.
        """
        job = await self._queue.job(job_id)
        self._check_authority(member, job, "cancel")
        return await self._dispatcher.cancel(job_id)

    async def delete(self, member: Member, job_id: int) -> Job:
        """Forget a finished job and remove its pictures, unless another job was made from them.

        Raises:
            NotAllowed: it is another member's, and the asker does not moderate there.
            NotReady: it is not over yet.
        """
        job = await self._queue.job(job_id)
        self._check_authority(member, job, "delete")
        if not job.state.over:
            raise NotReady(f"Job {job_id} is still being painted. Cancel it first.")
        job, orphans = await self._queue.delete(job_id)
        await self._queue.tidy(orphans, self.storage.remove)
        if job.sheet_id is not None:
            self._tell(job)  # the sheet goes on without it
        return job

    async def cross(self, member: Member, job_id: int) -> Job:
        """What a cross means: cancel what is not over, delete what is."""
        job = await self._queue.job(job_id)
        return await (self.delete if job.state.over else self.cancel)(member, job_id)

    async def bring(self, member: Member, job_id: int, *, address: Address) -> None:
        """Have a job's answer shown at another address from now on.

        Raises:
            JobNotFound: there is none that the member may see.
        """
        await self.show(member, job_id, sees=lambda channel_id: channel_id == address.channel_id)
        job = await self._queue.job(job_id)
        before = Address.from_json(job.address)
        address = replace(address, typed=before.typed, note=before.note)
        await self._queue.readdress(job_id, address.to_json())
        self._tell(await self._queue.job(job_id))

    # ---- looking

    async def show(self, member: Member, job_id: int, *, sees: Callable[[int], bool]) -> Job:
        """A job, if the member may see it: their own, or one of the server they are in.

        Args:
            member: who asks.
            job_id: which job.
            sees: whether the member can look into a channel of that server.

        Raises:
            JobNotFound: there is none, or it is elsewhere; the answer is the same.
        """
        try:
            job = await self._queue.job(job_id)
        except JobDeleted:
            raise
        except JobNotFound as error:
            raise JobNotFound(f"There is no job {job_id} here.") from error
        address = Address.from_json(job.address)
        same_server = address.guild_id is not None and address.guild_id == member.guild_id
        open_to_all = same_server and not address.private
        if job.user_id == member.user_id or (open_to_all and sees(address.channel_id)):
            return job
        raise JobNotFound(f"There is no job {job_id} here.")

    async def sample(
        self, member: Member, filed: Filed, *, sees: Callable[[int], bool]
    ) -> tuple[Job, bytes] | None:
        """The newest finished job of a server's template that the member may see, as a small WebP.

        Args:
            member: who asks.
            filed: the template.
            sees: whether the member can look into a channel of their server.
        """
        for job in await self.templates.jobs(member, filed):
            address = Address.from_json(job.address)
            public = not address.private and sees(address.channel_id)
            if not public and job.user_id != member.user_id:
                continue
            with suppress(JobNotFound):  # its file is gone
                return job, await asyncio.to_thread(self._small, job.pictures[0])
        return None

    def _small(self, picture: Picture) -> bytes:
        image = read_picture(self.storage.read(picture.sha256))
        return contact_sheet([image], SAMPLE_SIDE)

    async def picture(
        self, member: Member, job_id: int, index: int, *, sees: Callable[[int], bool]
    ) -> Picture:
        """Picture `index` of a finished job that the member may see; see `show`.

        Raises:
            JobNotFound, JobDeleted, NotReady: there is no such picture here (yet, or any more).
        """
        await self.show(member, job_id, sees=sees)
        _, picture = await self._picture(job_id, index)
        return picture

    async def finished(self, job_id: int) -> Job:
        """A job with its pictures, for whoever has a message with its buttons.

        Raises:
            JobNotFound, JobDeleted: there is none (any more).
            NotReady: it has no pictures.
        """
        job = await self._queue.job(job_id)
        if job.state is not State.DONE:
            raise NotReady(f"Job {job_id} has no pictures: it {WITHOUT_PICTURES[job.state]}.")
        return job

    async def recipes(self, job: Job) -> list[dict[str, Any]]:
        """What the files of a finished job's pictures say of their making, in their order.

        Raises:
            JobNotFound: a file is gone.
        """
        files = [picture.sha256 for picture in job.pictures]
        pngs = await asyncio.to_thread(lambda: [self.storage.read(it) for it in files])
        return [read_recipe(png) or {} for png in pngs]

    async def own(self, member: Member, job_id: int) -> Job:
        """A job of the member's own, in whatever state.

        Raises:
            JobNotFound, JobDeleted: there is none of theirs (any more).
        """
        return await self.show(member, job_id, sees=lambda _: False)

    async def before(
        self, member: Member, search: str, *, job_id: int = NEWEST, limit: int
    ) -> list[Job]:
        """The member's latest jobs with these words that are older than a job, newest first."""
        history = self._queue.history
        return await history.before(member.user_id, search, bound=job_id, limit=limit)

    async def after(self, member: Member, search: str, *, job_id: int, limit: int) -> list[Job]:
        """The member's next jobs with these words that are newer than a job, newest first."""
        return await self._queue.history.after(member.user_id, search, bound=job_id, limit=limit)

    async def place(self, job: Job) -> Place:
        """How many go before a waiting or running job, and the seconds until it ends."""
        return await self._queue.line(job.id)

    async def overview(self, member: Member) -> Overview:
        """The line as this member sees it."""
        return await self._queue.overview(member.user_id)

    async def star(self, member: Member, job_id: int, *, starred: bool) -> None:
        """Put a finished job among the member's favourites, or take it away.

        Raises:
            JobNotFound, JobDeleted, NotReady: it has no pictures (yet, or any more).
        """
        await self.finished(job_id)
        await self._queue.star(member.user_id, job_id, starred=starred)

    async def starred(self, member: Member, limit: int) -> list[Job]:
        """The member's favourites that still exist, newest first."""
        return await self._queue.starred(member.user_id, limit)

    # ---- inside

    async def _at_hand(self, member: Member, wish: Wish) -> Wish:
        """The wish with the templates that its member may name."""
        return replace(wish, templates=await self.templates.of(member))

    def _commission(self, wish: Wish) -> Commission:
        with _told(wish):
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

    async def _picture(self, job_id: int, index: int) -> tuple[Job, Picture]:
        job = await self.finished(job_id)
        if not 0 <= index < len(job.pictures):
            have = "1 picture" if len(job.pictures) == 1 else f"{len(job.pictures)} pictures"
            raise NotReady(f"Job {job_id} has {have}, so there is no number {index + 1}.")
        return job, job.pictures[index]

    async def _grid_count(self, job: Job) -> int:
        """How many pictures the grid had that this job's picture was once part of."""
        while job.request.task is Task.UPSCALE and job.request.parent is not None:
            try:
                job = await self._queue.job(job.request.parent[0])
            except JobDeleted:
                return 1
        return job.request.count

    @staticmethod
    def _check_authority(member: Member, job: Job, act: str) -> None:
        place = Address.from_json(job.address).guild_id
        moderates = member.moderates and place is not None and place == member.guild_id
        if job.user_id != member.user_id and not moderates:
            raise NotAllowed(f"Only the member who asked for job {job.id} can {act} it.")


@contextmanager
def _told(wish: Wish) -> Iterator[None]:
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


def _beside(request: Request) -> dict[str, str]:
    """The pictures that other pictures near one of a job's are painted after, too."""
    return {role: it for role, it in request.inputs.items() if role not in (SOURCE, MASK)}
