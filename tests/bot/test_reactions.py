import pytest

from inference.job import State
from inference.request import Task
from tests.bot.mozart import Mozart, gallery, is_over, plain
from tests.bot.pictures import png
from tests.people import Json, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

ONE, THREE, FOUR = "1️⃣", "3️⃣", "4️⃣"
REPEAT, CROSS, ENVELOPE, STAR = "🔁", "❌", "✉️", "⭐"


async def told(mozart: Mozart, member: str, words: str) -> Json:
    """The direct message with these words."""
    return await mozart.people.wait_for(member, "dm", lambda m: words in plain(m))


async def newest(mozart: Mozart, after: Json, member: str = "ann", channel: str = "art") -> Json:
    """The next outcome below a message."""
    return await mozart.people.wait_for(
        member, channel, lambda m: int(m["id"]) > int(after["id"]) and is_over(m)
    )


async def test_a_number_upscales_that_picture(mozart: Mozart) -> None:
    grid = await mozart.result()

    await mozart.people.react("ann", "art", grid["id"], THREE)

    result = await newest(mozart, grid)
    assert "upscaled from picture 3 of job 1" in texts(result)
    assert (await mozart.job(2)).request.task is Task.UPSCALE


async def test_a_number_under_what_has_no_larger_version_is_answered_in_private(
    mozart: Mozart,
) -> None:
    picture = {"picture": ("red.png", png(32, 32))}
    answer = await mozart.people.command("ann", "art", "upscale", {}, files=picture)
    result = await mozart.outcome(answer.message_id)

    await mozart.people.react("ann", "art", result["id"], ONE)

    await told(mozart, "ann", "There is no larger version of this; /upscale job:1 index:1")
    assert len(await mozart.jobs()) == 1


async def test_repeat_paints_the_same_words_again(mozart: Mozart) -> None:
    grid = await mozart.result(prompt="a fox")

    await mozart.people.react("bob", "art", grid["id"], REPEAT)

    result = await newest(mozart, grid, "bob")
    assert len(gallery(result)) == 4
    job = await mozart.job(2)
    assert (job.user_id, job.request.prompt) == (mozart.id_of("bob"), "a fox")


async def test_the_answer_to_a_reaction_is_a_reply_that_pings_nobody(mozart: Mozart) -> None:
    grid = await mozart.result()

    await mozart.people.react("bob", "art", grid["id"], REPEAT)

    result = await newest(mozart, grid, "bob")
    assert result["message_reference"]["message_id"] == grid["id"]
    assert not result["mentions"]


async def test_a_cross_cancels_what_is_being_painted(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)

    await mozart.people.react("ann", "art", message_id, CROSS)

    await mozart.outcome(message_id)
    assert (await mozart.job(1)).state is State.CANCELLED


async def test_a_cross_deletes_what_is_done(mozart: Mozart) -> None:
    result = await mozart.result()

    await mozart.people.react("ann", "art", result["id"], CROSS)

    await mozart.people.gone("ann", "art", result["id"])
    assert await mozart.jobs() == []
    assert mozart.files() == set()


async def test_a_strangers_cross_is_refused_in_a_direct_message(mozart: Mozart) -> None:
    result = await mozart.result("ann")

    await mozart.people.react("bob", "art", result["id"], CROSS)

    refusal = await told(mozart, "bob", "Only the member who asked for job 1")
    assert plain(refusal) == "Only the member who asked for job 1 can delete it."
    assert (await mozart.job(1)).state is State.DONE


async def test_a_moderators_cross_deletes_the_result_of_a_member(mozart: Mozart) -> None:
    result = await mozart.result("ann")

    await mozart.people.react("ada", "art", result["id"], CROSS)

    await mozart.people.gone("ann", "art", result["id"])
    assert mozart.files() == set()


async def test_an_envelope_sends_the_pictures_in_private_once(mozart: Mozart) -> None:
    grid = await mozart.result()

    await mozart.people.react("bob", "art", grid["id"], ENVELOPE)
    letter = await mozart.people.wait_for("bob", "dm", is_over)
    await mozart.people.react("bob", "art", grid["id"], ENVELOPE, remove=True)
    await mozart.people.react("bob", "art", grid["id"], ENVELOPE)

    await mozart.people.react("bob", "art", grid["id"], FOUR)  # is heard after the second letter
    await newest(mozart, grid, "bob")
    assert len(gallery(letter)) == 4
    assert len(await mozart.people.messages("bob", "dm")) == 1


