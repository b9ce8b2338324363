import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pytest

from bot.delivery import EDIT_EVERY_S
from inference.job import State
from inference.queue import Place, Queue
from tests.bot.easel import Easel
from tests.bot.mozart import Mozart, buttons, gallery, is_over, is_private, plain
from tests.discord_house import House
from tests.people import Json, parts, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIEW_CHANNEL = 1 << 10
USE_EXTERNAL_APPS = 1 << 50
COMPONENTS_V2 = 1 << 15
FILE = 13
MINUTE_S = 60


def edited_at(message: Json) -> float:
    return datetime.fromisoformat(message["edited_timestamp"]).timestamp()


def name_of(media: Json) -> str:
    """The name of the upload that a component shows."""
    return PurePosixPath(urlsplit(media["url"]).path).name


async def shows(
    mozart: Mozart, message_id: str, words: str, member: str = "ann", channel: str = "art"
) -> Json:
    """The message once these words stand in it."""
    return await mozart.people.wait_for(
        member, channel, lambda m: m["id"] == message_id and words in plain(m)
    )


# ---- the placeholder, progress and previews


async def test_the_placeholder_says_the_place_and_the_seconds(mozart: Mozart) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()

    waiting = await mozart.imagine("bob")

    shown = await mozart.people.settled("bob", "art", waiting)
    assert "Next in line, done in about" in plain(shown)
    assert buttons(shown) == ["cancel:0"]


async def test_those_who_wait_see_the_line_move(mozart: Mozart) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()
    first, second = await mozart.imagine("bob"), await mozart.imagine("ada")
    await shows(mozart, second, "2nd in line")

    await mozart.press(await shows(mozart, first, "Next in line", "bob"), "cancel", "bob")

    moved = await shows(mozart, second, "Next in line")
    assert "2nd in line" not in plain(moved)


async def test_after_a_restart_messages_look_at_the_line_one_after_another(
    mozart: Mozart, monkeypatch: pytest.MonkeyPatch
) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()
    waiting = [await mozart.imagine("bob", count=1) for _ in range(4)]
    await mozart.stop()
    looks: list[int] = []  # how many were under way whenever one began
    under_way: set[int] = set()
    line = Queue.line

    async def watched(queue: Queue, job_id: int) -> Place:
        under_way.add(job_id)
        looks.append(len(under_way))
        try:
            return await line(queue, job_id)
        finally:
            under_way.discard(job_id)

    monkeypatch.setattr(Queue, "line", watched)
    await mozart.start_again()
    mozart.easel.go_on.set()
    for message_id in waiting:
        await mozart.outcome(message_id, "bob")

    assert len(looks) >= 4
    assert set(looks) == {1}


