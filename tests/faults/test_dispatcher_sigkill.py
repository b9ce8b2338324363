import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from inference.job import Job, State
from inference.queue import Queue
from inference.storage import Storage

WAIT_S = 120


def start(folder: Path, *, jobs: int, moment: str, nth: int = 1) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.mortal_studio"]
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [*command, str(folder), str(jobs), moment, str(nth)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *, jobs: int, moment: str = "", nth: int = 1) -> list[str]:
    """What it told until it died at that moment, or ended by itself where there is none."""
    process = start(folder, jobs=jobs, moment=moment, nth=nth)
    told, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == (-signal.SIGKILL if moment else 0)
    return told.splitlines()


async def all_jobs(folder: Path, count: int) -> list[Job]:
    queue = await Queue.open(folder / "queue.db")
    jobs = [await queue.job(job_id) for job_id in range(1, count + 1)]
    assert [job.id for job in await queue.undelivered()] == [job.id for job in jobs]
    await queue.close()
    return jobs


async def test_a_job_killed_at_every_stage_is_done_once(tmp_path: Path) -> None:
    told = [
        run(tmp_path, jobs=1, moment=moment)
        for moment in ("claimed", "progress", "kept", "finished")
    ]
    told.append(run(tmp_path, jobs=1))

    (job,) = await all_jobs(tmp_path, 1)
    assert job.state is State.DONE
    assert job.attempts == 4
    assert len(job.pictures) == 2
    assert all(Storage(tmp_path / "pictures").read(picture.sha256) for picture in job.pictures)
    begun = ["1 queued", "1 running"]  # taken up after the last death, and claimed
    assert told == [[], begun, begun, begun, []]


async def test_a_job_killed_from_outside_while_it_paints_is_done_once(tmp_path: Path) -> None:
    for _ in range(3):
        with start(tmp_path, jobs=1, moment="waiting") as process:
            assert process.stdout is not None
            while process.stdout.readline() != "painting\n":
                assert process.poll() is None
            process.kill()
            process.communicate(timeout=WAIT_S)
    told = run(tmp_path, jobs=1)

    (job,) = await all_jobs(tmp_path, 1)
    assert told == ["1 queued", "1 running", "1 done"]
    assert job.attempts == 4


async def test_a_cancelled_job_stays_cancelled_when_we_are_killed_before_it_stops(
    tmp_path: Path,
) -> None:
    told = [run(tmp_path, jobs=2, moment="cancelled"), run(tmp_path, jobs=2)]

    cancelled, other = await all_jobs(tmp_path, 2)
    assert (cancelled.state, cancelled.attempts) == (State.CANCELLED, 1)
    assert other.state is State.DONE
    assert "1 cancelled" in told[1]
    assert "1 running" not in told[1]


async def test_many_jobs_survive_many_kills_and_each_is_done_once(tmp_path: Path) -> None:
    count = 9
    told: Counter[str] = Counter()
    for moment, nth in [("kept", 3), ("finished", 2), ("kept", 4), ("claimed", 3)]:
        told.update(run(tmp_path, jobs=count, moment=moment, nth=nth))
    told.update(run(tmp_path, jobs=count))

    jobs = await all_jobs(tmp_path, count)
    assert {job.state for job in jobs} == {State.DONE}
    assert all(told[f"{job.id} done"] <= 1 for job in jobs)
    seeds = [[picture.seed for picture in job.pictures] for job in jobs]
    assert seeds == [[100 * number, 100 * number + 1] for number in range(count)]
    files = list((tmp_path / "pictures").rglob("*.png"))
    assert len(files) == 2 * count
