"""Answers to interactions: deferrals, V2 messages, buttons, menus, forms, tokens that die."""

import asyncio

import discord
import pytest

from tests.bot.loopback.trial_bot import TrialBot, a_file, layout, picture
from tests.discord_house import House
from tests.people import Answer, People, Refusal, button, parts, texts

THINKING, EPHEMERAL, V2 = 1 << 7, 1 << 6, 1 << 15


@pytest.fixture
async def shown(people: People, bot: TrialBot) -> Answer:
    """A finished /imagine of ann's in #art."""
    answer = await people.command("ann", "art", "imagine", {"prompt": "a fox"})
    message = await people.settled("ann", "art", answer.message_id)
    return Answer(interaction=answer.interaction, type=5, message=message, modal=None)


def pressed(answer: Answer, label: str) -> str:
    assert answer.message is not None
    return button(answer.message, label)


async def test_a_deferral_says_thinking_until_it_is_filled(people: People, bot: TrialBot) -> None:
    answer = await people.command("ann", "art", "imagine", {"prompt": "a fox"})

    assert answer.type == 5
    message = await people.settled("bob", "art", answer.message_id)
    assert message["flags"] == V2
    assert message["edited_timestamp"] is None
    assert message["interaction_metadata"]["user"]["username"] == "ann"
    assert message["interaction"]["name"] == "imagine"


async def test_galleries_are_resolved_to_links_that_work(
    people: People, shown: Answer, bot: TrialBot
) -> None:
    assert shown.message is not None
    gallery = next(part for part in parts(shown.message) if part["type"] == 12)

    media = [item["media"] for item in gallery["items"]]
    assert [(one["width"], one["height"]) for one in media] == [(16, 8), (16, 8)]
    assert shown.message["attachments"] == []
    assert await bot.http.get_from_cdn(media[0]["url"]) == picture()


async def test_links_expire_and_cannot_be_forged(
    people: People, shown: Answer, bot: TrialBot
) -> None:
    assert shown.message is not None
    gallery = next(part for part in parts(shown.message) if part["type"] == 12)
    url: str = gallery["items"][0]["media"]["url"]

    with pytest.raises(discord.NotFound):
        await bot.http.get_from_cdn(url.replace("hm=", "hm=0"))
    await people.advance(86_401)
    with pytest.raises(discord.NotFound):
        await bot.http.get_from_cdn(url)


async def test_a_button_answers_with_a_follow_up(people: People, shown: Answer) -> None:
    answer = await people.click("bob", "art", shown.message_id, pressed(shown, "again"))

    message = await people.settled("bob", "art", answer.message_id)
    assert texts(message) == "again"
    assert message["interaction_metadata"]["interacted_message_id"] == shown.message_id


async def test_a_button_may_change_its_own_message(people: People, shown: Answer) -> None:
    answer = await people.click("bob", "art", shown.message_id, pressed(shown, "mark"))

    assert answer.type == 7
    assert answer.message_id == shown.message_id
    assert texts(await people.message("ann", "art", shown.message_id)) == "marked"


async def test_only_its_reader_sees_an_ephemeral_answer(
    people: People, shown: Answer, bot: TrialBot
) -> None:
    answer = await people.click("bob", "art", shown.message_id, pressed(shown, "secret"))

    assert answer.message is not None
    assert answer.message["flags"] & EPHEMERAL
    with pytest.raises(Refusal):
        await people.message("ann", "art", answer.message_id)
    channel = bot.place(await people.channel_id("bob", "art"))
    with pytest.raises(discord.NotFound) as unknown:
        await channel.fetch_message(int(answer.message_id))
    assert unknown.value.code == 10008


async def test_a_dismissed_message_is_gone_for_its_reader(people: People, shown: Answer) -> None:
    answer = await people.click("bob", "art", shown.message_id, pressed(shown, "secret"))

    await people.dismiss("bob", "art", answer.message_id)

    await people.gone("bob", "art", answer.message_id)
    with pytest.raises(Refusal, match="that you alone can see"):
        await people.dismiss("bob", "art", shown.message_id)


async def test_a_form_carries_text_choices_people_and_files(
    people: People, shown: Answer, bot: TrialBot
) -> None:
    opened = await people.click("bob", "art", shown.message_id, pressed(shown, "form"))

    assert opened.modal is not None
    assert opened.modal["title"] == "A form"
    upload = [{"filename": "i.png", "base64": "aGVsbG8="}]
    answers = {"words": "a hen", "style": ["anime"], "friend": ["ann"], "init": upload}
    answer = await people.modal("bob", opened, answers)

    assert await bot.noted("form") == ("a hen", ["anime"], ["ann"], [5])
    assert answer.message is not None
    assert texts(answer.message) == "Form: a hen"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"style": ["anime"]}, "'words' is required"),
        ({"words": "x", "style": ["cubism"]}, "'style' does not offer 'cubism'"),
        ({"words": "x"}, "'style' takes between 1 and 1 choices"),
        ({"words": "x", "style": ["anime"], "age": "7"}, "no field 'age'"),
    ],
)
async def test_the_client_refuses_a_form_that_is_not_filled_in(
    people: People, bot: TrialBot, answers: dict[str, object], sentence: str
) -> None:
    opened = await people.command("bob", "art", "form")

    with pytest.raises(Refusal, match=sentence):
        await people.modal("bob", opened, answers)