async def test_a_job_that_is_painted_says_how_long_it_still_takes(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await shows(mozart, message_id, "50 %")

    await mozart.people.advance(600)
    mozart.easel.done = 0.6

    shown = await shows(mozart, message_id, "60 %, about 7 min left")
    assert buttons(shown) == ["cancel:0"]
    mozart.easel.go_on.set()


async def test_progress_is_shown_in_edits_that_keep_their_distance(
    discord: House, tmp_path: Path
) -> None:
    easel = Easel()
    mozart = await Mozart.start(discord, tmp_path, easel, edit_every_s=0.4)
    message_id = await mozart.imagine(prompt="slow")
    times = []

    for percent in (50, 60, 70):
        easel.done = percent / 100
        times.append(edited_at(await shows(mozart, message_id, f"{percent} %")))

    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= 0.4
    await mozart.stop()


async def test_edits_are_two_seconds_apart_where_nothing_else_is_said() -> None:
    assert EDIT_EVERY_S >= 2


async def test_the_picture_can_be_watched_while_it_grows(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")

    shown = await mozart.people.wait_for(
        "ann", "art", lambda m: m["id"] == message_id and bool(gallery(m)) and not is_over(m)
    )

    assert [item["description"] for item in gallery(shown)] == ["Unfinished: slow"]


# ---- the result


async def test_a_wish_becomes_as_many_pictures_as_were_asked_for(mozart: Mozart) -> None:
    result = await mozart.result(prompt="a fox", count=3)

    assert [item["description"] for item in gallery(result)] == [
        "a fox, picture 1 of 3",
        "a fox, picture 2 of 3",
        "a fox, picture 3 of 3",
    ]


async def test_what_goes_with_a_picture_can_be_fetched_below_it(mozart: Mozart) -> None:
    result = await mozart.result(prompt="files", count=1)

    assert [name_of(item["media"]) for item in gallery(result)] == ["mozart-1-1.png"]
    assert [name_of(part["file"]) for part in parts(result) if part["type"] == FILE] == [
        "mozart-1-1-drawing.svg"
    ]


async def test_a_moving_picture_is_shown_instead_of_the_still_one(mozart: Mozart) -> None:
    result = await mozart.result(prompt="moving", count=1)

    assert [name_of(item["media"]) for item in gallery(result)] == ["mozart-1-1.gif"]


async def test_a_file_too_large_to_upload_is_named_and_the_picture_shown(mozart: Mozart) -> None:
    await mozart.people.upload_limit(200_000)
    result = await mozart.result(prompt="moving and huge", count=1)

    assert [name_of(item["media"]) for item in gallery(result)] == ["mozart-1-1.png"]
    assert "moving.gif has 0.3 MB, too much to upload here." in plain(result)


async def test_what_goes_with_a_picture_is_gone_with_its_job(mozart: Mozart) -> None:
    result = await mozart.result(prompt="files", count=1)
    assert len(mozart.files()) == 2

    await mozart.press(result, "delete")

    await mozart.people.gone("ann", "art", result["id"])
    assert mozart.files() == set()


async def test_the_result_names_words_member_model_size_seed_and_job(mozart: Mozart) -> None:
    result = await mozart.result(prompt="a fox", negative="fog", seed=7, count=1)

    assert result["flags"] & COMPONENTS_V2
    assert plain(result).splitlines()[:2] == ["**a fox**", "-# without fog"]
    facts = plain(result).splitlines()[-1]
    assert facts.startswith(f"-# <@{mozart.id_of('ann')}> · flat · 64 × 64 · seed 7 · ")  # noqa: RUF001
    assert facts.endswith(" · job 1")


async def test_a_grid_has_a_button_for_each_picture(mozart: Mozart) -> None:
    result = await mozart.result(count=4)

    assert buttons(result) == [
        *("upscale:0", "upscale:1", "upscale:2", "upscale:3", "reroll:0"),
        *("vary:0", "vary:1", "vary:2", "vary:3", "delete:0"),
        *("remix:0", "info:0"),
    ]


async def test_a_single_picture_can_be_varied_subtly_and_strongly(mozart: Mozart) -> None:
    result = await mozart.result(count=1)

    assert buttons(result) == [
        *("upscale:0", "subtle:0", "vary:0", "reroll:0", "delete:0"),
        *("remix:0", "info:0"),
    ]


async def test_the_outcome_is_noted_as_delivered_once_it_stands_there(mozart: Mozart) -> None:
    await mozart.result()

    await mozart.settled()

    assert (await mozart.job(1)).delivered


async def test_a_failure_says_so_and_costs_nothing(mozart: Mozart) -> None:
    result = await mozart.result(prompt="broken")

    assert "Something went wrong while painting" in plain(result)
    assert "Nothing was charged." in plain(result)
    assert buttons(result) == ["reroll:0", "delete:0"]
    assert await mozart.used("ann") == 0


async def test_a_file_that_the_place_does_not_take_is_sent_smaller(mozart: Mozart) -> None:
    result = await mozart.result(prompt="noise", count=1)
    whole = mozart.storage.read((await mozart.job(1)).pictures[0].sha256)
    await mozart.people.upload_limit(len(whole) // 2)

    smaller = await mozart.result(prompt="noise", count=1)

    assert gallery(result)[0]["media"]["content_type"] == "image/png"
    assert gallery(smaller)[0]["media"]["content_type"] == "image/webp"
    assert "the PNG is too large to send here." in plain(smaller)


# ---- ways to the message


@pytest.mark.parametrize("channel", ["dm", "sketch club", "lobby"])
async def test_results_arrive_where_the_bot_is_no_member(mozart: Mozart, channel: str) -> None:
    result = await mozart.result("ann", channel)

    assert len(gallery(result)) == 4
    assert not is_private(result)


async def test_results_are_private_where_apps_of_members_may_not_speak(mozart: Mozart) -> None:
    await mozart.people.install("bob", installed=True)
    await mozart.people.permit("lobby", "@everyone", deny=USE_EXTERNAL_APPS)

    result = await mozart.result("bob", "lobby")

    assert is_private(result)
    assert len(gallery(result)) == 4


async def test_after_a_quarter_of_an_hour_the_bots_own_account_delivers(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.advance(16 * MINUTE_S)

    mozart.easel.go_on.set()

    result = await mozart.outcome(message_id)
    assert len(gallery(result)) == 4
    last = (await mozart.requests("PATCH"))[-1]
    assert last["path"].startswith("/channels/")


async def test_a_token_that_died_early_is_not_asked_twice(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    await shows(mozart, message_id, "50 %")
    world = mozart.discord.server.world
    for interaction in world.interactions.values():
        interaction.created_at -= 16 * MINUTE_S

    mozart.easel.go_on.set()

    await mozart.outcome(message_id)
    await mozart.settled()
    refused = [it for it in await mozart.requests("PATCH") if it["status"] == 401]
    assert len(refused) == 1


async def test_after_55_minutes_only_the_outcome_is_edited_in(
    discord: House, tmp_path: Path
) -> None:
    easel = Easel(slots=2)
    mozart = await Mozart.start(discord, tmp_path, easel)
    message_id = await mozart.imagine(prompt="slow")
    await shows(mozart, message_id, "50 %")
    await mozart.people.advance(56 * MINUTE_S)
    easel.done = 0.9
    await mozart.result("bob", "gallery")
    before = len(await mozart.requests("PATCH", "/messages/" + message_id))

    easel.go_on.set()

    await mozart.outcome(message_id)
    edits = await mozart.requests("PATCH", "/messages/" + message_id)
    assert "90 %" not in str(edits)
    assert len(edits) == before + 1
    await mozart.stop()


async def test_the_result_goes_to_the_member_when_the_channel_is_closed_to_us(
    mozart: Mozart,
) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()
    await mozart.people.permit("art", "Mozart", deny=VIEW_CHANNEL)
    await mozart.people.advance(16 * MINUTE_S)

    mozart.easel.go_on.set()

    (result,) = await mozart.outcomes(1, channel="dm")
    assert len(gallery(result)) == 4
    await mozart.settled()
    assert (await mozart.job(1)).delivered


async def test_a_job_whose_message_was_deleted_is_cancelled_and_refunded(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    ahead = await mozart.imagine("ada")
    gone = await mozart.imagine("ann")
    await shows(mozart, gone, "2nd in line")
    await mozart.people.delete("art", gone)

    await mozart.press(await shows(mozart, ahead, "Next in line", "ada"), "cancel", "ada")

    await mozart.settled(3)
    assert (await mozart.job(3)).state is State.CANCELLED
    assert await mozart.used("ann") == 0


async def test_nothing_is_posted_instead_of_a_message_that_was_deleted(mozart: Mozart) -> None:
    message_id = await mozart.imagine(prompt="slow")
    await mozart.begun()
    mozart.easel.done = 0.5
    await shows(mozart, message_id, "50 %")
    await mozart.people.delete("art", message_id)

    mozart.easel.go_on.set()

    await mozart.settled()
    assert await mozart.people.messages("ann", "art") == []
    assert await mozart.people.messages("ann", "dm") == []


# ---- places that only a click reaches


async def test_before_the_last_way_closes_a_button_is_left(mozart: Mozart) -> None:
    message_id = await mozart.imagine("ann", "sketch club", "slow")
    await shows(mozart, message_id, "50 %", "ann", "sketch club")

    await mozart.people.advance(13 * MINUTE_S + 1)
    mozart.easel.done = 0.6

    asking = await shows(mozart, message_id, "Press the button", "ann", "sketch club")
    assert buttons(asking) == ["result:0", "cancel:0"]


async def test_one_who_only_waits_is_left_the_button_too(mozart: Mozart) -> None:
    await mozart.imagine(prompt="slow")
    await mozart.begun()
    message_id = await mozart.imagine("ann", "sketch club")
    await shows(mozart, message_id, "Next in line", "ann", "sketch club")
    await mozart.stop()
    await mozart.people.advance(13 * MINUTE_S - 1)

    await mozart.start_again()

    left = await shows(mozart, message_id, "Press the button", "ann", "sketch club")
    assert buttons(left) == ["result:0", "cancel:0"]


async def test_the_click_brings_a_result_that_is_ready(mozart: Mozart) -> None:
    message_id = await mozart.imagine("ann", "sketch club", "slow")
    await shows(mozart, message_id, "50 %", "ann", "sketch club")
    await mozart.people.advance(13 * MINUTE_S + 1)
    mozart.easel.done = 0.6
    asking = await shows(mozart, message_id, "Press the button", "ann", "sketch club")
    mozart.easel.go_on.set()
    await mozart.state(1, State.DONE)
    await mozart.people.advance(60 * MINUTE_S)
    await mozart.restart()

    await mozart.press(asking, "result", "ann", "sketch club")

    result = await mozart.outcome(message_id, "ann", "sketch club")
    assert len(gallery(result)) == 4
    await mozart.settled()
    assert (await mozart.job(1)).delivered


async def test_the_click_brings_progress_that_is_not_over(mozart: Mozart) -> None:
    message_id = await mozart.imagine("ann", "sketch club", "slow")
    await shows(mozart, message_id, "50 %", "ann", "sketch club")
    await mozart.people.advance(13 * MINUTE_S + 1)
    mozart.easel.done = 0.6
    asking = await shows(mozart, message_id, "Press the button", "ann", "sketch club")
    await mozart.people.advance(30 * MINUTE_S)

    await mozart.press(asking, "result", "ann", "sketch club")
    mozart.easel.done = 0.8

    await shows(mozart, message_id, "80 %", "ann", "sketch club")
    mozart.easel.go_on.set()
    result = await mozart.outcome(message_id, "ann", "sketch club")
    assert len(gallery(result)) == 4


# ---- words of members stay words


HOSTILE = (
    "@everyone @here <@1> <@&2> <#3> </quota:4> <t:0:R> [click](https://evil.example) `x` # y"
    " ||z|| https://evil.example \u202eabc"
)


async def test_a_prompt_stays_text_whatever_it_contains(mozart: Mozart) -> None:
    result = await mozart.result(prompt=HOSTILE, negative=HOSTILE, count=1)

    live = re.sub(r"\\.", "", texts(result).split("-# <@")[0])  # without the escaped signs
    assert "click" in live
    assert not set("<@[]`|\u202e") & set(live)
    assert "https:" not in live
    assert not result["mention_everyone"]
    assert not result["mentions"]
