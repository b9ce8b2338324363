"""The default artist: this machine's device, in threads of this process."""

from inference.artist import Assignment, Tell
from inference.worker import Worker


class LocalArtist:
    """A worker under a name. The dispatcher knows nothing of workers, the worker of no artist."""

    def __init__(self, name: str, worker: Worker) -> None:
        self.name = name
        self._worker = worker

    @property
    def slots(self) -> int:
        return self._worker.slots

    def loaded(self) -> frozenset[str]:
        return self._worker.loaded()

    def start(self, assignment: Assignment, tell: Tell) -> None:
        self._worker.start(assignment, tell, artist=self.name)

    def cancel(self, job_id: int) -> None:
        self._worker.cancel(job_id)

    def close(self) -> None:
        self._worker.close()
