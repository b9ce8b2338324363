import pytest

from bot.usual import Scope
from inference.catalogue import Catalogue
from inference.job import State
from tests.bot.mozart import Mozart, gallery, is_private, plain
from tests.people import Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

SELECT, BUTTON = 3, 2


async def asked(
    mozart: Mozart, act: str, member: str = "ann", channel: str = "art", **options: object
) -> Json:
    """The card that a command shows in the end, to its member alone."""
    answer = await mozart.people.command(member, channel, f"settings {act}", options)
    message = await mozart.people.settled(member, channel, answer.message_id)
    assert is_private(message)
    return message


async def choose(mozart: Mozart, card: Json, menu: str, *values: str, member: str = "ann") -> Json:
    """Choose in a menu, or press a button; the card as it then is."""
    await mozart.people.click(member, "art", card["id"], menu, list(values) or None)

    def changed(message: Json) -> bool:
        return bool(message["id"] == card["id"] and message["components"] != card["components"])

    return await mozart.people.wait_for(member, "art", changed)


def menus(card: Json) -> dict[str, list[str]]:
    """What is chosen in each menu."""
    return {
        part["custom_id"]: [it["value"] for it in part["options"] if it.get("default")]
        for part in parts(card)
        if part["type"] == SELECT
    }


def labels(card: Json) -> list[str]:
    return [part["label"] for part in parts(card) if part["type"] == BUTTON]


# ---- what is obeyed


async def test_a_default_that_was_set_is_obeyed_also_after_a_restart(mozart: Mozart) -> None:
    card = await asked(mozart, "set", model="copyist", aspect="3:2", count=2, size=128)
    await mozart.restart()

    await mozart.result()

    request = (await mozart.job(1)).request
    assert "Set for you: model, aspect, pictures, size." in plain(card).replace("*", "")
    assert (request.model, request.count) == ("copyist", 2)
    assert (request.width, request.height) == (160, 112)


async def test_what_is_typed_goes_first(mozart: Mozart) -> None:
    await asked(mozart, "set", model="copyist", aspect="3:2", count=2, size=128)

    await mozart.result(prompt="a fox --ar 1:1 --size 64", count=1, model="flat")

    request = (await mozart.job(1)).request
    assert (request.model, request.count) == ("flat", 1)
    assert (request.width, request.height) == (64, 64)


async def test_the_member_goes_before_the_channel_and_the_channel_before_the_server(
    mozart: Mozart,
) -> None:
    await asked(mozart, "set", "ada", count=1, aspect="2:1", model="copyist", whose="server")
    await asked(mozart, "set", "ada", count=2, aspect="1:2", whose="channel")
    await asked(mozart, "set", "ann", count=3)

    for member, channel in (("ann", "art"), ("bob", "art"), ("bob", "gallery"), ("ann", "dm")):
        await mozart.result(member, channel)

    made = [job.request for job in await mozart.jobs()]
    assert [it.count for it in made] == [3, 2, 1, 3]
    assert [it.width < it.height for it in made] == [True, True, False, False]
    assert [it.width > it.height for it in made] == [False, False, True, False]
    assert [it.model for it in made] == ["copyist", "copyist", "copyist", "flat"]


async def test_several_prompts_and_templates_obey_it_too(mozart: Mozart) -> None:
    await asked(mozart, "set", aspect="3:2", count=1, size=128, answers="private")

    card = await mozart.people.command("ann", "art", "imagine", {"prompt": "{a, b}"})
    await asked(mozart, "reset")
    await asked(mozart, "set", answers="private")
    await mozart.people.click("ann", "art", card.message_id, "mozart:several:0:0")

    found = await mozart.outcomes(2)
    made = [job.request for job in await mozart.jobs()]
    assert [(it.count, it.width, it.height) for it in made] == [(1, 160, 112)] * 2
    assert all(is_private(message) for message in found)


async def test_a_usual_model_that_is_gone_is_passed_over_with_a_note(mozart: Mozart) -> None:
    await asked(mozart, "set", model="copyist")
    studio = mozart.house.studio
    studio.habits._models = ["flat"]
    studio.catalogue = Catalogue([studio.catalogue.find("flat")])

    result = await mozart.result()

    assert (await mozart.job(1)).request.model == "flat"
    assert "\n-# Your usual model “copyist” is not here any more.\n" in plain(result)
    assert "any more" not in plain(await mozart.result(model="flat"))
    card = await asked(mozart, "show")
    assert "- Your usual model “copyist” is not here any more" in plain(card)
    assert menus(card)["mozart:set:member:model"] == ["copyist"]


