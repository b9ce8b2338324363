import pytest

from inference.job import State
from inference.request import Task
from tests.bot.mozart import Mozart, button, buttons, gallery, plain
from tests.people import Json, parts

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = {"master": "schotter", "options": "rows=6 columns=6", "size": 64, "seed": 7}


async def drawn(mozart: Mozart, **options: object) -> Json:
    answer = await mozart.people.command("ann", "art", "draw", {**SMALL, **options})
    return await mozart.outcome(answer.message_id)


def attached(message: Json) -> list[str]:
    """The files that a message offers."""
    return [part["file"]["url"] for part in parts(message) if part["type"] == 13]


async def test_a_drawing_comes_with_its_plot_and_what_it_follows(mozart: Mozart) -> None:
    message = await drawn(mozart)

    assert "schotter, after Georg Nees, Schotter, 1968: rows=6 columns=6" in plain(message)
    assert "rows=6" in plain(message).rsplit("after", 1)[1]
    assert "seed 7" in plain(message)
    assert len(gallery(message)) == 1
    files = {url.split("?")[0].rsplit(".", 1)[1]: url for url in attached(message)}
    assert set(files) == {"svg", "pdf"}
    job = await mozart.job(1)
    svg = mozart.storage.read(job.pictures[0].files[0].sha256).decode()
    assert svg.count("<path") == 36
    assert 'inkscape:groupmode="layer"' in svg


async def test_a_drawing_can_be_varied_enlarged_and_drawn_again(mozart: Mozart) -> None:
    message = await drawn(mozart, files="none")

    assert attached(message) == []
    assert buttons(message) == ["upscale:0", "subtle:0", "vary:0", "reroll:0", "delete:0"]
    for number, act in enumerate(("upscale", "subtle", "reroll"), 2):
        await mozart.outcome(await mozart.press(message, act))
        assert (await mozart.job(number)).state is State.DONE
    large, near, again = [await mozart.job(number) for number in (2, 3, 4)]
    assert (large.request.task, large.pictures[0].width) == (Task.UPSCALE, 128)
    assert (near.request.task, near.request.options) == (Task.VARY, large.request.options)
    assert again.request.seed != 7


async def test_a_drawing_that_cannot_be_is_refused_in_one_private_sentence(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        refusal = await mozart.refusal("ann", "art", "draw", {**SMALL, "options": "rows=0"})

    assert refusal == "“rows” takes a whole number from 1 to 60, not “0”."
    assert await mozart.people.messages("bob", "art") == []


async def test_the_options_of_the_master_are_suggested(mozart: Mozart) -> None:
    found = await mozart.people.autocomplete(
        "ann", "art", "draw", {"master": "town", "options": "to"}, "options"
    )

    assert [it["value"] for it in found] == ["towers="]
    assert found[0]["name"] == "towers=…  Of proud families (0 to 40)"


async def test_pages_of_any_shape_can_be_asked_for(mozart: Mozart) -> None:
    message = await drawn(mozart, aspect="3:2", size=128, files="none")

    assert "160 × 112" in plain(message)  # noqa: RUF001
    assert button(message, "delete")
