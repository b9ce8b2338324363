"""Slash commands, from what a member types to what the bot gets."""

import pytest

from tests.bot.loopback.trial_bot import TrialBot, picture
from tests.people import People, Refusal, texts

pytestmark = pytest.mark.usefixtures("bot")


async def names(people: People, member: str, channel: str) -> set[str]:
    return {command["name"] for command in await people.commands(member, channel)}


async def test_synced_commands_come_with_their_options(people: People) -> None:
    commands = {c["name"]: c for c in await people.commands("ann", "art")}

    options = {option["name"]: option for option in commands["imagine"]["options"]}
    assert options["prompt"]["required"]
    assert options["count"]["max_value"] == 4
    assert options["style"]["autocomplete"]


async def test_options_reach_the_bot_in_their_types(people: People, bot: TrialBot) -> None:
    options = {"prompt": "a fox", "count": "3", "style": "anime", "quality": "Best"}

    await people.command("ann", "art", "imagine", options, files={"init": ("i.png", picture())})

    told = await bot.noted("imagine")
    assert told == ("a fox", 3, "anime", len(picture()), "best")


async def test_members_and_roles_are_found_by_name(people: People, bot: TrialBot) -> None:
    options = {"who": "@bob", "pictures": 5, "role": "patrons"}

    await people.command("ada", "art", "quota set", options)

    assert await bot.noted("quota") == ("bob", 5, "patrons")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "The option 'prompt' is required; give it a value."),
        ({"prompt": "x" * 101}, "The option 'prompt' must have between 1 and 100 characters."),
        ({"prompt": "x", "count": 5}, "The option 'count' must be between 1 and 4."),
        ({"prompt": "x", "count": "two"}, "The option 'count' must be a whole number."),
        ({"prompt": "x", "quality": "poor"}, "The option 'quality' must be one of: Best."),
        ({"prompt": "x", "init": "words"}, "The option 'init' takes a file."),
        ({"prompt": "x", "size": 3}, "/imagine has no option 'size'."),
    ],
)
async def test_the_client_refuses_what_the_command_does_not_take(
    people: People, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence.replace("/", "/")) as refusal:
        await people.command("ann", "art", "imagine", options)

    assert refusal.value.status == 422
    assert str(refusal.value) == sentence


async def test_commands_for_managers_are_hidden_from_the_rest(people: People) -> None:
    with pytest.raises(Refusal, match="no command /quota") as refusal:
        await people.command("bob", "art", "quota set", {"who": "bob", "pictures": 5})

    assert refusal.value.status == 404
    assert "quota" in await names(people, "ada", "art")


async def test_a_group_asks_for_its_subcommand(people: People) -> None:
    with pytest.raises(Refusal, match="needs one of its subcommands: set"):
        await people.command("ada", "art", "quota")


async def test_guild_only_commands_are_not_offered_in_a_dm(people: People) -> None:
    assert "quota" not in await names(people, "ada", "dm")
    assert "imagine" in await names(people, "ada", "dm")


async def test_only_who_installed_the_bot_has_it_where_it_is_not(people: People) -> None:
    assert "imagine" in await names(people, "ann", "lobby")
    assert "imagine" in await names(people, "ann", "sketch club")
    assert await names(people, "bob", "lobby") == set()

    await people.install("bob", installed=True)

    assert "imagine" in await names(people, "bob", "lobby")


@pytest.mark.parametrize(
    ("channel", "context"),
    [
        ("art", (True, False, False)),
        ("dm", (False, True, False)),
        ("sketch club", (False, False, True)),
    ],
)
async def test_the_bot_learns_where_it_was_asked(
    people: People, bot: TrialBot, channel: str, context: tuple[bool, bool, bool]
) -> None:
    answer = await people.command("ann", channel, "imagine", {"prompt": "here"})

    told = (await bot.noted("context")).context
    assert (told.guild, told.dm_channel, told.private_channel) == context
    assert texts(await people.settled("ann", channel, answer.message_id)) == "here"


async def test_autocomplete_asks_the_bot(people: People) -> None:
    given = {"prompt": "x", "style": "pi"}

    choices = await people.autocomplete("ann", "art", "imagine", given, "style")

    assert choices == [{"name": "Pixel Art", "value": "pixel art"}]


async def test_autocomplete_tells_nothing_of_files_that_are_not_sent_yet(
    people: People,
) -> None:
    given = {"prompt": "x", "init": "ink", "style": "pi"}

    choices = await people.autocomplete("ann", "art", "imagine", given, "style")

    assert choices == [{"name": "Pixel Art", "value": "pixel art"}]


async def test_autocomplete_is_only_for_options_that_offer_it(people: People) -> None:
    with pytest.raises(Refusal, match="offers no suggestions"):
        await people.autocomplete("ann", "art", "imagine", {"prompt": "x"}, "prompt")
