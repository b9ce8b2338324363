import pytest
from PIL import Image

from bot.commands.sent import MOVED
from inference.moving import write_film
from tests.bot.mozart import Mozart, buttons, gallery, plain
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def dreamt(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": ("boat.png", picture)} if picture else None
    answer = await mozart.people.command(
        "ann", "art", "dream", {"size": 96, "motifs": "none"} | options, files=files
    )
    return await mozart.outcome(answer.message_id)


async def test_the_first_frame_of_what_was_sent_is_dreamed_about(mozart: Mozart) -> None:
    film = write_film(
        [Image.new("RGB", (40, 40), it) for it in ("red", "blue")], rate=4, kind="gif"
    )

    shown = await dreamt(mozart, film)

    assert MOVED in plain(shown)
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
