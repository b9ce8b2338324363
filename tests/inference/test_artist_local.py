import pytest

from inference.artist import Artist, Assignment
from inference.artists.local import LocalArtist
from inference.events import Finished, Stopped
from inference.worker import Worker
from tests.inference.scripted import CATALOGUE, FlatEngine, Gate, Heard, request


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def artist(gate: Gate) -> Artist:
    engine = FlatEngine(lambda _, __: gate.stop_here(), slots=3)
    return LocalArtist("cpu", Worker({"flat": lambda: engine}, CATALOGUE))


def test_a_local_artist_paints_with_its_worker(artist: Artist, gate: Gate) -> None:
    heard = Heard()
    gate.open()
    artist.start(Assignment(job_id=1, request=request()), heard)

    assert isinstance(heard.last(), Finished)
    assert artist.loaded() == {"flat"}
    assert artist.slots == 3
    artist.close()
    assert artist.loaded() == frozenset()


def test_a_local_artist_cancels_one_job_of_several(artist: Artist, gate: Gate) -> None:
    heard = Heard()
    for job_id in (1, 2):
        artist.start(Assignment(job_id=job_id, request=request()), heard)
    gate.wait_for(2)
    artist.cancel(2)
    gate.open()

    assert isinstance(heard.last(1), Finished)
    assert isinstance(heard.last(2), Stopped)
    artist.close()
