"""Where jobs stand in the line: what a member reads while waiting."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from sqlite_utils import Database

from inference import costs, rows
from inference.costs import Heard, Running
from inference.fairness import Waiting
from inference.job import Job
from inference.line import Device, Held, Turn, alike, line
from inference.pace import Laws, Work
from inference.request import Request

_LATER = 2**62
"""More than the number of any job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a job stands.

    Attributes:
        ahead: waiting jobs that start before it, in the fair order.
        wait_s: seconds until it probably starts.
        work_s: seconds from then until it is probably over, beside the jobs that share its device;
            for a running job those that are left.
    """

    ahead: int = 0
    wait_s: float = 0.0
    work_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What some requests would take if they were asked for now.

    Attributes:
        work_s: device seconds of all together.
        done_s: seconds until the last of them would probably be over, the line included.
    """

    work_s: float
    done_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole queue, as one user may see it.

    Attributes:
        waiting: jobs of everybody that wait.
        running: jobs of everybody that are being painted.
        work_s: device seconds that all waiting jobs will probably take.
        mine: the user's own open jobs, oldest first, each with its place.
    """

    waiting: int
    running: int
    work_s: float
    mine: tuple[tuple[Job, Place], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What the line is foreseen with, as the claims told it.

    Attributes:
        loaded: device -> the models on it, with those on their way there.
        slots: device -> the most jobs that ever ran there at once, at least 1.
        swap_cost_s: what replacing a model costs, in seconds.
    """

    loaded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    slots: Mapping[str, int] = field(default_factory=dict)
    swap_cost_s: float = 0.0

    @property
    def names(self) -> list[str]:
        """All that are known; one without a name as long as none is."""
        return list(self.slots) or [""]

    def with_device(self, name: str) -> "Devices":
        """With one that may not have claimed yet."""
        return replace(self, slots={name: 1, **self.slots})

    def with_claim(self, name: str, models: frozenset[str], jobs: int) -> "Devices":
        """With a device on which so many jobs run now, and these models are."""
        return replace(
            self,
            loaded={**self.loaded, name: models},
            slots={**self.slots, name: max(jobs, self.slots.get(name, 1))},
        )

    def now(self, running: Collection[Running]) -> list[Device]:
        """Each device with its jobs, also one that somebody else's claims told of."""
        names = dict.fromkeys([*self.slots, *(job.device for job in running)]) or {"": None}
        return [
            Device(
                name=name,
                slots=self.slots.get(name, 1),
                loaded=self.loaded.get(name, frozenset()),
                held=tuple(
                    Held(job.id, job.left_s, job.megapixels)
                    for job in running
                    if job.device == name
                ),
            )
            for name in names
        ]

    def foreseen_s(self, laws: Laws, work: Work) -> float:
        """Device seconds of a job, when nobody knows yet which of the devices takes it."""
        return fmean(laws.foreseen_s(name, work) for name in self.names)


def places(
    db: Database,
    job_ids: Collection[int],
    devices: Devices,
    heard: Mapping[int, Heard],
    now: float,
) -> dict[int, Place]:
    """The places of those of the jobs that wait or run."""
    laws = costs.laws(db)
    running = costs.running(db, laws, heard, now)
    turns = line(
        costs.waiting(db),
        costs.served_s(db, now, running),
        devices.now(running),
        swap_cost_s=devices.swap_cost_s,
        now=now,
        foreseen=laws.foreseen_s,
    )
    return _among(turns, job_ids)


def _among(turns: Iterable[Turn], job_ids: Collection[int]) -> dict[int, Place]:
    """The places of some jobs; looks no further than it must."""
    found: dict[int, Place] = {}
    if not job_ids:
        return found
    for turn in turns:
        if turn.job_id in job_ids:
            found[turn.job_id] = Place(
                ahead=turn.ahead,
                wait_s=turn.starts_in_s,
                work_s=turn.ends_in_s - turn.starts_in_s,
            )
            if len(found) == len(job_ids):
                break
    return found


def _work_s(waiting: Collection[Waiting], laws: Laws, devices: Devices) -> float:
    """Device seconds of all these jobs, each kind and size looked up once."""
    one = {alike(job): job for job in waiting}
    return sum(
        count * devices.foreseen_s(laws, one[like])
        for like, count in Counter(map(alike, waiting)).items()
    )


def foresee(
    db: Database,
    requests: Sequence[Request],
    devices: Devices,
    heard: Mapping[int, Heard],
    *,
    user_id: int,
    now: float,
) -> Foresight:
    """What at least one request of a user would take, if nothing else came."""
    laws = costs.laws(db)
    running = costs.running(db, laws, heard, now)
    asked = [
        Waiting(_LATER + n, user_id, it.model, now, it.task, it.megapixels, it.steps)
        for n, it in enumerate(requests)
    ]
    turns = line(
        sorted([*costs.waiting(db), *asked], key=lambda job: (job.user_id, job.id)),
        costs.served_s(db, now, running),
        devices.now(running),
        swap_cost_s=devices.swap_cost_s,
        now=now,
        foreseen=laws.foreseen_s,
    )
    return Foresight(
        work_s=sum(devices.foreseen_s(laws, job) for job in asked),
        done_s=max(turn.ends_in_s for turn in turns if turn.job_id >= _LATER),
    )


def overview(
    db: Database, user_id: int, devices: Devices, heard: Mapping[int, Heard], now: float
) -> Overview:
    """Everybody's jobs in numbers, and the user's own with their places."""
    found = rows.every(
        db,
        "SELECT * FROM jobs WHERE state = 'queued' AND user_id = :user_id"
        " UNION ALL SELECT * FROM jobs WHERE state = 'running' AND user_id = :user_id ORDER BY id",
        user_id=user_id,
    )
    jobs = [rows.read(db, row) for row in found]
    laws = costs.laws(db)
    running, waiting = costs.running(db, laws, heard, now), costs.waiting(db)
    turns = line(
        waiting,
        costs.served_s(db, now, running),
        devices.now(running),
        swap_cost_s=devices.swap_cost_s,
        now=now,
        foreseen=laws.foreseen_s,
    )
    placed = _among(turns, {job.id for job in jobs})
    return Overview(
        waiting=len(waiting),
        running=len(running),
        work_s=_work_s(waiting, laws, devices),
        mine=tuple((job, placed[job.id]) for job in jobs),
    )
