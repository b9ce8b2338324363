"""What the line foretells is what the claims then do."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inference.job import Job
from inference.queue import Place, Queue
from inference.request import Request

SWAP_S = 30.0
FIRST = 80  # quarters of a second: longer than all the pauses below

# (user, model, quarters of a second that it takes, quarters since the one before), exact in floats
wishes = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["painter", "sd"]),
        st.integers(1, 20),
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=9,
)


class Studio:
    """A queue and the devices that serve it, in a time of their own."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.loaded: dict[str, set[str]] = {}
        self.busy: list[tuple[float, Job]] = []
        self.starts: list[tuple[int, float]] = []
        self.queue: Queue

    async def submit(self, number: int, user_id: int, model: str, quarters: int) -> int:
        size = {"width": 250 * quarters, "height": 1000}
        request = Request(prompt="a fox", seed=7, model=model, **size)  # type: ignore[arg-type]
        key = str(number)
        return (await self.queue.submit(request, key=key, user_id=user_id, address="{}")).id

    async def claim(self, device: str) -> None:
        loaded = self.loaded.setdefault(device, {"painter"})
        job = await self.queue.claim(loaded=loaded, swap_cost_s=SWAP_S, device=device)
        if job is None:
            return
        self.starts.append((job.id, self.now))
        swap_s = 0 if job.request.model in loaded else SWAP_S
        loaded.add(job.request.model)
        self.busy.append((self.now + swap_s + job.request.megapixels, job))

    async def next_slot(self) -> None:
        self.busy.sort(key=lambda entry: (entry[0], entry[1].id))
        self.now, job = self.busy.pop(0)
        await self.queue.finish(job.id, [], cost_s=job.request.megapixels)
        await self.claim(job.device)


@settings(max_examples=40)
@given(wishes, st.integers(1, 3))
def test_the_place_is_how_many_are_claimed_before_and_when(
    wanted: list[tuple[int, str, int, int]], devices: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(foretell(Path(folder) / "queue.db", wanted, devices))


async def foretell(path: Path, wanted: list[tuple[int, str, int, int]], devices: int) -> None:
    studio = Studio()
    studio.queue = await Queue.open(path, clock=lambda: studio.now)
    for number in range(devices):
        if devices > 1:  # during a swap elsewhere, a job counts for longer than was foreseen
            studio.loaded[str(number)] = {"painter", "sd"}
        await studio.submit(-number, 1, "painter", FIRST + number)
        await studio.claim(str(number))
    waiting = []
    for number, (user_id, model, quarters, pause) in enumerate(wanted, start=1):
        studio.now += pause / 4
        waiting.append(await studio.submit(number, user_id, model, quarters))
    asked_at = studio.now
    studio.starts.clear()

    foretold = {job_id: await studio.queue.line(job_id) for job_id in waiting}
    while studio.busy:
        await studio.next_slot()

    assert foretold == {
        job_id: Place(ahead=ahead, wait_s=starts_at - asked_at, work_s=foretold[job_id].work_s)
        for ahead, (job_id, starts_at) in enumerate(studio.starts)
    }
    await studio.queue.close()
