"""The use cases: what members can have done, without Discord.

The studio is an easel (pictures from words and files), which is a reception (acting on jobs), which
is a showroom (looking at them); here is what follows from the pictures of a job. It knows no
messages.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.address import Address, typed_in
from bot.allowance import Allowances
from bot.beside import MASK, SOURCE
from bot.desk import Desk
from bot.easel import Easel, traced
from bot.errors import NotReady
from bot.gallery import Gallery
from bot.habits import Habits, spoken
from bot.member import Member
from bot.sheets import Sheets
from bot.templates import ServerTemplates
from bot.wish import Commission, Wish, from_words, remixed
from bot.wording import unseeded
from inference.catalogue import Catalogue
from inference.dispatcher import Dispatcher
from inference.errors import JobDeleted, RequestRefused
from inference.job import Job
from inference.queue import Queue, Sheet
from inference.request import Request, Task
from inference.storage import Storage

SUBTLE = 0.35
STRONG = 0.75
LARGEST_UPSCALED_SIDE = 3072


class Studio(Easel):
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
        super().__init__(
            queue=queue,
            storage=storage,
            templates=templates,
            dispatcher=dispatcher,
            tell=tell,
            catalogue=catalogue,
            allowances=allowances,
            draw_seed=draw_seed,
        )
        self.habits = habits
        self.gallery = gallery
        self.desk = desk
        self.sheets = Sheets(
            queue=queue,
            storage=storage,
            dispatcher=dispatcher,
            allowances=allowances,
            templates=templates,
            tell=tell,
        )

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
        if job.request.journeys:
            raise NotReady("A film is not varied. Make it again instead.")
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
        if job.request.journeys or (atelier and not atelier.enlarges):
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
        with traced(wish):
            made = remixed(request, wish, self.catalogue, draw_seed=self.draw_seed)
        return await self.paint(member, made, key=key, address=address)

    async def _grid_count(self, job: Job) -> int:
        """How many pictures the grid had that this job's picture was once part of."""
        while job.request.task is Task.UPSCALE and job.request.parent is not None:
            try:
                job = await self._queue.job(job.request.parent[0])
            except JobDeleted:
                return 1
        return job.request.count


def _beside(request: Request) -> dict[str, str]:
    """The pictures that other pictures near one of a job's are painted after, too."""
    return {role: it for role, it in request.inputs.items() if role not in (SOURCE, MASK)}
