import io
from collections.abc import Callable

import pytest
from PIL import Image

from bot.quota import Scope
from tests.bot.mozart import Mozart, buttons, gallery, is_private, plain
from tests.people import Answer, Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

YES = "mozart:compare:0:0"
TOGETHER = "mozart:several:0:1"
USE_EXTERNAL_APPS = 1 << 50


async def ask(mozart: Mozart, prompt: str, *, channel: str = "art", **options: object) -> Json:
    answer = await mozart.people.command("ann", channel, "compare", {"prompt": prompt} | options)
    assert answer.message is not None
    return answer.message


async def agree(mozart: Mozart, card: Json, *, channel: str = "art", yes: str = YES) -> Answer:
    return await mozart.people.click("ann", channel, card["id"], yes)


async def sheet(
    mozart: Mozart, shows: Callable[[Json], bool], *, member: str = "ann", channel: str = "art"
) -> Json:
    """The newest message of a sheet once it is as wanted."""

    def wanted(message: Json) -> bool:
        pressed = " ".join(buttons(message)) if message["components"] else ""
        return "-sheet" in pressed and shows(message)

    return await mozart.people.wait_for(member, channel, wanted)


def is_finished(message: Json) -> bool:
    return "delete-sheet:0" in buttons(message)


def menu(message: Json) -> Json:
    return next(part for part in parts(message) if part["type"] == 3)


def adoptable(message: Json) -> list[str]:
    """What can be chosen."""
    return [it["label"] for part in parts(message) if part["type"] == 3 for it in part["options"]]


async def adopt(mozart: Mozart, message: Json, label: str, member: str = "ann") -> Json:
    """The result that choosing a cell leads to."""
    found = menu(message)
    value = next(it["value"] for it in found["options"] if it["label"] == label)
    answer = await mozart.people.click(
        member, "art", message["id"], found["custom_id"], values=[value]
    )
    return await mozart.outcome(answer.message_id, member)


async def picture_of(mozart: Mozart, message: Json) -> Image.Image:
    [shown] = gallery(message)
    async with mozart.people._http.get(shown["media"]["url"]) as response:
        return Image.open(io.BytesIO(await response.read()))


async def test_a_sheet_is_shown_with_its_price_before_anything_is_charged(mozart: Mozart) -> None:
    await mozart.limit(Scope.SERVER, mozart.guild_id, 9)

    async with mozart.untouched("ann"):
        card = await ask(mozart, "a {red, `blue`} fox", x="seed: 1-3", negative="cars", size=128)

    assert is_private(card)
    assert "**A sheet of 3 by 2: 6 pictures in all.** Nothing is queued or charged yet." in plain(
        card
    )
    assert "of device time, done in about" in plain(card)
    assert "The whole server has 9 of 9." in plain(card)
    assert "seed: 1, 2, 3 / red, `blue`" in plain(card)
    assert "x: seed: 1-3" in plain(card)
    assert buttons(card) == ["compare:0"]
    assert [part.get("label") for part in parts(card) if part["type"] == 2] == ["Paint 6 pictures"]
    assert await mozart.people.messages("bob", "art") == []


async def test_yes_paints_every_cell_into_one_message(mozart: Mozart) -> None:
    card = await ask(mozart, "a {red, blue} fox", x="seed: 1-3", size=128)

    await agree(mozart, card)

    done = await sheet(mozart, is_finished)
    jobs = await mozart.jobs()
    assert [(it.request.prompt, it.request.seed) for it in jobs] == [
        *(("a red fox", 1), ("a red fox", 2), ("a red fox", 3)),
        *(("a blue fox", 1), ("a blue fox", 2), ("a blue fox", 3)),
    ]
    assert {(it.request.count, it.request.width) for it in jobs} == {(1, 128)}
    assert await mozart.used("ann") == 6
    assert adoptable(done)[1] == "seed 2 · red"
    assert len(adoptable(done)) == 6
    assert len(gallery(done)) == 1
    assert not is_private(done)
    assert [m["id"] for m in await mozart.people.messages("bob", "art")] == [done["id"]]
    assert "it grows below" in plain(await mozart.people.message("ann", "art", card["id"]))


async def test_a_cell_becomes_a_result_of_whoever_adopts_it(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a (red:1.2) fox", x="seed: 1-2", y="cfg: 3, 7"))
    done = await sheet(mozart, is_finished)

    result = await adopt(mozart, done, "seed 2 · guidance 7", "bob")

    own = (await mozart.jobs())[-1]
    assert (own.user_id, own.request.seed, own.request.guidance) == (mozart.id_of("bob"), 2, 7.0)
    assert "**a (red:1.2) fox --cfg 7**" in plain(result)
    assert buttons(result)[0] == "upscale:0"
    assert len(gallery(result)) == 1
    assert (await mozart.used("ann"), await mozart.used("bob")) == (4, 0)
    await mozart.press(result, "upscale", "bob")
    assert len(await mozart.outcomes(2, "bob")) == 2
