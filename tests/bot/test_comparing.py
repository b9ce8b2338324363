import asyncio
from collections.abc import Callable

import pytest

from bot.quota import Measure, Scope
from inference.job import State
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
        return "sheet:" in pressed and shows(message)

    return await mozart.people.wait_for(member, channel, wanted)


def is_finished(message: Json) -> bool:
    return "delete-sheet:0" in buttons(message)


def menu(message: Json) -> Json:
    return next(part for part in parts(message) if part["type"] == 3)


def custom_id(message: Json, act: str) -> str:
    found = [str(part["custom_id"]) for part in parts(message) if part["type"] == 2]
    return next(it for it in found if f":{act}:" in it)


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


async def test_the_sheet_grows_and_goes_on_after_a_restart(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a {swift, slow, late} fox"))
    half = await sheet(mozart, lambda message: len(adoptable(message)) == 1)
    assert "1 of 3, about" in plain(half)
    assert len(gallery(half)) == 1
    assert buttons(half) == ["cancel-sheet:0"]

    await mozart.restart()
    mozart.easel.go_on.set()

    done = await sheet(mozart, is_finished)
    assert done["id"] == half["id"]
    assert adoptable(done) == ["swift", "slow", "late"]
    assert len(await mozart.jobs()) == 3
    assert await mozart.used("ann") == 3


async def test_a_sheet_that_waits_sees_the_line_move(mozart: Mozart) -> None:
    await mozart.imagine("bob", prompt="slow")
    await mozart.begun()
    before = await mozart.imagine("ada")
    await agree(mozart, await ask(mozart, "a fox", x="seed: 1-2"))
    await sheet(mozart, lambda message: "2nd in line" in plain(message))

    shown = await mozart.people.message("ada", "art", before)
    await mozart.press(shown, "cancel", "ada")

    moved = await sheet(mozart, lambda message: "Next in line" in plain(message))
    assert "2nd in line" not in plain(moved)


async def test_two_presses_at_once_are_one_sheet(mozart: Mozart) -> None:
    card = await ask(mozart, "a fox", x="seed: 1-2")

    await asyncio.gather(agree(mozart, card), agree(mozart, card))

    done = await sheet(mozart, is_finished)
    assert await mozart.used("ann") == 2
    for message in await mozart.people.messages("bob", "art"):
        if message["id"] != done["id"]:
            await mozart.people.gone("bob", "art", message["id"])


LIMITS = {
    "pictures": (Measure.PICTURES, 3, "This server has 3 of 3 pictures left today, which is too"),
    "seconds": (Measure.SECONDS, 1, "This server has 1 of 1 device seconds left today, and this"),
}


@pytest.mark.parametrize(("measure", "most", "sentence"), LIMITS.values(), ids=LIMITS)
async def test_a_quota_is_for_the_whole_sheet_or_nothing(
    mozart: Mozart, measure: Measure, most: int, sentence: str
) -> None:
    card = await ask(mozart, "a fox", x="seed: 1-4", size=640)
    await mozart.limit(Scope.SERVER, mozart.guild_id, most, measure)

    async with mozart.untouched("ann"):
        refusal = await mozart.refused(agree(mozart, card))

    assert refusal.startswith(sentence)
    assert await mozart.people.messages("bob", "art") == []


async def test_a_cell_that_fails_is_marked_and_costs_nothing(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a {red, broken, blue} fox"))

    done = await sheet(mozart, is_finished)

    assert "1 picture failed: " in plain(done)
    assert "Nothing was charged for what is missing." in plain(done)
    assert adoptable(done) == ["red", "blue"]
    assert await mozart.used("ann") == 2


async def test_cancel_stops_all_that_is_left(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a {swift, slow, late} fox"))
    half = await sheet(mozart, lambda message: len(adoptable(message)) == 1)
    refusal = await mozart.refused(
        mozart.people.click("bob", "art", half["id"], custom_id(half, "cancel-sheet")), "bob"
    )

    await mozart.people.click("ann", "art", half["id"], custom_id(half, "cancel-sheet"))

    done = await sheet(mozart, is_finished)
    assert refusal == "Only the member who asked for this sheet can cancel it."
    assert "2 pictures were cancelled." in plain(done)
    assert adoptable(done) == ["swift"]
    assert await mozart.used("ann") == 1


async def test_deleting_a_sheet_leaves_what_was_adopted(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a fox", x="seed: 1-2"))
    done = await sheet(mozart, is_finished)
    result = await adopt(mozart, done, "seed 2", "bob")

    await mozart.people.click("ann", "art", done["id"], custom_id(done, "delete-sheet"))

    await mozart.people.gone("ann", "art", done["id"])
    [own] = await mozart.jobs()
    assert mozart.files() == {picture.sha256 for picture in own.pictures}
    await mozart.press(result, "upscale", "bob")
    await mozart.outcomes(2, "bob")


async def test_a_cross_cancels_a_sheet_and_deletes_it_when_it_is_over(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a {slow, late} fox"))
    await mozart.begun()
    growing = await sheet(mozart, lambda message: "cancel-sheet:0" in buttons(message))
    await mozart.people.react("ann", "art", growing["id"], "❌")
    done = await sheet(mozart, is_finished)
    assert "2 pictures were cancelled." in plain(done)

    await mozart.people.react("ann", "art", done["id"], "✖️")

    await mozart.people.gone("ann", "art", done["id"])
    assert await mozart.jobs() == []


async def test_a_sheet_whose_message_is_gone_is_not_painted_on(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a {slow, late} fox"))
    await mozart.begun()
    growing = await sheet(mozart, lambda message: "cancel-sheet:0" in buttons(message))

    await mozart.people.delete("art", growing["id"])
    mozart.easel.done = 0.6  # so that there is something to show

    await mozart.state(1, State.CANCELLED)
    await mozart.state(2, State.CANCELLED)
    assert await mozart.used("ann") == 0


async def test_a_picture_deleted_by_its_number_leaves_the_sheet(mozart: Mozart) -> None:
    await agree(mozart, await ask(mozart, "a fox", x="seed: 1-2"))
    done = await sheet(mozart, is_finished)
    shown = await mozart.people.command("ann", "art", "show", {"job": 2})
    result = await mozart.outcome(shown.message_id)

    await mozart.press(result, "delete")

    less = await sheet(mozart, lambda message: len(adoptable(message)) == 1)
    assert less["id"] == done["id"]
    assert adoptable(less) == ["seed 1"]


async def test_several_prompts_may_be_painted_on_one_sheet(mozart: Mozart) -> None:
    answer = await mozart.people.command(
        "ann", "art", "imagine", {"prompt": "a {red, blue} {fox, owl}", "count": 2}
    )
    assert answer.message is not None

    await agree(mozart, answer.message, yes=TOGETHER)

    done = await sheet(mozart, is_finished)
    assert adoptable(done) == ["red · fox", "blue · fox", "red · owl", "blue · owl"]
    result = await adopt(mozart, done, "blue · fox")
    assert "**a blue fox**" in plain(result)
    assert len(gallery(result)) == 2
    assert await mozart.used("ann") == 8


async def test_where_mozart_is_a_guest_many_prompts_are_one_sheet(mozart: Mozart) -> None:
    await mozart.people.install("ann", installed=True)
    prompt = {"prompt": "{a, b, c, d, e, f}", "count": 1}
    answer = await mozart.people.command("ann", "sketch club", "imagine", prompt)
    assert answer.message is not None
    assert buttons(answer.message) == ["several:1"]

    await agree(mozart, answer.message, channel="sketch club", yes=TOGETHER)

    await sheet(mozart, is_finished, channel="sketch club")


async def test_a_sheet_that_takes_long_is_brought_by_a_click(mozart: Mozart) -> None:
    await mozart.people.install("ann", installed=True)
    card = await ask(mozart, "a {slow, swift} fox", channel="sketch club")
    await agree(mozart, card, channel="sketch club")
    growing = await sheet(mozart, lambda message: "0 of 2" in plain(message), channel="sketch club")
    await mozart.people.advance(13 * 60 + 1)
    mozart.easel.done = 0.6
    asking = await sheet(
        mozart, lambda message: "sheet:0" in buttons(message), channel="sketch club"
    )
    mozart.easel.go_on.set()
    await mozart.state(2, State.DONE)
    await mozart.people.advance(3600)
    await mozart.restart()

    await mozart.people.click("ann", "sketch club", asking["id"], custom_id(asking, "sheet"))

    done = await sheet(mozart, is_finished, channel="sketch club")
    assert done["id"] == growing["id"]
    assert adoptable(done) == ["slow", "swift"]


async def test_a_private_sheet_and_what_is_adopted_from_it_are_for_its_member(
    mozart: Mozart,
) -> None:
    await mozart.people.command("ann", "art", "settings set", {"answers": "private"})
    await agree(mozart, await ask(mozart, "a fox", x="seed: 1-2"))
    done = await sheet(mozart, is_finished)

    result = await adopt(mozart, done, "seed 2")

    assert is_private(done)
    assert is_private(result)
    assert await mozart.people.messages("bob", "art") == []


async def test_what_can_never_be_a_sheet_is_not_offered(mozart: Mozart) -> None:
    options = {"prompt": "a fox", "x": "stesp: 1, 2"}

    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "compare", options)

    assert refusal == "There is no axis “stesp”. Did you mean “steps”?"


async def test_names_and_values_of_axes_are_suggested(mozart: Mozart) -> None:
    names = await mozart.people.autocomplete("ann", "art", "compare", {"prompt": "a", "x": ""}, "x")
    values = await mozart.people.autocomplete(
        "ann", "art", "compare", {"prompt": "a", "x": "model: flat, "}, "x"
    )

    assert "steps: 10, 20, 30" in [it["value"] for it in names]
    assert "model: flat, copyist, lens" in [it["value"] for it in names]
    assert "model: flat, copyist" in [it["value"] for it in values]
