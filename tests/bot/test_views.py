import asyncio

import discord
import pytest

from bot.views import take_away
from inference.job import State
from inference.request import Task
from tests.bot.mozart import Mozart, button, gallery, is_over, plain
from tests.people import parts, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


# ---- more pictures from a result


async def test_u1_makes_the_first_picture_twice_as_large(mozart: Mozart) -> None:
    grid = await mozart.result(seed=7)

    answer = await mozart.press(grid, "upscale", index=0)

    result = await mozart.outcome(answer)
    request = (await mozart.job(2)).request
    assert "upscaled from picture 1 of job 1" in texts(result)
    assert (request.task, request.width, request.height) == (Task.UPSCALE, 128, 128)
    assert (request.count, request.seed) == (1, 7)
    assert len(gallery(result)) == 1


async def test_v2_makes_four_new_pictures_near_the_second(mozart: Mozart) -> None:
    grid = await mozart.result()

    answer = await mozart.press(grid, "vary", index=1)

    result = await mozart.outcome(answer)
    request = (await mozart.job(2)).request
    source = (await mozart.job(1)).pictures[1]
    assert "varied strongly from picture 2 of job 1" in texts(result)
    assert (request.parent, request.inputs) == ((1, 1), {"source": source.sha256})
    assert len(gallery(result)) == 4


async def test_anybody_in_the_channel_may_go_on_from_a_result(mozart: Mozart) -> None:
    grid = await mozart.result("ann")

    await mozart.outcome(await mozart.press(grid, "upscale", "bob"), "bob")

    assert (await mozart.job(2)).user_id == mozart.id_of("bob")
    assert await mozart.used("bob") == 1


@pytest.mark.parametrize(("act", "strength"), [("subtle", 0.35), ("vary", 0.75)])
async def test_a_single_picture_is_varied_as_far_as_the_button_says(
    mozart: Mozart, act: str, strength: float
) -> None:
    single = await mozart.result(count=1)

    await mozart.outcome(await mozart.press(single, act))

    assert (await mozart.job(2)).request.strength == strength


async def test_again_paints_the_same_words_with_another_seed(mozart: Mozart) -> None:
    grid = await mozart.result(prompt="a fox", seed=7)

    await mozart.outcome(await mozart.press(grid, "reroll"))

    request = (await mozart.job(2)).request
    assert request.prompt == "a fox"
    assert request.seed != 7


async def test_a_failed_job_can_be_tried_again(mozart: Mozart) -> None:
    failed = await mozart.result(prompt="broken")

    await mozart.outcome(await mozart.press(failed, "reroll"))

    assert (await mozart.job(2)).request.prompt == "broken"


# ---- the remix form


async def test_the_remix_form_shows_the_words_that_were_used(mozart: Mozart) -> None:
    grid = await mozart.result(prompt="a fox", negative="fog")

    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))

    assert opened.modal is not None
    fields = [part["component"] for part in opened.modal["components"]]
    assert [(it["custom_id"], it["value"]) for it in fields] == [
        ("prompt", "a fox"),
        ("negative", "fog"),
    ]


async def test_a_remix_paints_the_new_words_and_keeps_the_rest(mozart: Mozart) -> None:
    grid = await mozart.result(prompt="a fox", aspect="3:2", count=2)
    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))

    answer = await mozart.people.modal("ann", opened, {"prompt": "an owl", "negative": "rain"})

    await mozart.outcome(answer.message_id)
    old, new = (await mozart.job(1)).request, (await mozart.job(2)).request
    assert (new.prompt, new.negative, new.count) == ("an owl", "rain", 2)
    assert (new.width, new.height) == (old.width, old.height)


@pytest.mark.parametrize("channel", ["sketch club", "dm"])
async def test_whoever_has_the_button_may_remix_a_result_of_another(
    mozart: Mozart, channel: str
) -> None:
    if channel == "dm":
        grid = await mozart.result("ann")
        await mozart.people.react("bob", "art", grid["id"], "✉️")
        grid = await mozart.people.wait_for("bob", "dm", is_over)
    else:
        grid = await mozart.result("ann", channel)

    opened = await mozart.people.click("bob", channel, grid["id"], button(grid, "remix"))
    answer = await mozart.people.modal("bob", opened, {"prompt": "an owl"})

    await mozart.outcome(answer.message_id, "bob", channel)
    job = await mozart.job(2)
    assert (job.user_id, job.request.prompt) == (mozart.id_of("bob"), "an owl")


async def test_a_form_that_was_opened_before_a_restart_is_taken_after_it(mozart: Mozart) -> None:
    grid = await mozart.result()
    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))
    await mozart.restart()

    answer = await mozart.people.modal("ann", opened, {"prompt": "an owl"})

    assert len(gallery(await mozart.outcome(answer.message_id))) == 4
    assert (await mozart.job(2)).request.prompt == "an owl"


