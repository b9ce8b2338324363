from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference import binder
from inference.binder import Binder
from inference.errors import TemplateChanged, TemplateNotFound, TemplateTaken, TooManyTemplates
from inference.job import Picture
from inference.queue import Queue
from inference.request import Request

HOUSE, ELSEWHERE = 1, 2
ADA, BOB = 11, 12


class Clock:
    now = 100.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    queue = await Queue.open(tmp_path / "mozart.db", clock=Clock())
    yield queue
    await queue.close()


@pytest.fixture
def own(queue: Queue) -> Binder:
    return queue.templates


async def write(own: Binder, text: str, after: int = 0, *, name: str = "tarot") -> int:
    filed = await own.write(HOUSE, name, text, author_id=ADA, after=after, how="made")
    return filed.version


async def texts(own: Binder, name: str = "tarot") -> list[str]:
    return [it.text for it in await own.history(HOUSE, name)]


async def test_each_version_is_kept_with_who_wrote_it_when(own: Binder) -> None:
    await own.write(HOUSE, "tarot", "one", author_id=ADA, after=0, how="made")
    now = await own.write(HOUSE, "tarot", "two", author_id=BOB, after=1, how="changed")

    newest, oldest = await own.history(HOUSE, "tarot")
    assert newest == now
    assert (now.version, now.text, now.author_id, now.owner_id) == (2, "two", BOB, ADA)
    assert (oldest.text, oldest.author_id, oldest.how) == ("one", ADA, "made")
    assert oldest.written_at < newest.written_at
    assert await own.all(HOUSE) == [now]


async def test_servers_do_not_see_each_others_templates(own: Binder) -> None:
    await write(own, "one")

    assert await own.all(ELSEWHERE) == []
    assert await own.everything() == {HOUSE: await own.all(HOUSE)}
    with pytest.raises(TemplateNotFound):
        await own.history(ELSEWHERE, "tarot")


async def test_a_name_is_taken_once(own: Binder) -> None:
    await write(own, "one")

    with pytest.raises(TemplateTaken, match="“tarot” already"):
        await write(own, "two")
    assert await texts(own) == ["one"]


async def test_nobody_overwrites_what_they_have_not_seen(own: Binder) -> None:
    await write(own, "one")
    await write(own, "two", 1)

    with pytest.raises(TemplateChanged, match="Somebody changed the template “tarot” meanwhile"):
        await write(own, "three", 1)
    assert await texts(own) == ["two", "one"]


async def test_a_deleted_template_comes_back_with_its_history(own: Binder) -> None:
    await write(own, "one")
    await own.open_to(HOUSE, "tarot", 77)
    await own.delete(HOUSE, "tarot")

    assert await own.all(HOUSE) == []
    assert await own.deleted(HOUSE, "tarot") == ADA
    with pytest.raises(TemplateNotFound):
        await write(own, "two", 1)
    back = await own.undelete(HOUSE, "tarot")
    assert (back.text, back.role_id) == ("one", 77)
    with pytest.raises(TemplateTaken):
        await own.undelete(HOUSE, "tarot")
    with pytest.raises(TemplateNotFound):
        await own.undelete(HOUSE, "other")


async def test_a_template_made_anew_goes_on_with_the_history_and_is_open_to_all(
    own: Binder,
) -> None:
    await write(own, "one")
    await own.open_to(HOUSE, "tarot", 77)
    await own.delete(HOUSE, "tarot")

    made = await own.write(HOUSE, "tarot", "two", author_id=BOB, after=0, how="made")

    assert (made.version, made.owner_id, made.role_id) == (2, BOB, None)
    assert await texts(own) == ["two", "one"]
    with pytest.raises(TemplateTaken):
        await own.deleted(HOUSE, "tarot")


async def test_a_server_has_so_many_templates_and_no_more(
    own: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binder, "MOST_TEMPLATES", 2)
    await write(own, "one", name="a1")
    await own.delete(HOUSE, "a1")
    await write(own, "one", name="b1")
    await write(own, "one", name="c1")

    with pytest.raises(TooManyTemplates, match="This server has 2 templates"):
        await write(own, "one", name="d1")
    with pytest.raises(TooManyTemplates):
        await write(own, "two", name="a1")
    with pytest.raises(TooManyTemplates):
        await own.undelete(HOUSE, "a1")
    assert [it.name for it in await own.all(HOUSE)] == ["b1", "c1"]
    filed = await own.write(ELSEWHERE, "a1", "one", author_id=ADA, after=0, how="made")
    assert filed.version == 1


async def test_of_old_versions_and_of_deleted_templates_only_the_latest_are_kept(
    own: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binder, "MOST_VERSIONS", 2)
    monkeypatch.setattr(binder, "MOST_DELETED", 1)
    for after, text in enumerate(("one", "two", "three")):
        await write(own, text, after)
    await write(own, "one", name="other")

    assert await texts(own) == ["three", "two"]
    await own.delete(HOUSE, "tarot")
    await own.delete(HOUSE, "other")
    with pytest.raises(TemplateNotFound):
        await own.undelete(HOUSE, "tarot")
    assert (await own.undelete(HOUSE, "other")).text == "one"


async def job_done(queue: Queue, key: str) -> int:
    request = Request(prompt="a", model="painter", width=64, height=64, seed=1, count=1)
    await queue.submit(request, key=key, user_id=ADA, address="{}")
    job = await queue.claim(loaded=(), swap_cost_s=0)
    assert job is not None
    await queue.finish(job.id, [Picture(sha256=key, width=64, height=64, seed=1)], cost_s=0.0)
    return job.id


async def test_the_latest_finished_jobs_of_a_template_are_known(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binder, "MOST_JOBS", 2)
    own = queue.templates
    await write(own, "one")
    jobs = [await job_done(queue, key) for key in "abc"]
    for job_id in jobs:
        await own.used(HOUSE, "tarot", job_id)
    await own.used(HOUSE, "other", jobs[0])

    await queue.delete(jobs[2])

    assert [job.id for job in await own.jobs(HOUSE, "tarot")] == [jobs[1]]
    assert await own.jobs(HOUSE, "other") == []


async def test_templates_survive_a_restart(tmp_path: Path) -> None:
    first = await Queue.open(tmp_path / "mozart.db")
    await write(first.templates, "one")
    await first.close()

    second = await Queue.open(tmp_path / "mozart.db")

    assert await texts(second.templates) == ["one"]
    await second.close()