# ---- who sees the answers


async def test_private_answers_are_for_the_member_alone_to_the_last_button(mozart: Mozart) -> None:
    await asked(mozart, "set", answers="private", count=1)

    result = await mozart.result()
    upscaled = await mozart.press(result, "upscale")

    assert is_private(result)
    assert is_private(await mozart.outcome(upscaled))
    assert await mozart.people.messages("bob", "art") == []
    refusal = await mozart.refusal("bob", "art", "show", {"job": 1})
    assert refusal.startswith("There is no job 1 here.")
    answer = await mozart.people.command("ann", "art", "show", {"job": 1})
    assert is_private(await mozart.outcome(answer.message_id))


async def test_a_private_result_that_takes_long_is_fetched_with_a_click(mozart: Mozart) -> None:
    await asked(mozart, "set", answers="private")
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.advance(14 * 60)
    await mozart.imagine("bob", prompt="a wake-up call")
    asking = await mozart.people.wait_for(
        "ann", "art", lambda m: m["id"] == message_id and "Press the button" in plain(m)
    )
    mozart.easel.go_on.set()
    await mozart.state(1, State.DONE)

    await mozart.press(asking, "result")

    shown = await mozart.outcome(message_id)
    assert is_private(shown)
    assert len(gallery(shown)) == 4


async def test_in_a_direct_message_nothing_is_more_private(mozart: Mozart) -> None:
    await asked(mozart, "set", answers="private")

    assert not is_private(await mozart.result(channel="dm"))


# ---- which reactions are obeyed


async def test_reactions_that_are_off_do_nothing_but_for_who_has_them_on(mozart: Mozart) -> None:
    await asked(mozart, "set", "ada", reactions="repeat", whose="channel")
    await asked(mozart, "set", "bob", reactions="star")
    result = await mozart.result(count=1)

    await mozart.people.react("bob", "art", result["id"], "🔁")
    await mozart.people.react("ann", "art", result["id"], "⭐")
    await mozart.people.react("bob", "art", result["id"], "⭐")

    await mozart.starred("bob", 1)
    await mozart.starred("ann", 0)
    assert len(await mozart.jobs()) == 1


async def test_a_reaction_of_who_has_private_answers_is_answered_in_private(mozart: Mozart) -> None:
    result = await mozart.result(count=1)
    await asked(mozart, "set", "bob", answers="private")

    await mozart.people.react("bob", "art", result["id"], "🔁")

    await mozart.outcomes(1, "bob", "dm")
    assert [it["id"] for it in await mozart.people.messages("ann", "art")] == [result["id"]]
    job = await mozart.job(2)
    assert (job.user_id, job.request.prompt) == (mozart.id_of("bob"), "a fox")


# ---- the card


async def test_the_card_says_what_holds_and_whose_it_is(mozart: Mozart) -> None:
    await asked(mozart, "set", "ada", count=1, aspect="2:1", whose="server")
    await asked(mozart, "set", "ada", aspect="1:2", reactions="repeat star", whose="channel")

    card = await asked(mozart, "set", "ann", model="copyist")

    shown = plain(card).replace("*", "")
    assert "- Model: `copyist` Copies a picture · yours\n" in shown
    assert "- Aspect: 1:2 · this channel's\n" in shown
    assert "- Pictures: 1 · the server's\n" in shown
    assert "- Size: the model's · Mozart's own\n" in shown
    assert "- Answers: everybody sees them · Mozart's own\n" in shown
    assert "- Reactions: 🔁 again, ⭐ favourite · this channel's\n" in shown


