import pytest

from inference.job import State
from inference.request import Task
from tests.bot.mozart import Mozart, button, gallery, is_private, plain
from tests.people import Json, parts, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECTION, BUTTON = 9, 2


async def asked(
    mozart: Mozart, search: str = "", member: str = "ann", channel: str = "art"
) -> Json:
    """What the command shows in the end, to its member alone."""
    answer = await mozart.people.command(member, channel, "history", {"search": search})
    message = await mozart.people.settled(member, channel, answer.message_id)
    assert is_private(message)
    return message


async def turned(mozart: Mozart, card: Json, custom_id: str) -> Json:
    """The card after a press that turns its page."""
    await mozart.people.click("ann", "art", card["id"], custom_id)

    def changed(message: Json) -> bool:
        return bool(message["id"] == card["id"] and shown(message) != shown(card))

    return await mozart.people.wait_for("ann", "art", changed)


def shown(card: Json) -> list[int]:
    """The numbers of the jobs on a card."""
    return [int(it.split(":")[2]) for it in ids(card) if it.startswith("mozart:use:")]


def ids(card: Json) -> list[str]:
    return [part["custom_id"] for part in parts(card) if part["type"] == BUTTON]


async def test_ones_own_jobs_are_shown_newest_first_with_pictures_and_a_link(
    mozart: Mozart,
) -> None:
    first = await mozart.result(prompt="a fox {red|red} --count 1")
    await mozart.result("bob", prompt="a hen")
    await mozart.result(prompt="broken")

    card = await asked(mozart)

    assert shown(card) == [3, 1]
    assert "**broken**\n-# job 3 · failed · flat · 4 pictures · <t:" in plain(card)
    assert "**a fox {red|red} --count 1**\n-# job 1 · flat · 1 picture · <t:" in plain(card)
    assert f"/{first['id']})" in texts(card)
    assert "a hen" not in plain(card)
    pictured = [part for part in parts(card) if part["type"] == SECTION]
    assert len(pictured) == 1
    assert pictured[0]["accessory"]["media"]["url"].startswith(mozart.discord.base_url)


async def test_pages_turn_in_both_directions_also_after_a_restart(mozart: Mozart) -> None:
    for number in range(1, 8):
        await mozart.result("ann", "dm" if number > 6 else "art", f"fox {number}", count=1)
    card = await asked(mozart, "fox")
    assert shown(card) == [7, 6, 5, 4, 3]
    assert [it for it in ids(card) if "use" not in it] == ["mozart:older:3:fox"]
    await mozart.restart()

    card = await turned(mozart, card, "mozart:older:3:fox")
    assert shown(card) == [2, 1]
    assert [it for it in ids(card) if "use" not in it] == ["mozart:newer:2:fox"]
    card = await turned(mozart, card, "mozart:newer:2:fox")

    assert shown(card) == [7, 6, 5, 4, 3]
    assert [it for it in ids(card) if "use" not in it] == ["mozart:older:3:fox"]


async def test_a_search_finds_words_as_typed_and_as_painted(mozart: Mozart) -> None:
    await mozart.result(prompt="a {owl|owl}: 3:2", count=1)
    await mozart.result(prompt="a hen", count=1)

    assert shown(await asked(mozart, "OWL}: 3:2")) == [1]
    assert shown(await asked(mozart, "a owl")) == [1]
    card = await asked(mozart, "zebra")
    assert plain(card) == "None of your jobs has “zebra” in its words."
    assert ids(card) == []


async def test_without_jobs_it_says_how_to_begin(mozart: Mozart) -> None:
    await mozart.result("bob")

    card = await asked(mozart)

    assert plain(card) == "You have not asked for anything yet. `/imagine` makes the first."


async def test_a_search_that_no_button_can_hold_is_refused(mozart: Mozart) -> None:
    refusal = await mozart.refusal("ann", "art", "history", {"search": "🦊" * 40})

    assert refusal == "Search for at most 60 characters."


async def test_a_prompt_is_used_again_from_a_form_also_after_a_restart(mozart: Mozart) -> None:
    await mozart.result(prompt="a fox --ar 3:2", count=2, model="copyist", size=128)
    card = await asked(mozart)
    opened = await mozart.people.click("ann", "art", card["id"], "mozart:use:1:0")
    assert opened.modal is not None
    words = opened.modal["components"][0]["component"]["value"]
    await mozart.restart()

    answer = await mozart.people.modal("ann", opened, {"prompt": f"{words} --count 1"})

    result = await mozart.outcome(answer.message_id)
    before, after = [job.request for job in await mozart.jobs()]
    assert words == "a fox --ar 3:2"
    assert not is_private(result)
    assert len(gallery(result)) == 1
    assert (after.prompt, after.model, after.count) == ("a fox", "copyist", 1)
    assert (after.width, after.height) == (before.width, before.height)


async def test_an_upscaled_pictures_words_are_painted_anew(mozart: Mozart) -> None:
    result = await mozart.result(count=1)
    upscaled = await mozart.press(result, "upscale")
    await mozart.outcome(upscaled)
    card = await asked(mozart)

    opened = await mozart.people.click("ann", "art", card["id"], "mozart:use:2:0")
    answer = await mozart.people.modal("ann", opened, {})

    await mozart.outcome(answer.message_id)
    request = (await mozart.job(3)).request
    assert (request.task, request.inputs, request.parent) == (Task.IMAGINE, {}, None)
    assert (request.width, request.height) == (64, 64)


async def test_the_words_of_what_failed_or_was_cancelled_can_be_used_again(mozart: Mozart) -> None:
    await mozart.result(prompt="broken")
    card = await asked(mozart)

    opened = await mozart.people.click("ann", "art", card["id"], "mozart:use:1:0")
    answer = await mozart.people.modal("ann", opened, {"prompt": "mended"})

    await mozart.outcome(answer.message_id)
    assert (await mozart.job(2)).state is State.DONE


async def test_private_answers_stay_private_when_used_again_and_unseen_by_others(
    mozart: Mozart,
) -> None:
    answer = await mozart.people.command("ann", "art", "settings set", {"answers": "private"})
    await mozart.people.settled("ann", "art", answer.message_id)
    await mozart.result(prompt="a secret fox", count=1)
    card = await asked(mozart, "secret")

    opened = await mozart.people.click("ann", "art", card["id"], "mozart:use:1:0")
    used = await mozart.people.modal("ann", opened, {})

    assert is_private(await mozart.outcome(used.message_id))
    assert "its message" not in plain(card)
    assert plain(await asked(mozart, "secret", "bob")).startswith("None of your jobs has")


async def test_what_was_deleted_is_not_there_any_more(mozart: Mozart) -> None:
    result = await mozart.result(prompt="a fox", count=1)
    card = await asked(mozart)
    await mozart.people.click("ann", "art", result["id"], button(result, "delete"))
    await mozart.people.gone("ann", "art", result["id"])

    refusal = await mozart.refused(mozart.people.click("ann", "art", card["id"], "mozart:use:1:0"))

    assert refusal.startswith("Job 1 was deleted.")
    assert shown(await asked(mozart)) == []
