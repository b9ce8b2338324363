import pytest

from inference.job import State
from tests.bot.mozart import DIRECT_LIMIT, Mozart, buttons, gallery, is_private, plain
from tests.people import Json, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked(mozart: Mozart, name: str, member: str = "ann", channel: str = "art") -> Json:
    """What a command shows in the end."""
    answer = await mozart.people.command(member, channel, name)
    return await mozart.people.settled(member, channel, answer.message_id)


# ---- /queue


async def test_an_empty_line_says_that_one_starts_at_once(mozart: Mozart) -> None:
    shown = await asked(mozart, "queue")

    assert "Nobody is waiting. Your next wish starts at once." in plain(shown)
    assert is_private(shown)


async def test_the_line_names_ones_own_jobs_and_can_cancel_them(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    await mozart.imagine("ann", prompt="an owl")

    shown = await asked(mozart, "queue")

    assert "1 being painted, 1 waiting" in plain(shown)
    assert "job 2, an owl: next in line, done in about" in plain(shown)
    assert "job 1" not in plain(shown)
    await mozart.press(shown, "cancel")
    await mozart.state(2, State.CANCELLED)


async def test_the_line_says_what_is_left_today(mozart: Mozart) -> None:
    await mozart.result("ann", "dm", count=3)

    shown = await asked(mozart, "queue", channel="dm")

    assert f"You have {DIRECT_LIMIT - 3} of {DIRECT_LIMIT} pictures left today." in plain(shown)


# ---- /show


async def test_a_job_of_ones_own_is_shown_again_with_its_buttons(mozart: Mozart) -> None:
    result = await mozart.result()

    answer = await mozart.people.command("ann", "gallery", "show", {"job": 1})

    shown = await mozart.outcome(answer.message_id, channel="gallery")
    assert len(gallery(shown)) == 4
    assert buttons(shown) == buttons(result)


async def test_a_job_of_the_same_server_is_shown(mozart: Mozart) -> None:
    await mozart.result("ann")

    answer = await mozart.people.command("bob", "art", "show", {"job": 1})

    assert len(gallery(await mozart.outcome(answer.message_id, "bob"))) == 4


async def test_a_job_that_is_not_over_is_shown_with_the_way_to_its_message(
    mozart: Mozart,
) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.settled("ann", "art", message_id)

    answer = await mozart.people.command("bob", "art", "show", {"job": 1})

    shown = await mozart.people.settled("bob", "art", answer.message_id)
    assert "Being painted, about" in texts(shown)
    assert f"/{message_id})" in texts(shown)


async def test_a_job_elsewhere_is_refused_like_one_that_never_was(mozart: Mozart) -> None:
    await mozart.result("ann", "dm")

    elsewhere = await mozart.refusal("bob", "art", "show", {"job": 1})

    never = await mozart.refusal("bob", "art", "show", {"job": 2})
    assert elsewhere == never.replace("2", "1")
    assert never == "There is no job 2 here. The number stands under every result."


async def test_a_job_of_a_channel_that_one_does_not_see_is_refused(mozart: Mozart) -> None:
    await mozart.result("ada", "admins")

    refusal = await mozart.refusal("bob", "art", "show", {"job": 1})

    assert refusal == "There is no job 1 here. The number stands under every result."


async def test_a_job_of_another_channel_that_one_sees_is_shown(mozart: Mozart) -> None:
    await mozart.result("ann", "gallery")

    answer = await mozart.people.command("bob", "art", "show", {"job": 1})

    assert len(gallery(await mozart.outcome(answer.message_id, "bob"))) == 4


# ---- /favourites, /help


async def test_without_stars_favourites_say_how_to_give_one(mozart: Mozart) -> None:
    assert "React to a result with ⭐" in plain(await asked(mozart, "favourites"))


async def test_help_names_every_command_and_every_model(mozart: Mozart) -> None:
    answer = await mozart.people.command("ann", "art", "help")

    assert answer.message is not None
    shown = texts(answer.message)
    assert is_private(answer.message)
    commands = {command["name"] for command in await mozart.people.commands("ada", "art")}
    assert {name for name in commands if f"/{name}" not in shown} == {"help"}
    assert "`flat` Flat colours" in shown
    assert "`copyist` Copies a picture" in shown


@pytest.mark.parametrize("channel", ["dm", "sketch club", "lobby"])
async def test_looking_works_where_only_the_member_installed_mozart(
    mozart: Mozart, channel: str
) -> None:
    shown = await asked(mozart, "queue", channel=channel)

    assert "Nobody is waiting." in plain(shown)