async def test_menus_change_and_take_away_also_after_a_restart(mozart: Mozart) -> None:
    card = await asked(mozart, "set", aspect="5:4")
    assert menus(card)["mozart:set:member:aspect"] == ["5:4"]  # is among the choices then
    await mozart.restart()

    card = await choose(mozart, card, "mozart:set:member:aspect", "16:9")
    card = await choose(mozart, card, "mozart:set:member:count", "2")
    card = await choose(mozart, card, "mozart:set:member:reactions")
    assert "- Aspect: 16:9 · yours\n" in plain(card).replace("*", "")
    assert "- Reactions: none · yours\n" in plain(card).replace("*", "")
    assert menus(card)["mozart:set:member:aspect"] == ["16:9"]
    assert labels(card) == ["Reset yours"]
    card = await choose(mozart, card, "mozart:set:member:aspect", "*")

    assert "- Aspect: 1:1 · Mozart's own\n" in plain(card).replace("*", "")
    card = await choose(mozart, card, "mozart:settings:member:reset")
    assert "yours\n" not in plain(card).replace("*", "")
    assert labels(card) == []


async def test_who_manages_the_server_turns_to_the_channels_menus(mozart: Mozart) -> None:
    card = await asked(mozart, "show", "ada")
    assert labels(card) == ["Yours", "This channel's", "The server's"]

    card = await choose(mozart, card, "mozart:settings:channel:show", member="ada")
    await choose(mozart, card, "mozart:set:channel:count", "1", member="ada")

    await mozart.result("bob")
    assert (await mozart.job(1)).request.count == 1


# ---- what is refused


REFUSED = {
    "channel": (
        "ann",
        "art",
        {"count": 1, "whose": "channel"},
        "Only members who may manage the server can set what is usual in a channel.",
    ),
    "server": (
        "ann",
        "art",
        {"whose": "server"},
        "Only members who may manage the server can set what is usual in the server.",
    ),
    "elsewhere": (
        "ada",
        "dm",
        {"count": 1, "whose": "server"},
        "There is no server here; only your own settings count in this place.",
    ),
    "model": ("ann", "art", {"model": "muse"}, "There is no model called “muse” here. Choose one "),
}


@pytest.mark.parametrize(
    ("member", "channel", "options", "sentence"), REFUSED.values(), ids=REFUSED
)
async def test_what_cannot_be_set_is_refused_in_one_sentence(
    mozart: Mozart, member: str, channel: str, options: Json, sentence: str
) -> None:
    refusal = await mozart.refusal(member, channel, "settings set", options)

    assert refusal.startswith(sentence)


async def test_a_channels_menus_are_of_no_use_to_who_may_no_longer_manage(mozart: Mozart) -> None:
    card = await asked(mozart, "set", "ada", count=1, whose="channel")
    ada = str(mozart.id_of("ada"))
    guild = next(it for it in mozart.discord.server.world.guilds.values() if it.bot_inside)
    guild.members[ada]["roles"] = []
    guild.data["owner_id"] = str(mozart.id_of("bob"))

    clicking = mozart.people.click("ada", "art", card["id"], "mozart:set:channel:count", ["2"])
    refusal = await mozart.refused(clicking, "ada")

    guild.data["owner_id"] = ada
    assert refusal.startswith("Only members who may manage the server can set what is usual in a")
    channel_id = int(await mozart.people.channel_id("ada", "art"))
    kept = mozart.house.studio.habits
    assert list(kept._kept.items()) == [(f"channel:{channel_id}", {"count": "1"})]


# ---- resetting


async def test_resetting_takes_away_one_all_or_everything(mozart: Mozart) -> None:
    await asked(mozart, "set", aspect="3:2", count=2, size=128)

    card = await asked(mozart, "reset", what="size")
    assert "Not set for you any more: size." in plain(card).replace("*", "")
    assert "- Size: the model's · Mozart's own\n" in plain(card).replace("*", "")
    assert "- Pictures: 2 · yours\n" in plain(card).replace("*", "")
    card = await asked(mozart, "reset")

    assert "Nothing is set for you any more." in plain(card)
    assert "yours\n" not in plain(card).replace("*", "")


async def test_everything_that_is_kept_of_a_member_is_forgotten(mozart: Mozart) -> None:
    await asked(mozart, "set", aspect="3:2")
    await asked(mozart, "set", "bob", aspect="2:3")

    card = await asked(mozart, "reset", what="everything")

    assert "Everything that was kept of your habits is forgotten." in plain(card)
    kept = await mozart.house.queue.habits.all()
    assert list(kept) == [f"member:{mozart.id_of('bob')}"]
    assert Scope.MEMBER.value in next(iter(kept))