async def test_whoever_was_sent_a_result_may_go_on_from_it(mozart: Mozart) -> None:
    grid = await mozart.result("ann")
    await mozart.people.react("bob", "art", grid["id"], ENVELOPE)
    letter = await mozart.people.wait_for("bob", "dm", is_over)

    await mozart.people.react("bob", "dm", letter["id"], ONE)

    await newest(mozart, letter, "bob", "dm")
    assert (await mozart.job(2)).user_id == mozart.id_of("bob")


async def test_a_star_makes_a_favourite(mozart: Mozart) -> None:
    result = await mozart.result(prompt="a fox")

    await mozart.people.react("bob", "art", result["id"], STAR)

    await mozart.starred("bob", 1)
    answer = await mozart.people.command("bob", "art", "favourites")
    shown = await mozart.people.settled("bob", "art", answer.message_id)
    assert "[a fox](https://discord.com/channels/" in texts(shown)
    assert "job 1" in texts(shown)


async def test_taking_the_star_away_takes_the_favourite_away(mozart: Mozart) -> None:
    result = await mozart.result()
    await mozart.people.react("bob", "art", result["id"], STAR)
    await mozart.starred("bob", 1)

    await mozart.people.react("bob", "art", result["id"], STAR, remove=True)

    await mozart.starred("bob", 0)
    assert await mozart.house.queue.starred(mozart.id_of("bob"), 10) == []


@pytest.mark.parametrize("emoji", [ONE, REPEAT])
async def test_reactions_work_on_results_from_before_a_restart(mozart: Mozart, emoji: str) -> None:
    grid = await mozart.result()
    await mozart.restart()

    await mozart.people.react("ann", "art", grid["id"], emoji)

    assert gallery(await newest(mozart, grid))


async def test_reactions_work_in_direct_messages(mozart: Mozart) -> None:
    grid = await mozart.result("ann", "dm")

    await mozart.people.react("ann", "dm", grid["id"], ONE)

    assert len(gallery(await newest(mozart, grid, channel="dm"))) == 1


async def test_a_number_beyond_the_pictures_is_told_in_private(mozart: Mozart) -> None:
    grid = await mozart.result(count=2)

    await mozart.people.react("ann", "art", grid["id"], FOUR)

    await told(mozart, "ann", "Job 1 has 2 pictures, so there is no number 4.")
    assert len(await mozart.jobs()) == 1
    assert len(await mozart.people.messages("ann", "art")) == 1


async def test_a_refusal_is_told_even_if_its_place_cannot_be_taken_away(mozart: Mozart) -> None:
    grid = await mozart.result(count=2)
    await mozart.people.fault("DELETE", "^/channels/", 403)

    await mozart.people.react("ann", "art", grid["id"], FOUR)

    await told(mozart, "ann", "Job 1 has 2 pictures, so there is no number 4.")


async def test_a_reaction_past_the_quota_leaves_nothing_in_the_channel(mozart: Mozart) -> None:
    grid = await mozart.result("ann", "dm", count=4)
    for seed in (1, 2):
        await mozart.result("ann", "dm", count=4, seed=seed)

    await mozart.people.react("ann", "dm", grid["id"], REPEAT)

    await told(mozart, "ann", "You have 0 of 12 pictures left today")
    assert len(await mozart.jobs()) == 3
    messages = await mozart.people.messages("ann", "dm")
    assert not [it for it in messages if "One moment" in texts(it)]


async def test_other_reactions_and_other_messages_mean_nothing(mozart: Mozart) -> None:
    grid = await mozart.result()
    said = await mozart.people.say("bob", "art", "nice")

    await mozart.people.react("ann", "art", said["id"], REPEAT)
    await mozart.people.react("ann", "art", grid["id"], "🎉")

    await mozart.people.react("ann", "art", grid["id"], ONE)
    await newest(mozart, grid)
    assert len(await mozart.jobs()) == 2
