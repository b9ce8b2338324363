import pytest

from tests.bot.mozart import Mozart, buttons, gallery, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def dreamt(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": ("boat.png", picture)} if picture else None
    answer = await mozart.people.command(
        "ann", "art", "dream", {"size": 96, "motifs": "none"} | options, files=files
    )
    return await mozart.outcome(answer.message_id)


async def test_a_picture_that_was_sent_is_dreamed_about(mozart: Mozart) -> None:
    shown = await dreamt(mozart, png(40, 40))

    assert "A dream of a network" in plain(shown)
    assert len(gallery(shown)) == 1
    assert buttons(shown) == ["reroll:0", "delete:0"]


async def test_a_picture_of_a_job_is_dreamed_about_and_named_as_parent(mozart: Mozart) -> None:
    await mozart.result(count=1)

    await dreamt(mozart, job=1)

    assert (await mozart.job(2)).request.parent == (1, 0)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Send the picture to dream about, or the number of a job of Mozart's: one of them."),
        ({"job": 1, "motifs": "unicorn"}, "Dreams know no “unicorn”"),
        ({"job": 1, "style_name": "oil"}, "A deep dream has no style"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "dream", options)
