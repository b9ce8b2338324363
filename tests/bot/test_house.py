import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.house import first_of
from inference.errors import DataInUse
from inference.job import State
from tests.bot.easel import Easel
from tests.bot.mozart import Mozart, gallery, is_over

pytestmark = pytest.mark.asyncio(loop_scope="session")

Ending = Callable[[Mozart], Awaitable[None]]


@pytest.mark.parametrize("end", [Mozart.stop, Mozart.cancel], ids=["stopped", "cancelled"])
async def test_a_job_that_was_painted_at_the_end_goes_on_in_the_same_message(
    mozart: Mozart, end: Ending
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await end(mozart)
    mozart.easel.go_on.set()

    await mozart.start_again()

    result = await mozart.outcome(message_id)
    assert len(gallery(result)) == 4
    assert len(await mozart.people.messages("ann", "art")) == 1
    assert (await mozart.job(1)).attempts == 1


async def test_what_a_member_reads_is_already_committed(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    message_id = await mozart.imagine("ann")
    await mozart.people.settled("ann", "art", message_id)

    await mozart.cancel()
    mozart.easel.go_on.set()
    await mozart.start_again()

    assert len(gallery(await mozart.outcome(message_id))) == 4


async def test_a_result_that_was_not_delivered_is_delivered_after_the_restart(
    mozart: Mozart,
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await mozart.people.fault("PATCH", "", 0, times=1000)
    mozart.easel.go_on.set()
    await mozart.state(1, State.DONE)
    await mozart.stop()
    await mozart.people.no_faults()

    await mozart.start_again()

    assert len(gallery(await mozart.outcome(message_id))) == 4
    await mozart.settled()
    assert len(mozart.easel.wanted) == 1


async def test_a_delivered_result_is_left_alone_by_a_restart(mozart: Mozart) -> None:
    await mozart.result()
    await mozart.settled()
    edits = len(await mozart.requests("PATCH"))

    await mozart.restart()
    await mozart.result("bob", "gallery")

    touched = [it for it in (await mozart.requests("PATCH"))[edits:] if "mozart-1" in str(it)]
    assert touched == []


async def test_commands_are_sent_once_and_not_at_every_start(mozart: Mozart) -> None:
    await mozart.restart()

    assert len(await mozart.requests("PUT", "/commands")) == 1


async def test_commands_that_changed_are_sent_again(mozart: Mozart) -> None:
    note = f"commands:{mozart.house.client.application_id}"
    await mozart.house.queue.set_note(note, "of an older Mozart")

    await mozart.restart()

    assert len(await mozart.requests("PUT", "/commands")) == 2


async def test_two_mozarts_never_share_a_folder(mozart: Mozart) -> None:
    with pytest.raises(DataInUse):
        await Mozart.start(mozart.discord, mozart.folder, Easel())

    assert is_over(await mozart.result())


async def test_jobs_of_several_members_all_survive(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    waiting = [await mozart.imagine(name, "gallery") for name in ("ann", "bob", "ada")]
    await mozart.stop()
    mozart.easel.go_on.set()

    await mozart.start_again()

    for message_id in waiting:
        shown = await mozart.outcome(message_id, "ann", "gallery")
        assert len(gallery(shown)) == 4


async def test_a_part_that_loses_a_cancel_is_cancelled_again() -> None:
    async def deaf() -> None:
        begun.set()
        for _ in range(2):
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(len(cancelled))
                if len(cancelled) == 2:
                    raise

    begun, cancelled = asyncio.Event(), list[int]()

    async with asyncio.timeout(60):
        await first_of(deaf(), begun.wait())

    assert cancelled == [0, 1]


async def test_the_error_of_the_part_that_ends_first_is_told() -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await first_of(broken(), asyncio.Event().wait())
