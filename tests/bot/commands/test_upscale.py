import pytest
from PIL import Image

from bot.commands.sent import MOVED
from inference.encoding import read_picture
from inference.moving import write_film
from tests.bot.mozart import Mozart, buttons, gallery, plain
from tests.bot.pictures import png
from tests.people import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def enlarged(mozart: Mozart, picture: bytes | None = None, **options: object) -> Json:
    files = {"picture": ("boat.png", picture)} if picture else None
    answer = await mozart.people.command("ann", "art", "upscale", options, files=files)
    return await mozart.outcome(answer.message_id)


async def test_a_picture_that_was_sent_becomes_four_times_as_large(mozart: Mozart) -> None:
    shown = await enlarged(mozart, png(40, 24), scale=4)

    assert "4 times as large" in plain(shown)
    assert "160 × 96" in plain(shown)  # noqa: RUF001 - the sign people read
    assert "seed" not in plain(shown)
    assert len(gallery(shown)) == 1
    assert buttons(shown) == ["delete:0"]


@pytest.mark.parametrize("kind", ["gif", "mp4"])
async def test_of_what_moves_the_first_frame_is_enlarged_and_that_is_said(
    mozart: Mozart, kind: str
) -> None:
    frames = [Image.new("RGB", (40, 24), colour) for colour in ("red", "blue")]

    shown = await enlarged(mozart, write_film(frames, rate=4, kind=kind))

    assert MOVED in plain(shown)
    assert "80 × 48" in plain(shown)  # noqa: RUF001 - the sign people read
    [made] = (await mozart.job(1)).pictures
    middle = read_picture(mozart.storage.read(made.sha256)).getpixel((40, 24))
    assert isinstance(middle, tuple)
    assert middle[0] > 2 * middle[2]  # red


async def test_a_picture_of_a_job_becomes_twice_as_large_and_names_its_parent(
    mozart: Mozart,
) -> None:
    await mozart.result(count=2)

    await enlarged(mozart, job=1, index=2)

    job = await mozart.job(2)
    assert job.request.parent == (1, 1)
    assert (job.pictures[0].width, job.pictures[0].height) == (128, 128)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Send the picture to enlarge, or the number of a job of Mozart's: one of them."),
        ({"job": 7}, "There is no job 7 here."),
        ({"job": 1, "kind": "faces"}, "There is no network for faces here"),
        ({"job": 1, "network": "cubist"}, "There is no network “cubist” that enlarges"),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_nothing(
    mozart: Mozart, options: Json, sentence: str
) -> None:
    await mozart.result(count=1)
    async with mozart.untouched("ann"):
        assert sentence in await mozart.refusal("ann", "art", "upscale", options)


async def test_a_picture_that_is_none_is_refused_and_costs_nothing(mozart: Mozart) -> None:
    async with mozart.untouched("ann"):
        files = {"picture": ("boat.png", b"\x89PNG but no more")}
        sentence = await mozart.refusal("ann", "art", "upscale", {}, files=files)

    assert sentence