async def test_menus_offer_texts_and_people(people: People, bot: TrialBot) -> None:
    menu = await people.command("ann", "art", "menu")

    await people.click("ann", "art", menu.message_id, "pick", ["anime", "pixel art"])
    assert await bot.noted("picked") == ["anime", "pixel art"]
    await people.click("ann", "art", menu.message_id, "who", ["bob"])
    assert await bot.noted("picked") == ["bob"]
    with pytest.raises(Refusal, match="does not offer"):
        await people.click("ann", "art", menu.message_id, "pick", ["cubism"])


async def test_a_member_cannot_press_what_is_not_there(people: People, shown: Answer) -> None:
    with pytest.raises(Refusal, match="no button or menu"):
        await people.click("ann", "art", shown.message_id, "trial:nothing")


async def test_who_is_not_answered_in_three_seconds_is_told(people: People, bot: TrialBot) -> None:
    ear = await people.ear("ann")

    with pytest.raises(Refusal, match=r"The application did not respond\.") as refusal:
        await people.command("ann", "art", "silent")

    assert refusal.value.status == 504
    failed = await ear.wait_for(lambda event: event["type"] == "interaction_failed")
    assert failed["error"] == "The application did not respond."


async def test_a_late_answer_is_an_unknown_interaction(people: People, bot: TrialBot) -> None:
    asking = asyncio.create_task(people.command("ann", "art", "silent"))
    interaction = await bot.noted("silent")
    await people.advance(3.1)

    with pytest.raises(discord.NotFound) as late:
        await interaction.response.send_message("late")

    assert late.value.code == 10062
    with pytest.raises(Refusal):
        await asking


async def test_a_second_answer_is_refused(people: People, bot: TrialBot) -> None:
    await people.command("ann", "art", "twice")

    assert await bot.noted("refused") == 40060


async def test_the_token_dies_after_a_quarter_of_an_hour(people: People, bot: TrialBot) -> None:
    answer = await people.command("ann", "art", "imagine", {"prompt": "a fox"})
    await people.settled("ann", "art", answer.message_id)
    interaction = await bot.noted("context")
    await people.advance(901)

    with pytest.raises(discord.HTTPException) as dead:
        await interaction.edit_original_response(content=None)

    assert (dead.value.status, dead.value.code) == (401, 50027)


async def test_the_bot_user_may_still_edit_where_it_is(people: People, bot: TrialBot) -> None:
    answer = await people.command("ann", "dm", "imagine", {"prompt": "a fox"})
    await people.settled("ann", "dm", answer.message_id)
    await people.advance(901)
    channel = bot.place(await people.channel_id("ann", "dm"))

    await channel.get_partial_message(int(answer.message_id)).edit(
        view=layout("later", files=[file := a_file()]), attachments=[file]
    )

    assert texts(await people.message("ann", "dm", answer.message_id)) == "later"


async def test_where_it_is_not_there_is_no_way_back_but_a_click(
    people: People, bot: TrialBot
) -> None:
    answer = await people.command("ann", "lobby", "imagine", {"prompt": "a fox"})
    shown = await people.settled("ann", "lobby", answer.message_id)
    await people.advance(901)
    channel = bot.place(await people.channel_id("ann", "lobby"))

    with pytest.raises(discord.Forbidden) as outside:
        await channel.get_partial_message(int(answer.message_id)).edit(content="x")

    assert outside.value.code == 50001
    fresh = await people.click("ann", "lobby", answer.message_id, button(shown, "again"))
    assert fresh.type == 5


@pytest.mark.parametrize(("channel", "code"), [("lobby", 40094), ("art", None)])
async def test_a_user_install_has_five_follow_ups(
    people: People, bot: TrialBot, channel: str, code: int | None
) -> None:
    await people.command("ann", channel, "chatter", {"count": 6})

    assert await bot.noted("refused") == code


async def test_without_external_apps_the_answer_of_a_user_install_is_ephemeral(
    people: People, bot: TrialBot
) -> None:
    await people.install("bob", installed=True)
    await people.permit("lobby", "bob", deny=1 << 50)

    answer = await people.command("bob", "lobby", "say", {"text": "hello"})

    assert answer.message is not None
    assert answer.message["flags"] & EPHEMERAL


async def test_all_of_it_keeps_to_the_contract(people: People, shown: Answer) -> None:
    for label in ("again", "secret", "form", "quiet", "mark"):
        await people.click("bob", "art", shown.message_id, pressed(shown, label))
    await people.command("ann", "dm", "say", {"text": "<@1> @everyone"})

    assert await people.problems() == []


async def test_nobody_has_to_answer_when_the_bot_is_away(house: House) -> None:
    with pytest.raises(Refusal, match="no command /imagine"):
        await house.people.command("ann", "art", "imagine", {"prompt": "x"})
