"""What a device tells about a running job: plain values that cross threads and machines."""

from dataclasses import dataclass

from inference.files import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The job is `done` of the way, in [0, 1]. Never falls within one attempt."""

    job_id: int
    done: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How the pictures look now: one small WebP contact sheet of the whole job."""

    job_id: int
    webp: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """Picture `index` is final: a PNG with its recipe inside, and what goes with it.

    `note` is for the member.
    """

    job_id: int
    index: int
    png: bytes
    width: int
    height: int
    seed: int
    note: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Every picture was sent before this. The job took `cost_s` device seconds."""

    job_id: int
    cost_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The job ended because somebody asked it to."""

    job_id: int
    cost_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """The job ended without pictures. `error` is a sentence for the member."""

    job_id: int
    cost_s: float
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The device died under the job, which may be painted again elsewhere."""

    job_id: int
    cost_s: float


Event = Progress | Preview | Painted | Finished | Stopped | Broke | Lost
