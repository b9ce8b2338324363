import pytest

from tests.bot.mozart import Mozart, buttons, gallery, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = {"size": 96, "frames": 4}


async def morphed(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": ("boat.png", picture)} if picture else None
    answer = await mozart.people.command("ann", "art", "morph", SMALL | options, files=files)
    return await mozart.outcome(answer.message_id)


async def test_words_become_other_words_as_a_film(mozart: Mozart) -> None:
    shown = await morphed(mozart, words="a cat", to_words="a dog")

    assert "From “a cat” to “a dog”" in plain(shown)
    assert [it["media"]["url"].split("?")[0][-5:] for it in gallery(shown)] == [".webp"]
    assert buttons(shown) == ["reroll:0", "delete:0"]


async def test_a_picture_that_was_sent_becomes_one_of_a_job(mozart: Mozart) -> None:
    await mozart.result(count=1)

    shown = await morphed(mozart, png(60, 40), to_job=1, kind="mp4")

    assert "From a picture to another" in plain(shown)
    request = (await mozart.job(2)).request
    assert set(request.inputs) == {"first", "second"}
    assert request.width > request.height


async def test_two_results_of_one_job_need_its_number_once(mozart: Mozart) -> None:
    await mozart.result(count=2)

    await morphed(mozart, job=1, to_index=2)

    request = (await mozart.job(2)).request
    pictures = (await mozart.job(1)).pictures
    assert request.inputs == {"first": pictures[0].sha256, "second": pictures[1].sha256}
    assert request.parent == (1, 0)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"words": "a cat"}, "A morph needs its second end, once"),
        ({"words": "a cat", "job": 1, "to_words": "a dog"}, "needs its first end, once"),
        ({"job": 1, "to_job": 9}, "There is no job 9"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "morph", options)
