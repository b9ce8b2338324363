"""Whatever Discord does: one wish becomes one job and one result."""

from pathlib import Path

import pytest
from discord import LoginFailure

from bot.quota import Scope
from tests.bot.easel import Easel
from tests.bot.mozart import Mozart, gallery, is_over, is_private, plain
from tests.discord_house import House
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLBACK = "/callback"
EDIT = "/messages/"
TROUBLES = {
    "429": {"status": 429, "retry_after": 0.05},
    "502": {"status": 502},
    "502 after it was done": {"status": 502, "after": True},
    "cut": {"status": 0},
    "cut after it was done": {"status": 0, "after": True},
}
Trouble = dict[str, object]


async def one_result(mozart: Mozart, message_id: str) -> None:
    """There is one job, and one message with its pictures."""
    assert len(gallery(await mozart.outcome(message_id))) == 4
    await mozart.settled()
    assert len(await mozart.jobs()) == 1
    assert [m["id"] for m in await mozart.people.messages("ann", "art")] == [message_id]
    asked_at = (await mozart.job(1)).created_at  # perhaps before a midnight that the test passed
    assert await mozart.used("ann", at=asked_at) == 4


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_wish_whose_acknowledgement_fails_is_one_job(
    mozart: Mozart, trouble: Trouble
) -> None:
    await mozart.fault("POST", CALLBACK, trouble)

    message_id = await mozart.imagine()

    await one_result(mozart, message_id)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_press_whose_acknowledgement_fails_is_one_job(
    mozart: Mozart, trouble: Trouble
) -> None:
    grid = await mozart.result()
    await mozart.fault("POST", CALLBACK, trouble)

    answer = await mozart.press(grid, "upscale")

    await mozart.outcome(answer)
    assert len(await mozart.jobs()) == 2
    assert await mozart.used("ann") == 5


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_result_whose_edit_fails_stands_there_once(
    mozart: Mozart, trouble: Trouble
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await mozart.fault("PATCH", EDIT, trouble)

    mozart.easel.go_on.set()

    await one_result(mozart, message_id)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_result_by_the_bots_own_account_stands_there_once(
    mozart: Mozart, trouble: Trouble
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await mozart.people.advance(16 * 60)
    await mozart.fault("PATCH", "^/channels/", trouble)

    mozart.easel.go_on.set()

    await one_result(mozart, message_id)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_reaction_whose_answer_fails_is_one_job_and_one_message(
    mozart: Mozart, trouble: Trouble
) -> None:
    grid = await mozart.result()
    await mozart.fault("POST", "^/channels/", trouble)

    await mozart.people.react("ann", "art", grid["id"], "🔁")

    await mozart.outcomes(2)
    assert len(await mozart.jobs()) == 2
    assert len(await mozart.people.messages("ann", "art")) == 2


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_refusal_whose_first_try_fails_is_one_sentence(
    mozart: Mozart, trouble: Trouble
) -> None:
    await mozart.fault("POST", CALLBACK, trouble)

    refusal = await mozart.refusal("ann", "art", "imagine", {"prompt": "a fox", "seed": -1})

    assert refusal.startswith(("A seed is a whole number", "Something went wrong here"))
    await mozart.heard_all()
    assert len(await mozart.people.messages("ann", "art")) == 1


async def test_a_refusal_is_told_even_if_thinking_cannot_be_taken_away(mozart: Mozart) -> None:
    grid = await mozart.result()
    await mozart.limit(Scope.MEMBER, mozart.id_of("ann"), 0)
    await mozart.people.fault("DELETE", "^/webhooks/", 403)

    await mozart.press(grid, "reroll")

    await mozart.people.wait_for("ann", "art", lambda m: "left today" in plain(m))
    assert len(await mozart.jobs()) == 1


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_delete_that_fails_on_its_way_can_be_pressed_again(
    mozart: Mozart, trouble: Trouble
) -> None:
    result = await mozart.result()
    await mozart.fault("DELETE", EDIT, trouble)

    ear = await mozart.people.ear("ann")
    since = ear.so_far

    await mozart.press(result, "delete")

    heard = await ear.wait_for(lambda event: is_gone(event) or is_sentence(event), since=since)
    if not is_gone(heard):
        await mozart.press(result, "delete")
    await mozart.people.gone("ann", "art", result["id"])
    assert await mozart.jobs() == []
    assert mozart.files() == set()


def is_gone(event: Json) -> bool:
    return bool(event["type"] == "message_delete")


def is_sentence(event: Json) -> bool:
    return "message" in event and is_private(event["message"])


async def test_an_edit_that_is_forbidden_is_not_tried_again_before_the_outcome(
    discord: House, tmp_path: Path
) -> None:
    easel = Easel(slots=2)
    mozart = await Mozart.start(discord, tmp_path, easel, edit_every_s=0.02)
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await mozart.people.fault("PATCH", f"/messages/{message_id}", 403, times=1000)
    for percent in range(51, 60):
        easel.done = percent / 100
        await mozart.result("bob", "gallery")
    refused = [it for it in await mozart.requests("PATCH") if it["status"] == 403]
    await mozart.people.no_faults()

    easel.go_on.set()

    assert len(refused) == 1
    assert len(gallery(await mozart.outcome(message_id))) == 4
    await mozart.stop()


async def test_an_outcome_that_is_refused_for_good_is_the_operators_to_know(
    mozart: Mozart, caplog: pytest.LogCaptureFixture
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)
    await mozart.people.fault("PATCH", EDIT, 400, times=1000)

    mozart.easel.go_on.set()

    await mozart.settled()
    assert "Job 1: its outcome can never be shown" in caplog.text


# ---- the gateway


@pytest.mark.parametrize("action", ["drop", "reconnect", "invalid_session", "malformed"])
async def test_gateway_trouble_loses_and_doubles_nothing(mozart: Mozart, action: str) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)

    async with mozart.reconnecting():
        await mozart.people.gateway(action)
        mozart.easel.go_on.set()

    await one_result(mozart, message_id)
    assert is_over(await mozart.result("bob", "gallery"))


async def test_a_wrong_token_ends_the_house(
    mozart: Mozart, monkeypatch: pytest.MonkeyPatch
) -> None:
    await mozart.stop()
    monkeypatch.setattr(mozart.discord.server.world, "bot_token", "another")

    with pytest.raises(LoginFailure):
        await mozart.start_again()
