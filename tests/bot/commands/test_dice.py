import pytest

from tests.bot.mozart import Mozart, buttons, gallery, plain
from tests.people import Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILE = 13


async def danced(mozart: Mozart, **options: object) -> Json:
    answer = await mozart.people.command("ann", "art", "dice", {"tempo": 400} | options)
    return await mozart.outcome(answer.message_id)


def file_names(message: Json) -> list[str]:
    return [part["name"] for part in parts(message) if part["type"] == FILE]


async def test_a_waltz_comes_with_its_score_its_sound_and_its_number(mozart: Mozart) -> None:
    shown = await danced(mozart, throws="7 11 3")

    assert "A waltz by two dice, begun with 7, 11, 3" in plain(shown)
    assert "Anybody can have it again: /dice number:" in plain(shown)
    assert len(gallery(shown)) == 1
    assert file_names(shown) == [
        "mozart-1-1-waltz.mp3", "mozart-1-1-waltz.mid",
        "mozart-1-1-waltz.musicxml", "mozart-1-1-score.svg",
    ]  # fmt: skip
    assert buttons(shown) == ["upscale:0", "subtle:0", "vary:0", "reroll:0", "delete:0"]


async def test_a_waltz_that_is_shared_is_thrown_anew_only_on_demand(mozart: Mozart) -> None:
    shown = await danced(mozart, number="1")

    assert "Waltz No. 1." in plain(shown)
    again = await mozart.outcome(await mozart.press(shown, "reroll"))
    assert "Waltz No. 1." not in plain(again)


async def test_two_hundred_dice_are_refused_and_cost_nothing(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        sentence = await mozart.refusal("ann", "art", "dice", {"throws": "7 " * 200})

    assert sentence == "A waltz has 16 throws, and these are 200 or more; leave some out."