async def test_flags_in_a_remix_change_what_they_name(mozart: Mozart) -> None:
    grid = await mozart.result(size=128, count=2)
    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))

    answer = await mozart.people.modal("ann", opened, {"prompt": "an (owl:1.2) --ar 3:2 --seed 7"})

    result = await mozart.outcome(answer.message_id)
    request = (await mozart.job(2)).request
    assert (request.prompt, request.seed, request.count) == ("an owl", 7, 2)
    assert (request.width, request.height) == (160, 112)
    assert "an (owl:1.2) --ar 3:2 --seed 7" in plain(result)


async def test_a_mistake_in_a_remix_is_underlined(mozart: Mozart) -> None:
    grid = await mozart.result()
    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))

    refusal = await mozart.refused(mozart.people.modal("ann", opened, {"prompt": "an owl --sed 7"}))

    assert refusal.endswith("Did you mean --seed?\n```\nan owl --sed 7\n       ^\n```")


# ---- cancel


async def test_a_waiting_job_is_cancelled_at_once_and_refunded(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    message_id = await mozart.imagine("ann")
    waiting = await mozart.people.settled("ann", "art", message_id)

    await mozart.press(waiting, "cancel")

    result = await mozart.outcome(message_id)
    assert "Cancelled. Nothing was charged." in texts(result)
    assert await mozart.used("ann") == 0


async def test_a_running_job_stops_at_its_next_step_and_is_refunded(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    painting = await mozart.people.settled("ann", "art", message_id)

    await mozart.press(painting, "cancel")

    result = await mozart.outcome(message_id)
    assert "Cancelled. Nothing was charged." in texts(result)
    assert (await mozart.job(1)).state is State.CANCELLED
    assert await mozart.used("ann") == 0


async def test_a_moderator_may_cancel_the_job_of_a_member(mozart: Mozart) -> None:
    message_id = await mozart.imagine("ann", prompt="slow")
    await mozart.begun()
    painting = await mozart.people.settled("ada", "art", message_id)

    await mozart.press(painting, "cancel", "ada")

    await mozart.outcome(message_id)
    assert (await mozart.job(1)).state is State.CANCELLED


# ---- delete


async def test_deleting_takes_message_and_files_away(mozart: Mozart) -> None:
    result = await mozart.result()
    assert len(mozart.files()) == 4

    await mozart.press(result, "delete")

    await mozart.people.gone("bob", "art", result["id"])
    assert await mozart.jobs() == []
    assert mozart.files() == set()


async def test_what_another_job_was_made_from_stays(mozart: Mozart) -> None:
    grid = await mozart.result()
    single = await mozart.outcome(await mozart.press(grid, "upscale", index=2))
    source = (await mozart.job(1)).pictures[2].sha256

    await mozart.press(grid, "delete")

    await mozart.people.gone("ann", "art", grid["id"])
    assert mozart.files() == {source, (await mozart.job(2)).pictures[0].sha256}
    await mozart.press(single, "delete")
    await mozart.people.gone("ann", "art", single["id"])
    assert mozart.files() == set()


async def test_deleting_a_copy_takes_the_result_away_too(mozart: Mozart) -> None:
    result = await mozart.result()
    shown = await mozart.people.command("ann", "gallery", "show", {"job": 1})
    copy = await mozart.outcome(shown.message_id, channel="gallery")

    await mozart.press(copy, "delete", channel="gallery")

    await mozart.people.gone("ann", "gallery", copy["id"])
    await mozart.people.gone("ann", "art", result["id"])
    assert mozart.files() == set()


@pytest.mark.parametrize("status", [0, 403])
async def test_a_result_that_cannot_be_taken_away_stays(mozart: Mozart, status: int) -> None:
    result = await mozart.result()
    await mozart.settled()
    await mozart.people.fault("DELETE", "^/channels/", status, times=10)

    await take_away(mozart.house.client, await mozart.job(1), but=0)

    assert await mozart.people.message("ann", "art", result["id"])


# ---- one press is one job


async def test_a_press_that_is_delivered_twice_is_one_job(mozart: Mozart) -> None:
    grid = await mozart.result()
    answer = await mozart.press(grid, "upscale")
    gateway = mozart.discord.server.gateway
    sent = next(iter(gateway.sessions.values())).sent
    pressed = [packet for packet in sent if packet["t"] == "INTERACTION_CREATE"][-1]

    gateway.dispatch("INTERACTION_CREATE", pressed["d"])

    await mozart.outcome(answer)
    await mozart.heard_all()
    assert len(await mozart.jobs()) == 2
    assert len([m for m in await mozart.people.messages("ann", "art") if is_over(m)]) == 2
    assert await mozart.used("ann") == 5


async def test_two_presses_at_once_are_two_jobs(mozart: Mozart) -> None:
    grid = await mozart.result()

    await asyncio.gather(mozart.press(grid, "upscale"), mozart.press(grid, "upscale"))

    await mozart.outcomes(3)
    assert len(await mozart.jobs()) == 3


# ---- restarts


async def test_buttons_from_before_a_restart_work(mozart: Mozart) -> None:
    grid = await mozart.result()
    await mozart.restart()

    answer = await mozart.press(grid, "vary", index=3)

    assert len(gallery(await mozart.outcome(answer))) == 4


async def test_every_button_says_what_it_does(mozart: Mozart) -> None:
    grid = await mozart.result()

    named = [part for part in parts(grid) if part["type"] == 2]

    assert all(part.get("label") or part.get("emoji") for part in named)
    assert plain(grid)


# ---- refusals


async def test_somebody_elses_job_cannot_be_cancelled(mozart: Mozart) -> None:
    message_id = await mozart.imagine("ann", prompt="slow")
    await mozart.begun()
    painting = await mozart.people.settled("bob", "art", message_id)
    pressed = mozart.people.click("bob", "art", message_id, button(painting, "cancel"))

    assert await mozart.refused(pressed, "bob") == (
        "Only the member who asked for job 1 can cancel it."
    )
    assert (await mozart.job(1)).state is State.RUNNING


async def test_somebody_elses_result_cannot_be_deleted(mozart: Mozart) -> None:
    result = await mozart.result("ann")
    pressed = mozart.people.click("bob", "art", result["id"], button(result, "delete"))

    assert await mozart.refused(pressed, "bob") == (
        "Only the member who asked for job 1 can delete it."
    )
    assert len(mozart.files()) == 4


async def test_a_button_of_a_deleted_job_says_so_and_charges_nothing(mozart: Mozart) -> None:
    result = await mozart.result()
    shown = await mozart.people.command("bob", "gallery", "show", {"job": 1})
    copy = await mozart.outcome(shown.message_id, "bob", "gallery")
    await mozart.press(result, "delete")
    await mozart.people.gone("ann", "art", result["id"])
    pressed = mozart.people.click("bob", "gallery", copy["id"], button(copy, "upscale"))

    async with mozart.untouched("bob"):
        refusal = await mozart.refused(pressed, "bob", "gallery")

    assert refusal == "Job 1 was deleted. Ask for new pictures with `/imagine`."


async def test_a_job_that_is_over_cannot_be_cancelled(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    painting = await mozart.people.settled("ann", "art", message_id)
    in_line = await mozart.people.command("ann", "gallery", "queue")
    line = await mozart.people.settled("ann", "gallery", in_line.message_id)
    await mozart.press(painting, "cancel")
    await mozart.outcome(message_id)
    pressed = mozart.people.click("ann", "gallery", line["id"], button(line, "cancel"))

    assert await mozart.refused(pressed, "ann", "gallery") == "Job 1 was cancelled already."


async def test_a_picture_as_large_as_they_get_is_not_upscaled(mozart: Mozart) -> None:
    single = await mozart.result(count=1, size=1536)
    large = await mozart.outcome(await mozart.press(single, "upscale"))
    pressed = mozart.people.click("ann", "art", large["id"], button(large, "upscale"))

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(pressed)

    assert refusal.startswith("This picture is 3072 x 3072 pixels, as large as Mozart makes them")


async def test_a_remix_without_words_is_refused(mozart: Mozart) -> None:
    grid = await mozart.result()
    opened = await mozart.people.click("ann", "art", grid["id"], button(grid, "remix"))
    submitted = mozart.people.modal("ann", opened, {"prompt": " \u200b "})

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(submitted)

    assert refusal.startswith("Say what to paint in a few words")


@pytest.mark.parametrize("custom_id", ["mozart:engrave:1:0", "mozart:upscale:1", "hello"])
async def test_a_button_that_nobody_knows_any_more_is_answered(
    mozart: Mozart, custom_id: str
) -> None:
    await mozart.result()
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Engrave", custom_id=custom_id))
    channel_id = next(
        int(c["id"]) for c in await mozart.people.channels("ann") if c["name"] == "art"
    )
    message = await mozart.house.client.get_partial_messageable(channel_id).send(view=view)
    pressed = mozart.people.click("ann", "art", str(message.id), custom_id)

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(pressed)

    assert refusal == "This button is not known any more. Ask for new pictures with /imagine."


async def test_where_we_may_not_attach_files_no_button_queues_anything(mozart: Mozart) -> None:
    grid = await mozart.result()
    await mozart.people.permit("art", "Mozart", deny=1 << 15)
    pressed = mozart.people.click("ann", "art", grid["id"], button(grid, "vary"))

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(pressed)

    assert refusal.startswith("I may not attach files in this channel.")
